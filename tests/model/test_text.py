import json
import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from cip_tui.model.text import clean
from tests.paths import shared


@given(st.text())
def test_clean_text_holds_no_control_character_and_cleaning_again_changes_nothing(text: str) -> None:
    safe = clean(text)
    assert not any(ord(char) < 0x20 or 0x7F <= ord(char) < 0xA0 for char in safe)
    assert clean(safe) == safe


@given(st.text(alphabet=st.characters(categories=["L", "N", "P", "S", "Zs"]), max_size=200))
def test_printable_text_is_left_alone(text: str) -> None:
    assert clean(text) == text


def test_an_escape_sequence_stays_readable_and_harmless() -> None:
    assert clean("\x1b[31mred\x1b[0m\r\n\x9b") == "␛[31mred␛[0m␍␊<U+009B>"


def test_bidirectional_overrides_are_shown_as_their_code() -> None:
    assert clean("user\u202etxt.exe") == "user<U+202E>txt.exe"


def test_very_long_text_ends_in_an_ellipsis() -> None:
    assert clean("x" * 11_000).endswith("x…")
    assert len(clean("x" * 11_000)) == 10_000


def test_every_naughty_string_survives_without_control_characters() -> None:
    for text in json.loads(shared("hostile", "blns.json").read_text(encoding="utf-8")):
        assert not any(unicodedata.category(char) in ("Cc", "Cs") for char in clean(text))
