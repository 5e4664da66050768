"""Bring the virtual environment up to date, and do nothing where it is.

Four steps, each with a content key that the environment's stamp remembers: packages, interfaces,
the package itself, and its compiled engines. A step is done again where its key differs; a step that was interrupted
has no key and is done again too.
"""

import argparse
import fcntl
import os
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from environment import development, engines, interfaces, machine, packages
from environment.errors import SetupError
from environment.sources import RosSource, find_ros
from environment.stamps import read_stamp, write_stamp

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the set-up.

    Attributes:
        name: what it is about, and its key's name in the stamp.
        key: content key that it is up to date for.
        description: what it would do, in words.
        apply: does it.
    """

    name: str
    key: str
    description: str
    apply: Callable[[], None]


def plan(source: RosSource, root: Path, venv: Path) -> list[Step]:
    """The steps that are to be done, in order; empty where everything is up to date."""
    packages_key = packages.packages_key(source, venv)
    interfaces_key = interfaces.interfaces_key(root, source)
    steps = [
        Step(
            "packages",
            packages_key,
            packages.describe_packages(source, venv),
            lambda: packages.install_packages(source, venv),
        ),
        Step(
            "interfaces",
            interfaces_key,
            interfaces.describe_interfaces(interfaces_key),
            lambda: interfaces.install_interfaces(root, source, venv),
        ),
        Step(
            "package",
            development.package_key(root),
            development.describe_package(venv),
            lambda: development.install_package(root, source, venv),
        ),
        Step(
            "engines",
            engines.engines_key(root, packages_key),
            engines.describe_engines(),
            lambda: engines.compile_engines(source, venv),
        ),
    ]
    stamp = read_stamp(venv)
    if stamp.get("packages") != steps[0].key:
        return steps
    return [step for step in steps if stamp.get(step.name) != step.key]


def check_machine(source: RosSource, steps: Sequence[Step], root: Path) -> None:
    """Look at all that can be known before anything is changed.

    Raises:
        SetupError: the machine lacks something that a step needs.
    """
    names = {step.name for step in steps}
    if "packages" in names:
        machine.check_python()
        machine.check_disk(root)
        if not source.sourced:
            machine.check_wheels_fit()
    if "interfaces" in names and not interfaces.is_built(interfaces.interfaces_key(root, source)):
        machine.check_compiler()


def apply(steps: Sequence[Step], venv: Path) -> None:
    """Do the ``steps`` and note each in the stamp of ``venv`` once it is done."""
    for step in steps:
        done = read_stamp(venv)
        if done.pop(step.name, None):
            # While it is being done again, what it did before is no longer true.
            write_stamp(venv, done)
        print(f"set-up: {step.description} ...", file=sys.stderr, flush=True)
        begin = time.monotonic()
        step.apply()
        write_stamp(venv, {**done, step.name: step.key})
        print(f"set-up: done in {time.monotonic() - begin:.0f} s", file=sys.stderr, flush=True)


def main(arguments: Sequence[str] | None = None) -> int:
    """Entry point of ``python3 -m environment``; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python3 -m environment", description=__doc__)
    parser.add_argument("--distribution", help="ROS 2 distribution, jazzy by default")
    parser.add_argument("--plan", action="store_true", help="only say what would be done")
    options = parser.parse_args(arguments)
    try:
        source = find_ros(os.environ, options.distribution)
        venv = ROOT / source.environment_name
        if options.plan:
            steps = plan(source, ROOT, venv)
            print("\n".join(f"{step.name}: {step.description}" for step in steps) or "up to date")
            return 0
        _prepare(source, venv)
    except SetupError as error:
        print(f"set-up: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("set-up: interrupted; the next one goes on from here.", file=sys.stderr)
        return 130
    except OSError as error:
        print(f"set-up: {error.strerror}: {error.filename}", file=sys.stderr)
        return 1
    return 0


def _prepare(source: RosSource, venv: Path) -> None:
    if not plan(source, ROOT, venv):
        return
    # Two calls of make at once: the second waits, then finds everything up to date.
    cache = ROOT / ".cache"
    cache.mkdir(exist_ok=True)
    with (cache / f"{venv.name}.lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        steps = plan(source, ROOT, venv)
        check_machine(source, steps, ROOT)
        apply(steps, venv)
