"""What can be wrong with a camera, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass

DIRTY = "camera.dirty"
DARK = "camera.dark"
OVEREXPOSED = "camera.overexposed"
MOVED = "camera.moved"
OUT_OF_FOCUS = "camera.out_of_focus"
FROZEN = "camera.frozen"
STOPPED = "camera.stopped"

REMEDIES = {
    DIRTY: "Clean the lens and the glass before it; compare with a picture of a clean day.",
    DARK: "See to the lamp, the lens cap, the aperture and the exposure time.",
    OVEREXPOSED: "See to stray light, the aperture and the exposure time.",
    MOVED: "Put the camera back and fasten it, or calibrate it and take its reference pictures anew.",
    OUT_OF_FOCUS: "Focus the lens and lock it; see whether the distance to the product is still the same.",
    FROZEN: "Start the camera and its driver again: what they send is an old picture.",
    STOPPED: "See to the camera's power, cable and driver.",
}
"""Every code, and what to do."""


@dataclass(frozen=True, slots=True)
class CameraFinding:
    """Something is wrong with a camera: the code is that of the alarm, `since_s` the stamp of what showed it first."""

    code: str
    message: str
    since_s: float

    @property
    def remedy(self) -> str:
        """What to do now."""
        return REMEDIES[self.code]
