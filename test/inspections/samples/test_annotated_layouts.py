"""COCO, PASCAL VOC and YOLO: the same boxes read from each, and every fault told at its place."""

import json
from pathlib import Path

import pytest

from robot_cells.errors import InspectionError
from robot_cells.inspections.samples.purpose import Purpose
from robot_cells.inspections.samples.sample import LabelledBox
from robot_cells.inspections.samples.sample_folder import read_samples

BOXES = (LabelledBox("dent", 4, 6, 14, 21), LabelledBox("hole", 20, 0, 40, 30))


def coco(**changes) -> dict:
    document = {
        "images": [{"id": 7, "file_name": "1.png", "width": 40, "height": 30}, {"id": 8, "file_name": "2.png"}],
        "categories": [{"id": 3, "name": "dent"}, {"id": 9, "name": "hole"}],
        "annotations": [
            {"image_id": 7, "category_id": 3, "bbox": [4, 6, 10, 15]},
            {"image_id": 7, "category_id": 9, "bbox": [20, 0, 20.0, 30]},
        ],
    }
    return document | changes


def voc(objects: str = "", size: str = "", head: str = "") -> str:
    return f'<?xml version="1.0"?>\n{head}<annotation>{size}\n{objects}</annotation>\n'


def voc_object(name: str, *corners: object) -> str:
    fields = "".join(
        f"<{key}>{value}</{key}>" for key, value in zip(("xmin", "ymin", "xmax", "ymax"), corners, strict=True)
    )
    return f"<object><name>{name}</name><bndbox>{fields}</bndbox></object>\n"


def make_coco(draw, write) -> None:
    draw("images/1.png"), draw("images/2.png")
    write("annotations.json", json.dumps(coco()))


def make_voc(draw, write) -> None:
    draw("JPEGImages/1.png"), draw("JPEGImages/2.png")
    size = "<size><width>40</width><height>30</height></size>"
    write("Annotations/1.xml", voc(voc_object("dent", 5, 7, 14, 21) + voc_object("hole", 21, 1, 40, 30), size))
    write("Annotations/2.xml", voc())


def make_yolo(draw, write) -> None:
    draw("images/1.png"), draw("images/2.png")
    write("classes.txt", "dent\nhole\n")
    write("labels/1.txt", "0 0.225 0.45 0.25 0.5\n1 0.5 0 1 0 1 1 0.5 1\n")


MAKERS = {"coco": make_coco, "voc": make_voc, "yolo": make_yolo}


@pytest.mark.parametrize("layout", MAKERS)
def test_the_same_boxes_come_out_of_every_layout_and_each_is_recognised(layout: str, tmp_path: Path, draw, write):
    MAKERS[layout](draw, write)
    samples = read_samples(tmp_path)
    assert samples.layout == layout
    assert samples.classes == ("dent", "hole")
    marked, good = samples.samples
    assert (marked.name.endswith("1.png"), marked.is_good) == (True, False)
    assert [box.defect_class for box in marked.boxes] == ["dent", "hole"]
    for found, expected in zip(marked.boxes, BOXES, strict=True):
        assert (found.x1, found.y1, found.x2, found.y2) == pytest.approx(
            (expected.x1, expected.y1, expected.x2, expected.y2)
        )
    assert (good.boxes, good.is_good) == ((), True)
    assert read_samples(tmp_path, layout) == samples


def test_parts_of_coco_are_told_by_the_names_of_their_files(tmp_path: Path, draw, write) -> None:
    for part in ("train", "val"):
        draw(f"{part}2017/1.png"), draw(f"{part}2017/2.png")
        images = [{"id": 7, "file_name": f"{part}2017/1.png"}]
        write(f"annotations/instances_{part}2017.json", json.dumps(coco(images=images)))
    assert read_samples(tmp_path).samples[0].name == "train2017/1.png"
    assert read_samples(tmp_path, purpose=Purpose.EVALUATION).samples[0].name == "val2017/1.png"


def test_parts_of_coco_may_be_folders_with_their_pictures(tmp_path: Path, draw, write) -> None:
    for part in ("train", "valid"):
        draw(f"{part}/1.png"), draw(f"{part}/2.png")
        write(f"{part}/_annotations.coco.json", json.dumps(coco()))
    assert read_samples(tmp_path, split="valid").samples[1].name == "valid/2.png"
    assert read_samples(tmp_path).samples[0].name == "train/1.png"


