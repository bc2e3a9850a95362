"""The case of one programme: what it pays, the arithmetic, deadlines, evidence, and why it stands where it stands."""

from __future__ import annotations

from decimal import Decimal

from cip_tui.model.credits.adoption import Adoption
from cip_tui.model.credits.documents import Titled, said, sentence
from cip_tui.model.credits.learning import Prediction
from cip_tui.model.credits.programme import Programme
from cip_tui.model.credits.recommend import Recommendation
from cip_tui.model.credits.states import status
from cip_tui.model.credits.views import View
from cip_tui.model.document import Block, Column, Document, Kind, Level, Metric, Note, Provenance, Row, Section, Table
from cip_tui.model.format import percent

ZERO = Decimal(0)


def case(item: Recommendation, view: View, title: Titled) -> Document:
    """Return the document of one programme."""
    programme = item.programme
    adopted = next((found for found in view.adoptions if found.programme.id == item.key), None)
    sections = (
        Section("case", sentence(item, title), (*_headline(item, view), *_said(item))),
        Section("arithmetic", "Arithmetic", (*_steps(item), *_unknown(item))),
        Section("services", "Services", (_services(item, view, title),)),
        Section("deadline", "Deadline", _deadline(item, adopted, view)),
        Section("evidence", "Evidence", (_evidence(programme),)),
        Section("confidence", "Why this chance", _confidence(item)),
        Section("rules", "Rules", _rules(item)),
    )
    return Document(
        "credit",
        programme.name,
        sections,
        subtitle=f"{programme.id}, version {programme.version}",
        facts=_facts(programme, view),
        currency=view.spend.currency,
        data={"programme": item.key, "state": item.state.value},
    )


def _headline(item: Recommendation, view: View) -> tuple[Metric, ...]:
    made, unit = item.estimate, f"{view.spend.currency}/month"
    once = "one sum, spread over a year" if made.once else ""
    return (
        Metric("credit.state", "State", status(item.state), Kind.STATUS),
        Metric(
            "credit.credit",
            "Credit",
            made.credit.base,
            Kind.MONEY,
            unit,
            low=made.credit.low,
            high=made.credit.high,
            note=once or made.credit.basis,
            provenance=Provenance(made.credit.basis or "see the arithmetic"),
        ),
        Metric(
            "credit.net",
            "Net",
            made.net.base,
            Kind.MONEY,
            unit,
            low=made.net.low,
            high=made.net.high,
            note=made.net.basis,
            provenance=Provenance("credit a month less the cost of the services that have to be added"),
        ),
        Metric(
            "credit.chance",
            "Chance that you accept",
            item.prediction.probability,
            Kind.RATIO,
            places=0,
            low=item.prediction.low,
            high=item.prediction.high,
            note=based_on(item.prediction),
            provenance=Provenance(
                "Bayesian logistic regression on your decisions, begun at what people generally prefer"
            ),
        ),
        Metric("credit.effort", "Effort", item.programme.effort.engineer_days, Kind.NUMBER, "engineer-days", places=1),
    )


def based_on(prediction: Prediction) -> str:
    """Say what a chance rests on."""
    if prediction.decisions == 0:
        return "based on people in general; no decision of yours yet"
    return f"based on {prediction.decisions} of your decisions"


def _said(item: Recommendation) -> tuple[Note, ...]:
    words = said(item)
    return (Note(f"You said: {words[:1].lower()}{words[1:]}."),) if words else ()


def _steps(item: Recommendation) -> tuple[Note, ...]:
    made = item.estimate
    return tuple(Note(f"{step}: {words}.") for step, words in (("Threshold", made.threshold.words), *made.steps))


def _unknown(item: Recommendation) -> tuple[Note, ...]:
    return tuple(Note(f"Not known: {words}.", Level.WARNING) for words in item.estimate.unknown if words)


