"""Damaged tables: every row is kept, listed with its line and reason, or passed over as no row at all."""

from __future__ import annotations

import gzip
from decimal import Decimal
from pathlib import Path

import pytest

from cip_tui.model.calls.schema import COLUMNS, DERIVED, FIELDS
from cip_tui.model.engine.source import DuckDBSource
from cip_tui.model.errors import InputRefused
from tests.sources.reading import SEED_COLUMNS, SEED_HEADER, good, read, seed_file, seed_line


def listed(tmp_path: Path, *lines: str | list[str], end: str = "\n") -> list[tuple[int, str, str]]:
    """Read two good calls, `lines` and two more good calls; return line, field and reason of what was listed."""
    path = seed_file(tmp_path / "calls.csv", [*good(2), *lines, *good(2)], end=end)
    found = read(path, tmp_path / "out")
    assert found.result.rows_kept >= 4
    return [(each["line"], each["field"], each["reason"]) for each in found.rejects]


def test_the_snapshot_has_the_canonical_columns_and_types(tmp_path: Path) -> None:
    found = read(seed_file(tmp_path / "calls.csv", good()), tmp_path / "out")
    source = DuckDBSource.open()
    types = source.run("DESCRIBE SELECT * FROM read_parquet(?)", [str(found.result.parquet)]).rows
    assert [(row[0], row[1]) for row in types] == [(item.name, item.sql_type) for item in FIELDS + DERIVED]
    assert tuple(found.rows[0]) == COLUMNS


def test_good_rows_come_out_as_they_stand(tmp_path: Path) -> None:
    found = read(seed_file(tmp_path / "calls.csv", good(3)), tmp_path / "out")
    row = found.rows[1]
    assert str(row["ts"]) == "2026-03-01 10:00:01"
    assert (row["provider"], row["model"], row["customer_id"]) == ("openai", "gpt-4", "acme")
    assert (row["input_tokens"], row["output_tokens"], row["latency_ms"]) == (1000, 100, 900)
    assert row["reported_cost_usd"] == row["cost_usd"] == row["repriced_cost_usd"] == Decimal("0.036")
    assert (row["cost_source"], row["grain"], row["request_count"]) == ("reported", "call", 1)
    assert (row["team_id"], row["cached_input_tokens"], row["quality_score"]) == ("", None, None)
    assert found.column("source_row") == [2, 3, 4]
    assert set(found.column("source_file")) == {"calls.csv"}
    assert found.result.findings == ()


@pytest.mark.parametrize(
    ("field", "raw", "reason"),
    [
        ("input_tokens", "abc", "not a number"),
        ("input_tokens", "100.5", "whole"),
        ("input_tokens", "-5", "negative"),
        ("input_tokens", "0x10", "not a number"),
        ("input_tokens", "99999999999999999999", "cannot be right"),
        ("output_tokens", "1e-7", "whole"),
        ("output_tokens", "NaN", "not a number"),
        ("cost_usd", "abc", "not a number"),
        ("cost_usd", "NaN", "not a number"),
        ("cost_usd", "inf", "cannot be kept"),
        ("cost_usd", "1e400", "cannot be kept"),
        ("cost_usd", "1000000", "cannot be kept"),
        ("cost_usd", "-0.5", "negative"),
        ("cost_usd", "€0.5", "currency"),
        ("cost_usd", "0.5 EUR", "currency"),
        ("timestamp", "yesterday", "no time"),
        ("timestamp", "", "not stated"),
        ("timestamp", "2026-13-01 00:00:00", "no time"),
        ("timestamp", "5/1/25", "day and month"),
        ("timestamp", "0001-01-01", "no time"),
        ("timestamp", "infinity", "no time"),
        ("timestamp", "epoch", "no time"),
        ("timestamp", "9999-01-01", "no time"),
    ],
)
def test_a_value_that_cannot_be_is_listed_with_its_line(tmp_path: Path, field: str, raw: str, reason: str) -> None:
    shown = {"timestamp": "ts", "cost_usd": "reported_cost_usd"}.get(field, field)
    path = seed_file(tmp_path / "calls.csv", [*good(2), seed_line(**{field: raw}), *good(2)])
    found = read(path, tmp_path / "out")
    assert [(each["line"], each["field"], each["raw"]) for each in found.rejects] == [(4, shown, raw)]
    assert reason in found.rejects[0]["reason"]
    finding = next(each for each in found.result.findings if each.rule.startswith("rejected-"))
    assert (finding.where.row, finding.where.field, finding.raw, finding.count) == (4, shown, raw, 1)
    assert finding.fix


