"""5,000 deadlines: schedule, calendar file and month, beside `icalendar` writing as many events. Run by
`python -m bench calendar`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from functools import partial

from bench.harness import Bench, at_most
from cip_tui.model.attestation.agenda import agenda
from cip_tui.model.attestation.book import next_edition
from cip_tui.model.attestation.calendar import calendar_bytes
from cip_tui.model.attestation.desk import Due, Look
from cip_tui.model.attestation.documents import overview_document
from cip_tui.model.attestation.duties import Cadence, Duty, evidence_items
from cip_tui.model.attestation.entries import Entry, Profile, entries
from cip_tui.model.attestation.schedule import plan
from cip_tui.model.attestation.workdays import Rules
from cip_tui.model.job import Job
from cip_tui.model.period import Period
from cip_tui.screens.attestation_parts import lay_out

TODAY = date(2026, 11, 21)
DUTIES, MONTHS = 1_250, 12
RULES = Rules("US", months_ahead=MONTHS)


def run(bench: Bench) -> None:
    """Report the time of each step over 5,000 deadlines, and that of the file as a ratio."""
    duties = made_up()
    obligations = plan(duties, TODAY, RULES).obligations
    items = agenda(obligations, {}, TODAY)
    look = Look(items, overview_document(items, (), RULES, TODAY), Due(0, 0))
    bench.measure(f"schedule of {len(items):,} deadlines", partial(_schedule, duties))
    bench.measure("agenda and month laid out", partial(_lay_out, look))
    edition = next_edition(entries(items), {}, datetime(2026, 11, 21, 12)).entries
    deadlines = [entry for entry in edition if not entry.stage]
    bench.compare(
        f"file of {len(deadlines):,} events with five alarms",
        {
            "icalendar": partial(_with_icalendar, deadlines),
            "cip, profile standard": partial(_write, edition, Profile.STANDARD),
        },
        baseline="icalendar",
        targets={"cip, profile standard": at_most(2)},
    )
    bench.measure(f"file of {len(edition):,} events, profile everywhere", partial(_write, edition, Profile.EVERYWHERE))


def made_up() -> list[Duty]:
    """Return duties of four deadlines each."""
    return [
        Duty(
            f"agreement-{n % 40}",
            f"programme-{n}",
            f"Attestation of programme {n}",
            cadence=Cadence.QUARTERLY,
            first_due=date(2026, 12, 1) + timedelta(days=n % 90),
            term=Period(date(2026, 1, 1), date(2027, 10, 1)),
            evidence=evidence_items(["Usage report", "Sign-off"]),
            owner="FinOps lead",
        )
        for n in range(DUTIES)
    ]


def _schedule(duties: Sequence[Duty]) -> None:
    agenda(plan(duties, TODAY, RULES).obligations, {}, TODAY)


def _lay_out(look: Look) -> None:
    lay_out(look, "", None, ascii_only=False)


def _write(edition: Sequence[Entry], profile: Profile) -> None:
    calendar_bytes(edition, profile, Job())


def _with_icalendar(deadlines: Sequence[Entry]) -> None:
    import icalendar

    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//bench//EN")
    calendar.add("version", "2.0")
    for entry in deadlines:
        event = icalendar.Event()
        event.add("uid", entry.uid)
        event.add("dtstamp", entry.changed.replace(tzinfo=UTC))
        event.add("dtstart", entry.day)
        event.add("dtend", entry.day + timedelta(days=1))
        event.add("summary", entry.summary)
        event.add("description", entry.description)
        for days in entry.stages:
            alarm = icalendar.Alarm()
            alarm.add("action", "DISPLAY")
            alarm.add("description", entry.summary)
            alarm.add("trigger", -timedelta(days=days - 1, hours=15))
            event.add_component(alarm)
        calendar.add_component(event)
    calendar.to_ical()
