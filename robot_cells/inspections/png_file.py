"""PNG files (W3C, Portable Network Graphics, third edition) written fast: the pixels as they are, uncompressed."""

from __future__ import annotations

import struct
import zlib

import numpy as np
import numpy.typing as npt

from robot_cells.errors import InspectionError

Image = npt.NDArray[np.uint8]

STORED_PIXELS_MAX = 1_000_000
"""Up to so many pixels a picture is stored as it is; beyond that room on the disk matters more than milliseconds."""
_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_GREY, _COLOUR, _INDEXED = 0, 2, 3


def png_of(picture: Image, palette: Image | None = None) -> bytes:
    """A PNG file: (height, width) grey, or indices into `palette` (n, 3), or (height, width, 3); colours are BGR.

    Up to `STORED_PIXELS_MAX` uncompressed, since compressing 640 x 640 noisy colour pixels takes 15 ms of a core and
    storing them 1; larger ones are compressed, quickly rather than well. Raises `InspectionError` for no picture.
    """
    if picture.size == 0 or picture.ndim not in (2, 3):
        raise InspectionError("There are no pixels to encode.")
    if picture.shape[0] * picture.shape[1] <= STORED_PIXELS_MAX or palette is not None:
        return _stored(picture, palette)
    return compressed_png(picture)


def compressed_png(picture: Image) -> bytes:
    """A PNG file of a grey or BGR picture, for keeping; raises `InspectionError` where it cannot be encoded.

    By runs alone: faster than zlib's first level and smaller at once (640 x 640 with noise: 5.7 instead of 7.9 ms, 236
    instead of 267 kB; a bare board: 17.7 instead of 23.0 kB; a tray of 1480 x 960: 61 instead of 74 ms, 2.2 of 2.5 MB).
    """
    import cv2

    # The order matters: the level sets the strategy, too.
    settings = [cv2.IMWRITE_PNG_COMPRESSION, 1, cv2.IMWRITE_PNG_STRATEGY, cv2.IMWRITE_PNG_STRATEGY_RLE]
    done, encoded = cv2.imencode(".png", picture, settings)
    if not done:
        raise InspectionError("The picture could not be encoded.")
    return encoded.tobytes()


def _stored(picture: Image, palette: Image | None) -> bytes:
    height, width = picture.shape[:2]
    channels = 1 if picture.ndim == 2 else 3
    # Every row begins with the number of its filter: 0, none.
    rows = np.zeros((height, 1 + width * channels), dtype=np.uint8)
    rows[:, 1:] = (picture if channels == 1 else _red_first(picture)).reshape(height, width * channels)
    kind = _COLOUR if channels == 3 else _GREY if palette is None else _INDEXED
    level = 0 if height * width <= STORED_PIXELS_MAX else 1
    parts = [_SIGNATURE, *_chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, kind, 0, 0, 0))]
    if palette is not None:
        parts += _chunk(b"PLTE", np.ascontiguousarray(palette[:, ::-1]).tobytes())
    parts += [*_chunk(b"IDAT", zlib.compress(rows.data, level)), *_chunk(b"IEND", b"")]
    return b"".join(parts)


def _red_first(picture: Image) -> Image:
    import cv2

    # 0.1 ms for 640 x 640 pixels; numpy's `[:, :, ::-1]` takes 1.1.
    return np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2RGB), dtype=np.uint8)


def _chunk(name: bytes, data: bytes) -> tuple[bytes, ...]:
    check = zlib.crc32(data, zlib.crc32(name))
    return struct.pack(">I", len(data)), name, data, struct.pack(">I", check)