def test_parts_of_voc_are_lists(tmp_path: Path, draw, write) -> None:
    make_voc(draw, write)
    write("ImageSets/Main/train.txt", "2\n")
    write("ImageSets/Main/test.txt", "1\n")
    write("ImageSets/Main/dent_train.txt", "2 -1\n")
    assert [item.name for item in read_samples(tmp_path).samples] == ["JPEGImages/2.png"]
    assert [item.name for item in read_samples(tmp_path, split="test").samples] == ["JPEGImages/1.png"]
    write("ImageSets/Main/train.txt", "2\n3\n2\n")
    with pytest.raises(
        InspectionError, match=r"(?s)train\.txt:2: Annotations/3\.xml is missing.*train\.txt:3: 2 is listed"
    ):
        read_samples(tmp_path)


@pytest.mark.parametrize("name", ["images/{}/1.png", "{}/images/1.png"])
def test_parts_of_yolo_are_folders_and_classes_stand_in_yaml(name: str, tmp_path: Path, draw, write) -> None:
    for part in ("train", "test"):
        draw(name.format(part))
        write(name.format(part).replace("images", "labels").replace(".png", ".txt"), "1 0.5 0.5 1 1")
    write("data.yaml", "train: ../train/images\nnames: {0: dent, 1: hole}\n")
    samples = read_samples(tmp_path, purpose=Purpose.EVALUATION)
    assert samples.layout == "yolo"
    assert [(item.name, item.boxes) for item in samples.samples] == [
        (name.format("test"), (LabelledBox("hole", 0, 0, 40, 30),))
    ]


def test_labels_of_yolo_may_lie_beside_their_pictures(tmp_path: Path, draw, write) -> None:
    draw("1.png"), draw("2.png")
    write("1.txt", "1 0.5 0.5 1 1\n")
    write("train.txt", "1.png\n2.png\n")
    with pytest.raises(InspectionError, match=r"1\.txt: Beside the picture lie labels of YOLO.*classes\.txt"):
        read_samples(tmp_path)
    write("classes.txt", "dent\nhole\n")
    samples = read_samples(tmp_path)
    assert (samples.layout, samples.samples[0].boxes) == ("yolo", (LabelledBox("hole", 0, 0, 40, 30),))
    assert [item.name for item in samples.samples] == ["1.png", "2.png"]
    write("3.txt", "1 0.5 0.5 1 1\n")
    with pytest.raises(InspectionError, match=r"3\.txt: the picture that it labels is missing"):
        read_samples(tmp_path)


def test_a_plain_folder_passes_over_no_labels_of_another_layout(tmp_path: Path, draw, write) -> None:
    make_voc(draw, write)
    (tmp_path / "Annotations/1.xml").rename(tmp_path / "JPEGImages/1.xml")
    with pytest.raises(InspectionError, match=r"labels of PASCAL VOC.*--layout voc"):
        read_samples(tmp_path, "plain")


COCO_FAULTS = [
    ('{"images": [], "categories": [\n', r"a\.json:2: The JSON is broken or truncated"),
    (coco(images=4), "lists images, annotations, categories are expected"),
    (coco(images=[], annotations=[]), "lists no picture"),
    (coco(images=[{"id": 7, "file_name": "9.png"}]), r"a\.json: images\[0\]: the picture 9\.png is missing"),
    (coco(images=[{"id": 7, "file_name": "1.png", "width": 41}]), "has 40 x 30 pixels, not 41 x 30"),
    (coco(images=[{"id": 7, "file_name": "1.png"}, {"id": 7, "file_name": "2.png"}]), r"images\[1\]: an `id` of its"),
    (coco(images=[{"id": 7, "file_name": "1.png"}, {"id": 8, "file_name": "1.png"}]), "listed twice"),
    (coco(categories=[{"id": 3}]), r"categories\[0\]: an `id` of its own and a `name`"),
    (coco(annotations=[{"image_id": 7, "category_id": 4, "bbox": [0, 0, 4, 4]}]), r"s\[0\]: no category has the id 4"),
    (coco(annotations=[{"image_id": 1, "category_id": 3, "bbox": [0, 0, 4, 4]}]), "no picture has the id 1"),
    (coco(annotations=[{"image_id": 7, "category_id": 3, "bbox": [0, 0, 4]}]), "`bbox` of four numbers"),
    (coco(annotations=[{"image_id": 7, "category_id": 3, "bbox": ["0", 0, 4, 4]}]), "`bbox` has four numbers"),
    (coco(annotations=[{"image_id": 7, "category_id": 3, "bbox": [30, 0, 40, 4]}]), "outside its picture"),
    (coco(annotations=[{"image_id": 7, "category_id": 3, "bbox": [3, 0, -1, 4]}]), "no area"),
    (coco(annotations=[{"image_id": 7, "category_id": 3, "iscrowd": 1, "bbox": [3, 0, 1, 4]}]), "crowd region"),
]  # fmt: skip


