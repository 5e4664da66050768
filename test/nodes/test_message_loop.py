import threading

import pytest
from std_msgs.msg import Int32

from robot_cells.nodes.message_loop import MessageLoop
from robot_cells.nodes.qos import DISPATCH


def test_what_has_arrived_is_handed_over_in_order_before_one_turn(bench) -> None:
    with bench() as it:
        heard: list[int] = []
        turns: list[int] = []
        release, full, complete = threading.Event(), threading.Event(), threading.Event()

        def turn() -> None:
            turns.append(len(heard))
            if len(heard) == 200:
                complete.set()
            elif len(heard) == 1:
                # While the loop thinks about the first message, all the others arrive.
                full.set()
                release.wait(30)

        loop = MessageLoop(it.node, turn, it.faults.append)
        loop.subscribe(Int32, "numbers", lambda message: heard.append(message.data), DISPATCH)
        publisher = it.node.create_publisher(Int32, "numbers", DISPATCH)
        loop.start()
        publisher.publish(Int32(data=0))
        assert full.wait(30)
        for number in range(1, 200):
            publisher.publish(Int32(data=number))
        release.set()
        assert complete.wait(30)
        loop.stop()
        assert heard == list(range(200))
        assert len(turns) < 100
        assert it.faults == []


def test_work_posted_from_another_thread_is_done_in_the_thread_of_the_loop(bench) -> None:
    with bench() as it:
        names: list[str] = []
        done = threading.Event()
        loop = MessageLoop(it.node, lambda: None, it.faults.append)
        loop.start()
        loop.post(lambda: (names.append(threading.current_thread().name), done.set()))
        assert done.wait(30)
        loop.stop()
        assert names == ["loop bench"]


def test_a_fault_ends_the_loop_and_is_handed_on(bench) -> None:
    with bench() as it:
        told = threading.Event()

        def on_fault(fault: BaseException) -> None:
            it.faults.append(fault)
            told.set()

        def turn() -> None:
            raise ValueError("thought too hard")

        loop = MessageLoop(it.node, turn, on_fault)
        loop.start()
        assert told.wait(30)
        assert str(it.faults[0]) == "thought too hard"
        loop.stop()
        loop.wake()


def test_the_turn_says_how_long_to_wait_for_the_next(bench) -> None:
    with bench() as it:
        turns = threading.Semaphore(0)

        def turn() -> float:
            turns.release()
            return 0.01

        loop = MessageLoop(it.node, turn, it.faults.append)
        loop.start()
        assert all(turns.acquire(timeout=30) for _ in range(5))
        loop.stop()


def test_a_question_is_answered_in_the_thread_of_the_loop_and_not_at_all_when_it_has_ended(bench) -> None:
    with bench() as it:
        loop = MessageLoop(it.node, lambda: None, it.faults.append)
        loop.start()
        assert loop.ask(lambda: threading.current_thread().name) == loop.name
        loop.stop()
        with pytest.raises(RuntimeError, match="has ended"):
            loop.ask(lambda: 0)
