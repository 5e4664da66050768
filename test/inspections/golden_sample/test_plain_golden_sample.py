"""One good picture of anything is enough."""

import math
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
import pytest
from written_samples import written_samples

from robot_cells.errors import InspectionError
from robot_cells.inspections.golden_sample.kind import KIND
from robot_cells.inspections.golden_sample.placing import Placer
from robot_cells.inspections.model import FitOptions, Model, View
from robot_cells.inspections.model_folder import load_model, save_model
from robot_cells.inspections.samples.sample import SampleSet
from robot_cells.inspections.verdict import InspectionResult, Verdict

Picture = npt.NDArray[np.uint8]
HEIGHT, WIDTH = 360, 480


def board(seed: int = 5) -> Picture:
    """A printed circuit board of no kind in particular."""
    random = np.random.default_rng(seed)
    picture = np.full((HEIGHT, WIDTH, 3), (60, 110, 40), np.uint8)
    for _ in range(45):
        x, y = random.integers(10, WIDTH - 60), random.integers(10, HEIGHT - 50)
        w, h = random.integers(8, 46), random.integers(6, 34)
        colour = tuple(int(value) for value in random.integers(20, 230, 3))
        cv2.rectangle(picture, (int(x), int(y)), (int(x + w), int(y + h)), colour, -1)
    for _ in range(25):
        x, y = (int(value) for value in random.integers(20, 340, 2))
        cv2.circle(picture, (x, y), int(random.integers(3, 9)), (200, 205, 210), -1, cv2.LINE_AA)
    return picture


def seen(
    picture: Picture, seed: int = 1, turn_deg: float = 0.0, scale: float = 1.0, shift: tuple[float, float] = (0, 0)
) -> Picture:
    """As a camera takes it: moved, in other light, with noise."""
    random = np.random.default_rng(seed)
    matrix = cv2.getRotationMatrix2D((WIDTH / 2, HEIGHT / 2), turn_deg, scale)
    matrix[:, 2] += shift
    moved = cv2.warpAffine(picture, matrix, (WIDTH, HEIGHT), borderMode=cv2.BORDER_REPLICATE)
    light = np.linspace(0.85, 1.1, WIDTH)[None, :, None]
    return np.clip(moved * light + random.normal(0, 2.5, moved.shape), 0, 255).astype(np.uint8)


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Model:
    return KIND.fit(written_samples(tmp_path_factory.mktemp("one"), [board()]), FitOptions("board"))


def spoiled(picture: Picture) -> Picture:
    spoilt = picture.copy()
    cv2.rectangle(spoilt, (226, 150), (242, 164), (250, 250, 250), -1)
    return spoilt


MOVES = [
    {},
    {"shift": (4.0, -3.0)},
    {"shift": (17.3, 9.6), "turn_deg": 1.0},
    {"turn_deg": 8.0, "shift": (3.0, 3.0)},
    {"scale": 0.93, "turn_deg": -3.0},
]


@pytest.mark.parametrize("move", MOVES)
def test_a_good_thing_passes_and_a_spoiled_one_fails_however_it_lies(model: Model, move: dict[str, object]) -> None:
    # Where the picture ends nothing is seen of the reference: that it is so much is in order here.
    parameters = {"unseen_share": 0.3}
    good = model.inspect(View(seen(board(), **move), parameters=parameters))  # type: ignore[arg-type]
    bad = model.inspect(View(seen(spoiled(board()), **move), parameters=parameters))  # type: ignore[arg-type]
    assert (good.verdict, good.message) == (Verdict.PASS, "No defect found.")
    assert (bad.verdict, bad.defects[0].code) == (Verdict.FAIL, "inspect.difference")


def test_the_box_lies_where_the_difference_is(model: Model) -> None:
    result = model.inspect(View(seen(spoiled(board()), shift=(3.0, -2.0))))
    best = result.detections[0]
    assert (best.x1, best.y1, best.x2, best.y2) == pytest.approx((229, 148, 246, 163), abs=4)
    assert best.probability > 0.9
    assert result.score == best.probability


@pytest.mark.parametrize("turn_deg", [0.0, 30.0, 90.0, 180.0])
def test_the_reference_is_placed_to_a_quarter_of_a_pixel_at_any_turn(turn_deg: float) -> None:
    grey = cv2.cvtColor(board(), cv2.COLOR_BGR2GRAY)
    steady = np.full(grey.shape, 255, np.uint8)
    matrix = cv2.getRotationMatrix2D((WIDTH / 2, HEIGHT / 2), turn_deg, 1.0)
    matrix[:, 2] += (2.3, -1.7)
    picture = cv2.cvtColor(seen(board(), turn_deg=turn_deg, shift=(2.3, -1.7)), cv2.COLOR_BGR2GRAY)
    found = Placer(np.asarray(grey, np.uint8), steady).place(np.asarray(picture, np.uint8)).matrix
    middle = np.array((WIDTH / 2, HEIGHT / 2, 1.0))
    assert math.hypot(*(found @ middle - matrix @ middle)) < 0.25


