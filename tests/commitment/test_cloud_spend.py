"""Cloud spend of a workspace: nothing lost, nothing counted twice, whatever was imported."""

from __future__ import annotations

import tempfile
from collections import defaultdict
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from cip_tui.model.commitment.charges import ChargeType
from cip_tui.model.commitment.ledger import Part, choose
from cip_tui.model.job import Job
from cip_tui.model.period import Period
from cip_tui.model.sources.report import ImportOptions
from cip_tui.model.workspace import Workspace
from tests.commitment.answers import answer, group, period, saved
from tests.commitment.conftest import NOW

OCTOBER = ("2026-10-01", "2026-11-01")
JOB = Job()


def load(workspace: Workspace, path: Path, content: object) -> str:
    return workspace.import_file(saved(path, content), ImportOptions(), JOB).record.id


def days(month: str, numbers: range, *groups: dict[str, Any], by: tuple[str, ...] = ("SERVICE", "RECORD_TYPE")) -> Any:
    return answer(*(period(f"{month}-{n:02d}", f"{month}-{n + 1:02d}", *groups) for n in numbers), by=by)


def test_an_empty_workspace_has_no_charges(workspace: Workspace) -> None:
    spend = workspace.cloud_spend
    assert spend.is_empty()
    assert (spend.span(JOB), spend.charges(JOB), spend.services(JOB), spend.freshness()) == (None, [], [], None)


def test_charges_carry_canonical_services_and_types(workspace: Workspace, tmp_path: Path) -> None:
    rows = (
        group("EC2 - Other", "Usage", amount="10"),
        group("Amazon Elastic Compute Cloud - Compute", "SavingsPlanNegation", amount="-4"),
        group("Claude 3.5 Sonnet (Amazon Bedrock Edition)", "Usage", amount="300"),
        group("Datadog Pro", "Usage", amount="90"),
        group("AWS Lambda", "Barter", amount="7"),
    )
    load(workspace, tmp_path / "a.json", answer(period(*OCTOBER, *rows)))
    found = {(c.service_id, c.type, c.amount) for c in workspace.cloud_spend.charges(JOB)}
    assert found == {
        ("ec2", ChargeType.USAGE, Decimal(10)),
        ("ec2", ChargeType.SAVINGS_PLAN_NEGATION, Decimal(-4)),
        ("bedrock", ChargeType.MARKETPLACE, Decimal(300)),
        ("", ChargeType.USAGE, Decimal(90)),
        ("lambda", ChargeType.UNKNOWN, Decimal(7)),
    }
    assert [(use.names, use.amount) for use in workspace.cloud_spend.unmatched(JOB)] == [
        (("Datadog Pro",), Decimal(90))
    ]
    assert workspace.cloud_spend.unknown_types(JOB) == [("Barter", "USD", Decimal(7))]


def test_services_tell_their_months_and_days(workspace: Workspace, tmp_path: Path) -> None:
    content = answer(
        period("2026-09-30", "2026-10-01", group("AWS Lambda", "Usage", amount="1")),
        period("2026-10-02", "2026-10-03", group("AWS Lambda", "Usage", amount="2"), group("AWS Lambda", "Tax")),
        period("2026-10-09", "2026-10-10", group("AWS Lambda", "Usage", amount="0")),
    )
    load(workspace, tmp_path / "a.json", content)
    use = workspace.cloud_spend.services(JOB)[0]
    assert (use.service_id, use.title, use.amount, use.days) == ("lambda", "AWS Lambda", Decimal(4), 2)
    assert dict(use.months) == {date(2026, 9, 1): Decimal(1), date(2026, 10, 1): Decimal(3)}
    assert (use.first, use.last) == (date(2026, 9, 30), date(2026, 10, 2))


def test_a_month_is_summed_over_the_days_that_the_import_covers(workspace: Workspace, tmp_path: Path) -> None:
    load(workspace, tmp_path / "a.json", days("2026-11", range(1, 20), group("AWS Lambda", "Usage", amount="2")))
    (charge,) = workspace.cloud_spend.charges(JOB, grain="month")
    assert (charge.period, charge.amount) == (Period(date(2026, 11, 1), date(2026, 11, 20)), Decimal(38))
    assert len(workspace.cloud_spend.charges(JOB, grain="day")) == 19


def test_two_currencies_are_never_added_up(workspace: Workspace, tmp_path: Path) -> None:
    rows = (group("AWS Lambda", "Usage", amount="10"), group("AWS Lambda", "Usage", amount="70", unit="CNY"))
    load(workspace, tmp_path / "a.json", answer(period(*OCTOBER, *rows)))
    spend = workspace.cloud_spend
    assert spend.currencies(JOB) == {"CNY": Decimal(70), "USD": Decimal(10)}
    assert [charge.amount for charge in spend.charges(JOB, currency="USD")] == [Decimal(10)]
    assert {use.currency: use.amount for use in spend.services(JOB)} == spend.currencies(JOB)


def test_the_import_made_last_counts_where_two_state_the_same_days(workspace: Workspace, tmp_path: Path) -> None:
    load(workspace, tmp_path / "early.json", answer(period(*OCTOBER, group("AWS Lambda", "Usage", amount="10"))))
    later = load(workspace, tmp_path / "late.json", answer(period(*OCTOBER, group("AWS Lambda", "Usage", amount="11"))))
    spend = workspace.cloud_spend
    assert [charge.amount for charge in spend.charges(JOB)] == [Decimal(11)]
    (left,) = spend.left_out(JOB)
    assert (left.file, left.instead, left.amounts) == ("early.json", "late.json", (("USD", Decimal(10)),))
    # Taking the later one back brings the earlier one back.
    workspace.undo_import(later)
    assert [charge.amount for charge in spend.charges(JOB)] == [Decimal(10)]
    assert spend.left_out(JOB) == ()


