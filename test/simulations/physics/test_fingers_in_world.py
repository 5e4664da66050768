"""Two fingers that hold by friction, in MuJoCo."""

from __future__ import annotations

import pytest
from hand_worlds import SIZE_M, TABLE_M, HandWorld

from robot_cells.simulations.physics.fingers_in_world import FingersInWorld

G = 9.81
RUBBER = 0.9


def fingers_round(mass_kg: float = 0.5, **changed: object) -> tuple[HandWorld, FingersInWorld]:
    """Open fingers on both sides of the part, their tips 10 mm above the table."""
    here = HandWorld({"model": "two_finger", "opening_m": 0.10, "force_n": 120.0}, mass_kg, **changed)  # type: ignore[arg-type]
    fingers = FingersInWorld(here.world, here.arm_placed, [here.part], 0.10, 120.0)
    fingers.open()
    here.world.add(fingers)
    here.world.advance(here.world.now_s + 3.0)
    here.move(TABLE_M + 0.010)
    return here, fingers


def close(here: HandWorld, fingers: FingersInWorld, force_n: float) -> None:
    fingers.close(force_n)
    here.world.add(fingers)
    assert here.world.advance(here.world.now_s + 3.0)


def test_fingers_close_until_they_press_as_hard_as_they_shall() -> None:
    here, fingers = fingers_round()
    close(here, fingers, 40.0)
    assert fingers.between() == "WO/part"
    assert fingers.width_m == pytest.approx(SIZE_M[0], abs=0.002)
    assert fingers.force_n == pytest.approx(40.0, rel=0.05)


def test_fingers_that_meet_nothing_close_altogether() -> None:
    here, fingers = fingers_round()
    here.move(here.top_m + 0.08)
    close(here, fingers, 40.0)
    assert fingers.between() == "" and fingers.width_m < 0.002


@pytest.mark.parametrize(
    ("mass_kg", "force_n", "is_lifted"),
    [
        (1.0, 40.0, True),
        (9.0, 120.0, True),  # 88 N of 216 N
        (2.4, 10.0, False),  # 24 N, where friction carries 18 N
    ],
)
def test_friction_holds_what_it_can_and_slips_beyond(mass_kg: float, force_n: float, is_lifted: bool) -> None:
    assert (mass_kg * G < 2.0 * RUBBER * force_n) is is_lifted
    here, fingers = fingers_round(mass_kg)
    close(here, fingers, force_n)
    here.world.watch(lambda _: here.arm.carry(mass_kg * G if is_lifted else 0.0))
    here.move(TABLE_M + 0.08, 2.0)
    here.run(0.5)
    assert (here.part_m()[2] > TABLE_M + 0.065) is is_lifted
