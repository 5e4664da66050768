"""The named semaphores under which Fast DDS opens its shared-memory ports."""

from __future__ import annotations

import ctypes
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

_libc = ctypes.CDLL(None, use_errno=True)
_libc.sem_open.restype = ctypes.c_void_p
_libc.sem_open.argtypes = (ctypes.c_char_p, ctypes.c_int)
for _name in ("sem_trywait", "sem_post", "sem_close"):
    getattr(_libc, _name).argtypes = (ctypes.c_void_p,)


@contextmanager
def held_mutexes(names: Iterable[str]) -> Iterator[frozenset[str]]:
    """Within this context nobody opens the ports with these mutexes (POSIX semaphores, named without the slash).

    Gives the names of those that are held. One that there is none of is not, nor one that somebody else holds, or held
    when it was killed; whoever holds it alive has it mapped.
    """
    held: dict[str, int] = {}
    try:
        for name in names:
            semaphore = _libc.sem_open(f"/{name}".encode(), 0)
            if not semaphore:
                continue
            if _libc.sem_trywait(semaphore) == 0:
                held[name] = semaphore
            else:
                _libc.sem_close(semaphore)
        yield frozenset(held)
    finally:
        for semaphore in held.values():
            _libc.sem_post(semaphore)
            _libc.sem_close(semaphore)
