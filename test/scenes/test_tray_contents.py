"""A tray's parts are where they truly are."""

from __future__ import annotations

import pytest
from scene_plant import TRAY_A, TRAY_B, bare, finished, layout_of

from robot_cells.bodies.pose3d import Pose3D
from robot_cells.scenes.scene import Role
from robot_cells.scenes.tray_contents import top_of, tray_mechanisms
from robot_cells.simulations.tray import PlacedModule

AT = Pose3D(5.0, 1.0, 0.8, yaw_rad=0.5)


@pytest.mark.parametrize("product", [TRAY_A, TRAY_B])
def test_a_finished_tray_has_every_part_of_its_layout_at_its_place(product: str) -> None:
    layout = layout_of(TRAY_A if product == TRAY_A else TRAY_B)
    placed = {
        item.name: item for item in tray_mechanisms(layout, finished(TRAY_A if product == TRAY_A else TRAY_B), AT)
    }
    count = 1 + len(layout.modules) + len(layout.screws) + len(layout.couplings) + len(layout.cables)
    assert len(placed) == count
    for module in layout.modules:
        expected = AT @ Pose3D(module.x_m, module.y_m, yaw_rad=module.rotation_rad)
        assert placed[f"WO-1-002/{module.id}"].pose.matrix() == pytest.approx(expected.matrix())


def test_screws_stand_on_what_they_hold() -> None:
    layout = layout_of(TRAY_A)
    placed = {item.name: item for item in tray_mechanisms(layout, finished(TRAY_A), AT)}
    for screw in layout.screws:
        held = placed[f"WO-1-002/{screw.holds}"]
        assert placed[f"WO-1-002/{screw.id}"].pose.z_m == pytest.approx(top_of(held).z_m)


def test_a_displaced_module_lies_where_it_truly_is() -> None:
    layout, tray = layout_of(TRAY_A), finished(TRAY_A)
    tray.modules["nic_1"] = PlacedModule(0.12, 0.10, 0.3)
    placed = {item.name: item for item in tray_mechanisms(layout, tray, AT)}
    assert placed["WO-1-002/nic_1"].pose.matrix() == pytest.approx((AT @ Pose3D(0.12, 0.10, yaw_rad=0.3)).matrix())


def test_of_every_type_in_the_kit_the_next_part_lies_in_its_feeder() -> None:
    layout, tray = layout_of(TRAY_A), bare(TRAY_A)
    feeders = {"accelerator": Pose3D(1.0), "screw": Pose3D(2.0), "memory_bank": Pose3D(3.0)}
    parts = {
        item.name: item.pose for item in tray_mechanisms(layout, tray, AT, feeders=feeders) if item.role is Role.PART
    }
    assert parts == {"WO-1-001/acc_1": Pose3D(1.0), "WO-1-001/cp_0_s1": Pose3D(2.0)}
    tray.modules["acc_1"] = PlacedModule(0.125, 0.34)
    names = [item.name for item in tray_mechanisms(layout, tray, AT, feeders=feeders) if item.role is Role.PART]
    assert names == ["WO-1-001/acc_1", "WO-1-001/acc_2", "WO-1-001/cp_0_s1"]
    tray.parts = [part for part in tray.parts if part != "accelerator"]
    names = [item.name for item in tray_mechanisms(layout, tray, AT, feeders=feeders) if item.role is Role.PART]
    assert names == ["WO-1-001/acc_1", "WO-1-001/cp_0_s1"]
