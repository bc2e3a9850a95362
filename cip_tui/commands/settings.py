"""`cip config` and `cip doctor`: settings, and what to look at when something does not work."""

from __future__ import annotations

import argparse

from cip_tui.commands.context import Context
from cip_tui.commands.output import narrate
from cip_tui.commands.parser import nearest
from cip_tui.config import default_text
from cip_tui.model.errors import UsageError


def configure_config(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `cip config`."""
    parser.add_argument(
        "what",
        metavar="ACTION",
        choices=("path", "check", "default"),
        help="path: where the file is; check: whether it is understood; default: print a commented file",
    )


def configure_doctor(parser: argparse.ArgumentParser) -> None:
    """`cip doctor` has no arguments of its own."""


def run_config(context: Context) -> int:
    """Say where the settings are, check them, or print a commented default."""
    what = context.args.what
    if what == "default":
        context.out.result(default_text())
        return 0
    loaded = context.loaded
    if what == "path":
        context.out.result(f"{loaded.path}\n")
        if not loaded.exists:
            context.out.say("There is no such file yet; `cip config default -o FILE` writes one")
        return 0
    problems = [str(error) for error in loaded.errors()]
    problems += [f"{loaded.path}: {problem}" for problem in _application_problems(context)]
    for problem in problems:
        narrate(f"cip: {problem}")
    if not problems:
        context.out.say(f"{loaded.path}: " + ("understood" if loaded.exists else "none, defaults hold"))
    return UsageError.exit_code if problems else 0


def _application_problems(context: Context) -> list[str]:
    """Check what only the application can judge: action ids and themes."""
    config = context.loaded.config
    problems: list[str] = []
    if config.keys:
        from cip_tui.actions import checked_keymap

        problems += checked_keymap(config.keys)[1]
    if config.theme:
        from textual.theme import BUILTIN_THEMES

        from widgets.theme import DARK_NAME, LIGHT_NAME

        known = [DARK_NAME, LIGHT_NAME, *BUILTIN_THEMES]
        if config.theme not in known:
            problems.append(f"There is no theme '{config.theme}'. {nearest(config.theme, known)}")
    return problems


def run_doctor(context: Context) -> int:
    """Look at everything; exit with 1 where something is broken."""
    from cip_tui.doctor import doctor_document, doctor_facts, examine, is_broken

    loaded = context.loaded
    root = context.workspace_path(loaded.config)
    checks = examine(context.environ, loaded, root)
    if (root / "journal.db").exists() and not is_broken(checks):
        from cip_tui.doctor_symptoms import symptom_checks

        checks += symptom_checks(root, context.now)
    context.out.facts(doctor_facts(checks), doctor_document(checks))
    return 1 if is_broken(checks) else 0
