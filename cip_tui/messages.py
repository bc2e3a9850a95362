"""What jobs and screens tell each other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from textual.message import Message

from cip_tui.model.errors import CipError


@dataclass(frozen=True, slots=True, eq=False)
class Ticket:
    """One run of one piece of work: its group, and the request it answers."""

    group: str
    request: Any
    label: str


@dataclass
class JobProgress(Message):
    """How far a job is. `fraction` is None where that is not known."""

    ticket: Ticket
    what: str
    fraction: float | None


@dataclass
class JobDone(Message):
    """A job has its result."""

    ticket: Ticket
    result: Any


@dataclass
class JobFailed(Message):
    """A job could not be done. `details` is for a bug report, empty for an error in what was given."""

    ticket: Ticket
    error: CipError
    details: str = ""


@dataclass
class JobStopped(Message):
    """A job was stopped by the person."""

    ticket: Ticket
