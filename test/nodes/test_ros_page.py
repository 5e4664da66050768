"""The page docs/ros.md names what there is."""

from pathlib import Path
from typing import Any

import pytest

from robot_cells.nodes.cell_host import CellHostNode
from robot_cells.nodes.line_requests import SERVICES
from robot_cells.nodes.node_process import PROGRAMS
from robot_cells.nodes.orchestrator import OrchestratorNode

PAGE = (Path(__file__).parents[2] / "docs" / "ros.md").read_text()
ROS_OWN = ("use_sim_time", "start_type_description_service")


@pytest.mark.parametrize("factory", [CellHostNode, OrchestratorNode])
def test_every_parameter_is_on_the_page(bench: Any, factory: Any) -> None:
    with bench(["autostart:=false"]) as it:
        names = it.run(factory).get_parameters_by_prefix("")
        missing = [name for name in names if name not in ROS_OWN and f"`{name}`" not in PAGE]
        assert missing == []


def test_every_executable_and_service_is_on_the_page() -> None:
    assert [name for name in (*PROGRAMS, *SERVICES) if f"`{name}`" not in PAGE] == []
