"""One node to be started, whoever starts it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

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


def ros_arguments(specs: Iterable[NodeSpec], log_level: str = "info") -> list[str]:
    """The arguments of a process that runs these nodes.

    Each goes to its own node: rules without a node's name would hold for every node of the process.
    """
    arguments = ["--ros-args", "--log-level", log_level]
    for spec in specs:
        arguments += ["-r", f"{spec.executable}:__node:={spec.name}", "-r", f"{spec.executable}:__ns:={spec.namespace}"]
        for origin, target in spec.remaps:
            arguments += ["-r", f"{spec.name}:{origin}:={target}"]
        for name, value in spec.parameters.items():
            arguments += ["-p", f"{spec.name}:{name}:={yaml_scalar(value)}"]
    return arguments


def yaml_scalar(value: Parameter) -> str:
    """A parameter's value as rcl's YAML parser reads it back with the same type."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return repr(value)
    if isinstance(value, str):
        return _quoted(value)
    return "[" + ", ".join(_quoted(item) for item in value) + "]"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
