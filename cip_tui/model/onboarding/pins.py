"""A band that a person knows better: pinned with a reason, until a day. The score itself is left alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from cip_tui.model.errors import UsageError
from cip_tui.model.journal import Event, Journal
from cip_tui.model.onboarding.kpis import Band
from cip_tui.model.text import clean

PIN_EVENT = "health.pin"


@dataclass(frozen=True, slots=True)
class Pin:
    """A band said by a person for an account, with the reason, up to and including a day."""

    account_id: str
    band: Band
    reason: str
    until: date
    user: str
    event_id: int = 0


def read_band(word: str) -> Band:
    """Read a band as it is typed: `at-risk`. Raises `UsageError`."""
    named = {band.value.casefold().replace(" ", "-"): band for band in Band}
    found = named.get(word.casefold().replace(" ", "-"))
    if found is None:
        raise UsageError(f"'{clean(word, 40)}' is no band", next_step="One of: healthy, at-risk, critical")
    return found


def pin_band(journal: Journal, account_id: str, band: Band, reason: str, until: date, *, as_of: date) -> Event:
    """Pin the band of an account. Raises `UsageError` without a reason, or for a day that is over."""
    said = clean(reason.strip(), 300)
    if not said:
        raise UsageError("A pinned band needs a reason", next_step="Say why you know better than the score")
    if until < as_of:
        raise UsageError(f"{until} is over already", next_step="Name the last day on which the pin holds")
    return journal.append(PIN_EVENT, account_id, {"band": band.value, "reason": said, "until": until.isoformat()})


def unpin(journal: Journal, account_id: str) -> Event:
    """Take back the pin of an account. Raises `UsageError` where there is none."""
    standing = journal.standing(PIN_EVENT, account_id)
    if not standing:
        raise UsageError(f"No band is pinned for {account_id}", next_step="Nothing needs to be done")
    return journal.undo(standing[-1])


def pins_on(journal: Journal, day: date) -> dict[str, Pin]:
    """Return the pins that hold on a day, by account; of several the newest."""
    found: dict[str, Pin] = {}
    for event in journal.standing(PIN_EVENT):
        until = date.fromisoformat(event.payload["until"])
        band, reason = Band(event.payload["band"]), str(event.payload["reason"])
        found[event.subject] = Pin(event.subject, band, reason, until, event.user, event.id)
    return {account_id: pin for account_id, pin in found.items() if pin.until >= day}
