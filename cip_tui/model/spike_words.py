"""What people say of spikes: planned, expected, not useful; the last word stands, and each can be taken back."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING

from cip_tui.model.errors import UsageError

if TYPE_CHECKING:
    from cip_tui.model.journal import Journal

INCIDENT = "incident"
"""The kind of event in the journal that holds what is said of a spike."""


class SpikeWords:
    """The words of a workspace about its spikes."""

    @property
    @abstractmethod
    def journal(self) -> Journal:
        """Where the words are kept."""

    def mark_incident(self, incident_id: str, word: str) -> None:
        """Write down what is said of a spike, e.g. `acme@2026-05-04` and `planned`, `expected` or `not useful`.

        Such a spike stays listed and counts no more. Raises `UsageError` for what is no incident or another word.
        """
        from cip_tui.model.finops.incidents import incident_id as named
        from cip_tui.model.finops.incidents import read_incident_id, read_word

        self.journal.append(INCIDENT, named(*read_incident_id(incident_id)), {"word": read_word(word)})

    def unmark_incident(self, incident_id: str) -> None:
        """Take back what was said last of a spike. Raises `UsageError` where nothing was."""
        from cip_tui.model.finops.incidents import incident_id as named
        from cip_tui.model.finops.incidents import read_incident_id

        said = self.journal.standing(INCIDENT, named(*read_incident_id(incident_id)))
        if not said:
            raise UsageError(f"Nothing was said of incident '{incident_id}'", next_step="Nothing needs to be done")
        self.journal.undo(said[-1])

    def incident_words(self) -> dict[str, str]:
        """Return what is said of spikes, by incident; of several words on one the last stands."""
        return {event.subject: str(event.payload["word"]) for event in self.journal.standing(INCIDENT)}
