"""Each thread that renders has one GL context of its own, made when it is first wanted and freed with the thread."""

from __future__ import annotations

import sys
import threading
from functools import cache
from typing import Any, TypeAlias

from robot_cells.errors import SceneError
from robot_cells.simulations.physics.gl_choice import VARIABLE, WITHOUT, choose_gl

GlContext: TypeAlias = Any
"""`mujoco.GLContext`, which carries no type information."""

REMEDY = "Install a GL library (Debian: `libegl1` and `libgl1-mesa-dri`), or run the kinematic simulation."
_SURFACE_PX = 16
"""Pictures are rendered into buffers of their own; the context's surface is not drawn on."""


class HeldContext:
    """A GL context, and its end: when nobody holds it any more."""

    # Kept here: at the end of a process modules lose their names before the last objects go.
    _is_ending = staticmethod(sys.is_finalizing)

    def __init__(self, context: GlContext) -> None:
        self._context = context

    def use(self) -> None:
        """Make it the current one of this thread."""
        self._context.make_current()

    @property
    def can_be_used(self) -> bool:
        """Not any more once the process is ending: the display is closed then, and all it had with it."""
        return not self._is_ending()

    def __del__(self) -> None:
        if self.can_be_used:
            self._context.free()


_threads = threading.local()


def use_gl() -> HeldContext:
    """Make this thread's context the current one; raises `SceneError` where the machine can render nothing."""
    if not hasattr(_threads, "held"):
        _threads.held = HeldContext(_new_context())
    held: HeldContext = _threads.held
    held.use()
    return held


@cache
def why_no_pictures() -> str:
    """Why nothing can be rendered on this machine, in a sentence; empty where it can. Tried once a process."""
    try:
        HeldContext(_new_context())
    except SceneError as error:
        return str(error)
    return ""


def _new_context() -> GlContext:
    if choose_gl() == WITHOUT:
        reason = f"No pictures can be rendered: no GL library was found, or {VARIABLE}={WITHOUT} says so."
        raise SceneError(reason, where="cameras", remedy=REMEDY)
    try:
        import mujoco

        return mujoco.GLContext(_SURFACE_PX, _SURFACE_PX)
    except (RuntimeError, ImportError, AttributeError) as error:
        raise SceneError(f"No pictures can be rendered: {error}.", where="cameras", remedy=REMEDY) from error
