"""The simulated plant under an emergency stop: its devices stand still, also those of cells that are dead."""

from __future__ import annotations

from robot_cells.attempts.emergency_stop import OPERATOR, ORCHESTRATOR, EmergencyStop
from robot_cells.simulations.change import Change, DeviceChange
from robot_cells.simulations.simulated_arm import SimulatedArm
from robot_cells.simulations.simulated_equipment import SimulatedEquipment


class PlantStop:
    """Like a plant whose drives have no power: nothing moves, and no device says of itself that it was stopped.

    A cell that cancels its commands is answered at once. Ends that no cell has asked for are told when every source has
    let go; what was stopped does not go on then.
    """

    def __init__(self) -> None:
        self._holding: set[str] = set()
        self._withheld: list[DeviceChange] = []

    @property
    def is_active(self) -> bool:
        """Whether a source holds the stop."""
        return bool(self._holding)

    def hear(self, stop: EmergencyStop, equipment: SimulatedEquipment, at_s: float) -> list[Change]:
        """What a source says at `at_s` (simulated seconds); what is to be told now."""
        if stop.is_active:
            self._holding.add(stop.source)
            stopped = _stopped(equipment, at_s)
            self._withheld += [change for change in stopped if isinstance(change, DeviceChange)]
            return []
        self._holding -= {stop.source, OPERATOR} if stop.source == ORCHESTRATOR else {stop.source}
        if self._holding:
            return []
        told, self._withheld = self._withheld, []
        return [*told]


def _stopped(equipment: SimulatedEquipment, at_s: float) -> list[Change]:
    """Stop every device where it stands; what waits for its turn is ended too."""
    changes: list[Change] = []
    for cell, site in equipment.sites.items():
        for name, device in site.devices.items():
            while (running := device.running_id) is not None:
                changes += equipment.cancel(cell, name, running, at_s)
            if isinstance(device, SimulatedArm):
                changes += equipment.trajectory(cell, name, (), at_s)
    return changes
