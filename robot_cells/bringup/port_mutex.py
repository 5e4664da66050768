"""The named semaphores under which Fast DDS opens its shared-memory ports."""

from __future__ import annotations

import ctypes
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

_libc = ctypes.CDLL(None, use_errno=True)
_libc.sem_open.restype = ctypes.c_void_p
_libc.sem_open.argtypes = (ctypes.c_char_p, ctypes.c_int)
for _name in ("sem_trywait", "sem_post", "sem_close"):
    getattr(_libc, _name).argtypes = (ctypes.c_void_p,)


@dataclass(frozen=True, slots=True)
class HeldMutexes:
    """The names of the mutexes that this process holds, and of those that somebody else holds, or held when it died."""

    held: frozenset[str]
    busy: frozenset[str]


@contextmanager
def held_mutexes(names: Iterable[str]) -> Iterator[HeldMutexes]:
    """Within this context nobody opens the ports with these mutexes (POSIX semaphores, named without the slash).

    One that there is none of is neither held nor busy; whoever holds one alive has it mapped.
    """
    held: dict[str, int] = {}
    busy: list[str] = []
    try:
        for name in names:
            semaphore = _libc.sem_open(f"/{name}".encode(), 0)
            if not semaphore:
                continue
            if _libc.sem_trywait(semaphore) == 0:
                held[name] = semaphore
            else:
                _libc.sem_close(semaphore)
                busy.append(name)
        yield HeldMutexes(frozenset(held), frozenset(busy))
    finally:
        for semaphore in held.values():
            _libc.sem_post(semaphore)
            _libc.sem_close(semaphore)
