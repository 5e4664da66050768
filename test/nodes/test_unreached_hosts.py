from robot_cells.ids import CellId
from robot_cells.nodes.unreached_hosts import UnreachedHosts
from robot_cells.orchestration.cell_heard import CellHeard, HostHeard

IDLE, HELD = 4, 11


def word(incarnation: str = "1", **states: int) -> HostHeard:
    return HostHeard("host", incarnation, tuple(CellHeard(CellId(cell), state) for cell, state in states.items()))


def test_the_word_of_a_process_that_hears_is_not_kept() -> None:
    hosts = UnreachedHosts(lambda host: True)
    assert not hosts.keep(word(a=IDLE), 1)
    assert not hosts.is_waiting
    assert hosts.reached() == ()


def test_what_a_process_has_said_of_each_cell_last_is_given_when_it_is_reached() -> None:
    reached: list[str] = []
    hosts = UnreachedHosts(lambda host: host in reached)
    assert hosts.keep(word(a=IDLE, b=IDLE), 1)
    assert hosts.keep(word(b=HELD), 2)
    assert hosts.reached() == () and hosts.is_waiting
    reached.append("host")
    assert hosts.keep(word(a=HELD), 3), "what came before comes first"
    assert hosts.reached() == ((word(a=HELD, b=HELD), 3),)
    assert not hosts.is_waiting
    assert not hosts.keep(word(a=IDLE), 4)


def test_of_an_earlier_incarnation_and_of_one_that_is_forgotten_nothing_counts() -> None:
    reached: list[str] = []
    hosts = UnreachedHosts(lambda host: host in reached)
    hosts.keep(word(a=IDLE, b=IDLE), 1)
    hosts.keep(word("2", a=HELD), 2)
    hosts.forget("other")
    reached.append("host")
    assert hosts.reached() == ((word("2", a=HELD), 2),)
    reached.clear()
    hosts.keep(word(a=IDLE), 3)
    hosts.forget("host")
    reached.append("host")
    assert hosts.reached() == ()