def _services(item: Recommendation, view: View, title: Titled) -> Table:
    bundle = item.programme.services
    rows = []
    for name in dict.fromkeys((*bundle.qualifying, *bundle.supporting)):
        used = view.spend.by_service.get(name)
        part = "needed" if name in bundle.all_of else "one of" if name in bundle.any_of else "supporting"
        word = "missing" if name in item.missing else "in use" if used else "not in use"
        rows.append(Row((title(name), part, word, used.mean if used else None)))
    columns = (
        Column("service", "Service"),
        Column("part", "Part"),
        Column("use", "Use"),
        Column("cost", "Cost/month", Kind.MONEY, view.spend.currency),
    )
    return Table("credit.services", "Services", columns, tuple(rows), empty="The programme asks for no service.")


def _deadline(item: Recommendation, adopted: Adoption | None, view: View) -> tuple[Block, ...]:
    effort, attestation = item.programme.effort, item.programme.attestation
    days = (item.window.closes - view.as_of).days
    made = f"Ready on {item.ready} if begun today ({effort.lead_days} days of lead time)."
    if item.on_time:
        words = f"The next window closes on {item.window.closes}, in {days} days: it can be met. {made}"
    else:
        words = (
            f"The window that closes on {item.nearest.closes} cannot be met. {made} "
            f"The one after closes on {item.window.closes}, in {days} days."
        )
    blocks: list[Block] = [
        Note(words, Level.INFO if item.on_time else Level.WARNING),
        Note(f"Attested {attestation.cadence.value}; approved by {attestation.approver_role or 'nobody named'}."),
    ]
    if adopted is not None:
        blocks.append(
            Note(
                f"Accepted on {adopted.accepted_on} by {adopted.accepted_by}; {adopted.state.word.lower()} for the"
                f" window {adopted.window.opens} to {adopted.window.closes}.",
                Level.GOOD,
            )
        )
        blocks += [
            Note(f"The window that closed on {missed.closes} passed without an attestation.", Level.CRITICAL)
            for missed in adopted.missed
        ]
    return tuple(blocks)


def _evidence(programme: Programme) -> Table:
    rows = tuple(
        Row((item.title, item.kind.value.replace("_", " "), item.owner_role, item.max_age_days))
        for item in programme.evidence
    )
    columns = (
        Column("title", "Evidence"),
        Column("kind", "Kind"),
        Column("owner", "Brought by"),
        Column("age", "Not older than", Kind.COUNT, "days"),
    )
    return Table("credit.evidence", "Evidence", columns, rows, empty="The programme asks for no evidence.")


def _confidence(item: Recommendation) -> tuple[Note, ...]:
    found = item.prediction
    notes = [
        Note(
            f"{percent(found.probability, 0)}, between {percent(found.low, 0)} and {percent(found.high, 0)} (90 %), "
            f"{based_on(found)}. Without learning it would be {percent(item.baseline, 0)}."
        )
    ]
    notes += [
        Note(f"Speaks {'for' if reason.weight > 0 else 'against'} it: {reason.text}.") for reason in found.reasons
    ]
    if item.explored:
        notes.append(Note("Trying something new: a near-tie with the one below, and a draw decided which comes first."))
    return tuple(notes)


def _rules(item: Recommendation) -> tuple[Note, ...]:
    programme, rules = item.programme, item.programme.rules
    notes = [Note(item.counts)]
    if rules.requires:
        notes.append(Note(f"Requires {', '.join(rules.requires)}."))
    if rules.excludes:
        notes.append(Note(f"Does not go with {', '.join(rules.excludes)}."))
    if programme.risk:
        notes.append(Note(f"Risk: {programme.risk}"))
    return tuple(notes)


def _facts(programme: Programme, view: View) -> tuple[tuple[str, str], ...]:
    source = programme.source
    place = ", ".join(part for part in (source.doc, source.page, source.url) if part)
    found = [("Source", place)]
    if source.note:
        found.append(("Note", source.note))
    if view.spend.window is not None:
        found.append(("Spend looked at", str(view.spend.window)))
    return tuple(found)
