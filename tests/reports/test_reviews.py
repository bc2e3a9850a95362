"""The monthly and the quarterly review: composed from what the rooms say, complete without any of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

import pytest

from cip_tui.model.commitment.adoption import adoption_document
from cip_tui.model.document import Document, Metric, Note, Section
from cip_tui.model.engine.cubes import Scope
from cip_tui.model.errors import UsageError
from cip_tui.model.finops.spend import SpendFacts
from cip_tui.model.job import Job
from cip_tui.model.reports import REPORTS
from cip_tui.model.reports.parts import Bench
from tests.commitment.spend_world import TODAY, commitments
from tests.usage import usage_of

NAMES = ("monthly-review", "quarterly-review")


@dataclass(frozen=True)
class Used:
    """A service in use."""

    title: str
    months: Mapping[date, Decimal] = field(default_factory=dict)
    currency: str = "USD"
    service_id: str = ""


def six(*amounts: int) -> dict[date, Decimal]:
    return {date(2026, 5 + index, 1): Decimal(amount) for index, amount in enumerate(amounts)}


USES = [
    Used("Amazon EC2", six(10, 10, 10, 12, 12, 12, 900)),
    Used("Amazon Bedrock", six(0, 0, 0, 5, 5, 5)),
    Used("Amazon SWF", six(1, 1, 1, 0, 0, 0)),
    Used("Tax", six(9, 9, 9, 9, 9, 9), service_id="tax"),
    Used("Elsewhere", six(9, 9, 9, 9, 9, 9), "EUR"),
]


def bench(rooms: Mapping[str, Callable[[], Document]]) -> Bench:
    def run(name: str, settings: Mapping[str, str]) -> Document:
        raise UsageError(f"{name} has nothing to go by")

    return Bench(usage_of([{"customer_id": ""}]), Scope(), SpendFacts(as_of=TODAY, span=None), run, rooms)


def review(name: str, **rooms: Callable[[], Document]) -> Document:
    known: dict[str, Callable[[], Document]] = {
        "commitment": lambda: commitments().status(None, {}, Job()),
        "adoption": lambda: adoption_document(USES, TODAY),
        **rooms,
    }
    return REPORTS[name].load()(bench(known))


def test_a_figure_of_a_review_is_the_figure_of_its_room() -> None:
    status = commitments().status(None, {}, Job())
    for name in NAMES:
        made = review(name)
        assert made.metric("commitment.counted") == status.metric("commitment.counted")
        assert made.table("commitment.years") == status.table("commitment.years")
        assert dict(made.facts)["As of"] == TODAY.isoformat()


def test_the_monthly_review_follows_the_agenda() -> None:
    made = review("monthly-review")
    sections = [section.id for section in made.sections]
    assert sections == ["summary", "commitment", "credits", "attestations", "opportunities", "use", "notes"]
    assert made.table("commitment.levers").rows
    summary = made.sections[0].blocks[0]
    assert isinstance(summary, Note)
    assert "counted $808,024" in summary.text
    assert "P(shortfall)" in summary.text


def test_savings_of_the_quarter_add_up_and_the_return_follows() -> None:
    made = review("quarterly-review")
    table = made.table("review.savings")
    saved, credited = (made.metric(name).value for name in ("commitment.saved", "commitment.credited"))
    assert table.column("amount") == [saved, credited]
    assert table.total is not None
    assert isinstance(saved, Decimal)
    assert isinstance(credited, Decimal)
    assert table.total[1] == saved + credited
    benefit, forecast = made.metric("commitment.benefit").value, commitments().status(None, {}, Job())
    year = forecast.metric("commitment.year_forecast").value
    assert isinstance(benefit, Decimal)
    assert isinstance(year, Decimal)
    assert made.metric("review.return").value == pytest.approx(float(benefit / year))


def test_services_taken_up_and_given_up_are_told_from_closed_months() -> None:
    made = adoption_document(USES, date(2026, 11, 21))
    table = made.table("adoption.services_table")
    rows = {row.cells[0]: row.cells[1:] for row in table.rows}
    assert [getattr(cells[0], "word", "") for cells in rows.values()] == ["Grown", "New", "Given up"]
    assert list(rows["Amazon EC2"][1:]) == [Decimal(36), Decimal(30), pytest.approx(0.2)]
    assert made.metric("adoption.services").value == 2
    assert made.metric("adoption.new").note == "Amazon Bedrock"


def test_too_few_months_are_said() -> None:
    made = adoption_document([Used("Amazon EC2", six(1, 2, 3))], TODAY)
    assert any(isinstance(block, Note) and "six closed months" in block.text for block in made.blocks())


@pytest.mark.parametrize("name", NAMES)
def test_a_room_that_cannot_answer_becomes_a_sentence(name: str) -> None:
    def broken() -> Document:
        raise UsageError("The charges cannot be read")

    made = review(name, commitment=broken, credits=broken)
    assert made.sections[0].id == "summary"
    assert any(isinstance(block, Note) and "cannot be read" in block.text for block in made.blocks())
    assert REPORTS[name].load()(bench({})).sections


def test_a_quiet_room_says_why_it_is_quiet() -> None:
    quiet = Document("credits", "Credits", (Section("headline", "Headline", (Note("There is no cloud spend yet"),)),))
    made = review("monthly-review", credits=lambda: quiet)
    section = next(section for section in made.sections if section.id == "credits")
    assert [block.text for block in section.blocks if isinstance(block, Note)] == ["There is no cloud spend yet"]


def test_reviews_hold_no_figure_without_a_source() -> None:
    for name in NAMES:
        for block in review(name).blocks():
            if isinstance(block, Metric):
                assert block.provenance is not None, block.id
