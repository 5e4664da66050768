"""The page of a schedule stands by itself, is light, and works in a browser where there is one."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path
from random import Random

import cv2
import pytest

from robot_cells.reports.schedules.chart import Chart
from robot_cells.reports.schedules.layout import chart_of
from robot_cells.reports.schedules.page import chart_page
from robot_cells.reports.schedules.picture import DPI, WIDTH_IN, write_picture
from robot_cells.schedules.list_scheduler import list_schedule
from robot_cells.schedules.random_problems import Feature, Size, random_problem
from robot_cells.schedules.rules import RULES


def drawn(size: Size, title: str = "plan") -> Chart:
    features = [Feature.ALTERNATIVES, Feature.CHANGEOVERS, Feature.DATES]
    problem = random_problem(Random(4), features, size, full=True)
    return chart_of(problem, list_schedule(problem), title=title, figures=[("makespan", "0:01:00")], bound_s=1.0)


def test_the_page_loads_nothing_from_anywhere() -> None:
    page = chart_page(drawn(Size(4, 4, 3)))
    assert re.findall(r"(?:src|href)=|url\(|@import|https?://|fetch\(|XMLHttpRequest", page) == []


def test_the_data_of_the_page_is_the_chart() -> None:
    chart = drawn(Size(4, 4, 3))
    found = re.search(r'<script id="data" type="application/json">(.*?)</script>', chart_page(chart), re.DOTALL)
    assert found is not None
    data = json.loads(found[1])
    assert [row["name"] for row in data["rows"]] == [row.name for row in chart.rows]
    assert len(data["bars"]) == len(chart.bars) == 16
    assert data["bars"][0][2:4] == [chart.bars[0].start_s, chart.bars[0].end_s]
    assert data["end"] == chart.end_s


def test_names_cannot_break_the_page() -> None:
    page = chart_page(drawn(Size(2, 2, 2), title="</script><b>"))
    assert "</script><b>" not in page
    assert "&lt;/script&gt;&lt;b&gt;" in page


def test_a_thousand_tasks_make_a_light_page() -> None:
    problem = random_problem(Random(4), [Feature.CHANGEOVERS], Size(100, 10, 20), full=True)
    chart = chart_of(problem, list_schedule(problem, [RULES["apparent_tardiness_cost"]]))
    assert len(chart.bars) == 1000
    assert len(chart_page(chart)) < 150_000


@pytest.mark.parametrize("size", [Size(3, 3, 2), Size(24, 3, 50)])
def test_the_picture_is_as_wide_as_a_screen_whatever_the_rows(tmp_path: Path, size: Size) -> None:
    write_picture(drawn(size), tmp_path / "plan.png")
    picture = cv2.imread(str(tmp_path / "plan.png"))
    assert picture is not None
    assert picture.shape[1] == round(WIDTH_IN * DPI)
    assert len({tuple(pixel) for pixel in picture[::20, ::20].reshape(-1, 3).tolist()}) > 10


PROBE = """<script>
const canvas = document.getElementById("chart"), area = canvas.getBoundingClientRect();
const told = [];
for (let x = 120; x < area.width && told.length === 0; x += 10)
  for (let y = 40; y < area.height && told.length === 0; y += 10) {
    const place = {clientX: area.left + x, clientY: area.top + y, bubbles: true, pointerId: 1};
    canvas.dispatchEvent(new WheelEvent("wheel", {...place, deltaY: -5, cancelable: true}));
    canvas.dispatchEvent(new PointerEvent("pointermove", place));
    if (!document.getElementById("tip").hidden) told.push(document.getElementById("tip").innerText);
  }
document.body.setAttribute("data-told", told.join("").replaceAll("\\n", " "));
</script></body>"""
BROWSER = shutil.which("chromium") or shutil.which("google-chrome")


@pytest.mark.skipif(BROWSER is None, reason="no browser on this machine")
def test_in_a_browser_a_bar_under_the_mouse_tells_what_it_is(tmp_path: Path) -> None:
    assert BROWSER is not None
    page = tmp_path / "plan.html"
    page.write_text(chart_page(drawn(Size(4, 4, 3))).replace("</body>", PROBE), encoding="utf-8")
    words = [BROWSER, "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path / 'profile'}"]
    words += ["--virtual-time-budget=1000", "--dump-dom", page.as_uri()]
    result = subprocess.run(words, capture_output=True, text=True, timeout=60, check=True)
    told = re.search(r'data-told="([^"]*)"', result.stdout)
    assert told is not None
    assert all(word in told[1] for word in ("operation", "cell", "time", "lasts"))
