"""Keeping agreements: what is confirmed counts and nothing else, decisions can be taken back and survive a restart."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from cip_tui.model.commitment.agreements import AgreementRecord, Agreements, Decision
from cip_tui.model.commitment.extraction import Obtained
from cip_tui.model.commitment.focus import COLUMNS, TABLE, contract_commitments
from cip_tui.model.commitment.records import from_text, to_text
from cip_tui.model.errors import Cancelled, InputRefused, UsageError, WorkspaceError
from cip_tui.model.job import Job
from cip_tui.model.period import Period
from cip_tui.model.workspace import Workspace
from tests.app.world import open_world
from tests.commitment.agreements import drawn
from tests.paths import ROOT, shared

NO_AGREEMENTS = {
    *(f"qpdf/{name}.pdf" for name in ("bad2", "issue-100", "pages-loop", "V4-aes")),
    *(f"pypdf/{name}.pdf" for name in ("google-doc-document", "habibi", "libreoffice-writer-password", "multicolumn")),
    *(f"pypdf/{name}.pdf" for name in ("imagemagick-CCITTFaxDecode", "minimal-document", "pdflatex-4-pages")),
    "pypdf/002-trivial-libre-office-writer.pdf",
}
SAMPLE = ROOT / "sample_inputs" / "private_pricing_agreement.pdf"


@pytest.fixture(scope="module")
def read_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with the sample agreement, made once and copied for every test."""
    root = tmp_path_factory.mktemp("once") / "workspace"
    workspace = open_world(root)
    workspace.agreements.add(SAMPLE, Job())
    workspace.close()
    return root


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    """An empty workspace."""
    found = open_world(tmp_path / "empty")
    yield found
    found.close()


@pytest.fixture
def filled(tmp_path: Path, read_once: Path) -> Iterator[Workspace]:
    """A workspace with the sample agreement, of which nothing is confirmed."""
    shutil.copytree(read_once, tmp_path / "workspace")
    found = open_world(tmp_path / "workspace")
    yield found
    found.close()


@pytest.fixture
def desk(filled: Workspace) -> Agreements:
    return filled.agreements


@pytest.fixture
def empty(workspace: Workspace) -> Agreements:
    return workspace.agreements


@pytest.fixture
def record(desk: Agreements) -> AgreementRecord:
    return desk.all()[0]


def decided(desk: Agreements, record: AgreementRecord, name: str) -> tuple[Decision, object]:
    item = next(item for item in desk.fields(record.id) if item.name == name)
    return item.decision, item.value


def test_nothing_reaches_other_rooms_before_it_is_confirmed(desk: Agreements, record: AgreementRecord) -> None:
    (terms,) = desk.terms()
    assert terms.period is None
    assert terms.total is None
    assert terms.years == ()
    assert {"total", "years.1.amount", "period.start"} <= set(terms.open)
    assert record.review == len([item for item in desk.fields(record.id) if item.needs_review]) > 40


def test_confirmed_terms_are_told_as_the_agreement_says_them(desk: Agreements, record: AgreementRecord) -> None:
    assert desk.accept_all(record.id) == record.review
    (terms,) = desk.terms()
    assert terms.open == ()
    assert terms.period == Period(date(2025, 4, 1), date(2030, 4, 1))
    assert [year.amount for year in terms.years] == [Decimal(n) * 1000 for n in (900, 1000, 1100, 1200, 1300)]
    assert terms.years[1].period == Period(date(2026, 4, 1), date(2027, 4, 1))
    assert terms.total == Decimal(5_500_000)
    assert terms.customer == "Northlight Robotics, Inc."
    assert (terms.counting.marketplace_share, terms.counting.marketplace_cap) == (Decimal("0.5"), Decimal("0.25"))
    assert {item.scope for item in terms.discounts} == {"*", "Amazon CloudFront"}
    assert [duty.cadence for duty in terms.attestations] == ["annual", "quarterly", "semiannual"]
    assert {notice.purpose: notice.days for notice in terms.notices} == {"renewal": 90, "termination": 30}


def test_a_typed_value_counts_instead_of_the_one_read(desk: Agreements, record: AgreementRecord) -> None:
    desk.accept_all(record.id)
    desk.edit(record.id, "years.2.amount", "$1.05 million")
    assert desk.terms()[0].years[1].amount == Decimal(1_050_000)
    desk.undo(record.id)
    assert desk.terms()[0].years[1].amount == Decimal(1_000_000)


def test_a_rejected_value_counts_for_nothing_and_is_named(desk: Agreements, record: AgreementRecord) -> None:
    desk.accept_all(record.id)
    desk.reject(record.id, ["total"])
    (terms,) = desk.terms()
    assert terms.total is None
    assert decided(desk, record, "total") == (Decision.REJECTED, None)


def test_accepting_a_discount_accepts_what_is_told_of_it(desk: Agreements, record: AgreementRecord) -> None:
    desk.accept(record.id, ["discounts.1.rate"])
    assert decided(desk, record, "discounts.1.scope") == (Decision.ACCEPTED, "*")
    assert decided(desk, record, "years.1.amount")[0] is Decision.OPEN


