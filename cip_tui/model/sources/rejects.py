"""The list of rows that were not kept: one JSON object a line, with the place, the value and the reason."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from types import TracebackType

from cip_tui.model.text import clean

RAW_LENGTH = 300


class Rejects:
    """Writes `rejects.jsonl` and counts. A reject is `line, field, raw, reason`, all text cleaned."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.count = 0
        self.reasons: Counter[tuple[str, str]] = Counter()
        self.first: dict[tuple[str, str], tuple[int, str, str]] = {}
        self._file = path.open("w", encoding="utf-8")

    def add(self, line: int, field: str, raw: str, reason: str, *, rule: str = "") -> None:
        """List one row. `rule` groups rows that failed for the same reason; the reason itself where not given."""
        shown = clean(raw, RAW_LENGTH)
        name = clean(field, RAW_LENGTH)
        record = {"line": line, "field": name, "raw": shown, "reason": reason}
        self._file.write(json.dumps(record, ensure_ascii=False) + "\n")
        self.count += 1
        key = (name, rule or reason)
        self.reasons[key] += 1
        self.first.setdefault(key, (line, shown, reason))

    def close(self) -> None:
        """Finish the file."""
        self._file.close()

    def __enter__(self) -> Rejects:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
