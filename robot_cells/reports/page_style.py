"""How the page of a record looks: on a tablet and on paper, light and dark, without anything from outside."""

from __future__ import annotations

STYLE = """
:root {
  color-scheme: light dark;
  --ground: #ffffff; --raised: #f5f6f8; --ink: #15181d; --faint: #5b6470; --rule: #d6dae0;
  --good: #1a7f4b; --bad: #c0262d; --warn: #a35a00; --accent: #1f5fbf; --trip: #9aa4b2; --bar: #3f7fd0;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #14171b; --raised: #1d2127; --ink: #e8eaed; --faint: #a0a8b3; --rule: #363c45;
    --good: #5cc58d; --bad: #ff7b7b; --warn: #f0b05a; --accent: #82b1ff; --trip: #5d6673; --bar: #5b95e0;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0 auto; padding: 24px; max-width: 1120px; background: var(--ground); color: var(--ink);
  font: 15px/1.45 system-ui, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
}
h1 { margin: 0; font-size: 2.1rem; line-height: 1.15; letter-spacing: -0.01em; overflow-wrap: anywhere; }
h2 { margin: 34px 0 10px; padding-bottom: 5px; font-size: 1.2rem; border-bottom: 2px solid var(--rule); }
h3 { margin: 22px 0 4px; font-size: 1.02rem; }
p { margin: 4px 0; }
code, .number { font: 0.87em ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; }
code { overflow-wrap: anywhere; }
.number { text-align: right; white-space: nowrap; }
.faint { color: var(--faint); }
header { display: flex; flex-wrap: wrap; gap: 12px 28px; align-items: flex-start; justify-content: space-between; }
.badge {
  display: inline-block; padding: 3px 12px; border: 2px solid currentColor; border-radius: 6px;
  font-weight: 700; text-transform: uppercase; letter-spacing: 0.04em; white-space: nowrap;
}
.completed, .succeeded, .pass, .good { color: var(--good); }
.scrapped, .failed, .interrupted, .fail, .bad { color: var(--bad); }
.cancelled, .refused, .open, .undecided, .attested, .floor, .warn { color: var(--warn); }
dl.facts {
  display: grid; grid-template-columns: repeat(auto-fill, minmax(235px, 1fr)); gap: 12px 24px; margin: 20px 0 0;
}
dl.facts div { break-inside: avoid; }
dt { color: var(--faint); font-size: 0.8rem; }
dd { margin: 0; overflow-wrap: anywhere; }
.wide { overflow-x: auto; }
table { width: 100%; border-collapse: collapse; font-size: 0.9rem; }
th { text-align: left; font-weight: 600; color: var(--faint); font-size: 0.8rem; vertical-align: bottom; }
th, td { padding: 5px 10px 5px 0; border-bottom: 1px solid var(--rule); vertical-align: top; }
th.number { font-family: inherit; }
tr { break-inside: avoid; }
thead { display: table-header-group; }
.step-outcome { font-weight: 600; white-space: nowrap; }
.tag {
  display: inline-block; margin-left: 6px; padding: 0 6px; border-radius: 4px; background: var(--raised);
  color: var(--faint); font-size: 0.78rem; white-space: nowrap;
}
.charts { display: grid; grid-template-columns: repeat(auto-fill, minmax(232px, 1fr)); gap: 12px; margin: 10px 0; }
figure { margin: 0; break-inside: avoid; }
.chart { padding: 8px 8px 2px; border: 1px solid var(--rule); border-radius: 6px; background: var(--raised); }
.chart figcaption { font-size: 0.82rem; }
.chart figcaption .name { overflow: hidden; white-space: nowrap; text-overflow: ellipsis; }
.pictures {
  display: grid; grid-template-columns: repeat(auto-fill, minmax(300px, 1fr)); gap: 18px; align-items: start;
}
.pictures img { width: 100%; height: auto; border: 1px solid var(--rule); border-radius: 6px; }
.pictures figcaption { font-size: 0.85rem; }
svg { display: block; width: 100%; height: auto; }
svg text { fill: var(--faint); font: 10px system-ui, "Segoe UI", Roboto, Arial, sans-serif; }
svg.route text { font-size: 12px; }
svg .name { fill: var(--faint); }
.axis { stroke: var(--faint); stroke-width: 1; }
.grid { stroke: var(--rule); stroke-width: 1; }
.limit { stroke: var(--bad); stroke-width: 1; stroke-dasharray: 4 3; }
.curve { fill: none; stroke: var(--accent); stroke-width: 1.6; stroke-linejoin: round; }
.curve.fail { stroke: var(--bad); }
.hatch { stroke: var(--ground); stroke-width: 1.6; }
.bar { fill: var(--bar); }
.bar.trip { fill: var(--trip); }
.bar.failed, .bar.interrupted { fill: var(--bad); }
.bar.cancelled, .bar.refused, .bar.open, .bar.attested { fill: var(--warn); }
line.decision { stroke: var(--warn); stroke-width: 1.5; stroke-dasharray: 2 3; }
svg text.decision { fill: var(--warn); font-size: 11px; }
details { margin-top: 10px; }
summary { cursor: pointer; color: var(--accent); }
footer { margin-top: 36px; padding-top: 12px; border-top: 2px solid var(--rule); font-size: 0.87rem; }
@page { size: A4; margin: 14mm 12mm; }
@media print {
  :root {
    --ground: #fff; --raised: #fff; --ink: #000; --faint: #444; --rule: #bbb;
    --good: #0b6b3a; --bad: #a8141b; --warn: #8a4b00; --accent: #174ea6; --trip: #9aa4b2; --bar: #3f7fd0;
  }
  body { padding: 0; max-width: none; font-size: 10.5pt; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  h2, h3 { break-after: avoid; }
  .wide { overflow: visible; }
  .charts { grid-template-columns: repeat(4, 1fr); gap: 6px; }
  .pictures { grid-template-columns: repeat(2, 1fr); }
  .pictures img { max-height: 150mm; width: auto; max-width: 100%; }
  details:not([open]) > summary::after { content: " (unfolded on the screen)"; }
}
"""
