"""All that is done with a picture and its reference before the network sees them; the same in training and in use."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from robot_cells.inspections.defects.alignment import aligned
from robot_cells.inspections.defects.light import relit
from robot_cells.inspections.defects.picture_pair import Grey, picture_pair
from robot_cells.inspections.defects.proposals import MOST, proposals
from robot_cells.inspections.defects.squares import widened
from robot_cells.inspections.given_picture import UnjudgeableError

LARGEST_DIFFERENCE = 0.10
"""Share of differing pixels beyond which the picture shows something else. Boards with a dozen defects have 3 %."""


WORTH_ALIGNING = 0.95
"""An aligned reference is taken where the difference is below this share of the one without aligning."""


@dataclass(frozen=True, slots=True)
class PreparedPair:
    """Both pictures, widened; the places (n, 2) where they differ, in pixels; (height, width) of the picture."""

    pictures: npt.NDArray[np.uint8]
    places: npt.NDArray[np.int64]
    shape: tuple[int, int]


def prepared(image: npt.NDArray[np.generic], reference: npt.NDArray[np.generic] | None) -> PreparedPair:
    """Light and place brought to those of the reference; raises `UnjudgeableError` where they cannot be compared."""
    pair = picture_pair(image, reference)
    test = relit(pair.test, pair.reference)
    place, share = _placed(pair.reference, test)
    if share > LARGEST_DIFFERENCE:
        raise UnjudgeableError(f"The picture does not show what its reference shows: {share:.0%} of it differs.")
    places = proposals(test, place)
    if len(places) >= MOST:
        raise UnjudgeableError(f"The picture differs from its reference in more than {MOST - 1} places.")
    return PreparedPair(widened(test, place), places, (test.shape[0], test.shape[1]))


def _placed(reference: Grey, test: Grey) -> tuple[Grey, float]:
    """The reference where it fits best, and the share of pixels that differ there.

    A picture that shows little more than a defect can draw the reference anywhere: unless aligning it makes the
    difference clearly smaller, it stays as it is.
    """
    place, as_it_is = aligned(reference, test), _difference(test, reference)
    share = _difference(test, place)
    return (place, share) if share < WORTH_ALIGNING * as_it_is else (reference, as_it_is)


def _difference(test: Grey, place: Grey) -> float:
    differing = cv2.countNonZero(cv2.bitwise_xor((test > 127).view(np.uint8), (place > 127).view(np.uint8)))
    return float(differing) / test.size
