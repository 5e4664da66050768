"""What the numbers of a place tell."""

import cv2
import numpy as np

from robot_cells.inspections.anomaly.picture_features import CELL_PX, CHANNELS, COARSER, STRENGTHS, picture_features
from robot_cells.inspections.anomaly.seeded_textures import seeded_texture


def test_a_scratch_finer_than_the_grain_stands_out_in_the_finest_spots_alone():
    picture = seeded_texture("cast", 3, 1, bad=False, side_px=192).image
    mask = np.zeros(picture.shape[:2], np.uint8)
    cv2.line(mask, (60, 90), (130, 110), 255, 1, cv2.LINE_AA)
    scratched = np.clip(picture + 55.0 * (mask / 255.0)[..., None], 0, 255).astype(np.uint8)
    features = picture_features(scratched)
    assert features.shape == (192 // CELL_PX, 192 // CELL_PX, CHANNELS)
    here = cv2.resize(mask, features.shape[1::-1], interpolation=cv2.INTER_AREA) > 20
    far = cv2.dilate(here.astype(np.uint8), np.ones((5, 5), np.uint8)) == 0

    def contrast(channel):
        """How far places on the scratch are beyond the oddest one elsewhere."""
        return float(np.median(features[here][:, channel]) / features[far][:, channel].max())

    assert contrast(COARSER) > 1.2
    assert max(contrast(channel) for channel in STRENGTHS if channel < COARSER) < 0.8
