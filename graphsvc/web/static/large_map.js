// The large map: groups first, opened on click, drawn by sigma. All texts are set as text, never as HTML.
"use strict";

(() => {
  const holder = document.querySelector('.scene[data-map="large_map"]');
  const data = document.querySelector("script.scene-data");
  if (!holder || !data || !window.Sigma || !window.graphology) return;
  const scene = JSON.parse(data.textContent);
  const words = scene.words;
  const offline = holder.dataset.offline === "true"; // a saved file has no partner pages beside it
  const make = (tag, className, text) => {
    const found = document.createElement(tag);
    if (className) found.className = className;
    if (text !== undefined) found.textContent = text;
    return found;
  };
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);

  // -- what the machine can draw ---------------------------------------------------------------------------------
  const painter = () => {
    const gl = document.createElement("canvas").getContext("webgl2") || document.createElement("canvas").getContext("webgl");
    if (!gl) return "";
    const known = gl.getExtension("WEBGL_debug_renderer_info");
    const name = String(gl.getParameter(known ? known.UNMASKED_RENDERER_WEBGL : gl.RENDERER));
    gl.getExtension("WEBGL_lose_context")?.loseContext();
    return name || "?";
  };
  const name = painter();
  const asked = new URLSearchParams(window.location.search);
  if (!name || (/swiftshader|llvmpipe|softpipe|software|basic render/i.test(name) && asked.get("renderer") !== "webgl")) {
    const note = make("p", "scene__note kern-body", (name ? words.software : words.without) + " ");
    if (name) {
      asked.set("renderer", "webgl");
      const link = make("a", "kern-link", words.force);
      link.href = "?" + asked;
      note.append(link);
    }
    holder.prepend(note);
    holder.dataset.drawn = "svg";
    return;
  }

  // -- the frame -------------------------------------------------------------------------------------------------
  const file = window.largeFile(scene);
  const bar = make("div", "scene__bar");
  const canvas = make("div", "scene__canvas scene__canvas--large");
  const status = make("p", "scene__status kern-body");
  status.setAttribute("role", "status");
  const help = make("p", "kern-body kern-body--small kern-body--muted", words.help);
  help.id = "scene-help";
  canvas.tabIndex = 0;
  canvas.setAttribute("role", "application");
  canvas.setAttribute("aria-label", words.map);
  canvas.setAttribute("aria-describedby", "scene-help");
  const drawing = (tag, attributes) => {
    const found = document.createElementNS("http://www.w3.org/2000/svg", tag);
    for (const [key, value] of Object.entries(attributes)) found.setAttribute(key, value);
    return found;
  };
  const sign = ([label, colour, shape, points]) => {
    const row = make("span", "scene__sign kern-body kern-body--small");
    const picture = drawing("svg", { viewBox: "-1.3 -1.4 2.6 2.8", width: 18, height: 18, "aria-hidden": "true" });
    const look = { fill: colour, stroke: scene.ink, "stroke-width": 0.15 };
    picture.append(shape === "dot" ? drawing("circle", { r: 1, ...look })
      : shape === "square" ? drawing("rect", { x: -0.85, y: -0.85, width: 1.7, height: 1.7, ...look })
        : drawing("polygon", { points: points.join(" "), ...look }));
    row.append(picture, document.createTextNode(label));
    return row;
  };
  const legend = make("div", "scene__legend");
  const drawn = holder.querySelector("g.legend");
  const box = drawn.getBBox();
  const key = drawing("svg", {
    viewBox: [box.x - 2, box.y - 2, box.width + 6, box.height + 6].join(" "), width: box.width + 6, role: "img", "aria-label": words.legend,
  });
  key.append(drawn);
  const signs = make("div", "scene__signs");
  const seen = new Set(file.sector);
  signs.append(...scene.sectors.filter((_, at) => seen.has(at)).map(sign));
  legend.append(key, signs);
  holder.replaceChildren(bar, canvas, status, legend, help);

  // -- the graph: a node for each group, and for each partner of those that are open ---------------------------------
  const graph = new graphology.Graph({ type: "undirected" });
  const SPACE = 4.4; // the largest a partner's sign may be, so that none covers another
  const marked = file.mark.length > 0;
  const glows = (at) => marked && file.mark[at] > 0;
  scene.nodes.forEach((group, at) => {
    const about = marked && file.members(at).some(glows);
    const where = { x: group.x, y: -group.y };
    if (about) graph.addNode("h" + at, { ...where, size: group.r * 1.12, type: "halo", color: "#ffd54a", label: null });
    graph.addNode("g" + at, { ...where, size: group.r, type: "disc", color: "#d3e3f0", label: group.name });
  });
  const most = Math.max(1, ...scene.edges.map((edge) => edge.count));
  for (const { from, to, count } of scene.edges) {
    graph.addEdgeWithKey("b" + from + to, from, to, { size: 0.6 + 7 * Math.sqrt(count / most), color: "#c8ccd2" });
  }
  const size = (at) => Math.min(SPACE, 1.9 + 0.55 * Math.sqrt(file.degree[at]));
  const bySize = scene.nodes.map((_, at) => at).sort((a, b) => scene.nodes[b].n - scene.nodes[a].n || a - b);
  const number = (node) => Number(node.slice(1));
  const open = new Set();
  const expand = (at) => {
    if (open.has(at)) return;
    open.add(at);
    graph.setNodeAttribute("g" + at, "type", "ring");
    if (graph.hasNode("h" + at)) graph.setNodeAttribute("h" + at, "hidden", true);
    for (const partner of file.members(at)) {
      const where = { x: file.x(partner), y: -file.y(partner) };
      if (glows(partner)) graph.addNode("m" + partner, { ...where, size: size(partner) + 1.6, type: "halo", color: "#ffd54a", label: null });
      const pale = marked && !glows(partner);
      const sector = file.sector[partner];
      graph.addNode("p" + partner, { ...where, size: size(partner), type: "sector" + sector, color: scene.sectors[sector][1] + (pale ? "8c" : ""), label: file.names[partner] });
    }
    for (const partner of file.members(at)) {
      for (const other of file.tied(partner)) {
        const edge = "t" + Math.min(partner, other) + "-" + Math.max(partner, other);
        if (open.has(file.group[other]) && !graph.hasEdge(edge)) {
          graph.addEdgeWithKey(edge, "p" + partner, "p" + other, { size: 0.7, color: "#b4bac2" });
        }
      }
    }
    rank();
    holder.dataset.open = String(open.size);
  };
  const collapse = (at) => {
    open.delete(at);
    for (const partner of file.members(at)) for (const kind of "pm") if (graph.hasNode(kind + partner)) graph.dropNode(kind + partner);
    graph.setNodeAttribute("g" + at, "type", "disc");
    if (graph.hasNode("h" + at)) graph.setNodeAttribute("h" + at, "hidden", false);
    rank();
    holder.dataset.open = String(open.size);
  };

  // -- the drawing -----------------------------------------------------------------------------------------------
  let here = null; // a node of the graph
  const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  const FONT = "'Fira Sans', Arial, sans-serif";
  const write = (context, box, weight) => {
    context.font = weight + box.font + "px " + FONT;
    context.textAlign = "center";
    context.lineJoin = "round";
    context.strokeStyle = "rgba(255, 255, 255, 0.92)";
    context.lineWidth = 3;
    context.fillStyle = scene.ink;
    box.lines.forEach((line, row) => {
      context.strokeText(line, box.x, box.base + row * box.font * 1.12);
      context.fillText(line, box.x, box.base + row * box.font * 1.12);
    });
  };
  const boxOf = (context, node, x, y, radius) => {
    const group = node[0] === "g" ? scene.nodes[number(node)] : null;
    const closed = group && !open.has(number(node));
    const font = 12;
    const lines = closed ? [...group.lines, String(group.n)] : [group ? group.name : file.names[number(node)]];
    context.font = font + "px " + FONT;
    const width = Math.max(...lines.map((line) => context.measureText(line).width));
    const within = closed && width < 2 * radius - 4 && lines.length * font * 1.12 < 1.7 * radius;
    const middle = y - (lines.length - 1) * font * 0.56 + font * 0.35;
    return { lines, font, x, width, base: within ? middle : y + radius + font + 1, free: within };
  };
  // names by importance: groups by size, then who has the most ties; none covers another
  const names = () => {
    const context = sigma.getCanvases().labels.getContext("2d");
    const [wide, high] = [canvas.clientWidth, canvas.clientHeight];
    const taken = [];
    const place = (node, always) => {
      const shown = sigma.getNodeDisplayData(node);
      const { x, y } = sigma.framedGraphToViewport(shown);
      const radius = sigma.scaleSize(shown.size);
      if (x < -radius || y < -radius || x > wide + radius || y > high + radius || (!always && radius < 3.5)) return;
      const box = boxOf(context, node, x, y, radius);
      const edges = [x - box.width / 2 - 2, box.base - box.font, x + box.width / 2 + 2, box.base + (box.lines.length - 1) * box.font * 1.12 + 4];
      if (edges[0] < 0 || edges[2] > wide || edges[1] < 0 || edges[3] > high) return;
      if (taken.some((other) => edges[0] < other[2] && other[0] < edges[2] && edges[1] < other[3] && other[1] < edges[3])) return;
      taken.push(edges);
      write(context, box, node === here ? "600 " : "");
    };
    if (here !== null && graph.hasNode(here)) place(here, true);
    for (const at of bySize) if (!open.has(at) && taken.length < MOST && "g" + at !== here) place("g" + at, true);
    for (const at of ranked) if (taken.length < MOST && "p" + at !== here) place("p" + at, false);
    holder.dataset.labels = String(taken.length);
  };
  const MOST = 160;
  let ranked = [];
  const rank = () => {
    const importance = (at) => (glows(at) ? 1e6 : 0) + file.degree[at];
    ranked = [...open].flatMap(file.members).sort((a, b) => importance(b) - importance(a) || a - b);
  };
  const hover = (context, node) => {
    context.beginPath();
    context.arc(node.x, node.y, node.size + 3, 0, 2 * Math.PI);
    context.strokeStyle = "#171a2b";
    context.lineWidth = 3;
    context.stroke();
    const box = boxOf(context, node.key.replace("h", "g").replace("m", "p"), node.x, node.y, node.size);
    context.fillStyle = "#ffffff";
    context.fillRect(box.x - box.width / 2 - 6, box.base - box.font - 2, box.width + 12, box.lines.length * box.font * 1.12 + 6);
    write(context, box, "600 ");
  };
  const nodeProgramClasses = window.largeShapes().of(scene.sectors);
  const sigma = new Sigma.Sigma(graph, canvas, {
    nodeProgramClasses,
    nodeHoverProgramClasses: nodeProgramClasses,
    defaultDrawNodeHover: hover,
    itemSizesReference: "positions",
    zoomToSizeRatioFunction: (ratio) => ratio,
    renderLabels: false, // sigma's own cover each other
    minEdgeThickness: 0.6,
    zIndex: false,
    enableCameraRotation: false,
    minCameraRatio: 0.002,
    maxCameraRatio: 1.5,
    stagePadding: 16,
  });
  for (const inner of canvas.querySelectorAll("[tabindex]")) inner.tabIndex = -1; // the map is one tab stop
  const ends = (axis, by) => [
    Math.min(...scene.nodes.map((group) => by * group[axis] - group.r)), Math.max(...scene.nodes.map((group) => by * group[axis] + group.r)),
  ];
  sigma.setCustomBBox({ x: ends("x", 1), y: ends("y", -1) });
  const camera = sigma.getCamera();
  const move = (to) => (still ? camera.setState(to) : camera.animate(to, { duration: 350 }));
  const fit = () => move({ x: 0.5, y: 0.5, ratio: 1, angle: 0 });
  const wide = () => Math.max(...["x", "y"].map((axis) => Math.abs(ends(axis, 1)[1] - ends(axis, 1)[0])));
  const look = (node, ratio) => {
    const { x, y } = sigma.getNodeDisplayData(node);
    move({ x, y, ratio });
  };
  const into = (at) => look("g" + at, Math.min(1, 2.4 * scene.nodes[at].r / wide()));

  // -- where one is ----------------------------------------------------------------------------------------------
  const say = (text, partner) => {
    status.replaceChildren(document.createTextNode(text + " "));
    if (partner !== undefined && !offline) {
      const link = make("a", "kern-link", words.open);
      link.href = "/partners/" + encodeURIComponent(file.ids[partner]);
      status.append(link);
    }
  };
  const said = (node) => {
    const at = number(node);
    if (node[0] === "g") {
      const group = scene.nodes[at];
      return fill(words.group, { name: group.name, n: group.n }) + (open.has(at) ? ", " + words.opened : "");
    }
    const values = { name: file.names[at], sector: scene.sectors[file.sector[at]][0], n: file.degree[at] };
    return fill(file.degree[at] === 1 ? words.one : words.partner, values) + (glows(at) ? ", " + words.marked : "");
  };
  const show = (node) => {
    if (here !== null && graph.hasNode(here)) graph.setNodeAttribute(here, "highlighted", false);
    here = node;
    graph.setNodeAttribute(node, "highlighted", true);
    say(said(node), node[0] === "p" ? number(node) : undefined);
  };
  const enter = (at) => {
    expand(at);
    into(at);
    show("g" + at);
  };
  const jump = (partner) => {
    expand(file.group[partner]);
    sigma.refresh();
    show("p" + partner);
    look("p" + partner, Math.min(1, 90 / wide()));
  };
  const act = () => {
    if (here === null) return;
    if (here[0] === "g") return enter(number(here));
    if (!offline) window.location.href = "/partners/" + encodeURIComponent(file.ids[number(here)]);
  };
  const step = (by) => {
    if (here === null) return show("g" + bySize[0]);
    const at = number(here);
    if (here[0] === "g") return show("g" + bySize[(bySize.indexOf(at) + by + bySize.length) % bySize.length]);
    const group = file.group[at];
    const [start, n] = [file.first[group], scene.nodes[group].n];
    show("p" + (start + (at - start + by + n) % n));
  };
  const keys = {
    ArrowRight: () => step(1),
    ArrowLeft: () => step(-1),
    ArrowDown: () => {
      if (here === null) return step(1);
      if (here[0] !== "g") return undefined;
      const at = number(here);
      enter(at);
      return show("p" + file.first[at]);
    },
    ArrowUp: () => { if (here !== null && here[0] === "p") show("g" + file.group[number(here)]); },
    Enter: act,
    "+": () => move({ ratio: camera.ratio / 1.5 }),
    "-": () => move({ ratio: Math.min(1.5, camera.ratio * 1.5) }),
    "0": fit,
  };
  canvas.addEventListener("keydown", (event) => {
    const key = keys[event.key];
    if (!key || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    key();
  });
  sigma.on("clickNode", ({ node }) => {
    if (node[0] === "g" || node[0] === "h") enter(number(node));
    else show("p" + number(node));
  });
  sigma.on("doubleClickNode", ({ node, preventSigmaDefault }) => {
    preventSigmaDefault();
    if (node === here && node[0] === "p") act();
  });
  // the wheel scrolls the page until the map has the focus
  canvas.addEventListener("wheel", (event) => { if (document.activeElement !== canvas) event.stopPropagation(); }, { capture: true });
  canvas.addEventListener("pointerdown", () => canvas.focus({ preventScroll: true }));

  // -- search and buttons ----------------------------------------------------------------------------------------
  const label = make("label", "kern-label scene__search", words.search);
  const search = make("input", "kern-form-input__input");
  search.type = "search";
  label.append(search);
  let last = { wanted: "", hits: [], at: -1 };
  const find = () => {
    const wanted = search.value.trim().toLocaleLowerCase("de");
    if (!wanted) return;
    if (last.wanted !== wanted) {
      const holds = (text) => text.toLocaleLowerCase("de").includes(wanted);
      const groups = scene.nodes.flatMap((group, at) => (holds(group.name) ? ["g" + at] : []));
      last = { wanted, hits: [...groups, ...file.names.flatMap((text, at) => (holds(text) ? ["p" + at] : []))], at: -1 };
    }
    if (!last.hits.length) return say(words.nothing);
    last.at = (last.at + 1) % last.hits.length;
    const hit = last.hits[last.at];
    if (hit[0] === "g") enter(number(hit)); else jump(number(hit));
    if (last.hits.length > 1) {
      say(fill(words.hit, { place: last.at + 1, all: last.hits.length, name: said(hit) }), hit[0] === "p" ? number(hit) : undefined);
    }
  };
  search.addEventListener("keydown", (event) => { if (event.key === "Enter") { event.preventDefault(); find(); } });
  const buttons = make("div", "scene__buttons");
  const shut = () => { for (const at of [...open]) collapse(at); here = null; status.textContent = ""; fit(); };
  for (const [text, press, aria] of [
    [words.find, find], ["+", keys["+"], words.zoom_in], ["−", keys["-"], words.zoom_out], [words.fit, fit], [words.close, shut],
  ]) {
    const button = make("button", "kern-btn kern-btn--secondary kern-btn--x-small");
    button.type = "button";
    if (aria) button.setAttribute("aria-label", aria);
    button.append(make("span", "kern-label", text));
    button.addEventListener("click", press);
    buttons.append(button);
  }
  bar.append(label, buttons);
  sigma.on("afterRender", names);
  document.fonts.load("12px 'Fira Sans'").then(() => sigma.refresh());
  sigma.once("afterRender", () => { holder.dataset.drawn = graph.order + "/" + graph.size; });
  sigma.refresh();
  holder.sigma = sigma; // for whoever tests the map: where a node stands on the screen
})();
