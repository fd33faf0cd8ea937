// Reads the large map's compact file: a column each, numbers as base64 of little-endian arrays, texts by line.
"use strict";

window.largeFile = (scene) => {
  const bytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const numbers = (text, Kind) => new Kind(bytes(text).buffer);
  const [x, y] = [numbers(scene.x, Uint16Array), numbers(scene.y, Uint16Array)];
  const ends = numbers(scene.ends, Uint32Array);
  const place = (values, low) => (at) => low + values[at] / 65535 * scene.span;
  const group = new Uint32Array(x.length);
  const first = [];
  scene.nodes.reduce((start, each, at) => {
    first.push(start);
    group.fill(at, start, start + each.n);
    return start + each.n;
  }, 0);
  // the ties of each partner, one array after the other
  const from = new Uint32Array(x.length + 1);
  for (const end of ends) from[end + 1] += 1;
  for (let at = 0; at < x.length; at += 1) from[at + 1] += from[at];
  const next = from.slice();
  const others = new Uint32Array(ends.length);
  for (let at = 0; at < ends.length; at += 2) {
    others[next[ends[at]]++] = ends[at + 1];
    others[next[ends[at + 1]]++] = ends[at];
  }
  const names = scene.names.split("\n");
  return {
    count: x.length,
    x: place(x, scene.low[0]),
    y: place(y, scene.low[1]),
    degree: numbers(scene.degree, Uint16Array),
    sector: numbers(scene.sector, Uint8Array),
    mark: numbers(scene.mark, Uint8Array),
    ids: scene.ids.split("\n"),
    names,
    group,
    first,
    members: (at) => Array.from({ length: scene.nodes[at].n }, (_, number) => first[at] + number),
    tied: (at) => others.subarray(from[at], from[at + 1]),
  };
};
