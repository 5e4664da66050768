"""The symbologies that can be read."""

from __future__ import annotations

from enum import Enum

import zxingcpp

from robot_cells.errors import InspectionError


class Symbology(Enum):
    """A kind of code; the value is how settings and results name it."""

    QR = "qr"
    """ISO/IEC 18004; errors are corrected by a Reed-Solomon code."""
    DATA_MATRIX = "data_matrix"
    """ISO/IEC 16022, ECC 200; errors are corrected by a Reed-Solomon code."""
    CODE_128 = "code_128"
    """ISO/IEC 15417; one check character of 103 values is all that guards it, so a reading alone proves little."""

    @property
    def zxing_format(self) -> zxingcpp.BarcodeFormat:
        """The name that the reading library has for it."""
        return getattr(zxingcpp.BarcodeFormat, self.zxing_name)

    @property
    def zxing_name(self) -> str:
        """How the reading library spells it."""
        return _NAMES[self]

    @property
    def is_weak(self) -> bool:
        """Whether its own check is too weak for a single reading to be believed."""
        return self is Symbology.CODE_128


_NAMES = {Symbology.QR: "QRCode", Symbology.DATA_MATRIX: "DataMatrix", Symbology.CODE_128: "Code128"}


def symbology_of(name: str) -> Symbology:
    """The symbology that settings name; raises `InspectionError` for another word."""
    try:
        return Symbology(name)
    except ValueError:
        known = ", ".join(item.value for item in Symbology)
        raise InspectionError(
            f"There is no symbology '{name}'.", where="symbologies", remedy=f"Name some of {known}."
        ) from None
