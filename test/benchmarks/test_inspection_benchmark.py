"""The benchmark of inspections: disturbed boards keep their labels, groups are pooled, results are kept."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path

import cv2
import numpy as np
import pytest
from drawn_boards import CLASSES, drawn_board, with_defects

from benchmarks.inspections.aims import aim_rows
from benchmarks.inspections.defects_page import BEGIN, END, NOT_YET, PAGE, page_text
from benchmarks.inspections.disturbances import DISTURBANCES, LabelledPair, disturbed, names_of
from benchmarks.inspections.findings import Findings, LineFigures, read_findings, write_findings
from benchmarks.inspections.judged_group import AS_IT_IS
from benchmarks.inspections.left_out_groups import Trial, judge_groups
from benchmarks.inspections.pooled_figures import pooled
from benchmarks.results_tables import inspection_table
from robot_cells.errors import InspectionError
from robot_cells.inspections.code.evaluation import OURS, ZXING, CodeRow
from robot_cells.inspections.model import FitOptions, Progress, View, no_progress
from robot_cells.inspections.model_card import ModelCard
from robot_cells.inspections.samples.sample import LabelledBox, Sample, SampleSet
from robot_cells.inspections.verdict import Detection, InspectionResult, Verdict

ROOT = Path(__file__).parents[2]
SPOT = 9


def _pair_with_spots() -> LabelledPair:
    """Black squares on light grey, each with the box about it: where the ink goes, the box has to go."""
    reference = np.full((120, 200), 200, np.uint8)
    image, boxes = reference.copy(), []
    for x, y in ((30, 20), (150, 70), (60, 95)):
        image[y : y + SPOT, x : x + SPOT] = 0
        boxes.append(LabelledBox("spur", x, y, x + SPOT, y + SPOT))
    return LabelledPair(image, reference, tuple(boxes))


@pytest.mark.parametrize("name", DISTURBANCES)
def test_boxes_move_with_what_they_are_about(name: str) -> None:
    pair = disturbed(name, _pair_with_spots(), "a.png", seed=3)
    assert len(pair.boxes) == 3
    for box in pair.boxes:
        left, top = round(box.x1) - 4, round(box.y1) - 4
        around = pair.image[top : top + SPOT + 8, left : left + SPOT + 8].astype(float)
        ink = np.clip(np.median(around) - around, 0, None)
        ink[ink < 60] = 0
        assert np.count_nonzero(ink > 100) == pytest.approx(SPOT * SPOT, abs=9)
        y, x = np.mgrid[0 : SPOT + 8, 0 : SPOT + 8]
        # Middles of pixels lie half a pixel farther than their numbers.
        seen = (left + np.average(x, weights=ink) + 0.5, top + np.average(y, weights=ink) + 0.5)
        assert seen == pytest.approx(((box.x1 + box.x2) / 2, (box.y1 + box.y2) / 2), abs=0.15)
        assert (box.x2 - box.x1, box.y2 - box.y1) == pytest.approx((SPOT, SPOT))


@pytest.mark.parametrize("name", DISTURBANCES)
def test_the_same_seed_disturbs_alike_and_reference_changes_only_with_both(name: str) -> None:
    before = _pair_with_spots()
    first, second, other = (disturbed(name, before, "a.png", seed) for seed in (3, 3, 4))
    assert np.array_equal(first.image, second.image)
    assert first.boxes == second.boxes
    is_of_both = name.startswith(("turned", "mirrored", "upside"))
    assert is_of_both == (not name.startswith(("shifted", "rotated", "grey", "uneven")))
    assert (first.reference is before.reference) == (not is_of_both)
    assert first.image.shape == first.reference.shape
    assert not np.array_equal(first.image, before.image)
    assert not is_of_both or np.array_equal(first.image, other.image)


def test_a_box_whose_middle_leaves_the_picture_is_dropped_and_others_are_cut() -> None:
    image = np.full((100, 100), 200, np.uint8)
    boxes = (LabelledBox("spur", 0, 40, 6, 60), LabelledBox("spur", 94, 40, 100, 60))
    found = disturbed("shifted by 4 px", LabelledPair(image, image, boxes), "a.png", seed=0).boxes
    assert len(found) == 1
    assert min(found[0].x1, 100 - found[0].x2) in {0.0, 4.0}
    assert 0 <= found[0].x1 < found[0].x2 <= 100


def test_disturbances_are_chosen_by_how_they_begin() -> None:
    assert names_of(()) == tuple(DISTURBANCES)
    assert names_of(("turned by 9", "grey")) == ("turned by 90°", "grey noise, sigma 12")


@dataclass
class _Oracle:
    """Knows the true boxes by their picture; misses those whose class it does not know."""

    card: ModelCard
    truths: dict[bytes, tuple[LabelledBox, ...]]
    probability: float

    def inspect(self, view: View) -> InspectionResult:
        boxes = self.truths.get(np.ascontiguousarray(view.image).tobytes(), ())
        found = tuple(
            Detection(box.defect_class, self.probability, box.x1, box.y1, box.x2, box.y2)
            for box in boxes
            if box.defect_class in self.card.classes
        )
        return InspectionResult(Verdict.FAIL if found else Verdict.PASS, self.card.label, 0.0, "", detections=found)

    def save(self, folder: Path) -> None:
        raise NotImplementedError


@dataclass
class _OracleKind:
    """Of the first group it calls defects at 0.5, of the others at 0.95: more than it ever gives."""

    samples: SampleSet
    name: str = "oracle"
    classes: tuple[str, ...] = CLASSES
    left_out: list[tuple[str, int]] = field(default_factory=list)

    def fit(self, samples: SampleSet, options: FitOptions, progress: Progress = no_progress) -> _Oracle:
        progress("learning", 0, 1)
        (group,) = set(self.samples.groups) - set(samples.groups)
        self.left_out.append((group, len(samples.samples)))
        truths = {cv2.imread(str(item.image), 0).tobytes(): item.boxes or () for item in self.samples.samples}
        threshold = 0.5 if group == self.samples.groups[0] else 0.95
        card = ModelCard(options.name, "1", "oracle", "", self.classes, thresholds={"": threshold})
        return _Oracle(card, truths, 0.9)

    def load(self, folder: Path, card: ModelCard) -> _Oracle:
        raise NotImplementedError


@pytest.fixture
def boards(tmp_path: Path) -> SampleSet:
    """Three groups of 3, 2 and 2 drawn boards with two defects each."""
    random, samples = np.random.default_rng(5), []
    for number, group in enumerate(("one", "one", "two", "three", "one", "two", "three")):
        board = drawn_board(random)
        spoiled, found = with_defects(board, random)
        paths = [tmp_path / f"{number}_{part}.png" for part in ("test", "temp")]
        for path, picture in zip(paths, (spoiled, board), strict=True):
            cv2.imwrite(str(path), picture)
        boxes = tuple(LabelledBox(CLASSES[kind - 1], *map(float, corners)) for *corners, kind in found)
        samples.append(Sample(paths[0].name, paths[0], paths[1], boxes, is_good=False, group=group))
    return SampleSet(tmp_path, tuple(samples), CLASSES, "deeppcb")


def test_each_group_is_left_out_once_and_f_counts_at_each_models_own_thresholds(
    boards: SampleSet, tmp_path: Path
) -> None:
    kind, told = _OracleKind(boards), []
    trial = Trial(("mirrored",))
    groups = judge_groups(kind, boards, trial, tmp_path / "kept", no_progress, told=lambda now: told.append(len(now)))
    assert kind.left_out == [("one", 4), ("two", 5), ("three", 5)]
    assert told == [1, 2, 3]
    found = pooled(groups, boards.classes, is_whole=True)
    assert (found.pairs, found.undecided, found.mean.boxes) == (7, 0, 14)
    assert (found.mean.ap, found.mean.ap_50_95, found.micro_ap) == pytest.approx((1.0, 1.0, 1.0))
    # All are found, but only the first group's model calls them defects: 6 of 14.
    assert (found.mean.precision, found.mean.recall) == pytest.approx((1.0, 6 / 14))
    assert {name: item.recall for name, item in found.groups.items()} == {"one": 1.0, "two": 0.0, "three": 0.0}
    assert sum(item.boxes for item in found.classes.values()) == 14
    assert found.published_f == pytest.approx(found.mean.f)
    # A mirrored picture is none that this model knows.
    assert [(item.name, item.ap, item.points) for item in found.disturbed] == [("mirrored", 0.0, pytest.approx(-100))]
    assert found.model_time.count == found.time_with_reading.count == 7
    assert [(item.group, item.pairs, item.trained_on) for item in found.trainings][::2] == [
        ("one", 3, 4),
        ("three", 2, 5),
    ]


def test_a_run_goes_on_where_it_was_stopped_and_other_options_are_measured_anew(
    boards: SampleSet, tmp_path: Path
) -> None:
    def run(trial: Trial, only: tuple[str, ...] = ()) -> tuple[list[tuple[str, int]], object]:
        kind = _OracleKind(boards)
        kept = tmp_path / "kept"
        groups = judge_groups(kind, boards, trial, kept, no_progress, only=only, told=lambda _: None)
        return kind.left_out, [group.pictures for group in groups]

    first = run(Trial(()), only=("two",))
    assert first[0] == [("two", 5)]
    (tmp_path / "kept" / "one.json").write_text('{"group": "one"', encoding="utf-8")
    left_out, pictures = run(Trial(()))
    assert [name for name, _ in left_out] == ["one", "three"]
    again = run(Trial(()))
    assert again == ([], pictures)
    assert len(run(Trial((), seed=1))[0]) == 3


@pytest.mark.parametrize("only", [("four",), ()])
def test_a_group_that_is_not_there_and_a_set_of_one_group_are_refused(
    boards: SampleSet, tmp_path: Path, only: tuple[str, ...]
) -> None:
    samples = boards if only else boards.only_group("two")
    with pytest.raises(InspectionError, match=r"There is no group four|nothing is left"):
        judge_groups(_OracleKind(boards), samples, Trial(()), tmp_path, no_progress, only=only, told=lambda _: None)


def test_results_are_kept_and_read_again_and_make_the_tables_of_the_page(boards: SampleSet, tmp_path: Path) -> None:
    kept, path = tmp_path / "kept", tmp_path / "found" / "inspections.json"
    groups = judge_groups(_OracleKind(boards), boards, Trial(("grey",)[:0]), kept, no_progress, told=lambda _: None)
    assert groups[0].pictures.keys() == {AS_IT_IS}
    findings = Findings(deeppcb=pooled(groups, boards.classes, is_whole=True))
    assert read_findings(path) == Findings()
    write_findings(path, findings)
    assert read_findings(path) == findings
    page = page_text((ROOT / PAGE).read_text(encoding="utf-8"), findings)
    assert "| **all** | 14 | 1.0000 | 1.0000 |" in page
    assert all(f"| {name} |" in page for name in (*CLASSES, "one", "two", "three"))
    assert page_text(page, findings) == page
    with pytest.raises(ValueError, match="no <!-- figures -->"):
        page_text(page.replace(BEGIN, ""), findings)
    path.write_text("{", encoding="utf-8")
    with pytest.raises(InspectionError, match="cannot be read"):
        read_findings(path)


def test_an_aim_is_met_or_missed_by_a_whole_run_only(boards: SampleSet, tmp_path: Path) -> None:
    groups = judge_groups(_OracleKind(boards), boards, Trial(()), tmp_path / "k", no_progress, told=lambda _: None)
    found = pooled(groups, boards.classes, is_whole=True)
    marks = {row.what.rpartition(": ")[2]: row.is_met for row in aim_rows(Findings(deeppcb=found))}
    assert (marks["mean AP at 0.33"], marks["F at the models' own thresholds"]) == (True, False)
    table = inspection_table(Findings(deeppcb=found))
    assert [row[-1] for row in table.rows if row[0].endswith("own thresholds")] == ["**missed**"]
    part = aim_rows(Findings(deeppcb=replace(found, is_whole=False)))
    assert {row.is_met for row in part} == {None}
    nothing = page_text(f"{BEGIN}{END}", Findings())
    assert NOT_YET in nothing
    assert "not measured: no folder" in nothing


@pytest.mark.parametrize(
    ("trays", "escapes", "false_calls", "mark"),
    [(500, 0, 2, True), (500, 0, 3, False), (500, 1, 0, False), (20, 0, 0, None), (20, 1, 0, False)],
)
def test_few_trays_can_miss_an_aim_but_not_meet_it(
    trays: int, escapes: int, false_calls: int, mark: bool | None
) -> None:
    line = LineFigures("tray_a", trays, escapes, trays, false_calls, 0, 100.0, 120.0)
    (row,) = (row for row in aim_rows(Findings(line=(line,))) if row.what.startswith("reference line"))
    assert row.is_met is mark


@pytest.mark.parametrize(("read", "wrong", "mark"), [(995, 0, True), (994, 0, False), (1000, 1, False)])
def test_codes_are_met_by_what_this_program_reads_and_other_readers_stand_beside(
    read: int, wrong: int, mark: bool
) -> None:
    rows = [CodeRow(name, "qr", 1000, read if name == OURS else 900, wrong, (), 5.0, 9.0) for name in (OURS, ZXING)]
    (row,) = (row for row in aim_rows(Findings(codes=tuple(rows))) if row.what.startswith("code"))
    assert (row.is_met, row.beside) == (mark, "zxing-cpp 90.0%")
