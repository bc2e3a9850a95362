"""The documents of a commitment: what a person reads, and what is said where something is missing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from cip_tui.export.markdown import to_markdown
from cip_tui.model import document_json
from cip_tui.model.commitment.commitments import Commitments
from cip_tui.model.commitment.terms import CountingRules
from cip_tui.model.document import Chart, Document, Level, Metric, Note, Table
from cip_tui.model.errors import UsageError
from cip_tui.model.explain import explain_figure
from cip_tui.model.job import Job
from tests.commitment.spend_world import TERMS, YEARS, bill, charge, commitments, months


def status(world: Commitments | None = None, **tried: str) -> Document:
    return (world or commitments()).status(None, tried, Job())


def notes(document: Document) -> str:
    return "\n".join(block.text for block in document.blocks() if isinstance(block, Note))


def decimals(cells: Iterable[object]) -> Decimal:
    return sum((cell for cell in cells if isinstance(cell, Decimal)), Decimal(0))


def test_services_and_exclusions_add_up_to_the_headline() -> None:
    document = status()
    services, excluded = document.table("commitment.services"), document.table("commitment.excluded")
    assert services.total is not None
    assert decimals(services.column("counted")) == services.total[2] == document.metric("commitment.counted").value
    assert decimals(excluded.column("amount")) == decimals(services.column("excluded"))
    assert decimals(services.column("billed")) == services.total[1]


def test_every_figure_says_where_it_comes_from() -> None:
    world = commitments()
    for document in (status(world), world.next(None, {"ladder": "1M:5%,2M:9%"}, Job())):
        for block in document.blocks():
            if isinstance(block, (Metric, Table)):
                assert block.provenance is not None, block.id
                explained = to_markdown(explain_figure(None, document, block.id, None))
                assert block.provenance.source.split(";")[-1].strip() in explained


def test_the_gap_ends_where_the_forecast_and_the_even_line_do() -> None:
    document = status()
    charts = {block.id: block for block in document.blocks() if isinstance(block, Chart)}
    burndown = {series.name: series for series in charts["commitment.burndown"].series}
    gap = {series.name: series for series in charts["commitment.gap"].series}
    last, forecast = gap["forecast"].y[-1], document.metric("commitment.forecast").value
    assert isinstance(forecast, Decimal)
    assert last == pytest.approx(float(forecast) - 1_500_000, abs=1)
    assert burndown["counted"].y[-1] == pytest.approx(float(str(document.metric("commitment.counted").value)))
    now = document.metric("commitment.ahead").value
    assert isinstance(now, Decimal)
    assert (gap["counted"].y[-1] or 0.0) < 0
    assert now < 0


def test_the_document_survives_being_kept() -> None:
    document = status()
    assert document_json.from_json(document_json.to_json(document)) == document


def test_without_an_agreement_it_says_what_to_do() -> None:
    assert "Read the PDF" in notes(status(commitments(terms=())))


def test_without_spend_it_says_what_to_do() -> None:
    assert "Import a Cost Explorer file" in notes(status(commitments(charges=())))


def test_charges_in_another_currency_are_named_and_not_converted() -> None:
    text = notes(status(commitments(terms=[replace(TERMS, currency="GBP")])))
    assert "The agreement is in GBP, the charges are in USD" in text


def test_an_amount_nobody_confirmed_is_named_and_judged_by_nothing() -> None:
    years = (YEARS[0], replace(YEARS[1], amount=None), YEARS[2])
    terms = replace(TERMS, years=years, total=None, open=("commitment.year_2.amount",))
    document = status(commitments(terms=[terms]))
    assert "contract year 2 is not confirmed" in notes(document)
    assert "commitment.year_2.amount" in notes(document)
    assert document.metric("commitment.attainment").value is None
    assert document.metric("commitment.chance").value is None
    assert document.metric("commitment.counted").value


def test_an_agreement_without_years_and_term_says_so() -> None:
    terms = replace(TERMS, years=(), period=None, open=("term.start",))
    assert "term.start" in notes(status(commitments(terms=[terms])))


def test_open_rules_old_data_gaps_and_strange_names_are_said() -> None:
    terms = replace(TERMS, counting=CountingRules(eligible_services=("EC2", "Quantum Widgets")))
    given = [
        *months(date(2026, 2, 1), [90_000] * 3),
        *months(date(2026, 7, 1), [90_000] * 2, service="Homemade Thing"),
        charge(date(2026, 7, 1), 3_000, currency="EUR"),
    ]
    text = notes(status(commitments(terms=[terms], charges=given)))
    for words in (
        "82 days ago",
        "Nothing was billed in 2026-05-01 to 2026-06-30",
        "Homemade Thing",
        "Quantum Widgets",
        "3,000.00 EUR",
    ):
        assert words in text


def test_formulas_and_carry_over_are_told_in_the_agreement_s_words() -> None:
    years = (
        *YEARS[:1],
        replace(YEARS[1], formula="twice the rainfall of Seattle"),
        replace(YEARS[2], formula="the greater of $1M and 90% of prior year spend"),
    )
    terms = replace(TERMS, years=years, carry_over="Any excess may be carried over once.")
    text = notes(status(commitments(terms=[terms])))
    assert "not understood and not reckoned with: twice the rainfall" in text
    assert "Commitment of year 3 by formula: the greater of" in text
    assert "Any excess may be carried over once. No surplus is carried here" in text


def test_a_contract_year_whose_beginning_is_missing_is_marked() -> None:
    document = status(commitments(charges=months(date(2026, 7, 1), [90_000] * 4)))
    levels = {block.level for block in document.blocks() if isinstance(block, Note)}
    assert Level.CRITICAL in levels
    assert "began on 2026-04-01" in notes(document)


def test_what_was_tried_stands_in_the_document() -> None:
    document = status(None, growth="20%")
    table = document.table("commitment.what_if")
    assert dict(zip(table.column("name"), table.column("value"), strict=True))["growth"] == "20%"


def test_agreements_are_chosen_by_id_title_or_day() -> None:
    old = replace(TERMS, agreement_id="old-1", title="First", period=None, years=())
    world = commitments(terms=[old, TERMS])
    assert world.chosen() == TERMS
    assert world.chosen("old") == old
    assert world.chosen("priv") == TERMS
    with pytest.raises(UsageError, match="ppa-1"):
        world.chosen("nothing")


def test_the_next_commitment_asks_for_offers_where_there_are_none() -> None:
    bare = replace(TERMS, discounts=())
    assert "ladder=5M:8%" in notes(commitments(terms=[bare]).next(None, {}, Job()))
    assert "no spend" in notes(commitments(charges=()).next(None, {}, Job())).lower()


def test_the_next_commitment_may_be_none_at_all() -> None:
    document = commitments().next(None, {"ladder": "50M:10%"}, Job())
    assert document.metric("next.advice").value == "Do not commit"
    assert "Do not commit" in notes(document)


def test_the_next_commitment_needs_no_agreement() -> None:
    document = commitments(terms=()).next(None, {"ladder": "500k:5%,900k:8%"}, Job())
    assert document.metric("next.advice").value == "$900,000 at 8.0 %"


def test_the_figures_of_a_whole_bill_stay_as_they_are() -> None:
    """Worked out by hand from the bill: what counts is all but support, tax, half of Marketplace; credits stay out."""
    document = status()
    shares = {"usage": Decimal(1), "refund": Decimal(1), "marketplace": Decimal("0.5")}
    by_hand, year = Decimal(0), YEARS[1].period
    for item in bill():
        if item.period.start in year:
            by_hand += shares.get(item.type.value, Decimal(0)) * item.amount
    assert document.metric("commitment.counted").value == by_hand
