"""The inspection of the twin in full depth."""

from pathlib import Path

import pytest

from robot_cells.ids import ProductId, SerialNumber
from robot_cells.inspections.golden_sample.layout_json import layout_of
from robot_cells.inspections.inspector_library import InspectorLibrary
from robot_cells.simulations.golden_pictures import perfect_tray
from robot_cells.simulations.tray import LooseCable
from robot_cells.simulations.tray_picture import render
from robot_cells.twins.instant_vision import InstantVision

TRAY_A = Path(__file__).parents[2] / "config" / "products" / "tray_a.yaml"


@pytest.mark.parametrize(
    ("model", "verdict", "codes"),
    [("presence", "fail", ["inspect.loose_cable"]), ("nobody_knows", "undecided", [])],
)
def test_the_model_that_the_process_names_judges(model: str, verdict: str, codes: list[str]) -> None:
    layout, product, serial = layout_of(TRAY_A), ProductId("tray_a"), SerialNumber("WO-1-001")
    tray = perfect_tray(layout, product, serial)
    tray.loose_cables["cable_2"] = LooseCable(end=1, pulled_m=0.002)
    vision = InstantVision(InspectorLibrary({product: layout}))
    question = {"image": render(layout, tray, 1).image, "product": product, "serial": serial, "model": model}
    vision.start("c1", "inspect", question)
    result = vision.status("c1").result
    assert (result["verdict"], [item["code"] for item in result["defects"]]) == (verdict, codes)
    assert model in result["model" if verdict == "fail" else "message"]
