"""What each room has to say, by name: where reports get what they are put together from."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from cip_tui.model.document import Document
from cip_tui.model.job import Job

if TYPE_CHECKING:
    from cip_tui.model.workspace import Workspace


def told(workspace: Workspace, job: Job) -> dict[str, Callable[[], Document]]:
    """Return the documents of the rooms, each made when it is asked for."""

    def adoption() -> Document:
        from cip_tui.model.commitment.adoption import adoption_document

        return adoption_document(workspace.cloud_spend.services(job), workspace.as_of)

    return {
        "commitment": lambda: workspace.commitments.status(None, {}, job),
        "credits": lambda: workspace.credits.document(job),
        "learning": lambda: workspace.credits.learning(job),
        "attestations": lambda: workspace.attestations.overview(job),
        "adoption": adoption,
    }
