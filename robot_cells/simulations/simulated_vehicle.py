"""A simulated vehicle: drives between cells and hands products over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from robot_cells.ids import CellId, SerialNumber
from robot_cells.lines.device import Device
from robot_cells.lines.vehicle import Vehicle
from robot_cells.simulations.command_error import BAD_PARAMETER, CommandError
from robot_cells.simulations.command_parameters import CommandParameters
from robot_cells.simulations.fault_plan import LateVehicle
from robot_cells.simulations.simulated_device import Effect, SimulatedDevice, Work

if TYPE_CHECKING:
    from robot_cells.simulations.site import Site

BLOCKED = "vehicle.blocked"
"""The code where there is no way, or something stays in it."""
DOCKING_SHARE = 0.25
"""So much of the vehicle's `transfer_s` is docking, the rest is the handing over."""


class SimulatedVehicle(SimulatedDevice):
    """Commands `travel`, `dock`, `transfer`. The distance driven is the line's, from where the vehicle really stands.

    A drive that is cancelled ends where the vehicle is on the way; from there it can go on or back.
    """

    def __init__(self, site: Site, device: Device, vehicle: Vehicle) -> None:
        super().__init__(site, device)
        self.vehicle = vehicle
        self.origin = vehicle.home
        self.target = vehicle.home
        self.share = 1.0
        """How much of the way from `origin` to `target` is driven."""
        self.docked = False
        self.carries: SerialNumber | None = None
        self._trips = 0

    @property
    def at(self) -> CellId | None:
        """The cell at which the vehicle stands; None on the way."""
        return self.target if self.share >= 1.0 else None

    def begin(self, command: str, parameters: CommandParameters, at_s: float) -> Work:
        """See docs/devices.md."""
        if command == "travel":
            return self._travel(parameters, at_s)
        if command == "dock":
            return self._dock(CellId(parameters.text("at")))
        if command == "transfer":
            return self._transfer(parameters)
        raise self.unknown(command)

    def _travel(self, parameters: CommandParameters, at_s: float) -> Work:
        target = CellId(parameters.text("to"))
        parameters.number("distance_m", 0.0, minimum=0.0)
        try:
            distance_m = self._distance_m(target)
        except KeyError as error:
            raise CommandError(BLOCKED, f"There is no way to the cell {error}.") from error
        slower, subject = self._next_trip()
        duration_s = distance_m / self.vehicle.speed_mps * slower
        start, self.docked = self.at or self.origin, False
        before = (self.origin, self.share)

        def finish(_: float) -> Effect:
            """It is done."""
            self.origin, self.target, self.share = target, target, 1.0
            return Effect({"from": start, "to": target, "duration_s": duration_s})

        def abort(now_s: float) -> None:
            """It stands somewhere on the way."""
            driven = (now_s - at_s) / duration_s if duration_s else 1.0
            # Only a drive that began at a cell is kept with its share; one from the way counts as begun at its origin.
            self.origin, self.share = start, driven if before[1] >= 1.0 else before[1] + (1.0 - before[1]) * driven
            self.target = target

        return Work(duration_s, finish, self.carries or "", subject, abort)

    def _next_trip(self) -> tuple[float, str]:
        """By how much slower it drives this time, and the trip's name."""
        self._trips += 1
        late = self.site.plant.faults.take(
            LateVehicle, lambda fault: fault.vehicle == self.vehicle.id and fault.trip == self._trips
        )
        return (late.factor if late else 1.0), f"trip {self._trips}"

    def _distance_m(self, target: CellId) -> float:
        """From where the vehicle is, forward or back along the way it is on; raises `KeyError` for an unknown cell."""
        line = self.site.plant.line
        way_m = line.distance_m(self.origin, self.target)
        forward = way_m * (1.0 - self.share) + line.distance_m(self.target, target)
        back = way_m * self.share + line.distance_m(self.origin, target)
        return min(forward, back)

    def _dock(self, cell: CellId) -> Work:
        self._check_at(cell)

        def finish(_: float) -> Effect:
            """It is done."""
            self.docked = True
            return Effect({"at": cell})

        duration_s = 0.0 if self.docked else DOCKING_SHARE * self.vehicle.transfer_s
        return Work(duration_s, finish, self.carries or "")

    def _transfer(self, parameters: CommandParameters) -> Work:
        direction, cell = parameters.text("direction"), CellId(parameters.text("at"))
        serial = SerialNumber(parameters.text("serial"))
        if direction not in ("load", "unload"):
            raise CommandError(BAD_PARAMETER, f"The direction is {direction!r}: it is load or unload.")
        self._check_at(cell)
        if not self.docked:
            raise CommandError("vehicle.not_there", f"The vehicle is at {cell}, but not docked.")
        check, move = (self._check_load, self._load) if direction == "load" else (self._check_unload, self._unload)
        check(serial, cell)

        def finish(_: float) -> Effect:
            """It is done."""
            check(serial, cell)
            move(serial, cell)
            return Effect({"serial": serial})

        return Work((1.0 - DOCKING_SHARE) * self.vehicle.transfer_s, finish, serial, direction)

    def _check_load(self, serial: SerialNumber, cell: CellId) -> None:
        if self.carries is not None:
            raise CommandError("vehicle.occupied", f"The vehicle carries {self.carries} already.")
        if self.site.plant.floor.find(serial, cell) is None:
            raise CommandError("vehicle.no_product", f"The product {serial} is not at {cell}.")

    def _load(self, serial: SerialNumber, cell: CellId) -> None:
        tray = self.site.plant.floor.find(serial, cell)
        if tray is not None:
            tray.handled()
            self.site.plant.floor.move(serial, self.vehicle.id)
            self.carries = serial

    def _check_unload(self, serial: SerialNumber, cell: CellId) -> None:
        if self.carries != serial:
            raise CommandError("vehicle.no_product", f"The vehicle does not carry {serial}.")
        if not self.site.plant.floor.has_room(cell):
            raise CommandError("vehicle.occupied", f"There is no room for {serial} at {cell}.")

    def _unload(self, serial: SerialNumber, cell: CellId) -> None:
        self.site.plant.floor.move(serial, cell)
        self.carries = None

    def _check_at(self, cell: CellId) -> None:
        if self.at != cell:
            where = f"at {self.at}" if self.at else f"on the way from {self.origin} to {self.target}"
            raise CommandError("vehicle.not_there", f"The vehicle is {where}, not at {cell}.")
