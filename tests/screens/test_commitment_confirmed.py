"""From a PDF and a bill to the first figures by keys, on a workspace as people have it."""

from __future__ import annotations

from pathlib import Path

import pytest

from cip_tui.model.job import Job
from cip_tui.model.sources.report import ImportOptions
from cip_tui.screens.agreement import AgreementScreen
from cip_tui.screens.commitment import CommitmentScreen
from tests.app.stage import press, running
from tests.app.world import open_world
from tests.commitment.agreements import drawn
from tests.paths import ROOT


@pytest.mark.asyncio
async def test_what_is_confirmed_is_held_against_the_bill_at_once(tmp_path: Path) -> None:
    workspace = open_world(tmp_path / "workspace")
    paper = tmp_path / "agreement.pdf"
    paper.write_bytes(drawn("glyph_by_glyph"))
    workspace.import_file(ROOT / "sample_inputs" / "cost_explorer_monthly.json", ImportOptions(), Job())
    workspace.agreements.add(paper, Job())
    async with running(workspace, size=(120, 40)) as pilot:
        shown = await press(pilot, "5")
        assert "Waiting for review" in shown
        await press(pilot, "a")
        assert isinstance(pilot.app.screen, AgreementScreen)
        await press(pilot, "A", "tab", "enter")
        shown = await press(pilot, "escape")
        assert isinstance(pilot.app.screen, CommitmentScreen)
        assert "of $940,000" in shown
        assert "At risk" in shown
    workspace.close()
