"""Cost Explorer asked live: a check of access, and the answer page by page, saved as the AWS CLI would save it.

AWS charges one cent for each request; a fetch of thirteen months takes one or two.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cip_tui.model.commitment.aws_access import AwsAccess, AwsError, Identity, asked, open_session
from cip_tui.model.document import Level
from cip_tui.model.errors import UsageError
from cip_tui.model.job import Job
from cip_tui.model.period import Period
from cip_tui.model.sources.report import Finding, ImportOptions

if TYPE_CHECKING:
    from cip_tui.model.calls.prices import PriceBook
    from cip_tui.model.importing import Imports, Receipt

PLAIN = "UnblendedCost"
METRICS = ("NetUnblendedCost", PLAIN)
# How Cost Explorer answers an account that may not see net costs.
_NOT_NET = ("ValidationException", "InvalidParameterException", "InvalidParameterValue")
GROUPS = ("SERVICE", "RECORD_TYPE")
MOST_MONTHS = 38
"""Cost Explorer keeps 14 months, and 38 where an organisation switched multi-year data on."""
MOST_PAGES = 1_000
# Cost Explorer lives in one region of each partition.
_HOMES = {"cn-": "cn-northwest-1"}
_HOME = "us-east-1"
_ATTEMPTS = 6
_SECONDS = (5, 60)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which charges to fetch: the whole months before today and the current one, by month or by day."""

    months: int = 13
    daily: bool = False

    def period(self, today: date) -> Period:
        """Return the days to ask for, up to yesterday. Raises `UsageError` for more months than there can be."""
        if not 1 <= self.months <= MOST_MONTHS:
            raise UsageError(f"{self.months} months cannot be fetched", next_step=f"Give 1 to {MOST_MONTHS} months")
        if self.daily and self.months > 14:
            raise UsageError("Cost Explorer keeps 14 months by day", next_step="Fetch fewer, or leave --daily out")
        last = today - timedelta(days=1)
        months = last.year * 12 + last.month - self.months
        return Period(date(months // 12, months % 12 + 1, 1), today)


class CostExplorer:
    """The one service of AWS that CIP asks. Raises `AwsError` for whatever goes wrong."""

    def __init__(self, access: AwsAccess) -> None:
        self.access = access
        self._session = open_session(access)

    def identity(self) -> Identity:
        """Return who the credentials belong to. Raises `AwsError` where that is another account than asked for."""
        client = self._client("sts", self.access.region or self._session.region_name or _HOME)
        answer = asked(self.access, client.get_caller_identity)
        found = Identity(str(answer["Account"]), str(answer["Arn"]))
        if self.access.account and found.account != self.access.account:
            raise AwsError(
                f"The credentials are for account {found.account}, not for {self.access.account}",
                cause=f"They belong to {found.arn}",
                next_step="Choose another --profile, or correct AWS_ACCOUNT_ID",
            )
        return found

    def check(self, today: date) -> Identity:
        """Ask for one day, and so learn whether the permission is there."""
        found = self.identity()
        yesterday = Period(today - timedelta(days=1), today)
        self._ask(self._cost_explorer(), _request(yesterday, daily=False, grouped=False))
        return found

    def pages(self, period: Period, *, daily: bool, job: Job) -> Iterator[dict[str, Any]]:
        """Yield the answer's pages. Stops between two of them where the job is cancelled."""
        client = self._cost_explorer()
        request = _request(period, daily=daily, grouped=True)
        seen: set[str] = set()
        while True:
            job.progress(f"Asking Cost Explorer, page {len(seen) + 1}")
            page = self._ask(client, request)
            page.pop("ResponseMetadata", None)
            yield page
            token = page.get("NextPageToken")
            if not token:
                return
            if token in seen or len(seen) >= MOST_PAGES:
                raise AwsError("Cost Explorer does not come to an end of its pages", next_step="Ask for fewer months")
            seen.add(token)
            request["NextPageToken"] = token

    def _ask(self, client: Any, request: dict[str, Any]) -> dict[str, Any]:
        """Ask once. Where net costs are kept from an account, it is asked for the others, from then on."""
        try:
            answer = asked(self.access, lambda: client.get_cost_and_usage(**request))
        except AwsError as error:
            if error.code not in _NOT_NET or request["Metrics"] == [PLAIN]:
                raise
            request["Metrics"] = [PLAIN]
            answer = asked(self.access, lambda: client.get_cost_and_usage(**request))
        return dict(answer)

    def _cost_explorer(self) -> Any:
        region = self.access.region or self._session.region_name or ""
        return self._client("ce", next((home for start, home in _HOMES.items() if region.startswith(start)), _HOME))

    def _client(self, name: str, region: str) -> Any:
        connect, read = _SECONDS
        # Imported by name, as botocore is installed for those alone who fetch.
        config = import_module("botocore.config").Config(
            retries={"mode": "standard", "max_attempts": _ATTEMPTS}, connect_timeout=connect, read_timeout=read
        )
        endpoint = self.access.endpoint or None
        return asked(
            self.access, lambda: self._session.client(name, region_name=region, config=config, endpoint_url=endpoint)
        )


def save_answer(explorer: CostExplorer, wanted: Wanted, now: datetime, folder: Path, job: Job) -> Path:
    """Fetch the charges into a file of `folder` and return it; its name tells the account.

    The pages stand in it one after the other, with the account and the time of the fetch, so that a later fetch is
    another file.
    """
    job.progress("Asking AWS who you are")
    identity = explorer.identity()
    period = wanted.period(now.date())
    stamp = {"account": identity.account, "arn": identity.arn, "at": now.isoformat(timespec="seconds")}
    pages = [{"Fetched": stamp, **page} for page in explorer.pages(period, daily=wanted.daily, job=job)]
    if not any(part.get("Groups") or part.get("Total") for page in pages for part in page.get("ResultsByTime", ())):
        raise AwsError(
            f"Cost Explorer states no charges for {period} in account {identity.account}",
            next_step="Use credentials of the account that pays, or ask for more months",
        )
    path = folder / f"aws-{identity.account}-{'daily' if wanted.daily else 'monthly'}.json"
    path.write_text(json.dumps(pages, ensure_ascii=False, default=str), encoding="utf-8")
    return path


def fetch_charges(
    imports: Imports, prices: PriceBook, access: AwsAccess, wanted: Wanted, now: datetime, job: Job
) -> Receipt:
    """Fetch charges and keep them as an import; an earlier fetch of the same account is taken back for it.

    Raises `AwsError`, and `Cancelled` where the job was stopped; then nothing changes.
    """
    explorer = CostExplorer(access)
    with tempfile.TemporaryDirectory(prefix="cip-aws-") as folder:
        path = save_answer(explorer, wanted, now, Path(folder), job)
        receipt = imports.read(path, ImportOptions(), prices, job)
    earlier = [
        record for record in imports.standing() if record.file == receipt.record.file and record.id != receipt.record.id
    ]
    for record in earlier:
        imports.undo(record.id)
    if not earlier:
        return receipt
    message = f"It takes the place of what was fetched on {earlier[-1].at:%Y-%m-%d %H:%M} UTC"
    return replace(receipt, findings=(*receipt.findings, Finding(Level.INFO, "replaced", message)))


def _request(period: Period, *, daily: bool, grouped: bool) -> dict[str, Any]:
    request: dict[str, Any] = {
        "TimePeriod": {"Start": period.start.isoformat(), "End": period.end.isoformat()},
        "Granularity": "DAILY" if daily else "MONTHLY",
        "Metrics": list(METRICS),
    }
    if grouped:
        request["GroupBy"] = [{"Type": "DIMENSION", "Key": key} for key in GROUPS]
    return request
