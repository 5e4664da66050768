"""Pictures and codes: what the simulated camera and scanner see."""

from __future__ import annotations

from typing import Any

import numpy as np

from robot_cells.devices.device_client import CommandState
from robot_cells.simulations.tray_picture import render

SERIAL = "WO-1-001"


def test_a_picture_shows_the_true_state_of_the_tray_at_its_stamp(bench: Any) -> None:
    bench.receive()
    bare = bench.do("assembly/camera", "capture")
    bench.place("plate_1")
    began_s = bench.now_s
    full = bench.do("assembly/camera", "capture", exposure_s=0.05)
    assert full.picture.dtype == np.uint8
    assert full.picture.shape == bare.picture.shape
    assert full.result["stamp_s"] == began_s + 0.05
    assert full.result["metres_per_pixel"] > 0.0
    assert full.result["image"] == "assembly/camera/image_raw"
    difference = np.abs(full.picture.astype(int) - bare.picture.astype(int)).max(axis=2)
    scale = full.result["metres_per_pixel"]
    # The plate is 0.14 m square; it changes about that much of the picture.
    assert 0.5 * (0.14 / scale) ** 2 < (difference > 40).sum() < 2.0 * (0.14 / scale) ** 2


def test_what_changes_during_read_out_is_not_in_the_picture(bench: Any) -> None:
    bench.receive()
    equipment, tray = bench.equipment, bench.tray()
    equipment.command("assembly", "camera", "c", "capture", {}, bench.now_s)
    seen_seed = None
    tray.couplings.add("supply")
    (end,) = equipment.advance(bench.now_s + 10.0)
    tray.couplings.clear()
    layout = equipment.plant.products["tray"].layout
    seed = type(equipment.plant.random)(equipment.plant.random.seed)
    seen_seed = seed.next_seed("picture", "assembly", "camera", SERIAL)
    assert np.array_equal(end.picture, render(layout, tray, seen_seed)[0])


def test_without_a_product_there_is_no_picture_and_no_code(bench: Any) -> None:
    assert bench.do("assembly/camera", "capture").error_code == "camera.no_image"
    assert bench.do("assembly/scanner", "scan").error_code == "scanner.no_read"


def test_a_camera_that_gives_no_picture_does_so_as_often_as_planned(bench_with: Any) -> None:
    bench = bench_with({"fault": "camera_no_image", "serial": SERIAL, "times": 2})
    bench.receive()
    codes = [bench.do("assembly/camera", "capture").error_code for _ in range(3)]
    assert codes == ["camera.no_image", "camera.no_image", ""]


def test_the_scanner_reads_the_serial_number_of_what_stands_there(bench: Any) -> None:
    bench.receive()
    assert bench.done("assembly/scanner", "scan") == {"text": SERIAL, "symbology": "QRCode"}
    bench.receive("WO-1-002")
    assert bench.done("assembly/scanner", "scan")["text"] == "WO-1-002"


def test_a_scanner_that_reads_nothing_does_so_as_often_as_planned(bench_with: Any) -> None:
    bench = bench_with({"fault": "scanner_no_read", "serial": SERIAL})
    bench.receive()
    states = [bench.do("assembly/scanner", "scan").state for _ in range(2)]
    assert states == [CommandState.FAILED, CommandState.SUCCEEDED]


def test_warming_up_changes_no_picture(bench_with: Any) -> None:
    cold, warm = bench_with(), bench_with()
    warm.equipment.warm_up()
    pictures = []
    for bench in (cold, warm):
        bench.receive()
        pictures.append(bench.do("assembly/camera", "capture").picture)
    assert np.array_equal(*pictures)
