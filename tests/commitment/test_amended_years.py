"""Papers that restate later contract years alone."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from tests.commitment.agreements.paper import Paper
from tests.commitment.readings import read_bytes


def test_a_change_of_later_years_gives_no_year_before_them() -> None:
    paper = Paper()
    paper.title("AWS PRIVATE PRICING ADDENDUM, CHANGE ORDER 1", 12)
    paper.para(
        """Amazon Web Services, Inc. (“AWS”) and Marrowbone Logistics LLC (“Customer”) agree to this change with effect
        from April 1, 2026 (the “Effective Date”). The term is twenty-four (24) months."""
    )
    paper.para(
        """The Annual Commitments are restated: Contract Year 2 (April 1, 2026 to March 31, 2027): $1,400,000;
        Contract Year 3 (April 1, 2027 to March 31, 2028): $1,600,000."""
    )
    found = {one.name: one.value for one in read_bytes(paper.pdf()).fields if one.name.startswith("years.")}
    assert not [name for name in found if name.startswith("years.1.")]
    assert found["years.2.start"] == date(2026, 4, 1)
    assert found["years.3.amount"] == Decimal(1_600_000)
