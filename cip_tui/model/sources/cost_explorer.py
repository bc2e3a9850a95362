"""AWS Cost Explorer: answers of GetCostAndUsage, as the AWS CLI saves them and as `cip import --aws` fetches them.

An answer states several metrics; one of them is taken and named. Amounts are text, `End` is the first day that no
longer belongs to a period, and the last period may be marked as estimated. Groups are named by their keys in the
order of `GroupDefinitions`; an answer that is not grouped states totals alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from cip_tui.model.commitment.charge_types import is_record_type
from cip_tui.model.document import Level
from cip_tui.model.sources.language import Format, Record, col
from cip_tui.model.sources.report import FileKind, Finding
from cip_tui.model.sources.spans import INCOMPLETE, NOTED, Bad, inside, items
from cip_tui.model.text import clean

COMMAND = (
    "aws ce get-cost-and-usage --granularity MONTHLY --metrics NetUnblendedCost UnblendedCost "
    "--group-by Type=DIMENSION,Key=SERVICE Type=DIMENSION,Key=RECORD_TYPE "
    "--time-period Start=YYYY-MM-DD,End=YYYY-MM-DD > costs.json"
)
"""The command of the AWS CLI whose answer tells most."""

METRICS: dict[str, str] = {
    "NetUnblendedCost": "what is invoiced, after the discounts of an agreement",
    "UnblendedCost": "what each account is charged; discounts of an agreement stand in lines of their own",
    "NetAmortizedCost": "upfront and recurring fees are spread over what they cover, after discounts",
    "AmortizedCost": "upfront and recurring fees are spread over what they cover",
    "BlendedCost": "averaged over the accounts of an organisation; no invoice states these amounts",
}
"""The metrics that are money, best first, with what they mean."""

_FIELDS = {
    "SERVICE": "service",
    "RECORD_TYPE": "record_type",
    "LINKED_ACCOUNT": "account",
    "REGION": "region",
    "BILLING_ENTITY": "seller",
}


def charges_of(answer: object) -> Iterator[Record | Bad]:
    """Yield the charges of one answer, with what is to be said about it."""
    periods = items(inside(answer, "ResultsByTime"))
    metric, noted = _metric(periods)
    yield from ({NOTED: finding} for finding in noted)
    keys = _Keys(answer, periods)
    yield from ({NOTED: finding} for finding in keys.findings)
    units = _units(periods, metric)
    payer = inside(answer, "Fetched", "account")
    for period in periods:
        for charge in _period(period, metric, keys, units):
            yield charge if isinstance(charge, Bad) else {"payer": payer, **charge}
    token = inside(answer, "NextPageToken")
    yield {
        INCOMPLETE: "The answer says that more pages follow (NextPageToken): what is summed here is too little"
        if token
        else ""
    }


def _period(period: object, metric: str, keys: _Keys, units: Counter[str]) -> Iterator[Record | Bad]:
    if not isinstance(period, Mapping):
        yield Bad(_shown(period), "this is no period with groups")
        return
    shared = {
        "start": inside(period, "TimePeriod", "Start"),
        "stop": inside(period, "TimePeriod", "End"),
        "estimated": "true" if str(period.get("Estimated", "")).lower() == "true" else "",
        "metric": metric,
    }
    groups = items(period.get("Groups"))
    total = period.get("Total")
    if not groups and isinstance(total, Mapping) and total:
        yield _amount(total, metric, shared, units)
    for group in groups:
        if not isinstance(group, Mapping):
            yield Bad(_shown(group), "this is no group with keys and metrics")
            continue
        named = keys.of(group)
        if isinstance(named, Bad):
            yield named
        elif not isinstance(group.get("Metrics"), Mapping):
            yield Bad(_shown(group), "the group states no metrics")
        else:
            yield _amount(group["Metrics"], metric, {**shared, **named}, units)


def _amount(metrics: Mapping[str, object], metric: str, record: Mapping[str, object], units: Counter[str]) -> Record:
    stated = metrics.get(metric)
    amount = inside(stated, "Amount") if isinstance(stated, Mapping) else stated
    unit = str(inside(stated, "Unit") or "").strip()
    if unit in ("", "N/A") and str(amount).strip().strip("0") in ("", "."):
        # Cost Explorer gives nothing at all no currency.
        unit = units.most_common(1)[0][0] if units else "USD"
    return {**record, "amount": amount, "currency": "" if unit == "N/A" else unit.upper()}


def _units(periods: Sequence[object], metric: str) -> Counter[str]:
    found = (str(inside(each, metric, "Unit") or "").strip() for each in _every_metrics(periods))
    return Counter(unit for unit in found if unit not in ("", "N/A"))


def _every_metrics(periods: Sequence[object]) -> Iterator[Mapping[str, object]]:
    for period in periods:
        groups = items(inside(period, "Groups"))
        for metrics in [inside(group, "Metrics") for group in groups] if groups else [inside(period, "Total")]:
            if isinstance(metrics, Mapping) and metrics:
                yield metrics


def _metric(periods: Sequence[object]) -> tuple[str, list[Finding]]:
    """Choose the best metric that every group states, else the best that any states, and say so."""
    stated: Counter[str] = Counter()
    groups = 0
    for metrics in _every_metrics(periods):
        groups += 1
        stated.update(str(name) for name in metrics)
    best = [name for name in METRICS if stated[name]]
    chosen = next((name for name in best if stated[name] == groups), best[0] if best else "UnblendedCost")
    if not groups or not best:
        return chosen, []
    others = [name for name in best if name != chosen]
    beside = f"; also stated: {', '.join(others)}" if others else ""
    message = f"Amounts are {chosen} ({METRICS[chosen]}){beside}"
    if chosen in ("NetUnblendedCost", "UnblendedCost"):
        return chosen, [Finding(Level.INFO, "metric", message)]
    fix = "Ask Cost Explorer for NetUnblendedCost, or UnblendedCost where that is not granted"
    return chosen, [Finding(Level.WARNING, "metric", message, fix=fix)]


class _Keys:
    """What each key of a group stands for, after `GroupDefinitions`."""

    def __init__(self, answer: object, periods: Sequence[object]) -> None:
        self.findings: list[Finding] = []
        self.kinds = [
            (str(inside(each, "Type") or "DIMENSION").upper(), str(inside(each, "Key") or ""))
            for each in items(inside(answer, "GroupDefinitions"))
        ]
        self.names = {
            str(inside(each, "Value")): str(inside(each, "Attributes", "description") or "")
            for each in items(inside(answer, "DimensionValueAttributes"))
        }
        grouped = [group for period in periods for group in items(inside(period, "Groups"))]
        if grouped and not self.kinds:
            self._infer(grouped)
        dimensions = {key.upper() for kind, key in self.kinds if kind == "DIMENSION"}
        if any(_every_metrics(periods)):
            self._say_missing(dimensions)

    def of(self, group: Mapping[str, object]) -> dict[str, object] | Bad:
        """Return the fields of a charge that the keys of a group state."""
        keys = group.get("Keys")
        if not isinstance(keys, list) or len(keys) != len(self.kinds):
            return Bad(_shown(group), f"the group has not the {len(self.kinds)} keys that GroupDefinitions name")
        fields: dict[str, object] = {}
        details: list[str] = []
        tags: list[str] = []
        for (kind, key), value in zip(self.kinds, map(str, keys), strict=True):
            if kind == "DIMENSION" and key.upper() in _FIELDS:
                fields[_FIELDS[key.upper()]] = value
            elif kind in ("TAG", "COST_CATEGORY"):
                # AWS writes `team$platform`; nothing after the sign means that the tag is not set.
                tags.append(f"{key}={value.removeprefix(key + '$')}")
            else:
                details.append(f"{key}={value}")
        account = str(fields.get("account", ""))
        return {
            **fields,
            "account_name": self.names.get(account, ""),
            "tag": "; ".join(tags),
            "detail": "; ".join(details),
        }

    def _infer(self, groups: Sequence[object]) -> None:
        """Tell kinds from the values where `GroupDefinitions` is missing: what looks like nothing else is a service."""
        columns = list(zip(*(items(inside(group, "Keys")) for group in groups), strict=False))
        self.kinds = [("DIMENSION", _looks_like([str(value) for value in column])) for column in columns]
        told = ", ".join(key for _, key in self.kinds) or "nothing"
        self.findings.append(
            Finding(
                Level.WARNING,
                "group-definitions",
                f"The answer does not say what it is grouped by; its keys were taken for {told}",
                fix="Keep GroupDefinitions in the file",
            )
        )

    def _say_missing(self, dimensions: set[str]) -> None:
        if "SERVICE" not in dimensions:
            message = "The answer is not grouped by SERVICE: no service, Marketplace or support can be told apart"
            self.findings.append(Finding(Level.WARNING, "no-service", message, fix=f"Export again: {COMMAND}"))
        if "RECORD_TYPE" not in dimensions:
            message = (
                "The answer is not grouped by RECORD_TYPE: credits and refunds are inside the sums of services and "
                "cannot be told apart from usage"
            )
            self.findings.append(Finding(Level.WARNING, "no-record-type", message, fix=f"Export again: {COMMAND}"))


def _looks_like(values: Sequence[str]) -> str:
    if all(len(value) == 12 and value.isdigit() for value in values):
        return "LINKED_ACCOUNT"
    return "RECORD_TYPE" if all(map(is_record_type, values)) else "SERVICE"


def _shown(value: object) -> str:
    return clean(str(value), 300)


ANSWER = Format(
    id="cost-explorer",
    title="AWS Cost Explorer answer",
    kind=FileKind.COST_EXPLORER,
    must=(),
    fields={
        name: col(name)
        for name in (
            *("start", "stop", "payer", "service", "record_type", "account", "account_name", "seller", "region", "tag"),
            *("detail", "amount", "currency", "metric", "estimated"),
        )
    },
    negative_cost=True,
    flatten=charges_of,
    document=lambda keys: isinstance(keys.get("ResultsByTime"), list),
)
