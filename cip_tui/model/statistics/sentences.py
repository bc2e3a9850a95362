"""What is said beside a forecast: how it was made, and what to keep in mind."""

from __future__ import annotations

from cip_tui.model.statistics.history import LONGEST, History


def method_sentences(method: str, history: History, level: float, widened: float) -> tuple[str, ...]:
    """Return how the figures came about, for a reader who wants to check or defend them."""
    rests = f"Rests on {history.known} known days up to {history.last}."
    interval = f"{level:.0%} interval of the total, read from simulated futures"
    if method == "range only":
        made = "The mean of the few known days, with the spread that daily spend usually has."
        return (rests, made, f"{interval}.")
    made = f"Points: {method}."
    return (rests, made, f"{interval} and widened by {widened:.2f} because a model may itself be wrong.")


def caveats(history: History, horizon: int, fewest: int) -> tuple[str, ...]:
    """Return what limits the forecast; empty where nothing does."""
    found: list[str] = []
    if history.known < fewest:
        found.append(f"Only {history.known} days are known; from {fewest} on there is a figure, before that a range.")
    elif history.irregular:
        found.append(f"The history is irregular: {history.irregular}. Single days ahead say little.")
    if history.unknown:
        found.append(f"{history.unknown} days in between are not known and were left out.")
    count, amount = history.credits
    if count:
        found.append(f"{count} days with a net credit ({amount:,.2f}) were left out; credits are not expected again.")
    if history.values.size == LONGEST:
        found.append(f"Only the last {LONGEST} days are looked at.")
    if horizon > history.known >= fewest:
        found.append(f"{horizon} days ahead are more than the {history.known} days known.")
    return tuple(found)
