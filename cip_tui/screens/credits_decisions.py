"""Deciding on credits: each key writes one decision, in a job of its own, and nothing is said before it is on disk."""

from __future__ import annotations

from collections.abc import Callable

from cip_tui.model.job import Job
from cip_tui.screens.credits_parts import ReasonDialog, StateDialog
from cip_tui.screens.document_screen import DocumentScreen

DECIDE = "decide"
"""How the groups of jobs that write decisions begin."""


class CreditDecisions(DocumentScreen):
    """The actions that decide. The screen says which credit is selected."""

    def __init__(self) -> None:
        super().__init__()
        self._decisions = 0
        # What was decided on and does not stand on the list that way yet, and what is still being written.
        self._pending: set[str] = set()
        self._writing: set[str] = set()

    def _key(self) -> str:
        """Return the id of the programme under the cursor, empty where there is none."""
        raise NotImplementedError

    def _programme(self) -> str:
        """Return its name."""
        raise NotImplementedError

    def _decide(self, work: Callable[[Job], str], key: str = "") -> None:
        """Write a decision down. Each has a group of its own, so that a quick next one takes no earlier one's place."""
        self._decisions += 1
        self._pending.add(key)
        self._writing.add(key)
        self.cip.jobs.start(self, f"{DECIDE} {self._decisions}", key, work, label="Writing down")

    def _chosen(self) -> tuple[str, str] | None:
        key = self._key()
        if not key:
            self.cip.toast("There is no credit to decide on")
            return None
        if key in self._pending:
            self.cip.toast("That is being written down")
            return None
        return key, self._programme()

    def action_accept(self) -> None:
        """Take the selected credit on."""
        chosen, workspace = self._chosen(), self.workspace
        if chosen is None:
            return
        key, name = chosen

        def work(job: Job) -> str:
            workspace.credits.accept(key, job)
            return f"Accepted {name}; u takes it back"

        self._decide(work, key)

    def action_reject(self) -> None:
        """Ask for a reason, and reject."""
        chosen, workspace = self._chosen(), self.workspace
        if chosen is None:
            return
        key, name = chosen

        def answered(reason: str | None) -> None:
            if reason is None:
                return

            def work(job: Job) -> str:
                workspace.credits.reject(key, reason, job)
                return f"Rejected {name}; u takes it back"

            self._decide(work, key)

        self.app.push_screen(ReasonDialog(name), answered)

    def action_snooze(self) -> None:
        """Set the selected credit aside."""
        chosen, workspace = self._chosen(), self.workspace
        if chosen is None:
            return
        key, name = chosen

        def work(job: Job) -> str:
            decision = workspace.credits.snooze(key, job)
            return f"{name} is back on {decision.until}; u takes it back"

        self._decide(work, key)

    def action_undo(self) -> None:
        """Take the last decision back."""
        workspace = self.workspace

        def work(_: Job) -> str:
            decision = workspace.credits.undo()
            return f"Took back: {decision.verdict.value} {decision.shown.label}"

        self._decide(work)

    def action_advance(self) -> None:
        """Ask how far the selected credit has come."""
        chosen, workspace = self._chosen(), self.workspace
        if chosen is None:
            return
        key, name = chosen
        states = workspace.credits.next_states(key)
        if not states:
            self.cip.toast(f"{name} is not accepted, or has come to its end")
            return

        def answered(state: str | None) -> None:
            if state is None:
                return

            def work(job: Job) -> str:
                workspace.credits.advance(key, state, job)
                return f"{name}: {state.replace('_', ' ')}"

            self._decide(work)

        self.app.push_screen(StateDialog(name, states), answered)
