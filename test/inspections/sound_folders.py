"""A small sound folder of samples in each layout, for tests that damage it."""

import json
from pathlib import Path

import cv2
import numpy as np

BOX = {"class": "a", "x1": 0, "y1": 0, "x2": 4, "y2": 4}
COCO = {
    "images": [{"id": 1, "file_name": "1.png", "width": 40, "height": 30}],
    "categories": [{"id": 1, "name": "a"}],
    "annotations": [{"image_id": 1, "category_id": 1, "bbox": [0, 0, 4, 4]}],
}
CORNERS = "<xmin>1</xmin><ymin>1</ymin><xmax>4</xmax><ymax>4</ymax>"
VOC = f"<annotation><object><name>a</name><bndbox>{CORNERS}</bndbox></object></annotation>"
FILES = {
    "plain": ("1.png.json", json.dumps({"version": 1, "is_good": False, "boxes": [BOX], "class": "a"})),
    "coco": ("a.json", json.dumps(COCO)),
    "voc": ("1.xml", f'<?xml version="1.0" encoding="utf-8"?>\n{VOC}'),
    "yolo": ("labels/1.txt", "0 0.5 0.5 0.2 0.2\n"),
    "deeppcb": ("1_not/1.txt", "1 2 20 20 3\n"),
}
"""The file of labels by layout."""
YOLO_NAMES = ("data.yaml", "names: [a, b]\n")
SPLIT = ("train.txt", "1/1.png 1_not/1.txt\n")
LABEL_FILES = (
    *((layout, name, text) for layout, (name, text) in FILES.items()),
    ("yolo", *YOLO_NAMES),
    ("deeppcb", *SPLIT),
)
"""Layout, name and text of every file in which something is said of the pictures."""


def make_sound_folder(folder: Path, layout: str) -> None:
    """One picture with one box."""
    pictures = {"yolo": ("images/1.png",), "deeppcb": ("1/1_test.png", "1/1_temp.png")}.get(layout, ("1.png",))
    for path in pictures:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        cv2.imwrite(str(folder / path), np.zeros((30, 40), np.uint8))
    for _, name, text in (item for item in LABEL_FILES if item[0] == layout):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text)
