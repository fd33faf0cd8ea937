"""What the maps' benchmark asks the pages: what is drawn, and where a click would meet a partner."""

from __future__ import annotations

FRAME = """() => {
  const { x, y, width, height } = document.querySelector(".scene__canvas").getBoundingClientRect();
  return { x, y, width, height };
}"""
SCENE = 'document.querySelector("script.scene-data").textContent'
NAMES = f"largeFile(JSON.parse({SCENE})).names"  # of the large map's partners, in its order
# our map keeps vis-network to itself: it is caught when it asks for its scale
CAUGHT = """() => {
  const { getScale } = vis.Network.prototype;
  vis.Network.prototype.getScale = function (...given) { window.map = this; return getScale.apply(this, given); };
}"""
# a mouse stands on whole pixels: a symbol is clicked where one of these lies on it
_AT = """const at = ({ x, y }, id, hit) => {
  const { left, top } = document.querySelector(".scene__canvas, #map").getBoundingClientRect();
  const [across, down] = [Math.round(left + x), Math.round(top + y)];
  return hit({ x: across - left, y: down - top }) ? { id, x: across, y: down } : null;
};"""
OF_VIS = (
    "(ids) => {"
    + _AT
    + """
  return {
    view: { position: map.getViewPosition(), scale: map.getScale() },
    nodes: Object.entries(map.getPositions()),
    edges: map.body.data.edges.length,
    places: ids.map((id) => at(map.canvasToDOM(map.getPosition(id)), id, (pixel) => map.getNodeAt(pixel) === id)).filter(Boolean),
  };
}"""
)
OF_SIGMA = (
    "() => {"
    + _AT
    + """
  const map = window.map || document.querySelector(".scene").sigma;
  const graph = map.getGraph();
  const own = (id) => !["g", "h", "m"].includes(id[0]); // no group, no halo
  const nodes = graph.nodes().filter(own);
  const place = (id) => map.graphToViewport(graph.getNodeAttributes(id));
  return {
    nodes: nodes.map((id) => {
      const { x, y, size, color, label } = graph.getNodeAttributes(id);
      return [id, x, y, size, color, ...(label ? [label] : [])]; // our map writes its names itself
    }),
    edges: graph.mapEdges((edge, attributes, a, b) => [a, b]).filter((ends) => ends.every(own)),
    places: nodes.map((id) => at(place(id), id, (pixel) => map.getNodeAtPosition(pixel) === id)).filter(Boolean),
    groups: graph.nodes().filter((id) => id[0] === "g").map((id) => at(place(id), id, () => true)),
  };
}"""
)
# as fast as any hand could: every group is walked to and entered when the map is there
OPEN_ALL = """(() => {
  const watch = new MutationObserver(() => {
    const scene = document.querySelector(".scene[data-drawn]");
    if (!scene || !scene.sigma) return;
    watch.disconnect();
    const press = (key) => scene.querySelector(".scene__canvas").dispatchEvent(new KeyboardEvent("keydown", { key }));
    const groups = Number(scene.dataset.drawn.split("/")[0]);
    for (let at = 0; at < groups; at += 1) { press("ArrowRight"); press("Enter"); }
    press("0");
  });
  watch.observe(document, { subtree: true, attributes: true, attributeFilter: ["data-drawn"] });
})()"""
