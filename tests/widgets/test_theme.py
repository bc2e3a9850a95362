import pytest
from textual.color import Color
from textual.theme import Theme

from widgets.theme import DARK, GROUND_VARIABLES, LIGHT, TEXT_VARIABLES


def _colours(theme: Theme) -> dict[str, str]:
    return {**theme.to_color_system().generate(), **theme.variables}


def _luminance(colour: Color) -> float:
    """The relative luminance of WCAG 2.2."""
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in colour.normalized]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one: str, other: str) -> float:
    light, dark = sorted((_luminance(Color.parse(one)), _luminance(Color.parse(other))), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=lambda theme: theme.name)
def test_all_text_can_be_read_on_all_grounds(theme: Theme) -> None:
    colours = _colours(theme)
    weak = {
        (text, ground): round(_contrast(colours[text], colours[ground]), 2)
        for text in TEXT_VARIABLES
        for ground in GROUND_VARIABLES
        if _contrast(colours[text], colours[ground]) < 4.5
    }
    assert not weak


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=lambda theme: theme.name)
def test_chrome_can_be_seen(theme: Theme) -> None:
    """Parts of the interface need a contrast of 3 : 1 (WCAG 1.4.11)."""
    colours = _colours(theme)
    for part in ("border", "primary", "accent", "success", "warning", "error"):
        assert _contrast(colours[part], colours["background"]) >= 3.0, part
    assert _contrast(colours["block-cursor-foreground"], colours["block-cursor-background"]) >= 7.0


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=lambda theme: theme.name)
def test_shades_of_grey_still_tell_text_from_ground(theme: Theme) -> None:
    """Without colours (NO_COLOR) the application is shown in the greys of its theme."""
    colours = _colours(theme)
    for text in TEXT_VARIABLES:
        for ground in GROUND_VARIABLES:
            grey_text, grey_ground = Color.parse(colours[text]).monochrome, Color.parse(colours[ground]).monochrome
            assert _contrast(grey_text.hex, grey_ground.hex) >= 3.0, (text, ground)
