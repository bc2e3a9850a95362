"""The one tree of errors a person may see: what happened, where, why, and what to do next."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Where:
    """A place in an input: a file, and inside it a sheet or page, a row and a field or cell."""

    file: str = ""
    part: str = ""
    row: int | None = None
    field: str = ""

    def __str__(self) -> str:
        pieces = [self.file, self.part, "" if self.row is None else f"line {self.row}", self.field]
        return ", ".join(piece for piece in pieces if piece)


class CipError(Exception):
    """Something a person can act on. `exit_code` is what the command line returns for it."""

    exit_code = 1

    def __init__(self, message: str, *, where: Where | None = None, cause: str = "", next_step: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.where = where or Where()
        self.cause = cause
        self.next_step = next_step

    def __str__(self) -> str:
        place = str(self.where)
        lead = f"{place}: {self.message}" if place else self.message
        return " ".join(_sentence(part) for part in (lead, self.cause, self.next_step) if part)


def _sentence(text: str) -> str:
    return text if text.endswith(("?", "!")) else text.rstrip(".") + "."


class UsageError(CipError):
    """The command, option or setting given is not valid."""

    exit_code = 2


class InputRefused(CipError):
    """An input file cannot be used; nothing of it was kept."""

    exit_code = 3


class WorkspaceError(CipError):
    """The workspace cannot be read or written."""


class Cancelled(CipError):
    """The person stopped the work; nothing was changed."""

    exit_code = 130

    def __init__(self, message: str = "Stopped") -> None:
        super().__init__(message)
