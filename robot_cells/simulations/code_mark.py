"""The code with the serial number, as it is printed on the chassis."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import numpy.typing as npt
import zxingcpp

QUIET_ZONE_MODULES = 4
"""Light modules that ISO/IEC 18004 wants on every side of the symbol."""


@lru_cache(maxsize=256)
def code_mark(text: str) -> npt.NDArray[np.uint8]:
    """The QR code (ISO/IEC 18004, level M) of `text`: a square of 0 and 255, one pixel a module, no quiet zone."""
    symbol = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    return np.array(symbol.to_image(scale=1, add_quiet_zones=False), dtype=np.uint8)
