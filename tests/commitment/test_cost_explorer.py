"""Cost Explorer answers: every shape they come in is read exactly, and every fault is answered."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from cip_tui.model import sources
from cip_tui.model.errors import InputRefused
from cip_tui.model.job import Job
from cip_tui.model.sources import FileKind
from tests.commitment.answers import answer, group, metrics, period, saved
from tests.paths import shared
from tests.sources.reading import Read, read

OCTOBER = ("2026-10-01", "2026-11-01")


def reading(tmp_path: Path, content: object) -> Read:
    return read(saved(tmp_path / "costs.json", content), tmp_path / "out")


def charges(found: Read) -> list[tuple[str, str, str]]:
    return [(row["service"], row["record_type"], str(row["amount"].normalize())) for row in found.rows]


def test_a_real_answer_adds_up_to_the_file(tmp_path: Path) -> None:
    path = shared("cloud_cost", "cost_explorer_monthly_by_service.json")
    found = read(path, tmp_path / "out")
    content = json.loads(path.read_text(), parse_float=Decimal)
    expected = {
        (part["TimePeriod"]["Start"], each["Keys"][0]): Decimal(each["Metrics"]["UnblendedCost"]["Amount"])
        for part in content["ResultsByTime"]
        for each in part["Groups"]
    }
    assert {(str(row["day"]), row["service"]): row["amount"] for row in found.rows} == expected
    assert (found.result.kind, found.result.report.format) == (FileKind.COST_EXPLORER, "cost-explorer")
    assert found.result.rows_kept == 160
    assert found.result.totals == {"amount USD": sum(expected.values())}
    assert [str(found.result.first)[:10], str(found.result.last)[:10]] == ["2023-04-01", "2023-09-30"]
    assert {str(row["until"]) for row in found.rows if str(row["day"]) == "2023-09-01"} == {"2023-10-01"}
    assert found.finding("no-record-type").fix.startswith("Export again: aws ce get-cost-and-usage")
    assert "unknown-service" not in found.rules()


def test_two_groups_are_told_apart_by_their_definitions(tmp_path: Path) -> None:
    rows = (group("AWS Lambda", "Usage", amount="10.5"), group("AWS Lambda", "Credit", amount="-2.25"))
    swapped = (group("Usage", "AWS Lambda", amount="10.5"), group("Credit", "AWS Lambda", amount="-2.25"))
    one = reading(tmp_path, answer(period(*OCTOBER, *rows)))
    other = read(
        saved(tmp_path / "b.json", answer(period(*OCTOBER, *swapped), by=("RECORD_TYPE", "SERVICE"))), tmp_path / "b"
    )
    assert charges(one) == charges(other) == [("AWS Lambda", "Usage", "10.5"), ("AWS Lambda", "Credit", "-2.25")]
    assert one.rules() == {"metric"}


def test_accounts_stay_text_and_keep_their_names(tmp_path: Path) -> None:
    attributes = [{"Value": "001234567890", "Attributes": {"description": "Production"}}]
    content = answer(
        period(*OCTOBER, group("AWS Lambda", "001234567890")),
        by=("SERVICE", "LINKED_ACCOUNT"),
        DimensionValueAttributes=attributes,
    )
    row = reading(tmp_path, content).rows[0]
    assert (row["account"], row["account_name"]) == ("001234567890", "Production")


def test_tags_and_other_dimensions_are_kept(tmp_path: Path) -> None:
    content = answer(
        period(*OCTOBER, group("team$search", "BoxUsage:m6g.large"), group("team$", "BoxUsage:m6g.large", amount="2")),
        by=("TAG:team", "USAGE_TYPE"),
    )
    found = reading(tmp_path, content)
    assert [(row["tag"], row["detail"]) for row in found.rows] == [
        ("team=search", "USAGE_TYPE=BoxUsage:m6g.large"),
        ("team=", "USAGE_TYPE=BoxUsage:m6g.large"),
    ]
    assert found.finding("no-service")


def test_an_answer_that_is_not_grouped_states_totals(tmp_path: Path) -> None:
    content = answer({**period(*OCTOBER), "Total": metrics("123.45")}, by=())
    found = reading(tmp_path, content)
    assert charges(found) == [("", "", "123.45")]
    assert {"no-service", "no-record-type"} <= found.rules()


@pytest.mark.parametrize(
    ("start", "end", "day", "until"),
    [
        ("2026-10-01", "2026-11-01", "2026-10-01", "2026-11-01"),
        ("2026-10-31", "2026-11-01", "2026-10-31", "2026-11-01"),
        ("2026-10-31T23:00:00Z", "2026-11-01T00:00:00Z", "2026-10-31", "2026-11-01"),
        ("2026-10-31T22:00:00Z", "2026-10-31T23:00:00Z", "2026-10-31", "2026-11-01"),
        ("2024-02-29", "2024-03-01", "2024-02-29", "2024-03-01"),
    ],
)
def test_ends_are_exclusive_at_every_granularity(tmp_path: Path, start: str, end: str, day: str, until: str) -> None:
    row = reading(tmp_path, answer(period(start, end, group("AWS Lambda", "Usage")))).rows[0]
    assert (str(row["day"]), str(row["until"])) == (day, until)


@pytest.mark.parametrize("mark", [True, "true", "True"])
def test_an_estimated_period_is_marked_and_said(tmp_path: Path, mark: object) -> None:
    content = answer(
        period(*OCTOBER, group("AWS Lambda", "Usage")),
        period("2026-11-01", "2026-11-20", group("AWS Lambda", "Usage"), estimated=mark),
    )
    found = reading(tmp_path, content)
    assert found.column("estimated") == [False, True]
    assert "2026-11-01" in found.finding("estimated").message


def test_the_best_metric_is_taken_and_named(tmp_path: Path) -> None:
    both = {**metrics("9", name="BlendedCost"), **metrics("8", name="UnblendedCost"), **metrics("7")}
    content = answer(period(*OCTOBER, {"Keys": ["AWS Lambda", "Usage"], "Metrics": both}))
    found = reading(tmp_path, content)
    assert charges(found) == [("AWS Lambda", "Usage", "7")]
    assert "also stated: UnblendedCost, BlendedCost" in found.finding("metric").message
    # A metric that only some groups state is not mixed with another.
    content["ResultsByTime"][0]["Groups"].append(
        {"Keys": ["AWS Glue", "Usage"], "Metrics": dict(list(both.items())[:2])}
    )
    assert charges(reading(tmp_path, content)) == [("AWS Lambda", "Usage", "8"), ("AWS Glue", "Usage", "8")]


def test_blended_cost_is_never_taken_silently(tmp_path: Path) -> None:
    found = reading(tmp_path, answer(period(*OCTOBER, group("AWS Lambda", "Usage", name="BlendedCost"))))
    assert found.finding("metric").level == "warning"
    assert "no invoice states" in found.finding("metric").message


def test_an_answer_without_money_is_refused(tmp_path: Path) -> None:
    content = answer(period(*OCTOBER, group("AWS Lambda", "Usage", name="UsageQuantity", unit="N/A")))
    with pytest.raises(InputRefused, match="amount is not stated"):
        reading(tmp_path, content)


def test_two_currencies_are_kept_apart(tmp_path: Path) -> None:
    rows = (group("AWS Lambda", "Usage", amount="10"), group("Amazon S3", "Usage", amount="70", unit="CNY"))
    found = reading(tmp_path, answer(period(*OCTOBER, *rows)))
    assert found.result.totals == {"amount CNY": Decimal(70), "amount USD": Decimal(10)}
    assert "CNY 70.00, USD 10.00" in found.finding("currencies").message


def test_nothing_at_all_has_the_currency_of_the_rest(tmp_path: Path) -> None:
    rows = (group("AWS Lambda", "Usage", unit="EUR"), group("AWS Glue", "Usage", amount="0", unit="N/A"))
    assert reading(tmp_path, answer(period(*OCTOBER, *rows))).column("currency") == ["EUR", "EUR"]


def test_a_missing_page_is_said_and_a_complete_set_of_pages_is_not(tmp_path: Path) -> None:
    first = answer(period(*OCTOBER, group("AWS Lambda", "Usage")), NextPageToken="abc")
    last = answer(period(*OCTOBER, group("AWS Glue", "Usage")))
    found = reading(tmp_path, first)
    assert "NextPageToken" in found.finding("incomplete").message
    whole = reading(tmp_path, [first, last])
    assert charges(whole) == [("AWS Lambda", "Usage", "1"), ("AWS Glue", "Usage", "1")]
    assert "incomplete" not in whole.rules()
    assert "incomplete" in reading(tmp_path, [last, first]).rules()
    lines = tmp_path / "pages.jsonl"
    lines.write_text("\n".join(map(json.dumps, (first, last))) + "\n", encoding="utf-8")
    assert charges(read(lines, tmp_path / "lines")) == charges(whole)


def test_pages_that_were_appended_to_one_file_are_read(tmp_path: Path) -> None:
    first = answer(period(*OCTOBER, group("AWS Lambda", "Usage")), NextPageToken="abc")
    last = answer(period(*OCTOBER, group("AWS Glue", "Usage")))
    path = tmp_path / "both.json"
    path.write_text("\n".join(json.dumps(page, indent=4) for page in (first, last)) + "\n", encoding="utf-8")
    found = read(path, tmp_path / "out")
    assert charges(found) == [("AWS Lambda", "Usage", "1"), ("AWS Glue", "Usage", "1")]
    assert "incomplete" not in found.rules()
    path.write_text(path.read_text(encoding="utf-8")[:-9], encoding="utf-8")
    with pytest.raises(InputRefused, match="damaged or cut off"):
        read(path, tmp_path / "out")


def test_a_page_saved_twice_counts_once(tmp_path: Path) -> None:
    page = answer(period(*OCTOBER, group("AWS Lambda", "Usage"), group("AWS Glue", "Usage")))
    found = reading(tmp_path, [page, page])
    assert found.result.totals == {"amount USD": Decimal(2)}
    assert [each["reason"] for each in found.rejects] == ["an earlier row states the same"] * 2


def test_without_definitions_keys_are_told_by_what_they_hold_and_that_is_said(tmp_path: Path) -> None:
    content = answer(period(*OCTOBER, group("Usage", "123456789012"), group("Tax", "123456789012")))
    del content["GroupDefinitions"]
    found = reading(tmp_path, content)
    assert [(row["record_type"], row["account"]) for row in found.rows] == [
        ("Usage", "123456789012"),
        ("Tax", "123456789012"),
    ]
    assert "RECORD_TYPE, LINKED_ACCOUNT" in found.finding("group-definitions").message


def test_unknown_types_names_and_signs_are_said(tmp_path: Path) -> None:
    rows = (
        group("AWS Lambda", "Barter", amount="12"),
        group("Datadog Pro", "Usage", amount="900"),
        group("AWS Lambda", "Credit", amount="5"),
    )
    found = reading(tmp_path, answer(period(*OCTOBER, *rows)))
    assert "Barter (USD 12.00)" in found.finding("unknown-type").message
    assert "Datadog Pro (USD 900.00)" in found.finding("unknown-service").message
    assert found.finding("positive-credit")
    report = sources.inspect(tmp_path / "costs.json", Job())
    assert {"unknown-type", "unknown-service", "positive-credit"} <= {finding.rule for finding in report.findings}


def bad(**change: Any) -> dict[str, Any]:
    return {**group("AWS Glue", "Usage"), **change}


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        (bad(Keys=["AWS Glue"]), "2 keys that GroupDefinitions name"),
        (bad(Keys="AWS Glue"), "2 keys"),
        (bad(Keys=None), "2 keys"),
        (bad(Metrics=None), "no metrics"),
        (bad(Metrics={"UsageQuantity": {"Amount": "3", "Unit": "N/A"}}), "amount is not stated"),
        (bad(Metrics=metrics(None)), "amount is not stated"),
        (bad(Metrics=metrics("twelve")), "not a number"),
        (bad(Metrics=metrics("NaN")), "not a number"),
        (bad(Metrics=metrics("9" * 30)), "cannot be kept"),
        (bad(Metrics=metrics("5", unit="N/A")), "currency is not stated"),
        (bad(Metrics=metrics("5", unit="")), "currency is not stated"),
        ("a text", "no group"),
        (None, "no group"),
    ],
)
def test_a_bad_group_is_listed_and_the_others_are_kept(tmp_path: Path, fault: object, reason: str) -> None:
    part = period(*OCTOBER, group("AWS Lambda", "Usage", amount="3"))
    part["Groups"].append(fault)
    found = reading(tmp_path, answer(part))
    assert charges(found) == [("AWS Lambda", "Usage", "3")]
    assert [reason in each["reason"] for each in found.rejects] == [True]


@pytest.mark.parametrize(
    ("start", "end", "reason"),
    [
        (None, "2026-11-01", "start is not stated"),
        ("soon", "2026-11-01", "no time"),
        ("2026-10-01", "never", "no time"),
        ("2026-10-01", "2026-09-01", "ends before it starts"),
        ("0001-10-01", "2026-09-01", "no time"),
    ],
)
def test_a_bad_period_is_listed(tmp_path: Path, start: Any, end: Any, reason: str) -> None:
    content = answer(
        period(*OCTOBER, group("AWS Lambda", "Usage", amount="3")), period(start, end, group("AWS Lambda", "Usage"))
    )
    found = reading(tmp_path, content)
    assert found.result.totals == {"amount USD": Decimal(3)}
    assert reason in found.rejects[0]["reason"]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ({"ResultsByTime": []}, "no records"),
        ({"ResultsByTime": [period(*OCTOBER)]}, "no records"),
        ({"ResultsByTime": ["x"]}, "None of the 1 rows"),
        ({"ResultsByTime": {}}, "no known format"),
        ({"ForecastResultsByTime": []}, "a forecast"),
        ({"Anomalies": []}, "anomalies"),
        ({"message": "An error occurred (AccessDeniedException)"}, "no known format"),
    ],
)
def test_an_answer_without_charges_is_refused_with_the_remedy(tmp_path: Path, content: object, message: str) -> None:
    with pytest.raises(InputRefused, match=message) as caught:
        reading(tmp_path, content)
    assert caught.value.next_step


def test_a_cut_file_keeps_nothing(tmp_path: Path) -> None:
    text = json.dumps(answer(period(*OCTOBER, *(group(f"Service {n}", "Usage") for n in range(50)))))
    for cut in (20, len(text) // 2, len(text) - 2):
        path = tmp_path / "cut.json"
        path.write_text(text[:cut], encoding="utf-8")
        with pytest.raises(InputRefused):
            read(path, tmp_path / "out")
        assert not list((tmp_path / "out").iterdir())


def test_a_file_saved_by_powershell_is_read(tmp_path: Path) -> None:
    path = tmp_path / "costs.json"
    path.write_text(json.dumps(answer(period(*OCTOBER, group("AWS Lambda", "Usage")))), encoding="utf-16")
    assert charges(read(path, tmp_path / "out")) == [("AWS Lambda", "Usage", "1")]


def test_text_of_the_file_cannot_draw_on_the_terminal(tmp_path: Path) -> None:
    found = reading(tmp_path, answer(period(*OCTOBER, group("evil\x1b[2J", "Usage\x07"))))
    assert found.column("service") == ["evil\u241b[2J"]
    assert all("\x1b" not in finding.message for finding in found.result.findings)
