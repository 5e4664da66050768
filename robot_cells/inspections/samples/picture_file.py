"""Pictures from files and messages: whole, upright and of 8 bits, or refused in one sentence."""

from __future__ import annotations

import io
import struct
import warnings
import zlib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import cv2
import numpy as np
import numpy.typing as npt

from robot_cells.errors import InspectionError

if TYPE_CHECKING:
    from PIL.Image import Image as Opened

Image = npt.NDArray[np.uint8]
"""(height, width) grey or (height, width, 3) blue, green, red."""

MOST_PIXELS = 64_000_000
"""Larger pictures are refused before they are decoded: a few bytes may claim to be gigabytes."""
MOST_BYTES = 512 * 1024 * 1024
"""Larger files are not read."""
SUFFIXES = frozenset({".bmp", ".jpeg", ".jpg", ".pgm", ".png", ".ppm", ".tif", ".tiff", ".webp"})
"""How the names of picture files end, in small letters."""
FORMATS = ("BMP", "JPEG", "PNG", "PPM", "TIFF", "WEBP")
"""What is decoded, by Pillow's names; anything else is no picture."""

_PALETTES = frozenset({"P", "PA", "1"})
_ALPHA = frozenset({"RGBA", "LA", "PA"})
_TURNED = range(5, 9)
"""EXIF orientations in which width and height change places (CIPA DC-008, tag 274)."""
_DAMAGE = (
    OSError,
    SyntaxError,
    ValueError,
    TypeError,
    IndexError,
    KeyError,
    AttributeError,
    OverflowError,
    MemoryError,
    struct.error,
    zlib.error,
)
"""What the decoders raise over damaged files."""


def read_picture(path: Path, *, colour: bool | None = None) -> Image:
    """A picture as it is shown: upright by its EXIF turn, grey or blue, green, red, 8 bits a channel.

    `colour` asks for three channels (True) or one (False); None leaves it to the file. Raises `InspectionError`, naming
    the file, for what is missing, empty, truncated, larger than `MOST_PIXELS`, or would have to be guessed: more than
    8 bits, CMYK, transparency, several pictures in one file.
    """
    return decode_picture(_bytes(path), str(path), colour=colour)


def decode_picture(data: bytes, where: str, *, colour: bool | None = None) -> Image:
    """The picture in an encoded file's bytes, as `read_picture` gives it; `where` names it in errors."""
    from PIL import ImageOps

    opened = _opened(io.BytesIO(data), where)
    try:
        _refuse_unfit(opened, data, where)
        opened.load()
        upright = ImageOps.exif_transpose(opened) if _is_turned(opened) else opened
    except _DAMAGE as error:
        raise _damaged(where, error) from error
    pixels = _pixels(upright, where)
    if colour is None or colour is (pixels.ndim == 3):
        return pixels
    return np.asarray(cv2.cvtColor(pixels, cv2.COLOR_GRAY2BGR if colour else cv2.COLOR_BGR2GRAY), dtype=np.uint8)


def picture_size(path: Path) -> tuple[int, int]:
    """Width and height in pixels as shown, from the head of the file alone; raises `InspectionError` for no picture."""
    opened = _opened(path, str(path))
    try:
        width, height = opened.size
        is_sideways = opened.getexif().get(274) in _TURNED
    except _DAMAGE as error:
        raise _damaged(str(path), error) from error
    finally:
        opened.close()
    return (height, width) if is_sideways else (width, height)


@cache
def _prepare() -> None:
    """Pillow warns of large pictures; here they are refused."""
    from PIL import Image as Pillow

    warnings.filterwarnings("ignore", category=Pillow.DecompressionBombWarning)


def _bytes(path: Path) -> bytes:
    try:
        if not path.is_file():
            what = "The picture is missing." if not path.exists() else "It is no file, let alone a picture."
            raise InspectionError(what, where=str(path))
        size = path.stat().st_size
        if size > MOST_BYTES:
            raise InspectionError(f"The picture's file has {size:,} bytes; at most {MOST_BYTES:,}.", where=str(path))
        return path.read_bytes()
    except OSError as error:
        raise InspectionError(f"The picture cannot be read: {error.strerror}.", where=str(path)) from error


