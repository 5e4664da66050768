"""A machine round the working place: a housing with a sliding door and a clamp; leak-test bench, test fixture."""

from __future__ import annotations

from enum import Enum

from robot_cells.bodies.body import Body
from robot_cells.bodies.geometry import Geometry
from robot_cells.bodies.inertia import solid
from robot_cells.bodies.joint import Joint, JointKind, JointLimits
from robot_cells.bodies.mechanism import Frame, Mechanism
from robot_cells.bodies.pose3d import Pose3D
from robot_cells.bodies.shape import Capsule, Cylinder
from robot_cells.lines.cell import Cell
from robot_cells.orders.part_sizes import WALL_HEIGHT_M
from robot_cells.scenes import palette
from robot_cells.scenes.blocks import block, corners, post, slab
from robot_cells.scenes.cell_plan import TABLE_TOP_M, CellPlan

DOOR_JOINT, CLAMP_JOINT = "door_joint", "clamp_joint"
DOOR_OPEN_M = 0.46
"""How far the door slides up; 0 is closed."""
CLAMP_STROKE_M = 0.10
"""How far the clamp comes down upon the tray's walls; 0 is open."""
ROOM_M = 0.11
"""Between the tray and the housing's walls."""
HEIGHT_M = 0.56
WALL_M = 0.02
DOOR_SPEED_MPS, DOOR_FORCE_N, DOOR_KG = 0.25, 200.0, 6.0
CLAMP_SPEED_MPS, CLAMP_FORCE_N, CLAMP_KG = 0.10, 300.0, 3.0


class Testing(Enum):
    """What the machine is, by the process that its cell offers."""

    LEAK = "leak"
    FUNCTION = "function"
    OTHER = "other"


def testing_of(cell: Cell) -> Testing:
    """From the names of the cell's processes."""
    words = " ".join(capability.process for capability in cell.capabilities)
    if "leak" in words:
        return Testing.LEAK
    return Testing.FUNCTION if "function" in words else Testing.OTHER


def machine_mechanism(plan: CellPlan, testing: Testing) -> Mechanism:
    """Stands in the cell's frame, round its working place; the door looks toward the buffers."""
    middle = plan.tray_middle
    x = (middle.x_m - plan.width_m / 2 - ROOM_M, middle.x_m + plan.width_m / 2 + ROOM_M)
    y = (middle.y_m - plan.depth_m / 2 - ROOM_M, middle.y_m + plan.depth_m / 2 + ROOM_M)
    z = (TABLE_TOP_M, TABLE_TOP_M + HEIGHT_M)
    housing = Body("housing", geometries=(*_housing(x, y, z), *_fittings(testing, x, y, z)))
    clamp_z = middle.z_m + WALL_HEIGHT_M + CLAMP_STROKE_M
    return Mechanism("machine", (housing, _door(x, y, z), _clamp(plan, clamp_z)), {"clamp": Frame("clamp")})


def _housing(x: tuple[float, float], y: tuple[float, float], z: tuple[float, float]) -> list[Geometry]:
    edge = 0.035
    found = [slab(f"column_{n}", at, (edge, edge), z, palette.FRAME) for n, at in enumerate(corners(x, y, edge / 2))]
    roof = (z[1], z[1] + 0.03)
    found += [
        block("roof", x, y, roof, palette.WHITE),
        block("back", (x[0], x[0] + WALL_M), (y[0] + edge, y[1] - edge), z, palette.WHITE),
        block("left", (x[0] + edge, x[1] - edge), (y[0], y[0] + 0.008), z, palette.GLASS),
        block("right", (x[0] + edge, x[1] - edge), (y[1] - 0.008, y[1]), z, palette.GLASS),
        block(
            "sign", (x[1] + 0.001, x[1] + 0.004), (y[0] + 0.1, y[1] - 0.1), (z[1] - 0.03, z[1] + 0.03), palette.ACCENT
        ),
        slab("light", ((x[0] + x[1]) / 2, (y[0] + y[1]) / 2), (0.3, 0.5), (z[1] - 0.01, z[1]), palette.LAMP, "visual"),
    ]
    at = (x[0] + 0.08, y[1] - 0.08)
    bottom = roof[1] + 0.12
    found.append(post("tower", at, 0.012, (roof[1], bottom), palette.FRAME))
    for n, colour in enumerate((palette.GREEN, palette.AMBER, palette.RED)):
        found.append(post(f"lamp_{n}", at, 0.028, (bottom + 0.052 * n, bottom + 0.05 + 0.052 * n), colour))
    return found


