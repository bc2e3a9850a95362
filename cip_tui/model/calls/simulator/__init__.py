"""A simulator of AI calls: realistic customers, calls that cost tokens times price, planted spikes.

Archetypes keep to stated bands of calls and cost; shapes, skew, rhythm and failures follow public traces (see
`catalogue`). Everything is simulated, the quality scores too. Public: `SimulatorSettings`, `simulate`, `write`.
"""

from cip_tui.model.calls.simulator.calls import Calls
from cip_tui.model.calls.simulator.files import write
from cip_tui.model.calls.simulator.settings import SimulatorSettings
from cip_tui.model.calls.simulator.simulation import Simulation, simulate

__all__ = ["Calls", "Simulation", "SimulatorSettings", "simulate", "write"]
