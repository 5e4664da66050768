"""A vehicle that drives by its wheels over the floor that it shares with the others."""

from __future__ import annotations

import math

from robot_cells.errors import SceneError
from robot_cells.ids import CellId, SerialNumber
from robot_cells.lines.device import Device
from robot_cells.lines.vehicle import Vehicle
from robot_cells.simulations.command_error import CommandError
from robot_cells.simulations.command_parameters import CommandParameters
from robot_cells.simulations.physics.floor_physics import RESTED_S, FloorPhysics
from robot_cells.simulations.physics.slide_move import SlideMove
from robot_cells.simulations.simulated_device import Effect, Work
from robot_cells.simulations.simulated_vehicle import BLOCKED, SimulatedVehicle
from robot_cells.simulations.site import Site

RAISED_M, LIFT_MPS = 0.05, 0.05
"""A vehicle that has docked has its lift so high; how fast it moves there."""


class PhysicsVehicle(SimulatedVehicle):
    """Commands as `SimulatedVehicle`. Docking raises the lift; a tray is handed over onto it, and rides on it.

    Two vehicles keep apart; one that waits too long for what is in its way fails with `vehicle.blocked`. Raises
    `SceneError` for a plant without a floor.
    """

    def __init__(self, site: Site, device: Device, vehicle: Vehicle) -> None:
        super().__init__(site, device, vehicle)
        if site.driving is None:
            raise SceneError("It has no floor.", where=str(vehicle.id), remedy="Simulate the line with physics.")
        self.floor: FloorPhysics = site.driving

    @property
    def at(self) -> CellId | None:
        """The cell at which the vehicle stands; None on the way."""
        return self.floor.vehicles[self.vehicle.id].stands_at

    def _travel(self, parameters: CommandParameters, at_s: float) -> Work:
        target = CellId(parameters.text("to"))
        parameters.number("distance_m", 0.0, minimum=0.0)
        mine = self.vehicle.id
        if target not in self.floor.lanes.docks:
            raise CommandError(BLOCKED, f"There is no way to the cell {target!r}.")
        slower, subject = self._next_trip()
        origin = self.at or self.origin
        driver = self.floor.start(mine, target, slower)
        if driver is None:
            self.floor.rests(mine, at_s + RESTED_S)
            return Work(0.0, lambda _: Effect({"from": target, "to": target, "duration_s": 0.0}), subject=subject)
        self.origin, self.target, self.docked = origin, target, False
        lift = self.floor.vehicles[mine].body.lift
        if lift.at_m > 0.0:
            self.floor.add(SlideMove(lift, 0.0, LIFT_MPS))

        def finish(now_s: float) -> Effect:
            """It stands where it wanted to, or on the way."""
            if driver.problem:
                raise CommandError(BLOCKED, driver.problem)
            self.floor.arrived(mine)
            # With a tray on board it is on an errand, however long that is held up.
            self.floor.rests(mine, now_s + RESTED_S if self.carries is None else math.inf)
            return Effect({"from": origin, "to": target, "duration_s": now_s - at_s})

        def abort(_: float) -> None:
            """It comes to a stand on the way."""
            self.floor.stop(mine)

        self.floor.drive(self, driver)
        return Work(None, finish, self.carries or "", subject, abort)

    def _dock(self, cell: CellId) -> Work:
        self._check_at(cell)
        mine = self.vehicle.id
        self.floor.rests(mine, math.inf)
        move = SlideMove(self.floor.vehicles[mine].body.lift, RAISED_M, LIFT_MPS)

        def finish(now_s: float) -> Effect:
            """The lift is up."""
            self._check_at(cell)
            if move.problem:
                raise CommandError(BLOCKED, move.problem)
            self.docked = True
            self.floor.rests(mine, now_s + RESTED_S if self.carries is None else math.inf)
            return Effect({"at": cell})

        if self.docked:
            return Work(0.0, finish, self.carries or "")
        self.floor.drive(self, move)
        return Work(None, finish, self.carries or "", abort=lambda _: self.floor.end(move))

    def _load(self, serial: SerialNumber, cell: CellId) -> None:
        super()._load(serial, cell)
        if self.carries == serial:
            self.floor.wake()
            self.floor.vehicles[self.vehicle.id].body.take_load()
            self.floor.rests(self.vehicle.id, math.inf)

    def _unload(self, serial: SerialNumber, cell: CellId) -> None:
        super()._unload(serial, cell)
        self.floor.wake()
        self.floor.vehicles[self.vehicle.id].body.give_load()
        self.floor.rests(self.vehicle.id, self.floor.now_s)
