"""An evaluation as one page (HTML) that needs nothing else: no network, no scripts, no other file."""

from __future__ import annotations

import base64
import io
from collections.abc import Sequence

from robot_cells.inspections.metrics.evaluation import DetectionFigures, Evaluation, quantile_ms
from robot_cells.inspections.model_card import ModelCard
from robot_cells.inspections.samples.sample import SampleSet
from robot_cells.reports.inspections.charts import (
    confusion_chart,
    overlap_chart,
    precision_recall_chart,
    probability_chart,
    reliability_chart,
    score_chart,
)
from robot_cells.reports.inspections.crop import CALLED, TRUTH, UNSURE, crop_of
from robot_cells.reports.inspections.evaluation_tables import (
    class_table,
    group_table,
    points,
    share_text,
    tally_table,
)
from robot_cells.reports.inspections.finding import Finding
from robot_cells.reports.markup import Content, Markup, element
from robot_cells.reports.page_style import STYLE

OWN_STYLE = f"""
.figures {{ display: flex; flex-wrap: wrap; gap: 14px 34px; margin: 22px 0 0; }}
.figures div {{ min-width: 110px; }}
.figures .value {{ font-size: 1.9rem; font-weight: 650; line-height: 1.2; letter-spacing: -0.01em; }}
.drawings {{
  display: grid; grid-template-columns: repeat(auto-fill, minmax(430px, 1fr)); gap: 22px; align-items: start;
}}
.drawings svg text {{ font-family: inherit !important; }}
.sheet {{ display: grid; grid-template-columns: repeat(auto-fill, minmax(330px, 1fr)); gap: 20px 18px; }}
.sheet img {{ display: block; max-width: 100%; height: auto; border-radius: 6px; }}
.sheet figcaption {{ margin-top: 4px; font-size: 0.88rem; overflow-wrap: anywhere; }}
.key {{ display: inline-block; width: 12px; height: 12px; margin: 0 5px -1px 14px; border: 3px solid; }}
.key.truth {{ border-color: {TRUTH}; }} .key.called {{ border-color: {CALLED}; }}
.key.unsure {{ border-color: {UNSURE}; border-style: dashed; }}
@media print {{ .drawings, .sheet {{ grid-template-columns: repeat(2, 1fr); }} }}
"""
JPEG_QUALITY = 88


def evaluation_page(
    card: ModelCard,
    samples: SampleSet,
    evaluation: Evaluation,
    scores: tuple[Sequence[float], Sequence[float]],
    sections: Sequence[tuple[str, Sequence[Finding], int]],
) -> str:
    """The page. `scores` are of good and of bad pictures, `sections` titles, findings shown, and how many there are."""
    title = f"{card.label}: evaluation"
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("title", title),
        element("style", Markup(STYLE + OWN_STYLE)),
    )
    boxes = evaluation.detections
    tallies = evaluation.groups if len(evaluation.groups) > 1 else {"all": evaluation.pictures}
    body = element(
        "body",
        _head(card, samples),
        _figures(evaluation),
        _facts(card, samples, evaluation),
        None if boxes is None else _section("By class", class_table(boxes)),
        None if boxes is None or len(boxes.groups) < 2 else _section("By group", group_table(boxes.groups)),
        _section("Whole pictures", tally_table("group", tallies)),
        _section("By class of picture", tally_table("class", evaluation.picture_classes))
        if evaluation.picture_classes
        else None,
        _section("Charts", _drawings(boxes, scores, card)) if boxes is not None or all(scores) else None,
        *(_section(_heading(name, shown, total), _sheet(shown)) for name, shown, total in sections),
        _foot(samples),
    )
    return f"<!DOCTYPE html>\n{element('html', head, body, lang='en')}\n"


def _section(title: str, content: Markup) -> Markup:
    return element("section", element("h2", title), content)


def _heading(name: str, shown: Sequence[Finding], total: int) -> str:
    return f"{name}: {len(shown)} of {total}" if len(shown) < total else f"{name}: {total}"


def _head(card: ModelCard, samples: SampleSet) -> Markup:
    what = f"{card.kind}, measured on {len(samples.samples):,} samples ({samples.layout})"
    return element("header", element("div", element("h1", card.label), element("p", what, class_="faint")))


