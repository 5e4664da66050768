"""What a recipe says of verdicts: refused where undecided could slip through, or where there is nothing to decide."""

from __future__ import annotations

from pathlib import Path

import pytest

import robot_cells
from robot_cells.documents.plant import load_plant, read_plant

CONFIG = Path(robot_cells.__file__).parent.parent / "config"
RULE = "      - {codes: [inspect.undecided], consequence: ask, review: true, limit: 3}\n"


def problems(folder: Path, old: str, new: str) -> list[str]:
    for name in ("lines", "products", "processes"):
        (folder / name).mkdir()
        for path in (CONFIG / name).glob("*.yaml"):
            (folder / name / path.name).write_text(path.read_text(encoding="utf-8"), encoding="utf-8")
    product = folder / "products" / "tray_a.yaml"
    text = product.read_text(encoding="utf-8")
    assert text.count(old) == 1
    product.write_text(text.replace(old, new), encoding="utf-8")
    return [str(item) for item in read_plant(folder / "lines" / "compute_tray.yaml")[1]]


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (RULE, "", "a product of which nothing is known (inspect.undecided) would be sent along refit"),
        (RULE, RULE.replace("consequence: ask", "consequence: scrap"), "review: only a question has it"),
        (RULE, RULE.replace("review: true", "timeout_s: 60, default: good"), "said by somebody, by name"),
        (
            "      - {consequence: ask}\n  # What is half",
            "      - {consequence: ask, review: true}\n  # What is half",
            "scan_serial gives no verdict that a person could decide",
        ),
    ],
    ids=["undecided goes to rework", "review without a question", "good by time", "no verdict"],
)
def test_a_recipe_that_forgets_what_undecided_means_is_refused(tmp_path: Path, old: str, new: str, words: str) -> None:
    (found,) = problems(tmp_path, old, new)
    assert words in found


@pytest.mark.parametrize(
    "rule",
    [
        "      - {codes: [inspect.undecided], consequence: scrap}\n",
        "      - {codes: [inspect.undecided], consequence: rework, route: refit}\n",
        "      - {codes: ['inspect.un*'], consequence: ask}\n",
    ],
)
def test_whatever_the_recipe_says_expressly_is_right(tmp_path: Path, rule: str) -> None:
    assert problems(tmp_path, RULE, rule) == []


def test_the_reference_recipes_let_a_person_decide_what_no_model_can() -> None:
    products = load_plant(CONFIG / "lines" / "compute_tray.yaml").products
    for product in products.values():
        routes = [item for route in product.recipe.rework_routes.values() for item in route.operations]
        looking = [item for item in (*product.recipe.operations, *routes) if item.capability == "inspect_tray"]
        assert len(looking) == 2
        assert all(any(rule.review for rule in item.on_failure) for item in looking)
