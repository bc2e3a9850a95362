"""How many columns of a customer file are mapped without asking, and whether any is mapped wrongly.

The files are the frozen set of `tests/onboarding/header_variants.py`, written apart from the code that matches columns:
header rows of 31 styles, each once whole and once in part, among columns that only look like ours.
"""

from __future__ import annotations

from collections import Counter

from bench.harness import Bench, at_least
from bench.tables import table
from tests.onboarding.header_rows import COLUMNS
from tests.onboarding.matched import everything, precision, recall


def run(bench: Bench) -> None:
    """Map every file, print recall by style and by column, and what was wrong."""
    mapped = everything()
    styles = list(dict.fromkeys(item.file.rpartition(", ")[0] for item in mapped))
    rows = []
    for style in styles:
        of_style = [item for item in mapped if item.file.rpartition(", ")[0] == style]
        wrong = sum(len(item.wrong) for item in of_style)
        rows.append([style, f"{recall(of_style):.2f}", f"{precision(of_style):.2f}", str(wrong)])
    bench.note("### By style of the header\n")
    bench.note(table(("style", "recall", "precision", "wrong"), rows))
    missed = Counter(field for item in mapped for field, _ in item.missed)
    there = Counter(field for item in mapped for field, _ in item.there)
    bench.note("### By column\n")
    bench.note(table(("column", "recall"), [[name, f"{1 - missed[name] / there[name]:.2f}"] for name in COLUMNS]))
    wrong_ones = [f"- {item.file}: '{header}' taken for {field}" for item in mapped for field, header in item.wrong]
    bench.note("\n".join(wrong_ones) or "No column was taken for another.")
    left = Counter((field, header) for item in mapped for field, header in item.missed)
    bench.note(
        "Left to be asked for: " + "; ".join(f"'{header}' ({field})" for (field, header), _ in sorted(left.items()))
    )
    bench.record("precision of automatic mapping", [precision(mapped)], unit="", target=at_least(1.0))
    bench.record("recall of automatic mapping", [recall(mapped)], unit="", target=at_least(0.73))
