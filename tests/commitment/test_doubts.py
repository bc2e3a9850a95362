"""A committed sum that nothing independent supports carries a warning; one that stands plainly carries none."""

from decimal import Decimal

import pytest

from tests.commitment.agreements.paper import Paper
from tests.commitment.readings import read_bytes

FIRST = "Contract Year 1 (January 1, 2026 to December 31, 2026)"
SECOND = "Contract Year 2 (January 1, 2027 to December 31, 2027)"
RIGHT = {"years.1.amount": Decimal(1_000_000), "years.2.amount": Decimal(1_200_000), "total": Decimal(2_200_000)}
PLAIN = (
    f"The Annual Commitment is $1,000,000 in {FIRST} and $1,200,000 in {SECOND}.",
    f"The Annual Commitment is payable in monthly parts of $83,333.33. {FIRST}: $1,000,000. {SECOND}: $1,200,000.",
    f"A reseller sells $5,000,000 of services. Customer commits to $1,000,000 in {FIRST} and $1,200,000 in {SECOND}.",
)
UNCLEAR = (
    f"In {FIRST} Customer shall spend at least $250,000 in each quarter, that is $1,000,000 in the year. In {SECOND} "
    "Customer shall spend at least $300,000 in each quarter, that is $1,200,000 in the year.",
    f"The Annual Commitment in {FIRST} is $1,000,000. The Annual Commitment in {SECOND} is $200,000 more than before.",
    f"The Annual Commitment is $1,000,000 in {FIRST}. If Customer spends more than $1,500,000 in Contract Year 1, the "
    "Annual Commitment for Contract Year 2 is $1,100,000; otherwise it is $1,200,000.",
    f"Customer’s Compute Commitment is $700,000 in {FIRST} and $800,000 in {SECOND}. Customer’s Database Commitment is "
    "$300,000 in Contract Year 1 and $400,000 in Contract Year 2.",
    f"Under an earlier addendum Customer committed to $800,000 in Contract Year 1. Under this Addendum Customer "
    f"commits to $1,000,000 in {FIRST} and $1,200,000 in {SECOND}.",
)
COLUMNS = (
    [
        ["Contract Year", "Gross Commitment", "Net Commitment"],
        ["1", "$1,250,000", "$1,000,000"],
        ["2", "$1,500,000", "$1,200,000"],
    ],
    [
        ["Period", "Commitment"],
        ["Year 1, H1", "$450,000"],
        ["Year 1, H2", "$550,000"],
        ["Year 2, H1", "$600,000"],
        ["Year 2, H2", "$600,000"],
    ],
)


def sums(text: str, rows: list[list[str]] | None = None) -> dict[str, tuple[Decimal, tuple[str, ...]]]:
    """Return the sums that are read from an agreement with this clause and table, with their warnings."""
    paper = Paper()
    paper.title("AWS PRIVATE PRICING ADDENDUM", 13)
    paper.para(
        "This Private Pricing Addendum is made between Amazon Web Services, Inc. and Probe Widgets, Inc. (“Customer”), "
        "effective as of January 1, 2026. The term ends on December 31, 2027."
    )
    paper.para(text)
    if rows:
        paper.table(rows, [470 / len(rows[0])] * len(rows[0]))
    found = read_bytes(paper.pdf())
    return {
        item.name: (item.value, item.warnings)
        for item in found.fields
        if item.name in RIGHT and isinstance(item.value, Decimal)
    }


@pytest.mark.parametrize("text", PLAIN)
def test_a_plain_sum_stands_without_a_warning(text: str) -> None:
    assert sums(text) == {name: (value, ()) for name, value in RIGHT.items()}


@pytest.mark.parametrize("text", UNCLEAR)
def test_a_sum_that_may_be_another_is_warned_of(text: str) -> None:
    assert [name for name, (value, warnings) in sums(text).items() if value != RIGHT[name] and not warnings] == []


@pytest.mark.parametrize("rows", COLUMNS)
def test_a_column_that_may_be_another_is_warned_of(rows: list[list[str]]) -> None:
    found = sums("The commitments are as follows.", rows)
    assert [name for name, (value, warnings) in found.items() if value != RIGHT[name] and not warnings] == []
