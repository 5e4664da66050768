"""A cup that holds by vacuum, in MuJoCo."""

from __future__ import annotations

import math

import pytest
from hand_worlds import SIZE_M, TABLE_M, HandWorld

from robot_cells.robots.suction_gripper import VACUUM_PA, cup_radius
from robot_cells.simulations.physics.suction_in_world import SuctionInWorld

G = 9.81


def cup_over(mass_kg: float = 0.5, force_n: float = 60.0, **changed: object) -> tuple[HandWorld, SuctionInWorld]:
    """The cup on the part's top, not yet holding; it is watched."""
    here = HandWorld({"model": "suction", "force_n": force_n}, mass_kg, **changed)  # type: ignore[arg-type]
    cup = SuctionInWorld(here.world, here.arm_placed, [here.part], force_n)

    def watch(at_s: float) -> None:
        here.arm.carry(cup.weight_n)
        cup.watch(at_s)

    here.world.watch(watch)
    here.move(here.top_m)
    return here, cup


def test_what_the_cup_covers_is_lifted_and_hangs_where_it_was_grasped() -> None:
    here, cup = cup_over(mass_kg=1.0)
    before = here.part_m()
    assert cup.hold("WO/part")
    here.move(here.top_m + 0.1)
    here.run(0.3)
    after = here.part_m()
    assert math.dist(before[:2], after[:2]) < 0.0005
    assert after[2] - before[2] == pytest.approx(0.1, abs=0.0005)
    assert cup.load_n() == pytest.approx(1.0 * G, rel=0.05)


def test_a_cup_in_the_air_holds_nothing() -> None:
    here, cup = cup_over()
    here.move(here.top_m + 0.004)
    assert cup.below() == {} and not cup.hold("WO/part")


@pytest.mark.parametrize(
    ("size_m", "beside_m", "force_n"),
    [
        (SIZE_M, 0.0, 60.0),  # covered wholly: the gripper's own limit
        ((0.06, 0.012, 0.04), 0.0, None),  # a strip across the middle of the cup
        (SIZE_M, 0.03, 30.0),  # half of the cup stands over the edge
        (SIZE_M, 0.06, None),  # all of it
    ],
)
def test_only_the_covered_area_holds(size_m: tuple[float, float, float], beside_m: float, force_n: float) -> None:
    _, cup = cup_over(size_m=size_m, beside_m=beside_m)
    radius = cup_radius(60.0)
    half = size_m[1] / 2.0
    strip = 2.0 * (half * math.sqrt(radius**2 - half**2) + radius**2 * math.asin(half / radius)) if half < radius else 0
    wanted = force_n if force_n is not None else (VACUUM_PA * strip if beside_m == 0.0 else 0.0)
    assert cup.below().get("WO/part", 0.0) == pytest.approx(wanted, rel=0.08)


@pytest.mark.parametrize(("mass_kg", "is_lifted"), [(1.2, True), (2.4, False)])
def test_what_pulls_harder_than_the_cup_holds_is_torn_off(mass_kg: float, is_lifted: bool) -> None:
    here, cup = cup_over(mass_kg, force_n=20.0)
    assert cup.hold("WO/part")
    here.move(here.top_m + 0.1, 2.0)
    here.run(0.5)
    assert (cup.holding == "WO/part") is is_lifted
    assert (cup.torn_off == "WO/part") is not is_lifted
    assert (here.part_m()[2] > TABLE_M + 0.05) is is_lifted


def test_what_is_let_go_over_its_place_lies_there_and_weighs_on_it_what_it_weighs() -> None:
    here, cup = cup_over()
    assert cup.hold("WO/part")
    here.move(here.top_m + 0.05)
    here.move(here.top_m + 0.05, along_m=0.2)
    here.move(here.top_m, along_m=0.2)
    start = here.part_m()
    assert cup.let_go() == "WO/part"
    here.move(here.top_m + 0.05, along_m=0.2)
    assert math.dist(here.part_m(), start) < 0.0005
    data, model = here.world.data, here.world.model
    forces = []
    here.world.watch(lambda _: forces.append(float(data.qfrc_constraint[model.joint("WO/part").dofadr[0] + 2])))
    data.body("WO/part/part").xfrc_applied[0] = 0.01  # a touch, so that it does not sleep
    here.run(0.2)
    assert forces[-1] == pytest.approx(0.5 * G, rel=0.01)


def test_the_same_lift_gives_the_same_digest_however_time_is_cut() -> None:
    digests = set()
    for pieces in (1, 7):
        here, cup = cup_over()
        cup.hold("WO/part")
        start_s = here.world.now_s
        for piece in range(1, pieces + 1):
            here.world.advance(start_s + 0.4 * piece / pieces)
        digests.add(here.world.digest())
    assert len(digests) == 1
