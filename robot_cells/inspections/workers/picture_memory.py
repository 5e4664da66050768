"""Memory that two processes see, for pictures on their way from one to the other.

It has no name (`memfd_create(2)`): whatever way its processes end, nothing stays behind in `/dev/shm`.
"""

from __future__ import annotations

import mmap
import os
from typing import Self

import numpy as np
import numpy.typing as npt

from robot_cells.inspections.workers.question import PictureForm

KEPT_BYTES = 64 * 1024 * 1024
"""More than this is given back after use."""
_PAGE = mmap.PAGESIZE


class PictureMemory:
    """One writes and the other reads, in turns that they agree on by messages.

    The writer calls `room`, and tells `size` with its message; the reader hands that to `at_size` before it reads.
    """

    def __init__(self, handle: int) -> None:
        self.handle = handle
        self.size = 0
        self._map: mmap.mmap | None = None

    @classmethod
    def create(cls) -> Self:
        """New and empty."""
        return cls(os.memfd_create("pictures", os.MFD_CLOEXEC))

    def room(self, size: int) -> None:
        """Make it at least so large, in bytes; whatever was read out of it before is void."""
        if size > self.size:
            self._map = None
            grown = -(-size // _PAGE) * _PAGE
            os.ftruncate(self.handle, grown)
            self._view(grown)

    def at_size(self, size: int) -> None:
        """The other has it at this size now."""
        if size != self.size:
            self._view(size)

    def shrink(self) -> None:
        """Give back what a very large picture took; only between turns."""
        if self.size > KEPT_BYTES:
            self._map, self.size = None, 0
            os.ftruncate(self.handle, 0)

    def write(self, begin: int, picture: npt.NDArray[np.uint8]) -> PictureForm:
        """Copy a picture in (any strides); it must have room."""
        height, width = picture.shape[:2]
        form = PictureForm(begin, height, width, 1 if picture.ndim == 2 else picture.shape[2])
        np.copyto(self.read(form), picture)
        return form

    def read(self, form: PictureForm) -> npt.NDArray[np.uint8]:
        """The picture that lies there, not copied."""
        shape = (form.height, form.width) if form.channels == 1 else (form.height, form.width, form.channels)
        if self._map is None:
            raise ValueError("There is no memory yet.")
        return np.ndarray(shape, dtype=np.uint8, buffer=self._map, offset=form.begin)

    def close(self) -> None:
        """Let go of it."""
        self._map, self.size = None, 0
        os.close(self.handle)

    def _view(self, size: int) -> None:
        # Who still has an array of the old mapping keeps that alive; it goes with the array.
        self._map = mmap.mmap(self.handle, size) if size else None
        self.size = size
