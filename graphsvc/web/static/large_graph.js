// What is on the large map: a disc for each group, lines between; of those that are open, their partners and ties.
// Nodes: g(roup), h(alo of a group), p(artner), m(ark of a partner). Lines: b(etween groups), t(ie between partners),
// o(ut: of a partner into a group that is not open).
"use strict";

window.largeGraph = (scene, file) => {
  const graph = new graphology.Graph({ type: "undirected" });
  const LARGEST = 4.4; // the largest a partner's sign may be, so that none covers another
  const LINE = "#5b6470";
  const open = new Set();
  const off = new Set(); // sectors
  let here = null; // the node one is at
  let crossed = new Set(); // lines between groups that would run through an open one

  const number = (node) => Number(node.slice(1));
  const marked = file.mark.some((mark) => mark > 0);
  const glows = (at) => marked && file.mark[at] > 0;
  const faded = (at) => off.has(file.sector[at]);
  const about = scene.nodes.map((_, at) => (marked ? file.members(at).filter(glows).length : 0));
  let left = scene.nodes.map((group) => group.n); // partners of each group that no filter faded
  const size = (at) => Math.min(LARGEST, 1.9 + 0.55 * Math.sqrt(file.degree[at]));

  scene.nodes.forEach((group, at) => {
    const where = { x: group.x, y: -group.y, label: null };
    if (about[at]) graph.addNode("h" + at, { ...where, size: group.r + Math.min(12, 0.1 * group.r + 4), type: "halo", color: scene.halo });
    graph.addNode("g" + at, { ...where, size: group.r, type: "disc", color: scene.disc });
  });
  const most = Math.max(1, ...scene.edges.map((edge) => edge.count));
  scene.edges.forEach(({ from, to, count }, at) => {
    graph.addEdgeWithKey("b" + at, from, to, { size: 1.4 + 6 * Math.sqrt(count / most), color: LINE + "80" });
  });

  const middle = (at) => [scene.nodes[at].x, scene.nodes[at].y];
  const away = ([x, y], [ax, ay], [bx, by]) => {
    const length = (bx - ax) ** 2 + (by - ay) ** 2;
    const share = length ? Math.max(0, Math.min(1, ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / length)) : 0;
    return Math.hypot(x - ax - share * (bx - ax), y - ay - share * (by - ay));
  };
  const cross = () => {
    crossed = new Set(scene.edges.flatMap(({ from, to }, at) => {
      const [a, b] = [number(from), number(to)];
      const through = [...open].some((group) => away(middle(group), middle(a), middle(b)) < scene.nodes[group].r);
      return through ? ["b" + at] : [];
    }));
  };
  const draw = (key, a, b) => { if (!graph.hasEdge(key)) graph.addEdgeWithKey(key, a, b, { size: 1.4, color: LINE }); };
  const tie = (partner, other) => {
    const group = file.group[other];
    if (!open.has(group)) return draw("o" + partner + "-" + group, "p" + partner, "g" + group);
    return draw("t" + Math.min(partner, other) + "-" + Math.max(partner, other), "p" + partner, "p" + other);
  };

  // what sigma shows of a node or line, as things are now
  const node = (key, data) => {
    const at = number(key);
    const highlighted = key === here;
    if (key[0] === "g") return { ...data, highlighted, color: left[at] ? data.color : "#eef1f4" };
    if (key[0] === "h") return { ...data, hidden: open.has(at) };
    if (key[0] === "m") return { ...data, hidden: faded(at) };
    const alpha = faded(at) ? "24" : marked && !glows(at) ? "8c" : "";
    return { ...data, highlighted, color: scene.sectors[file.sector[at]][1] + alpha };
  };
  const edge = (key, data) => {
    const [a, b] = graph.extremities(key);
    if (key[0] === "b") return { ...data, hidden: open.has(number(a)) || open.has(number(b)) || crossed.has(key) };
    if ([a, b].some((end) => end[0] === "p" && faded(number(end)))) return { ...data, hidden: true };
    if (a === here || b === here) return { ...data, size: 1.8, color: scene.ink + (graph.degree(here) > 60 ? "80" : "") };
    return { ...data, color: LINE + (graph.size > 3000 ? "38" : "80") };
  };

  return {
    graph, open, off, number, marked, glows, faded, about, node, edge,
    left: (at) => left[at],
    at: (key) => { here = key; },
    count: () => {
      left = scene.nodes.map(() => 0);
      file.sector.forEach((sector, at) => { if (!off.has(sector)) left[file.group[at]] += 1; });
    },
    expand: (at) => {
      if (open.has(at)) return;
      open.add(at);
      graph.setNodeAttribute("g" + at, "type", "ring");
      for (const line of graph.edges("g" + at)) if (line[0] === "o") graph.dropEdge(line);
      for (const partner of file.members(at)) {
        const where = { x: file.x(partner), y: -file.y(partner), label: null };
        if (glows(partner)) graph.addNode("m" + partner, { ...where, size: 1.45 * size(partner), type: "halo", color: scene.halo });
        graph.addNode("p" + partner, { ...where, size: size(partner), type: "sector" + file.sector[partner] });
      }
      for (const partner of file.members(at)) for (const other of file.tied(partner)) tie(partner, other);
      cross();
    },
    collapse: (at) => {
      open.delete(at);
      const outside = new Set();
      for (const partner of file.members(at)) {
        for (const other of file.tied(partner)) if (open.has(file.group[other])) outside.add([other, partner]);
        for (const kind of "pm") if (graph.hasNode(kind + partner)) graph.dropNode(kind + partner);
      }
      for (const [other, partner] of outside) tie(other, partner);
      graph.setNodeAttribute("g" + at, "type", "disc");
      cross();
    },
  };
};
