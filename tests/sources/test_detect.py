"""What a file is said to be: format, version, why, and what is missing."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from cip_tui.model import sources
from cip_tui.model.job import Job
from cip_tui.model.sources import FileKind
from cip_tui.model.sources.detect import detect
from cip_tui.model.sources.formats import FORMATS
from cip_tui.model.sources.head import read_head
from cip_tui.model.sources.language import plain
from cip_tui.model.sources.mapping import Asked
from cip_tui.model.sources.partial_json import parse_start
from cip_tui.model.sources.targets import TARGETS
from tests.paths import ROOT
from tests.sources.reading import SEED_HEADER, good, seed_file


def kind_of(path: Path) -> tuple[FileKind, str]:
    report = detect(read_head(path), Asked()).report
    return report.kind, report.format


def test_the_seed_table_is_known_by_its_header_and_says_what_it_lacks(tmp_path: Path) -> None:
    report = detect(read_head(seed_file(tmp_path / "calls.csv", good())), Asked()).report
    assert (report.kind, report.format, report.confidence) == (FileKind.CALLS, "calls", 1.0)
    assert report.mapped["ts"] == "timestamp"
    assert report.mapped["reported_cost_usd"] == "cost_usd"
    assert set(report.missing) >= {"team_id", "cached_input_tokens", "quality_score"}
    assert not set(report.missing) & set(report.mapped)
    assert report.rows is None


def test_confidence_falls_with_columns_that_do_not_belong(tmp_path: Path) -> None:
    path = tmp_path / "calls.csv"
    path.write_text(SEED_HEADER + ",x1,x2,x3,x4,x5,x6,x7\n" + "a," * 19 + "b\n", encoding="utf-8")
    report = detect(read_head(path), Asked()).report
    assert 0.6 < report.confidence < 0.95
    assert "7 columns beyond the format: x1, x2" in report.evidence[-1]


@pytest.mark.parametrize("layout", [layout for layout in FORMATS if layout.must], ids=lambda layout: layout.id)
def test_each_set_of_columns_that_a_format_must_have_is_enough_and_needed(tmp_path: Path, layout: object) -> None:
    from cip_tui.model.sources.language import Format

    assert isinstance(layout, Format)
    path = tmp_path / "table.csv"
    for must in layout.must:
        path.write_text(",".join(must) + "\n" + ",".join("1" for _ in must) + "\n", encoding="utf-8")
        assert kind_of(path) == (layout.kind, layout.id)
        if len(must) > 1:
            path.write_text(",".join(must[1:]) + "\n" + ",".join("1" for _ in must[1:]) + "\n", encoding="utf-8")
            assert kind_of(path)[1] != layout.id or len(layout.must) > 1


@pytest.mark.parametrize("layout", FORMATS, ids=lambda layout: layout.id)
def test_each_format_fills_fields_that_exist_and_its_known_columns_are_stated_once(layout: object) -> None:
    from cip_tui.model.sources.language import Format

    assert isinstance(layout, Format)
    assert set(layout.fields) <= {target.name for target in TARGETS[layout.kind]}
    folded = [plain(name) for name in layout.known]
    assert len(folded) == len(set(folded))
    assert layout.must or layout.document


def test_workbooks_and_documents_by_their_first_bytes(tmp_path: Path) -> None:
    path = tmp_path / "file.bin"
    for member, expected in (("xl/workbook.xml", "xlsx"), ("content.xml", "ods")):
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr(member, "<x/>")
        assert kind_of(path) == (FileKind.WORKBOOK, expected)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("readme.txt", "x")
    assert kind_of(path)[0] is FileKind.UNKNOWN
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 100)
    assert kind_of(path) == (FileKind.WORKBOOK, "xls")
    path.write_bytes(b"junk before %PDF-1.4")
    assert kind_of(path) == (FileKind.AGREEMENT, "pdf")


def test_a_cost_explorer_answer(tmp_path: Path) -> None:
    path = tmp_path / "ce.json"
    for key in ("ResultsByTime", "ForecastResultsByTime", "Anomalies", "UtilizationsByTime"):
        path.write_text(json.dumps({"DimensionValueAttributes": [], key: []}), encoding="utf-8")
        assert kind_of(path) == (FileKind.COST_EXPLORER, "cost-explorer")
        assert (detect(read_head(path), Asked()).layout is not None) == (key == "ResultsByTime")


def test_the_nearest_format_is_named_for_a_table_that_fits_none(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text("spend,prompt_tokens,completion_tokens,model\n1,2,3,x\n", encoding="utf-8")
    report = detect(read_head(path), Asked()).report
    assert report.kind is FileKind.UNKNOWN
    assert report.evidence[-1] == "Nearest is LiteLLM spend logs, but startTime is missing"


def test_detection_reads_the_head_alone_and_no_data_library(tmp_path: Path) -> None:
    path = seed_file(tmp_path / "calls.csv", good())
    code = (
        "import sys; from pathlib import Path; from cip_tui.model.sources.head import read_head; "
        "from cip_tui.model.sources.detect import detect; from cip_tui.model.sources.mapping import Asked; "
        f"print(detect(read_head(Path({str(path)!r})), Asked()).report.format, "
        "sorted({'duckdb', 'pandas', 'numpy', 'openpyxl', 'pypdf'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    assert done.stdout.strip() == "calls []"


def test_a_header_full_of_control_characters_is_shown_safely(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text("\x1b[31mred,\u202eevil\n1,2\n", encoding="utf-8")
    text = json.dumps(sources.inspect(path, Job()).to_json(), ensure_ascii=False)
    assert "\x1b" not in text
    assert "\u202e" not in text


def test_keys_are_found_however_long_the_document_is() -> None:
    record = {"object": "bucket", "start_time": 1, "results": [{"input_tokens": 1, "note": 'a "quoted" ]}, thing'}]}
    text = json.dumps({"object": "page", "data": [record] * 1000, "has_more": True})
    for size in (len(text), 5_000, 300, 120):
        shape, value = parse_start(text[:size])
        assert shape == "json"
        assert isinstance(value, dict)
        assert value["object"] == "page"
    assert parse_start("[" * 5000)[1] is None
    assert parse_start("{nonsense")[1] is None or parse_start("{nonsense")[1] == {}
