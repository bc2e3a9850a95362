"""JSON as far as a file's head reaches: the document or its first record, cut where the head ends."""

from __future__ import annotations

import json
from decimal import Decimal

_CLOSERS = {"{": "}", "[": "]"}
MAX_DEPTH = 200


def parse_start(text: str) -> tuple[str, object]:
    """Return the shape (json, jsonl, or empty for no JSON) and the document or first record.

    The first record is that of an array or of lines. A document longer than `text` is closed at its last whole value.
    """
    first_line, _, rest = text.lstrip().partition("\n")
    try:
        value = json.loads(first_line, parse_float=Decimal)
    except (ValueError, RecursionError):
        pass
    else:
        if isinstance(value, dict) and rest.strip()[:1] == "{":
            return "jsonl", value
    document = _loads(text) or _first_of_several(text) or _loads(_closed(text))
    if document is None:
        return "", None
    if isinstance(document[0], list):
        return "json", next((item for item in document[0] if isinstance(item, dict)), None)
    return "json", document[0]


def _loads(text: str) -> tuple[object] | None:
    try:
        return (json.loads(text, parse_float=Decimal),)
    except (ValueError, RecursionError):
        return None


def _first_of_several(text: str) -> tuple[object] | None:
    """Return the first of documents that stand one after the other, as a command run twice with >> leaves them."""
    try:
        value, end = json.JSONDecoder(parse_float=Decimal).raw_decode(text.lstrip())
    except (ValueError, RecursionError):
        return None
    return (value,) if isinstance(value, dict) and text.lstrip()[end:].lstrip()[:1] == "{" else None


def _closed(text: str) -> str:
    """Return `text` cut after its last complete value inside an array or object, with everything open closed."""
    stack: list[str] = []
    safe, safe_stack = 0, ""
    inside = escaped = False
    for position, char in enumerate(text):
        if inside:
            escaped, inside = (not escaped and char == "\\"), (escaped or char != '"')
            continue
        if char == '"':
            inside = True
        elif char in "[{":
            stack.append(_CLOSERS[char])
            if len(stack) > MAX_DEPTH:
                break
            if char == "[" or len(stack) == 1:
                safe, safe_stack = position + 1, "".join(reversed(stack))
        elif char in "]}":
            if not stack or stack.pop() != char:
                break
            safe, safe_stack = position + 1, "".join(reversed(stack))
        elif char == ",":
            # What stands before a comma is complete; the comma itself is left out.
            safe, safe_stack = position, "".join(reversed(stack))
    return text[:safe] + safe_stack
