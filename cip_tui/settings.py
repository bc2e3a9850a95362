"""What the application is started with; the command line fills it in, the application reads it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from cip_tui.model.commitment.aws_access import AwsAccess


@dataclass(frozen=True, slots=True)
class AppSettings:
    """One start of the application.

    `now` gives the time as naive UTC. `keymap` maps an action's id to its keys, written with commas, where the person
    chose other keys than the default. `period_days` is how many days are looked at first; None is all there are.
    `notice` is a sentence to show on start, e.g. that the configuration could not be read. `aws` says whose charges
    are fetched.
    """

    workspace: Path
    now: Callable[[], datetime]
    user: str
    ascii_only: bool = False
    mouse: bool = True
    animations: bool = True
    no_color: bool = False
    theme: str = ""
    keymap: Mapping[str, str] = field(default_factory=dict)
    period_days: int | None = None
    prices: Path | None = None
    catalogue: Path | None = None
    notice: str = ""
    aws: AwsAccess = field(default_factory=AwsAccess)
