"""A station of a cell with bodies: what stands at its working place stands in the world."""

from __future__ import annotations

from robot_cells.simulations.simulated_device import Effect
from robot_cells.simulations.simulated_station import SimulatedStation
from robot_cells.simulations.simulated_tray import SimulatedTray


class PhysicsStation(SimulatedStation):
    """As `SimulatedStation`; the world is made anew when another tray stands there, and when one leaves."""

    def _stand(self, tray: SimulatedTray) -> None:
        was, physics = self.site.tray, self.site.physics
        super()._stand(tray)
        if physics is None:
            return
        parts = physics.parts
        if was is tray and (parts is None or parts.tray is tray):
            if parts is not None:
                parts.drop_lost_screws()
                parts.keep_fastened()
            return
        physics.rebuild()

    def _release(self, tray: SimulatedTray, at_s: float) -> Effect:
        effect = super()._release(tray, at_s)
        if self.site.physics is not None:
            self.site.physics.rebuild()
        return effect

    def _kit(self, tray: SimulatedTray, missing: list[str]) -> Effect:
        effect = super()._kit(tray, missing)
        if self.site.physics is not None and self.site.physics.parts is not None:
            self.site.physics.parts.feed()
        return effect