def test_an_amount_that_can_be_read_in_two_ways_is_listed(tmp_path: Path) -> None:
    line = ",".join(seed_line()).replace("0.036", '"1,234"')
    assert listed(tmp_path, line) == [(4, "reported_cost_usd", "the comma can be read in two ways")]


@pytest.mark.parametrize(
    ("raw", "amount"),
    [
        ("$0.0042", "0.0042"),
        ("US$ 12", "12"),
        ("12.5 USD", "12.5"),
        ('"$1,234.50"', "1234.50"),
        ('"1,234.50"', "1234.50"),
        ('"1.234,50"', "1234.50"),
        ('"0,0042"', "0.0042"),
        ('"$1,234"', "1234"),
    ],
)
def test_an_amount_with_one_reading_is_kept_and_said(tmp_path: Path, raw: str, amount: str) -> None:
    line = ",".join(seed_line()).replace("0.036", raw)
    found = read(seed_file(tmp_path / "calls.csv", [*good(1), line]), tmp_path / "out")
    assert found.rows[1]["cost_usd"] == Decimal(amount)
    assert found.finding("money-text").where.row == 3


@pytest.mark.parametrize(
    ("raw", "tokens"),
    [("100.0", 100), (" 7 ", 7), ("1e3", 1000), ('"1,234"', 1234), ("+5", 5), ("", None), ("null", None)],
)
def test_a_count_with_one_reading_is_kept(tmp_path: Path, raw: str, tokens: int | None) -> None:
    line = ",".join(seed_line()).replace("1000", raw)
    found = read(seed_file(tmp_path / "calls.csv", [line]), tmp_path / "out")
    assert found.rows[0]["input_tokens"] == tokens


@pytest.mark.parametrize(
    ("raw", "utc"),
    [
        ("2026-03-01T00:00:00+09:00", "2026-02-28 15:00:00"),
        ("2026-03-01T10:00+09", "2026-03-01 01:00:00"),
        ("2026-03-01T00:00:00-0500", "2026-03-01 05:00:00"),
        ("2026-07-01 00:00:00 Europe/Berlin", "2026-06-30 22:00:00"),
        ("2026-03-01T00:00:00.123456789Z", "2026-03-01 00:00:00.123456"),
        ("2026-03-01 00:00:00.5", "2026-03-01 00:00:00.500000"),
        ("2026-03-01", "2026-03-01 00:00:00"),
        ("2026/03/01", "2026-03-01 00:00:00"),
        ("1772323200", "2026-03-01 00:00:00"),
        ("1772323200123", "2026-03-01 00:00:00.123000"),
        ("1772323200.5", "2026-03-01 00:00:00.500000"),
        ("1772323200123456789", "2026-03-01 00:00:00.123456"),
        ('"Thu, 20 Nov 2025 12:06:07 GMT"', "2025-11-20 12:06:07"),
        ('"Thu, 20 Nov 2025 12:06:07 +0200"', "2025-11-20 10:06:07"),
        ("20260301T101112Z", "2026-03-01 10:11:12"),
        ("01.03.2026 10:11:12", "2026-03-01 10:11:12"),
    ],
)
def test_a_time_in_any_clear_spelling_becomes_utc(tmp_path: Path, raw: str, utc: str) -> None:
    line = ",".join(seed_line()).replace("2026-03-01 10:00:00", raw)
    assert str(read(seed_file(tmp_path / "calls.csv", [line]), tmp_path / "out").rows[0]["ts"]) == utc


def test_the_whole_column_tells_how_days_with_slashes_are_read(tmp_path: Path) -> None:
    for days, expected in ((("03/04/2026", "25/04/2026"), "2026-04-03"), (("03/04/2026", "03/25/2026"), "2026-03-04")):
        path = seed_file(tmp_path / "calls.csv", [seed_line(timestamp=day) for day in days])
        found = read(path, tmp_path / "out")
        assert str(found.rows[0]["ts"].date()) == expected
        assert found.finding("slash-dates")


def test_what_is_not_essential_does_not_cost_the_row(tmp_path: Path) -> None:
    found = read(
        seed_file(tmp_path / "calls.csv", [*good(1), seed_line(latency_ms="fast"), *good(1)]), tmp_path / "out"
    )
    assert found.column("latency_ms") == [900, None, 900]
    assert found.finding("left-out").where.row == 3
    assert found.finding("left-out").raw == "fast"


