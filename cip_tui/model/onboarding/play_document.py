"""The plays as a document: what is open in the order of what is at stake, and what was decided."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from cip_tui.model.document import Column, Document, Kind, Level, Metric, Note, Provenance, Row, Section, Status, Table
from cip_tui.model.onboarding.account_tables import number_text
from cip_tui.model.onboarding.play_decisions import ACCEPTED, REASONS, Decision
from cip_tui.model.onboarding.playbooks import Play, play_target, rules
from cip_tui.model.onboarding.settings import HealthSettings
from cip_tui.model.onboarding.standing import Standing

if TYPE_CHECKING:
    from cip_tui.model.credits.learning import Prediction

OPEN, DECIDED = "plays.open", "plays.decided"
WORTH = (
    "points lost by the play's KPIs x annual contract value / 100; it orders the plays and is no forecast of dollars"
)


def target_text(play: Play, settings: HealthSettings) -> str:
    """Write the success metric of a play: `Error Rate <= 2.25 % (reaches Healthy)`."""
    target = play_target(play, settings)
    if target is None:
        return "done when it is done"
    word = target.kpi.word_of(target.value)
    value = f"{word}" if word else f"{number_text(target.value)} {target.kpi.unit}"
    better = " or better" if word else ""
    reaches = f" (reaches {target.reaches})" if target.reaches else ""
    sign = "" if word else f"{target.sign} "
    return f"{target.kpi.name} {sign}{value}{better}{reaches}"


def plays_table(
    ranked: Sequence[tuple[Play, Prediction]],
    settings: HealthSettings,
    *,
    table_id: str = OPEN,
    limit: int | None = None,
) -> Table:
    """Return open plays with owner, term, what is at stake, target, and, once something was decided, their chance."""
    learned = any(prediction.decisions for _, prediction in ranked)
    rows = tuple(
        Row(
            (
                play.standing.account.account_name,
                f"{play.rule.title} (urgent)" if play.rule.urgent else play.rule.title,
                play.worth,
                play.rule.due_days,
                play.owner,
                target_text(play, settings),
                *((prediction.probability,) if learned else ()),
                play.id,
            )
        )
        for play, prediction in ranked[:limit]
    )
    return Table(
        table_id,
        "What to do",
        (
            Column("account", "Account"),
            Column("play", "Play"),
            Column("worth", "At stake", Kind.MONEY, "USD", 0),
            Column("due", "Days", Kind.COUNT),
            Column("owner", "Owner"),
            Column("target", "Done when"),
            *((Column("chance", "Chance", Kind.RATIO, places=0),) if learned else ()),
            Column("id", "Id"),
        ),
        rows,
        available=len(ranked),
        empty="No play fits: nothing is to be done by these rules.",
        provenance=Provenance(WORTH),
    )


def decided_table(
    standings: Mapping[str, Standing], decided: Sequence[Decision], settings: HealthSettings, today: date
) -> Table:
    """Return what was decided on accounts (by id), the newest first."""
    titles = {rule.id: rule.title for rule in rules()}
    rows = []
    for one in sorted(decided, key=lambda decision: -decision.event_id):
        account_id, _, rule_id = one.play_id.partition("/")
        standing = standings.get(account_id)
        name = account_id if standing is None else standing.account.account_name
        state = _state(one, standing, settings, today)
        rows.append(Row((name, titles.get(rule_id, rule_id), state, one.due, REASONS.get(one.reason, ""), one.play_id)))
    return Table(
        DECIDED,
        "Decided",
        (
            Column("account", "Account"),
            Column("play", "Play"),
            Column("state", "State", Kind.STATUS),
            Column("due", "Due", Kind.DATE),
            Column("reason", "Reason"),
            Column("id", "Id"),
        ),
        tuple(rows),
        empty="Nothing was decided yet.",
    )


def _state(decision: Decision, standing: Standing | None, settings: HealthSettings, today: date) -> Status:
    if decision.word != ACCEPTED:
        return Status(Level.UNKNOWN, "Rejected")
    if standing is not None and decision.met(standing.account, settings):
        return Status(Level.GOOD, "Target met")
    if decision.due is not None and decision.due < today:
        return Status(Level.CRITICAL, "Overdue")
    return Status(Level.INFO, "Accepted")


def plays_document(
    ranked: Sequence[tuple[Play, Prediction]],
    decided: Table,
    settings: HealthSettings,
    *,
    facts: Sequence[tuple[str, str]] = (),
) -> Document:
    """Return the playbooks view."""
    urgent = sum(play.rule.urgent for play, _ in ranked)
    accounts = len({play.standing.account.external_account_id for play, _ in ranked})
    count = ranked[0][1].decisions if ranked else 0
    headline = (
        Metric("plays.count", "Open plays", len(ranked), Kind.COUNT, note=f"for {accounts:,} accounts"),
        Metric("plays.urgent", "Urgent", urgent, Kind.COUNT, note="stand first"),
        Metric("plays.learned", "Decisions learned from", count, Kind.COUNT, note="order the plays by what you accept"),
    )
    note = Note(f"At stake: {WORTH}.")
    return Document(
        "accounts.plays",
        "Playbooks",
        (
            Section("headline", "Playbooks", (*headline, note)),
            Section("open", "What to do", (plays_table(ranked, settings),)),
            Section("decided", "Decided", (decided,)),
        ),
        facts=tuple(facts),
    )
