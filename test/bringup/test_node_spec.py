from pathlib import Path

import pytest
import rclpy
from rclpy.node import Node

from robot_cells.bringup.node_spec import NodeSpec, parameter_document, ros_arguments


def test_every_rule_is_for_its_own_node_as_several_may_share_a_process() -> None:
    specs = [
        NodeSpec("assembly", "assembly_1", "/plant", {"cell": "assembly_1"}, remaps=(("reports", "told"),)),
        NodeSpec("orchestrator", "orchestrator", "/plant", {"use_sim_time": True}),
    ]
    words = ros_arguments(specs, Path("one.yaml"), "warn")
    assert words[:3] == ["--ros-args", "--log-level", "warn"]
    assert words[-2:] == ["--params-file", "one.yaml"]
    assert [words[index + 1] for index, word in enumerate(words) if word == "-r"] == [
        "__ns:=/plant",
        "assembly:__node:=assembly_1",
        "assembly_1:reports:=told",
        "orchestrator:__node:=orchestrator",
    ]


@pytest.mark.parametrize("namespace", ["/", "/plant/a"])
def test_rclpy_reads_names_and_parameters_back(namespace: str, tmp_path: Path) -> None:
    specs = [
        NodeSpec("first", "one", namespace, {"path": "/a b/it's.yaml", "rate": 2.0, "count": 3, "small": 1e-7}),
        NodeSpec("second", "two", namespace, {"path": "12", "names": ("x", "true"), "yes": True, "word": "true"}),
    ]
    file = tmp_path / "parameters.yaml"
    file.write_text(parameter_document(specs))
    rclpy.init(args=ros_arguments(specs, file))
    try:
        found = {}
        for executable in ("first", "second"):
            node = Node(executable, automatically_declare_parameters_from_overrides=True)
            names = [name for spec in specs for name in spec.parameters if node.has_parameter(name)]
            values = {name: node.get_parameter(name).value for name in names}
            found[node.get_fully_qualified_name()] = values
            node.destroy_node()
    finally:
        rclpy.try_shutdown()
    prefix = namespace.rstrip("/")
    assert found == {
        f"{prefix}/one": {"path": "/a b/it's.yaml", "rate": 2.0, "count": 3, "small": 1e-7},
        f"{prefix}/two": {"path": "12", "names": ["x", "true"], "yes": True, "word": "true"},
    }
