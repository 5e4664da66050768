"""The names under which public collections keep an instance."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

BEHNKE = {"sm": 0, "med": 20, "lar": 40}
TAILLARD = {
    (15, 15): 0,
    (20, 15): 10,
    (20, 20): 20,
    (30, 15): 30,
    (30, 20): 40,
    (50, 15): 50,
    (50, 20): 60,
    (100, 20): 70,
}
"""Jobs and machines of Taillard's files, ten instances in each, by how many come before them."""
OTHERWISE: tuple[tuple[str, Callable[[re.Match[str]], str]], ...] = (
    (r"ta(\d+)js", lambda found: f"ta{found[1]}"),
    (r"tai(\d+)-(\d+)-(\d+)", lambda found: _taillard(*map(int, found.groups()))),
    (r"mt(6|10|20)", lambda found: f"ft{found[1]}"),
    (r"k(\d)", lambda found: f"kacem{found[1]}"),
    (r"sfjs(\d+)", lambda found: f"fattahi{found[1]}"),
    (r"mfjs(\d+)", lambda found: f"fattahi{int(found[1]) + 10}"),
    (r"(sm|med|lar)(\d)-(\d)", lambda found: f"behnke{BEHNKE[found[1]] + 5 * int(found[2]) + int(found[3]) - 5}"),
)
"""Keys of names that differ between collections.

Those of ScheduleOpt and of Taillard's files, of Muth and Thompson's book of 1963, in which the instances of Fisher and
Thompson appeared, and of SchedulingLab, whose files were compared with the numbered ones.
"""
KIND = re.compile(r"(?:^|[^a-z])([serv]data)(?:[^a-z]|$)")
"""Hurink, Jurisch and Thole's four kinds of instances, as part of a file's or a folder's name."""


def names_of(path: Path) -> tuple[str, ...]:
    """Keys that a table may have for the instance in a file.

    A name may stand behind an author's (`Brandimarte_mk01`), and the kind of an instance before it (`edata-car1`) or in
    the name of the folder.
    """
    stem, folder = path.stem.lower(), path.parent.name.lower()
    plain = re.sub(r"(?<![a-z])[jm](?=\d)", "", stem)  # tai_j10_m10_1 is known as tai_10_10_1.
    found = [stem, f"{stem}_{folder}", plain, *_behind_words(stem)]
    if kind := KIND.search(stem) or KIND.search(folder):
        bare = KIND.sub("-", stem).strip("-_ .")
        found += [f"{name}_{kind[1]}" for one in (bare, *_behind_words(bare)) for name in _alike(key_of(one))]
    return tuple(dict.fromkeys(name for one in found for name in _alike(key_of(one))))


@cache
def key_of(name: str) -> str:
    """A name as names are compared: letters small, numbers without leading zeros, one kind of hyphen."""
    plain = re.sub(r"[^a-z0-9]+", "-", name.lower())
    return re.sub(r"\d+", lambda found: str(int(found[0])), plain)


def _behind_words(stem: str) -> Iterator[str]:
    """What is left of a name without the words before it, as long as a word with a number is."""
    rest = re.sub(r"^[a-z]+[-_ .]+", "", stem)
    while rest != stem:
        yield rest
        stem, rest = rest, re.sub(r"^[a-z]+[-_ .]+", "", rest)


def _alike(key: str) -> Iterator[str]:
    yield key
    for pattern, other in OTHERWISE:
        if found := re.fullmatch(pattern, key):
            yield other(found)


def _taillard(jobs: int, machines: int, number: int) -> str:
    """`tai15_15` holds ta01 to ta10."""
    before = TAILLARD.get((jobs, machines))
    return f"tai{jobs}-{machines}-{number}" if before is None else f"ta{before + number}"
