"""Little pictures, and folders of them."""

from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest

Draw = Callable[..., Path]


@pytest.fixture
def draw(tmp_path: Path) -> Draw:
    """Writes a grey picture of its own under the test's folder and gives its path."""

    def write(name: str, width: int = 40, height: int = 30) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        pixels = np.full((height, width), sum(name.encode()) % 251, np.uint8)
        pixels[5:9, 5:12] = 255
        assert cv2.imwrite(str(path), pixels)
        return path

    return write


@pytest.fixture
def write(tmp_path: Path) -> Draw:
    """Writes a text under the test's folder and gives its path."""

    def put(name: str, text: str) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    return put
