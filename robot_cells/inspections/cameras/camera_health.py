"""Whether a camera is dirty, dark, moved, out of focus, frozen or stopped: from what its pictures measure."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median

import cv2
import numpy as np
import numpy.typing as npt

from robot_cells.inspections.cameras.camera_finding import (
    DARK,
    DIRTY,
    FROZEN,
    MOVED,
    OUT_OF_FOCUS,
    OVEREXPOSED,
    STOPPED,
    CameraFinding,
)
from robot_cells.inspections.cameras.picture_measurement import PictureMeasurement

Map = npt.NDArray[np.int8]

PERCENT = 100.0
MEDIAN_ERROR = 1.253
"""Standard error of a median of normal values, by that of their mean: the square root of pi / 2."""
SPOTS_EVERY = 5
"""Spots are looked for at every fifth picture: dirt has time, and a median of many pictures has not."""


@dataclass(frozen=True, slots=True)
class HealthLimits:
    """From when on something is wrong. Windows are numbers of pictures; a finding needs at least half of its window.

    `darkest` is the brightness (0 to 255) below which a picture is dark, `darkest_share` the share of what is usual;
    `saturated_share` how much may be white. `blur` is how much of the fine edges must be lost, `shift` how far the
    scene must have moved as a share of the picture's width, `rotation_rad` and `scale` likewise; each only
    where it is more than `sigmas` standard errors of the window's median. `spot_contrast` is the least change of
    brightness of a spot, `spot_share` its least area as a share of the picture. `same` equal pictures are a frozen
    camera. `stopped_after_s` without a picture is a stopped one; None: pictures come only when somebody asks.
    """

    darkest: float = 35.0
    darkest_share: float = 0.5
    saturated_share: float = 0.15
    light_window: int = 3
    blur: float = 0.2
    focus_window: int = 5
    shift: float = 0.006
    rotation_rad: float = 0.008
    scale: float = 0.01
    pose_window: int = 10
    lost_window: int = 4
    sigmas: float = 5.0
    spot_contrast: float = 0.06
    spot_share: float = 0.0002
    spot_window: int = 15
    same: int = 3
    stopped_after_s: float | None = None


class CameraHealth:
    """Takes the measurements of one camera's pictures in their order; knows what is wrong after each.

    A finding ends when its window shows no more of it than seven tenths of the limit.
    """

    def __init__(self, limits: HealthLimits | None = None, begun_s: float = 0.0) -> None:
        self._limits = limits or HealthLimits()
        self._found: dict[str, CameraFinding] = {}
        own = self._limits
        self._light: deque[tuple[float, float, float]] = deque(maxlen=own.light_window)
        self._focus: deque[float] = deque(maxlen=own.focus_window)
        self._poses: deque[tuple[float, float, float, float]] = deque(maxlen=own.pose_window)
        self._spots: deque[Map] = deque(maxlen=own.spot_window)
        self._digest, self._same, self._lost = "", 0, 0
        self._until_spots = 0
        self._begun_s = begun_s
        self._latest_s: float | None = None

    @property
    def findings(self) -> tuple[CameraFinding, ...]:
        """What is wrong now, in the order in which it was found."""
        return tuple(self._found.values())

    def observe(self, measurement: PictureMeasurement) -> tuple[CameraFinding, ...]:
        """One more picture; returns what is wrong now. One that is not newer than the latest tells nothing."""
        if self._latest_s is not None and measurement.at_s <= self._latest_s:
            return self.findings
        self._latest_s = measurement.at_s
        self._found.pop(STOPPED, None)
        self._judge_frozen(measurement)
        self._judge_light(measurement)
        if measurement.is_known and self._same == 0 and self._is_lit(measurement):
            self._judge_focus(measurement)
            self._judge_pose(measurement)
            self._judge_spots(measurement)
        return self.findings

    def check(self, at_s: float) -> tuple[CameraFinding, ...]:
        """Time has passed without a picture; returns what is wrong now."""
        limit_s = self._limits.stopped_after_s
        latest_s = self._begun_s if self._latest_s is None else self._latest_s
        if limit_s is not None and at_s - latest_s > limit_s:
            self._say(STOPPED, f"No picture has come for {at_s - latest_s:.1f} s.", latest_s)
        return self.findings

    def _say(self, code: str, message: str, at_s: float) -> None:
        since_s = self._found[code].since_s if code in self._found else at_s
        self._found[code] = CameraFinding(code, message, since_s)

    def _settle(self, code: str, excess: float, message: str, at_s: float) -> None:
        """`excess` is what was measured by its limit: 1 begins a finding, 0.7 ends it."""
        if excess >= 1.0 or (code in self._found and excess >= 0.7):
            self._say(code, message, at_s)
        else:
            self._found.pop(code, None)

    def _judge_frozen(self, picture: PictureMeasurement) -> None:
        is_same = bool(picture.digest) and picture.digest == self._digest
        self._same = self._same + 1 if is_same else 0
        self._digest = picture.digest
        seen = self._same + 1
        self._settle(
            FROZEN, seen / self._limits.same, f"The last {seen} pictures are equal in every bit.", picture.at_s
        )
        if not is_same:
            self._found.pop(FROZEN, None)

    def _is_lit(self, picture: PictureMeasurement) -> bool:
        floor = max(self._limits.darkest, self._limits.darkest_share * picture.usual_brightness)
        return picture.brightness >= floor and picture.saturated_share <= self._limits.saturated_share

    def _judge_light(self, picture: PictureMeasurement) -> None:
        own = self._limits
        floor = max(own.darkest, own.darkest_share * picture.usual_brightness)
        self._light.append((picture.brightness, floor, picture.saturated_share))
        if len(self._light) < own.light_window:
            return
        brightest = max(brightness / limit for brightness, limit, _ in self._light)
        text = f"The brightness of the last {len(self._light)} pictures is at most {brightest * floor:.0f} of 255"
        usual = f"; {picture.usual_brightness:.0f} is usual." if picture.usual_brightness else "."
        self._settle(DARK, 1.0 / max(brightest, 1e-3), text + usual, picture.at_s)
        white = min(share for _, _, share in self._light)
        text = f"At least {white:.0%} of each of the last {len(self._light)} pictures is white."
        self._settle(OVEREXPOSED, white / own.saturated_share, text, picture.at_s)

    def _judge_focus(self, picture: PictureMeasurement) -> None:
        own = self._limits
        if picture.sharpness is None:
            return
        self._focus.append(picture.sharpness)
        if 2 * len(self._focus) < own.focus_window:
            return
        typical = median(self._focus)
        error = MEDIAN_ERROR * picture.sharpness_sigma / math.sqrt(len(self._focus))
        text = f"Edges have {math.exp(typical):.0%} of their usual sharpness."
        self._settle(OUT_OF_FOCUS, -typical / max(-math.log(1 - own.blur), own.sigmas * error), text, picture.at_s)

    def _judge_pose(self, picture: PictureMeasurement) -> None:
        own = self._limits
        if picture.pose is None:
            self._lost += 1
            # What is blurred is not found either, and has a finding of its own.
            if self._lost >= own.lost_window and OUT_OF_FOCUS not in self._found:
                text = f"What this camera usually sees is not found in the last {self._lost} pictures."
                self._say(MOVED, text, picture.at_s)
            return
        self._lost = 0
        self._poses.append(picture.pose.values)
        count = len(self._poses)
        if 2 * count < own.pose_window:
            return
        typical = [median(column) for column in zip(*self._poses, strict=True)]
        least = (own.shift * picture.width_px,) * 2 + (own.rotation_rad, own.scale)
        excess = [
            abs(value) / max(limit, own.sigmas * MEDIAN_ERROR * sigma / math.sqrt(count))
            for value, limit, sigma in zip(typical, least, picture.pose_sigma, strict=True)
        ]
        text = (
            f"The scene lies {typical[0]:+.1f} px to the right and {typical[1]:+.1f} px down of where it lay, "
            f"turned by {math.degrees(typical[2]):+.2f} degrees, {1 + typical[3]:.3f} times as large."
        )
        self._settle(MOVED, max(excess), text, picture.at_s)

    def _judge_spots(self, picture: PictureMeasurement) -> None:
        own = self._limits
        if picture.spots is None or picture.spots_sigma is None:
            return
        if MOVED in self._found or OUT_OF_FOCUS in self._found:
            # The scene is not what the map was made from; dirt that was found before stays found.
            self._spots.clear()
            return
        if self._spots and self._spots[-1].shape != picture.spots.shape:
            self._spots.clear()
        self._spots.append(picture.spots)
        self._until_spots -= 1
        if len(self._spots) < own.spot_window or self._until_spots > 0:
            return
        self._until_spots = SPOTS_EVERY
        spots = list(self._spots_found(picture.spots_sigma))
        places = ", ".join(f"({x:.0%}, {y:.0%})" for _, x, y in spots[:3])
        count = "1 spot stays" if len(spots) == 1 else f"{len(spots)} spots stay"
        text = f"{count} in the last {own.spot_window} pictures, at {places} of width and height."
        self._settle(DIRTY, 1.0 if spots else 0.0, text, picture.at_s)

    def _spots_found(self, sigma: Map) -> Iterator[tuple[int, float, float]]:
        """Area in pixels and centre as shares of width and height of each spot, the largest first."""
        typical = np.median(np.stack(self._spots), axis=0)
        # Both the window and the reference are samples; where things vary, their medians do.
        error = MEDIAN_ERROR * sigma.astype(np.float32) * math.sqrt(2.0 / len(self._spots))
        limit = np.maximum(PERCENT * self._limits.spot_contrast, self._limits.sigmas * error)
        mask = np.asarray(np.abs(typical) >= limit, dtype=np.uint8)
        if mask.size == 0 or not mask.any():
            return
        _, _, stats, centres = cv2.connectedComponentsWithStats(mask, connectivity=8)
        least = self._limits.spot_share * mask.size
        order = np.argsort(-stats[1:, cv2.CC_STAT_AREA], kind="stable") + 1
        for label in order:
            area = int(stats[label, cv2.CC_STAT_AREA])
            if area >= least:
                yield area, float(centres[label][0] / mask.shape[1]), float(centres[label][1] / mask.shape[0])
