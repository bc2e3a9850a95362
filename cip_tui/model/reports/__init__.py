"""The reports: documents good enough to send, put together from what the analyses found."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cip_tui.model.document import Document
    from cip_tui.model.reports.parts import Bench


@dataclass(frozen=True, slots=True)
class Report:
    """A report: its name on the command line, its title, the file it is written to, whom it is for."""

    name: str
    title: str
    file: str
    readers: str
    module: str

    def load(self) -> Callable[[Bench], Document]:
        """Return the function `build(bench) -> Document` of the module."""
        found: Callable[[Bench], Document] = import_module(self.module).build
        return found


REPORTS: dict[str, Report] = {
    item.name: item
    for item in (
        Report(
            "finops-summary",
            "FinOps executive summary",
            "finops_summary.md",
            "Those who answer for the bill",
            "cip_tui.model.reports.finops_summary",
        ),
        Report(
            "customer-profitability",
            "Customer profitability",
            "customer_profitability.md",
            "Those who answer for customers and margin",
            "cip_tui.model.reports.customer_profitability",
        ),
        Report(
            "model-efficiency",
            "Model efficiency comparison",
            "model_efficiency.md",
            "Those who choose models",
            "cip_tui.model.reports.model_efficiency",
        ),
        Report(
            "pricing-proposal",
            "Usage-based pricing proposal",
            "pricing_proposal.md",
            "Those who set prices",
            "cip_tui.model.reports.pricing_proposal",
        ),
        Report(
            "monthly-review",
            "Monthly review",
            "monthly_review.md",
            "Those who look after the agreement",
            "cip_tui.model.reports.monthly_review",
        ),
        Report(
            "quarterly-review",
            "Quarterly business review",
            "quarterly_review.md",
            "Those who decide on the agreement",
            "cip_tui.model.reports.quarterly_review",
        ),
    )
}
