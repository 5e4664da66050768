"""A simulated camera, fixed over the working place: it sees the true state of the tray."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from robot_cells.simulations.command_error import CommandError
from robot_cells.simulations.command_parameters import CommandParameters
from robot_cells.simulations.fault_plan import CameraNoImage
from robot_cells.simulations.picture_frame import picture_frame
from robot_cells.simulations.simulated_device import Effect, SimulatedDevice, Work
from robot_cells.simulations.tray import Tray
from robot_cells.simulations.tray_picture import DEFAULT_WIDTH_PX, render
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
        serial = tray.serial
        # Nothing on the tray moves during an exposure: what it shows is settled when it begins.
        seen, layout = _copy(tray.tray), tray.layout
        seed = self.site.plant.random.next_seed("picture", self.site.cell, self.device.id, serial)
        stamp_s, topic = at_s + exposure_s, f"{self.site.cell}/{self.device.id}/image_raw"

        develop = cache(lambda: render(layout, seen, seed).image)

        def finish(_: float) -> Effect:
            """The picture, or none where that was planned."""
            if self.site.plant.faults.take(CameraNoImage, lambda fault: fault.serial == serial):
                raise CommandError("camera.no_image", "The camera gave no picture.")
            scale = picture_frame(layout, DEFAULT_WIDTH_PX).metres_per_pixel
            result = {"image": topic, "stamp_s": stamp_s, "metres_per_pixel": scale}
            return Effect(result, str(serial), develop)

        taken_s = exposure_s + self.jitter(READ_OUT_S, serial)
        return Work(taken_s, finish, serial, develop=develop, shows=true_defects(seen, layout))


def _copy(tray: Tray) -> Tray:
    return replace(
        tray,
        parts=list(tray.parts),
        modules=dict(tray.modules),
        screws=dict(tray.screws),
        couplings=set(tray.couplings),
        cables=set(tray.cables),
        loose_cables=dict(tray.loose_cables),
    )
