from __future__ import annotations

import dataclasses
import math
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from robot_cells.documents.order_book import load_orders, read_order_book
from robot_cells.documents.plant import load_plant
from robot_cells.errors import DocumentError
from robot_cells.ids import CellId, OperationId, ProductId
from robot_cells.lines.cell_kind import CellKind
from robot_cells.lines.device import DeviceKind
from robot_cells.lines.zone import Lock, LockMode, Zone
from robot_cells.orders.cancel_policy import CancelPolicy
from robot_cells.orders.operation import Consequence, FailureRule
from robot_cells.orders.timeouts import Timeouts
from robot_cells.orders.work_order import OnTimeout, WorkOrder
from robot_cells.simulations.fault_plan import LateVehicle, LostScrew

Spoil = Callable[[str, str, str], Path]


def test_a_line_document_becomes_a_line(plant_folder: Path) -> None:
    line = load_plant(plant_folder / "line.yaml").line
    bench, post = line.cells
    assert (line.id, line.wip_limit, len(line.vehicles)) == ("small", 3, 1)
    assert (bench.kind, post.kind) == (CellKind.ASSEMBLY, CellKind.INSPECTION)
    assert (bench.input_buffer.capacity, bench.output_buffer.capacity) == (2, None)
    assert bench.changeovers_s == {("widget", "gadget"): 30}
    assert [(item.name, item.duration_s, item.process) for item in bench.capabilities] == [
        ("build", 20, "build"),
        ("repair", 10, "build"),
    ]
    assert bench.capabilities[0].parameters == {"force_n": 12.0}
    assert [device.kind for device in bench.devices] == [DeviceKind.ARM, DeviceKind.STATION]
    assert line.distance_m(CellId("camera_post"), CellId("bench")) == 6
    assert (line.vehicles[0].home, line.vehicles[0].speed_mps, line.vehicles[0].transfer_s) == ("bench", 1.0, 4.0)


def test_a_product_document_becomes_a_product(plant_folder: Path) -> None:
    product = load_plant(plant_folder / "line.yaml").products[ProductId("widget")]
    build, look = product.recipe.operations
    assert build.on_failure == (
        FailureRule(Consequence.RETRY, ("build.slipped",), limit=2, backoff_s=5),
        FailureRule(Consequence.SCRAP),
    )
    assert look.after == ("build",)
    assert look.on_failure[0].route == "mend"
    assert product.recipe.rework_routes["mend"].resume_at == "look"
    assert product.recipe.operation(OperationId("mend")).capability == "repair"
    assert product.layout is not None
    assert product.layout.screws[0].holds == product.layout.modules[0].id == "m1"
    assert product.layout.couplings[0].diameter_m == 0.018


def test_a_capability_knows_whether_its_process_may_be_repeated(plant_folder: Path) -> None:
    def repeatable() -> dict[str, bool]:
        cells = load_plant(plant_folder / "line.yaml").line.cells
        return {item.name: item.repeatable for cell in cells for item in cell.capabilities}

    assert not any(repeatable().values())
    path = plant_folder / "processes" / "build.yaml"
    path.write_text(path.read_text().replace("process: build\n", "process: build\nrepeatable: true\n"))
    assert repeatable() == {"build": True, "repair": True, "look": False}


def test_limits_in_time_and_the_cancel_policy_of_an_operation_are_data(plant_folder: Path, spoil: Spoil) -> None:
    spoil("widget.yaml", "limit: 2, backoff_s: 5", "limit: 2, backoff_s: 5, backoff_limit_s: 8")
    keys = "timeouts: {queued_s: 60, running_s: 90, silent_s: 20}\n    cancel: park\n    parameters:"
    spoil("widget.yaml", "parameters: {speed", f"{keys} {{speed")
    build, look = load_plant(plant_folder / "line.yaml").products[ProductId("widget")].recipe.operations
    assert (build.timeouts, build.cancel) == (Timeouts(60.0, 90.0, 20.0), CancelPolicy.PARK)
    assert build.on_failure[0].backoff_limit_s == 8.0
    assert (look.timeouts, look.cancel) == (Timeouts(math.inf, math.inf, 60.0), CancelPolicy.FINISH_STEP)
    assert look.on_failure[0].backoff_limit_s == math.inf


