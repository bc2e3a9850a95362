"""How long work tells how far it is and learns that it should stop; the model's side of `cip_tui.jobs`."""

from __future__ import annotations

import threading
from collections.abc import Callable

from cip_tui.model.errors import Cancelled


class Job:
    """One piece of work. Thread-safe: the worker calls `progress` and `check`, anyone may call `cancel`."""

    def __init__(self, report: Callable[[str, float | None], None] | None = None) -> None:
        self._report = report
        self._cancelled = threading.Event()
        self._stops: list[Callable[[], None]] = []
        self._lock = threading.Lock()

    def progress(self, what: str, fraction: float | None = None) -> None:
        """Say what is being done and, where known, which fraction of it is done. Raises `Cancelled` if stopped."""
        self.check()
        if self._report is not None:
            self._report(what, fraction)

    def check(self) -> None:
        """Raise `Cancelled` if the work should stop."""
        if self._cancelled.is_set():
            raise Cancelled

    def on_cancel(self, stop: Callable[[], None]) -> None:
        """Have `stop` called on cancel, e.g. a database's interrupt; at once if cancelled already."""
        with self._lock:
            self._stops.append(stop)
        if self._cancelled.is_set():
            stop()

    def cancel(self) -> None:
        """Ask the work to stop."""
        self._cancelled.set()
        with self._lock:
            stops = list(self._stops)
        for stop in stops:
            stop()
