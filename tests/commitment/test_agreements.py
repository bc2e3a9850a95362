"""The test agreements say what their records say."""

from __future__ import annotations

import io
import re

import pypdf
import pytest

from tests.commitment.agreements import AGREEMENTS, ASIDE, FRESH, LAST, SECOND, drawn
from tests.commitment.agreements.truth import ABSENT, REDACTED, Agreement, family_of
from tests.commitment.hostile_pdfs import HOSTILE

MONTHS = r"January|February|March|April|May|June|July|August|September|October|November|December"


def squeezed(text: str) -> str:
    """Leave out blanks and hyphens, so that words match however they are set or broken."""
    return re.sub(r"[\s\-\u00ad]+", "", text)


@pytest.mark.parametrize("agreement", [*AGREEMENTS, *SECOND, *LAST, *FRESH, *ASIDE], ids=lambda item: item.name)
def test_the_words_of_every_fact_stand_on_its_page(agreement: Agreement) -> None:
    pages = [squeezed(page.extract_text()) for page in pypdf.PdfReader(io.BytesIO(drawn(agreement.name))).pages]
    for fact in agreement.facts:
        if fact.page:
            assert squeezed(fact.words) in pages[fact.page - 1], fact


@pytest.mark.parametrize("agreement", [*AGREEMENTS, *SECOND, *LAST, *FRESH, *ASIDE], ids=lambda item: item.name)
def test_a_record_names_every_field_once_in_its_own_form(agreement: Agreement) -> None:
    fields = [fact.field for fact in agreement.facts]
    assert len(fields) == len(set(fields))
    for fact in agreement.facts:
        for value in fact.values:
            if value not in {REDACTED, ABSENT} and family_of(fact.field) in {"money", "notice"}:
                assert re.fullmatch(r"\d+", value), fact
            if value not in {REDACTED, ABSENT} and family_of(fact.field) == "date":
                assert re.fullmatch(r"\d{4}-\d\d-\d\d", value), fact
            if value not in {REDACTED, ABSENT} and family_of(fact.field) == "rate":
                assert 0 <= float(value) <= 1, fact


def test_years_follow_each_other_and_add_up_to_the_total() -> None:
    from datetime import date, timedelta

    for agreement in AGREEMENTS:
        facts = {fact.field: fact for fact in agreement.facts}
        count = sum(1 for field in facts if re.fullmatch(r"years\.\d+\.start", field))
        for number in range(1, count):
            end = date.fromisoformat(facts[f"years.{number}.end"].values[0])
            assert facts[f"years.{number + 1}.start"].values[0] == str(end + timedelta(days=1)), agreement.name
        amounts = [facts[f"years.{number}.amount"] for number in range(1, count + 1)]
        total = facts.get("total")
        if agreement.name != "total_and_floors" and count and total and not total.redacted:
            assert sum(int(fact.values[0]) for fact in amounts) == int(total.values[0]), agreement.name


def test_the_same_agreement_is_drawn_as_the_same_bytes() -> None:
    for agreement in AGREEMENTS:
        assert agreement.draw() == drawn(agreement.name)


def test_every_hostile_file_is_small() -> None:
    for name, make in HOSTILE.items():
        assert len(make()) < 900_000, name
