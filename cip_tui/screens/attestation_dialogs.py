"""Boxes of the attestation calendar: putting off, handing in, choosing a profile and business days."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, cast

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Input, Static

from cip_tui.model.attestation.entries import Profile
from cip_tui.model.errors import UsageError
from cip_tui.model.period import parse_day
from cip_tui.screens.dialogs import Dialog, error_content
from widgets.cells import safe_content
from widgets.inputs import SafeInput
from widgets.path_input import PathInput

if TYPE_CHECKING:
    from cip_tui.app import CipApp
    from cip_tui.model.attestation.workdays import Rules

CLIENTS = (
    ("Google Calendar", "drops alarms, rings by its own defaults", "everywhere"),
    ("Outlook, Exchange", "keeps one alarm of an event at most", "everywhere"),
    ("Apple, Thunderbird", "keep every alarm", "either"),
    ("DAVx5, Evolution", "keep every alarm", "either"),
)
"""What calendar clients keep of alarms, and the profile that serves them."""


class FieldsDialog(Dialog[tuple[str, ...]]):
    """A box with a few fields; enter goes on to the next and answers after the last."""

    HINT: ClassVar[str] = "enter goes on · esc closes"
    DEFAULT_CSS = """
    FieldsDialog {
        & .label { height: 1; color: $text-muted; margin-top: 1; }
        & .words { height: auto; }
        & .error { height: auto; color: $text-error; }
    }
    """

    def __init__(self, title: str, words: str = "") -> None:
        super().__init__()
        self._title = title
        self._words = words

    def heading(self) -> str:
        """Return what is asked for."""
        return self._title

    def fields(self) -> list[tuple[str, SafeInput]]:
        """Return the fields with their labels. Made once, when the box is laid out."""
        raise NotImplementedError

    def compose_box(self) -> ComposeResult:
        """Yield words, then label and field in turn."""
        if self._words:
            yield Static(safe_content(self._words), classes="words")
        for label, field in self.fields():
            yield Static(safe_content(label), classes="label")
            yield field
        yield Static("", classes="error", markup=False)

    def on_mount(self) -> None:
        """Put the cursor into the first field."""
        self.query(SafeInput).first().focus()

    @on(Input.Changed)
    def _changed(self) -> None:
        self.query_one(".error", Static).update("")

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        found = list(self.query(SafeInput))
        if event.input is not found[-1]:
            found[found.index(cast("SafeInput", event.input)) + 1].focus()
            return
        try:
            self.answer([field.value for field in found])
        except UsageError as error:
            self.query_one(".error", Static).update(error_content(error))

    def answer(self, values: list[str]) -> None:
        """Close with an answer. Raises `UsageError` for what cannot be meant."""
        raise NotImplementedError


class DeferDialog(FieldsDialog):
    """Asks why and until when a deadline is put off; answers (day, reason)."""

    def __init__(self, title: str, from_day: date) -> None:
        super().__init__("Put off", f"{title}. The calendar moves with it and tells the reason.")
        self._day = from_day + timedelta(days=7)

    def fields(self) -> list[tuple[str, SafeInput]]:
        """Return reason and day."""
        return [
            ("Why?", SafeInput(placeholder="e.g. the invoice of December is late")),
            ("Until when? YYYY-MM-DD", SafeInput(self._day.isoformat())),
        ]

    def answer(self, values: list[str]) -> None:
        """Answer the day and the reason."""
        reason, day = values[0].strip(), parse_day(values[1].strip())
        if not reason:
            self.query(SafeInput).first().focus()
            raise UsageError("Give a reason first")
        self.dismiss((day, reason))  # type: ignore[arg-type]  # a day and a text


class RulesDialog(FieldsDialog):
    """Asks whose holidays count and where a closed day moves to; answers (country, subdivision, rule)."""

    def __init__(self, rules: Rules) -> None:
        super().__init__("Business days", "A deadline on a weekend or a public holiday moves to a business day.")
        self._rules = rules

    def fields(self) -> list[tuple[str, SafeInput]]:
        """Return country, part of it, and rule."""
        return [
            ("Country, ISO 3166 (empty: weekends only)", SafeInput(self._rules.country, placeholder="US, DE, JP, …")),
            ("Part of the country (or empty)", SafeInput(self._rules.subdivision, placeholder="CA, BY, …")),
            ("Move: before, after or none", SafeInput(str(self._rules.business_day))),
        ]

    def answer(self, values: list[str]) -> None:
        """Answer what was typed."""
        rule = values[2].strip().lower()
        if rule not in ("before", "after", "none"):
            raise UsageError(f"'{values[2]}' is no rule", next_step="Type before, after or none")
        self.dismiss((values[0].strip(), values[1].strip(), rule))


class HandInDialog(Dialog[Path]):
    """Asks for the file that is evidence; answers its path, or an empty path for something that is no file."""

    HINT: ClassVar[str] = "enter hands in · tab completes · empty: there, but no file · esc closes"

    def __init__(self, title: str) -> None:
        super().__init__()
        self._title = title

    def heading(self) -> str:
        """Return which piece of evidence it is."""
        return f"Hand in: {self._title}"

    def compose_box(self) -> ComposeResult:
        """Yield the field."""
        app = cast("CipApp", self.app)
        yield PathInput(base=app.folder, home=Path.home(), host=app.host, placeholder="path/to/usage_report.pdf")
        yield Static(safe_content("Path and SHA-256 are kept; the file stays where it is."), classes="after")

    def on_mount(self) -> None:
        """Put the cursor into the field."""
        self.query_one(PathInput).focus()

    @on(PathInput.Submitted)
    def _submitted(self, event: PathInput.Submitted) -> None:
        event.stop()
        if not isinstance(event, PathInput.Changed):
            self.dismiss(event.path if event.text.strip() else Path())


class ProfileDialog(Dialog[Profile]):
    """Says what calendar clients keep, and asks how reminders are written; answers the profile."""

    TITLE_TEXT: ClassVar[str] = "Calendar file"
    HINT: ClassVar[str] = "enter or a everywhere · b standard · esc closes"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "enter,a", "choose('everywhere')", "Everywhere", tooltip="Reminders as events", id="profile.everywhere"
        ),
        Binding("b", "choose('standard')", "Standard", tooltip="Reminders as five alarms", id="profile.standard"),
    ]

    def compose_box(self) -> ComposeResult:
        """Yield the two profiles and the clients."""
        key, quiet = "bold $text-primary", "$text-muted"
        lines = [
            Content.assemble(
                (" a ", key), "everywhere  ", ("the deadline, and five reminders as events of their own", quiet)
            ),
            Content.assemble((" b ", key), "standard    ", ("the deadline alone, with five alarms at 09:00", quiet)),
            Content(""),
            *(
                Content.assemble(f" {client:<21}", (f"{keeps:<40}", quiet), profile)
                for client, keeps, profile in CLIENTS
            ),
            Content(""),
            Content.assemble(("A file that is imported again updates what is there, in both profiles.", quiet)),
        ]
        yield Static(Content("\n").join(lines))

    def action_choose(self, profile: str) -> None:
        """Answer a profile."""
        self.dismiss(Profile(profile))
