"""Pushing the deadlines to a calendar elsewhere: which one, what would be done, and only then doing it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.message import Message

from cip_tui.messages import Ticket
from cip_tui.model.attestation.entries import Profile
from cip_tui.model.errors import UsageError
from cip_tui.screens.attestation_dialogs import FieldsDialog
from cip_tui.screens.deadline_actions import DeadlineScreen
from cip_tui.screens.explain import ExplainDialog
from widgets.inputs import SafeInput

if TYPE_CHECKING:
    from cip_tui.model.attestation.graph_target import SignIn
    from cip_tui.model.attestation.push import Push, Target
    from cip_tui.model.job import Job

PLAN, PUSH = "plan the push", "push"
MakeTarget = Callable[["Job"], "Target"]


@dataclass
class SignInWanted(Message):
    """Somebody has to sign in elsewhere."""

    how: SignIn


class CalDavDialog(FieldsDialog):
    """Asks for a CalDAV calendar; answers (address, user, password)."""

    def __init__(self, url: str, user: str) -> None:
        super().__init__(
            "Push to a CalDAV calendar", "First it is shown what would be done; the password is kept nowhere."
        )
        self._url, self._user = url, user

    def fields(self) -> list[tuple[str, SafeInput]]:
        """Return address, user and password."""
        password = SafeInput()
        password.password = True
        return [
            ("Address of the calendar", SafeInput(self._url, placeholder="https://server/user/calendar/")),
            ("User", SafeInput(self._user)),
            ("Password", password),
        ]

    def answer(self, values: list[str]) -> None:
        """Answer what was typed."""
        if not values[0].strip():
            raise UsageError("Which calendar?", next_step="Type its address")
        self.dismiss((values[0].strip(), values[1].strip(), values[2]))


class OutlookDialog(FieldsDialog):
    """Asks which application signs in; answers (client id, tenant)."""

    def __init__(self) -> None:
        super().__init__("Push to Outlook", "Without an application only a simulation is shown: nobody signs in.")

    def fields(self) -> list[tuple[str, SafeInput]]:
        """Return application and tenant."""
        return [
            ("Application id, with the permission Calendars.ReadWrite", SafeInput(placeholder="empty: simulate")),
            ("Tenant", SafeInput("organizations")),
        ]

    def answer(self, values: list[str]) -> None:
        """Answer what was typed."""
        self.dismiss((values[0].strip(), values[1].strip() or "organizations"))


class PushPlanDialog(ExplainDialog):
    """What a push would do; answers True where it is to be done."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("p", "push", "Push", tooltip="Do what is listed", id="push.do"),
    ]

    def __init__(self, push: Push, may_push: bool) -> None:
        from cip_tui.model.attestation.push import push_document

        super().__init__(push_document(push, simulated=True))
        self._may_push = may_push and bool(push.steps)

    def on_mount(self) -> None:
        """Say which key does it."""
        super().on_mount()
        self.hint("p does it · esc leaves everything as it is" if self._may_push else "esc closes")

    def action_push(self) -> None:
        """Answer that it is to be done."""
        if self._may_push:
            self.dismiss(True)  # type: ignore[arg-type]  # a yes, where other documents answer nothing


class PushingScreen(DeadlineScreen):
    """A screen from which the deadlines are pushed."""

    def __init__(self) -> None:
        super().__init__()
        # Address and user of the last push, so that they need not be typed again.
        self._calendar = ("", "")

    def action_push(self) -> None:
        """Choose a calendar; nothing is written before what would be done was shown and confirmed."""
        from widgets.dialogs import Choice, Option

        options = [
            Option("caldav", "CalDAV", "Nextcloud, Radicale, iCloud, Fastmail, …"),
            Option("outlook", "Outlook", "Microsoft 365, through Microsoft Graph"),
        ]
        self.app.push_screen(Choice(options, title="Push to which calendar?"), self._ask)

    def _ask(self, kind: str | None) -> None:
        if kind == "caldav":
            url, user = self._calendar
            self.app.push_screen(CalDavDialog(url, user or self.cip.settings.user), self._caldav)
        elif kind == "outlook":
            self.app.push_screen(OutlookDialog(), self._outlook)

    def _caldav(self, answer: tuple[str, ...] | None) -> None:
        if answer is None:
            return
        url, user, password = answer
        self._calendar = (url, user)

        def make(_: Job) -> Target:
            from cip_tui.model.attestation.caldav_target import CalDavTarget

            return CalDavTarget(url, user, password)

        self._plan(make, may_push=True)

    def _outlook(self, answer: tuple[str, ...] | None) -> None:
        if answer is None:
            return
        client_id, tenant = answer

        def make(job: Job) -> Target:
            from cip_tui.model.attestation.graph_target import GraphTarget, PaperTarget, sign_in

            if not client_id:
                return PaperTarget()
            return GraphTarget(sign_in(client_id, tenant, lambda how: self.post_message(SignInWanted(how)), job))

        self._plan(make, may_push=bool(client_id))

    @on(SignInWanted)
    def _sign_in_wanted(self, message: SignInWanted) -> None:
        message.stop()
        self.cip.toast(f"Open {message.how.address} and type {message.how.code}; esc stops waiting", timeout=120.0)

    def _plan(self, make: MakeTarget, *, may_push: bool) -> None:
        desk = self.workspace.attestations

        def work(job: Job) -> Any:
            target = make(job)
            return target, desk.push(target, Profile.EVERYWHERE, job, simulate=True)

        self.cip.jobs.start(self, PLAN, may_push, work, label="Looking at the calendar")

    def job_done(self, ticket: Ticket, result: Any) -> None:
        """Show what would be done, or say what was."""
        if ticket.group == PLAN:
            target, push = result
            self.app.push_screen(PushPlanDialog(push, bool(ticket.request)), partial(self._push, target))
        elif ticket.group == PUSH:
            self.cip.toast(f"{result.steps} events written or removed in {result.target}", timeout=6.0)
        else:
            super().job_done(ticket, result)

    def _push(self, target: Target, answer: object) -> None:
        if answer is not True:
            return
        desk = self.workspace.attestations
        self.cip.jobs.start(
            self, PUSH, None, lambda job: desk.push(target, Profile.EVERYWHERE, job, simulate=False), label="Pushing"
        )
