"""Agreements made for the tests, each drawn when asked for and each with a record of what it says.

They were written without sight of the code that reads them. All customers are invented; the wording follows the terms
that published agreements use.
"""

from __future__ import annotations

from functools import cache

from tests.commitment.agreements.aside import ASIDE
from tests.commitment.agreements.drawn import DRAWN
from tests.commitment.agreements.fourth import FOURTH
from tests.commitment.agreements.fresh import FRESH
from tests.commitment.agreements.others import OTHERS
from tests.commitment.agreements.promises import PROMISES
from tests.commitment.agreements.prose import PROSE
from tests.commitment.agreements.second import SECOND
from tests.commitment.agreements.tables import TABLES
from tests.commitment.agreements.third import THIRD
from tests.commitment.agreements.truth import Agreement

__all__ = ["AGREEMENTS", "ASIDE", "FRESH", "LAST", "SECOND", "drawn"]

AGREEMENTS: tuple[Agreement, ...] = (*PROSE, *TABLES, *DRAWN, *PROMISES, *OTHERS)
LAST: tuple[Agreement, ...] = (*THIRD, *FOURTH)


@cache
def drawn(name: str) -> bytes:
    """Return the file of the agreement of this name, the same bytes every time."""
    return next(item for item in (*AGREEMENTS, *SECOND, *LAST, *FRESH, *ASIDE) if item.name == name).draw()
