"use strict";
// One picture at a time: boxes in pixels of the picture, every change sent at once, the answer shown.
const COLOURS = ["#e6194b", "#2f7fe0", "#f08c00", "#2b9348", "#8f3fd0", "#00a3a3", "#d6338a", "#8a6d00", "#5561d9"];
const element = (id) => document.getElementById(id);
const canvas = element("canvas"), side = element("reference");
let desk = { pictures: [], classes: [], proposes: false };
let here = 0, boxes = [], isGood = null, proposals = [], past = [], chosen = -1, current = 0;
let image = null, reference = null, view = { scale: 1, left: 0, top: 0 }, drag = null, swapped = false, asked = 0;
let saving = Promise.resolve();

const colourOf = (name) => COLOURS[Math.max(0, desk.classes.indexOf(name)) % COLOURS.length];
const round = (value) => Math.round(value * 100) / 100;

function tell(text, fault = false) {
  element("message").textContent = text;
  element("message").className = fault ? "fault" : "";
}

async function ask(path, options) {
  const answer = await fetch(path, options);
  const content = await answer.json();
  if (!answer.ok) throw new Error(content.message || answer.statusText);
  return content;
}

async function pictureOf(path) {
  const answer = await fetch(path);
  if (!answer.ok) throw new Error((await answer.json()).message);
  return createImageBitmap(await answer.blob());
}

async function open(number) {
  if (number < 0 || number >= desk.pictures.length) return;
  const mine = ++asked;
  await saving;
  here = number;
  [boxes, isGood, proposals, past, chosen, image, reference] = [[], null, [], [], -1, null, null];
  tell("");
  showAll();
  try {
    const [shown, said] = await Promise.all([pictureOf(`picture/${number}`), ask(`labels/${number}`)]);
    if (mine !== asked) return;
    [image, boxes, isGood] = [shown, said.boxes || [], said.is_good];
    fitView();
    reference = await pictureOf(`reference/${number}`).catch(() => null);
    if (mine === asked && desk.proposes) proposals = await ask(`proposals/${number}`);
  } catch (error) {
    if (mine === asked) tell(error.message, true);
  }
  if (mine === asked) { fitView(); showAll(); }
}

function save() {
  const number = here, sent = boxes.map((box) => ({ ...box }));
  const saidGood = sent.length ? false : isGood;
  isGood = saidGood;
  const body = JSON.stringify({ boxes: sent.length || saidGood ? sent : null, is_good: saidGood });
  tell("saving …");
  saving = saving.then(() => ask(`labels/${number}`, { method: "PUT", body })).then((answer) => {
    desk.classes = [...new Set([...desk.classes, ...answer.classes])];
    Object.assign(desk.pictures[number], { labelled: saidGood !== null, good: saidGood, boxes: sent.length, fault: "" });
    tell(`saved ${desk.pictures[number].name}`);
    showLists();
    return true;
  }).catch((error) => { tell(error.message, true); return false; });
  showAll();
  return saving;
}

function change(action) {
  past.push(JSON.stringify([boxes, isGood]));
  action();
  return save();
}

function undo() {
  if (!past.length) return;
  [boxes, isGood] = JSON.parse(past.pop());
  chosen = -1;
  save();
}

function addClass(name) {
  if (name && !desk.classes.includes(name)) desk.classes.push(name);
  current = Math.max(0, desk.classes.indexOf(name));
  showAll();
}

function takeClass(index) {
  if (index >= desk.classes.length) return;
  current = index;
  if (chosen >= 0) change(() => { boxes[chosen].class = desk.classes[index]; });
  showAll();
}

function take(proposal) {
  const { class: name, x1, y1, x2, y2 } = proposal;
  boxes.push({ class: name, x1, y1, x2, y2 });
}

// Drawing ---------------------------------------------------------------------------------------------------------

function fitView() {
  element("right").className = reference ? "" : "none";
  if (!image) return;
  const room = element("left").getBoundingClientRect();
  const scale = Math.min(room.width / image.width, room.height / image.height);
  view = { scale, left: (room.width - image.width * scale) / 2, top: (room.height - image.height * scale) / 2 };
}

function zoom(factor, x, y) {
  const scale = Math.min(40, Math.max(0.05, view.scale * factor)), by = scale / view.scale;
  view = { scale, left: x - (x - view.left) * by, top: y - (y - view.top) * by };
  draw();
}

function paint(target, picture, marks) {
  const ratio = window.devicePixelRatio || 1, room = target.parentElement.getBoundingClientRect();
  target.width = Math.max(1, room.width * ratio);
  target.height = Math.max(1, room.height * ratio);
  const pen = target.getContext("2d");
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  if (!picture) return;
  pen.imageSmoothingEnabled = view.scale < 1;
  pen.drawImage(picture, view.left, view.top, picture.width * view.scale, picture.height * view.scale);
  pen.strokeStyle = "rgba(128, 128, 128, 0.6)";
  pen.strokeRect(view.left - 0.5, view.top - 0.5, picture.width * view.scale + 1, picture.height * view.scale + 1);
  if (marks) marks(pen);
}