def test_more_decimals_than_kept_are_rounded_and_counted(tmp_path: Path) -> None:
    lines = [seed_line(cost_usd=f"0.{'1' * 11}{digit}{'7' * 10}") for digit in range(10)]
    found = read(seed_file(tmp_path / "calls.csv", [*good(3), *lines]), tmp_path / "out")
    assert found.finding("rounded").count == 10
    exact = sum((Decimal(line[5]) for line in lines), 3 * Decimal("0.036"))
    assert abs(found.result.totals["reported_cost_usd"] - exact) < Decimal("1e-9")


def test_twelve_decimals_are_not_rounded(tmp_path: Path) -> None:
    costs = ["0.123456789012", ".123456789012", "1e-12", "0.5000000000000000000"]
    found = read(seed_file(tmp_path / "calls.csv", [seed_line(cost_usd=cost) for cost in costs]), tmp_path / "out")
    assert found.column("cost_usd") == [Decimal(cost) for cost in costs]
    assert "rounded" not in found.rules()


@pytest.mark.parametrize("cost", ["1e-13", "0.0000000000001", ".1234567890123", "5.000000000000001"])
def test_the_thirteenth_decimal_is_noticed_in_any_spelling(tmp_path: Path, cost: str) -> None:
    found = read(seed_file(tmp_path / "calls.csv", [*good(1), seed_line(cost_usd=cost)]), tmp_path / "out")
    assert found.finding("rounded").count == 1


def test_a_short_and_a_long_line_are_listed(tmp_path: Path) -> None:
    fields = seed_line()
    assert listed(tmp_path, fields[:-1], [*fields, "more"]) == [
        (4, "line", "12 fields where the header has 13"),
        (5, "line", "14 fields where the header has 13"),
    ]


def test_empty_fields_at_the_end_of_a_line_are_nothing(tmp_path: Path) -> None:
    assert listed(tmp_path, [*seed_line(), "", ""]) == []


def test_lines_that_all_have_one_field_more_are_refused_with_the_reason(tmp_path: Path) -> None:
    path = seed_file(tmp_path / "calls.csv", [[*seed_line(), "x"], [*seed_line(), "y"]])
    with pytest.raises(InputRefused, match=r"None of the 2 rows can be kept.*14 fields where the header has 13"):
        read(path, tmp_path / "out")


def test_blank_lines_are_passed_over_and_lines_stay_right(tmp_path: Path) -> None:
    path = seed_file(tmp_path / "calls.csv", [*good(1), "", "   ", *good(1), seed_line(input_tokens="x"), *good(1)])
    found = read(path, tmp_path / "out")
    assert found.column("source_row") == [2, 5, 7]
    assert [each["line"] for each in found.rejects] == [6]
    assert found.finding("blank-lines").count == 2


def test_rows_without_any_value_are_passed_over(tmp_path: Path) -> None:
    path = seed_file(tmp_path / "calls.csv", [*good(2), "," * 12, "," * 12])
    found = read(path, tmp_path / "out")
    assert (found.result.rows_in, found.result.rows_kept) == (2, 2)
    assert found.finding("blank").count == 2


def test_an_unclosed_quote_costs_one_line(tmp_path: Path) -> None:
    broken = ",".join(seed_line(customer_id='"acme'))
    found = read(seed_file(tmp_path / "calls.csv", [*good(10), broken, *good(20)]), tmp_path / "out")
    assert found.result.rows_kept == 30
    assert [(each["line"], each["field"]) for each in found.rejects] == [(12, "line")]
    assert "quote" in found.rejects[0]["reason"]


def test_two_stray_quotes_cost_two_lines(tmp_path: Path) -> None:
    broken = ",".join(seed_line(customer_id='"acme'))
    found = read(seed_file(tmp_path / "calls.csv", [*good(3), broken, *good(3), broken, *good(3)]), tmp_path / "out")
    assert found.result.rows_kept == 9
    assert [each["line"] for each in found.rejects] == [5, 9]


def test_a_quote_inside_a_field_is_a_letter(tmp_path: Path) -> None:
    lines = [*good(2), seed_line(customer_id='5" disk'), *good(2)]
    for more in ([], [""]):
        found = read(seed_file(tmp_path / "calls.csv", [*lines, *more]), tmp_path / "out")
        assert found.column("customer_id")[2] == '5" disk'
        assert found.result.rows_kept == 5


def test_a_quoted_line_break_is_part_of_its_field(tmp_path: Path) -> None:
    wide = ",".join(seed_line(customer_id='"two\nlines"'))
    found = read(
        seed_file(tmp_path / "calls.csv", [*good(1), wide, *good(1), seed_line(output_tokens="x")]), tmp_path / "o"
    )
    assert found.column("customer_id") == ["acme", "two\u240alines", "acme"]
    assert found.column("source_row") == [2, 3, 5]
    assert found.rejects[0]["line"] == 6


