"""Confirmed terms as the Contract Commitment dataset of FOCUS 1.3.

Source of the columns: FinOps Open Cost and Usage Specification 1.3, dataset Contract Commitment (FinOps Foundation,
CC BY 4.0): thirteen mandatory columns; period ends are exclusive; a commitment in money has the category `Spend`, its
cost in the billing currency, and no quantity. Only confirmed amounts are written; what is missing is named beside.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from cip_tui.model.commitment.terms import ContractYear, Terms
from cip_tui.model.document import Column, Document, Kind, Level, Note, Row, Section, Table

COLUMNS = (
    Column("BillingCurrency", "Billing Currency"),
    Column("ContractCommitmentCategory", "Contract Commitment Category"),
    Column("ContractCommitmentCost", "Contract Commitment Cost", Kind.MONEY),
    Column("ContractCommitmentDescription", "Contract Commitment Description"),
    Column("ContractCommitmentId", "Contract Commitment ID"),
    Column("ContractCommitmentPeriodEnd", "Contract Commitment Period End"),
    Column("ContractCommitmentPeriodStart", "Contract Commitment Period Start"),
    Column("ContractCommitmentQuantity", "Contract Commitment Quantity", Kind.NUMBER),
    Column("ContractCommitmentType", "Contract Commitment Type"),
    Column("ContractCommitmentUnit", "Contract Commitment Unit"),
    Column("ContractId", "Contract ID"),
    Column("ContractPeriodEnd", "Contract Period End"),
    Column("ContractPeriodStart", "Contract Period Start"),
)
TABLE = "contract_commitment"


def contract_commitments(agreements: Sequence[Terms]) -> Document:
    """Return the dataset: a row for each contract year with a confirmed amount, or for a total that has no years."""
    rows: list[Row] = []
    notes: list[Note] = []
    for terms in agreements:
        made = list(_rows(terms))
        rows += made
        missing = _missing(terms)
        if missing:
            notes.append(Note(f"{terms.title} ({terms.agreement_id}): {missing}", Level.WARNING))
    table = Table(TABLE, "Contract commitments", COLUMNS, tuple(rows), empty="No confirmed commitment.")
    return Document("focus", "FOCUS 1.3 Contract Commitment", (Section("rows", "", (table, *notes)),))


def _missing(terms: Terms) -> str:
    if terms.period is None:
        return "nothing is written, because start and end of the term are not confirmed"
    without = [str(year.number) for year in terms.years if year.amount is None]
    if without and terms.total is None:
        return f"no row for contract year {', '.join(without)}, whose amount is not confirmed"
    if not terms.years and terms.total is None:
        return "nothing is written, because no amount is confirmed"
    return ""


def _rows(terms: Terms) -> Iterable[Row]:
    if terms.period is None:
        return
    years = [year for year in terms.years if year.amount is not None]
    for year in years:
        yield _year_row(terms, year)
    if not years and terms.total is not None:
        described = f"{terms.title}: total commitment"
        yield _row(
            terms,
            f"{terms.agreement_id}-total",
            "Total Spend Commitment",
            described,
            terms.total,
            (terms.period.start, terms.period.end),
        )


def _year_row(terms: Terms, year: ContractYear) -> Row:
    described = f"{terms.title}: contract year {year.number}" + (f"; {year.formula}" if year.formula else "")
    days = (year.period.start, year.period.end)
    return _row(terms, f"{terms.agreement_id}-{year.number}", "Annual Spend Commitment", described, year.amount, days)


def _row(terms: Terms, commitment_id: str, kind: str, described: str, cost: object, days: tuple[date, date]) -> Row:
    assert terms.period is not None
    cells = (
        terms.currency,
        "Spend",
        cost,
        described,
        commitment_id,
        _moment(days[1]),
        _moment(days[0]),
        None,
        kind,
        None,
        terms.agreement_id,
        _moment(terms.period.end),
        _moment(terms.period.start),
    )
    return Row(cells)  # type: ignore[arg-type]  # the cost is an amount


def _moment(day: date) -> str:
    return f"{day.isoformat()}T00:00:00Z"
