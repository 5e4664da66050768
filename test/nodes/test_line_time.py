from robot_cells.clock import VirtualClock
from robot_cells.nodes.line_time import LineTime


def test_line_time_counts_from_the_origin() -> None:
    clock = VirtualClock(1000.0)
    time = LineTime(clock, 990.0)
    assert time.now() == 10.0
    clock.advance(2.5)
    assert time.now() == 12.5


def test_until_the_node_clock_is_set_line_time_stands_at_the_last_record() -> None:
    clock = VirtualClock()
    time = LineTime(clock, 0.0, latest_s=100.0)
    assert time.now() == 100.0
    clock.advance(130.0)  # the first message of /clock: the simulation has been going on
    assert time.now() == 130.0


def test_after_a_simulation_was_started_again_line_time_goes_on() -> None:
    clock = VirtualClock()
    time = LineTime(clock, 0.0, latest_s=100.0)
    clock.advance(3.0)
    assert time.now() == 100.0
    clock.advance(2.0)
    assert time.now() == 102.0


def test_the_time_while_nobody_was_there_counts() -> None:
    assert LineTime(VirtualClock(5000.0), 1000.0, latest_s=40.0).now() == 4000.0
