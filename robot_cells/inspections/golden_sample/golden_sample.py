"""The golden sample: what a faultless product looks like."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from robot_cells.errors import InspectionError
from robot_cells.inspections.golden_sample.straight_lens import StraightLens, seen_layout, tops_of
from robot_cells.inspections.golden_sample.tray_scale import TrayScale
from robot_cells.orders.layout import Layout

Image = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True, eq=False)
class GoldenSample:
    """Pictures of the faultless product: `complete`, and `bare` with its modules only (no screws, cables, couplings).

    Both are (height, width, 3) of uint8, BGR, the tray exactly where `scale` says. Without `bare` a part is present
    when it looks as in `complete`; with it, when it looks more like that than like the empty place. `name` tells
    version and content: a sample made of other pictures has another name.

    `layout` says where parts are seen. With a `lens` that is not where they stand: `true_layout` says that, and
    `nearer` by module how many times larger than on the tray's bottom its upper side is seen.
    """

    name: str
    layout: Layout
    scale: TrayScale
    complete: Image
    bare: Image | None = None
    lens: StraightLens | None = None
    true_layout: Layout | None = None
    nearer: Mapping[str, float] = field(default_factory=dict)

    @classmethod
    def of_pictures(
        cls,
        name: str,
        layout: Layout,
        scale: TrayScale,
        complete: Sequence[Image],
        bare: Sequence[Image] = (),
        lens: StraightLens | None = None,
    ) -> GoldenSample:
        """A sample from one or more pictures of faultless products, each already in its place.

        The median of the pictures drops what differs from product to product: noise, the turn of the screws, the slack
        of the cables. Raises `InspectionError` when there is no picture, or when they differ in size.
        """
        if not complete:
            raise InspectionError(f"The golden sample {name!r} has no picture.", remedy="Give at least one picture.")
        pictures = [*complete, *bare]
        for picture in pictures:
            if picture.shape != pictures[0].shape or picture.ndim != 3 or picture.dtype != np.uint8 or not picture.size:
                raise InspectionError(
                    f"The golden sample {name!r} has a picture of shape {picture.shape}, {picture.dtype}.",
                    remedy="All pictures must be (height, width, 3) of uint8 and of one size.",
                )
        digest = hashlib.sha256()
        for picture in pictures:
            digest.update(picture.tobytes())
        label, middle = f"{name}@{digest.hexdigest()[:8]}", _median(complete)
        empty = _median(bare) if bare else None
        if lens is None:
            return cls(label, layout, scale, middle, empty)
        nearer = {module: lens.nearer(top_m) for module, top_m in tops_of(layout).items()}
        return cls(label, seen_layout(layout, lens), scale, middle, empty, lens, layout, nearer)

    @property
    def height_px(self) -> int:
        """Height of the pictures in pixels."""
        return int(self.complete.shape[0])

    @property
    def width_px(self) -> int:
        """Width of the pictures in pixels."""
        return int(self.complete.shape[1])


def _median(pictures: Sequence[Image]) -> Image:
    if len(pictures) == 1:
        return pictures[0]
    return np.asarray(np.median(np.stack(pictures), axis=0), dtype=np.uint8)
