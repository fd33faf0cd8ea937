// The interactive network map: draws the scene that the server computed, and lets eye, mouse and keyboard walk it.
// All texts are set as text, never as HTML.
"use strict";

(() => {
  const holder = document.querySelector('.scene[data-map="network_map"]');
  const data = document.querySelector("script.scene-data");
  if (!holder || !data) return;
  if (!window.vis) {
    holder.dataset.drawn = "svg"; // the picture stays
    return;
  }
  const scene = JSON.parse(data.textContent);
  const words = scene.words;
  const offline = holder.dataset.offline === "true"; // a saved file has no partner pages beside it
  const { make, fill, whenRead, button, bar, canvas, status, help } = window.sceneFrame(words, "scene__canvas");

  // the picture without a script has the legend already: its parts move under the map, each cut to its own size
  const legend = (group) => {
    const found = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    found.setAttribute("role", "img");
    found.setAttribute("aria-label", words.legend);
    found.append(group);
    return found;
  };
  const cut = (found) => {
    const box = found.firstChild.getBBox(); // known only where it is shown
    found.setAttribute("viewBox", [box.x - 2, box.y - 2, box.width + 6, box.height + 6].join(" "));
    // on paper the letters under a large map are large, as all of it is made smaller there
    const letters = Number(found.querySelector("text").getAttribute("font-size"));
    found.setAttribute("width", (box.width + 6) * Math.min(1, 14 / letters));
  };

  const byId = new Map(scene.nodes.map((node) => [node.id, node]));
  const ties = new Map(scene.nodes.map((node) => [node.id, []]));
  for (const edge of scene.edges) {
    ties.get(edge.from).push({ edge, other: edge.to });
    ties.get(edge.to).push({ edge, other: edge.from });
  }
  const { compare } = new Intl.Collator("de");
  const sorted = new Set();
  const tiesOf = (id) => {
    const list = ties.get(id);
    if (!sorted.has(id)) list.sort((a, b) => compare(byId.get(a.other).full, byId.get(b.other).full) || (a.edge.id < b.edge.id ? -1 : 1));
    sorted.add(id);
    return list;
  };

  // -- the frame -------------------------------------------------------------------------------------------------
  let legends = [];
  const key = make("div", "scene__legend");
  holder.prepend(bar, canvas, status, key, help);
  whenRead(() => {
    const picture = holder.querySelector(":scope > svg");
    legends = [...picture.querySelectorAll("g.legend")].map(legend);
    picture.remove();
    key.append(...legends);
    legends.forEach(cut);
  });

  let here = null;
  let gone = new Set(); // what a filter faded, or what was not there in the years compared
  let circle = null; // who was clicked and all that are tied to it: the others are faded until Escape
  const outside = (id) => circle !== null && !circle.has(id);

  // -- what changed between two days ------------------------------------------------------------------------------
  const changes = scene.changes;
  let year = changes ? changes.told.length - 1 : 0; // the slider's place
  const change = (drawn) => (changes ? changes.codes[drawn.became[year]] || "" : "");
  const absent = (drawn) => changes !== null && !change(drawn);

  // -- the drawing -----------------------------------------------------------------------------------------------
  const marked = scene.nodes.some((node) => node.mark !== null && node.mark !== undefined);
  const hollow = (node) => ["ended", "between"].includes(change(node));
  const look = (node, faded) => ({
    id: node.id,
    x: node.x,
    y: node.y,
    shape: node.shape,
    size: node.size * (node.mark ? 1.25 : 1),
    color: {
      background: hollow(node) ? "#ffffff" : node.color.background,
      border: node.color.border,
      highlight: { background: hollow(node) ? "#ffffff" : node.color.background, border: "#000000" },
    },
    borderWidth: change(node) === "began" ? 3.5 : 1,
    borderWidthSelected: 3,
    shapeProperties: { borderDashes: hollow(node) ? [2, 2] : false },
    opacity: faded ? 0.12 : marked && !node.mark ? 0.55 : 1,
    shadow: node.mark >= 1 ? { enabled: true, color: scene.mark.full, size: 22, x: 0, y: 0 } : false,
  });
  const line = (edge, faded) => ({
    id: edge.id,
    from: edge.from,
    to: edge.to,
    hidden: absent(edge),
    width: edge.width,
    dashes: edge.dashes,
    arrows: edge.arrows ? { [edge.arrows]: { enabled: true, scaleFactor: 0.45 } } : undefined,
    smooth: edge.via ? { enabled: true, type: "cubicBezier" } : false,
    color: { color: "#5b6470", opacity: faded ? 0.06 : 0.55, highlight: "#000000", hover: "#000000" },
    ...changed(edge, faded),
  });
  const changed = (edge, faded) => {
    if (!change(edge)) return {};
    const { color, width, dashes } = changes.lines[change(edge)];
    return { width, dashes, color: { color, opacity: faded ? 0.06 : 1, highlight: "#000000", hover: "#000000" } };
  };
  const nodes = new vis.DataSet(scene.nodes.map((node) => look(node, false)));
  const edges = new vis.DataSet(scene.edges.map((edge) => line(edge, false)));
  const network = new vis.Network(canvas, { nodes, edges }, {
    physics: false,
    layout: { improvedLayout: false },
    interaction: { hover: true, dragNodes: false, keyboard: false, zoomView: true, navigationButtons: false },
    edges: { smooth: false },
    nodes: { chosen: true },
  });
  // vis-network would reckon by itself towards which two points a curve is drawn; ours come with the map
  const via = new Map(scene.edges.filter((edge) => edge.via).map((edge) => [edge.id, edge.via.map(([x, y]) => ({ x, y }))]));
  const [bent] = via.keys();
  if (bent) Object.getPrototypeOf(network.body.edges[bent].edgeType)._getViaCoordinates = function () { return via.get(this.id); };
  for (const inner of canvas.querySelectorAll("[tabindex]")) inner.tabIndex = -1; // the map is one tab stop
  // the wheel scrolls the page until the map has the focus
  canvas.addEventListener("wheel", (event) => { if (document.activeElement !== canvas) event.stopPropagation(); }, { capture: true });

  // a ring round what the answer is about, drawn so that it is seen without colour too: thick round what it is about above all
  network.on("beforeDrawing", (context) => {
    window.drawGrounds(context, scene.grounds, network.getScale());
    for (const node of scene.nodes) {
      if (!node.mark) continue;
      context.beginPath();
      context.arc(node.x, node.y, node.size * 1.25 + 5 + 4 * node.mark, 0, 2 * Math.PI);
      context.fillStyle = node.mark >= 1 ? scene.mark.full : scene.mark.pale;
      context.fill();
      context.strokeStyle = "#1a1a1a";
      context.lineWidth = node.mark >= 1 ? 2.2 : 0.8;
      context.stroke();
    }
  });

  // names stand at the same size at every zoom, the important first, and none covers another
  const order = [...scene.nodes].sort((a, b) => (b.mark || 0) - (a.mark || 0) || b.degree - a.degree || (a.id < b.id ? -1 : 1));
  const FONT = 12;
  const LEADING = 1.12;
  const face = (node, font) => (node.mark || node.id === here ? "600 " : "") + font + "px 'Fira Sans', Arial, sans-serif";
  let frame = [-Infinity, -Infinity, Infinity, Infinity]; // what is seen when all of the map is: names stay within
  const placed = (context, scale, names, beside) => placeNames(context, {
    symbols: scene.nodes, names, beside, kept: window.groundNames(context, scene.grounds, scale),
    needed: names.slice(0, 1).map((node) => node.id),
    face, frame, scale, font: FONT / scale, leading: LEADING,
  });

  let labels = { key: "", found: [], own: null };
  // names are placed when the map is seen without them and answers, and not before the page's own letters can be measured
  let lettersReady = false;
  const whenIdle = window.requestIdleCallback || setTimeout; // not in every browser
  const seen = new Promise((done) => whenRead(() => requestAnimationFrame(() => whenIdle(done))));
  Promise.allSettled([seen, ...["", "600 "].map((weight) => document.fonts.load(weight + "12px 'Fira Sans'"))])
    .then(() => { lettersReady = true; legends.forEach(cut); network.redraw(); });
  // names stay where they are when one is chosen: only those give way that its own would cover
  const written = (context, scale) => {
    const key = [scale, ...frame, ...gone].join("|");
    if (labels.key !== key) {
      labels = { key, found: placed(context, scale, order.filter((node) => !gone.has(node.id))), own: null };
    }
    if (here === null || gone.has(here)) return labels.found;
    const others = labels.found.filter(({ node }) => node.id !== here);
    if (!labels.own || labels.own.node.id !== here) [labels.own] = placed(context, scale, [byId.get(here)], others);
    return [...others.filter(({ box }) => !namesMeet(box, labels.own.box)), labels.own];
  };
  network.on("afterDrawing", (context) => {
    if (!lettersReady) return;
    const scale = network.getScale();
    const names = written(context, scale);
    holder.dataset.labels = names.length + "/" + (scene.nodes.length - gone.size);
    holder.dataset.drawn = nodes.length + "/" + edges.length;
    context.textBaseline = "alphabetic";
    context.lineJoin = "round";
    context.textAlign = "center";
    context.strokeStyle = "rgba(255, 255, 255, 0.9)";
    context.lineWidth = 3 / scale;
    window.writeGrounds(context, scene.grounds, scale);
    context.fillStyle = "#1a1a1a";
    const [near, far] = [{ x: 0, y: 0 }, { x: canvas.clientWidth, y: canvas.clientHeight }].map((at) => network.DOMtoCanvas(at));
    const write = (text, x, y) => { context.strokeText(text, x, y); context.fillText(text, x, y); };
    context.font = FONT / scale + "px 'Fira Sans', Arial, sans-serif";
    for (const edge of scene.edges) {
      if (edge.count < 2 || scene.aggregated || absent(edge)) continue;
      write(String(edge.count), edge.middle[0], edge.middle[1] + 4 / scale);
    }
    for (const { node, font, lines, width, x, base, box } of names) {
      if (box[0] > far.x || box[1] > far.y || box[2] < near.x || box[3] < near.y) continue;
      context.font = face(node, font);
      context.globalAlpha = outside(node.id) ? 0.2 : 1;
      lines.forEach((text, row) => write(text, x + width / 2, base + row * font * LEADING));
    }
  });

  // the whole map, with room for the names at its rim
  const fit = () => {
    const [left, top, right, bottom] = scene.frame;
    const wide = (canvas.clientWidth - (canvas.clientWidth > 700 ? 200 : 70)) / Math.max(right - left, 1);
    const high = (canvas.clientHeight - 64) / Math.max(bottom - top, 1);
    const [x, y, scale] = [(left + right) / 2, (top + bottom) / 2, Math.min(wide, high, 1.4)];
    const [w, h] = [canvas.clientWidth / 2 / scale, canvas.clientHeight / 2 / scale];
    frame = [x - w, y - h, x + w, y + h];
    network.moveTo({ position: { x, y }, scale });
  };

  // -- where one is ----------------------------------------------------------------------------------------------
  let tie = -1;
  const trail = [];
  const say = (text, node) => {
    status.replaceChildren(document.createTextNode(text + " "));
    if (node && !scene.aggregated && !offline) {
      const link = make("a", "kern-link", words.open);
      link.href = "/partners/" + encodeURIComponent(node.id);
      status.append(link);
    }
  };
  const choose = (id) => {
    here = id;
    tie = -1;
    network.selectNodes([id]);
    say(byId.get(id).said, byId.get(id));
  };
  const show = (id) => {
    if (circle !== null) spot(null); // who walks or searches goes through all
    choose(id);
    network.moveTo({ position: network.getPosition(id), scale: Math.max(network.getScale(), 0.9) });
  };
  const step = (by) => {
    const list = tiesOf(here);
    if (!list.length) return say(byId.get(here).said + ": " + words.no_ties, byId.get(here));
    tie = (tie + by + list.length) % list.length;
    if (tie < 0) tie = 0;
    network.setSelection({ nodes: [here], edges: [list[tie].edge.id] }, { highlightEdges: false });
    say(fill(words.ties, { place: tie + 1, all: list.length, name: byId.get(list[tie].other).said }), byId.get(here));
  };
  const open = () => {
    if (here !== null && !scene.aggregated && !offline) window.location.href = "/partners/" + encodeURIComponent(here);
  };
  const first = () => [...scene.nodes].sort((a, b) => b.degree - a.degree || (a.id < b.id ? -1 : 1))[0].id;

  const keys = {
    ArrowRight: () => step(tie < 0 ? 1 : 1),
    ArrowLeft: () => step(tie < 0 ? 0 : -1),
    ArrowDown: () => {
      if (tie < 0) return step(1);
      trail.push(here);
      show(tiesOf(here)[tie].other);
    },
    ArrowUp: () => { if (trail.length) show(trail.pop()); },
    Enter: open,
    "+": () => zoom(1.25),
    "-": () => zoom(0.8),
    "0": fit,
    Escape: () => spot(null),
  };
  canvas.addEventListener("keydown", (event) => {
    const act = keys[event.key];
    if (!act || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    if (here === null && event.key.startsWith("Arrow")) return show(first());
    act();
  });
  network.on("click", (event) => {
    const [id] = event.nodes;
    if (id !== undefined) { trail.length = 0; choose(id); }
    setTimeout(() => spot(id === undefined ? null : id), 50); // the answer is drawn first, then all the others are faded
  });
  network.on("doubleClick", open);

  // -- search, zoom, filters -------------------------------------------------------------------------------------
  const zoom = (by) => network.moveTo({ scale: network.getScale() * by });
  const label = make("label", "kern-label scene__search", words.search);
  const search = make("input", "kern-form-input__input");
  search.type = "search";
  search.setAttribute("list", "scene-names");
  const names = make("datalist");
  names.id = "scene-names";
  for (const node of scene.nodes) {
    const option = make("option");
    option.value = node.full;
    names.append(option);
  }
  label.append(search, names);
  // what is searched for in names, whole and as the map has them: at their beginning first, then each word anywhere
  const matches = (wanted) => {
    const lower = (name) => name.toLocaleLowerCase("de");
    const same = scene.nodes.filter((node) => [node.full, node.caption].map(lower).includes(wanted));
    if (same.length) return same;
    const parts = wanted.split(/\s+/);
    const within = scene.nodes.filter((node) => parts.every((part) => lower(node.full).includes(part)));
    return within.sort((a, b) => lower(b.full).startsWith(wanted) - lower(a.full).startsWith(wanted));
  };
  let sought = { wanted: "", found: [], place: -1 };
  const seek = (by) => {
    const wanted = search.value.trim().toLocaleLowerCase("de");
    if (wanted !== sought.wanted) sought = { wanted, found: wanted ? matches(wanted) : [], place: by < 0 ? 0 : -1 };
    const all = sought.found.length;
    next.hidden = all < 2;
    if (!wanted) return;
    if (!all) return say(words.nothing);
    sought.place = (sought.place + by + all) % all;
    const node = sought.found[sought.place];
    show(node.id);
    if (all > 1) say(fill(words.match, { place: sought.place + 1, all, name: node.said }), node);
    else canvas.focus({ preventScroll: true });
  };
  search.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    seek(event.shiftKey ? -1 : 1);
  });
  search.addEventListener("change", () => { // chosen from the list, or left
    if (search.value.trim().toLocaleLowerCase("de") !== sought.wanted) seek(1);
  });
  const next = button(words.next, () => seek(1));
  next.hidden = true;
  const buttons = make("div", "scene__buttons");
  for (const [name, act, sign] of [["zoom_in", () => zoom(1.25), "+"], ["zoom_out", () => zoom(0.8), "−"], ["fit", fit, words.fit]]) {
    buttons.append(button(sign, act, words[name]));
  }
  const off = { sector: new Set(), kind: new Set(), intensity: new Set() };
  const filter = () => {
    gone = new Set(scene.nodes.filter((node) => off.sector.has(node.sector) || absent(node)).map((node) => node.id));
    nodes.update(scene.nodes.map((node) => look(node, gone.has(node.id) || outside(node.id))));
    edges.update(scene.edges.map((edge) => line(edge,
      gone.has(edge.from) || gone.has(edge.to) || off.kind.has(edge.kind) || off.intensity.has(edge.intensity)
      || (circle !== null && edge.from !== here && edge.to !== here))));
  };
  const spot = (id) => {
    const before = circle;
    circle = id === null ? null : new Set([id, ...ties.get(id).filter(({ edge }) => !absent(edge)).map(({ other }) => other)]);
    holder.dataset.circle = circle === null ? "" : String(circle.size);
    if (before !== circle) filter();
  };
  const filters = make("details", "scene__filters");
  filters.append(make("summary", "kern-label", words.filters));
  for (const [group, choices] of Object.entries(scene.filters)) {
    if (choices.length < 2) continue;
    const set = make("fieldset", "scene__filter");
    set.append(make("legend", "kern-label", words[group]));
    for (const [value, text] of choices) {
      const row = make("label", "scene__choice");
      const box = make("input");
      box.type = "checkbox";
      box.checked = true;
      box.addEventListener("change", () => {
        if (box.checked) off[group].delete(value); else off[group].add(value);
        filter();
      });
      row.append(box, document.createTextNode(" " + text));
      set.append(row);
    }
    filters.append(set);
  }
  bar.append(label, next, buttons);
  if (changes) {
    const slider = make("input", "scene__slider");
    const box = make("label", "kern-label scene__years", words.year);
    const told = make("output", "kern-body");
    Object.assign(slider, { type: "range", min: 1, max: changes.told.length, step: 1 });
    slider.value = slider.max;
    const compare = () => {
      year = Number(slider.value) - 1;
      told.textContent = changes.told[year];
      slider.setAttribute("aria-valuetext", told.textContent);
      filter();
    };
    slider.addEventListener("input", compare);
    box.append(slider);
    const years = make("div", "scene__compare");
    years.append(box, told);
    bar.append(years);
    compare();
  }
  if (!scene.aggregated) bar.append(filters);

  const size = () => canvas.clientWidth + "/" + canvas.clientHeight;
  let fitted = size();
  fit();
  new ResizeObserver(() => { if (size() !== fitted) { fitted = size(); fit(); } }).observe(canvas);
})();
