"""What is drawn for a future belongs to names: the same for every candidate, another one in every future."""

from __future__ import annotations

from statistics import fmean

from robot_cells.horizons.future import SPREAD, Future, expected_future, futures_of
from robot_cells.lines.scheduling import Scheduling

SETTINGS = Scheduling(futures=3, delay_share=0.2, delay_s=100.0, repair_s=50.0)
NAMES = [f"WO-1/{unit:03d}/cut.1" for unit in range(1, 2001)]


def test_in_the_expected_future_everything_takes_what_is_expected() -> None:
    future = expected_future(SETTINGS)
    assert {future.duration_s(name, 10.0) for name in NAMES} == {10.0}
    assert future.back_after_s() == 50.0


def test_the_same_name_takes_as_long_whenever_it_is_asked_about() -> None:
    future = futures_of(SETTINGS, "7:1")[0]
    forward = [future.duration_s(name, 10.0) for name in NAMES]
    assert forward == [future.duration_s(name, 10.0) for name in reversed(NAMES)][::-1]
    assert future.back_after_s() == future.back_after_s()


def test_every_future_is_another_one_and_the_same_seed_gives_the_same() -> None:
    futures = futures_of(SETTINGS, "7:1")
    assert len({future.duration_s(NAMES[0], 10.0) for future in futures}) == 3
    assert futures == futures_of(SETTINGS, "7:1") != futures_of(SETTINGS, "7:2")


def test_where_one_future_is_wanted_it_is_the_expected_one() -> None:
    assert futures_of(Scheduling(futures=1), "7:1") == (expected_future(Scheduling()),)


def test_as_many_attempts_are_delayed_as_is_stated_and_by_as_much() -> None:
    future = Future("1", delay_share=0.2, delay_s=100.0)
    delays_s = [future.duration_s(name, 10.0) - 10.0 for name in NAMES]
    late_s = [delay_s for delay_s in delays_s if delay_s > 10.0 * SPREAD]
    assert min(delays_s) >= -10.0 * SPREAD
    assert 0.17 < len(late_s) / len(NAMES) < 0.23
    assert 85.0 < fmean(late_s) < 115.0
