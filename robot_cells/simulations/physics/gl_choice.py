"""How MuJoCo makes pictures on this machine."""

from __future__ import annotations

import ctypes.util
import os

VARIABLE = "MUJOCO_GL"
WITHOUT = "disable"
"""No pictures are made; all the rest works."""
_LIBRARIES = (("egl", "EGL"), ("osmesa", "OSMesa"))


def choose_gl() -> str:
    """Settle it, before MuJoCo is imported first: `egl`, `osmesa`, or `disable` where the machine has neither.

    None of them needs a window. What the environment says already (`MUJOCO_GL`) stays: named a library that is not
    there, MuJoCo cannot even be imported.
    """
    if not os.environ.get(VARIABLE):
        found = [name for name, library in _LIBRARIES if ctypes.util.find_library(library) is not None]
        os.environ[VARIABLE] = found[0] if found else WITHOUT
    return os.environ[VARIABLE]
