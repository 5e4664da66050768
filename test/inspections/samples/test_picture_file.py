"""Pictures whole and upright, and everything else refused in a sentence."""

import io
import os
import struct
import zlib
from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from robot_cells.errors import InspectionError
from robot_cells.inspections.samples.picture_file import MOST_PIXELS, decode_picture, picture_size, read_picture

GREY = np.arange(24 * 32, dtype=np.uint8).reshape(24, 32)
BGR = np.stack([GREY, GREY[::-1], GREY[:, ::-1]], axis=2)


def encoded(pixels: np.ndarray, form: str = "PNG", mode: str | None = None, **options) -> bytes:
    """A picture file made by Pillow; colours as Pillow has them (red first)."""
    file = io.BytesIO()
    picture = Image.fromarray(pixels)
    (picture.convert(mode) if mode else picture).save(file, form, **options)
    return file.getvalue()


def png(width: int, height: int, depth: int = 8, colour: int = 0, body: bytes = b"") -> bytes:
    """A PNG with any head that one likes."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    rows = chunk(b"IDAT", zlib.compress(body))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + rows + chunk(b"IEND", b"")


@pytest.mark.parametrize("form", ["PNG", "BMP", "TIFF", "PPM"])
def test_grey_and_colour_come_back_pixel_by_pixel(form: str) -> None:
    assert np.array_equal(decode_picture(encoded(GREY, form), "x"), GREY)
    assert np.array_equal(decode_picture(encoded(BGR[..., ::-1], form), "x"), BGR)


def test_jpeg_comes_out_as_opencv_decodes_it(tmp_path: Path) -> None:
    for pixels in (GREY, BGR):
        path = tmp_path / "1.jpg"
        smooth = cv2.GaussianBlur(np.tile(pixels, (3, 3, 1) if pixels.ndim == 3 else (3, 3)), (9, 9), 3)
        cv2.imwrite(str(path), smooth)
        ours, theirs = read_picture(path), cv2.imread(str(path), cv2.IMREAD_UNCHANGED)
        assert ours.shape == theirs.shape
        assert np.abs(ours.astype(int) - theirs).max() <= 1
        assert picture_size(path) == (96, 72)


def test_channels_are_as_they_are_asked_for() -> None:
    assert decode_picture(encoded(GREY), "x", colour=True).shape == (24, 32, 3)
    assert decode_picture(encoded(BGR), "x", colour=False).shape == (24, 32)
    assert decode_picture(encoded(BGR), "x", colour=True).flags.c_contiguous


def test_palettes_and_black_and_white_become_what_they_show() -> None:
    flat = np.full((8, 8, 3), (51, 102, 153), np.uint8)  # In the palette of the web.
    assert decode_picture(encoded(flat, mode="P"), "x")[0, 0].tolist() == [153, 102, 51]
    assert decode_picture(encoded(np.full((8, 8), 255, np.uint8), mode="1"), "x")[0, 0] == 255


def test_an_opaque_alpha_channel_is_dropped() -> None:
    opaque = np.dstack([BGR[..., ::-1], np.full((24, 32), 255, np.uint8)])
    assert np.array_equal(decode_picture(encoded(opaque), "x"), BGR)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_turned_camera_gives_an_upright_picture(orientation: int, tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[274] = orientation
    path = tmp_path / "1.png"
    path.write_bytes(encoded(GREY, exif=exif))
    # EXIF 2.32, 4.6.4: where row 0 and column 0 of the stored picture are seen.
    turns = {
        1: GREY, 2: GREY[:, ::-1], 3: GREY[::-1, ::-1], 4: GREY[::-1], 5: GREY.T, 6: GREY.T[:, ::-1],
        7: GREY.T[::-1, ::-1], 8: GREY.T[::-1],
    }  # fmt: skip
    upright = read_picture(path)
    assert np.array_equal(upright, turns[orientation])
    assert picture_size(path) == (upright.shape[1], upright.shape[0])


TRANSPARENT = np.dstack([BGR, GREY])
WIDE = np.full((8, 8), 4000, np.uint16)
FAULTS = [
    (b"", "empty: 0 bytes"),
    (b"GIF89a" + bytes(50), "no picture"),
    (b"not a picture at all", "no picture"),
    (encoded(GREY)[:-40], "truncated or damaged"),
    (encoded(np.tile(GREY, (9, 9)), "JPEG")[:900], "truncated or damaged"),
    (png(0, 0), "no p"),
    (png(0, 12), "no p"),
    (png(4, 4, depth=16, body=bytes(4 * 9)), "more than 8 bits"),
    (png(4, 4, depth=16, colour=2, body=bytes(4 * 25)), "more than 8 bits"),
    (encoded(WIDE, "TIFF"), "more than 8 bits"),
    (encoded(WIDE.astype(np.float32), "TIFF"), "more than 8 bits"),
    (b"P6 2 2 65535\n" + bytes(24), "more than 8 bits"),
    (encoded(BGR, "JPEG", "CMYK"), "colours are CMYK"),
    (encoded(TRANSPARENT), "transparent in places"),
    (encoded(GREY, transparency=7), "transparent in places"),
    (encoded(GREY, "TIFF", save_all=True, append_images=[Image.fromarray(GREY)]), "holds 2 pictures"),
    (png(10_000, 10_000), "10000 x 10000 is too large: at most 64 megapixels"),
    (png(2_000_000, 2_000_000), "too large"),
]


@pytest.mark.parametrize(("data", "fault"), FAULTS)
def test_what_would_have_to_be_guessed_is_refused_in_a_sentence(data: bytes, fault: str, tmp_path: Path) -> None:
    path = tmp_path / "sample.png"
    path.write_bytes(data)
    with pytest.raises(InspectionError, match=fault) as refused:
        read_picture(path)
    assert refused.value.where == str(path)


def test_large_claims_cost_no_memory() -> None:
    assert MOST_PIXELS < 100_000_000
    claimed = png(9_999, 9_999)
    assert len(claimed) < 100
    with pytest.raises(InspectionError, match="too large"):
        decode_picture(claimed, "x")


def test_what_is_no_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(InspectionError, match="missing"):
        read_picture(tmp_path / "1.png")
    with pytest.raises(InspectionError, match="no file"):
        read_picture(tmp_path)
    os.mkfifo(tmp_path / "pipe.png")
    with pytest.raises(InspectionError, match="no file"):
        read_picture(tmp_path / "pipe.png")
    with pytest.raises(InspectionError, match="missing"):
        picture_size(tmp_path / "1.png")


SEEDS = [encoded(GREY), encoded(BGR, "JPEG"), encoded(BGR, "TIFF"), encoded(GREY, "BMP"), encoded(BGR, "WEBP")]


@settings(max_examples=250, deadline=None)
@given(
    st.sampled_from(SEEDS),
    st.lists(st.tuples(st.integers(0, 5000), st.integers(0, 255)), max_size=8),
    st.integers(0, 6000),
)
def test_damaged_bytes_give_a_picture_or_an_error_of_ours(
    seed: bytes, changes: list[tuple[int, int]], end: int
) -> None:
    damaged = bytearray(seed)
    for place, value in changes:
        damaged[place % len(damaged)] = value
    try:
        picture = decode_picture(bytes(damaged[: max(end, 8)]), "x")
    except InspectionError:
        return
    assert picture.dtype == np.uint8
    assert picture.size > 0
    assert picture.ndim == 2 or picture.shape[2] == 3
