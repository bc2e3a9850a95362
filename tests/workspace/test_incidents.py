"""What people say of spikes is written down, holds from then on, and can be taken back."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from cip_tui.model.engine.cubes import Scope
from cip_tui.model.errors import UsageError
from cip_tui.model.job import Job
from cip_tui.model.sources.report import ImportOptions
from cip_tui.model.workspace import Workspace
from tests.finops.spiky import SPIKE, write_spiky


def test_the_last_word_stands_until_it_is_taken_back(workspace: Workspace) -> None:
    workspace.mark_incident("acme@2026-05-04", "planned")
    workspace.mark_incident("acme@2026-05-04", "not-useful")
    assert workspace.incident_words() == {"acme@2026-05-04": "not useful"}
    workspace.unmark_incident("acme@2026-05-04")
    assert workspace.incident_words() == {"acme@2026-05-04": "planned"}
    workspace.unmark_incident("acme@2026-05-04")
    assert workspace.incident_words() == {}
    with pytest.raises(UsageError, match="Nothing was said"):
        workspace.unmark_incident("acme@2026-05-04")


def test_what_cannot_be_said_is_refused_and_not_written(workspace: Workspace) -> None:
    for incident, word in (("acme@2026-05-04", "fine"), ("acme", "planned"), ("acme@4 May", "planned")):
        with pytest.raises(UsageError):
            workspace.mark_incident(incident, word)
    assert workspace.journal.events() == []


def test_a_marked_spike_counts_no_more_in_the_analysis(workspace: Workspace, tmp_path: Path) -> None:
    workspace.import_file(write_spiky(tmp_path / "calls.csv"), ImportOptions(), Job())
    scope = Scope(workspace.span())
    before = workspace.analyze("realtime", scope, {}, Job())
    assert before.metric("realtime.open").value == 1
    workspace.mark_incident(f"acme@{SPIKE}", "planned")
    after = workspace.analyze("realtime", scope, {}, Job())
    assert after.metric("realtime.open").value == 0
    assert after.table("realtime.set_aside").column("id") == [f"acme@{SPIKE}"]
    assert datetime.fromisoformat(SPIKE).date() in after.table("realtime.set_aside").column("first")
