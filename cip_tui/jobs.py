"""Runs model code off the event loop. Results, progress and failures come back to the owner as messages.

Work is a pure function of a `Job`; it never touches a widget. The owner gets `JobProgress`, then one of `JobDone`,
`JobFailed` and `JobStopped`; a job that was replaced by a newer one of its group says nothing any more.
"""

from __future__ import annotations

import threading
import time
import traceback
from collections.abc import Callable
from typing import Any

from textual.dom import DOMNode
from textual.message import Message

from cip_tui.messages import JobDone, JobFailed, JobProgress, JobStopped, Ticket
from cip_tui.model.errors import Cancelled, CipError
from cip_tui.model.job import Job

PROGRESS_EVERY = 0.1
"""Seconds between two progress messages of one job that say the same thing."""


class Jobs:
    """The jobs of the application. Used from the event loop only; the work itself runs in threads."""

    def __init__(self) -> None:
        self._running: dict[tuple[DOMNode, str], tuple[Ticket, Job]] = {}

    def start(self, owner: DOMNode, group: str, request: Any, work: Callable[[Job], Any], *, label: str = "") -> Ticket:
        """Run `work` in a thread for `owner`, in place of what the group was doing, and return its ticket."""
        self._drop(owner, group)
        ticket = Ticket(group, request, label)
        job = Job(_reporter(owner, ticket))
        self._running[owner, group] = (ticket, job)
        owner.run_worker(
            lambda: _run(owner, ticket, job, work),
            name=label or group,
            group=group,
            thread=True,
            exclusive=True,
            exit_on_error=False,
        )
        return ticket

    def accepts(self, owner: DOMNode, ticket: Ticket) -> bool:
        """Say whether `ticket` is what the group of the owner is at, so that a late answer is dropped."""
        running = self._running.get((owner, ticket.group))
        return running is not None and running[0] is ticket

    def finish(self, owner: DOMNode, ticket: Ticket) -> bool:
        """Take the end of a job: True once where it is current, False for a stale one."""
        if not self.accepts(owner, ticket):
            return False
        del self._running[owner, ticket.group]
        return True

    def busy(self, owner: DOMNode, group: str | None = None) -> bool:
        """Say whether the owner waits for a job, of one group or of any."""
        return any(who is owner and group in (None, name) for who, name in self._running)

    def stop(self, owner: DOMNode, group: str | None = None) -> bool:
        """Stop the owner's jobs and tell it so at once; the threads wind down on their own. False if there is none."""
        stopped = [key for key in self._running if key[0] is owner and group in (None, key[1])]
        for key in stopped:
            ticket, job = self._running.pop(key)
            job.cancel()
            owner.post_message(JobStopped(ticket))
        return bool(stopped)

    def stop_all(self) -> None:
        """Stop everything, because the application ends."""
        for _, job in self._running.values():
            job.cancel()
        self._running.clear()

    def _drop(self, owner: DOMNode, group: str) -> None:
        earlier = self._running.pop((owner, group), None)
        if earlier is not None:
            earlier[1].cancel()


def _run(owner: DOMNode, ticket: Ticket, job: Job, work: Callable[[Job], Any]) -> None:
    """Do the work in its thread and post how it ended."""
    message: Message
    try:
        job.check()
        message = JobDone(ticket, work(job))
    except Cancelled:
        message = JobStopped(ticket)
    except CipError as error:
        message = JobFailed(ticket, error)
    except Exception as error:  # The one place where a mistake in the model becomes a message instead of a crash.
        message = JobFailed(ticket, _unexpected(error), traceback.format_exc())
    owner.post_message(message)


def _unexpected(error: Exception) -> CipError:
    return CipError(
        "Something inside CIP went wrong",
        cause=f"{type(error).__name__}: {error}",
        next_step="Try again; if it stays, report it with the details",
    )


def _reporter(owner: DOMNode, ticket: Ticket) -> Callable[[str, float | None], None]:
    """Return a progress function that passes on what is new, and the rest ten times a second at most."""
    lock = threading.Lock()
    last: tuple[str, float] = ("", 0.0)

    def report(what: str, fraction: float | None) -> None:
        nonlocal last
        with lock:
            now = time.monotonic()
            if what == last[0] and now - last[1] < PROGRESS_EVERY:
                return
            last = (what, now)
        owner.post_message(JobProgress(ticket, what, fraction))

    return report
