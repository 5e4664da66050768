"""The path of an arm as physics asks for it."""

from __future__ import annotations

import numpy as np
import pytest

from robot_cells.simulations.joint_path import JointPath, joints
from robot_cells.simulations.physics.sampled_path import SampledPath


@pytest.mark.parametrize("given", ["positions", "velocities", "accelerations"])
def test_it_is_everywhere_where_the_path_is_and_as_fast(given: str) -> None:
    drawn = np.random.default_rng(5)
    rows = [tuple(joints(row.tolist()) for row in drawn.uniform(-1.0, 1.0, (4, 6))) for _ in range(3)]
    path = JointPath(
        2.0,
        (0.0, 0.4, 1.1, 1.5),
        rows[0],
        rows[1] if given != "positions" else (),
        rows[2] if given == "accelerations" else (),
    )
    sampled = SampledPath(path)
    for at_s in (1.0, 2.0, 2.1, 2.4, 2.7, 3.0999, 3.3, 3.499, 3.5, 9.0):
        positions, speeds = sampled.at(at_s)
        assert positions == pytest.approx(path.at(at_s), abs=1e-12)
        assert speeds == pytest.approx(path.velocities(at_s), abs=1e-12)
    assert sampled.end_s == path.end_s
    still = SampledPath(JointPath.resting(rows[0][0], 1.0))
    assert still.at(5.0)[0] == pytest.approx(rows[0][0]) and not still.at(5.0)[1].any()
