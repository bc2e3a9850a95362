"""The rooms of the workspace that need nothing but what every room is given; each is loaded when it is entered."""

from __future__ import annotations

from abc import abstractmethod
from functools import cached_property
from typing import TYPE_CHECKING

from cip_tui.model.room import Room

if TYPE_CHECKING:
    from cip_tui.model.commitment.agreements import Agreements
    from cip_tui.model.onboarding.book import AccountBook
    from cip_tui.model.onboarding.desk import Onboarding
    from cip_tui.model.onboarding.health_desk import HealthDesk


class Rooms:
    """The rooms by name."""

    @property
    @abstractmethod
    def room(self) -> Room:
        """What a room works with."""

    @property
    def agreements(self) -> Agreements:
        """The agreements, their fields and what was said of them."""
        from cip_tui.model.commitment.agreements import Agreements

        return Agreements(self.room)

    @cached_property
    def accounts(self) -> AccountBook:
        """The customer accounts, and how they came to be."""
        from cip_tui.model.onboarding.book import AccountBook

        return AccountBook(self.room)

    @cached_property
    def onboarding(self) -> Onboarding:
        """From a customer's workbook to accounts and KPIs."""
        from cip_tui.model.onboarding.desk import Onboarding

        return Onboarding(self.room, self.accounts)

    @cached_property
    def health(self) -> HealthDesk:
        """The health of the accounts, plays, and questions about them."""
        from cip_tui.model.onboarding.health_desk import HealthDesk

        return HealthDesk(self.room, self.accounts)