function mark(pen, box, text, dashed, strong) {
  const x = view.left + box.x1 * view.scale, y = view.top + box.y1 * view.scale;
  const width = (box.x2 - box.x1) * view.scale, height = (box.y2 - box.y1) * view.scale;
  pen.setLineDash(dashed ? [5, 4] : []);
  pen.lineWidth = strong ? 5 : 4;
  pen.strokeStyle = "rgba(255, 255, 255, 0.85)";
  pen.strokeRect(x, y, width, height);
  pen.lineWidth = strong ? 3 : 2;
  pen.strokeStyle = colourOf(box.class);
  pen.strokeRect(x, y, width, height);
  pen.font = "600 12px system-ui, sans-serif";
  const room = pen.measureText(text).width + 8, top = y > 20 ? y - 18 : y + height + 2;
  pen.fillStyle = colourOf(box.class);
  pen.globalAlpha = dashed ? 0.75 : 1;
  pen.fillRect(x - 1, top, room, 16);
  pen.globalAlpha = 1;
  pen.fillStyle = "#fff";
  pen.fillText(text, x + 3, top + 12);
  if (strong) {
    pen.setLineDash([]);
    for (const [cx, cy] of [[x, y], [x + width, y], [x, y + height], [x + width, y + height]]) {
      pen.fillStyle = "#fff";
      pen.fillRect(cx - 4, cy - 4, 8, 8);
      pen.strokeRect(cx - 4, cy - 4, 8, 8);
    }
  }
}

const same = (one, other) =>
  one.class === other.class && ["x1", "y1", "x2", "y2"].every((key) => Math.abs(one[key] - other[key]) < 0.5);
const openProposals = () => proposals.filter((item) => !boxes.some((box) => same(box, item)));

function draw() {
  paint(canvas, swapped && reference ? reference : image, swapped ? null : (pen) => {
    for (const item of openProposals()) {
      if (item.sure || item.probability >= 0.1) mark(pen, item, `${item.class} ${item.probability.toFixed(2)} ?`, true);
    }
    boxes.forEach((box, index) => mark(pen, box, box.class, false, index === chosen));
    if (drag && drag.box) mark(pen, drag.box, drag.box.class, false, false);
  });
  if (reference) paint(side, reference, null);
}

// Lists -----------------------------------------------------------------------------------------------------------

function row(parts, className, action) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = className;
  for (const [kind, text, colour] of parts) {
    const span = document.createElement("span");
    span.className = kind;
    span.textContent = text;
    if (colour) span.style.background = colour;
    button.append(span);
  }
  button.onclick = action;
  return button;
}

function showLists() {
  const item = desk.pictures[here];
  element("name").textContent = item ? item.name : "No picture";
  const state = isGood === true ? "good" : isGood === false ? "bad" : "";
  element("state").textContent = state || "not labelled";
  element("state").className = `badge ${state}`;
  element("place").textContent = `${here + 1} of ${desk.pictures.length}`;
  element("progress").textContent = `${desk.pictures.filter((one) => one.labelled).length} labelled`;
  element("list").replaceChildren(...desk.pictures.map((one, number) => {
    const kind = one.good === true ? "good" : one.good === false ? "bad" : "";
    const dot = one.fault ? "!" : one.labelled ? "●" : "○";
    return row([["dot", dot], ["", one.name]], `${kind} ${number === here ? "here" : ""}`, () => open(number));
  }));
  element("list").children[here]?.scrollIntoView({ block: "nearest" });
  element("classes").replaceChildren(...desk.classes.map((name, index) => row(
    [["swatch", "", colourOf(name)], ["", name], ["key", index < 9 ? String(index + 1) : ""]],
    index === current ? "here" : "", () => takeClass(index))));
  element("boxes").replaceChildren(...boxes.map((box, index) => row(
    [["swatch", "", colourOf(box.class)], ["", box.class],
     ["key", `${Math.round(box.x2 - box.x1)} × ${Math.round(box.y2 - box.y1)}`]],
    index === chosen ? "here" : "", () => { chosen = index; showAll(); })),
    ...openProposals().filter((one) => one.sure).map((one) => row(
      [["swatch", "", colourOf(one.class)], ["", `${one.class}?`], ["key", `take ${one.probability.toFixed(2)}`]],
      "", () => change(() => take(one)))));
}

function showAll() { showLists(); draw(); }

// Mouse and keys --------------------------------------------------------------------------------------------------

function at(event) {
  const room = canvas.getBoundingClientRect();
  const x = event.clientX - room.left, y = event.clientY - room.top;
  return { x, y, px: (x - view.left) / view.scale, py: (y - view.top) / view.scale };
}

const inside = (value, most) => round(Math.min(most, Math.max(0, value)));

