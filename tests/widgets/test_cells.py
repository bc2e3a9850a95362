import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from tests.widgets.hostile import payloads
from widgets.cells import clip, fit, safe_content, safe_text, set_title, steady, visible, width
from widgets.plot import Plot


@given(st.text(max_size=40), st.integers(0, 30), st.sampled_from(["left", "right", "center"]))
def test_fitted_text_takes_exactly_its_cells(text: str, cells: int, align: str) -> None:
    assert cell_len(fit(visible(text), cells, align)) == cells


@given(st.text(max_size=40), st.integers(0, 30))
def test_clipped_text_is_a_beginning_or_ends_in_an_ellipsis(text: str, cells: int) -> None:
    shown = visible(text)
    cut = clip(shown, cells)
    assert width(cut) <= max(cells, 0)
    assert cut == shown or cells == 0 or (cut.endswith("…") and shown.startswith(cut[:-1]))


@given(st.text())
def test_making_controls_visible_twice_changes_nothing_more(text: str) -> None:
    assert visible(visible(text)) == visible(text)


@pytest.mark.parametrize(
    "char", [chr(code) for code in (*range(0x20), 0x7F, *range(0x80, 0xA0), 0x202E, 0x2066, 0x2028)]
)
def test_no_control_character_is_left(char: str) -> None:
    assert char not in visible(f"a{char}b")
    assert visible(f"a{char}b") not in ("ab", "a b")


def test_hostile_text_is_shown_letter_for_letter() -> None:
    for text in payloads():
        assert safe_text(text).plain == visible(text)
        assert not safe_text(text).spans
        assert safe_content(text).plain == visible(text)
        assert "\x1b" not in visible(text)


def test_titles_are_no_markup() -> None:
    plot = Plot()
    set_title(plot, "[/foo]", "[red]x")
    assert safe_content("[/foo]").markup == plot.border_title
    assert safe_content("[red]x").markup == plot.border_subtitle


def test_joined_emoji_stand_one_by_one_and_letters_keep_their_joiners() -> None:
    assert steady("👨\u200d👩\u200d👧 Ltd") == "👨👩👧 Ltd"
    assert steady("❤\ufe0f") == "❤"
    assert steady("क्\u200dष") == "क्\u200dष"
    assert steady("Acme") == "Acme"
