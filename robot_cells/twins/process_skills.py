"""What a process document holds, as far as faults matter: which skills, and how often each is tried."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from robot_cells.processes.process_model import ProcessModel


def skill_tries(process: ProcessModel) -> dict[str, int]:
    """The skills of a process, and how often a failing one is tried before the process fails; its `retry` nodes."""
    tries: dict[str, int] = {}
    for name, count in _skills(process.model_dump(include={"tree"}), 1):
        tries[name] = max(count, tries.get(name, 1))
    return tries


def _skills(value: object, tries: int) -> Iterator[tuple[str, int]]:
    if isinstance(value, Mapping):
        name = value.get("skill")
        if isinstance(name, str):
            yield name, tries
        retry = value.get("retry")
        if isinstance(retry, Mapping):
            tries *= int(retry.get("attempts", 1))
        for item in value.values():
            yield from _skills(item, tries)
    elif isinstance(value, list):
        for item in value:
            yield from _skills(item, tries)
