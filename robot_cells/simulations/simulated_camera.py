"""A simulated camera, fixed over the working place: it sees the true state of the tray."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache

from robot_cells.simulations.change import Picture
from robot_cells.simulations.command_error import CommandError
from robot_cells.simulations.command_parameters import CommandParameters
from robot_cells.simulations.fault_plan import CameraNoImage
from robot_cells.simulations.picture_frame import WORKING_DISTANCE_M, picture_frame
from robot_cells.simulations.simulated_device import Effect, SimulatedDevice, Work
from robot_cells.simulations.simulated_tray import SimulatedTray
from robot_cells.simulations.tray import Tray
from robot_cells.simulations.tray_picture import DEFAULT_WIDTH_PX, draw_ahead, render
from robot_cells.simulations.true_defects import true_defects

EXPOSURE_S = 0.02
READ_OUT_S = 0.6
"""Settling of the light, read-out and transfer of a picture."""


class SimulatedCamera(SimulatedDevice):
    """Command `capture`. The picture shows the tray at the end of the exposure, which is its stamp."""

    def begin(self, command: str, parameters: CommandParameters, at_s: float) -> Work:
        """See docs/devices.md."""
        if command != "capture":
            raise self.unknown(command)
        exposure_s = parameters.number("exposure_s", EXPOSURE_S, minimum=0.0, maximum=10.0)
        tray = self.site.tray
        if tray is None:
            raise CommandError("camera.no_image", "No product stands at the station.")
        if self.why_blind:
            raise CommandError("camera.no_image", self.why_blind)
        serial = tray.serial
        # Nothing on the tray moves during an exposure: what it shows is settled when it begins.
        seen = replace(tray, tray=copied(tray.tray))
        seed = self.site.plant.random.next_seed("picture", self.site.cell, self.device.id, serial)
        stamp_s, topic = at_s + exposure_s, f"{self.site.cell}/{self.device.id}/image_raw"
        develop, scale = cache(self.exposed(seen, seed, at_s)), self.metres_per_pixel(seen)

        def finish(_: float) -> Effect:
            """The picture, or none where that was planned."""
            if self.site.plant.faults.take(CameraNoImage, lambda fault: fault.serial == serial):
                raise CommandError("camera.no_image", "The camera gave no picture.")
            result = {"image": topic, "stamp_s": stamp_s, "metres_per_pixel": scale}
            return Effect(result, str(serial), develop)

        taken_s = exposure_s + self.jitter(READ_OUT_S, serial)
        return Work(taken_s, finish, serial, develop=develop, shows=true_defects(seen.tray, seen.layout))

    @property
    def working_distance_m(self) -> float:
        """From the lens to the plane on which parts are placed; focal lengths follow from it and the scale."""
        return WORKING_DISTANCE_M

    @property
    def why_blind(self) -> str:
        """Why it can give no pictures at all, in a sentence; empty where it can."""
        return ""

    def metres_per_pixel(self, tray: SimulatedTray) -> float:
        """Edge length of a pixel on the plane on which the tray's parts are placed, metres."""
        return picture_frame(tray.layout, DEFAULT_WIDTH_PX).metres_per_pixel

    def exposed(self, tray: SimulatedTray, seed: int, at_s: float) -> Callable[[], Picture]:
        """What gives the picture of a tray that will not change any more, taken at `at_s`."""
        del at_s
        return lambda: render(tray.layout, tray.tray, seed).image

    def warm_up(self, tray: SimulatedTray) -> None:
        """Do what the first picture of a product needs and the others do not."""
        render(tray.layout, tray.tray, seed=0)

    def ahead(self, tray: SimulatedTray) -> Callable[[], object]:
        """What is worth doing while a tray waits for its picture, with it as it is now; in the pictures' thread."""
        modules, layout = dict(tray.tray.modules), tray.layout
        return lambda: draw_ahead(layout, modules)


def copied(tray: Tray) -> Tray:
    """The state of a tray as it is now; what happens to the tray leaves it alone."""
    return replace(
        tray,
        parts=list(tray.parts),
        modules=dict(tray.modules),
        screws=dict(tray.screws),
        couplings=set(tray.couplings),
        cables=set(tray.cables),
        loose_cables=dict(tray.loose_cables),
    )