def test_doubled_quotes_and_delimiters_in_quotes(tmp_path: Path) -> None:
    line = ",".join(seed_line(customer_id='"a ""big"", one"'))
    assert read(seed_file(tmp_path / "calls.csv", [line]), tmp_path / "o").column("customer_id") == ['a "big", one']


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_kind_of_line_end(tmp_path: Path, end: str) -> None:
    found = read(seed_file(tmp_path / "calls.csv", [*good(3), seed_line(input_tokens="x")], end=end), tmp_path / "out")
    assert found.column("source_row") == [2, 3, 4]
    assert found.column("subscription_tier") == ["pro"] * 3
    assert [each["line"] for each in found.rejects] == [5]


def test_line_ends_of_two_kinds_in_one_file(tmp_path: Path) -> None:
    path = tmp_path / "calls.csv"
    lines = [",".join(seed_line(second)) for second in range(4)]
    path.write_bytes(f"{SEED_HEADER}\r\n{lines[0]}\n{lines[1]}\r\n{lines[2]}\n{lines[3]}".encode())
    assert read(path, tmp_path / "out").column("source_row") == [2, 3, 4, 5]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_every_unicode_encoding(tmp_path: Path, encoding: str) -> None:
    path = seed_file(tmp_path / "calls.csv", [*good(1), seed_line(customer_id="Zoë 株式会社")], encoding=encoding)
    assert read(path, tmp_path / "out").column("customer_id") == ["acme", "Zoë 株式会社"]


def test_a_byte_that_is_no_utf_8_makes_the_file_windows_1252(tmp_path: Path) -> None:
    for filler in (0, 8000):
        path = seed_file(tmp_path / "calls.csv", [*good(filler), seed_line(customer_id="Café €")], encoding="cp1252")
        found = read(path, tmp_path / "out")
        assert found.column("customer_id")[-1] == "Café €"
        assert "Windows-1252" in found.finding("encoding").message


def test_a_nul_byte_is_made_visible(tmp_path: Path) -> None:
    found = read(seed_file(tmp_path / "calls.csv", [*good(1), seed_line(customer_id="a\x00b")]), tmp_path / "out")
    assert found.column("customer_id") == ["acme", "a\u2400b"]


def test_a_file_without_end_of_line_at_its_end(tmp_path: Path) -> None:
    path = tmp_path / "calls.csv"
    path.write_text(SEED_HEADER + "\n" + ",".join(seed_line()) + "\n" + ",".join(seed_line(1)), encoding="utf-8")
    assert read(path, tmp_path / "out").result.rows_kept == 2


def test_a_last_line_that_is_cut_off_is_listed(tmp_path: Path) -> None:
    path = tmp_path / "calls.csv"
    path.write_text(SEED_HEADER + "\n" + ",".join(seed_line()) + "\n" + ",".join(seed_line(1))[:40], encoding="utf-8")
    found = read(path, tmp_path / "out")
    assert (found.result.rows_kept, found.rejects[0]["line"]) == (1, 3)
    assert "the file ends inside this line" in found.rejects[0]["reason"]


def test_a_field_of_ten_megabytes_is_listed_and_the_rest_is_kept(tmp_path: Path) -> None:
    path = seed_file(tmp_path / "calls.csv", [*good(2), seed_line(customer_id="x" * 10_000_000), *good(2)])
    found = read(path, tmp_path / "out")
    assert found.result.rows_kept == 4
    assert found.rejects[0]["line"] == 4
    assert "longer than" in found.rejects[0]["reason"]
    assert len(found.rejects[0]["raw"]) <= 300


def test_a_huge_field_that_is_not_needed_does_not_cost_its_row(tmp_path: Path) -> None:
    path = tmp_path / "calls.csv"
    rows = [",".join([*seed_line(), prompt]) for prompt in ("hello", "x" * 5_000_000, '"two\nlines"')]
    path.write_text("\n".join([f"{SEED_HEADER},prompt", *rows]) + "\n", encoding="utf-8")
    assert read(path, tmp_path / "out").column("source_row") == [2, 3, 4]


def test_a_long_name_is_cut_and_nothing_else(tmp_path: Path) -> None:
    found = read(seed_file(tmp_path / "calls.csv", [seed_line(customer_id="x" * 30_000)]), tmp_path / "out")
    assert found.column("customer_id") == ["x" * 9_999 + "…"]


