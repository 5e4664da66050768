"""The room of a motion holds all of it, and two that do not meet may move at once."""

from __future__ import annotations

import numpy as np
import pytest
from motion_scenes import ARM, HOME, TABLE_M, TOOL_M, arm_placed, assembly_cell, ur_arm

from robot_cells.bodies.pose3d import Pose3D
from robot_cells.motions.collision_world import CollisionWorld
from robot_cells.motions.swept_volume import SweptVolume, swept_volume
from robot_cells.motions.zone_claims import ZoneClaims

THERE = (1.2, -1.0, 1.3, -1.5, -1.5, 0.4)
OTHER = "assembly_1/arm_2"


def test_every_place_of_the_tool_is_inside_and_places_far_away_are_not() -> None:
    world = CollisionWorld(assembly_cell(), ARM)
    volume = swept_volume(world, [HOME, THERE])
    for share in np.linspace(0.0, 1.0, 300):
        pose = world.base @ world.chain.forward(np.array(HOME) + share * (np.array(THERE) - np.array(HOME)))
        for up_m in (0.0, TOOL_M / 2):
            assert volume.contains(pose[:3, 3] - up_m * pose[:3, 2])
    assert not volume.contains((-3.0, 0.0, 1.0))
    assert not volume.contains((0.0, 0.0, TABLE_M + 3.0))


def test_standing_takes_less_room_than_moving_and_all_of_it_is_in_it() -> None:
    world = CollisionWorld(assembly_cell(), ARM)
    standing, moving = swept_volume(world, [HOME]), swept_volume(world, [HOME, THERE])
    assert 0.05 < standing.volume_m3 < moving.volume_m3 < 5.0
    assert bool(np.isin(standing.cells, moving.cells).all())


def test_arms_far_apart_may_move_at_once_and_arms_in_each_others_way_may_not() -> None:
    def beside(y_m: float) -> tuple[SweptVolume, SweptVolume]:
        other = arm_placed(ur_arm(), OTHER, Pose3D(y_m=y_m, z_m=TABLE_M))
        scene = assembly_cell(other)
        return tuple(swept_volume(CollisionWorld(scene, name), [HOME, THERE]) for name in (ARM, OTHER))  # type: ignore[return-value]

    first, second = beside(5.0)
    claims = ZoneClaims()
    assert claims.claim(ARM, first)
    assert claims.claim(OTHER, second)
    near_first, near_second = beside(0.8)
    claims = ZoneClaims()
    assert claims.claim(ARM, near_first)
    assert claims.blockers(OTHER, near_second) == (ARM,)
    assert not claims.claim(OTHER, near_second)
    assert claims.claim(ARM, near_first), "its own claim is not in its way"
    claims.release(ARM)
    assert claims.claim(OTHER, near_second)


def test_grids_of_different_edges_are_not_compared() -> None:
    world = CollisionWorld(assembly_cell(), ARM)
    with pytest.raises(ValueError, match="cannot be compared"):
        swept_volume(world, [HOME]).meets(swept_volume(world, [HOME], edge_m=0.1))