@pytest.mark.parametrize(("document", "fault"), COCO_FAULTS)
def test_faults_of_coco_are_told_by_list_and_number(document, fault: str, tmp_path: Path, draw, write) -> None:
    draw("1.png"), draw("2.png")
    write("a.json", document if isinstance(document, str) else json.dumps(document))
    with pytest.raises(InspectionError, match=fault):
        read_samples(tmp_path)


DTD = '<!DOCTYPE annotation [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>\n'
VOC_FAULTS = [
    (voc("<object>"), r"1\.xml:3: The XML is broken or truncated: mismatched tag"),
    ("", r"1\.xml:1: The XML is broken or truncated: no element found"),
    (voc(voc_object("&b;", 1, 1, 4, 4), head=DTD), r"1\.xml:2: The XML declares a document type"),
    (voc(voc_object("a", 1, 1, 4, 4)).encode("utf-16").decode("latin-1"), "broken or truncated"),
    ("<annotations/>", r"1\.xml:1: `annotation` is expected, not `annotations`"),
    (voc("<object/>"), r"1\.xml:3: the object has no `name`"),
    (voc("\n\n" + voc_object("a", 1, 1, "four", 4)), r"1\.xml:5: `bndbox/xmax` is no number: 'four'"),
    (voc(voc_object("a", 9, 1, 4, 4)), r"1\.xml:3: the box .* has no area"),
    (voc(voc_object("a", 1, 1, 400, 4)), "outside its picture of 40 x 30"),
    (voc(size="<size><width>30</width><height>40</height></size>"), r"40 x 30 pixels, not 30 x 40"),
]


@pytest.mark.parametrize(("text", "fault"), VOC_FAULTS)
def test_faults_of_voc_are_told_by_line_and_entities_are_refused(text, fault: str, tmp_path, draw, write) -> None:
    draw("1.png")
    write("1.xml", text)
    with pytest.raises(InspectionError, match=fault):
        read_samples(tmp_path)


def test_an_annotation_without_its_picture_is_told(tmp_path: Path, draw, write) -> None:
    make_voc(draw, write)
    (tmp_path / "JPEGImages/2.png").unlink()
    draw("JPEGImages/1.jpg")
    with pytest.raises(InspectionError, match=r"(?s)1\.xml has several pictures.*2\.xml has no picture"):
        read_samples(tmp_path)


YOLO_FAULTS = [
    ("2 0.5 0.5 0.1 0.1", r"labels/1\.txt:1: the class 2 is none of 0 to 1"),
    ("0 0.5 0.5 0.1 0.1\n\n-1 0.5 0.5 0.1 0.1", r"labels/1\.txt:3: the class -1"),
    ("0 0.5 0.5 0.1", "not 3 numbers after the class"),
    ("0 0.5 0.5 0.1 0.1 0.9", "not 5 numbers after the class"),
    ("dent 0.5 0.5 0.1 0.1", "a class number and shares are expected"),
    ("0 0.5 0.5 1.9 0.1", "outside its picture"),
    ("0 0.5 0.5 nan 0.1", "no finite number"),
    ("0 0.5 0.5 0 0.1", "no area"),
]


@pytest.mark.parametrize(("text", "fault"), YOLO_FAULTS)
def test_faults_of_yolo_are_told_by_line(text: str, fault: str, tmp_path: Path, draw, write) -> None:
    make_yolo(draw, write)
    write("labels/1.txt", text)
    with pytest.raises(InspectionError, match=fault):
        read_samples(tmp_path)


@pytest.mark.parametrize(
    ("name", "text", "fault"),
    [
        ("labels/9.txt", "", r"labels/9\.txt: the picture that it labels is missing"),
        ("data.yaml", "names: [dent,\n  hole", r"data\.yaml:2: The YAML is broken"),
        ("data.yaml", "nc: 2", "`names` is expected"),
        ("data.yaml", "names: {1: dent, 2: hole}", "numbered from 0"),
        ("labels/1.txt", None, "None of the 2 pictures has labels"),
    ],
)
def test_a_faulty_folder_of_yolo_is_refused(name: str, text, fault: str, tmp_path: Path, draw, write) -> None:
    make_yolo(draw, write)
    if text is None:
        (tmp_path / name).unlink()
    else:
        write(name, text)
    with pytest.raises(InspectionError, match=fault):
        read_samples(tmp_path)


@pytest.mark.parametrize("layout", MAKERS)
def test_a_part_that_is_not_there_is_told_and_so_is_an_empty_folder(layout: str, tmp_path: Path, draw, write) -> None:
    with pytest.raises(InspectionError):
        read_samples(tmp_path, layout)
    MAKERS[layout](draw, write)
    with pytest.raises(InspectionError, match="part"):
        read_samples(tmp_path, split="night")
