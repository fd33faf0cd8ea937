// Reads the large map's compact file: a column each, numbers as base64 of little-endian arrays, names as numbers of words.
"use strict";

window.largeFile = (scene) => {
  const bytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const numbers = (text, Kind) => new Kind(bytes(text).buffer);
  // seven bits a byte, the low first; all but a number's last byte are from 128 on
  const short = (text) => {
    const found = [];
    let [value, shift] = [0, 0];
    for (const byte of bytes(text)) {
      value += (byte & 127) * 2 ** shift;
      shift += 7;
      if (byte < 128) { found.push(value); [value, shift] = [0, 0]; }
    }
    return found;
  };
  const [x, y] = [numbers(scene.x, Uint16Array), numbers(scene.y, Uint16Array)];
  const place = (values, low) => (at) => low + values[at] / 65535 * scene.span;
  const group = new Uint32Array(x.length);
  const first = [];
  scene.nodes.reduce((start, each, at) => {
    first.push(start);
    group.fill(at, start, start + each.n);
    return start + each.n;
  }, 0);

  // the ties of each partner, one array after the other
  const [ties, steps] = [short(scene.ties), short(scene.steps)];
  const ends = new Uint32Array(2 * steps.length);
  let line = 0;
  ties.forEach((count, at) => {
    for (const until = line + count; line < until; line += 1) ends.set([at, at + steps[line]], 2 * line);
  });
  const from = new Uint32Array(x.length + 1);
  for (const end of ends) from[end + 1] += 1;
  for (let at = 0; at < x.length; at += 1) from[at + 1] += from[at];
  const next = from.slice();
  const others = new Uint32Array(ends.length);
  for (let at = 0; at < ends.length; at += 2) {
    others[next[ends[at]]++] = ends[at + 1];
    others[next[ends[at + 1]]++] = ends[at];
  }

  // names, and shorter ones for labels
  const vocabulary = scene.vocabulary.split("\n");
  const spelled = numbers(scene.spelled, vocabulary.length > 65535 ? Uint32Array : Uint16Array);
  const leftOut = numbers(scene.left_out, Uint8Array);
  const [names, captions] = [[], []];
  let word = 0;
  short(scene.lengths).forEach((length, at) => {
    const parts = Array.from(spelled.subarray(word, word += length), (number) => vocabulary[number]);
    names.push(parts.join(" "));
    captions.push(parts.filter((_, number) => number > 7 || !(leftOut[at] >> number & 1)).join(" "));
  });
  return {
    count: x.length,
    x: place(x, scene.low[0]),
    y: place(y, scene.low[1]),
    degree: numbers(scene.degree, Uint16Array),
    sector: numbers(scene.sector, Uint8Array),
    mark: numbers(scene.mark, Uint8Array),
    ids: scene.ids.split("\n"),
    names,
    captions,
    group,
    first,
    members: (at) => Array.from({ length: scene.nodes[at].n }, (_, number) => first[at] + number),
    tied: (at) => others.subarray(from[at], from[at + 1]),
  };
};
