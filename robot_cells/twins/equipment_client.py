"""A device client without middleware: what it says reaches the simulated equipment in the same moment."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from robot_cells.clock import Clock
from robot_cells.devices.device_client import CommandState, CommandStatus
from robot_cells.simulations.change import Change
from robot_cells.simulations.simulated_equipment import SimulatedEquipment


class EquipmentClient:
    """Hands the commands for one device to the simulated equipment.

    `hear` is called with what changed at once; it writes what concerns this device into `statuses`.
    """

    def __init__(
        self,
        equipment: SimulatedEquipment,
        clock: Clock,
        cell: str,
        device: str,
        hear: Callable[[Iterable[Change]], None],
    ) -> None:
        self.statuses: dict[str, CommandStatus] = {}
        self._equipment = equipment
        self._clock = clock
        self._cell = cell
        self._device = device
        self._hear = hear

    def start(self, command_id: str, command: str, parameters: Mapping[str, object]) -> None:
        """Give a command; one that is known already is not carried out again."""
        self.statuses.setdefault(command_id, CommandStatus(CommandState.RUNNING))
        now_s = self._clock.now()
        self._hear(self._equipment.command(self._cell, self._device, command_id, command, parameters, now_s))

    def status(self, command_id: str) -> CommandStatus:
        """As far as was heard; raises `KeyError` for an unknown id."""
        return self.statuses[command_id]

    def cancel(self, command_id: str) -> None:
        """Stop the command."""
        self._hear(self._equipment.cancel(self._cell, self._device, command_id, self._clock.now()))
