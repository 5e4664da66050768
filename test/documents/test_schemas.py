from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from robot_cells.documents.schemas import MODELS, json_schema
from robot_cells.documents.yaml_reader import read_document

CONFIG = Path(__file__).parents[2] / "config"
DOCUMENTS = sorted(CONFIG.rglob("*.yaml"))


@pytest.mark.parametrize("kind", MODELS)
def test_the_schema_of_every_kind_is_itself_right(kind: str) -> None:
    schema = json_schema(kind)
    jsonschema.Draft202012Validator.check_schema(schema)
    assert json.loads(json.dumps(schema)) == schema
    assert schema["required"][0] == kind


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.stem)
def test_every_document_of_the_package_fits_its_schema(path: Path) -> None:
    document = read_document(path)
    jsonschema.validate(document.data, json_schema(document.kind), cls=jsonschema.Draft202012Validator)


@pytest.mark.parametrize(
    ("kind", "name", "pointer", "value"),
    [
        ("line", "lines/compute_tray.yaml", ("wip_limit",), 0),
        ("line", "lines/compute_tray.yaml", ("cells", 0, "kind"), "robot"),
        ("product", "products/tray_a.yaml", ("layout", "width_m"), -1),
        ("product", "products/tray_a.yaml", ("layout", "colour"), "red"),
        ("orders", "orders/demo.yaml", ("orders", 0, "quantity"), 0),
    ],
)
def test_a_schema_refuses_what_the_reader_refuses(
    kind: str, name: str, pointer: tuple[str | int, ...], value: object
) -> None:
    data = read_document(CONFIG / name).data
    target = data
    for part in pointer[:-1]:
        target = target[part]
    target[pointer[-1]] = value
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(data, json_schema(kind), cls=jsonschema.Draft202012Validator)


def test_the_schema_states_units() -> None:
    definitions = json_schema("line")["$defs"]
    assert definitions["CapabilityModel"]["properties"]["duration_s"]["unit"] == "s"
    assert definitions["VehicleModel"]["properties"]["speed_mps"]["unit"] == "m/s"
