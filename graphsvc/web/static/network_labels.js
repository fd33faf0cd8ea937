// Where names stand beside their symbols on a map, so that none covers another and most are shown.
"use strict";

(() => {
  const meets = (a, b) => a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];

  // where a name may stand: below, above and beside its symbol, then askew and a little shifted
  const seats = (node, width, more, font, gap) => {
    const below = node.y + gap + font * 0.9, above = node.y - gap - more, level = node.y + font * 0.35 - more / 2;
    const middle = node.x - width / 2, right = node.x + gap, left = node.x - gap - width;
    const near = gap * 0.6;
    return [
      [middle, below], [right, level], [left, level], [middle, above],
      [node.x + near, node.y + near + font * 0.9], [node.x - near - width, node.y + near + font * 0.9],
      [node.x + near, node.y - near - more], [node.x - near - width, node.y - near - more],
      [middle + width / 4, below], [middle - width / 4, below], [middle + width / 4, above], [middle - width / 4, above],
      [right, level - font / 2], [right, level + font / 2], [left, level - font / 2], [left, level + font / 2],
    ].map(([x, base]) => ({ x, base, box: [x, base - font * 0.8, x + width, base + more + font * 0.21] }));
  };

  const within = (frame, box) => frame[0] <= box[0] && frame[1] <= box[1] && box[2] <= frame[2] && box[3] <= frame[3];

  // boxes in squares of a grid, to find quickly which lie on each other
  const grid = (size) => {
    const cells = new Map();
    const each = (box, act) => {
      for (let i = Math.floor(box[0] / size); i <= Math.floor(box[2] / size); i++)
        for (let j = Math.floor(box[1] / size); j <= Math.floor(box[3] / size); j++) act(i * 65536 + j);
    };
    return {
      drop: (box, owner) => each(box, (key) => cells.set(key, cells.get(key).filter((entry) => entry[1] !== owner))),
      add: (box, owner) => each(box, (key) => { if (!cells.has(key)) cells.set(key, []); cells.get(key).push([box, owner]); }),
      met: (box) => {
        const found = new Set();
        each(box, (key) => { for (const [other, owner] of cells.get(key) || []) if (meets(box, other)) found.add(owner); });
        return found;
      },
    };
  };

  // a name without a seat takes one where only one other stands that has another free one
  const squeezeIn = (name, found, taken, seated) => {
    for (const seat of name.seats) {
      const [id, more] = taken.met(seat.box);
      if (id === undefined) return seated(name, seat);
      const other = more === undefined ? found.get(id) : undefined;
      const away = other && other.seats.find((each) => !meets(each.box, seat.box)
        && [...taken.met(each.box)].every((owner) => owner === id));
      if (away) {
        seated(other, away);
        return seated(name, seat);
      }
    }
    return undefined;
  };

  // how wide a name is: letters grow with their size, so each is measured once
  const widths = new Map();
  const widthOf = (context, face, text, font) => {
    const key = face + text;
    if (!widths.has(key)) {
      context.font = face;
      widths.set(key, context.measureText(text).width);
    }
    return widths.get(key) * font / MEASURED;
  };
  const MEASURED = 100;

  // Return name and seat of those that find one; of the free seats a name takes the one that leaves the others most.
  // names: whose, the important first; needed: ids of those that may stand on a symbol; frame: where all have to stay;
  // beside: names that stand already and are covered only where nothing else is free; kept: what no name may cover
  window.namesMeet = meets;
  window.placeNames = (context, { symbols, names, needed, face, frame, scale, font, leading, beside = [], kept = [] }) => {
    const [standing, wanted, taken] = [grid(160 / scale), grid(160 / scale), grid(160 / scale)];
    for (const { node, box } of beside) wanted.add(box, node.id);
    for (const { node, box } of kept) standing.add(box, node.id);
    for (const node of symbols) {
      const r = node.size * 0.85;
      standing.add([node.x - r, node.y - r, node.x + r, node.y + r], node.id);
    }
    const waiting = names.map((node) => {
      const measured = face(node, MEASURED);
      const all = node.forms.flatMap((lines) => {
        const width = Math.max(...lines.map((text) => widthOf(context, measured, text, font)));
        return seats(node, width, (lines.length - 1) * font * leading, font, node.size + 2 / scale)
          .map((seat) => ({ ...seat, lines, width }));
      });
      const open = all.filter((seat) => within(frame, seat.box) && standing.met(seat.box).size === 0);
      const chosen = open.length || !needed.includes(node.id) ? open : all.slice(0, 1);
      for (const seat of chosen) wanted.add(seat.box, node.id);
      return { node, font, seats: chosen };
    });
    const found = new Map(); // partner → name and seat
    const seated = (name, seat) => {
      if (found.has(name.node.id)) taken.drop(found.get(name.node.id).box, name.node.id);
      taken.add(seat.box, name.node.id);
      found.set(name.node.id, { ...name, ...seat });
    };
    for (const name of waiting) {
      const free = name.seats.filter((seat) => taken.met(seat.box).size === 0);
      const harm = new Map(free.map((seat, place) => [seat, wanted.met(seat.box).size + place / 10]));
      if (free.length) seated(name, free.reduce((a, b) => (harm.get(b) < harm.get(a) ? b : a)));
    }
    for (let round = 0; round < 3; round++)
      for (const name of waiting) if (!found.has(name.node.id)) squeezeIn(name, found, taken, seated);
    return [...found.values()];
  };
})();
