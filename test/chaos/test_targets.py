from __future__ import annotations

from robot_cells.bringup.node_spec import NodeSpec
from robot_cells.bringup.process_state import SUPERVISOR, ZYGOTE
from robot_cells.chaos.target import Target, targets_of


def test_every_process_is_a_target_with_the_cells_that_it_hosts_and_the_supervisor_hosts_all() -> None:
    specs = (
        NodeSpec("orchestrator", "orchestrator", essential=True),
        NodeSpec("assembly", "bench", parameters={"cell": "bench"}),
        NodeSpec("cell_host", "cells_1", parameters={"cells": ("press_1", "press_2")}),
    )
    assert targets_of(specs) == (
        Target("orchestrator", "orchestrator"),
        Target("bench", "assembly", ("bench",)),
        Target("cells_1", "cell_host", ("press_1", "press_2")),
        Target(ZYGOTE, ZYGOTE),
        Target(SUPERVISOR, SUPERVISOR, ("bench", "press_1", "press_2")),
    )


def test_nodes_of_one_process_are_one_target() -> None:
    specs = (NodeSpec("orchestrator", "orchestrator", process="line"), NodeSpec("vision", "vision", process="line"))
    assert targets_of(specs)[0] == Target("line", "several")
