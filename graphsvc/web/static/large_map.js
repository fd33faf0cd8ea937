// The large map: groups first, opened on click, drawn by sigma. All texts are set as text, never as HTML.
"use strict";

(() => {
  const holder = document.querySelector('.scene[data-map="large_map"]');
  const data = document.querySelector("script.scene-data");
  if (!holder || !data) return;
  if (!window.Sigma || !window.graphology) {
    holder.dataset.drawn = "svg"; // the picture stays
    return;
  }
  const scene = JSON.parse(data.textContent);
  const words = scene.words;
  const offline = holder.dataset.offline === "true"; // a saved file has no partner pages beside it
  const { make, fill, whenRead, button, bar, canvas, status, help } = window.sceneFrame(words, "scene__canvas scene__canvas--large");

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
  const drawing = (tag, attributes) => {
    const found = document.createElementNS("http://www.w3.org/2000/svg", tag);
    for (const [key, value] of Object.entries(attributes)) found.setAttribute(key, value);
    return found;
  };
  const sign = ([, colour, shape, points]) => {
    const picture = drawing("svg", { viewBox: "-1.3 -1.4 2.6 2.8", width: 18, height: 18, "aria-hidden": "true" });
    const look = { fill: colour, stroke: scene.ink, "stroke-width": 0.15 };
    picture.append(shape === "dot" ? drawing("circle", { r: 1, ...look })
      : shape === "square" ? drawing("rect", { x: -0.85, y: -0.85, width: 1.7, height: 1.7, ...look })
        : drawing("polygon", { points: points.join(" "), ...look }));
    return picture;
  };
  const legend = make("div", "scene__legend");
  legend.setAttribute("role", "group");
  legend.setAttribute("aria-label", words.legend);
  const rows = make("div", "scene__rows");
  legend.append(rows);
  holder.prepend(bar, canvas, status, legend, help);
  // the picture without a script has the legend already: sign and text, again and again
  whenRead(() => {
    const whole = holder.querySelector(":scope > svg");
    const parts = [...whole.querySelectorAll("g.legend > *")];
    for (let at = 0; at < parts.length; at += 2) {
      const row = make("span", "scene__sign kern-body kern-body--small");
      const picture = drawing("svg", { "aria-hidden": "true" });
      picture.append(parts[at]);
      row.append(picture, document.createTextNode(parts[at + 1].textContent));
      rows.append(row);
      const { x, y, width, height } = parts[at].getBBox(); // known only where it is shown
      picture.setAttribute("viewBox", [x - 3, y - 3, width + 6, height + 6].join(" "));
    }
    whole.remove();
  });

  // -- the drawing -----------------------------------------------------------------------------------------------
  const content = window.largeGraph(scene, file);
  const { open, number } = content;
  const names = window.largeNames(scene, file, content, canvas, words, fill);
  let here = null; // a node of the graph
  const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  const hover = (context, node) => {
    context.beginPath();
    context.arc(node.x, node.y, node.size + 3, 0, 2 * Math.PI);
    context.strokeStyle = "#171a2b";
    context.lineWidth = 3;
    context.stroke();
    const about = node.key.replace("h", "g").replace("m", "p");
    if (about !== here && !(about[0] === "g" && open.has(number(about)))) names.box(context, about, node.x, node.y, node.size);
  };
  const { nodes: nodeProgramClasses, edges: edgeProgramClasses } = window.largeShapes.of(scene.sectors, new Set(file.sector));
  const sigma = new Sigma.Sigma(content.built(), canvas, {
    nodeProgramClasses,
    nodeHoverProgramClasses: nodeProgramClasses,
    edgeProgramClasses,
    defaultEdgeType: "line",
    nodeReducer: content.node,
    edgeReducer: content.edge,
    defaultDrawNodeHover: hover,
    itemSizesReference: "positions",
    zoomToSizeRatioFunction: (ratio) => ratio,
    renderLabels: false, // sigma's own cover each other
    minEdgeThickness: 1,
    zIndex: false,
    enableCameraRotation: false,
    minCameraRatio: 0.002,
    maxCameraRatio: 1.5,
    stagePadding: 16,
    allowInvalidContainer: true, // a page that is hidden or printed gives it no room
  });
  for (const inner of canvas.querySelectorAll("[tabindex]")) inner.tabIndex = -1; // the map is one tab stop
  const ends = (axis, by) => [
    Math.min(...scene.nodes.map((group) => by * group[axis] - group.r)), Math.max(...scene.nodes.map((group) => by * group[axis] + group.r)),
  ];
  sigma.setCustomBBox({ x: ends("x", 1), y: ends("y", -1) });
  const camera = sigma.getCamera();
  const move = (to) => (still ? camera.setState(to) : camera.animate(to, { duration: 350 }));
  const fit = () => move({ x: 0.5, y: 0.5, ratio: 1, angle: 0 });
  const CLOSE = 5.5;
  const WHOLE = { cameraState: { x: 0.5, y: 0.5, ratio: 1, angle: 0 } };
  const pixelsOfUnit = () => { // where all is shown, wherever one looks at now
    const [a, b] = [0, 1].map((x) => sigma.graphToViewport({ x, y: 0 }, WHOLE));
    return Math.hypot(b.x - a.x, b.y - a.y);
  };
  const look = (node, pixels) => { // so many pixels for each unit of the map
    const { x, y } = sigma.viewportToFramedGraph(sigma.graphToViewport(content.where(node))); // drawn or not yet
    move({ x, y, ratio: Math.max(0.002, Math.min(1, pixelsOfUnit() / pixels)) });
  };
  const into = (at) => look("g" + at, Math.min(CLOSE, 0.42 * Math.min(canvas.clientWidth, canvas.clientHeight) / scene.nodes[at].r));
  let waiting = 0; // however many groups open or close before the next frame, the graph is built anew once
  const changed = () => {
    holder.dataset.open = String(open.size);
    waiting ||= requestAnimationFrame(() => {
      waiting = 0;
      names.rank();
      sigma.setGraph(content.built());
    });
  };

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
      return [fill(words.group, { name: group.name, n: group.n }), open.has(at) && words.opened,
        content.about[at] && fill(words.about, { n: content.about[at] })].filter(Boolean).join(", ");
    }
    const values = { name: file.names[at], sector: scene.sectors[file.sector[at]][0], n: file.degree[at] };
    return fill(file.degree[at] === 1 ? words.one : words.partner, values) + (content.glows(at) ? ", " + words.marked : "");
  };
  const stand = (node) => {
    const graph = sigma.getGraph();
    const nodes = [here, node].filter((key) => key !== null && graph.hasNode(key));
    here = node;
    content.at(node);
    names.at(node);
    if (!waiting) sigma.refresh({ partialGraph: { nodes, edges: nodes.flatMap((key) => graph.edges(key)) }, skipIndexation: true });
  };
  // what one walks to comes into view
  const reveal = (node) => {
    const at = sigma.graphToViewport(content.where(node));
    if (at.x < 20 || at.y < 20 || at.x > canvas.clientWidth - 20 || at.y > canvas.clientHeight - 20) {
      const { x, y } = sigma.viewportToFramedGraph(at);
      move({ x, y });
    }
  };
  const tell = (node) => {
    stand(node);
    say(said(node), node[0] === "p" ? number(node) : undefined);
  };
  // who is not tied to what was clicked is faded until Escape
  const spot = (node) => {
    if (node === content.spotted()) return;
    holder.dataset.circle = String(content.spot(node) || "");
    if (!waiting) sigma.refresh({ skipIndexation: true });
  };
  const show = (node) => {
    spot(null); // who walks or searches goes through all
    tell(node);
  };
  const enter = (at) => {
    open.add(at);
    changed();
    into(at);
    show("g" + at);
  };
  const close = () => {
    if (content.spotted() !== null) return spot(null);
    if (here === null) return;
    const at = here[0] === "g" ? number(here) : file.group[number(here)];
    open.delete(at);
    changed();
    show("g" + at);
  };
  const jump = (partner) => {
    open.add(file.group[partner]);
    changed();
    show("p" + partner);
    look("p" + partner, CLOSE);
  };
  const act = () => {
    if (here === null) return;
    if (here[0] === "g") return enter(number(here));
    if (!offline) window.location.href = "/partners/" + encodeURIComponent(file.ids[number(here)]);
  };
  const walk = (node) => { show(node); reveal(node); };
  const step = (by) => {
    const order = names.bySize;
    if (here === null) return walk("g" + order[0]);
    const at = number(here);
    if (here[0] === "g") return walk("g" + order[(order.indexOf(at) + by + order.length) % order.length]);
    const group = file.group[at];
    const [start, n] = [file.first[group], scene.nodes[group].n];
    walk("p" + (start + (at - start + by + n) % n));
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
    Escape: close,
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
    const clicked = ("gh".includes(node[0]) ? "g" : "p") + number(node);
    if (clicked[0] === "g") enter(number(node)); else tell(clicked);
    setTimeout(() => { if (here === clicked) spot(clicked); }, 50); // the answer is drawn first, then all the others are faded
  });
  sigma.on("clickStage", () => spot(null));
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
      const parts = wanted.split(/\s+/);
      const holds = (text) => parts.every((part) => text.toLocaleLowerCase("de").includes(part));
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
  const shut = () => {
    open.clear();
    changed();
    spot(null);
    stand(null);
    status.textContent = "";
    fit();
  };
  for (const [text, press, aria] of [
    [words.find, find], ["+", keys["+"], words.zoom_in], ["−", keys["-"], words.zoom_out], [words.fit, fit], [words.close, shut],
  ]) {
    buttons.append(button(text, press, aria));
  }
  bar.append(label, buttons);

  // -- the sectors' signs, each to fade its partners -----------------------------------------------------------------
  const signs = make("fieldset", "scene__signs");
  signs.append(make("legend", "kern-label", words.sector));
  scene.sectors.forEach((each, at) => {
    if (!file.sector.includes(at)) return;
    const row = make("label", "scene__sign kern-body kern-body--small");
    const box = make("input");
    box.type = "checkbox";
    box.checked = true;
    box.addEventListener("change", () => {
      if (box.checked) content.off.delete(at); else content.off.add(at);
      content.count();
      sigma.refresh({ skipIndexation: true });
    });
    row.append(box, sign(each), document.createTextNode(each[0]));
    signs.append(row);
  });
  signs.append(make("p", "kern-body kern-body--small", words.sizes));
  legend.append(signs);

  names.follow(sigma, holder);
  sigma.once("afterRender", () => { holder.dataset.drawn = sigma.getGraph().order + "/" + sigma.getGraph().size; });
  sigma.scheduleRefresh(); // within the box given above
  holder.sigma = sigma; // for whoever tests the map: where a node stands on the screen
})();
