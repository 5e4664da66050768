"""One node to be started, whoever starts it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import yaml

Parameter = bool | int | float | str | tuple[str, ...]
"""What a node's parameter may be here."""


@dataclass(frozen=True, slots=True)
class NodeSpec:
    """A node: its executable of this package, its name, parameters and remappings (from, to).

    Nodes of one `process` share an operating system process; empty is a process of the node's own. The line cannot go
    on without an `essential` one.
    """

    executable: str
    name: str
    namespace: str = "/"
    parameters: Mapping[str, Parameter] = field(default_factory=dict)
    remaps: tuple[tuple[str, str], ...] = ()
    process: str = ""
    essential: bool = False

    @property
    def process_name(self) -> str:
        """The name of its process."""
        return self.process or self.name


def ros_arguments(specs: Iterable[NodeSpec], parameter_file: Path, log_level: str = "info") -> list[str]:
    """The arguments of a process that runs these nodes, all in one namespace.

    Each rule names its node: without a name it would hold for every node of the process.
    """
    specs = tuple(specs)
    arguments = ["--ros-args", "--log-level", log_level, "-r", f"__ns:={specs[0].namespace}"]
    for spec in specs:
        arguments += ["-r", f"{spec.executable}:__node:={spec.name}"]
        for origin, target in spec.remaps:
            arguments += ["-r", f"{spec.name}:{origin}:={target}"]
    return [*arguments, "--params-file", str(parameter_file)]


def parameter_document(specs: Iterable[NodeSpec]) -> str:
    """The parameters of these nodes as ROS reads them from a file.

    A parameter that is given as an argument cannot be for one node in a namespace: rcl takes no path there.
    """
    nodes = {
        f"{spec.namespace.rstrip('/')}/{spec.name}": {
            "ros__parameters": {
                name: list(value) if isinstance(value, tuple) else value for name, value in spec.parameters.items()
            }
        }
        for spec in specs
    }
    return yaml.safe_dump(nodes, sort_keys=False)