def test_a_field_may_be_added_that_nobody_found(desk: Agreements, record: AgreementRecord) -> None:
    desk.edit(record.id, "years.6.amount", "1400000")
    desk.edit(record.id, "years.6.start", "2030-04-01")
    assert desk.terms()[0].years[-1].amount == Decimal(1_400_000)
    with pytest.raises(UsageError, match=r"no field 'years\.0\.amount'"):
        desk.edit(record.id, "years.0.amount", "1")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("total", "plenty"), ("total", "-5"), ("total", "NaN"), ("discounts.1.rate", "150%"),
        ("period.end", "31/31/2026"),
        ("period.end", "03/04/2026"), ("counting.taxes_count", "perhaps"), ("shortfall.treatment", "forgive"),
        ("notices.1.days", "soon"), ("currency", "dollars"),
    ],
)  # fmt: skip
def test_an_unreadable_value_is_answered_and_changes_nothing(
    desk: Agreements, record: AgreementRecord, name: str, text: str
) -> None:
    with pytest.raises(UsageError) as answered:
        desk.edit(record.id, name, text)
    assert answered.value.next_step
    assert decided(desk, record, name)[0] is Decision.OPEN


def test_decisions_survive_a_restart_and_taking_the_file_back(
    desk: Agreements, record: AgreementRecord, tmp_path: Path
) -> None:
    desk.accept(record.id, ["total"])
    desk.remove(record.id)
    assert desk.all() == []
    second = open_world(tmp_path / "workspace")
    again = second.agreements.add(SAMPLE, Job())
    assert again.id == record.id
    assert decided(second.agreements, again, "total") == (Decision.ACCEPTED, Decimal(5_500_000))
    assert [change.action for change in second.agreements.history(again.id)] == ["accept"]
    second.close()


def test_the_same_file_is_kept_once_and_the_file_is_not_touched(desk: Agreements, record: AgreementRecord) -> None:
    before = SAMPLE.stat().st_mtime_ns
    assert desk.add(SAMPLE, Job()).id == record.id
    assert len(desk.all()) == 1
    assert SAMPLE.stat().st_mtime_ns == before


def test_what_is_kept_is_read_back_without_loss(desk: Agreements, record: AgreementRecord) -> None:
    kept = desk.extraction(record.id)
    assert from_text(to_text(kept)) == kept


def test_a_kept_text_that_is_gone_is_said_so(desk: Agreements, record: AgreementRecord) -> None:
    (desk.folder / f"{record.id}.json").unlink()
    with pytest.raises(WorkspaceError, match="gone"):
        desk.fields(record.id)


def test_redacted_amounts_stay_unknown_when_accepted(empty: Agreements, tmp_path: Path) -> None:
    path = tmp_path / "hidden.pdf"
    path.write_bytes(drawn("hidden"))
    record = empty.add(path, Job())
    empty.accept_all(record.id)
    (terms,) = empty.terms()
    assert [year.amount for year in terms.years] == [None, None, None]
    assert {"years.1.amount", "total"} <= set(terms.open)
    assert contract_commitments([terms]).table(TABLE).rows == ()


def test_the_focus_dataset_has_its_columns_and_exclusive_ends(desk: Agreements, record: AgreementRecord) -> None:
    desk.accept_all(record.id)
    table = contract_commitments(desk.terms()).table(TABLE)
    assert [column.key for column in table.columns] == [column.key for column in COLUMNS]
    assert len(table.columns) == 13
    assert len(table.rows) == 5
    assert table.column("ContractCommitmentCost") == [Decimal(n) * 1000 for n in (900, 1000, 1100, 1200, 1300)]
    assert table.column("ContractCommitmentPeriodEnd")[0] == "2026-04-01T00:00:00Z"
    assert set(table.column("ContractCommitmentCategory")) == {"Spend"}
    assert len(set(table.column("ContractCommitmentId"))) == 5


def test_a_stopped_reading_keeps_nothing(empty: Agreements) -> None:
    job = Job()
    job.cancel()
    with pytest.raises(Cancelled):
        empty.add(SAMPLE, job)
    assert empty.all() == []


@pytest.mark.parametrize("name", ["google", "azure", "warehouse_order"])
def test_agreements_of_others_are_declined(empty: Agreements, tmp_path: Path, name: str) -> None:
    path = tmp_path / f"{name}.pdf"
    path.write_bytes(drawn(name))
    with pytest.raises(InputRefused, match="AWS"):
        empty.add(path, Job())
    assert empty.all() == []


@pytest.mark.parametrize("name", sorted(NO_AGREEMENTS))
def test_documents_that_are_no_agreements_yield_no_commitment(empty: Agreements, name: str) -> None:
    try:
        extraction, _ = empty.read(shared("pdf", *name.split("/")), Job())
    except InputRefused:
        return
    assert extraction.declined
    assert not any(item.obtained is not Obtained.NOT_FOUND for item in extraction.fields)
