"""One small tray for all tests of the inspection, and its inspector."""

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt
import pytest

from robot_cells.ids import ProductId, SerialNumber
from robot_cells.inspections.golden_sample.inspector import GoldenSampleInspector
from robot_cells.inspections.golden_sample.rendered_sample import rendered_sample
from robot_cells.orders.layout import Cable, CodeMark, Coupling, Layout, Module, Screw
from robot_cells.simulations.camera_conditions import TYPICAL, CameraConditions
from robot_cells.simulations.golden_pictures import perfect_tray
from robot_cells.simulations.tray import Tray
from robot_cells.simulations.tray_picture import ForeignObject, render

Picture = npt.NDArray[np.uint8]
SERIAL = SerialNumber("WO-1-002")
WIDTH_PX = 640


@pytest.fixture(scope="session")
def layout() -> Layout:
    """2 pixels a millimetre at `WIDTH_PX`: a board under a cold plate, two equal drives, a diagonal cable."""
    return Layout(
        0.28,
        0.32,
        CodeMark(0.235, 0.06, 0.045),
        modules=(
            Module("board", "processor_board", 0.10, 0.21, 0.17, 0.15),
            Module("plate", "cold_plate_processor", 0.10, 0.21, 0.11, 0.10),
            Module("drive_1", "drive", 0.05, 0.07, 0.05, 0.08),
            Module("drive_2", "drive", 0.115, 0.07, 0.05, 0.08),
        ),
        screws=(
            Screw("plate_s1", "plate", 0.052, 0.167),
            Screw("plate_s2", "plate", 0.148, 0.253),
        ),
        couplings=(Coupling("supply", 0.23, 0.28), Coupling("return", 0.23, 0.24)),
        cables=(Cable("data", 0.165, 0.09, 0.235, 0.17),),
    )


@pytest.fixture
def tray(layout: Layout) -> Tray:
    """A good tray, free to be spoiled by the test."""
    return perfect_tray(layout, ProductId("small"), SERIAL)


@pytest.fixture(scope="session")
def inspector(layout: Layout) -> GoldenSampleInspector:
    return GoldenSampleInspector(rendered_sample(layout, width_px=WIDTH_PX))


@pytest.fixture
def take(layout: Layout) -> Callable[..., Picture]:
    """Takes the picture of a tray."""

    def take_picture(
        tray: Tray,
        seed: int = 1,
        *,
        conditions: CameraConditions = TYPICAL,
        foreign: Sequence[ForeignObject] = (),
    ) -> Picture:
        return render(layout, tray, seed, width_px=WIDTH_PX, conditions=conditions, foreign=foreign).image

    return take_picture