function cornerAt(place) {
  if (chosen < 0) return null;
  const box = boxes[chosen];
  for (const kx of ["x1", "x2"]) for (const ky of ["y1", "y2"]) {
    if (Math.abs(box[kx] - place.px) * view.scale < 8 && Math.abs(box[ky] - place.py) * view.scale < 8) {
      return { px: box[kx === "x1" ? "x2" : "x1"], py: box[ky === "y1" ? "y2" : "y1"] };
    }
  }
  return null;
}

canvas.onpointerdown = (event) => {
  if (!image || swapped) return;
  canvas.setPointerCapture(event.pointerId);
  const place = at(event);
  if (event.button !== 0 || event.shiftKey) { drag = { pan: place, left: view.left, top: view.top }; return; }
  const corner = cornerAt(place);
  drag = { start: corner || place, from: place, index: corner ? chosen : -1 };
};

canvas.onpointermove = (event) => {
  if (!drag) return;
  const place = at(event);
  if (drag.pan) {
    view.left = drag.left + place.x - drag.pan.x;
    view.top = drag.top + place.y - drag.pan.y;
  } else if (drag.box || Math.hypot(place.x - drag.from.x, place.y - drag.from.y) > 3) {
    const name = drag.index >= 0 ? boxes[drag.index].class : desk.classes[current];
    const xs = [drag.start.px, place.px].sort((a, b) => a - b), ys = [drag.start.py, place.py].sort((a, b) => a - b);
    drag.box = {
      class: name || "defect", x1: inside(xs[0], image.width), y1: inside(ys[0], image.height),
      x2: inside(xs[1], image.width), y2: inside(ys[1], image.height),
    };
  }
  draw();
};

canvas.onpointerup = (event) => {
  const done = drag;
  drag = null;
  if (!done || done.pan) return;
  if (done.box && done.box.x2 - done.box.x1 >= 1 && done.box.y2 - done.box.y1 >= 1) {
    if (!desk.classes.includes(done.box.class)) desk.classes.push(done.box.class);
    change(() => {
      if (done.index >= 0) boxes[done.index] = done.box;
      else chosen = boxes.push(done.box) - 1;
    });
    return;
  }
  const place = at(event);
  const holds = (box) => box.x1 <= place.px && place.px <= box.x2 && box.y1 <= place.py && place.py <= box.y2;
  const proposal = openProposals().find(holds);
  chosen = boxes.findIndex(holds);
  if (chosen < 0 && proposal) change(() => { take(proposal); chosen = boxes.length - 1; });
  showAll();
};

canvas.onpointercancel = () => { drag = null; draw(); };
canvas.oncontextmenu = (event) => event.preventDefault();
canvas.addEventListener("wheel", (event) => {
  event.preventDefault();
  const place = at(event);
  zoom(event.deltaY < 0 ? 1.2 : 1 / 1.2, place.x, place.y);
}, { passive: false });

async function andOn(action) {
  if (await change(action)) open(here + 1);
}

function nextOpen() {
  const order = [...desk.pictures.keys()];
  const found = [...order.slice(here + 1), ...order.slice(0, here)].find((number) => !desk.pictures[number].labelled);
  if (found === undefined) tell("All pictures are labelled.");
  else open(found);
}

const KEYS = {
  g: () => andOn(() => { boxes = []; isGood = true; }),
  b: () => andOn(() => { isGood = false; }),
  m: () => {
    const sure = openProposals().filter((item) => item.sure);
    if (sure.length) change(() => sure.forEach(take));
  },
  Delete: () => chosen >= 0 && change(() => {
    boxes.splice(chosen, 1);
    chosen = -1;
    if (!boxes.length) isGood = null;
  }),
  z: undo, n: () => open(here + 1), ArrowRight: () => open(here + 1), p: () => open(here - 1),
  ArrowLeft: () => open(here - 1), u: nextOpen, r: () => { swapped = true; draw(); },
  "+": () => zoom(1.3, canvas.clientWidth / 2, canvas.clientHeight / 2),
  "-": () => zoom(1 / 1.3, canvas.clientWidth / 2, canvas.clientHeight / 2),
  0: () => { fitView(); draw(); },
  Escape: () => { chosen = -1; drag = null; showAll(); },
};
KEYS.Backspace = KEYS.Delete;

document.onkeydown = (event) => {
  if (event.target === element("new") || event.ctrlKey || event.metaKey || event.altKey) return;
  if (/^[1-9]$/.test(event.key)) takeClass(Number(event.key) - 1);
  else if (KEYS[event.key] && image) KEYS[event.key]();
  else if ("npuArrowLeftArrowRight".includes(event.key) && KEYS[event.key]) KEYS[event.key]();
  else return;
  event.preventDefault();
};
document.onkeyup = (event) => { if (event.key === "r") { swapped = false; draw(); } };
element("add").onsubmit = (event) => {
  event.preventDefault();
  addClass(element("new").value.trim());
  element("new").value = "";
  canvas.focus();
};
window.onresize = () => { fitView(); draw(); };

ask("desk").then((found) => {
  desk = found;
  const first = desk.pictures.findIndex((item) => !item.labelled);
  open(Math.max(0, first));
}).catch((error) => tell(error.message, true));
