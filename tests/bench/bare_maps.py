"""Pages with nothing but a library, its data and a line that says whom a click hit: the best that a map of these can be."""

from __future__ import annotations

import json
from typing import Any

from graphsvc.pictures import WEB

_PAGE = """<!doctype html><meta charset="utf-8"><title>-</title>
<div id="map" style="position: absolute; left: {x}px; top: {y}px; width: {width}px; height: {height}px"></div>
<p role="status"></p>
<script>{library}</script>
<script>
const data = {data};
const say = (text) => {{ document.querySelector("[role=status]").textContent = text; }};
{code}
</script>"""
_VIS = """
const names = new Map(data.nodes.map((node) => [node.id, node.name]));
window.map = new vis.Network(document.getElementById("map"), {
  nodes: new vis.DataSet(data.nodes.map(({ name, ...node }) => (data.named ? { ...node, label: name } : node))),
  edges: new vis.DataSet(data.edges),
}, { physics: false, layout: { improvedLayout: false }, edges: { smooth: false }, interaction: { dragNodes: false } });
map.moveTo(data.view);
map.on("click", ({ nodes }) => { if (nodes.length) say(names.get(nodes[0])); });
"""
_SIGMA = """
const graph = new graphology.Graph({ type: "undirected" });
for (const [id, x, y, size, color, label] of data.nodes) graph.addNode(id, { x, y, size, color, label });
for (const [a, b] of data.edges) graph.addEdge(a, b, { size: 0.7, color: "#b4bac2" });
window.map = new Sigma.Sigma(graph, document.getElementById("map"), {
  itemSizesReference: "positions", zoomToSizeRatioFunction: (ratio) => ratio, minEdgeThickness: 0.6, stagePadding: 16,
});
let here = null;
map.on("clickNode", ({ node }) => {
  if (here !== null) graph.setNodeAttribute(here, "highlighted", false);
  here = node;
  graph.setNodeAttribute(node, "highlighted", true);
  say(graph.getNodeAttribute(node, "label"));
});
"""


def vis_page(scene: dict[str, Any], frame: dict[str, float], view: dict[str, Any], *, named: bool) -> str:
    """Return the partners and ties of our scene by vis-network alone; ``named`` lets it write their names, too."""
    kept = ("id", "x", "y", "shape", "size", "color")
    nodes = [{key: node[key] for key in kept} | {"name": node["full"], "borderWidth": 1} for node in scene["nodes"]]
    edges = [
        {
            **{key: edge[key] for key in ("from", "to", "width", "dashes")},
            "arrows": {"to": {"enabled": bool(edge["arrows"]), "scaleFactor": 0.45}},
            "color": {"color": "#5b6470", "opacity": 0.55},
        }
        for edge in scene["edges"]
    ]
    data = {"nodes": nodes, "edges": edges, "view": view, "named": named}
    return _page(frame, ["vis-network.min.js"], data, _VIS)


def sigma_page(drawn: dict[str, Any], frame: dict[str, float]) -> str:
    """Return the partners and ties that our map has drawn by sigma alone."""
    return _page(frame, ["graphology.umd.min.js", "sigma.min.js"], drawn, _SIGMA)


def _page(frame: dict[str, float], libraries: list[str], data: Any, code: str) -> str:
    found = [(WEB / "static" / "vendor" / name).read_text(encoding="utf-8") for name in libraries]
    return _PAGE.format(
        **frame,
        library="\n".join(found).replace("</script", "<\\/script"),
        data=json.dumps(data, ensure_ascii=False).replace("<", "\\u003c"),
        code=code,
    )
