"""``make lock``: pin every package with its hashes, for every Python and machine at once.

First what comes from the Python world (``python.lock``), then each ROS 2 distribution under those
pins (``jazzy.lock``, ``kilted.lock``), so that any of them installs together with ``python.lock``.
"""

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from environment.errors import SetupError
from environment.packages import HERE
from environment.sources import WHEEL_DISTRIBUTIONS

RESOLVER = "uv==0.13.9"
OLDEST_PYTHON = "3.11"
_HEADER = "# Made by `make lock` from {source}: edit that one.\n"


def main() -> int:
    """Entry point of ``python3 -m environment.lock``; returns the exit status."""
    try:
        with tempfile.TemporaryDirectory() as scratch:
            subprocess.run([sys.executable, "-m", "venv", scratch], check=True)
            python = Path(scratch, "bin", "python3")
            subprocess.run([python, "-m", "pip", "install", "--quiet", RESOLVER], check=True)
            _write_locks(Path(scratch, "bin", "uv"), Path(scratch))
    except subprocess.CalledProcessError as error:
        print(f"lock: {error.cmd[0]} failed with exit status {error.returncode}.", file=sys.stderr)
        return 1
    except SetupError as error:
        print(f"lock: {error}", file=sys.stderr)
        return 1
    return 0


def _write_locks(resolver: Path, scratch: Path) -> None:
    _compile(resolver, "python", [])
    for distribution in WHEEL_DISTRIBUTIONS:
        under = ["--constraints", str(HERE / "python.in")]
        everything = scratch / f"{distribution}.txt"
        _compile(resolver, distribution, [*under, "--no-annotate"], everything)
        names = re.findall(r"^([\w.-]+)==", everything.read_text(), re.MULTILINE)
        # What is not ROS stands in python.lock. lark-parser is lark's old name: both at once
        # would write the same files.
        foreign = [name for name in names if not name.startswith("ros-")]
        without = [word for name in foreign for word in ("--no-emit-package", name)]
        _compile(resolver, distribution, [*under, *without])


def _compile(resolver: Path, name: str, options: Sequence[str], target: Path | None = None) -> None:
    source, lock = HERE / f"{name}.in", target or HERE / f"{name}.lock"
    environ = dict(os.environ)
    if "PIP_INDEX_URL" in environ:
        environ.setdefault("UV_DEFAULT_INDEX", environ["PIP_INDEX_URL"])
    command: list[str | Path] = [
        resolver, "pip", "compile", "--quiet", "--universal", "--upgrade",
        "--python-version", OLDEST_PYTHON,
        # One version of each package for all Pythons, not the newest for each.
        "--fork-strategy", "fewest",
        "--generate-hashes", "--no-header", "--no-emit-index-url",
        *options, source.name, "--output-file", lock,
    ]  # fmt: skip
    subprocess.run(command, check=True, cwd=HERE, env=environ, stdout=subprocess.DEVNULL)
    lock.write_text(_HEADER.format(source=source.name) + lock.read_text())
    if "://" in lock.read_text():
        raise SetupError(f"{lock.name} names a host: pins must hold for any package index.")


if __name__ == "__main__":
    sys.exit(main())
