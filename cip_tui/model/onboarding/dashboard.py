"""The accounts at a glance: how health is spread, where contract value is at risk, who moved, where reports differ."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from cip_tui.model.document import (
    Cell,
    Chart,
    Column,
    Document,
    Kind,
    Level,
    Metric,
    Note,
    Provenance,
    Row,
    Section,
    Series,
    Shape,
    Status,
    Table,
)
from cip_tui.model.format import money, percent
from cip_tui.model.onboarding.account_tables import (
    ACCOUNT,
    ACCOUNT_ID,
    ACV,
    BAND,
    FORMULA,
    HEALTH,
    score_cell,
    standing_status,
)
from cip_tui.model.onboarding.backtest import Backtest, backtest
from cip_tui.model.onboarding.health import DIVERGENT
from cip_tui.model.onboarding.kpis import Band
from cip_tui.model.onboarding.movers import Shift, movers_blocks
from cip_tui.model.onboarding.questions.evaluate import groups_of
from cip_tui.model.onboarding.questions.fields import Field, field_named
from cip_tui.model.onboarding.settings import HealthSettings
from cip_tui.model.onboarding.standing import Standing

BANDS = (Band.HEALTHY, Band.AT_RISK, Band.CRITICAL)
_MOST = 10


def dashboard_document(
    standings: Sequence[Standing],
    settings: HealthSettings,
    moved: Sequence[Shift] | None,
    *,
    facts: Sequence[tuple[str, str]] = (),
) -> Document:
    """Return the dashboard; `moved` is None where there are fewer than two imports."""
    sections = [
        Section("headline", "Accounts", headline(standings)),
        Section("distribution", "Distribution", (distribution_chart(standings), *_shape_note(standings))),
        Section("segments", "Segments", (split_table("segment", standings), split_table("csm", standings))),
        Section("drivers", "Where points are lost", (drivers_table(standings, settings),)),
        Section("movers", "Movers", movers_blocks(moved, settings)),
        Section("divergence", "Reported against computed", _divergence(standings)),
        Section("backtest", "Would it have told?", _backtest(backtest(standings))),
    ]
    return Document("accounts.dashboard", "Accounts", tuple(sections), facts=tuple(facts))


def headline(standings: Sequence[Standing]) -> tuple[Metric, ...]:
    """Return the figures at the top: mean health, counts by band with their contract value, what of it is at risk."""
    members = {band: [one for one in standings if one.shown_band is band] for band in BANDS}
    value = revenue_of(standings)
    at_risk = revenue_of([*members[Band.AT_RISK], *members[Band.CRITICAL]])
    share = None if not value or at_risk is None else float(at_risk / value)
    weighted = weighted_score(standings)
    unknown = sum(one.shown_band is None for one in standings)
    critical = len(members[Band.CRITICAL])
    level = Level.CRITICAL if critical else Level.WARNING if members[Band.AT_RISK] else Level.GOOD
    word = f"{critical} critical" if critical else f"{len(members[Band.AT_RISK])} at risk"
    return (
        Metric(
            "accounts.mean",
            "Mean health",
            mean_score(standings),
            Kind.NUMBER,
            "",
            2,
            note="" if weighted is None else f"{weighted:.2f} by ACV",
            provenance=Provenance(f"{FORMULA}; by ACV: sum of health x contract value / sum of contract value"),
        ),
        Metric(
            "accounts.at_risk",
            "ARR at risk",
            at_risk,
            Kind.MONEY,
            "USD",
            0,
            note="" if share is None else f"{percent(share)} of ACV",
            status=Status(level, word) if standings else None,
            provenance=Provenance("annual contract value of the accounts in the bands At Risk and Critical"),
        ),
        *(
            Metric(
                f"accounts.{band.name.lower()}",
                band.value,
                len(members[band]),
                Kind.COUNT,
                note=_value_text(members[band]),
                provenance=Provenance("accounts in this band and their annual contract value"),
            )
            for band in BANDS
        ),
        Metric(
            "accounts.count",
            "Accounts",
            len(standings),
            Kind.COUNT,
            note=_value_text(standings) + (f", {unknown} without a band" if unknown else ""),
        ),
    )


def _value_text(standings: Sequence[Standing]) -> str:
    return money(revenue_of(standings), 0)


def revenue_of(standings: Sequence[Standing]) -> Decimal | None:
    """Return the annual contract value of accounts, None where none is known; 0 for no accounts."""
    known = [one.account.revenue for one in standings if one.account.revenue is not None]
    return sum(known, Decimal(0)) if known or not standings else None


def mean_score(standings: Sequence[Standing]) -> Decimal | None:
    """Return the mean health of accounts that have one."""
    scores = [one.score for one in standings if one.score is not None]
    return Decimal(str(round(sum(scores) / len(scores), 9))) if scores else None


def weighted_score(standings: Sequence[Standing]) -> Decimal | None:
    """Return the mean health weighted by contract value."""
    pairs = [
        (one.score, float(one.account.revenue)) for one in standings if one.score is not None and one.account.revenue
    ]
    total = sum(value for _, value in pairs)
    return Decimal(str(round(sum(score * value for score, value in pairs) / total, 9))) if total else None


def distribution_chart(standings: Sequence[Standing]) -> Chart:
    """Return how many accounts lie in each ten points of health."""
    names = tuple(f"{low:>2}-{low + 10}" for low in range(0, 100, 10))
    counts = [0.0] * 10
    for one in standings:
        if one.score is not None:
            counts[min(9, int(one.score // 10))] += 1
    known = sum(counts)
    return Chart(
        "accounts.distribution",
        "Accounts by health",
        (Series("Accounts", names, tuple(counts), Shape.BARS),),
        x_title="Health",
        y_title="Accounts",
        summary=f"{known:.0f} accounts in steps of ten points; Critical ends at 40, Healthy begins above 70.",
        provenance=Provenance(FORMULA),
    )


def _shape_note(standings: Sequence[Standing]) -> tuple[Note, ...]:
    capped = [one for one in standings if one.capped]
    doubtful = [one for one in standings if one.doubtful]
    notes = []
    if capped:
        notes.append(Note(f"Capped at At Risk by a Critical KPI: {_named(capped)}."))
    if doubtful:
        notes.append(Note(f"Missing values could change the band of {_named(doubtful)}."))
    pinned = [one for one in standings if one.pin is not None]
    if pinned:
        notes.append(Note(f"Pinned by hand: {_named(pinned)}."))
    return tuple(notes)


def _named(standings: Sequence[Standing]) -> str:
    names = [one.account.account_name for one in standings[:5]]
    return ", ".join(names) + (f" and {len(standings) - 5:,} more" if len(standings) > 5 else "")


def split_table(name: str, standings: Sequence[Standing]) -> Table:
    """Return accounts, bands, mean health and contract value at risk by the values of a field."""
    return groups_table(f"accounts.by_{name}", field_named(name), standings)


def groups_table(table_id: str, field: Field, standings: Sequence[Standing]) -> Table:
    """Return one row for each value of a field."""
    rows = []
    for value, members in groups_of(field, standings).items():
        bands = [sum(one.shown_band is band for one in members) for band in BANDS]
        risky = [one for one in members if one.shown_band in (Band.AT_RISK, Band.CRITICAL)]
        rows.append(Row((value, len(members), *bands, mean_score(members), revenue_of(members), revenue_of(risky))))
    risky = [one for one in standings if one.shown_band in (Band.AT_RISK, Band.CRITICAL)]
    counts = [sum(one.shown_band is band for one in standings) for band in BANDS]
    total: tuple[Cell, ...] = (
        "All",
        len(standings),
        *counts,
        mean_score(standings),
        revenue_of(standings),
        revenue_of(risky),
    )
    return Table(
        table_id,
        f"By {field.title if field.title.isupper() else field.title.lower()}",
        (
            Column("value", field.title),
            Column("accounts", "Accounts", Kind.COUNT),
            Column("healthy", "Healthy", Kind.COUNT),
            Column("at_risk", "At risk", Kind.COUNT),
            Column("critical", "Critical", Kind.COUNT),
            Column("mean", "Mean health", Kind.NUMBER, "", 2),
            Column("acv", "ACV", Kind.MONEY, "USD", 0, additive=True),
            Column("arr_at_risk", "ARR at risk", Kind.MONEY, "USD", 0, additive=True),
        ),
        tuple(rows),
        total,
        empty="There are no accounts.",
        provenance=Provenance("ARR at risk is the annual contract value of accounts that are At Risk or Critical"),
    )


def drivers_table(standings: Sequence[Standing], settings: HealthSettings) -> Table:
    """Return the points each KPI costs per account on average, the dearest first; they add up to 100 less the mean."""
    known = [one for one in standings if one.score is not None]
    rows = []
    for at, kpi in enumerate(settings.scheme.kpis):
        losses = [one.lost[at] or 0.0 for one in known]
        worth = sum(
            (
                Decimal(str(round(loss, 9))) * (one.account.revenue or 0)
                for loss, one in zip(losses, known, strict=True)
            ),
            Decimal(0),
        )
        mean = Decimal(str(round(sum(losses) / len(known), 9))) if known else None
        hit = sum(loss > 0 for loss in losses)
        rows.append(Row((kpi.name, kpi.category, mean, hit, worth / 100)))
    rows.sort(key=lambda row: -Decimal(str(row.cells[2] or 0)))
    mean_all = mean_score(known)
    total: tuple[Cell, ...] = ("100 - mean health", None, None if mean_all is None else 100 - mean_all, None, None)
    return Table(
        "accounts.drivers",
        "Points lost by KPI, mean per account",
        (
            Column("kpi", "KPI"),
            Column("category", "Category"),
            Column("lost", "Points lost", Kind.NUMBER, "", 2),
            Column("accounts", "Accounts", Kind.COUNT),
            Column("worth", "Points x ACV", Kind.MONEY, "USD", 0),
        ),
        tuple(rows),
        total if known else None,
        bars="lost",
        empty="No account has a score.",
        provenance=Provenance(
            "mean over accounts of share x (100 - score); points x ACV / 100 weighs by contract value"
        ),
    )


def _divergence(standings: Sequence[Standing]) -> tuple[Table | Note, ...]:
    found = sorted((one for one in standings if one.diverges), key=lambda one: -abs(one.divergence or 0))
    if not found:
        return (Note(f"Nowhere do computed and reported health lie more than {DIVERGENT} points apart."),)
    above = sum((one.divergence or 0) > 0 for one in found)
    rows = tuple(
        Row(
            (
                one.account.account_name,
                one.account.external_account_id,
                score_cell(one),
                None if one.reported is None else Decimal(str(one.reported)),
                None if one.divergence is None else Decimal(str(round(one.divergence, 9))),
                standing_status(one),
                one.account.revenue,
            )
        )
        for one in found
    )
    table = Table(
        "accounts.divergence",
        f"More than {DIVERGENT} points apart",
        (
            ACCOUNT,
            ACCOUNT_ID,
            HEALTH,
            Column("reported", "Reported x 10", Kind.NUMBER, "", 0),
            Column("apart", "Apart", Kind.NUMBER, "", 2),
            BAND,
            ACV,
        ),
        rows,
        provenance=Provenance("computed health less the file's health score x 10"),
    )
    text = f"{above} of {len(found)} are computed higher: usage and revenue may mask how the customer feels"
    return (Note(f"{text}."), table) if above else (table,)


def _backtest(trial: Backtest | None) -> tuple[Metric | Note, ...]:
    if trial is None:
        return (Note("No outcome (renewed, churned) is known, so the score has not been held against what happened."),)
    where = f"{trial.churned} churned, {trial.renewed} renewed"
    note = Note(
        "Outcome and KPIs come from the same file: where KPIs were taken after the outcome, these figures flatter.",
        Level.WARNING,
    )
    return (
        Metric("accounts.auc", "AUC", trial.auc, Kind.NUMBER, "", 2, low=trial.low, high=trial.high, note=where),
        Metric("accounts.recall", "Churned that were Critical", trial.recall, Kind.RATIO, places=0),
        Metric("accounts.reach", "Churned that were at risk or worse", trial.reach, Kind.RATIO, places=0),
        Metric("accounts.alarms", "Renewed that were Critical", trial.false_alarms, Kind.RATIO, places=0),
        note,
    )
