"""A simulated code reader, fixed over the working place."""

from __future__ import annotations

from robot_cells.simulations.command_error import CommandError
from robot_cells.simulations.command_parameters import CommandParameters
from robot_cells.simulations.fault_plan import ScannerNoRead
from robot_cells.simulations.simulated_device import Effect, SimulatedDevice, Work

READ_S = 0.4
SYMBOLOGY = "QRCode"
"""The code that the picture of a tray shows."""


class SimulatedScanner(SimulatedDevice):
    """Command `scan`."""

    def begin(self, command: str, parameters: CommandParameters, at_s: float) -> Work:
        """See docs/devices.md."""
        if command != "scan":
            raise self.unknown(command)
        serial = self.site.tray.serial if self.site.tray else ""
        return Work(self.jitter(READ_S, serial), self._read, serial)

    def _read(self, _: float) -> Effect:
        tray = self.site.tray
        if tray is None:
            raise CommandError("scanner.no_read", "No product stands at the station.")
        if self.site.plant.faults.take(ScannerNoRead, lambda fault: fault.serial == tray.serial):
            raise CommandError("scanner.no_read", "The code could not be read.")
        return Effect({"text": str(tray.serial), "symbology": SYMBOLOGY}, str(tray.serial))
