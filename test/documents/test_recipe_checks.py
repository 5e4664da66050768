from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from robot_cells.documents.recipe_checks import find_cycle

NAMES = [f"o{number}" for number in range(8)]


@given(st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7)), max_size=20))
def test_a_graph_without_circles_has_none(edges: list[tuple[int, int]]) -> None:
    after = {name: [NAMES[b] for a, b in edges if NAMES[a] == name and b < a] for name in NAMES}
    assert find_cycle(after) is None


@given(
    st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7)), max_size=20),
    st.lists(st.sampled_from(NAMES), min_size=1, unique=True),
)
def test_a_circle_is_found_and_is_one(edges: list[tuple[int, int]], circle: list[str]) -> None:
    after = {name: [NAMES[b] for a, b in edges if NAMES[a] == name] for name in NAMES}
    for name, following in zip(circle, [*circle[1:], circle[0]], strict=True):
        after[name].append(following)
    found = find_cycle(after)
    assert found is not None
    assert len(set(found)) == len(found)
    assert all(following in after[name] for name, following in zip(found, [*found[1:], found[0]], strict=True))


def test_names_that_are_no_operation_make_no_circle() -> None:
    assert find_cycle({"a": ["nowhere"], "b": ["a", "nowhere"]}) is None
