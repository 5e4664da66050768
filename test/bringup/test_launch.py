"""The launch file, where launch is installed: ROS 2 from PyPI has none."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

launch = pytest.importorskip("launch", reason="launch is not among the wheels; it comes with a ROS 2 installation")
pytest.importorskip("launch_ros", reason="launch_ros is not among the wheels; it comes with a ROS 2 installation")

from launch.actions import DeclareLaunchArgument, EmitEvent, LogInfo, OpaqueFunction
from launch_ros.actions import Node

FILE = Path(__file__).parents[2] / "launch" / "line.launch.py"


@pytest.fixture(scope="module")
def launch_file() -> ModuleType:
    specification = importlib.util.spec_from_file_location("line_launch", FILE)
    assert specification is not None and specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


def entities(launch_file: ModuleType, **arguments: str) -> list:
    """What the launch file comes to with these arguments."""
    context = launch.LaunchContext()
    context.launch_configurations.update(arguments)
    description = launch_file.generate_launch_description()
    found = []
    for entity in description.entities:
        if isinstance(entity, DeclareLaunchArgument):
            entity.execute(context)
        elif isinstance(entity, OpaqueFunction):
            found += entity.execute(context)
    return found


def test_every_argument_is_described(launch_file: ModuleType) -> None:
    arguments = launch_file.generate_launch_description().get_launch_arguments()
    assert {item.name for item in arguments} >= {
        "line",
        "orders",
        "speed",
        "simulation",
        "namespace",
        "log_level",
        "seed",
        "models",
    }
    assert all(item.description and not item.description.startswith("no description") for item in arguments)


def test_every_cell_becomes_a_node_that_is_started_again(
    launch_file: ModuleType, press_line: Path, tmp_path: Path
) -> None:
    found = entities(launch_file, line=str(press_line), run_directory=str(tmp_path), namespace="/plant")
    assert all(isinstance(item, Node) for item in found)
    executables = sorted(item.node_executable for item in found)
    assert executables == ["machine_tending", "orchestrator", "simulation"]


def test_without_simulation_there_is_no_simulation_node(
    launch_file: ModuleType, press_line: Path, tmp_path: Path
) -> None:
    found = entities(launch_file, line=str(press_line), run_directory=str(tmp_path), simulation="none")
    assert sorted(item.node_executable for item in found) == ["machine_tending", "orchestrator"]


def test_the_directory_of_models_reaches_the_vision_node(
    launch_file: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reference = FILE.parents[1] / "config" / "lines" / "compute_tray.yaml"
    monkeypatch.setattr(launch_file, "_node", lambda spec, options: spec)
    for models in ("", "models"):
        found = entities(launch_file, line=str(reference), run_directory=str(tmp_path), models=models)
        (vision,) = [spec for spec in found if spec.executable == "vision"]
        assert vision.parameters.get("models_directory", "") == (str(Path(models).resolve()) if models else "")


@pytest.mark.parametrize("arguments", [{"line": "missing.yaml"}, {"speed": "0"}, {"speed": "fast"}, {"seed": "x"}])
def test_a_line_that_cannot_be_brought_up_is_said_and_launch_ends(
    launch_file: ModuleType, press_line: Path, tmp_path: Path, arguments: dict[str, str]
) -> None:
    given = {"line": str(press_line), "run_directory": str(tmp_path)} | arguments
    said, end = entities(launch_file, **given)
    assert isinstance(said, LogInfo) and isinstance(end, EmitEvent)


def test_launched_nodes_carry_an_order_through(launch_file: ModuleType, press_line: Path, tmp_path: Path) -> None:
    from launch.actions import TimerAction

    from robot_cells.journals.sqlite_journal import SqliteJournalReader

    orders = tmp_path / "orders.yaml"
    orders.write_text("orders:\n  - {id: WO-1, product: plate, quantity: 2}\n")
    journal = tmp_path / "run" / "single" / "journal.sqlite"
    seen: list[str] = []

    def look(_context: object) -> list:
        if journal.exists():
            reader = SqliteJournalReader(journal)
            seen[:] = [record.kind for record in reader.read()]
            reader.close()
        ended = "order_ended" in seen
        return [EmitEvent(event=launch.events.Shutdown(reason="done"))] if ended else [again()]

    def again() -> TimerAction:
        return TimerAction(period=0.2, actions=[OpaqueFunction(function=look)])

    context_arguments = {
        "line": str(press_line),
        "orders": str(orders),
        "run_directory": str(tmp_path / "run"),
        "speed": "20.0",
    }
    service = launch.LaunchService()
    description = launch_file.generate_launch_description()
    declarations = [launch.actions.SetLaunchConfiguration(name, value) for name, value in context_arguments.items()]
    service.include_launch_description(launch.LaunchDescription([*declarations, description, again()]))
    assert service.run() == 0
    assert seen.count("job_completed") == 2
