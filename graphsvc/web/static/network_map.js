// The interactive network map: draws the scene that the server computed, and lets eye, mouse and keyboard walk it.
// All texts are set as text, never as HTML.
"use strict";

(() => {
  const holder = document.querySelector('.scene[data-map="network_map"]');
  const data = document.querySelector("script.scene-data");
  if (!holder || !data || !window.vis) return;
  const scene = JSON.parse(data.textContent);
  const words = scene.words;
  const offline = holder.dataset.offline === "true"; // a saved file has no partner pages beside it
  const make = (tag, className, text) => {
    const found = document.createElement(tag);
    if (className) found.className = className;
    if (text !== undefined) found.textContent = text;
    return found;
  };

  // the picture without a script has the legend already: it moves under the map, cut to its own size
  const legendOf = (svg) => {
    const group = svg && svg.querySelector("g.legend");
    if (!group) return null;
    const box = group.getBBox();
    const found = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    found.setAttribute("viewBox", [box.x, box.y, box.width + 4, box.height + 4].join(" "));
    found.setAttribute("width", box.width + 4);
    found.setAttribute("role", "img");
    found.setAttribute("aria-label", words.legend);
    found.append(group);
    return found;
  };

  const byId = new Map(scene.nodes.map((node) => [node.id, node]));
  const ties = new Map(scene.nodes.map((node) => [node.id, []]));
  for (const edge of scene.edges) {
    ties.get(edge.from).push({ edge, other: edge.to });
    ties.get(edge.to).push({ edge, other: edge.from });
  }
  for (const list of ties.values()) {
    list.sort((a, b) => byId.get(a.other).full.localeCompare(byId.get(b.other).full, "de") || (a.edge.id < b.edge.id ? -1 : 1));
  }

  // -- the frame -------------------------------------------------------------------------------------------------
  const legend = legendOf(holder.querySelector("svg"));
  holder.replaceChildren();
  const bar = make("div", "scene__bar");
  const canvas = make("div", "scene__canvas");
  const status = make("p", "scene__status kern-body");
  status.setAttribute("role", "status");
  const help = make("p", "kern-body kern-body--small kern-body--muted", words.help);
  help.id = "scene-help";
  canvas.tabIndex = 0;
  canvas.setAttribute("role", "application");
  canvas.setAttribute("aria-label", words.map);
  canvas.setAttribute("aria-describedby", "scene-help");
  const key = make("div", "scene__legend");
  if (legend) key.append(legend);
  holder.append(bar, canvas, status, key, help);

  let here = null;
  let gone = new Set(); // what a filter faded

  // -- the drawing -----------------------------------------------------------------------------------------------
  const marked = scene.nodes.some((node) => node.mark !== null && node.mark !== undefined);
  const look = (node, faded) => ({
    id: node.id,
    x: node.x,
    y: node.y,
    shape: node.shape,
    size: node.size * (node.mark ? 1.25 : 1),
    color: {
      background: node.color.background,
      border: node.color.border,
      highlight: { background: node.color.background, border: "#000000" },
    },
    borderWidth: 1,
    borderWidthSelected: 3,
    opacity: faded ? 0.12 : marked && !node.mark ? 0.55 : 1,
    shadow: node.mark ? { enabled: true, color: scene.mark, size: 22, x: 0, y: 0 } : false,
  });
  const line = (edge, faded) => ({
    id: edge.id,
    from: edge.from,
    to: edge.to,
    width: edge.width,
    dashes: edge.dashes,
    arrows: edge.arrows ? { to: { enabled: true, scaleFactor: 0.45 } } : undefined,
    color: { color: "#5b6470", opacity: faded ? 0.06 : 0.55, highlight: "#000000", hover: "#000000" },
  });
  const nodes = new vis.DataSet(scene.nodes.map((node) => look(node, false)));
  const edges = new vis.DataSet(scene.edges.map((edge) => line(edge, false)));
  const network = new vis.Network(canvas, { nodes, edges }, {
    physics: false,
    layout: { improvedLayout: false },
    interaction: { hover: true, dragNodes: false, keyboard: false, zoomView: true, navigationButtons: false },
    edges: { smooth: false },
    nodes: { chosen: true },
  });
  for (const inner of canvas.querySelectorAll("[tabindex]")) inner.tabIndex = -1; // the map is one tab stop
  // the wheel scrolls the page until the map has the focus
  const wheel = () => network.setOptions({ interaction: { zoomView: document.activeElement === canvas } });
  canvas.addEventListener("focus", wheel);
  canvas.addEventListener("blur", wheel);
  wheel();

  // a ring round what the answer is about, drawn so that it is seen without colour too
  network.on("beforeDrawing", (context) => {
    for (const node of scene.nodes) {
      if (!node.mark) continue;
      context.beginPath();
      context.arc(node.x, node.y, node.size * 1.25 + 5 + 4 * node.mark, 0, 2 * Math.PI);
      context.fillStyle = scene.mark;
      context.fill();
      context.strokeStyle = "#1a1a1a";
      context.lineWidth = 0.8;
      context.stroke();
    }
  });

  // names stand at the same size at every zoom, the important first, and none covers another
  const order = [...scene.nodes].sort((a, b) => (b.mark || 0) - (a.mark || 0) || b.degree - a.degree || (a.id < b.id ? -1 : 1));
  const FONT = 13;
  network.on("afterDrawing", (context) => {
    const scale = network.getScale();
    const taken = [];
    const free = (box) => taken.every((other) => box[2] < other[0] || box[0] > other[2] || box[3] < other[1] || box[1] > other[3]);
    const font = FONT / scale;
    context.textBaseline = "alphabetic";
    context.lineJoin = "round";
    for (const node of order) {
      const r = node.size * 0.9;
      taken.push([node.x - r, node.y - r, node.x + r, node.y + r]);
    }
    const first = here === null ? order : [byId.get(here), ...order];
    const done = new Set();
    for (const node of first) {
      if (done.has(node.id) || gone.has(node.id)) continue;
      done.add(node.id);
      context.font = (node.mark || node.id === here ? "600 " : "") + font + "px 'Fira Sans', Arial, sans-serif";
      const width = Math.max(...node.lines.map((text) => context.measureText(text).width));
      const more = (node.lines.length - 1) * font * 1.12;
      const gap = node.size + 3 / scale;
      for (const [left, base] of [
        [node.x - width / 2, node.y + gap + font * 0.9], [node.x + gap, node.y + font * 0.35 - more / 2],
        [node.x - gap - width, node.y + font * 0.35 - more / 2], [node.x - width / 2, node.y - gap - more],
      ]) {
        const box = [left, base - font * 0.85, left + width, base + more + font * 0.25];
        if (node.id !== here && !free(box)) continue;
        taken.push(box);
        context.strokeStyle = "rgba(255, 255, 255, 0.9)";
        context.lineWidth = 3 / scale;
        context.fillStyle = "#1a1a1a";
        context.textAlign = "center";
        node.lines.forEach((text, number) => {
          context.strokeText(text, left + width / 2, base + number * font * 1.12);
          context.fillText(text, left + width / 2, base + number * font * 1.12);
        });
        break;
      }
    }
  });

  // -- where one is ----------------------------------------------------------------------------------------------
  let tie = -1;
  const trail = [];
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);

  const say = (text, node) => {
    status.replaceChildren(document.createTextNode(text + " "));
    if (node && !scene.aggregated && !offline) {
      const link = make("a", "kern-link", words.open);
      link.href = "/partners/" + encodeURIComponent(node.id);
      status.append(link);
    }
  };
  const show = (id) => {
    here = id;
    tie = -1;
    network.selectNodes([id]);
    network.moveTo({ position: network.getPosition(id), scale: Math.max(network.getScale(), 0.9) });
    say(byId.get(id).said, byId.get(id));
  };
  const step = (by) => {
    const list = ties.get(here);
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
      show(ties.get(here)[tie].other);
    },
    ArrowUp: () => { if (trail.length) show(trail.pop()); },
    Enter: open,
    "+": () => zoom(1.25),
    "-": () => zoom(0.8),
    "0": () => network.fit(),
  };
  canvas.addEventListener("keydown", (event) => {
    const act = keys[event.key];
    if (!act || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    if (here === null && event.key.startsWith("Arrow")) return show(first());
    act();
  });
  network.on("click", (event) => {
    if (event.nodes.length) { trail.length = 0; show(event.nodes[0]); }
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
  search.addEventListener("change", () => {
    const wanted = search.value.trim().toLocaleLowerCase("de");
    if (!wanted) return;
    const found = scene.nodes.find((node) => node.full.toLocaleLowerCase("de") === wanted)
      || scene.nodes.find((node) => node.full.toLocaleLowerCase("de").includes(wanted));
    if (found) { show(found.id); canvas.focus({ preventScroll: true }); } else say(words.nothing);
  });
  const buttons = make("div", "scene__buttons");
  for (const [name, act, sign] of [["zoom_in", () => zoom(1.25), "+"], ["zoom_out", () => zoom(0.8), "−"], ["fit", () => network.fit(), words.fit]]) {
    const button = make("button", "kern-btn kern-btn--secondary kern-btn--x-small");
    button.type = "button";
    button.setAttribute("aria-label", words[name]);
    button.append(make("span", "kern-label", sign));
    button.addEventListener("click", act);
    buttons.append(button);
  }
  const off = { sector: new Set(), kind: new Set(), intensity: new Set() };
  const filter = () => {
    gone = new Set(scene.nodes.filter((node) => off.sector.has(node.sector)).map((node) => node.id));
    nodes.update(scene.nodes.map((node) => look(node, gone.has(node.id))));
    edges.update(scene.edges.map((edge) => line(edge,
      gone.has(edge.from) || gone.has(edge.to) || off.kind.has(edge.kind) || off.intensity.has(edge.intensity))));
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
  bar.append(label, buttons);
  if (!scene.aggregated) bar.append(filters);

  network.once("afterDrawing", () => holder.setAttribute("data-drawn", String(nodes.length) + "/" + String(edges.length)));
  new ResizeObserver(() => network.fit()).observe(canvas);
})();
