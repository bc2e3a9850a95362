"""The analyses by name: what they are called, and how to get at them without importing them all."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cip_tui.model.analysis import Setting
    from cip_tui.model.document import Document
    from cip_tui.model.engine.cubes import Scope
    from cip_tui.model.engine.usage import Usage
    from cip_tui.model.finops.spend import SpendFacts

    Analyze = Callable[[Usage, Scope, SpendFacts, Mapping[str, str]], Document]


@dataclass(frozen=True, slots=True)
class Analysis:
    """An analysis: its name on the command line, its title, what it answers, and the module that does it."""

    name: str
    title: str
    question: str
    module: str

    def load(self) -> Analyze:
        """Return the function `analyze(usage, scope, facts, settings) -> Document` of the module."""
        found: Analyze = import_module(self.module).analyze
        return found

    def settings(self) -> tuple[Setting, ...]:
        """Return what can be set, with defaults and meanings, in the order of the module."""
        return tuple(getattr(import_module(self.module), "SETTINGS", ()))


ANALYSES: dict[str, Analysis] = {
    item.name: item
    for item in (
        Analysis(
            "understanding",
            "Understanding usage",
            "Where does the money go, and where is it heading?",
            "cip_tui.model.finops.understanding",
        ),
        Analysis(
            "performance",
            "Performance tracking",
            "What does a task cost on which model, and which one should run it?",
            "cip_tui.model.finops.performance",
        ),
        Analysis(
            "realtime",
            "Real-time decisions",
            "What is unusual or wasted, who is over a threshold, and what to do now?",
            "cip_tui.model.finops.realtime",
        ),
        Analysis(
            "optimization",
            "Rate optimization",
            "Which prices could be paid instead, and what is worth committing to?",
            "cip_tui.model.finops.optimization",
        ),
        Analysis(
            "alignment",
            "Organisational alignment",
            "Who causes which cost, who is charged for it, and who is over budget?",
            "cip_tui.model.finops.alignment",
        ),
        Analysis(
            "profitability",
            "Customer profitability",
            "Which customers earn money, which lose it, and what are they worth?",
            "cip_tui.model.ubr.profitability",
        ),
        Analysis(
            "pricing",
            "Pricing simulator",
            "What should we charge, and how sure is that advice?",
            "cip_tui.model.ubr.pricing",
        ),
        Analysis(
            "features",
            "Feature economics",
            "What does a feature cost and bring, and is it worth keeping?",
            "cip_tui.model.ubr.features",
        ),
        Analysis(
            "integrity",
            "Cost integrity",
            "Do reported costs agree with the price book, and what did nobody count?",
            "cip_tui.model.finops.integrity",
        ),
    )
}
