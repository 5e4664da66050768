"""The fourth step: the compiled engines of the schedules, made once so that nobody waits for the compiler later."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from environment.development import PACKAGE
from environment.packages import LOG_NAME
from environment.processes import child_environment, run
from environment.sources import RosSource
from environment.stamps import content_key

_MODULE = f"{PACKAGE}.schedules.warm_up"
_ENGINES = ("shop", "general")


def engines_key(root: Path, packages_key: str) -> str:
    """Content key of this step: what is compiled, and by which compiler."""
    sources = sorted((root / PACKAGE / "schedules").rglob("*.py"))
    return content_key([*sources, Path(__file__)], [packages_key, str(root)])


def describe_engines() -> str:
    """What `compile_engines` would do, for the plan."""
    return "compile the engines of the schedules"


def compile_engines(source: RosSource, venv: Path) -> None:
    """Run every engine once, each in a process of its own; the machine code stays beside its source.

    Raises:
        SetupError: an engine does not compile.
    """
    environ = child_environment(source, venv)
    with ThreadPoolExecutor() as pool:
        compiling = [
            pool.submit(run, [venv / "bin" / "python3", "-m", _MODULE, name], environ, venv / LOG_NAME)
            for name in _ENGINES
        ]
    for item in compiling:
        item.result()
