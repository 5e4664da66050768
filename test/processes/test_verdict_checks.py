"""A process in which a verdict could become a pass without anybody noticing is refused."""

from __future__ import annotations

import pytest
import yaml

from robot_cells.processes.process_reader import parse_process

LOOK = "{skill: inspect}"
DWELL = "{skill: dwell, with: {duration_s: 1}}"
GIVE_UP = "{fail: {code: light.out, message: dark}}"


def faults(tree: str) -> list[str]:
    model, found = parse_process({"process": "p", "tree": yaml.safe_load(tree)})
    assert model is not None, found
    return [f"{'.'.join(map(str, fault.path))}: {fault.what}" for fault in found]


@pytest.mark.parametrize(
    ("tree", "place"),
    [
        (f"{{fallback: [{LOOK}, {DWELL}]}}", "tree.fallback.1"),
        (f"{{fallback: [{DWELL}, {LOOK}, {DWELL}]}}", "tree.fallback.2"),
        (f"{{fallback: [{LOOK}, {{skill: inspect, with: {{model: other}}}}]}}", "tree.fallback.1"),
        (
            f"{{fallback: [{{retry: {{attempts: 2, codes: [camera.*], do: {LOOK}}}}}, {DWELL}]}}",
            "tree.fallback.1",
        ),
        (f"{{fallback: [{{timeout: {{duration_s: 5, do: {LOOK}}}}}, {DWELL}]}}", "tree.fallback.1"),
        (f"{{fallback: [{{finally: {{do: {LOOK}, always: {DWELL}}}}}, {DWELL}]}}", "tree.fallback.1"),
        (f"{{fallback: [{LOOK}, {{prompt: {{text: good, choices: ['yes']}}}}]}}", "tree.fallback.1"),
        (f"{{retry: {{attempts: 3, do: {LOOK}}}}}", "tree.retry.codes"),
        (f"{{retry: {{attempts: 3, codes: ['inspect.*'], do: {LOOK}}}}}", "tree.retry.codes"),
        (f"{{retry: {{attempts: 3, codes: [inspect.missing_screw], do: {{sequence: [{LOOK}]}}}}}}", "tree.retry.codes"),
    ],
)
def test_a_verdict_that_is_passed_over_is_a_fault(tree: str, place: str) -> None:
    found = faults(tree)
    assert any(item.startswith(f"{place}: ") for item in found), found


@pytest.mark.parametrize(
    "tree",
    [
        LOOK,
        f"{{fallback: [{DWELL}, {LOOK}]}}",
        f"{{fallback: [{LOOK}, {{sequence: [{DWELL}, {GIVE_UP}]}}]}}",
        f"{{retry: {{attempts: 3, codes: [camera.no_image, inspect.undecided], do: {LOOK}}}}}",
        f"{{sequence: [{LOOK}, {{skill: inspect, with: {{model: other}}}}]}}",
        f"{{parallel: {{do: [{LOOK}, {DWELL}]}}}}",
    ],
)
def test_what_lets_every_verdict_through_to_the_recipe_is_right(tree: str) -> None:
    assert faults(tree) == []
