"""The documents of the room: the list, the case of one programme, the history."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal

from cip_tui.model.credits.catalogue import Catalogue
from cip_tui.model.credits.feedback import REASONS, Decision, Verdict
from cip_tui.model.credits.learning_document import accuracy_metric
from cip_tui.model.credits.recommend import Recommendation
from cip_tui.model.credits.states import DERIVED, Change, status
from cip_tui.model.credits.usage import LEAST_DAYS, Spend
from cip_tui.model.credits.views import View
from cip_tui.model.document import (
    Column,
    Document,
    Kind,
    Level,
    Metric,
    Note,
    Provenance,
    Row,
    Section,
    Status,
    Table,
)
from cip_tui.model.format import money, percent

NAME, TITLE = "credits", "Credits"
Titled = Callable[[str], str]
ZERO = Decimal(0)
_UNMATCHED = 5
_VERDICTS = {
    Verdict.ACCEPT: Status(Level.GOOD, "Accepted"),
    Verdict.REJECT: Status(Level.WARNING, "Rejected"),
    Verdict.SNOOZE: Status(Level.INFO, "Snoozed"),
}


def too_few_days(spend: Spend) -> str:
    """Say why nothing is recommended."""
    if spend.covered is None:
        return "There is no cloud spend yet: credits are found from the services on a bill"
    return f"The bill covers {spend.days} days; {LEAST_DAYS} are needed before a credit is recommended"


def overview(view: View, title: Titled) -> Document:
    """Return what the list shows: headline, what is recommended, what is accepted, and what was left aside."""
    sections = (
        Section("headline", "Headline", headline(view)),
        Section("credits", "Within reach", (*_about_spend(view), list_table(view), *_reasons(view, title))),
        Section("accepted", "Accepted", (accepted_table(view),)),
    )
    return Document(
        NAME,
        TITLE,
        sections,
        subtitle="Rate Optimization · Optimize Usage & Cost",
        facts=_facts(view),
        currency=view.spend.currency,
    )


def headline(view: View) -> tuple[Metric, ...]:
    """Return the tiles: what is accepted, what is within reach, the next deadline, how good predictions were."""
    unit = f"{view.spend.currency}/month"
    accepted = [item.estimate.credit.base for item in view.recommendations if item.accepted]
    known = [amount for amount in accepted if amount is not None]
    within = [item for item in view.listed if (item.estimate.net.base or ZERO) > 0]
    expected = sum((_expected(item) for item in within), ZERO)
    deadline = min((item.window.closes for item in view.adoptions), default=None)
    return (
        Metric(
            "credits.accepted",
            "Accepted",
            sum(known, ZERO),
            Kind.MONEY,
            unit,
            places=0,
            note=_count_note(len(accepted), len(accepted) - len(known)),
            rising=Level.GOOD,
            provenance=Provenance("sum of the credit a month of what is accepted"),
        ),
        Metric(
            "credits.within_reach",
            "Within reach",
            sum(((item.estimate.net.base or ZERO) for item in within), ZERO),
            Kind.MONEY,
            unit,
            places=0,
            note=f"{money(expected, 0)} by chance",
            rising=Level.GOOD,
            provenance=Provenance("sum of net benefits above zero; weighed: each times the chance that it is accepted"),
        ),
        Metric("credits.deadline", "Next window", deadline, Kind.DATE, note=_deadline_note(view)),
        accuracy_metric(view.history),
    )


def _count_note(count: int, unknown: int) -> str:
    words = f"{count} {'programme' if count == 1 else 'programmes'}"
    return f"{words}, {unknown} unknown" if unknown else words


def _expected(item: Recommendation) -> Decimal:
    return (item.estimate.net.base or ZERO) * Decimal(str(round(item.prediction.probability, 4)))


def _deadline_note(view: View) -> str:
    if not view.adoptions:
        return "nothing accepted"
    missed = sum(len(item.missed) for item in view.adoptions)
    return f"{missed} missed" if missed else view.adoptions[0].programme.name


def list_table(view: View) -> Table:
    """Return what is recommended in its order, then what was decided on."""
    unit = view.spend.currency
    columns = (
        Column("programme", "Programme"),
        Column("state", "State", Kind.STATUS),
        Column("credit", "Credit", Kind.MONEY, f"{unit}/mo", places=0),
        Column("net", "Net", Kind.MONEY, f"{unit}/mo", places=0),
        Column("chance", "Chance", Kind.RATIO, places=0),
        Column("days", "Days", Kind.NUMBER, places=0),
        Column("closes", "Closes", Kind.DATE),
        Column("said", "Said"),
        Column("net_low", "Net low", Kind.MONEY, f"{unit}/mo", places=0),
        Column("net_high", "Net high", Kind.MONEY, f"{unit}/mo", places=0),
        Column("note", "Note"),
        Column("id", "Id"),
    )
    return Table(
        "credits.list",
        "Credits within reach",
        columns,
        tuple(_list_row(item, view) for item in view.recommendations),
        empty=too_few_days(view.spend) + "." if not view.spend.enough else "The catalogue offers nothing today.",
        note="Chance is how likely you are to accept, not how likely the provider is to pay.",
        provenance=Provenance("chance of acceptance times net benefit, the largest first; near-ties drawn at random"),
    )


def _list_row(item: Recommendation, view: View) -> Row:
    made = item.estimate
    adopted = next((found for found in view.adoptions if found.programme.id == item.key), None)
    cells = (
        item.programme.name,
        _standing(item),
        made.credit.base,
        made.net.base,
        item.prediction.probability,
        item.programme.effort.engineer_days,
        adopted.window.closes if adopted else item.window.closes,
        said(item),
        made.net.low,
        made.net.high,
        note_of(item),
        item.key,
    )
    return Row(cells)


def _standing(item: Recommendation) -> Status:
    """Return where a programme stands: its state, or what was said of it where nothing has come after that."""
    decision = item.decision
    if decision is None or item.rank is not None or item.state not in DERIVED:
        return status(item.state, short=True)
    return Status(Level.INFO, "Done") if item.done else _VERDICTS[decision.verdict]


def said(item: Recommendation) -> str:
    """Return what a person said of a programme that is off the list."""
    decision = item.decision
    if decision is None or item.rank is not None:
        return ""
    word = _VERDICTS[decision.verdict].word
    reason = REASONS.get(decision.reason)
    parts = [f"{word}: {reason.title.lower()}" if reason else word]
    if item.rests_until is not None and not item.done:
        parts.append(f"back on {item.rests_until}")
    return ", ".join(parts)


def note_of(item: Recommendation) -> str:
    """Return what a line of the list has to add: that it is tried out, illustrative, paid once, or not known."""
    parts = []
    if item.explored:
        parts.append("trying something new")
    if item.estimate.once:
        parts.append("paid once")
    if item.estimate.unknown:
        parts.append("not all known")
    if item.programme.illustrative:
        parts.append("illustrative")
    return ", ".join(parts)


def _reasons(view: View, title: Titled) -> tuple[Note, ...]:
    """Return one sentence for each of the first three: what is missing and what it pays."""
    return tuple(Note(f"{item.programme.name}: {sentence(item, title)}") for item in view.listed[:3] if item.missing)


def sentence(item: Recommendation, title: Titled) -> str:
    """Return the recommendation in a sentence, e.g. `AWS Lambda in use: add Amazon API Gateway → 18 % credit`."""
    reward = item.programme.reward
    pays = f"{percent(float(reward.rate), 0)} credit" if reward.rate is not None else "a credit"
    if reward.rate is None and reward.fixed is not None:
        pays = f"{money(reward.fixed, 0)} once"
    if reward.bands:
        pays = "up to " + money(max(band.amount for band in reward.bands), 0) + " once"
    used, missing = (" + ".join(title(name) for name in names) for names in (item.in_use, item.missing))
    if item.missing:
        return f"{used} in use: add {missing} → {pays}" if used else f"Add {missing} → {pays}"
    return f"{used} in use → {pays}" if used else f"Any service → {pays}"


def accepted_table(view: View) -> Table:
    """Return what is accepted, with the next attestation of each."""
    credit = {item.key: item.estimate.credit.base for item in view.recommendations}
    rows = tuple(
        Row(
            (
                status(item.state),
                item.programme.name,
                credit.get(item.programme.id),
                item.window.opens,
                item.window.closes,
                (item.window.closes - view.as_of).days,
                item.owner,
                len(item.missed),
                item.programme.id,
            )
        )
        for item in view.adoptions
    )
    columns = (
        Column("state", "State", Kind.STATUS),
        Column("programme", "Programme"),
        Column("credit", "Credit/month", Kind.MONEY, view.spend.currency),
        Column("opens", "Window opens", Kind.DATE),
        Column("closes", "Closes", Kind.DATE),
        Column("left", "Days left", Kind.COUNT),
        Column("owner", "Approves"),
        Column("missed", "Missed", Kind.COUNT),
        Column("id", "Id"),
    )
    return Table("credits.accepted_list", "Accepted", columns, rows, empty="Nothing is accepted yet.")


def _about_spend(view: View) -> tuple[Note, ...]:
    spend, notes = view.spend, []
    if not spend.enough:
        notes.append(Note(too_few_days(spend) + ".", Level.WARNING))
    if spend.unmatched:
        first = ", ".join(
            f"{name or 'no service stated'} {money(amount)}" for name, amount in spend.unmatched[:_UNMATCHED]
        )
        more = len(spend.unmatched) - _UNMATCHED
        rest = f" and {more} more" if more > 0 else ""
        notes.append(Note(f"Names that match no service, and so no programme: {first}{rest}.", Level.WARNING))
    if spend.other_currencies:
        others = ", ".join(spend.other_currencies)
        notes.append(Note(f"Only charges in {spend.currency} are looked at, not those in {others}.", Level.WARNING))
    if any(item.programme.illustrative for item in view.listed):
        notes.append(
            Note("Programmes marked illustrative are invented examples: put your own agreement's into credits.toml.")
        )
    return tuple(notes)


def _facts(view: View) -> tuple[tuple[str, str], ...]:
    spend = view.spend
    found = [("As of", view.as_of.isoformat())]
    if spend.window is not None:
        found.append(("Spend looked at", f"{spend.window} ({spend.window.days} days)"))
    found.append(("Catalogue", f"{len(view.catalogue)} programmes, {len(view.catalogue.own)} of your own"))
    found.append(("Agreement", view.terms.title if view.terms else "none confirmed"))
    return tuple(found)


def history(decisions: Sequence[Decision], changes: Sequence[Change], catalogue: Catalogue) -> Document:
    """Return every decision, newest first, and every state that was set."""
    decided = tuple(
        Row(
            (
                item.at,
                item.user,
                _VERDICTS[item.verdict],
                item.shown.label or item.shown.subject,
                REASONS[item.reason].title if item.reason in REASONS else "",
                item.shown.probability,
                item.shown.rank,
                item.shown.propensity,
                "undone" if item.undone else "",
            )
        )
        for item in decisions
    )
    columns = (
        Column("at", "When", Kind.TIME),
        Column("user", "Who"),
        Column("said", "Said", Kind.STATUS),
        Column("programme", "Programme"),
        Column("reason", "Reason"),
        Column("chance", "Chance shown", Kind.RATIO, places=0),
        Column("rank", "Place", Kind.COUNT),
        Column("propensity", "Drawn with", Kind.RATIO, places=0),
        Column("undone", ""),
    )
    moved = tuple(
        Row((item.at, item.user, _name(catalogue, item.programme), status(item.state), item.closes))
        for item in reversed(changes)
    )
    states = (
        Column("at", "When", Kind.TIME),
        Column("user", "Who"),
        Column("programme", "Programme"),
        Column("state", "State", Kind.STATUS),
        Column("closes", "Of the window until", Kind.DATE),
    )
    return Document(
        "credits_history",
        "Decisions on credits",
        (
            Section(
                "decisions",
                "Decisions",
                (Table("credits.history", "Decisions", columns, decided, empty="Nothing was decided yet."),),
            ),
            Section(
                "states",
                "States",
                (Table("credits.states", "States", states, moved, empty="No state was set by hand yet."),),
            ),
        ),
    )


def _name(catalogue: Catalogue, key: str) -> str:
    return catalogue.programmes[key].name if key in catalogue.programmes else key
