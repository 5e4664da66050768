"""Brings a line up in Gazebo: its world, the bridge to its topics, and every node of the line.

ros2 launch robot_cells gazebo.launch.py line:=/path/to/line.yaml headless:=true
"""

from pathlib import Path

from ament_index_python.packages import get_package_share_directory
from launch.actions import (
    DeclareLaunchArgument,
    EmitEvent,
    ExecuteProcess,
    IncludeLaunchDescription,
    LogInfo,
    OpaqueFunction,
    Shutdown,
)
from launch.events import Shutdown as ShutdownEvent
from launch.launch_description_sources import PythonLaunchDescriptionSource
from launch.substitutions import LaunchConfiguration
from launch_ros.actions import Node

from launch import LaunchContext, LaunchDescription, LaunchDescriptionEntity
from robot_cells.bringup.begun_simulation import check_simulation
from robot_cells.bringup.bringup_options import LOG_LEVELS, Simulation
from robot_cells.bringup.gazebo_command import gazebo_command, installed_gazebo
from robot_cells.bringup.gazebo_world import begin_s, write_gazebo_world
from robot_cells.documents.plant import load_plant
from robot_cells.errors import RobotCellsError
from robot_cells.lines.scheduling import Scheduler

PACKAGE = "robot_cells"
HANDED_ON = ("line", "orders", "scheduler", "models", "namespace", "seed", "run_directory", "log_level", "tray")
"""Arguments that are those of line.launch.py."""


def generate_launch_description() -> LaunchDescription:
    """The arguments, and what follows from them."""
    share = Path(get_package_share_directory(PACKAGE))
    return LaunchDescription(
        [
            DeclareLaunchArgument(
                "line",
                default_value=str(share / "config" / "lines" / "compute_tray.yaml"),
                description="Path of the line document.",
            ),
            DeclareLaunchArgument(
                "orders", default_value="", description="Path of an orders document: submitted on start."
            ),
            DeclareLaunchArgument(
                "gazebo",
                default_value="",
                choices=["", "harmonic", "fortress"],
                description="Release of Gazebo; empty is the newest that is installed.",
            ),
            DeclareLaunchArgument(
                "headless", default_value="false", choices=["true", "false"], description="Without windows."
            ),
            DeclareLaunchArgument(
                "tray", default_value="", description="A tray of this product stands in every cell from the beginning."
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
            DeclareLaunchArgument("namespace", default_value="/", description="Namespace of the line."),
            DeclareLaunchArgument("seed", default_value="0", description="Everything left to chance follows from it."),
            DeclareLaunchArgument(
                "run_directory",
                default_value=str(Path("~/.ros/robot_cells").expanduser()),
                description="Where journal, ledgers, evidence and the world are kept, in a folder for each line.",
            ),
            DeclareLaunchArgument(
                "log_level", default_value="info", choices=list(LOG_LEVELS), description="Least level that is logged."
            ),
            OpaqueFunction(function=_everything),
        ]
    )


def _everything(context: LaunchContext) -> list[LaunchDescriptionEntity]:
    """Gazebo, the bridge, the line, in this order; where that cannot be, a sentence says why, and launch ends."""

    def argument(name: str) -> str:
        return LaunchConfiguration(name).perform(context)

    try:
        release = installed_gazebo(argument("gazebo"))
        plant = load_plant(Path(argument("line")))
        run_directory = Path(argument("run_directory")) / plant.line.id
        check_simulation(run_directory, Simulation.GAZEBO)
        written = write_gazebo_world(plant, run_directory, release, argument("tray"))
        command = gazebo_command(
            release, written.world, headless=argument("headless") == "true", begin_s=begin_s(run_directory)
        )
    except RobotCellsError as error:
        return [LogInfo(msg=str(error)), EmitEvent(event=ShutdownEvent(reason="Gazebo cannot be brought up."))]
    line_launch = Path(get_package_share_directory(PACKAGE)) / "launch" / "line.launch.py"
    handed_on = [(name, argument(name)) for name in HANDED_ON]
    return [
        ExecuteProcess(cmd=command, name="gazebo", output="screen", on_exit=Shutdown(reason="Gazebo has ended.")),
        Node(
            package="ros_gz_bridge",
            executable="parameter_bridge",
            name="gazebo_bridge",
            namespace=argument("namespace"),
            parameters=[{"config_file": str(written.bridge)}],
            output="screen",
            respawn=True,
            respawn_delay=1.0,
        ),
        IncludeLaunchDescription(
            PythonLaunchDescriptionSource(str(line_launch)),
            launch_arguments=[*handed_on, ("simulation", Simulation.GAZEBO.value)],
        ),
    ]
