"""Everything that is known of one agreement's commitment, put together once: counts, standings, outlook, savings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from cip_tui.model.analysis import Setting, Settings
from cip_tui.model.commitment.amounts import read_amount
from cip_tui.model.commitment.burndown import Standing, current_year, daily_rate, term_standing, year_standing
from cip_tui.model.commitment.charges import Charge
from cip_tui.model.commitment.counting import ZERO, Counted, YearCount, contract_years, count
from cip_tui.model.commitment.discounts import Saved, saved
from cip_tui.model.commitment.eligibility import Choices, Resolve, Rules
from cip_tui.model.commitment.futures import WhatIf, futures_of
from cip_tui.model.commitment.outlook import USABLE_MONTHS, Outcome, Outlook, outlook
from cip_tui.model.commitment.terms import ShortfallTreatment, ShortfallTrigger, Terms

AS_AGREED = "as agreed"
YES_NO = ("yes", "no")
SETTINGS = (
    Setting("growth", "0", "change of what is spent in the months ahead, e.g. 10% or -20%"),
    Setting("purchase", "0", "what is bought once in this contract year and counts in full, e.g. 250k"),
    Setting("marketplace", "0", "Marketplace purchases in this contract year beyond the usual"),
    Setting("credits", AS_AGREED, "whether credits reduce what counts: as agreed, yes, no"),
    Setting("support", AS_AGREED, "whether support counts: as agreed, yes, no"),
    Setting("carry_over", "no", "whether a year's surplus counts in the next: yes, no"),
)
"""What can be tried out."""


@dataclass(frozen=True, slots=True)
class Status:
    """One agreement against its spend. `year` is the contract year of the last known day, `standing` and `outcome`
    are that year's, or the term's where a shortfall is settled at the end of the term (`by_term`).
    """

    terms: Terms
    rules: Rules
    counted: Counted
    year: YearCount
    standings: tuple[Standing, ...]
    term: Standing | None
    outlook: Outlook
    saved: Saved
    what_if: WhatIf
    by_term: bool

    @property
    def standing(self) -> Standing:
        """What decides: the running year, or the term."""
        if self.by_term and self.term is not None:
            return self.term
        return next(item for item in self.standings if item.number == self.year.year.number)

    @property
    def outcome(self) -> Outcome | None:
        """How what decides may end; None where its beginning is not known."""
        if self.by_term and self.term is not None:
            return self.outlook.term
        return self.outlook.years.get(self.year.year.number)

    @property
    def years_open(self) -> tuple[int, ...]:
        """The contract years whose amount is neither confirmed nor follows from a formula."""
        return tuple(
            item.number for item in self.standings if item.number is not None and self.commitment_of(item) is None
        )

    def commitment_of(self, standing: Standing) -> Decimal | None:
        """Return a standing's commitment: as stated, else as a formula makes it in half of the futures."""
        if standing.commitment is not None or standing.number is None:
            return standing.commitment
        outcome = self.outlook.years.get(standing.number)
        return outcome.commitment if outcome is not None else None


def read_what_if(settings: Mapping[str, str]) -> tuple[WhatIf, Choices]:
    """Read what is tried out. Raises `UsageError` for a setting that is not known or cannot be understood."""
    given = Settings(settings, SETTINGS)
    what_if = WhatIf(
        growth=given.number("growth", "-0.95", "10"),
        purchase=read_amount(given.text("purchase"), "purchase"),
        marketplace=read_amount(given.text("marketplace"), "marketplace"),
        surplus_carries=given.choice("carry_over", YES_NO) == "yes",
    )
    return what_if, Choices(_reading(given, "credits"), _reading(given, "support"))


def _reading(settings: Settings, name: str) -> bool | None:
    word = settings.choice(name, (AS_AGREED, *YES_NO))
    return None if word == AS_AGREED else word == "yes"


def status_of(
    terms: Terms,
    charges: Sequence[Charge],
    resolve: Resolve,
    as_of: date,
    settings: Mapping[str, str],
    known_until: date | None = None,
) -> Status | None:
    """Return how an agreement stands, or None where it has no contract year or no spend is known.

    Raises `UsageError` for a setting that is not known.
    """
    what_if, choices = read_what_if(settings)
    rules = Rules(terms.counting, resolve, choices)
    counted = count(terms, charges, rules, as_of, known_until)
    year = current_year(counted) if counted is not None else None
    if counted is None or year is None:
        return None
    futures = futures_of(counted, _horizon(terms, counted), what_if.growth)
    total = _total(terms)
    found = outlook(counted, terms, rules, futures, what_if, total)
    daily = daily_rate(counted.regular, counted.first, counted.through)
    standings = tuple(_standing(counted, item, found, daily) for item in counted.years)
    by_term = terms.shortfall.trigger is ShortfallTrigger.TERM or all(
        item.commitment is None for item in found.years.values()
    )
    term = term_standing(counted, total, daily)
    by_term = by_term and term is not None and total is not None
    return Status(terms, rules, counted, year, standings, term, found, saved(terms, year, resolve), what_if, by_term)


def _standing(counted: Counted, item: YearCount, found: Outlook, daily: Decimal | None) -> Standing:
    outcome = found.years.get(item.year.number)
    commitment = outcome.commitment if outcome is not None else item.year.amount
    return year_standing(counted, item, commitment, daily)


def _total(terms: Terms) -> Decimal | None:
    """Return the commitment of the term: as stated, else the sum of the years where each is known."""
    if terms.total is not None:
        return terms.total
    amounts = [year.amount for year in contract_years(terms) if year.amount is not None]
    return sum(amounts, ZERO) if amounts and len(amounts) == len(contract_years(terms)) else None


def _horizon(terms: Terms, counted: Counted) -> date:
    """Return the day up to which futures are needed: the term's end, and as long as a prepaid shortfall is usable."""
    end = max(max(year.period.end for year in contract_years(terms)), counted.through)
    if terms.shortfall.treatment is ShortfallTreatment.PREPAY:
        months = terms.shortfall.usable_months or USABLE_MONTHS
        end += timedelta(days=31 * months)
    return end
