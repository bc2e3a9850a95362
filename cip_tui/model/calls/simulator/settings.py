"""What a simulation is asked for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from cip_tui.model.errors import UsageError

MAX_CUSTOMERS = 1_000_000
MAX_DAYS = 1_100


@dataclass(frozen=True, slots=True)
class SimulatorSettings:
    """So many customers over so many UTC days from `start`; equal settings give equal bytes."""

    customers: int = 100
    days: int = 30
    seed: int = 7
    start: date = date(2026, 9, 1)

    def __post_init__(self) -> None:
        if not 1 <= self.customers <= MAX_CUSTOMERS:
            raise UsageError(
                f"{self.customers} customers cannot be simulated", next_step=f"Ask for 1 to {MAX_CUSTOMERS}"
            )
        if not 1 <= self.days <= MAX_DAYS:
            raise UsageError(f"{self.days} days cannot be simulated", next_step=f"Ask for 1 to {MAX_DAYS}")
        if self.seed < 0:
            raise UsageError(f"The seed {self.seed} is below 0")
