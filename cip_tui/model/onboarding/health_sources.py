"""What health needs to know of the accounts and how they came."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from cip_tui.model.onboarding.accounts import Account


class AnImport(Protocol):
    """What is known of one import of accounts."""

    @property
    def id(self) -> str: ...  # noqa: D102  the import's id
    @property
    def at(self) -> Any: ...  # noqa: D102  when it was made
    @property
    def file(self) -> str: ...  # noqa: D102  the file's name
    @property
    def undone(self) -> bool: ...  # noqa: D102  whether it was taken back


class Book(Protocol):
    """The accounts and how they came, as the room of onboarding keeps them."""

    def accounts(self) -> list[Account]:
        """Return the accounts as they stand."""
        ...

    def imports(self) -> Sequence[AnImport]:
        """Return every import, oldest first."""
        ...

    def at_import(self, import_id: str) -> list[Account]:
        """Return the accounts as they stood right after an import."""
        ...

    def history(self, account_id: str) -> Sequence[tuple[AnImport, Account]]:
        """Return an account as each import that stands has stated it, oldest first."""
        ...
