"""Whatever stands in a file: it is read, or refused with a `DocumentError`; nothing else ever happens."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from robot_cells.documents.check import check_paths
from robot_cells.documents.order_book import load_orders
from robot_cells.documents.plant import Plant, load_plant
from robot_cells.documents.problem import Problem
from robot_cells.documents.yaml_reader import parse_document, read_document
from robot_cells.errors import DocumentError

CONFIG = Path(__file__).parents[2] / "config"
REFERENCE = ("lines/compute_tray.yaml", "products/tray_a.yaml", "orders/demo.yaml")

PIECES = (
    "", " ", "  ", "\t", "\n", ":", "-", "- ", "[", "]", "{", "}", ",", "#", "&a ", "*a", "!x ", "|", ">", "'", '"',
    "?", "null", "true", "-1", "0", "1e400", ".nan", "-.inf", "[]", "{}", "[[1]]", "5 s", "x: 1", "9999999999999999999",
    "é", "\u2028", "\x85", "\x00", "\ud7ff", "line: ", "id: ", "<<: ",
)  # fmt: skip
"""What slips into a document: structure, odd scalars, characters that some tools take for line ends."""

SLOW = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def read_or_refuse(read: Callable[[Path], object], path: Path) -> None:
    """Call `read`; a refusal must name the folder's files, and must be the only kind of error."""
    try:
        read(path)
    except DocumentError as error:
        assert str(error).strip()
        assert all(
            line.startswith(str(path.parents[1])) or line.startswith(str(path.parent))
            for line in str(error).splitlines()
        )


@given(content=st.binary(max_size=400))
@SLOW
def test_random_bytes_are_read_or_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "random.yaml"
    path.write_bytes(content)
    read_or_refuse(read_document, path)
    assert all(isinstance(item, Problem) for item in check_paths([path]))


@given(text=st.text(alphabet=st.sampled_from("ab:-[]{},&*#!|>'\"?% \n\t0.~<"), max_size=60))
@SLOW
def test_random_structure_is_read_or_refused(text: str) -> None:
    try:
        parse_document(text, Path("random.yaml"))
    except DocumentError as error:
        assert str(error).startswith("random.yaml:")


@st.composite
def spoiled(draw: st.DrawFn, text: str) -> str:
    """The text with one to three pieces of it cut out, doubled, or overwritten."""
    for _ in range(draw(st.integers(1, 3))):
        start = draw(st.integers(0, len(text)))
        end = min(len(text), start + draw(st.integers(0, 30)))
        filling = draw(st.one_of(st.sampled_from(PIECES), st.just(text[start:end] * 2), st.text(max_size=5)))
        text = text[:start] + filling + text[end:]
    return text


@pytest.fixture(scope="module")
def copied_config(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The reference documents in a folder that tests may spoil."""
    folder = tmp_path_factory.mktemp("config")
    for path in CONFIG.rglob("*.yaml"):
        target = folder / path.relative_to(CONFIG)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(path.read_bytes())
    return folder


@cache
def reference_plant() -> Plant:
    """The reference line as it is."""
    return load_plant(CONFIG / REFERENCE[0])


@pytest.mark.parametrize("name", REFERENCE)
@given(data=st.data())
@settings(max_examples=60, deadline=None)
def test_a_spoiled_reference_document_is_read_or_refused(copied_config: Path, name: str, data: st.DataObject) -> None:
    path = copied_config / name
    right = (CONFIG / name).read_text(encoding="utf-8")
    path.write_bytes(data.draw(spoiled(right)).encode("utf-8", "surrogatepass"))
    try:
        read_or_refuse(load_plant, copied_config / REFERENCE[0])
        assert all(isinstance(item, Problem) for item in check_paths([path]))
    finally:
        path.write_text(right, encoding="utf-8")


@given(data=st.data())
@settings(max_examples=60, deadline=None)
def test_spoiled_reference_orders_are_read_or_refused(copied_config: Path, data: st.DataObject) -> None:
    plant = reference_plant()
    path = copied_config / "orders" / "spoiled.yaml"
    right = (CONFIG / "orders" / "demo.yaml").read_text(encoding="utf-8")
    path.write_bytes(data.draw(spoiled(right)).encode("utf-8", "surrogatepass"))
    read_or_refuse(lambda file: load_orders(file, plant), path)
