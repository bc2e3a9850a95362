"""The subcommands of `cip`, one small module per group; this table is what the command line offers."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Command:
    """A subcommand: its name, one line of help, and the module whose `configure_NAME` and `run_NAME` carry it out."""

    name: str
    help: str
    module: str


COMMANDS: tuple[Command, ...] = (
    Command("demo", "fill the workspace with a demo, and open it with --open", "cip_tui.commands.application"),
    Command("simulate", "write files of simulated AI calls", "cip_tui.commands.simulate"),
    Command("inspect", "say what files are; writes nothing", "cip_tui.commands.imports"),
    Command("import", "read files into the workspace", "cip_tui.commands.imports"),
    Command("imports", "list what was imported", "cip_tui.commands.imports"),
    Command("undo", "take an import back", "cip_tui.commands.imports"),
    Command("analyze", "run an analysis", "cip_tui.commands.analyses"),
    Command("report", "write reports as Markdown", "cip_tui.commands.reports"),
    Command("price", "replay usage through price structures", "cip_tui.commands.reports"),
    Command("agreement", "read agreements, confirm their terms, write them out", "cip_tui.commands.agreements"),
    Command("attestations", "deadlines, evidence and calendars", "cip_tui.commands.attestations"),
    Command("commitment", "spend against an agreement, and what to commit to next", "cip_tui.commands.commitment"),
    Command("onboard", "from a customer's workbook to accounts and KPIs", "cip_tui.commands.onboarding"),
    Command("accounts", "accounts with health, plays and pins", "cip_tui.commands.accounts"),
    Command("ask", "answer a question about accounts", "cip_tui.commands.accounts"),
    Command("credits", "credits within reach, decisions and the plan", "cip_tui.commands.credits"),
    Command("export", "write what a screen shows", "cip_tui.commands.analyses"),
    Command("explain", "show formula, query and rows behind a figure", "cip_tui.commands.analyses"),
    Command("config", "settings: path, check, default", "cip_tui.commands.settings"),
    Command("doctor", "check versions, terminal, settings and workspace", "cip_tui.commands.settings"),
)
