"""Where ROS 2 comes from: locked wheels, or a distribution that the shell has sourced."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from environment.errors import SetupError

DEFAULT_DISTRIBUTION = "jazzy"
"""The long-term supported distribution, used where nothing else is asked for."""

WHEEL_DISTRIBUTIONS = ("jazzy", "kilted")
"""The distributions that there is a lock file of wheels for."""


@dataclass(frozen=True, slots=True)
class RosSource:
    """The ROS 2 that the environment is built on.

    Attributes:
        distribution: name of the ROS 2 distribution, in lower case.
        prefixes: install prefixes of the sourced ROS, nearest overlay first; empty for wheels.
    """

    distribution: str
    prefixes: tuple[Path, ...] = ()

    @property
    def sourced(self) -> bool:
        """Whether the shell has sourced this ROS; otherwise it comes from wheels."""
        return bool(self.prefixes)

    @property
    def environment_name(self) -> str:
        """Name of the folder that holds the virtual environment, one per distribution."""
        if self.distribution == DEFAULT_DISTRIBUTION:
            return ".venv"
        return f".venv-{self.distribution}"


def find_ros(environ: Mapping[str, str], requested: str | None) -> RosSource:
    """Tell which ROS 2 to use.

    Args:
        environ: environment variables of the calling shell.
        requested: distribution asked for, or None to take what is there.

    Raises:
        SetupError: the request contradicts the sourced ROS, or there are no wheels for it.
    """
    sourced = environ.get("ROS_DISTRO", "")
    if sourced:
        if requested and requested != sourced:
            raise SetupError(
                f"ROS 2 {sourced} is sourced but DISTRO={requested} was asked for: "
                "leave DISTRO out, or use a shell where no ROS is sourced."
            )
        return RosSource(sourced, _sourced_prefixes(environ, sourced))
    distribution = requested or DEFAULT_DISTRIBUTION
    if distribution not in WHEEL_DISTRIBUTIONS:
        known = " and ".join(WHEEL_DISTRIBUTIONS)
        raise SetupError(
            f"There are no wheels for ROS 2 '{distribution}', only for {known}: "
            "choose one of them, or install that ROS 2 and source it."
        )
    return RosSource(distribution)


def _sourced_prefixes(environ: Mapping[str, str], distribution: str) -> tuple[Path, ...]:
    listed = environ.get("AMENT_PREFIX_PATH", "").split(":")
    # A prefix that was made by an earlier set-up is the target, not the source.
    prefixes = tuple(Path(prefix) for prefix in listed if prefix and not (Path(prefix) / "pyvenv.cfg").exists())
    index = Path("share/ament_index/resource_index/packages/rclpy")
    if not any((prefix / index).exists() for prefix in prefixes):
        raise SetupError(
            f"ROS_DISTRO is '{distribution}' but no prefix in AMENT_PREFIX_PATH holds rclpy: "
            "source its setup.bash, or unset ROS_DISTRO to use wheels."
        )
    return prefixes
