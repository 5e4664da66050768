"""What nobody waits for."""

import math

from robot_cells.nodes.afterwards import Afterwards


def test_work_is_due_a_while_after_the_first_of_it_and_done_in_order() -> None:
    done: list[str] = []
    afterwards = Afterwards(0.5)
    assert afterwards.due_s == math.inf
    afterwards.put(lambda: done.append("first"), 10.0)
    afterwards.put(lambda: done.append("second"), 10.4)
    assert afterwards.due_s == 10.5
    afterwards.do()
    assert done == ["first", "second"]
    assert afterwards.due_s == math.inf


def test_work_that_makes_work_leaves_nothing_behind() -> None:
    done: list[str] = []
    afterwards = Afterwards(0.5)
    afterwards.put(lambda: afterwards.put(lambda: done.append("made"), 11.0), 10.0)
    afterwards.do()
    assert done == ["made"]
    assert afterwards.due_s == math.inf
