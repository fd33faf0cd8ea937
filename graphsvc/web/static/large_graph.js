// What is on the large map: a disc for each group, lines between; of those that are open, their partners and ties.
// Nodes: g(roup), h(alo of a group), p(artner), m(ark of a partner). Lines: b(etween groups), t(ie between partners),
// o(ut: of a partner into a group that is not open).
"use strict";

window.largeGraph = (scene, file) => {
  const { DISC, RING, ofSector } = window.largeShapes;
  const LARGEST = 4.4; // the largest a partner's sign may be, so that none covers another
  const LINE = "#5b6470";
  const OWNER = { g: "g", h: "g", p: "p", m: "p" }; // a halo goes with its group, a mark with its partner
  const open = new Set();
  const off = new Set(); // sectors
  let here = null; // the node one is at
  let spotted = null; // the partner or group that was clicked: who is not tied to it is faded
  let circle = null; // of what was clicked: all that stay
  let graph = null;

  const number = (node) => Number(node.slice(1));
  const marked = file.mark.some((mark) => mark > 0);
  const glows = (at) => marked && file.mark[at] > 0;
  const faded = (at) => off.has(file.sector[at]);
  const about = scene.nodes.map((_, at) => (marked ? file.members(at).filter(glows).length : 0));
  let left = scene.nodes.map((group) => group.n); // partners of each group that no filter faded
  const size = (at) => Math.min(LARGEST, 1.9 + 0.55 * Math.sqrt(file.degree[at]));
  const ofGroup = (at) => ({ x: scene.nodes[at].x, y: -scene.nodes[at].y });
  const ofPartner = (at) => ({ x: file.x(at), y: -file.y(at) });

  const away = ({ x, y }, { x: ax, y: ay }, { x: bx, y: by }) => {
    const length = (bx - ax) ** 2 + (by - ay) ** 2;
    const share = length ? Math.max(0, Math.min(1, ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / length)) : 0;
    return Math.hypot(x - ax - share * (bx - ax), y - ay - share * (by - ay));
  };
  // between groups that are both closed, and not where the line would run through an open one
  const stands = ({ from, to }) => {
    const [a, b] = [number(from), number(to)];
    return !open.has(a) && !open.has(b)
      && ![...open].some((group) => away(ofGroup(group), ofGroup(a), ofGroup(b)) < scene.nodes[group].r);
  };
  const addGroup = (at) => {
    const { r } = scene.nodes[at];
    const [where, closed] = [{ ...ofGroup(at), label: null }, !open.has(at)];
    if (about[at] && closed) graph.addNode("h" + at, { ...where, size: r + Math.min(12, 0.1 * r + 4), shape: DISC, color: scene.halo });
    graph.addNode("g" + at, { ...where, size: r, shape: closed ? DISC : RING, color: scene.disc });
  };
  const addPartner = (at) => {
    const where = { ...ofPartner(at), label: null };
    if (glows(at)) graph.addNode("m" + at, { ...where, size: 1.45 * size(at), shape: DISC, color: scene.halo });
    graph.addNode("p" + at, { ...where, size: size(at), shape: ofSector(file.sector[at]) });
  };
  const addTies = (partner) => {
    const outside = new Set(); // groups
    for (const other of file.tied(partner)) {
      const group = file.group[other];
      if (!open.has(group)) outside.add(group);
      else if (partner < other) graph.addEdgeWithKey("t" + partner + "-" + other, "p" + partner, "p" + other, { size: 1.4, color: LINE });
    }
    for (const group of outside) graph.addEdgeWithKey("o" + partner + "-" + group, "p" + partner, "g" + group, { size: 1.4, color: LINE });
  };

  const inSpot = (key) => key === spotted || (key[0] === "p" && spotted[0] === "g" && file.group[number(key)] === number(spotted));
  const around = (key) => {
    const own = key[0] === "g" ? file.members(number(key)) : [number(key)];
    const all = new Set(own);
    for (const partner of own) for (const other of file.tied(partner)) all.add(other);
    return new Set([...all].flatMap((partner) => ["p" + partner, "g" + file.group[partner]]).concat(key));
  };
  const outside = (key) => circle !== null && !circle.has(key);

  // what sigma shows of a node or line, as things are now
  const node = (key, data) => {
    const at = number(key);
    const highlighted = key === here;
    const pale = outside(OWNER[key[0]] + at) ? "24" : "";
    if (key[0] === "g") return { ...data, highlighted, color: (left[at] ? data.color : "#eef1f4") + pale };
    if (key[0] === "h") return { ...data, color: data.color + pale };
    if (key[0] === "m") return { ...data, hidden: faded(at), color: data.color + pale };
    const alpha = faded(at) ? "24" : pale || (marked && !glows(at) ? "8c" : "");
    return { ...data, highlighted, color: scene.sectors[file.sector[at]][1] + alpha };
  };
  const edge = (key, data) => {
    const [a, b] = graph.extremities(key);
    if (key[0] !== "b" && [a, b].some((end) => end[0] === "p" && faded(number(end)))) return { ...data, hidden: true };
    if (circle !== null && !inSpot(a) && !inSpot(b)) return { ...data, color: LINE + "0f" };
    if (key[0] === "b") return data;
    if (a === here || b === here) return { ...data, size: 1.8, color: scene.ink + (graph.degree(here) > 60 ? "80" : "") };
    return { ...data, color: LINE + (graph.size > 3000 ? "38" : "80") };
  };

  return {
    open, off, number, marked, glows, faded, about, node, edge, outside,
    left: (at) => left[at],
    at: (key) => { here = key; },
    // Leave only what is tied to a partner or group as it is; with null all again. Return how many these are.
    spot: (key) => {
      spotted = key;
      circle = key === null ? null : around(key);
      return circle === null ? 0 : circle.size;
    },
    spotted: () => spotted,
    where: (key) => (key[0] === "g" ? ofGroup : ofPartner)(number(key)),
    count: () => {
      left = scene.nodes.map(() => 0);
      file.sector.forEach((sector, at) => { if (!off.has(sector)) left[file.group[at]] += 1; });
    },
    // Return the graph as it is now, a new one: sigma reads all of a graph again at each single change of it.
    built: () => {
      graph = new graphology.Graph({ type: "undirected" });
      scene.nodes.forEach((_, at) => addGroup(at));
      const partners = [...open].flatMap(file.members);
      partners.forEach(addPartner);
      scene.edges.forEach((each, at) => {
        if (stands(each)) graph.addEdgeWithKey("b" + at, each.from, each.to, { size: each.width, color: LINE + "80" });
      });
      partners.forEach(addTies);
      return graph;
    },
  };
};
