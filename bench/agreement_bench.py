"""How long an agreement of four pages takes from file to fields, beside pypdf's own extraction in its two modes.

Both run in a process of their own, from start to end: pypdf reads every page plain and as it looks; ours starts a
guarded child that does the same, and then finds the fields. The parent's peak memory is told as well.
"""

from __future__ import annotations

from functools import partial

from bench.child import run_python
from bench.harness import Bench, Subject, at_most
from tests.paths import ROOT

SAMPLE = ROOT / "sample_inputs" / "private_pricing_agreement.pdf"
PYPDF = """
import sys
from pypdf import PdfReader
for page in PdfReader(sys.argv[1]).pages:
    page.extract_text()
    page.extract_text(extraction_mode="layout")
"""
OURS = """
import sys
from pathlib import Path
from cip_tui.model.commitment.reading import read_agreement
from cip_tui.model.job import Job
found, _ = read_agreement(Path(sys.argv[1]), Job())
assert found.get("total").value == 5_500_000
"""


def run(bench: Bench) -> None:
    """Compare the two, and tell the peak of the process that asks."""
    peaks: list[float] = []

    def ours() -> None:
        peaks.append(run_python(OURS, [str(SAMPLE)]).peak_mib)

    subjects: dict[str, Subject] = {"pypdf, two modes": partial(_run, PYPDF), "file to fields": ours}
    bench.compare(
        "an agreement of four pages", subjects, baseline="pypdf, two modes", targets={"file to fields": at_most(1.5)}
    )
    bench.record("peak memory of the process that asks", peaks, unit="MiB", target=at_most(300))


def _run(code: str) -> None:
    run_python(code, [str(SAMPLE)])
