"""What was found beside what is aimed at: the rows of one table, for the terminal and the docs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from benchmarks.inspections.findings import Findings, LineFigures
from benchmarks.inspections.pooled_figures import DeepPcbFigures
from robot_cells.inspections.code.evaluation import OURS, CodeRow

AP_AIM, F_AIM, STRICT_AIM = 0.986, 0.982, 0.75
TIME_AIM_MS, P99_AIM_MS = 16.0, 30.0
TRAINING_AIM_S = 300.0
POINTS_AIM = -1.0
FALSE_CALLS_AIM = 0.005
READ_AIM = 0.995
ABOVE_MODEL_AIM_MS = 10.0
PAPER = "its paper: 0.986, F 0.982"
COLUMNS = ("what", "measured", "aim", "beside", "")


@dataclass(frozen=True, slots=True)
class AimRow:
    """One figure; `is_met` is None where there is none, or only a part of it was measured."""

    what: str
    measured: str
    aim: str
    beside: str = ""
    is_met: bool | None = None

    @property
    def cells(self) -> tuple[str, ...]:
        """The texts of `COLUMNS`."""
        mark = {True: "met", False: "**missed**", None: ""}[self.is_met]
        return (self.what, self.measured, self.aim, self.beside, mark)


def aim_rows(findings: Findings, *, has_folder: bool = False) -> tuple[AimRow, ...]:
    """Every row, measured or not; `has_folder` whether DeepPCB is at hand."""
    rows = list(_deeppcb(findings.deeppcb) if findings.deeppcb else _no_deeppcb(has_folder=has_folder))
    rows += [_line(item) for item in findings.line] or [_missing("reference line", "escapes 0, false calls <= 0.5 %")]
    ours = [item for item in findings.codes if item.reader == OURS]
    rows += [_code(item, findings.codes) for item in ours] or [_missing("codes", ">= 99.5 % read, 0 wrong")]
    rows += [*_anomaly(findings)] or [_missing("anomaly", "the false-call rate that was asked for")]
    if findings.latency is None:
        rows.append(_missing("action to verdict through ROS, 640 x 640", "<= 10 ms above the model"))
    else:
        found = findings.latency.above_model
        figures = f"p50 {found.p50_ms:.1f} ms, p99 {found.p99_ms:.1f} ms above the model"
        aim = f"<= {ABOVE_MODEL_AIM_MS:g} ms above the model"
        what = "action to verdict through ROS, 640 x 640"
        rows.append(AimRow(what, figures, aim, "", found.p50_ms <= ABOVE_MODEL_AIM_MS))
    return tuple(rows)


def _missing(what: str, aim: str, why: str = "not measured") -> AimRow:
    return AimRow(what, why, aim)


def _no_deeppcb(*, has_folder: bool) -> Iterator[AimRow]:
    why = "not measured" if has_folder else "not measured: no folder"
    yield _missing("DeepPCB: mean AP at 0.33", f">= {AP_AIM}", why)


def _deeppcb(found: DeepPcbFigures) -> Iterator[AimRow]:
    name = "DeepPCB" if found.is_whole else f"DeepPCB, only {', '.join(found.groups)}"

    def row(what: str, measured: str, aim: str, beside: str, *, is_met: bool) -> AimRow:
        """Judged only where all groups were measured."""
        return AimRow(f"{name}: {what}", measured, aim, beside, is_met if found.is_whole else None)

    ap, strict = found.mean.ap or 0.0, found.mean.ap_50_95 or 0.0
    yield row("mean AP at 0.33", f"{ap:.4f}", f">= {AP_AIM}", PAPER, is_met=ap >= AP_AIM)
    f = found.mean.f
    yield row("F at the models' own thresholds", f"{f:.4f}", f">= {F_AIM}", PAPER, is_met=f >= F_AIM)
    published = f"{found.micro_ap or 0.0:.4f}, F {found.published_f:.4f}"
    is_met = found.published_f >= F_AIM and (found.micro_ap or 0.0) >= AP_AIM
    yield row("micro-AP by its own protocol", published, f">= {AP_AIM}, F >= {F_AIM}", PAPER, is_met=is_met)
    yield row("mean AP at 0.5:0.95", f"{strict:.4f}", f">= {STRICT_AIM}", "", is_met=strict >= STRICT_AIM)
    times, reading = found.model_time, found.time_with_reading
    measured = (
        f"p50 {times.p50_ms:.1f}, p99 {times.p99_ms:.1f} ms; with reading {reading.p50_ms:.1f}, {reading.p99_ms:.1f}"
    )
    is_met = times.p50_ms <= TIME_AIM_MS and times.p99_ms <= P99_AIM_MS
    aim = f"<= {TIME_AIM_MS:g} ms, p99 <= {P99_AIM_MS:g} ms"
    yield row("processor time of a pair, one thread", measured, aim, "its paper: 62/s on a GPU", is_met=is_met)
    longest = max(found.trainings, key=lambda item: item.wall_s)
    measured = (
        f"{longest.wall_s:.0f} s, processor {longest.processor_s:.0f} s ({longest.trained_on} pairs, the longest)"
    )
    yield row(
        "training, two workers", measured, f"<= {TRAINING_AIM_S:.0f} s", "", is_met=longest.wall_s <= TRAINING_AIM_S
    )
    for item in found.disturbed:
        points = item.points or 0.0
        measured = f"{item.ap or 0.0:.4f}, {points:+.2f} points"
        yield row(f"{item.name}, mean AP at 0.33", measured, "at most 1 point lower", "", is_met=points >= POINTS_AIM)


def _line(item: LineFigures) -> AimRow:
    share = item.false_calls / max(1, item.good_trays)
    measured = (
        f"escapes {item.escapes} of {item.faulty_trays}, false calls {share:.1%} of {item.good_trays}, "
        f"undecided {item.undecided}; {item.duration_ms_p50:.0f} ms"
    )
    is_met = item.escapes == 0 and share <= FALSE_CALLS_AIM
    is_enough = item.good_trays * FALSE_CALLS_AIM >= 1
    aim = f"escapes 0, false calls <= {FALSE_CALLS_AIM:.1%}"
    return AimRow(f"reference line, {item.product}, seeded faults", measured, aim, "", _judged(is_met, is_enough))


def _judged(is_met: bool, is_enough: bool) -> bool | None:
    """What was missed is missed; but with fewer than one in the rate that is allowed, nothing is met yet."""
    return is_met if is_enough or not is_met else None


def _code(item: CodeRow, rows: tuple[CodeRow, ...]) -> AimRow:
    others = [other for other in rows if other.symbology == item.symbology and other.reader != OURS]
    beside = ", ".join(f"{other.reader} {other.share:.1%}" for other in others)
    measured = f"{item.share:.2%} of {item.pictures}, {item.wrong} wrong; p50 {item.ms_p50:.1f} ms"
    is_met = _judged(item.share >= READ_AIM and item.wrong == 0, item.pictures * (1 - READ_AIM) >= 1)
    what = f"code {item.symbology}, 4 px a module, turned, blurred, noisy"
    return AimRow(what, measured, f">= {READ_AIM:.1%} read, 0 wrong", beside, is_met)


def _anomaly(findings: Findings) -> Iterator[AimRow]:
    for item in findings.anomaly:
        measured = (
            f"false calls {item.false_calls / item.fresh:.1%}, escapes {item.escapes} of {item.fresh}, "
            f"AUROC {item.auroc:.4f}; {item.ms_p50:.0f} ms"
        )
        yield AimRow(f"anomaly, {item.subject}", measured, f"false calls about {item.stated_rate:.0%}")
