// The chart of a schedule, drawn on a canvas: wheel zooms, dragging moves, a bar under the mouse tells what it is.
// The data stands in the page as JSON (`page.py`); nothing is loaded from anywhere.
"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const canvas = document.getElementById("chart");
  const stage = document.getElementById("stage");
  const tip = document.getElementById("tip");
  const pen = canvas.getContext("2d");
  const TASK = 0, TRIP = 1, EMPTY = 2, USE = 3;
  const HEIGHTS = [0.76, 0.5, 0.14, 0.7];
  const TOP = 34, MOST_ROW = 46, LEAST_ROW = 13, FONT = 'system-ui, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif';
  const bars = data.bars.map((item) => ({
    row: item[0], kind: item[1], start: item[2], end: item[3], order: item[4], job: item[5], label: item[6], text: item[7],
    changeover: item[8], critical: item[9], share: item[10],
  }));
  const ofRow = data.rows.map(() => []);
  const ofJob = new Map();
  for (const bar of bars) {
    ofRow[bar.row].push(bar);
    if (bar.job >= 0) {
      if (!ofJob.has(bar.job)) ofJob.set(bar.job, []);
      ofJob.get(bar.job).push(bar);
    }
  }
  for (const list of [...ofRow, ...ofJob.values()]) list.sort((a, b) => a.start - b.start || a.end - b.end);
  const options = { critical: true, labels: true, travel: true };
  const view = { left: 0, right: 1, first: 0, row: 30 };
  let width = 0, height = 0, gutter = 90, hovered = null, chosen = -1, style = null, waiting = false;

  // Times and places --------------------------------------------------------------------------------------------------
  const two = (number) => String(number).padStart(2, "0");
  function timeText(value, fine) {
    if (!data.clock) return String(Math.round(value * 1000) / 1000);
    const sign = value < -0.5 ? "-" : "", all = Math.abs(value), whole = fine ? Math.floor(all + 1e-6) : Math.round(all);
    const rest = fine ? Math.round((all - whole) * 10) : 0;
    const text = `${sign}${Math.floor(whole / 3600)}:${two(Math.floor((whole % 3600) / 60))}:${two(whole % 60)}`;
    return rest > 0 && rest < 10 ? `${text}.${rest}` : text;
  }
  const x = (seconds) => gutter + ((seconds - view.left) / (view.right - view.left)) * (width - gutter);
  const seconds = (place) => view.left + ((place - gutter) / (width - gutter)) * (view.right - view.left);
  const y = (row) => TOP + (row - view.first) * view.row;
  const shown = () => (height - TOP) / view.row;

  function steps() {
    const rough = (view.right - view.left) / Math.max(2, (width - gutter) / 110);
    const clock = [1, 5, 15, 30, 60, 120, 300, 600, 1800, 3600, 7200, 21600, 86400];
    if (data.clock && rough >= 1) {
      const found = clock.find((item) => item >= rough);
      if (found) return found;
    }
    const power = 10 ** Math.floor(Math.log10(rough));
    return [1, 2, 5, 10].map((item) => item * power).find((item) => item >= rough * (1 - 1e-9));
  }

  // Drawing -----------------------------------------------------------------------------------------------------------
  function colours() {
    const own = getComputedStyle(document.documentElement);
    const names = ["ground", "raised", "ink", "faint", "rule", "grid", "closed", "closed-line", "empty", "use", "late", "critical"];
    style = Object.fromEntries(names.map((name) => [name, own.getPropertyValue(`--${name}`).trim()]));
  }
  function dark(colour) {
    const [r, g, b] = [1, 3, 5].map((place) => parseInt(colour.slice(place, place + 2), 16));
    return (0.2126 * r + 0.7152 * g + 0.0722 * b) / 255 < 0.45;
  }
  const hatches = new Map();
  function hatch(key, ground, line) {
    if (!hatches.has(key)) {
      const tile = document.createElement("canvas");
      tile.width = tile.height = 8;
      const on = tile.getContext("2d");
      on.fillStyle = ground;
      on.fillRect(0, 0, 8, 8);
      on.strokeStyle = line;
      on.lineWidth = 2;
      on.beginPath();
      for (const shift of [-8, 0, 8]) { on.moveTo(shift - 1, 9); on.lineTo(shift + 9, -1); }
      on.stroke();
      hatches.set(key, pen.createPattern(tile, "repeat"));
    }
    return hatches.get(key);
  }
  const colourOf = (bar) => (bar.kind === EMPTY ? style.empty : bar.kind === USE ? style.use : data.orders[bar.order].colour);
  function isFaint(bar) {
    if (hovered && hovered.job >= 0) return bar.job !== hovered.job;
    return chosen >= 0 && bar.order !== chosen;
  }
  function box(bar) {
    const tall = HEIGHTS[bar.kind] * view.row * (bar.kind === USE ? bar.share : 1);
    const middle = y(bar.row) + view.row / 2;
    const top = bar.kind === USE ? middle + (HEIGHTS[USE] * view.row) / 2 - tall : middle - tall / 2;
    const left = x(bar.start);
    return [left, top, Math.max(x(bar.end) - left, 1), tall];
  }
  function draw() {
    waiting = false;
    pen.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
    pen.fillStyle = style.ground;
    pen.fillRect(0, 0, width, height);
    pen.save();
    pen.beginPath();
    pen.rect(gutter, TOP, width - gutter, height - TOP);
    pen.clip();
    drawGround();
    drawLines();
    for (let row = Math.max(0, Math.floor(view.first)); row < Math.min(data.rows.length, view.first + shown() + 1); row += 1) drawRow(row);
    drawWay();
    upright(data.end, style.critical, [], 1.4);
    pen.restore();
    drawNames();
    drawAxis();
  }
  function drawGround() {
    const step = steps();
    pen.strokeStyle = style.grid;
    pen.lineWidth = 1;
    pen.beginPath();
    for (let at = Math.ceil(view.left / step) * step; at <= view.right; at += step) {
      const place = Math.round(x(at)) + 0.5;
      pen.moveTo(place, TOP);
      pen.lineTo(place, height);
    }
    pen.stroke();
    data.rows.forEach((row, number) => {
      for (const [from, until] of row.closures) {
        const left = x(from), right = Math.min(x(until), width + 1);
        if (right < gutter || left > width) continue;
        pen.fillStyle = hatch("closed", style.closed, style["closed-line"]);
        pen.fillRect(left, y(number), right - left, view.row);
      }
    });
    pen.beginPath();
    for (let row = 0; row <= data.rows.length; row += 1) {
      const place = Math.round(y(row)) + 0.5;
      pen.moveTo(gutter, place);
      pen.lineTo(width, place);
    }
    pen.stroke();
  }
  function drawRow(row) {
    for (const bar of ofRow[row]) {
      if (bar.end < view.left || bar.start > view.right || (bar.kind === EMPTY && !options.travel)) continue;
      const [left, top, wide, tall] = box(bar);
      pen.globalAlpha = isFaint(bar) ? 0.18 : 1;
      pen.fillStyle = colourOf(bar);
      pen.fillRect(left, top, wide, tall);
      if (bar.changeover > 0) {
        pen.fillStyle = hatch(`change ${colourOf(bar)}`, style.ground, colourOf(bar));
        pen.fillRect(left, top, Math.max(x(bar.start + bar.changeover) - left, 1), tall);
      }
      if (wide > 3 && bar.kind !== EMPTY) {
        pen.strokeStyle = style.ground;
        pen.lineWidth = 1;
        pen.strokeRect(left + 0.5, top + 0.5, wide - 1, tall - 1);
      }
      if (options.labels && wide > 9) drawLabel(bar, left, top, wide, tall);
    }
    if (options.critical) {
      pen.strokeStyle = style.critical;
      for (const bar of ofRow[row]) {
        if (!bar.critical || bar.end < view.left || bar.start > view.right) continue;
        const [left, top, wide, tall] = box(bar);
        pen.globalAlpha = isFaint(bar) ? 0.35 : 1;
        const thick = Math.min(2.2, Math.max(wide / 4, 0.6));
        pen.lineWidth = thick;
        pen.strokeRect(left + thick / 2, top + thick / 2, Math.max(wide - thick, 0.5), tall - thick);
      }
    }
    pen.globalAlpha = 1;
  }
  function drawLabel(bar, left, top, wide, tall) {
    if (bar.kind === EMPTY || view.row < 12) return;
    const from = Math.max(bar.changeover > 0 ? x(bar.start + bar.changeover) : left, gutter), until = Math.min(left + wide, width);
    const size = Math.min(12.5, view.row * 0.42) * (bar.kind === TASK ? 1 : 0.88);
    pen.font = `${size}px ${FONT}`;
    const wordings = bar.job >= 0 ? [`${data.jobs[bar.job]} ${bar.text}`, `${bar.label} ${bar.text}`, bar.label] : [bar.label];
    const text = wordings.find((item) => pen.measureText(item).width + 6 <= until - from);
    if (!text) return;
    pen.fillStyle = bar.kind === USE ? style.ink : dark(colourOf(bar)) ? "#ffffff" : "#000000";
    pen.textAlign = "center";
    pen.textBaseline = "middle";
    const middle = bar.kind === USE ? y(bar.row) + view.row / 2 : top + tall / 2;
    pen.fillText(text, (from + until) / 2, middle + 0.5);
  }
  function drawWay() {
    // The way of the piece under the mouse, from task to task.
    if (!hovered || hovered.job < 0) return;
    const way = ofJob.get(hovered.job).filter((bar) => bar.kind !== EMPTY);
    pen.strokeStyle = style.ink;
    pen.lineWidth = 1.3;
    pen.setLineDash([4, 3]);
    pen.beginPath();
    for (let place = 1; place < way.length; place += 1) {
      pen.moveTo(x(way[place - 1].end), y(way[place - 1].row) + view.row / 2);
      pen.lineTo(x(way[place].start), y(way[place].row) + view.row / 2);
    }
    pen.stroke();
    pen.setLineDash([]);
  }
  function drawLines() {
    if (data.bound !== null) upright(data.bound, style.critical, [1.5, 3], 1.6);
    data.orders.forEach((order, number) => {
      if (order.due !== null && (chosen < 0 || chosen === number)) upright(order.due, order.colour, [5, 4], 1.4);
    });
  }
  function upright(at, colour, dashes, thick) {
    pen.strokeStyle = colour;
    pen.lineWidth = thick;
    pen.setLineDash(dashes);
    pen.beginPath();
    pen.moveTo(x(at), TOP);
    pen.lineTo(x(at), Math.min(height, y(data.rows.length)));
    pen.stroke();
    pen.setLineDash([]);
  }
  function drawNames() {
    pen.fillStyle = style.ground;
    pen.fillRect(0, TOP, gutter, height - TOP);
    pen.save();
    pen.beginPath();
    pen.rect(0, TOP, gutter, height - TOP);
    pen.clip();
    pen.textAlign = "right";
    pen.textBaseline = "middle";
    pen.font = `${Math.min(13, view.row * 0.62)}px ${FONT}`;
    data.rows.forEach((row, number) => {
      pen.fillStyle = hovered && hovered.row === number ? style.ink : row.kind === "cell" ? style.ink : style.faint;
      if (y(number) > TOP - view.row && y(number) < height) pen.fillText(row.name, gutter - 10, y(number) + view.row / 2);
      const next = data.rows[number + 1];
      if (next && next.kind !== row.kind) {
        pen.fillStyle = style.faint;
        pen.fillRect(0, Math.round(y(number + 1)), gutter, 1);
      }
    });
    pen.restore();
    pen.fillStyle = style.rule;
    pen.fillRect(gutter - 1, TOP, 1, height - TOP);
  }
  function drawAxis() {
    pen.fillStyle = style.ground;
    pen.fillRect(0, 0, width, TOP);
    pen.fillStyle = style.rule;
    pen.fillRect(0, TOP - 1, width, 1);
    pen.fillStyle = style.faint;
    pen.font = `12px ${FONT}`;
    pen.textAlign = "center";
    pen.textBaseline = "alphabetic";
    const step = steps();
    for (let at = Math.ceil(view.left / step) * step; at <= view.right; at += step) {
      const text = timeText(at, step < 1), half = pen.measureText(text).width / 2, place = x(at);
      if (place - half >= 4 && place + half <= width - 2) pen.fillText(text, place, 14);
    }
    data.orders.forEach((order, number) => {
      if (order.due === null || (chosen >= 0 && chosen !== number)) return;
      const place = x(order.due);
      if (place < gutter || place > width) return;
      pen.beginPath();
      pen.moveTo(place - 6, TOP - 14);
      pen.lineTo(place + 6, TOP - 14);
      pen.lineTo(place, TOP - 3);
      pen.closePath();
      pen.fillStyle = order.colour;
      pen.fill();
      pen.strokeStyle = order.late > 0 ? style.late : style.ink;
      pen.lineWidth = order.late > 0 ? 1.8 : 0.8;
      pen.stroke();
    });
  }
  function redraw() {
    if (!waiting) { waiting = true; requestAnimationFrame(draw); }
  }

  // Looking around ------------------------------------------------------------------------------------------------------
  function keepIn() {
    const span = Math.min(Math.max(view.right - view.left, data.span * 1e-4), data.span * 1.6);
    const middle = Math.min(Math.max((view.left + view.right) / 2, data.begin), data.begin + data.span);
    view.left = middle - span / 2;
    view.right = middle + span / 2;
    view.row = Math.min(Math.max(view.row, LEAST_ROW), 120);
    view.first = Math.max(0, Math.min(view.first, data.rows.length - shown()));
  }
  function fit() {
    view.left = data.begin - data.span * 0.004;
    view.right = data.begin + data.span * 1.012;
    view.row = Math.min(MOST_ROW, (height - TOP - 4) / data.rows.length);
    view.first = 0;
    keepIn();
    redraw();
  }
  function zoom(factor, at) {
    const fixed = seconds(at);
    view.left = fixed - (fixed - view.left) * factor;
    view.right = fixed + (view.right - fixed) * factor;
    keepIn();
    redraw();
  }
  function measure() {
    width = stage.clientWidth;
    height = stage.clientHeight;
    canvas.width = Math.round(width * devicePixelRatio);
    canvas.height = Math.round(height * devicePixelRatio);
    pen.font = `13px ${FONT}`;
    const longest = Math.max(...data.rows.map((row) => pen.measureText(row.name).width));
    gutter = Math.min(Math.ceil(longest) + 24, width * 0.3);
  }
  function find(event) {
    const area = canvas.getBoundingClientRect(), across = event.clientX - area.left, down = event.clientY - area.top;
    if (across < gutter || down < TOP) return null;
    const row = Math.floor(view.first + (down - TOP) / view.row);
    const slack = (2 / (width - gutter)) * (view.right - view.left), at = seconds(across);
    const found = (ofRow[row] || []).filter((bar) => bar.start - slack <= at && at <= bar.end + slack);
    return found.find((bar) => bar.kind !== EMPTY && bar.start <= at && at <= bar.end) || found[0] || null;
  }
  function lines(bar) {
    const rows = [];
    if (bar.kind === TASK) rows.push(["operation", bar.text]);
    rows.push([data.rows[bar.row].kind, data.rows[bar.row].name]);
    if (bar.kind === TRIP) rows.push(["trip", bar.text]);
    rows.push(["time", `${timeText(bar.start, true)} – ${timeText(bar.end, true)}`], ["lasts", timeText(bar.end - bar.start, true)]);
    if (bar.changeover > 0) rows.push(["change-over", timeText(bar.changeover, true)]);
    if (bar.job >= 0) {
      const way = ofJob.get(bar.job), place = way.indexOf(bar), before = place > 0 ? way[place - 1].end : null;
      if (before !== null && bar.start - before > 1e-6) rows.push(["waited", timeText(bar.start - before, true)]);
      const order = data.orders[bar.order];
      rows.push(["product", order.product]);
      if (order.due !== null) rows.push(["due", timeText(order.due)]);
      if (order.late > 0) rows.push(["order late", timeText(order.late)]);
    }
    if (bar.critical) rows.push(["", "on the critical path"]);
    return rows;
  }
  function tell(bar, event) {
    tip.hidden = bar === null;
    if (bar === null) return;
    const title = document.createElement("strong"), table = document.createElement("table");
    title.textContent = bar.job >= 0 ? data.jobs[bar.job] : bar.text;
    for (const [name, value] of lines(bar)) {
      const line = table.insertRow();
      line.insertCell().textContent = name;
      line.insertCell().textContent = value;
    }
    tip.replaceChildren(title, table);
    const area = stage.getBoundingClientRect();
    const left = event.clientX - area.left + 16, top = event.clientY - area.top + 16;
    tip.style.left = `${left + tip.offsetWidth > width ? Math.max(4, left - tip.offsetWidth - 32) : left}px`;
    tip.style.top = `${top + tip.offsetHeight > height ? Math.max(4, top - tip.offsetHeight - 32) : top}px`;
  }

  // Hands ---------------------------------------------------------------------------------------------------------------
  const fingers = new Map();
  canvas.addEventListener("wheel", (event) => {
    event.preventDefault();
    const unit = event.deltaMode === 1 ? 24 : 1, area = canvas.getBoundingClientRect();
    if (event.shiftKey) {
      pan((event.deltaY || event.deltaX) * unit, 0);
    } else if (event.ctrlKey || event.metaKey) {
      const at = view.first + (event.clientY - area.top - TOP) / view.row;
      view.row *= Math.exp(-event.deltaY * unit * 0.002);
      keepIn();
      view.first = at - (event.clientY - area.top - TOP) / view.row;
      keepIn();
      redraw();
    } else {
      zoom(Math.exp(event.deltaY * unit * 0.0016), Math.max(gutter, event.clientX - area.left));
    }
  }, { passive: false });
  function pan(across, down) {
    const shift = (across / (width - gutter)) * (view.right - view.left);
    view.left += shift;
    view.right += shift;
    view.first += down / view.row;
    keepIn();
    redraw();
  }
  canvas.addEventListener("pointerdown", (event) => {
    canvas.setPointerCapture(event.pointerId);
    fingers.set(event.pointerId, [event.clientX, event.clientY]);
    canvas.classList.add("dragging");
  });
  canvas.addEventListener("pointermove", (event) => {
    const before = fingers.get(event.pointerId);
    if (!before) {
      const found = find(event);
      if (found !== hovered) { hovered = found; redraw(); }
      tell(found, event);
      return;
    }
    const others = [...fingers.entries()].filter(([id]) => id !== event.pointerId).map(([, place]) => place);
    if (others.length) {
      const apart = (place) => Math.max(20, Math.abs(place[0] - others[0][0])), area = canvas.getBoundingClientRect();
      zoom(apart(before) / apart([event.clientX, event.clientY]), (event.clientX + others[0][0]) / 2 - area.left);
    } else {
      pan(before[0] - event.clientX, before[1] - event.clientY);
    }
    fingers.set(event.pointerId, [event.clientX, event.clientY]);
    tell(null);
  });
  for (const name of ["pointerup", "pointercancel"]) {
    canvas.addEventListener(name, (event) => { fingers.delete(event.pointerId); canvas.classList.remove("dragging"); });
  }
  canvas.addEventListener("pointerleave", () => { hovered = null; tell(null); redraw(); });
  canvas.addEventListener("dblclick", fit);
  canvas.addEventListener("keydown", (event) => {
    const quarter = (width - gutter) / 4, middle = gutter + (width - gutter) / 2;
    const keys = {
      ArrowLeft: () => pan(-quarter, 0), ArrowRight: () => pan(quarter, 0), ArrowUp: () => pan(0, -view.row),
      ArrowDown: () => pan(0, view.row), "+": () => zoom(0.7, middle), "-": () => zoom(1 / 0.7, middle), Home: fit,
    };
    if (keys[event.key]) { event.preventDefault(); keys[event.key](); }
  });
  document.getElementById("fit").addEventListener("click", fit);
  for (const name of Object.keys(options)) {
    document.getElementById(name)?.addEventListener("change", (event) => { options[name] = event.target.checked; redraw(); });
  }
  document.querySelectorAll("#legend button").forEach((button, number) => {
    button.addEventListener("click", () => {
      chosen = chosen === number ? -1 : number;
      document.querySelectorAll("#legend button").forEach((item, place) => item.setAttribute("aria-pressed", String(place === chosen)));
      redraw();
    });
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => { hatches.clear(); colours(); redraw(); });
  stage.style.maxHeight = `${TOP + MOST_ROW * data.rows.length + 6}px`;
  new ResizeObserver(() => { measure(); fit(); }).observe(stage);
  colours();
  measure();
  fit();
})();
