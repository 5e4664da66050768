"""Brings a line up: every node that its line document asks for.

ros2 launch robot_cells line.launch.py line:=/path/to/line.yaml
"""

from pathlib import Path

from ament_index_python.packages import get_package_share_directory
from launch.actions import DeclareLaunchArgument, EmitEvent, LogInfo, OpaqueFunction
from launch.events import Shutdown
from launch.substitutions import LaunchConfiguration
from launch_ros.actions import Node

from launch import LaunchContext, LaunchDescription, LaunchDescriptionEntity
from robot_cells.bringup.begun_simulation import note_simulation
from robot_cells.bringup.bringup_options import LOG_LEVELS, BringupOptions, Simulation
from robot_cells.bringup.node_spec import NodeSpec
from robot_cells.bringup.node_specs import node_specs
from robot_cells.bringup.references import prepare_references
from robot_cells.documents.plant import load_plant
from robot_cells.errors import RobotCellsError
from robot_cells.lines.scheduling import Scheduler

PACKAGE = "robot_cells"
RESPAWN_DELAY_S = 1.0


def generate_launch_description() -> LaunchDescription:
    """The arguments, and the nodes that follow from them."""
    share = Path(get_package_share_directory(PACKAGE))
    return LaunchDescription(
        [
            DeclareLaunchArgument(
                "line",
                default_value=str(share / "config" / "lines" / "compute_tray.yaml"),
                description="Path of the line document.",
            ),
            DeclareLaunchArgument(
                "orders",
                default_value="",
                description="Path of an orders document: submitted on start, its faults go to the simulation.",
            ),
            DeclareLaunchArgument("speed", default_value="1.0", description="Simulated seconds per second."),
            DeclareLaunchArgument(
                "simulation",
                default_value=Simulation.KINEMATIC.value,
                choices=[item.value for item in Simulation],
                description="What stands in for the equipment; none where it is real; gazebo: see gazebo.launch.py.",
            ),
            DeclareLaunchArgument(
                "scheduler",
                default_value="",
                choices=["", *(item.value for item in Scheduler)],
                description="Who says what goes first; empty is as the line document says.",
            ),
            DeclareLaunchArgument(
                "models", default_value="", description="Directory of the inspection models that recipes name."
            ),
            DeclareLaunchArgument(
                "tray", default_value="", description="In Gazebo: the product of which a tray stands in every cell."
            ),
            DeclareLaunchArgument("namespace", default_value="/", description="Namespace of the line."),
            DeclareLaunchArgument("seed", default_value="0", description="Everything left to chance follows from it."),
            DeclareLaunchArgument(
                "run_directory",
                default_value=str(Path("~/.ros/robot_cells").expanduser()),
                description="Where journal, ledgers and evidence are kept; a line that comes back goes on from them.",
            ),
            DeclareLaunchArgument(
                "log_level", default_value="info", choices=list(LOG_LEVELS), description="Least level that is logged."
            ),
            OpaqueFunction(function=_nodes),
        ]
    )


def _nodes(context: LaunchContext) -> list[LaunchDescriptionEntity]:
    """One node action for each spec; a line that cannot be brought up is said in a sentence, and launch ends."""

    def argument(name: str) -> str:
        return LaunchConfiguration(name).perform(context)

    try:
        plant = load_plant(Path(argument("line")))
        options = BringupOptions(
            line=Path(argument("line")),
            # Every line keeps its own records apart from the others'.
            run_directory=Path(argument("run_directory")) / plant.line.id,
            orders=Path(argument("orders")) if argument("orders") else None,
            submit_orders=True,
            speed=float(argument("speed")),
            seed=int(argument("seed")),
            simulation=Simulation(argument("simulation")),
            namespace=argument("namespace"),
            scheduler=Scheduler(argument("scheduler")) if argument("scheduler") else None,
            models=Path(argument("models")) if argument("models") else None,
            log_level=argument("log_level"),
            tray=argument("tray"),
        )
        note_simulation(options.run_directory, options.simulation)
        blind = prepare_references(options)
    except (RobotCellsError, ValueError) as error:
        return [LogInfo(msg=str(error)), EmitEvent(event=Shutdown(reason="The line cannot be brought up."))]
    told = [LogInfo(msg=blind)] if blind else []
    return [*told, *(_node(spec, options) for spec in node_specs(plant, options))]


def _node(spec: NodeSpec, options: BringupOptions) -> Node:
    parameters = {name: list(value) if isinstance(value, tuple) else value for name, value in spec.parameters.items()}
    return Node(
        package=PACKAGE,
        executable=spec.executable,
        name=spec.name,
        namespace=spec.namespace,
        parameters=[parameters],
        remappings=list(spec.remaps),
        ros_arguments=["--log-level", options.log_level],
        output="screen",
        emulate_tty=True,
        respawn=True,
        respawn_delay=RESPAWN_DELAY_S,
    )
