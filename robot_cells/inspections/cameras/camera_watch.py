"""Watches one camera over its pictures: learns how each scene looks, then says when something is wrong."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from robot_cells.errors import InspectionError
from robot_cells.inspections.cameras.camera_finding import CameraFinding
from robot_cells.inspections.cameras.camera_health import CameraHealth, HealthLimits
from robot_cells.inspections.cameras.picture_measurement import PictureMeasurement, measure
from robot_cells.inspections.cameras.picture_reference import PictureReference, learn_reference
from robot_cells.inspections.cameras.small_picture import SmallPicture, small_picture

LEARNED_FROM = 20
SCENES_MAX = 64


class CameraWatch:
    """One camera. A scene is what its pictures show, such as a product; each is learned from its first pictures.

    While a scene is learned only light, repetition and silence are judged. Not for use by several threads at once.
    """

    def __init__(
        self,
        limits: HealthLimits | None = None,
        references: Mapping[str, PictureReference] | None = None,
        *,
        learned_from: int = LEARNED_FROM,
        begun_s: float = 0.0,
    ) -> None:
        self._health = CameraHealth(limits, begun_s)
        self._references = dict(references or {})
        self._learned_from = learned_from
        self._learning: dict[str, list[SmallPicture]] = {}

    @property
    def findings(self) -> tuple[CameraFinding, ...]:
        """What is wrong now."""
        return self._health.findings

    @property
    def references(self) -> Mapping[str, PictureReference]:
        """Those that were given or learned, by scene: save them, so that a restart does not forget."""
        return self._references

    def forget(self, scene: str = "") -> None:
        """Learn a scene anew (empty: all), after the camera was moved or refocused on purpose."""
        for name in [item for item in (*self._references, *self._learning) if scene in {"", item}]:
            self._references.pop(name, None)
            self._learning.pop(name, None)

    def observe(self, image: npt.NDArray[np.generic], at_s: float, scene: str = "") -> tuple[CameraFinding, ...]:
        """One picture with its stamp in seconds; returns what is wrong now. What is no picture changes nothing."""
        try:
            picture = small_picture(image)
        except InspectionError:
            return self.findings
        return self._health.observe(self._measured(picture, at_s, scene))

    def check(self, at_s: float) -> tuple[CameraFinding, ...]:
        """Time has passed; returns what is wrong now."""
        return self._health.check(at_s)

    def _measured(self, picture: SmallPicture, at_s: float, scene: str) -> PictureMeasurement:
        reference = self._references.get(scene)
        if reference is not None and reference.mean.shape == picture.grey.shape:
            return measure(picture, reference, at_s)
        self._learn(picture, scene)
        width_px = max(picture.grey.shape) / picture.scale
        bare = (picture.brightness, 0.0, picture.saturated_share, picture.digest, width_px)
        # Without a reference the health has no say on pose and spots, which must not look like a scene that is lost.
        return PictureMeasurement(at_s, *bare, None, 0.0, None, (0.0, 0.0, 0.0, 0.0), None, None, is_known=False)

    def _learn(self, picture: SmallPicture, scene: str) -> None:
        if scene not in self._learning and len(self._learning) + len(self._references) >= SCENES_MAX:
            return
        pictures = self._learning.setdefault(scene, [])
        if not pictures or pictures[-1].digest != picture.digest:
            pictures.append(picture)
        if len(pictures) < self._learned_from:
            return
        try:
            self._references[scene] = learn_reference(pictures)
        except InspectionError:
            # The first one may be the odd one out: the older half makes room.
            del pictures[: len(pictures) // 2]
        else:
            del self._learning[scene]
