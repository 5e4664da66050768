from robot_cells.nodes.silence_watch import SilenceWatch


def test_silence_is_told_once_and_again_after_the_process_has_spoken() -> None:
    watch = SilenceWatch(1.0)
    watch.heard("a", 0.0)
    watch.heard("b", 0.5)
    assert watch.next_s() == 1.0
    assert watch.fallen_silent(1.0) == ()
    assert watch.fallen_silent(1.1) == ("a",)
    assert watch.fallen_silent(1.2) == ()
    watch.heard("a", 2.0)
    assert watch.count == 2
    assert watch.fallen_silent(10.0) == ("b", "a")
    assert watch.next_s() is None
