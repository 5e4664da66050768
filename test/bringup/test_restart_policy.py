import pytest

from robot_cells.bringup.restart_policy import LONGEST_DELAY_S, MOST_DEATHS, STEADY_S, WINDOW_S, RestartPolicy


def test_the_delay_doubles_with_every_death_until_the_process_is_given_up() -> None:
    policy = RestartPolicy()
    delays = [policy.died(float(number)) for number in range(MOST_DEATHS)]
    assert delays == [0.5, 1.0, 2.0, 4.0, 8.0, None]


def test_the_delay_is_bounded() -> None:
    policy = RestartPolicy()
    delays = [policy.died(number * WINDOW_S / (MOST_DEATHS - 0.5)) for number in range(50)]
    assert max(delay for delay in delays if delay is not None) == LONGEST_DELAY_S


@pytest.mark.parametrize("pause_s", [WINDOW_S + 0.1, 10 * WINDOW_S])
def test_old_deaths_are_forgotten(pause_s: float) -> None:
    policy = RestartPolicy()
    assert [policy.died(number * pause_s) for number in range(20)] == [0.5] * 20


def test_a_process_that_is_killed_at_work_again_and_again_is_always_started_again_at_once() -> None:
    policy = RestartPolicy()
    assert [policy.died(3.0 * number, worked_s=STEADY_S) for number in range(100)] == [0.0] * 100


def test_a_process_that_dies_as_soon_as_it_is_up_is_given_up() -> None:
    policy = RestartPolicy()
    assert policy.died(0.0, worked_s=100.0) == 0.0
    assert [policy.died(1.0 + number, worked_s=STEADY_S / 2) for number in range(MOST_DEATHS - 1)][-1] is None
