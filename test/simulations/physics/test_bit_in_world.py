"""The bit of a screwdriver, in MuJoCo."""

from __future__ import annotations

import pytest
from hand_worlds import HandWorld

from robot_cells.simulations.physics.bit_in_world import BitInWorld


class Pressing:
    """Comes out for so long."""

    def __init__(self, bit: BitInWorld, force_n: float, until_s: float) -> None:
        self._bit, self._force_n, self._until_s = bit, force_n, until_s

    def act(self, at_s: float) -> bool:
        self._bit.press(self._force_n)
        return at_s >= self._until_s


class Back:
    """Goes back until it is in."""

    def __init__(self, bit: BitInWorld) -> None:
        self._bit = bit

    def act(self, _: float) -> bool:
        return self._bit.draw_back()


def test_a_bit_comes_out_until_it_presses_and_the_arm_feels_it() -> None:
    here = HandWorld(None, has_screwdriver=True)
    bit = BitInWorld(here.world, here.arm_placed)
    here.move(here.top_m - 0.005)
    here.arm.zero_force()
    here.world.add(Pressing(bit, 15.0, here.world.now_s + 0.8))
    here.run(0.8)
    assert bit.point()[2, 3] == pytest.approx(here.top_m, abs=0.0005)
    assert bit.force_n == pytest.approx(15.0, rel=0.05) and not bit.is_out
    assert here.arm.wrench()[2] == pytest.approx(15.0, rel=0.1)
    here.world.add(Back(bit))
    here.run(0.6)
    assert bit.out_m < 0.001


def test_a_bit_over_nothing_comes_out_altogether() -> None:
    here = HandWorld(None, has_screwdriver=True)
    bit = BitInWorld(here.world, here.arm_placed)
    here.world.add(Pressing(bit, 15.0, here.world.now_s + 0.8))
    here.run(0.8)
    assert bit.is_out
