"""Reads the text of one PDF inside a process of its own, so that a hostile file can harm nothing but that process.

Started by `pdf.py`. It takes the path as argument and the password on its standard input, and answers with one JSON
object per line: first `{"pages": n}`, then one object per page, in the end `{"done": true}`; or `{"refused": reason}`.
"""

from __future__ import annotations

import contextlib
import json
import logging
import sys
from collections.abc import Iterator
from typing import Any

MAX_PAGES = 300
MAX_PAGE_TEXT = 200_000
MEMORY = 500 * 1024 * 1024
LIMITS: dict[str, Any] = {
    "stream_parsing_work_maximum_count": 200_000,
    "zlib_maximum_output_length": 20_000_000,
    "lzw_maximum_output_length": 20_000_000,
    "run_length_maximum_output_length": 20_000_000,
    "brotli_maximum_output_length": 20_000_000,
    "jbig2_maximum_output_length": 20_000_000,
    "array_based_stream_maximum_output_length": 20_000_000,
    "maximum_declared_stream_length": 25_000_000,
    "stream_decoding_work_maximum_length": 60_000_000,
    "page_tree_maximum_entries": 5_000,
    "page_tree_maximum_page_entries": 100_000,
    "xform_maximum_invocations_per_extraction": 500,
}


def main() -> int:
    """Read the file named on the command line and answer on standard output."""
    limit_memory(MEMORY)
    password = sys.stdin.read()
    logging.disable(logging.CRITICAL)
    answer = sys.stdout
    # Whatever the library prints must not stand between the answers.
    with contextlib.redirect_stdout(sys.stderr):
        for item in answers(sys.argv[1], password):
            answer.write(json.dumps(item) + "\n")
            answer.flush()
    return 0


def limit_memory(size: int) -> None:
    """Keep this process below `size` bytes of address space, where the system can do that."""
    try:
        import resource
    except ImportError:
        return
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (size, size))


def answers(path: str, password: str) -> Iterator[dict[str, Any]]:
    """Yield what the file holds, page by page, or why it is refused."""
    from pypdf import PdfReader, apply_configuration
    from pypdf.errors import EmptyFileError, LimitReachedError, PyPdfError, WrongPasswordError

    # What damaged and hostile files make the library raise; anything else ends the process, which the parent reports.
    faults = (
        PyPdfError,
        ValueError,
        TypeError,
        KeyError,
        IndexError,
        AttributeError,
        RecursionError,
        OSError,
        ArithmeticError,
        AssertionError,
        NotImplementedError,
        UnicodeError,
    )
    try:
        with apply_configuration(**LIMITS):
            reader = PdfReader(path, strict=False, password=password or None)
            yield from _pages(reader, bool(password), faults)
    except MemoryError:
        yield {"refused": "memory"}
    except LimitReachedError:
        yield {"refused": "limit"}
    except EmptyFileError:
        yield {"refused": "empty"}
    except WrongPasswordError:
        yield {"refused": "wrong password"}
    except faults as error:
        yield {"refused": _reason(error), "detail": f"{type(error).__name__}: {error}"[:300]}


def _reason(error: BaseException) -> str:
    from pypdf.errors import DependencyError, FileNotDecryptedError

    if isinstance(error, FileNotDecryptedError):
        return "password"
    if isinstance(error, DependencyError) or "cryptography" in str(error):
        return "encryption"
    return "damaged"


def _pages(reader: Any, tried: bool, faults: tuple[type[Exception], ...]) -> Iterator[dict[str, Any]]:
    if reader.is_encrypted and not reader.decrypt("") and not tried:
        yield {"refused": "password"}
        return
    count = len(reader.pages)
    if count > MAX_PAGES:
        yield {"refused": "pages", "detail": str(count)}
        return
    yield {"pages": count}
    for number in range(count):
        try:
            page = reader.pages[number]
            plain = page.extract_text()
            layout = page.extract_text(extraction_mode="layout", layout_mode_space_vertically=True)
            # A page without text is looked at for images: it may have been scanned.
            image = not plain.strip() and _has_image(page)
            yield {"page": number + 1, "plain": plain[:MAX_PAGE_TEXT], "layout": layout[:MAX_PAGE_TEXT], "image": image}
        except faults as error:
            yield {"page": number + 1, "fault": _fault(error)}
    yield {"done": True}


def _fault(error: Exception) -> str:
    from pypdf.errors import LimitReachedError

    return "limit" if isinstance(error, LimitReachedError) else "damaged"


def _has_image(page: Any) -> bool:
    resources = page.get("/Resources")
    objects = resources.get_object().get("/XObject") if resources is not None else None
    if objects is None:
        return False
    return any(item.get_object().get("/Subtype") == "/Image" for item in objects.get_object().values())