def test_ignored_places_are_not_judged(tmp_path: Path) -> None:
    ignore = [[216, 140, 252, 174]]
    model = KIND.fit(written_samples(tmp_path, [board()]), FitOptions("board", settings={"ignore": ignore}))
    assert model.inspect(View(seen(spoiled(board())))).verdict is Verdict.PASS


def labelled(picture: Picture, number: int) -> Picture:
    there = picture.copy()
    cv2.putText(there, str(1234 * number), (300, 330), cv2.FONT_HERSHEY_SIMPLEX, 0.8, (255,) * 3, 4)
    return there


def test_what_several_good_pictures_show_is_forgiven(tmp_path: Path) -> None:
    pictures = [seen(labelled(board(), number + 1), number, shift=(number, -number)) for number in range(4)]
    one = KIND.fit(written_samples(tmp_path / "one", [pictures[0]]), FitOptions("board"))
    several = KIND.fit(written_samples(tmp_path / "several", pictures), FitOptions("board"))
    view = View(seen(labelled(board(), 3), 9))
    assert one.inspect(view).verdict is Verdict.FAIL
    assert several.inspect(view).verdict is Verdict.PASS
    assert several.inspect(View(seen(spoiled(board()), 9))).verdict is Verdict.FAIL
    save_model(several, tmp_path / "model")
    assert load_model(tmp_path / "model").inspect(view).detections == several.inspect(view).detections


def test_what_is_smaller_than_good_pictures_differ_is_undecided_not_passed(tmp_path: Path) -> None:
    pictures = []
    for number in range(3):
        picture = board()
        # A speck that is elsewhere on every good one.
        cv2.rectangle(picture, (300 + 40 * number, 20), (309 + 40 * number, 28), (255, 255, 255), -1)
        pictures.append(seen(picture, number))
    model = KIND.fit(written_samples(tmp_path, pictures), FitOptions("board"))
    assert model.card.figures["largest_good_difference_px"] > 50
    speck = board()
    cv2.rectangle(speck, (226, 150), (233, 157), (250, 250, 250), -1)
    assert model.inspect(View(seen(speck, 7))).verdict is Verdict.UNDECIDED
    assert model.inspect(View(seen(board(), 7))).verdict is Verdict.PASS


def answer(model: Model, image: npt.NDArray[np.generic]) -> InspectionResult:
    return model.inspect(View(image))


@pytest.mark.parametrize(
    "image",
    [
        np.zeros((0, 0, 3), np.uint8),
        np.zeros((0, 7), np.uint8),
        np.zeros((HEIGHT, WIDTH, 3), np.uint8),
        np.full((HEIGHT, WIDTH, 3), 255, np.uint8),
        np.full((HEIGHT, WIDTH), np.nan, np.float32),
        np.zeros((HEIGHT, WIDTH, 3), np.uint16),
        np.zeros((HEIGHT, WIDTH, 4), np.uint8),
        board(99),
        np.random.default_rng(0).integers(0, 255, (HEIGHT, WIDTH, 3)).astype(np.uint8),
        board()[:9, :9],
    ],
    ids=["empty", "0 x 7", "black", "white", "nan", "16 bit", "alpha", "other", "noise", "tiny"],
)
def test_what_cannot_be_compared_is_undecided(model: Model, image: npt.NDArray[np.generic]) -> None:
    result = answer(model, image)
    assert result.verdict is Verdict.UNDECIDED
    assert result.message.endswith(".")


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"contrast": -1}, "no setting"),
        ({"area_px": float("nan")}, "no setting"),
        ({"nothing": 1}, "nothing"),
        ({"ignore": 5}, "no list"),
        ({"ignore": [[1, 2, 3]]}, "no rectangle"),
        ({"ignore": [[9, 9, 1, 1]]}, "no rectangle"),
    ],
)
def test_wrong_settings_are_refused(tmp_path: Path, settings: dict[str, object], words: str) -> None:
    with pytest.raises(InspectionError, match=words):
        KIND.fit(written_samples(tmp_path, [board()]), FitOptions("board", settings=settings))


def test_without_a_good_picture_or_with_one_of_something_else_nothing_is_learned(tmp_path: Path) -> None:
    with pytest.raises(InspectionError, match="no good picture"):
        KIND.fit(SampleSet(tmp_path, (), (), "plain"), FitOptions("board"))
    with pytest.raises(InspectionError, match="something else"):
        KIND.fit(written_samples(tmp_path, [board(), board(77)]), FitOptions("board"))
