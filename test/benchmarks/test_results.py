from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.bare_action import BareAction
from benchmarks.cell_death import CellDeaths
from benchmarks.docs_page import BUSY, MARK, TEMPLATE, page_text, read_results
from benchmarks.emergency_stops import EmergencyStops
from benchmarks.footprint import ProcessFootprint
from benchmarks.journal_writes import JournalWrites
from benchmarks.machine import Machine
from benchmarks.measures import Dispatch, SpeedRun, Throughput
from benchmarks.percentiles import Percentiles
from benchmarks.restarts import Restarts
from benchmarks.results import Results, comparisons
from benchmarks.twin_speed import TwinSpeed
from robot_cells.cli.json_text import json_text

RUN = SpeedRun(20.0, "demo.yaml", 5.0, 100.0, 1.0, 1996.0, 12, 0, 19.9, 4.0, 30.0)
RESULTS = Results(
    machine=Machine("2026-01-01T00:00:00Z", "a processor", 2, 8.0, "Linux x86_64", "3.11.7", "7.1.6", "rmw", 0.1),
    is_quick=False,
    bare_action=BareAction(Percentiles(1000, 5.0, 10.0), 1000, 50, 200.0, 0),
    dispatch=(Dispatch(6, 4, 600, 5.0, 9.0), Dispatch(48, 4, 600, 8.0, 20.0), Dispatch(200, 4, 600, 11.0, 40.0)),
    throughput=Throughput(6, 1000, 50, 1000, 0, 0, 300.0),
    speed_runs=(RUN,),
    speed_search=(replace(RUN, speed=10.0),),
    highest_speed=10.0,
    footprints=(ProcessFootprint("vision", 300.0, 290.0, 0.1),),
    journal_writes=JournalWrites(50, 1000, 800.0, 700.0, 9600.0),
    restarts=Restarts(
        100_000, 150_000, Percentiles(25, 600.0, 700.0), Percentiles(25, 700.0, 900.0), Percentiles(25, 1000.0, 2200.0)
    ),
    twins=(TwinSpeed("a shift", 20, 10, 8000, 6000, 66000, 23900.0, 2.7, 20.0, "02ac"),),
    emergency_stops=EmergencyStops(10, Percentiles(60, 30.0, 100.0)),
    cell_deaths=CellDeaths(60, Percentiles(60, 700.0, 900.0), Percentiles(40, 800.0, 1200.0)),
)


def test_each_aim_is_a_ratio_of_two_figures_of_the_same_run() -> None:
    found = {item.name: (item.ratio, item.is_met) for item in comparisons(RESULTS)}
    assert list(found.values()) == [
        (pytest.approx(0.8), True),
        (pytest.approx(3.0), True),
        (pytest.approx(1.6), True),
        (pytest.approx(2.2), False),
        (pytest.approx(1.5), True),
        (pytest.approx(12.0), True),
        (pytest.approx(1.1), False),
        (pytest.approx(0.5), True),
        (pytest.approx(0.9), True),
    ]


def test_an_aim_for_more_is_missed_by_less() -> None:
    slow = replace(RESULTS, throughput=replace(RESULTS.throughput, tasks_per_s=199.0))
    assert [item.is_met for item in comparisons(slow) if item.at_least] == [False, True]


def test_results_come_back_from_their_file_as_they_were(tmp_path: Path) -> None:
    path = tmp_path / "results.json"
    path.write_text(json_text(RESULTS))
    assert read_results(path) == RESULTS


def test_results_of_before_there_were_figures_of_the_journal_are_read(tmp_path: Path) -> None:
    path = tmp_path / "results.json"
    older = replace(RESULTS, journal_writes=None, restarts=None)
    path.write_text(json_text(older))
    assert read_results(path) == older
    assert len(comparisons(older)) == len(comparisons(RESULTS)) - 2


def test_the_page_holds_every_figure_in_place_of_its_mark() -> None:
    template = TEMPLATE.read_text()
    text = page_text(template, RESULTS)
    assert template.count(MARK) == 1
    assert MARK not in text
    assert "| 1000 | 1000 | 0 | 0 | 300 1/s |" in text
    assert "| a shift | 10 | 8000 | 6000 | 6.6 h | 2.7 s | <= 20 s | yes |" in text
    assert "missed no deadline: **10**" in text
    assert "| 800 1/s | 700 1/s | 9600 1/s |" in text
    assert "| it is noticed | 700 ms | 900 ms | 60 |" in text
    assert "| the first decision | 1000 ms | 2200 ms | 25 |" in text


@pytest.mark.parametrize(("load", "is_busy"), [(0.1, False), (8.0, True)])
def test_figures_of_a_busy_machine_are_marked_as_such(load: float, is_busy: bool) -> None:
    results = replace(RESULTS, machine=replace(RESULTS.machine, load_1min=load))
    assert (BUSY in page_text(TEMPLATE.read_text(), results)) == is_busy