def test_a_whole_month_is_not_lost_for_a_few_days_of_it(workspace: Workspace, tmp_path: Path) -> None:
    load(workspace, tmp_path / "month.json", answer(period(*OCTOBER, group("AWS Lambda", "Usage", amount="310"))))
    load(workspace, tmp_path / "days.json", days("2026-10", range(1, 8), group("AWS Lambda", "Usage", amount="10")))
    assert sum(charge.amount for charge in workspace.cloud_spend.charges(JOB)) == 310


def test_files_that_share_no_day_or_account_all_count(workspace: Workspace, tmp_path: Path) -> None:
    by = ("SERVICE", "LINKED_ACCOUNT")
    one, two = group("AWS Lambda", "111111111111"), group("AWS Lambda", "222222222222")
    load(workspace, tmp_path / "a.json", days("2026-10", range(1, 11), one, by=by))
    load(workspace, tmp_path / "b.json", days("2026-10", range(11, 21), one, by=by))
    load(workspace, tmp_path / "c.json", days("2026-10", range(1, 21), two, by=by))
    spend = workspace.cloud_spend
    assert spend.currencies(JOB) == {"USD": Decimal(40)}
    assert spend.left_out(JOB) == ()
    assert {charge.account for charge in spend.charges(JOB, by_account=True)} == {"111111111111", "222222222222"}


PARTS = st.lists(
    st.builds(
        Part,
        book=st.integers(0, 3),
        month=st.sampled_from([date(2026, 9, 1), date(2026, 10, 1)]),
        payer=st.sampled_from(["", "p"]),
        account=st.sampled_from(["", "a", "b"]),
        days=st.integers(1, 15),
    ),
    max_size=12,
    unique_by=lambda part: (part.book, part.month, part.payer, part.account),
)


@given(PARTS)
def test_no_day_of_an_account_counts_from_two_imports_and_nothing_vanishes_without_a_reason(parts: list[Part]) -> None:
    taken, left = choose(parts)
    assert sorted(map(repr, [*taken, *(part for part, _ in left)])) == sorted(map(repr, parts))
    for at, part in enumerate(taken):
        assert not any(part.book != other.book and part.meets(other) for other in taken[at + 1 :])
    for part, rival in left:
        assert rival in taken
        assert part.meets(rival)


AMOUNTS = st.decimals(-(10**6), 10**6, places=10, allow_nan=False, allow_infinity=False)
NAMES = st.sampled_from(
    ["AWS Lambda", "EC2 - Other", "Amazon Elastic Compute Cloud - Compute", "Tax", "Weird thing", ""]
)
TYPES = st.sampled_from(["Usage", "Credit", "Refund", "SavingsPlanNegation", "Barter", "Tax"])
ROWS = st.lists(
    st.tuples(st.integers(1, 12), NAMES, TYPES, AMOUNTS), min_size=1, max_size=25, unique_by=lambda r: r[:3]
)


@settings(max_examples=12, deadline=None)
@given(ROWS)
def test_every_sum_equals_the_sum_over_the_file(rows: list[tuple[int, str, str, Decimal]]) -> None:
    months = defaultdict(list)
    for month, service, kind, amount in rows:
        months[month].append(group(service, kind, amount=str(amount)))
    content = answer(*(period(f"2025-{m:02d}-01", f"2025-{m:02d}-28", *groups) for m, groups in months.items()))
    total = sum(row[3] for row in rows)
    with tempfile.TemporaryDirectory() as folder:
        workspace = Workspace.open(Path(folder) / "w", now=lambda: NOW, user="ana")
        try:
            load(workspace, Path(folder) / "a.json", content)
            spend = workspace.cloud_spend
            assert spend.currencies(JOB) == {"USD": total}
            assert sum(use.amount for use in spend.services(JOB)) == total
            for grain in ("day", "month"):
                charges = spend.charges(JOB, grain=grain)
                assert sum((charge.amount for charge in charges), Decimal(0)) == total
                unknown = sum((c.amount for c in charges if c.type is ChargeType.UNKNOWN), Decimal(0))
                assert unknown == sum(row[3] for row in rows if row[2] == "Barter")
        finally:
            workspace.close()


def test_a_month_that_is_not_covered_to_its_end_is_not_closed(workspace: Workspace, tmp_path: Path) -> None:
    content = answer(
        period("2026-08-01", "2026-09-01", group("AWS Lambda", "Usage", amount="310")),
        period("2026-09-01", "2026-09-11", group("AWS Lambda", "Usage", amount="100")),
        period("2026-10-01", "2026-11-01", group("AWS Lambda", "Usage", amount="310")),
        period("2026-11-01", "2026-12-01", group("AWS Lambda", "Usage", amount="9"), estimated=True),
    )
    load(workspace, tmp_path / "a.json", content)
    assert workspace.cloud_spend.closed_months(JOB) == [date(2026, 8, 1), date(2026, 10, 1)]


def test_a_fee_of_a_month_does_not_make_a_few_days_cover_it(workspace: Workspace, tmp_path: Path) -> None:
    load(workspace, tmp_path / "most.json", days("2026-10", range(1, 21), group("AWS Lambda", "Usage", amount="10")))
    few = days("2026-10", range(1, 4), group("AWS Lambda", "Usage", amount="10"))
    few["ResultsByTime"].append(period(*OCTOBER, group("AWS Support (Business)", "Support", amount="100")))
    load(workspace, tmp_path / "few.json", few)
    spend = workspace.cloud_spend
    assert spend.currencies(JOB) == {"USD": Decimal(200)}
    assert [left.file for left in spend.left_out(JOB)] == ["few.json"]
    assert spend.closed_months(JOB) == []
