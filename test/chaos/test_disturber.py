"""The disturber on processes that are only numbers, and a clock that is only a number too."""

from __future__ import annotations

import signal

from robot_cells.chaos.disturbance import Disturbance, DisturbanceKind
from robot_cells.chaos.disturber import PATIENCE_S, Disturber

KILL, FREEZE, CUT, STALL = DisturbanceKind.KILL, DisturbanceKind.FREEZE, DisturbanceKind.CUT, DisturbanceKind.STALL


class Processes:
    def __init__(self) -> None:
        self.pids = {"press": 11, "bench": 22}
        self.sent: list[tuple[int, int]] = []
        self.gone: set[int] = set()

    def pid_of(self, name: str) -> int:
        return self.pids[name]

    def send(self, pid: int, number: int) -> None:
        if pid in self.gone:
            raise ProcessLookupError
        self.sent.append((pid, number))


def disturber(processes: Processes, *plan: Disturbance) -> Disturber:
    return Disturber(plan, processes.pid_of, 100.0, processes.send)


def test_a_disturbance_waits_until_the_line_has_recovered_and_for_its_pause() -> None:
    processes = Processes()
    made = disturber(processes, Disturbance(1, KILL, "press", 2.0, overlaps=False))
    assert made.turn(110.0, is_settled=False) is None
    assert made.turn(111.0, is_settled=True) is None
    assert made.turn(112.9, is_settled=True) is None
    strike = made.turn(113.0, is_settled=True)
    assert strike is not None and strike.pid == 11
    assert processes.sent == [(11, signal.SIGKILL)]
    assert made.is_done and made.struck("press") == 11 and made.struck("bench") == 0


def test_the_pause_begins_anew_when_something_is_missing_again() -> None:
    made = disturber(Processes(), Disturbance(1, KILL, "press", 2.0, overlaps=False))
    assert made.turn(111.0, is_settled=True) is None
    assert made.turn(112.0, is_settled=False) is None
    assert made.turn(113.5, is_settled=True) is None
    assert made.turn(115.5, is_settled=True) is not None


def test_an_overlapping_disturbance_does_not_wait_for_recovery() -> None:
    processes = Processes()
    plan = (Disturbance(1, KILL, "press", 0.0, overlaps=False), Disturbance(2, KILL, "bench", 0.5, overlaps=True))
    made = disturber(processes, *plan)
    assert made.turn(101.0, is_settled=True) is not None
    assert made.turn(101.4, is_settled=False) is None
    assert made.turn(101.5, is_settled=False) is not None
    assert [pid for pid, _ in processes.sent] == [11, 22]


def test_a_line_that_never_recovers_is_disturbed_all_the_same_in_the_end() -> None:
    made = disturber(Processes(), Disturbance(1, KILL, "press", 1.0, overlaps=False))
    assert made.turn(100.0 + PATIENCE_S, is_settled=False) is None
    assert made.turn(101.0 + PATIENCE_S, is_settled=False) is not None


def test_a_frozen_process_goes_on_after_its_time_and_only_then_the_line_can_have_recovered() -> None:
    processes = Processes()
    plan = (
        Disturbance(1, FREEZE, "press", 0.0, overlaps=False, lasts_s=3.0),
        Disturbance(2, KILL, "bench", 0.0, False),
    )
    made = disturber(processes, *plan)
    assert made.turn(100.0, is_settled=True) is not None
    assert made.turn(102.9, is_settled=True) is None
    assert not made.is_done
    assert made.turn(103.0, is_settled=True) is not None
    assert processes.sent == [(11, signal.SIGSTOP), (11, signal.SIGCONT), (22, signal.SIGKILL)]


def test_what_is_frozen_in_the_end_is_let_go() -> None:
    processes = Processes()
    made = disturber(processes, Disturbance(1, FREEZE, "press", 0.0, overlaps=False, lasts_s=3.0))
    made.turn(100.0, is_settled=True)
    made.release()
    assert processes.sent == [(11, signal.SIGSTOP), (11, signal.SIGCONT)]
    assert made.is_done


def test_a_process_that_is_not_there_is_waited_for() -> None:
    processes = Processes()
    made = disturber(processes, Disturbance(1, KILL, "press", 0.0, overlaps=False))
    processes.pids["press"] = 0
    assert made.turn(100.0, is_settled=True) is None
    processes.pids["press"], processes.gone = 11, {11}
    assert made.turn(101.0, is_settled=True) is None
    processes.pids["press"] = 12
    strike = made.turn(102.0, is_settled=True)
    assert strike is not None and strike.pid == 12


class Cuts:
    def __init__(self) -> None:
        self.cuts: list[tuple[int, int]] = []
        self.healed: list[int] = []

    def cut(self, first: int, second: int) -> int:
        self.cuts.append((first, second))
        return len(self.cuts)

    def heal(self, number: int) -> None:
        self.healed.append(number)


def test_a_cell_is_cut_off_the_orchestrator_for_a_while() -> None:
    processes, cuts = Processes(), Cuts()
    processes.pids["orchestrator"] = 33
    plan = [Disturbance(1, CUT, "press", 0.0, overlaps=False, lasts_s=2.0)]
    made = Disturber(plan, processes.pid_of, 100.0, processes.send, cuts)
    assert made.turn(100.0, is_settled=True) is not None
    assert made.turn(101.9, is_settled=True) is None
    assert (cuts.cuts, cuts.healed, made.is_done) == ([(11, 33)], [], False)
    made.turn(102.0, is_settled=True)
    assert (cuts.healed, made.is_done, processes.sent) == ([1], True, [])


def test_a_cut_is_left_out_while_there_is_no_orchestrator() -> None:
    processes, cuts = Processes(), Cuts()
    processes.pids["orchestrator"] = 0
    plan = [Disturbance(1, CUT, "press", 0.0, overlaps=False, lasts_s=2.0)]
    made = Disturber(plan, processes.pid_of, 100.0, processes.send, cuts)
    assert made.turn(100.0, is_settled=True) is None
    assert made.is_done and not made.strikes and not cuts.cuts


class Standstills:
    def __init__(self, processes: Processes) -> None:
        self.processes = processes
        self.stalled: list[int] = []

    def stall(self, pid: int) -> None:
        if pid in self.processes.gone:
            raise ProcessLookupError
        self.stalled.append(pid)


def test_what_stands_still_is_not_the_process_to_wait_for_and_one_that_is_gone_is_left_out() -> None:
    processes = Processes()
    processes.gone = {22}
    stalls = Standstills(processes)
    plan = [Disturbance(1, STALL, "press", 0.0, False), Disturbance(2, STALL, "bench", 0.0, True)]
    made = Disturber(plan, processes.pid_of, 100.0, processes.send, stalls=stalls)
    assert made.turn(100.0, is_settled=True) is not None
    assert made.turn(101.0, is_settled=False) is None
    assert (stalls.stalled, made.struck("press"), made.struck("bench")) == ([11], 11, 0)
    assert made.is_done and not processes.sent
