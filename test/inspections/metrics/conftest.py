"""Pictures with boxes at random, some found and some not."""

import random

import pytest

from robot_cells.inspections.metrics.judged_picture import JudgedPicture, surest_first
from robot_cells.inspections.samples.sample import LabelledBox
from robot_cells.inspections.verdict import Detection

CLASSES = ("open", "short", "spur")


def random_pictures(seed: int, pictures: int = 8, digits: int = 6) -> list[JudgedPicture]:
    """Crowded pictures; few `digits` make many detections equally sure."""
    draw = random.Random(seed)
    return [_picture(draw, number, digits) for number in range(pictures)]


def _picture(draw: random.Random, number: int, digits: int) -> JudgedPicture:
    truths, detections = [], []
    for _ in range(draw.randint(0, 6)):
        x, y, width, height = (draw.randint(*span) for span in ((0, 60), (0, 60), (8, 30), (8, 30)))
        name = draw.choice(CLASSES)
        truths.append(LabelledBox(name, x, y, x + width, y + height))
        for _ in range(draw.choice((0, 1, 1, 2))):
            named = name if draw.random() < 0.8 else draw.choice(CLASSES)
            left, top = x + draw.uniform(-5, 5), y + draw.uniform(-5, 5)
            right, bottom = left + width + draw.uniform(-4, 4), top + height + draw.uniform(-4, 4)
            detections.append(Detection(named, round(draw.random(), digits), left, top, right, bottom))
    for _ in range(draw.randint(0, 3)):
        x, y = draw.randint(0, 60), draw.randint(0, 60)
        detections.append(Detection(draw.choice(CLASSES), round(draw.random(), digits), x, y, x + 20, y + 15))
    return JudgedPicture(f"{number}.png", f"g{number % 2}", tuple(truths), surest_first(detections))


@pytest.fixture(name="random_pictures")
def _random_pictures():
    return random_pictures
