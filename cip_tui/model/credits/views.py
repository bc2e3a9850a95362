"""Everything the room shows at one moment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from cip_tui.model.commitment.terms import Terms
from cip_tui.model.credits.adoption import Adoption
from cip_tui.model.credits.catalogue import Catalogue
from cip_tui.model.credits.feedback import Decision
from cip_tui.model.credits.recommend import Recommendation
from cip_tui.model.credits.usage import Spend
from cip_tui.model.errors import UsageError


@dataclass(frozen=True, slots=True)
class View:
    """Recommendations in order, what is accepted, every decision (newest first), and what they rest on."""

    recommendations: tuple[Recommendation, ...]
    adoptions: tuple[Adoption, ...]
    history: tuple[Decision, ...]
    spend: Spend
    terms: Terms | None
    catalogue: Catalogue
    as_of: date

    @property
    def listed(self) -> tuple[Recommendation, ...]:
        """What is recommended, in order."""
        return tuple(item for item in self.recommendations if item.rank is not None)

    def get(self, key: str) -> Recommendation:
        """Return one programme. Raises `UsageError` naming what there is."""
        for item in self.recommendations:
            if item.key == key:
                return item
        self.catalogue.get(key)
        raise UsageError(f"The programme '{key}' is not offered on {self.as_of}")