def _fittings(
    testing: Testing, x: tuple[float, float], y: tuple[float, float], z: tuple[float, float]
) -> list[Geometry]:
    """What tells a leak-test bench from a function-test fixture: seen only, except what stands on the roof."""
    roof = z[1] + 0.03
    if testing is Testing.LEAK:
        gauge = Pose3D(x[1] - 0.08, y[0] + 0.22, roof + 0.11, pitch_rad=1.5708)
        found = [
            block(
                "regulator", (x[1] - 0.24, x[1] - 0.06), (y[0] + 0.12, y[0] + 0.46), (roof, roof + 0.2), palette.ACCENT
            ),
            Geometry("gauge", Cylinder(0.06, 0.05), gauge, palette.WHITE, "visual"),
            Geometry("bezel", Cylinder(0.066, 0.04), gauge, palette.FRAME, "visual"),
        ]
        middle = (y[0] + y[1]) / 2
        for n, offset in enumerate((-0.12, 0.12)):
            hose = Pose3D(x[0] + 0.05, middle + offset, (z[0] + z[1]) / 2 + 0.05)
            found.append(Geometry(f"hose_{n}", Capsule(0.011, 0.36), hose, palette.BLUE, "visual"))
        return found
    if testing is Testing.FUNCTION:
        screen = (y[0] + 0.10, y[0] + 0.50)
        return [
            block("computer", (x[1] - 0.30, x[1] - 0.04), screen, (roof, roof + 0.05), palette.FRAME),
            block("screen", (x[1] - 0.06, x[1] - 0.04), screen, (roof + 0.05, roof + 0.30), palette.PLASTIC),
            block(
                "picture",
                (x[1] - 0.04, x[1] - 0.038),
                _in(screen),
                (roof + 0.065, roof + 0.285),
                palette.BLUE,
                "visual",
            ),
        ]
    return []


def _in(span: tuple[float, float]) -> tuple[float, float]:
    return span[0] + 0.015, span[1] - 0.015


def _door(x: tuple[float, float], y: tuple[float, float], z: tuple[float, float]) -> Body:
    """Its origin is the middle of its lower edge when it is closed, in front of the housing."""
    limits = JointLimits(0.0, DOOR_OPEN_M, DOOR_SPEED_MPS, DOOR_FORCE_N)
    half, height = (y[1] - y[0]) / 2, z[1] - z[0] - 0.035
    frame = (
        block("pane", (0.0, 0.01), (-half + 0.05, half - 0.05), (0.05, height - 0.05), palette.GLASS),
        block("lower", (-0.002, 0.012), (-half, half), (0.0, 0.05), palette.ALUMINIUM),
        block("upper", (-0.002, 0.012), (-half, half), (height - 0.05, height), palette.ALUMINIUM),
        block("left", (-0.002, 0.012), (-half, -half + 0.05), (0.05, height - 0.05), palette.ALUMINIUM),
        block("right", (-0.002, 0.012), (half - 0.05, half), (0.05, height - 0.05), palette.ALUMINIUM),
    )
    handle = block("handle", (0.012, 0.035), (-0.12, 0.12), (0.015, 0.035), palette.FRAME, "visual")
    return Body(
        "door",
        "housing",
        Pose3D(x[1] + 0.006, (y[0] + y[1]) / 2, z[0] + 0.001),
        Joint(DOOR_JOINT, JointKind.PRISMATIC, (0.0, 0.0, 1.0), limits, damping=40.0, friction=5.0, is_driven=True),
        solid(frame, DOOR_KG),
        (*frame, handle),
    )


def _clamp(plan: CellPlan, z_m: float) -> Body:
    """Two bars across the tray's walls; its origin is where they touch when it is down, lifted by the stroke."""
    limits = JointLimits(0.0, CLAMP_STROKE_M, CLAMP_SPEED_MPS, CLAMP_FORCE_N)
    half = plan.width_m / 2 + 0.01
    bars = tuple(
        block(f"bar_{n}", (-half, half), (at - 0.012, at + 0.012), (0.0, 0.024), palette.AMBER)
        for n, at in enumerate((-plan.depth_m / 2, plan.depth_m / 2))
    )
    beam = block(
        "beam", (-0.02, 0.02), (-plan.depth_m / 2 - 0.012, plan.depth_m / 2 + 0.012), (0.024, 0.05), palette.FRAME
    )
    rod = post("rod", (0.0, 0.0), 0.012, (0.05, 0.25), palette.STEEL, "visual")
    middle = plan.tray_middle
    return Body(
        "clamp",
        "housing",
        Pose3D(middle.x_m, middle.y_m, z_m, yaw_rad=middle.yaw_rad),
        Joint(CLAMP_JOINT, JointKind.PRISMATIC, (0.0, 0.0, -1.0), limits, damping=40.0, friction=2.0, is_driven=True),
        solid((*bars, beam), CLAMP_KG),
        (*bars, beam, rod),
    )