def test_zones_and_the_locks_on_them_are_data_in_the_order_of_their_names(plant_folder: Path, spoil: Spoil) -> None:
    spoil("line.yaml", "duration_s: 5\n", "duration_s: 5\n        locks: [{zone: well, mode: shared}, {zone: aisle}]\n")
    spoil("line.yaml", "vehicles:\n", "zones: [{id: well, cells: [camera_post]}, {id: aisle}]\nvehicles:\n")
    line = load_plant(plant_folder / "line.yaml").line
    assert line.zones == (Zone("well", cells=("camera_post",)), Zone("aisle"))
    assert line.cells[1].capabilities[0].locks == (Lock("aisle", LockMode.EXCLUSIVE), Lock("well", LockMode.SHARED))


def test_the_time_out_of_an_order_is_data(plant_folder: Path, spoil: Spoil) -> None:
    spoil("orders.yaml", "priority: 5", "priority: 5, timeout_s: 1800, on_timeout: cancel")
    first, second = read_order_book(plant_folder / "orders.yaml").orders
    assert (first.timeout_s, first.on_timeout) == (None, OnTimeout.ALARM)
    assert (second.timeout_s, second.on_timeout) == (1800.0, OnTimeout.CANCEL)


def test_a_product_without_layout_has_none(plant_folder: Path) -> None:
    assert load_plant(plant_folder / "line.yaml").products[ProductId("gadget")].layout is None


def test_an_orders_document_becomes_an_order_book(plant_folder: Path) -> None:
    book = load_orders(plant_folder / "orders.yaml", load_plant(plant_folder / "line.yaml"))
    assert book.orders == (
        WorkOrder("WO-1", "widget", 3, due_s=600),
        WorkOrder("WO-2", "gadget", 1, release_s=60, due_s=900, priority=5),
    )
    assert book.faults == (
        LostScrew(serial="WO-1-002", screw="s1"),
        LateVehicle(vehicle="cart", trip=1, factor=2.0),
    )
    assert read_order_book(plant_folder / "orders.yaml") == book


def test_an_order_book_without_a_plant_leaves_the_products_to_the_line(plant_folder: Path, spoil: Spoil) -> None:
    path = spoil("orders.yaml", "product: gadget", "product: gizmo")
    assert read_order_book(path).orders[1].product == "gizmo"


def test_the_sources_written_back_elsewhere_are_the_same_plant(
    plant_folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    plant = load_plant(plant_folder / "line.yaml")
    copy = tmp_path_factory.mktemp("copy")
    for name, text in plant.sources.items():
        path = copy / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    again = load_plant(copy / next(iter(plant.sources)))
    assert dataclasses.replace(again, process_paths=plant.process_paths) == plant
    assert list(again.sources) == [
        "line.yaml",
        "widget.yaml",
        "gadget.yaml",
        "processes/build.yaml",
        "processes/look.yaml",
        "processes/transport.yaml",
    ]


def test_process_paths_name_the_documents(plant_folder: Path) -> None:
    paths = load_plant(plant_folder / "line.yaml").process_paths
    assert {name: path.name for name, path in paths.items()} == {
        "build": "build.yaml",
        "look": "look.yaml",
        "transport": "transport.yaml",
    }


def test_paths_are_relative_to_the_document_not_to_the_caller(
    plant_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(plant_folder.parent)
    relative = Path(os.path.relpath(plant_folder / "line.yaml"))
    assert load_plant(relative).line == load_plant(plant_folder / "line.yaml").line


def test_the_error_has_every_fault_one_a_line(plant_folder: Path, spoil: Spoil) -> None:
    spoil("line.yaml", "home: bench", "home: bensh")
    spoil("widget.yaml", "capability: look", "capability: luk")
    with pytest.raises(DocumentError) as error:
        load_plant(plant_folder / "line.yaml")
    assert str(error.value).splitlines() == [
        f"{plant_folder}/line.yaml:41: vehicles[0].home: there is no cell bensh; "
        "did you mean bench? there is bench, camera_post",
        f"{plant_folder}/widget.yaml:22: operations[1].capability: no cell of the line small can luk, which the "
        "operation look of widget needs; there is build, look, repair",
    ]


def test_orders_that_do_not_fit_the_plant_are_refused(plant_folder: Path, spoil: Spoil) -> None:
    plant = load_plant(plant_folder / "line.yaml")
    path = spoil("orders.yaml", "product: gadget", "product: gizmo")
    with pytest.raises(DocumentError, match=r"orders\.yaml:3: orders\[1\]\.product: there is no product gizmo"):
        load_orders(path, plant)
