"""The whole state of simulated equipment as bytes, and back: what runs goes on as if nothing had happened.

The standard library's pickle, and beyond it what works under way consist of: functions within functions with what they
have closed over, and MuJoCo's data with its sleeping bodies. What is no state (documents, files that are open) is
handed in again by name. Bytes are read by the very sources that wrote them, and by no others: they carry code.
"""

from __future__ import annotations

import functools
import importlib
import io
import marshal
import pickle
import sys
import types
from collections.abc import Callable, Mapping
from typing import Any

_SLEEP = ("nbody_awake", "nparent_awake", "ntree_awake", "nv_awake", "flg_rnepost")
"""Of MjData, which its own pickling leaves out (MuJoCo 4.0)."""


def to_bytes(state: object, given: Mapping[str, object]) -> bytes:
    """The state, without what is `given` by name; raises `pickle.PicklingError` or `TypeError` for what cannot be."""
    buffer = io.BytesIO()
    _Pickler(buffer, given).dump(state)
    return buffer.getvalue()


def from_bytes(content: bytes, given: Mapping[str, object]) -> object:
    """The state again, with what is `given` in its places."""
    return _Unpickler(io.BytesIO(content), given).load()


class _Pickler(pickle.Pickler):
    def __init__(self, file: io.BytesIO, given: Mapping[str, object]) -> None:
        super().__init__(file, protocol=5)
        self._names = {id(item): name for name, item in given.items()}
        mujoco = sys.modules.get("mujoco")
        self._data_type = mujoco.MjData if mujoco is not None else None

    def persistent_id(self, item: object) -> str | None:
        """What is handed in again."""
        return self._names.get(id(item))

    def reducer_override(self, item: object) -> Any:  # noqa: ANN401 (what pickle says: a tuple, or NotImplemented)
        """How to make it again, where pickle does not know."""
        if isinstance(item, types.ModuleType):
            return importlib.import_module, (item.__name__,)
        if isinstance(item, types.CellType):
            return _cell, ()
        if isinstance(item, types.FunctionType) and not _is_importable(item):
            made_of = (marshal.dumps(item.__code__), item.__module__, item.__closure__ or ())
            contents = [cell.cell_contents for cell in item.__closure__ or ()]
            rest = (contents, item.__defaults__, item.__kwdefaults__, item.__qualname__)
            return _function, made_of, rest, None, None, _fill
        if isinstance(item, functools._lru_cache_wrapper) and not _is_importable(item):
            # What it keeps is worked out anew.
            return _keeping, (item.__wrapped__, item.cache_parameters()["maxsize"], item.cache_parameters()["typed"])
        if self._data_type is not None and type(item) is self._data_type:
            made: Any = item.__reduce_ex__(5)
            make, arguments, state = made[:3]
            counts = {name: getattr(item, name) for name in _SLEEP}
            return make, arguments, (state, counts), None, None, _wake
        return NotImplemented


class _Unpickler(pickle.Unpickler):
    def __init__(self, file: io.BytesIO, given: Mapping[str, object]) -> None:
        super().__init__(file)
        self._given = given

    def persistent_load(self, name: str) -> object:
        """What is handed in."""
        return self._given[name]


def _is_importable(function: types.FunctionType | functools._lru_cache_wrapper[Any]) -> bool:
    found: Any = sys.modules.get(function.__module__)
    for name in function.__qualname__.split("."):
        found = getattr(found, name, None)
    return found is function


def _keeping(function: Callable[..., object], most: int | None, typed: bool) -> Callable[..., object]:
    """A function that keeps its answers."""
    return functools.lru_cache(maxsize=most, typed=typed)(function)


def _cell() -> types.CellType:
    """Empty: its function fills it."""
    return types.CellType()


def _function(code: bytes, module: str, cells: tuple[types.CellType, ...]) -> Callable[..., object]:
    """Without what it has closed over: that may lead back to it."""
    return types.FunctionType(marshal.loads(code), vars(importlib.import_module(module)), closure=cells or None)


def _fill(function: types.FunctionType, state: tuple[list[object], Any, Any, str]) -> None:
    contents, function.__defaults__, function.__kwdefaults__, function.__qualname__ = state
    for cell, content in zip(function.__closure__ or (), contents, strict=True):
        cell.cell_contents = content


def _wake(data: object, state: tuple[Any, Mapping[str, int]]) -> None:
    own, counts = state
    data.__setstate__(own)  # type: ignore[attr-defined]  # of MjData
    for name, value in counts.items():
        setattr(data, name, value)
