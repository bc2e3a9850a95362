"""What is usual for a customer with little history: its few days, drawn toward what its peers spend."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from cip_tui.model.statistics.channels import LEAST_NOISE, Channel
from cip_tui.model.statistics.robust import row_medians
from cip_tui.model.statistics.weekly import Floats

FEWEST_PEERS = 5
PEER_DAYS = 5  # days a customer must have been compared on to count as somebody's peer
LEAST_DIFFERENCE = 0.25  # peers differ by at least this much in logs


def with_peers(own: Channel, amounts: Floats, groups: Sequence[str], enough: int) -> Channel:
    """Return a channel for the days that rest on fewer than `enough` others; NaN elsewhere and without peers.

    The usual is the mean of the customer's own usual and the median of its group's, each weighted by how sure it is
    (normal-normal shrinkage). A group of fewer than five peers gives way to all customers.
    """
    levels = row_medians(np.log(own.usual, out=np.full(own.usual.shape, np.nan), where=own.usual > 0))
    seen = own.count.max(axis=1, initial=0, where=np.isfinite(own.count))
    able = np.isfinite(levels) & (seen >= PEER_DAYS)
    common = own.noise[np.isfinite(own.noise)]
    day_noise = np.where(np.isfinite(own.noise), own.noise, float(np.median(common)) if common.size else LEAST_NOISE)
    centre, spread = _groups(levels, able, groups)
    short = (own.count < enough) & (amounts > 0)
    # Where no other day is known there is no own usual; the group alone speaks.
    with np.errstate(divide="ignore", invalid="ignore"):
        doubt = np.pi / 2 * day_noise**2 / own.count
        trust = np.where(own.count > 0, spread[:, None] ** 2 / (spread[:, None] ** 2 + doubt), 0.0)
        logs = np.where(trust > 0, np.log(own.usual), 0.0)
        usual = np.exp(trust * logs + (1 - trust) * centre[:, None])
        deviation = np.log(amounts / usual)
    left = np.sqrt(day_noise**2 + (1 - trust) * spread[:, None] ** 2)
    known = short & np.isfinite(centre)[:, None]
    return Channel(*(np.where(known, part, np.nan) for part in (usual, deviation, left, own.count)))


def _groups(levels: Floats, able: Floats, groups: Sequence[str]) -> tuple[Floats, Floats]:
    """Return for each row the middle and the spread of its group's levels; NaN where peers are too few."""
    names = np.array(groups, dtype=object)
    centre, spread = np.full(levels.shape, np.nan), np.full(levels.shape, np.nan)
    for name in dict.fromkeys(groups):
        mine = names == name
        peers = levels[mine & able]
        if peers.size < FEWEST_PEERS:
            peers = levels[able]
        if peers.size >= FEWEST_PEERS:
            middle = float(np.median(peers))
            centre[mine] = middle
            spread[mine] = max(1.4826 * float(np.median(np.abs(peers - middle))), LEAST_DIFFERENCE)
    return centre, spread
