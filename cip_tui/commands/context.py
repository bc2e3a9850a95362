"""What every subcommand is given: arguments, settings, clock, workspace and output of one run."""

from __future__ import annotations

import argparse
import getpass
import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from cip_tui.commands.output import Output
from cip_tui.config import Config, Loaded, config_path, load_config

if TYPE_CHECKING:
    from cip_tui.model.workspace import Workspace

EXIT_ATTENTION = 4


@dataclass
class Context:
    """One run of `cip`."""

    args: argparse.Namespace
    environ: Mapping[str, str]
    out: Output

    @cached_property
    def loaded(self) -> Loaded:
        """The settings as read, with their problems."""
        return load_config(config_path(self.environ), named=bool(self.environ.get("CIP_CONFIG")))

    @property
    def config(self) -> Config:
        """The settings. Raises `UsageError` for the first problem, since figures may rest on them."""
        return self.loaded.checked()

    def now(self) -> datetime:
        """Return the time as naive UTC; noon of the day given with --as-of."""
        day: date | None = self.args.as_of
        return datetime.now(UTC).replace(tzinfo=None) if day is None else datetime.combine(day, time(12))

    @cached_property
    def user(self) -> str:
        """Who decides, as the system knows them."""
        try:
            return getpass.getuser()
        except (OSError, KeyError):
            return "unknown"

    def workspace_path(self, config: Config) -> Path:
        """Return where the workspace is: the option, the environment, the settings, else the data folder."""
        if self.args.workspace:
            return Path(self.args.workspace).expanduser()
        if self.environ.get("CIP_WORKSPACE"):
            return Path(self.environ["CIP_WORKSPACE"]).expanduser()
        if config.workspace is not None:
            return config.workspace
        from platformdirs import user_data_path

        return user_data_path("cip", appauthor=False) / "workspace"

    @contextmanager
    def workspace(self) -> Iterator[Workspace]:
        """Open the workspace, and close it in the end. Raises `UsageError` or `WorkspaceError`."""
        config = self.config
        with self._opened(self.workspace_path(config), config) as workspace:
            yield workspace

    @contextmanager
    def passing_workspace(self) -> Iterator[Workspace]:
        """Open an empty workspace that is gone afterwards; nothing else is touched."""
        config = self.config
        with (
            tempfile.TemporaryDirectory(prefix="cip-") as folder,
            self._opened(Path(folder) / "workspace", config) as workspace,
        ):
            yield workspace

    @contextmanager
    def _opened(self, root: Path, config: Config) -> Iterator[Workspace]:
        from cip_tui.model.workspace import Workspace

        workspace = Workspace.open(
            root, now=self.now, user=self.user, price_override=config.prices, catalogue=config.catalogue
        )
        try:
            yield workspace
        finally:
            workspace.close()

    def exit_code(self, attention: bool) -> int:
        """Return 0, or 4 where something needs attention and --strict was given."""
        return EXIT_ATTENTION if attention and self.args.strict else 0


def make_context(args: argparse.Namespace, environ: Mapping[str, str] | None = None) -> Context:
    """Return the context of a run. Raises `UsageError` where its output options do not fit together."""
    out = Output(form=args.format, file=args.output, force=args.force, quiet=args.quiet)
    return Context(args, os.environ if environ is None else environ, out)
