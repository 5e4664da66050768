"""Compiled functions: numba, kept on disk, without the interpreter's lock.

The compiler keeps machine code beside the source and makes it anew when the function's own file has changed, but not
when one that it calls, and that was compiled into it, has. So the stamp here covers every source of the folder:
a compiled function calls compiled functions of its own folder only.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import ParamSpec, TypeVar, cast

from numba import njit
from numba.core.event import Event, Listener, install_listener

P = ParamSpec("P")
R = TypeVar("R")


def compiled(function: Callable[P, R]) -> Callable[P, R]:
    """This function in machine code, compiled with its first call or read from the disk; for arrays and numbers."""
    result = njit(cache=True, nogil=True)(function)
    result._cache._cache_file._source_stamp = _stamp(Path(function.__code__.co_filename).parent)
    return cast("Callable[P, R]", result)


def in_place(function: Callable[P, R]) -> Callable[P, R]:
    """A `kernel` that is put whole into every kernel that calls it: for small functions that take many arrays.

    Otherwise every call copies the descriptors of all of them: the general engine puts a task in 60 ns, with kernels
    that are called in 450 ns.
    """
    result = njit(cache=True, nogil=True, _nrt=False, forceinline=True)(function)
    result._cache._cache_file._source_stamp = _stamp(Path(function.__code__.co_filename).parent)
    return cast("Callable[P, R]", result)


def kernel(function: Callable[P, R]) -> Callable[P, R]:
    """The same for what makes no arrays, lists or sets: without reference counts.

    Arrays that are handed in, in named tuples above all, are otherwise counted with atomic instructions wherever they
    are named. In the search of a job shop that took more than half of the time.
    """
    result = njit(cache=True, nogil=True, _nrt=False)(function)
    result._cache._cache_file._source_stamp = _stamp(Path(function.__code__.co_filename).parent)
    return cast("Callable[P, R]", result)


@contextmanager
def told_of_compiling(tell: Callable[[], None]) -> Iterator[None]:
    """Within this context `tell` is called once, when the first function is compiled that is not on the disk yet."""
    with install_listener("numba:compile", _First(tell)):
        yield


class _First(Listener):
    """Told of every function that is compiled; those that are read from the disk are none of them."""

    def __init__(self, tell: Callable[[], None]) -> None:
        self._tell: Callable[[], None] | None = tell

    def on_start(self, event: Event) -> None:
        """Tells once, when the first function is compiled."""
        tell, self._tell = self._tell, None
        if tell is not None:
            tell()

    def on_end(self, event: Event) -> None:
        """Nothing to tell."""


@cache
def _stamp(folder: Path) -> str:
    """A digest of all sources of the folder."""
    digest = hashlib.sha256()
    for path in sorted(folder.glob("*.py")):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()