def _figures(evaluation: Evaluation) -> Markup:
    """What one looks at first."""
    boxes, p50, p99 = evaluation.detections, quantile_ms(evaluation, 0.5), quantile_ms(evaluation, 0.99)
    shown: list[tuple[str, str, str]] = []
    if boxes is not None:
        shown = [
            ("mean AP, overlap 0.33", points(boxes.mean.ap), ""),
            ("micro-AP, published protocol", points(boxes.published.average_precision), ""),
            ("F at the thresholds", points(boxes.mean.score.f), ""),
            ("mean AP, overlap 0.5:0.95", points(boxes.mean.ap_strict), ""),
        ]
    pictures = evaluation.pictures
    for name, share in (("escapes", pictures.escapes), ("false calls", pictures.false_calls)):
        if share.trials:
            mood = "bad" if share.events else "good"
            shown.append((f"{name} of {share.trials}", f"{share.events}", mood))
    if p50 is not None and p99 is not None:
        shown.append((f"ms a picture (p99 {p99:.1f})", f"{p50:.1f}", ""))
    return element(
        "div",
        *(
            element("div", element("div", value, class_=f"value {mood}"), element("div", name, class_="faint"))
            for name, value, mood in shown
        ),
        class_="figures",
    )


def _facts(card: ModelCard, samples: SampleSet, evaluation: Evaluation) -> Markup:
    boxes = evaluation.detections
    facts: list[tuple[str, Content]] = [
        ("Task", card.task or "not named"),
        ("Samples", element("code", samples.folder.name)),
        ("Groups", ", ".join(name for name in samples.groups if name) or "none"),
        ("Verdicts", ", ".join(f"{count} {name}" for name, count in evaluation.verdicts.items())),
        ("Escapes (95 %)", share_text(evaluation.pictures.escapes)),
        ("False calls (95 %)", share_text(evaluation.pictures.false_calls)),
        ("Trained on", f"{card.training_samples:,} samples" if card.training_samples else "not told"),
        ("Training data", element("code", card.training_data[:16] or "not told")),
    ]
    if boxes is not None:
        best = f"{boxes.best.f:.4f} at {boxes.best_threshold:.2f}"
        published = boxes.published.score
        facts += [
            ("Best F with one threshold", best),
            ("F by the published protocol", f"{published.f:.4f}"),
            ("AP 0.5:0.95 at COCO's 101 points", points(boxes.mean.ap_strict_101)),
            ("Calibration error", points(boxes.calibration.error)),
        ]
    made = (element("div", element("dt", name), element("dd", value)) for name, value in facts)
    return element("dl", *made, class_="facts")


def _drawings(
    boxes: DetectionFigures | None, scores: tuple[Sequence[float], Sequence[float]], card: ModelCard
) -> Markup:
    drawn: list[tuple[str, Markup]] = []
    if boxes is not None:
        drawn = [
            ("Precision over recall; dots: the thresholds", precision_recall_chart(boxes)),
            ("What was taken for what, at the thresholds", confusion_chart(boxes.confusion)),
            ("Are probabilities what they say?", reliability_chart(boxes.calibration)),
            ("Probabilities of true and false detections", probability_chart(boxes)),
            ("How well the boxes fit", overlap_chart(boxes.ap_by_overlap)),
        ]
    if all(scores):
        threshold = card.thresholds.get("")
        lines = [] if threshold is None else [threshold]
        drawn.append(("Scores of good and bad pictures", score_chart(*scores, lines)))
    made = (element("figure", element("figcaption", name), drawing, class_="chart") for name, drawing in drawn)
    return element("div", *made, class_="drawings")


def _sheet(findings: Sequence[Finding]) -> Markup:
    if not findings:
        return element("p", "None.", class_="good")
    key = element(
        "p",
        *(
            part
            for style, words in (
                ("truth", "what is there"),
                ("called", "what was said"),
                ("unsure", "said, not surely"),
            )
            for part in (element("span", class_=f"key {style}"), words)
        ),
        class_="faint",
    )
    return element("div", key, element("div", *(_figure(item) for item in findings), class_="sheet"))


def _figure(item: Finding) -> Markup:
    file = io.BytesIO()
    crop_of(item).save(file, format="JPEG", quality=JPEG_QUALITY)
    address = f"data:image/jpeg;base64,{base64.b64encode(file.getvalue()).decode()}"
    caption = element("figcaption", element("strong", item.what), element("br"), element("code", item.sample.name))
    return element("figure", element("img", src=address, alt=f"{item.sample.name}: {item.what}"), caption)


def _foot(samples: SampleSet) -> Markup:
    has_references = any(item.reference is not None for item in samples.samples)
    beside = " In the pictures of mistakes the reference stands on the right." if has_references else ""
    return element(
        "footer",
        element(
            "p",
            "AP: area under precision over recall at all points, mean of the classes. A detection is true when it"
            " overlaps a free box of its class by the share that is named; the surest choose first. Separation: the"
            f" chance that a bad picture scores higher than a good one. Intervals are Wilson's at 95 %.{beside}",
            class_="faint",
        ),
    )
