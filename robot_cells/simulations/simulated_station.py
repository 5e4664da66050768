"""A simulated station: takes products in, locates them, lays out kits, lets finished products go."""

from __future__ import annotations

from robot_cells.ids import ProductId, SerialNumber
from robot_cells.simulations.command_error import BAD_PARAMETER, CommandError
from robot_cells.simulations.command_parameters import CommandParameters
from robot_cells.simulations.fault_plan import MissingPart
from robot_cells.simulations.simulated_device import Effect, SimulatedDevice, Work
from robot_cells.simulations.simulated_tray import SimulatedTray
from robot_cells.simulations.tray import Tray
from robot_cells.simulations.tray_pose import TrayPose

RECEIVE_S = 8.0
TAKE_IN_S = 4.0
RELEASE_S = 5.0
KIT_S_PER_PART = 1.5
KIT_CHECK_S = 2.0

POSITION_SPREAD_M = 0.002
YAW_SPREAD_RAD = 0.008
"""A tray stands anywhere within this around its nominal pose."""
LOCATING_M = 0.00005
LOCATING_RAD = 0.0001
"""Standard deviation with which the station locates it."""
TIGHT_LEAK_PA_M3_S = (1e-5, 5e-5)
"""The leak rate of a sound loop lies in this range."""


class SimulatedStation(SimulatedDevice):
    """Commands `receive`, `take_in`, `release`, `kit`, `dwell`, `changeover`."""

    def begin(self, command: str, parameters: CommandParameters, at_s: float) -> Work:
        """See docs/devices.md."""
        if command in ("dwell", "changeover"):
            return Work(parameters.number("duration_s", minimum=0.0), lambda _: Effect())
        if command not in ("receive", "take_in", "release", "kit"):
            raise self.unknown(command)
        serial = SerialNumber(parameters.text("serial"))
        if command == "receive":
            return self._receive(serial, ProductId(parameters.text("product")))
        if command == "take_in" and self.site.plant.floor.inside_at(serial, self.site.cell):
            # A product in a machine of this cell is at its working place already.
            return Work(self.jitter(TAKE_IN_S, serial), lambda _: Effect(_located(self.site.geometry.tray)), serial)
        tray = self.site.plant.floor.find(serial, self.site.cell)
        if tray is None:
            where = self.site.plant.floor.where(serial)
            raise CommandError("station.no_product", f"The product {serial} is not here but {where or 'nowhere'}.")
        if command == "take_in":
            return Work(self.jitter(TAKE_IN_S, serial), lambda _: self._take_in(tray), serial)
        if command == "release":
            return Work(self.jitter(RELEASE_S, serial), lambda end_s: self._release(tray, end_s), serial)
        missing = tray.missing_parts()
        duration_s = self.jitter(KIT_CHECK_S + KIT_S_PER_PART * len(missing), serial)
        return Work(duration_s, lambda _: self._kit(tray, missing), serial)

    def _receive(self, serial: SerialNumber, product: ProductId) -> Work:
        floor, known = self.site.plant.floor, self.site.plant.products.get(product)
        if known is None or known.layout is None:
            raise CommandError(BAD_PARAMETER, f"The product {product!r} is not known, or has no layout.")
        layout = known.layout
        if floor.where(serial) is not None:
            raise CommandError("station.occupied", f"The product {serial} is on the line already.")
        if not floor.has_room(self.site.cell):
            raise CommandError("station.occupied", f"There is no room for {serial} in this cell.")

        def finish(_: float) -> Effect:
            """The tray is there."""
            drawn = self.site.plant.random.next("tight_leak", serial)
            tray = SimulatedTray(Tray(serial, product), layout, float(drawn.uniform(*TIGHT_LEAK_PA_M3_S)))
            floor.add(tray, self.site.cell)
            self._stand(tray)
            return Effect()

        return Work(self.jitter(RECEIVE_S, serial), finish, serial)

    def _take_in(self, tray: SimulatedTray) -> Effect:
        self._check_here(tray)
        tray.handled()
        self._stand(tray)
        drawn = self.site.plant.random.next("locate", self.site.cell, tray.serial)
        dx, dy = (float(value) for value in drawn.normal(0.0, LOCATING_M, 2))
        turn = float(drawn.normal(0.0, LOCATING_RAD))
        pose = tray.pose
        return Effect(_located(TrayPose(pose.x_m + dx, pose.y_m + dy, pose.z_m, pose.yaw_rad + turn)))

    def _stand(self, tray: SimulatedTray) -> None:
        """Bring the tray to the working place, unless it stands there: it then stays exactly where it is."""
        if self.site.tray is tray:
            return
        self.site.plant.floor.take_in(tray.serial)
        nominal = self.site.geometry.tray
        drawn = self.site.plant.random.next("stand", self.site.cell, tray.serial)
        dx, dy, turn = (float(value) for value in drawn.uniform(-1.0, 1.0, 3))
        tray.pose = TrayPose(
            nominal.x_m + dx * POSITION_SPREAD_M,
            nominal.y_m + dy * POSITION_SPREAD_M,
            nominal.z_m,
            nominal.yaw_rad + turn * YAW_SPREAD_RAD,
        )

    def _release(self, tray: SimulatedTray, at_s: float) -> Effect:
        self._check_here(tray)
        self.site.plant.floor.remove(tray.serial)
        self.site.plant.truth.released(at_s, tray)
        return Effect()

    def _kit(self, tray: SimulatedTray, missing: list[str]) -> Effect:
        self._check_here(tray)
        fault = self.site.plant.faults.take(
            MissingPart, lambda item: item.serial == tray.serial and item.part in missing
        )
        if fault is not None:
            raise CommandError("station.part_missing", f"There is no {fault.part} in stock for {tray.serial}.")
        tray.tray.parts.extend(missing)
        return Effect({"parts": sorted(tray.tray.parts)})

    def _check_here(self, tray: SimulatedTray) -> None:
        if self.site.plant.floor.find(tray.serial, self.site.cell) is None:
            raise CommandError("station.no_product", f"The product {tray.serial} was taken away.")


def _located(pose: TrayPose) -> dict[str, object]:
    return {"x_m": pose.x_m, "y_m": pose.y_m, "yaw_rad": pose.yaw_rad}