def test_blanks_around_names_are_not_part_of_them(tmp_path: Path) -> None:
    lines = [seed_line(customer_id=name, model=" gpt-4") for name in ("acme", " acme", "acme  ")]
    found = read(seed_file(tmp_path / "calls.csv", lines), tmp_path / "out")
    assert set(found.column("customer_id")) == {"acme"}
    assert found.result.totals["repriced_cost_usd"] == Decimal("0.108")


@pytest.mark.parametrize("delimiter", [";", "\t", "|"])
def test_every_delimiter(tmp_path: Path, delimiter: str) -> None:
    path = tmp_path / "calls.csv"
    lines = [SEED_COLUMNS, seed_line(), seed_line(1, customer_id="a, b"), seed_line(2, input_tokens="x")]
    path.write_text("\n".join(delimiter.join(line) for line in lines) + "\n", encoding="utf-8")
    found = read(path, tmp_path / "out")
    assert found.column("customer_id") == ["acme", "a, b"]
    assert found.rejects[0]["line"] == 4


def test_a_delimiter_announced_by_a_spreadsheet_program(tmp_path: Path) -> None:
    path = tmp_path / "calls.csv"
    lines = ["sep=;", ";".join(SEED_COLUMNS), ";".join(seed_line())]
    path.write_text("\r\n".join(lines) + "\r\n", encoding="utf-8")
    assert read(path, tmp_path / "out").column("source_row") == [3]


def test_blank_lines_before_the_header(tmp_path: Path) -> None:
    path = tmp_path / "calls.csv"
    path.write_text(f"\n\n{SEED_HEADER}\n{','.join(seed_line())}\n", encoding="utf-8")
    assert read(path, tmp_path / "out").column("source_row") == [4]


def test_columns_are_found_by_name_in_any_order_and_spelling(tmp_path: Path) -> None:
    path = tmp_path / "calls.csv"
    order = list(reversed(range(len(SEED_COLUMNS))))
    names = [SEED_COLUMNS[at].upper() for at in order]
    path.write_text(",".join(names) + "\n" + ",".join(seed_line()[at] for at in order) + "\n", encoding="utf-8")
    row = read(path, tmp_path / "out").rows[0]
    assert (row["input_tokens"], row["output_tokens"], row["customer_id"]) == (1000, 100, "acme")


def test_a_column_stated_twice_is_refused_where_it_matters(tmp_path: Path) -> None:
    path = tmp_path / "calls.csv"
    path.write_text(f"{SEED_HEADER},cost_usd,note,note\n{','.join(seed_line())},1,a,b\n", encoding="utf-8")
    with pytest.raises(InputRefused, match=r"'cost_usd' twice.*columns 6 and 14"):
        read(path, tmp_path / "out")
    path.write_text(f"{SEED_HEADER},note,note\n{','.join(seed_line())},a,b\n", encoding="utf-8")
    assert read(path, tmp_path / "out").result.rows_kept == 1


def test_a_compressed_file_reads_like_the_plain_one(tmp_path: Path) -> None:
    plain = seed_file(tmp_path / "calls.csv", [*good(3), "", seed_line(input_tokens="x")])
    packed = tmp_path / "calls.csv.gz"
    packed.write_bytes(gzip.compress(plain.read_bytes()))
    first, second = read(plain, tmp_path / "a"), read(packed, tmp_path / "b")
    assert first.rejects == second.rejects
    assert first.result.totals == second.result.totals
    assert first.result.sha256 != second.result.sha256


def test_a_currency_other_than_usd_is_listed(tmp_path: Path) -> None:
    path = tmp_path / "customers.csv"
    path.write_text("customer_id,monthly_fee,currency\na,29,USD\nb,29,EUR\nc,29,\n", encoding="utf-8")
    found = read(path, tmp_path / "out")
    assert found.column("customer_id") == ["a", "c"]
    assert found.rejects == [
        {"line": 3, "field": "currency", "raw": "EUR", "reason": "the amount is in EUR, not in USD"}
    ]


def test_a_row_stated_twice_counts_once_where_rows_have_a_key(tmp_path: Path) -> None:
    path = tmp_path / "customers.csv"
    path.write_text("customer_id,monthly_fee\na,29\nb,99\na,299\n", encoding="utf-8")
    found = read(path, tmp_path / "out")
    assert found.column("monthly_fee") == [29, 99]
    assert found.rejects[0]["line"] == 4
    assert found.rejects[0]["raw"] == "a"
