"""The thread of the simulation that draws pictures."""

from __future__ import annotations

import threading

import numpy as np
import pytest

from robot_cells.devices.device_client import CommandState
from robot_cells.ids import CellId, DeviceId
from robot_cells.nodes.picture_developer import PictureDeveloper
from robot_cells.simulations.change import DeviceChange

PICTURE = np.zeros((2, 2, 3), np.uint8)


def change(develop, state=CommandState.SUCCEEDED) -> DeviceChange:
    return DeviceChange(1.0, CellId("inspection"), DeviceId("camera"), "c1", state, develop=develop)


def test_a_picture_is_drawn_and_told_in_another_thread_while_the_caller_goes_on():
    drawing, told, threads = threading.Event(), [], []

    def develop():
        threads.append(threading.current_thread())
        drawing.wait()
        return PICTURE

    developer = PictureDeveloper(lambda item: told.append(item.picture is PICTURE), period_s=0.02)
    developer.begin(change(develop, CommandState.RUNNING))
    developer.finish(change(develop))
    assert told == []
    drawing.set()
    developer.close()
    assert told == [True]
    assert threading.current_thread() not in threads


def test_a_picture_that_comes_late_misses_as_many_deadlines_as_it_is_periods_late():
    drawing = threading.Event()

    def tell(_):
        drawing.wait(0.05)

    developer = PictureDeveloper(tell, period_s=0.01)
    developer.finish(change(lambda: PICTURE))
    developer.close()
    assert developer.missed >= 4


def test_what_fails_in_the_thread_is_raised_by_the_next_call():
    def develop():
        raise ValueError("no light")

    developer = PictureDeveloper(lambda item: None, period_s=0.02)
    developer.begin(change(develop, CommandState.RUNNING))
    with pytest.raises(ValueError, match="no light"):
        developer.close()
