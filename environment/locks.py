"""Reading lock files: which version, with which hashes, wanted by whom."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

_NAME = re.compile(r"^([A-Za-z0-9._-]+)==")


@dataclass(frozen=True, slots=True)
class LockedRequirement:
    """One package of a lock file.

    Attributes:
        text: the requirement with its hashes, as it stands in the file.
        wanted_by: names of the packages that depend on it, empty for a direct one.
    """

    text: str
    wanted_by: frozenset[str]


def canonical(name: str) -> str:
    """The name of a package in the spelling that lock files use (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def locked_requirements(lock: Path) -> dict[str, LockedRequirement]:
    """Parse a lock file with ``# via`` comments into its packages, by canonical name."""
    requirements: dict[str, LockedRequirement] = {}
    name, lines, wanted_by = "", list[str](), set[str]()
    for line in [*lock.read_text().splitlines(), "end==0"]:
        start = _NAME.match(line)
        if start:
            if name:
                requirements[name] = LockedRequirement("\n".join(lines), frozenset(wanted_by))
            name, lines, wanted_by = canonical(start[1]), [], set()
        if line.lstrip().startswith("#"):
            wanted_by.update(canonical(word) for word in line.split() if word not in ("#", "via"))
        elif line.strip():
            lines.append(line)
    return requirements


def with_dependencies(
    locked: Mapping[str, LockedRequirement], wanted: Iterable[str], kept: Iterable[str]
) -> dict[str, str]:
    """The ``wanted`` packages and all that they need, without the ``kept`` ones.

    Returns:
        Requirement texts with hashes, by canonical name.
    """
    skipped = {canonical(name) for name in kept}
    chosen: dict[str, str] = {}
    open_names = [canonical(name) for name in wanted]
    while open_names:
        name = open_names.pop()
        if name in chosen or name in skipped or name not in locked:
            continue
        chosen[name] = locked[name].text
        open_names += [other for other, row in locked.items() if name in row.wanted_by]
    return chosen


def write_requirements(file: Path, requirements: Mapping[str, str]) -> None:
    """Write ``requirements`` as a file that pip reads, in the order of their names."""
    file.write_text("".join(f"{requirements[name]}\n" for name in sorted(requirements)))