def _opened(source: io.BytesIO | Path, where: str) -> Opened:
    """With its head read and nothing more."""
    from PIL import Image as Pillow
    from PIL import UnidentifiedImageError

    _prepare()
    try:
        return Pillow.open(source, formats=FORMATS)
    except UnidentifiedImageError as error:
        is_empty = isinstance(source, io.BytesIO) and not source.getbuffer().nbytes
        what = "The picture is empty: 0 bytes." if is_empty else "It is no picture, or its head is damaged."
        raise InspectionError(what, where=where, remedy="PNG, JPEG, BMP, TIFF, WebP and PGM are read.") from error
    except Pillow.DecompressionBombError as error:
        raise _too_large(where) from error
    except FileNotFoundError as error:
        raise InspectionError("The picture is missing.", where=where) from error
    except _DAMAGE as error:
        raise _damaged(where, error) from error


def _damaged(where: str, error: BaseException) -> InspectionError:
    text = str(error).strip().rstrip(".") or type(error).__name__
    return InspectionError(f"The picture is truncated or damaged ({text}).", where=where, remedy="Take it anew.")


def _too_large(where: str, size: tuple[int, int] | None = None) -> InspectionError:
    is_known = "" if size is None else f" of {size[0]} x {size[1]}"
    what = f"The picture{is_known} is too large: at most {MOST_PIXELS / 1e6:.0f} megapixels are decoded."
    return InspectionError(what, where=where, remedy="Cut out the part that is inspected.")


def _refuse_unfit(opened: Opened, data: bytes, where: str) -> None:
    width, height = opened.size
    if width < 1 or height < 1:
        raise InspectionError(f"The picture has no pixels: {width} x {height}.", where=where)
    if width * height > MOST_PIXELS:
        raise _too_large(where, (width, height))
    if _bits(opened, data) > 8:
        what = "The picture has more than 8 bits a channel, and nothing says which of them count."
        raise InspectionError(what, where=where, remedy="Have the camera give 8 bits, or scale it yourself.")
    if opened.mode in {"CMYK", "LAB", "HSV"}:
        what = f"The picture's colours are {opened.mode}: how they look is left to a printer."
        raise InspectionError(what, where=where, remedy="Save it as RGB or grey.")
    if opened.format != "MPO" and getattr(opened, "n_frames", 1) > 1:
        what = f"The file holds {getattr(opened, 'n_frames', 1)} pictures."
        raise InspectionError(what, where=where, remedy="Save the one that is meant.")


def _bits(opened: Opened, data: bytes) -> int:
    """Bits of a channel as they are in the file: the decoder halves some without a word."""
    if opened.mode.startswith(("I", "F")):
        return 16
    if opened.format == "PNG":
        return data[24]  # The head's fifth field (ISO/IEC 15948, 11.2.2).
    tiff = getattr(opened, "tag_v2", None)
    if opened.format == "TIFF" and tiff is not None:
        return int(max(tiff.get(258, (8,))))
    if opened.format == "PPM":
        tiles: list[Any] = getattr(opened, "tile", [])
        arguments = tiles[0][3] if tiles else None  # (mode, greatest value), or the mode alone.
        return 16 if isinstance(arguments, tuple) and int(arguments[-1]) > 255 else 8
    return 8


def _is_turned(opened: Opened) -> bool:
    return bool(opened.getexif().get(274, 1) != 1)


def _pixels(opened: Opened, where: str) -> Image:
    """Grey or blue, green, red; raises for a picture that one can look through."""
    if opened.mode in _ALPHA or "transparency" in opened.info:
        colours = opened.convert("RGBA")
        if np.asarray(colours.getchannel("A")).min() < 255:
            raise InspectionError(
                "The picture is transparent in places: what would be seen there is not known.",
                where=where,
                remedy="Save it without transparency.",
            )
        opened = opened.convert("L" if opened.mode in {"LA", "L"} else "RGB")
    elif opened.mode in _PALETTES:
        opened = opened.convert("L" if opened.mode == "1" else "RGB")
    elif opened.mode != "L":
        opened = opened.convert("RGB")
    pixels = np.asarray(opened, dtype=np.uint8)
    return np.ascontiguousarray(pixels[..., ::-1] if pixels.ndim == 3 else pixels)
