"""Settings: every mistake is named with its line and the nearest right name, and never stops the application."""

import tomllib
from pathlib import Path

import pytest

from cip_tui.commands.application import app_settings
from cip_tui.commands.context import make_context
from cip_tui.commands.parser import parse
from cip_tui.config import Config, config_path, default_text, load_config
from tests.cli.conftest import Cip


@pytest.fixture
def file(home: Path) -> Path:
    """Where the settings are looked for."""
    path = home / "config" / "cip" / "config.toml"
    path.parent.mkdir(parents=True)
    return path


def test_no_file_means_defaults(file: Path) -> None:
    loaded = load_config(file)
    assert (loaded.exists, loaded.config, loaded.problems) == (False, Config(), ())


def test_the_default_file_changes_nothing_and_each_of_its_examples_is_valid(file: Path) -> None:
    file.write_text(default_text())
    assert load_config(file).config == Config()
    lines = [line.removeprefix("# ") if " = " in line else line for line in default_text().splitlines()]
    file.write_text("\n".join(lines))
    loaded = load_config(file)
    assert loaded.problems == ()
    assert set(tomllib.loads(file.read_text())) == {
        "theme",
        "ascii",
        "mouse",
        "animations",
        "period_days",
        "prices",
        "catalogue",
        "workspace",
        "aws_profile",
        "keys",
    }


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("\nmose = false\n", 2, ["'mose'", "Did you mean 'mouse'?"]),
        ("frobnicate = 1\n", 1, ["'frobnicate'", "theme"]),
        ('mouse = "no"\n', 1, ["'mouse' must be true or false"]),
        ('ascii = "maybe"\n', 1, ['true, false or "auto"']),
        ("# a\nperiod_days = 0\n", 2, ["1 to 3660"]),
        ("period_days = true\n", 1, ["1 to 3660"]),
        ("theme = 3\n", 1, ["text in quotes"]),
        ("prices = 3\n", 1, ["path in quotes"]),
        ("mouse = false\n[keys]\nspend.filter = 'f'\n", 2, ["needs quotes"]),
        ("[kyes]\n", 1, ["'kyes'", "Did you mean 'keys'?"]),
        ("mouse = false\nmouse = true\n", 2, ["not TOML"]),
        ("mouse =\n", 1, ["not TOML"]),
    ],
)
def test_mistakes_are_named_with_their_line(cip: Cip, file: Path, text: str, line: int, words: list[str]) -> None:
    file.write_text(text)
    done = cip("config", "check")
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith(f"cip: {file}, line {line}: ")
    assert all(word in done.err for word in words)


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"mouse = 'caf\xe9'"])
def test_a_file_that_is_no_text_is_reported(cip: Cip, file: Path, content: bytes) -> None:
    file.write_bytes(content)
    assert "cannot be read" in cip("config", "check").err


def test_all_mistakes_are_listed_and_the_rest_holds(cip: Cip, file: Path) -> None:
    file.write_text("mose = true\nascii = true\nperiod_days = -1\n")
    assert len(cip("config", "check").err.splitlines()) == 2
    assert load_config(file).config == Config(ascii=True)


def test_a_good_file_is_said_to_be_good(cip: Cip, file: Path) -> None:
    lines = [line.removeprefix("# ") for line in default_text().splitlines() if " = " in line or line == "[keys]"]
    file.write_text("\n".join(lines))
    done = cip("config", "check")
    assert (done.code, done.out) == (0, "")
    assert "understood" in done.err


def test_an_unknown_theme_is_found(cip: Cip, file: Path) -> None:
    file.write_text('theme = "cockpit-lihgt"\n')
    done = cip("config", "check")
    assert done.code == 2
    assert "Did you mean 'cockpit-light'?" in done.err


def test_an_unknown_action_in_the_key_map_is_found(cip: Cip, file: Path) -> None:
    file.write_text('[keys]\n"spend.fliter" = "f"\n')
    done = cip("config", "check")
    assert done.code == 2
    assert "spend.filter" in done.err


def test_subcommands_do_not_run_on_settings_that_are_not_understood(cip: Cip, file: Path) -> None:
    file.write_text("pricse = 'mine.toml'\n")
    done = cip("imports")
    assert (done.code, done.out) == (2, "")
    assert "Did you mean 'prices'?" in done.err


def test_the_application_starts_with_defaults_and_says_so(file: Path, home: Path) -> None:
    file.write_text("mouse = maybe\n")
    settings = app_settings(make_context(parse([])))
    assert settings.mouse
    assert "config.toml, line 1" in settings.notice
    assert "cip config check" in settings.notice


def test_options_win_over_settings_and_those_over_what_is_found_out(
    file: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file.write_text('ascii = true\ntheme = "nord"\nanimations = true\nperiod_days = 7\nworkspace = "~/w"\n')
    monkeypatch.setenv("SSH_CONNECTION", "a b c d")
    settings = app_settings(make_context(parse(["--theme", "gruvbox", "--no-mouse"])))
    assert (settings.theme, settings.mouse, settings.ascii_only, settings.animations) == ("gruvbox", False, True, True)
    assert (settings.period_days, settings.workspace) == (7, home / "w")
    assert not app_settings(make_context(parse(["--no-animations"]))).animations
    file.unlink()
    assert not app_settings(make_context(parse([]))).animations
    monkeypatch.delenv("SSH_CONNECTION")
    assert app_settings(make_context(parse([]))).animations


def test_no_color_is_passed_on(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    assert app_settings(make_context(parse([]))).no_color


def test_the_path_is_printed_and_can_be_chosen(cip: Cip, file: Path, tmp_path: Path) -> None:
    assert cip("config", "path").out == f"{file}\n"
    assert config_path({"CIP_CONFIG": str(tmp_path / "mine.toml")}) == tmp_path / "mine.toml"


def test_paths_are_read_from_beside_the_file(file: Path) -> None:
    file.write_text('prices = "own/prices.toml"\n')
    assert load_config(file).config.prices == file.parent / "own" / "prices.toml"


def test_own_prices_that_are_missing_are_wrong_configuration(cip: Cip, file: Path) -> None:
    file.write_text('prices = "missing.toml"\n')
    done = cip("imports")
    assert (done.code, done.out) == (2, "")
    assert "missing.toml" in done.err


def test_a_named_file_that_is_missing_is_a_mistake(cip: Cip, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CIP_CONFIG", str(tmp_path / "mine.toml"))
    assert "no such file" in cip("imports").err
    assert cip("config", "check").code == 2
    assert cip("doctor", "--format", "json").code == 1
    assert cip("config", "default", "-o", tmp_path / "mine.toml").code == 0
    assert cip("config", "check").code == 0
