"""Who is likely to leave, why, and what contract value goes with them."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from cip_tui.model.document import (
    Column,
    Document,
    Impact,
    Insight,
    Kind,
    Level,
    Metric,
    Note,
    Provenance,
    Row,
    Section,
    Table,
)
from cip_tui.model.format import money
from cip_tui.model.onboarding.account_tables import (
    ACCOUNT,
    ACCOUNT_ID,
    ACV,
    BAND,
    HEALTH,
    score_cell,
    standing_status,
    value_text,
)
from cip_tui.model.onboarding.dashboard import revenue_of
from cip_tui.model.onboarding.health import CHURN, records_by_id
from cip_tui.model.onboarding.kpis import Band
from cip_tui.model.onboarding.playbooks import Play
from cip_tui.model.onboarding.questions.fields import field_named
from cip_tui.model.onboarding.settings import HealthSettings
from cip_tui.model.onboarding.standing import Standing

REASONS = 3
_MOST_FINDINGS = 5
BASIS = (
    "annual contract value / 12 of accounts that the file marks High churn risk or whose health is Critical; it "
    "is what stands at stake, no forecast of what is lost"
)


def likely_to_churn(standings: Sequence[Standing]) -> list[Standing]:
    """Return the accounts with High churn risk in the file or Critical health, the greatest contract first."""
    churn = field_named("churn")
    found = [one for one in standings if churn.value(one) == "High" or one.shown_band is Band.CRITICAL]
    return sorted(found, key=lambda one: (-(one.account.revenue or Decimal(0)), one.account.external_account_id))


def reasons_of(standing: Standing, settings: HealthSettings, most: int = REASONS) -> list[str]:
    """Return the KPIs that cost most beside churn risk itself: `Error Rate 12.4 % (-6.25, Customers!M17)`."""
    kpis = settings.scheme.kpis
    records = records_by_id(standing.account, kpis)
    ranked = sorted((at for at, kpi in enumerate(kpis) if kpi.id != CHURN), key=lambda at: -(standing.lost[at] or 0.0))
    said = []
    for at in ranked[:most]:
        record, lost = records.get(kpis[at].id), standing.lost[at]
        if record is None or not lost:
            continue
        value = value_text(kpis[at], record.data, imputed=record.imputed)
        place = f", {record.cell}" if record.cell else ""
        said.append(f"{kpis[at].name} {value} (-{lost:.2f}{place})")
    return said


def churn_document(
    standings: Sequence[Standing],
    settings: HealthSettings,
    plays: Sequence[Play],
    *,
    facts: Sequence[tuple[str, str]] = (),
) -> Document:
    """Return the churn insight: figures, the accounts with reasons and dollars, and what to do about the largest."""
    found = likely_to_churn(standings)
    churn = field_named("churn")
    flagged = [one for one in found if churn.value(one) == "High"]
    unflagged = [one for one in found if churn.value(one) != "High"]
    total, all_value = revenue_of(found), revenue_of(standings)
    share = None if not all_value or total is None else float(total / all_value)
    headline: tuple[Metric, ...] = (
        Metric("churn.accounts", "Likely to churn", len(found), Kind.COUNT, note=f"of {len(standings):,} accounts"),
        Metric("churn.value", "Contract value", total, Kind.MONEY, "USD", 0, provenance=Provenance(BASIS)),
        Metric("churn.share", "Of all contract value", share, Kind.RATIO, places=1),
        Metric("churn.flagged", "Marked High in the file", revenue_of(flagged), Kind.MONEY, "USD", 0),
    )
    notes: list[Note] = []
    if unflagged:
        names = ", ".join(one.account.account_name for one in unflagged)
        notes.append(Note(f"Critical by health, though the file marks no High churn risk: {names}.", Level.WARNING))
    sections = [Section("headline", "Churn", (*headline, *notes))]
    if found:
        sections.append(Section("accounts", "Accounts likely to churn", (churn_table(found, settings),)))
        findings = tuple(_finding(one, settings, plays) for one in found[:_MOST_FINDINGS])
        sections.append(Section("findings", "The largest", findings))
    else:
        sections.append(Section("accounts", "Accounts likely to churn", (Note("No account is likely to churn."),)))
    return Document("accounts.churn", "Churn insight", tuple(sections), facts=tuple(facts))


def churn_table(found: Sequence[Standing], settings: HealthSettings) -> Table:
    """Return accounts with their reasons."""
    rows = tuple(
        Row(
            (
                one.account.account_name,
                one.account.external_account_id,
                standing_status(one),
                score_cell(one),
                one.account.revenue,
                field_named("churn").value(one),
                "; ".join(reasons_of(one, settings)),
            )
        )
        for one in found
    )
    total = ("All", None, None, None, revenue_of(found), None, None)
    return Table(
        "churn.accounts_table",
        "Likely to churn",
        (ACCOUNT, ACCOUNT_ID, BAND, HEALTH, ACV, Column("churn", "Churn"), Column("why", "What costs most points")),
        rows,
        total,
        provenance=Provenance(BASIS),
    )


def _finding(standing: Standing, settings: HealthSettings, plays: Sequence[Play]) -> Insight:
    account = standing.account
    own = [play for play in plays if play.standing.account.external_account_id == account.external_account_id]
    first = own[0] if own else None
    revenue = account.revenue
    churn = field_named("churn")
    problem = (
        f"Churn risk is {str(churn.value(standing)).lower()} and health is "
        + ("unknown" if standing.score is None else f"{standing.score:.2f}, {standing.word}")
        + ". Most points are lost by "
        + "; ".join(reasons_of(standing, settings))
        + "."
    )
    return Insight(
        id=f"churn.{account.external_account_id}",
        title=f"{account.account_name} may leave with {money(revenue, 0)} a year",
        problem=problem,
        domain="Quantify Business Value",
        capability="Planning & Estimating",
        impact=None if revenue is None else Impact(revenue / 12, basis=BASIS),
        recommendation="Look into it with the account's owner."
        if first is None
        else f"{first.rule.title} ({first.owner}, {first.rule.due_days} days): {first.rule.steps}",
        outcome="The band rises, or the renewal is re-planned in time.",
        level=Level.CRITICAL if standing.shown_band is Band.CRITICAL else Level.WARNING,
        provenance=Provenance(BASIS),
    )
