"""What can be said of a deadline with one key, on the calendar and on the deadline's own screen."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cip_tui.messages import Ticket
from cip_tui.screens.document_screen import DocumentScreen

if TYPE_CHECKING:
    from cip_tui.model.attestation.agenda import Item
    from cip_tui.model.attestation.desk import Attestations
    from cip_tui.model.job import Job

SAID = "said"


class DeadlineScreen(DocumentScreen):
    """A screen with a deadline in focus. Subclasses say which one."""

    def on_mount(self) -> None:
        """Hear of what is said of deadlines, also on other screens."""
        super().on_mount()
        self.cip.deadlines_signal.subscribe(self, self._hear)

    def item(self) -> Item | None:
        """Return the deadline in focus."""
        raise NotImplementedError

    def say(self, work: Callable[[Attestations, Job], Any], sentence: str) -> None:
        """Write something down in a job, say so, and show the deadlines anew."""
        desk = self.workspace.attestations
        self.cip.jobs.start(self, SAID, sentence, lambda job: work(desk, job), label="Writing it down")

    def job_done(self, ticket: Ticket, result: Any) -> None:
        """Show the effect of what was said."""
        if ticket.group == SAID:
            self.cip.toast(str(ticket.request), timeout=5.0)
            self.cip.deadlines_signal.publish(None)
        else:
            super().job_done(ticket, result)

    def _wanted(self) -> Item | None:
        item = self.item()
        if item is None:
            self.cip.toast("There is no deadline here")
        return item

    def action_done(self) -> None:
        """Say that the deadline was attested; asks where evidence is missing."""
        item = self._wanted()
        if item is None:
            return
        obligation = item.obligation
        missing = [piece.title for piece in item.missing]
        if not missing or item.record.done_on is not None:
            self._done(obligation.id, obligation.title, answer=True)
            return
        from widgets.dialogs import Confirm

        question = f"{obligation.title}: was this attested? Of its evidence this is missing:"
        ask = Confirm(
            question, yes="Attested anyway", no="Not yet", details="\n".join(missing), title="Evidence is missing"
        )
        self.app.push_screen(ask, lambda answer: self._done(obligation.id, obligation.title, answer=bool(answer)))

    def _done(self, name: str, title: str, *, answer: bool) -> None:
        if answer:
            self.say(lambda desk, job: desk.done(name, job, anyway=True), f"Attested: {title}; u takes it back")

    def action_defer(self) -> None:
        """Put the deadline off, once a reason is given."""
        item = self._wanted()
        if item is None:
            return
        from cip_tui.screens.attestation_dialogs import DeferDialog

        name, title = item.obligation.id, item.obligation.title
        dialog = DeferDialog(title, max(item.obligation.due, self.workspace.as_of))

        def put_off(answer: Any) -> None:
            if answer is not None:
                day, reason = answer
                self.say(
                    lambda desk, job: desk.defer(name, reason, job, to=day), f"Put off to {day}: {title}; u undoes"
                )

        self.app.push_screen(dialog, put_off)

    def action_evidence(self) -> None:
        """Choose a piece of evidence, then hand a file in for it or take it back."""
        item = self._wanted()
        if item is None:
            return
        pieces = item.obligation.duty.evidence
        if not pieces:
            self.cip.toast("No evidence is asked for here")
            return
        from widgets.dialogs import Choice, Option

        handed = item.record.evidence
        marks = self.cip.glyphs.levels
        options = [
            Option(
                piece.id,
                f"{marks['good' if piece.id in handed else 'unknown']} {piece.title}",
                (handed[piece.id].path or "there") if piece.id in handed else "missing",
            )
            for piece in pieces
        ]
        dialog = Choice(options, title="Evidence: enter hands in or takes back")
        self.app.push_screen(dialog, lambda chosen: self._piece(item, chosen))

    def _piece(self, item: Item, chosen: str | None) -> None:
        if chosen is None:
            return
        name = item.obligation.id
        title = next(piece.title for piece in item.obligation.duty.evidence if piece.id == chosen)
        if chosen in item.record.evidence:
            from widgets.dialogs import Confirm

            def take_back(answer: bool | None) -> None:
                if answer:
                    self.say(lambda desk, job: desk.take_back(name, chosen, job), f"Missing again: {title}")

            self.app.push_screen(Confirm(f"Take back {title}?", yes="Take back", no="Keep"), take_back)
            return
        from cip_tui.screens.attestation_dialogs import HandInDialog

        def hand_in(path: Path | None) -> None:
            if path is not None:
                on_paper = path == Path()
                self.say(
                    lambda desk, job: desk.hand_in(name, chosen, job, path=None if on_paper else path),
                    f"Handed in: {title}; u takes it back",
                )

        self.app.push_screen(HandInDialog(title), hand_in)

    def action_templates(self) -> None:
        """Write the documents of the deadline into a folder, filled in with what the workspace knows."""
        item = self._wanted()
        if item is None:
            return
        if not item.obligation.duty.evidence:
            self.cip.toast("No evidence is asked for here, so there is nothing to fill in")
            return
        from cip_tui.screens.write_templates import WriteTemplatesDialog

        self.app.push_screen(WriteTemplatesDialog(self.workspace, item))

    def action_undo(self) -> None:
        """Take back what was said last."""
        self.say(lambda desk, job: desk.undo(job), "Taken back")
