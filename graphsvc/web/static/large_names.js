// Names on the large map: within a disc where they fit, else beside the sign, the important first; none covers another,
// nor a sign. While the map moves, names move with it; where they may stand is found anew when it stands still.
"use strict";

window.largeNames = (scene, file, content, canvas, words, fill) => {
  const [FONT, SMALL, LEADING] = [12, 11, 1.12];
  const [MOST, SMALLEST, STILL] = [160, 2.4, 70]; // names looked at, pixels of a sign, milliseconds
  const FACE = "'Fira Sans', Arial, sans-serif";
  const { open, number } = content;
  const bySize = scene.nodes.map((_, at) => at)
    .sort((a, b) => content.about[b] - content.about[a] || scene.nodes[b].n - scene.nodes[a].n || a - b);
  let ranked = [];
  let placed = [];
  let waiting = 0;
  let here = null;

  const wrap = (context, text, width) => {
    const lines = [""];
    for (const word of text.split(" ")) {
      const longer = (lines.at(-1) + " " + word).trim();
      if (lines.at(-1) && context.measureText(longer).width > width) lines.push(word); else lines[lines.length - 1] = longer;
    }
    if (lines.length > 2) lines.splice(1, lines.length, lines.slice(1).join(" "));
    return lines.map((line) => {
      if (context.measureText(line).width <= 1.5 * width) return line;
      let cut = [...line].slice(0, 60);
      while (cut.length > 1 && context.measureText(cut.join("") + "…").width > 1.5 * width) cut = cut.slice(0, -1);
      return cut.join("").trimEnd() + "…";
    });
  };
  const counted = (at) => {
    const [n, left] = [scene.nodes[at].n, content.left(at)];
    return left === n ? String(n) : fill(words.of, { n: left, all: n });
  };
  const groupLines = (at) => [...scene.nodes[at].lines, counted(at)];
  const write = (context, lines, x, base, bold, font = FONT) => {
    context.font = (bold ? "600 " : "") + font + "px " + FACE;
    context.textAlign = "center";
    context.textBaseline = "alphabetic";
    context.lineJoin = "round";
    context.strokeStyle = "rgba(255, 255, 255, 0.92)";
    context.lineWidth = 3;
    context.fillStyle = scene.ink;
    lines.forEach((line, row) => context.strokeText(line, x, base + row * font * LEADING));
    lines.forEach((line, row) => context.fillText(line, x, base + row * font * LEADING));
  };

  // where all stand that can be seen, in pixels
  const seen = (sigma) => {
    const [wide, high] = [canvas.clientWidth, canvas.clientHeight];
    const found = new Map();
    for (const key of [...scene.nodes.map((_, at) => "g" + at), ...ranked.map((at) => "p" + at)]) {
      const data = sigma.getNodeDisplayData(key);
      if (!data) continue;
      const { x, y } = sigma.framedGraphToViewport(data);
      const size = sigma.scaleSize(data.size);
      if (x > -size && y > -size && x < wide + size && y < high + size) found.set(key, { id: key, x, y, size });
    }
    return found;
  };
  // name and number in a disc, or the name alone
  const named = (at) => {
    const words = scene.nodes[at].label.split(/(?<=-)|\s/);
    return [
      [groupLines(at), FONT], [groupLines(at), SMALL], [[...words, counted(at)], SMALL], [scene.nodes[at].lines, SMALL], [words, SMALL],
    ];
  };
  // the first of some lines that a disc has room for
  const fits = (context, size, several) => {
    for (const [lines, font] of several) {
      context.font = font + "px " + FACE;
      const [wide, high] = [Math.max(...lines.map((line) => context.measureText(line).width)), lines.length * font * LEADING];
      if (Math.hypot(wide, high) < 2 * size - 4) return { lines, font, wide, high, down: font * 0.35 - (lines.length - 1) * font * LEADING / 2 };
    }
    return undefined;
  };
  const whole = ({ x, y }, { wide, high }) => Math.min(x, canvas.clientWidth - x) > wide / 2 && Math.min(y, canvas.clientHeight - y) > high / 2;
  const place = (context, sigma) => {
    const shown = seen(sigma);
    const [symbols, names, inside] = [[], [], []];
    for (const at of bySize) {
      const disc = shown.get("g" + at);
      if (!disc) continue;
      if (open.has(at)) {
        names.push({ ...disc, y: disc.y - disc.size - 1.5 * FONT, size: 0, forms: [[scene.nodes[at].name + ": " + counted(at)]] });
        continue;
      }
      const rim = sigma.getNodeDisplayData("h" + at);
      symbols.push({ ...disc, size: (rim ? sigma.scaleSize(rim.size) : disc.size) / 0.85 }); // names keep off all of it
      const within = fits(context, disc.size, named(at));
      if (!within) names.push({ ...disc, size: symbols.at(-1).size * 0.85, forms: [groupLines(at)] });
      else if (whole(disc, within)) inside.push({ id: disc.id, x: disc.x, ...within, base: disc.y + within.down });
    }
    context.font = FONT + "px " + FACE;
    for (const at of ranked) {
      const found = shown.get("p" + at);
      if (!found) continue;
      const sign = content.glows(at) ? { ...found, size: 1.45 * found.size } : found;
      symbols.push(sign);
      if (names.length >= MOST || content.faded(at) || (sign.size < SMALLEST && sign.id !== here)) continue;
      const [wide, narrow] = [wrap(context, file.captions[at], 118), wrap(context, file.captions[at], 70)];
      names.push({ ...sign, forms: wide.length === narrow.length ? [wide] : [wide, narrow] });
    }
    names.sort((a, b) => (b.id === here) - (a.id === here));
    const beside = placeNames(context, {
      symbols, names, needed: [here], scale: 1, font: FONT, leading: LEADING,
      face: (node, font) => (node.id === here ? "600 " : "") + font + "px " + FACE,
      frame: [2, 2, canvas.clientWidth - 2, canvas.clientHeight - 2],
    });
    // a disc whose name found no room has its number
    const written = new Set([...inside, ...beside.map((name) => name.node)].map(({ id }) => id));
    for (const at of bySize) {
      const disc = shown.get("g" + at);
      if (!disc || open.has(at) || written.has(disc.id)) continue;
      const within = fits(context, disc.size, [[[counted(at)], SMALL]]);
      if (within && whole(disc, within)) inside.push({ id: disc.id, x: disc.x, ...within, base: disc.y + within.down });
    }
    const clear = ({ x, base, lines, wide, font }) => !beside.some(({ box }) => box[0] < x + wide / 2 && x - wide / 2 < box[2]
      && box[1] < base + lines.length * font * LEADING && base - font < box[3]);
    return [...inside.filter(clear), ...beside.map((name) => ({ id: name.node.id, lines: name.lines, x: name.x + name.width / 2, base: name.base }))]
      .map((name) => ({ ...name, dx: name.x - shown.get(name.id).x, dy: name.base - shown.get(name.id).y }));
  };
  const paint = (context, sigma) => {
    for (const { id, lines, dx, dy, font } of placed) {
      const data = sigma.getNodeDisplayData(id);
      if (!data) continue;
      const { x, y } = sigma.framedGraphToViewport(data);
      context.globalAlpha = content.outside(id) ? 0.2 : 1;
      write(context, lines, x + dx, y + dy, id === here, font);
    }
    context.globalAlpha = 1;
  };

  return {
    bySize,
    at: (key) => { here = key; },
    rank: () => {
      const importance = (at) => (content.glows(at) ? 1e6 : 0) + file.degree[at];
      ranked = [...open].flatMap(file.members).sort((a, b) => importance(b) - importance(a) || a - b);
    },
    follow: (sigma, holder) => {
      const settle = () => {
        if (sigma.getCamera().isAnimated()) { waiting = setTimeout(settle, STILL); return; } // frames come slowly
        const context = sigma.getCanvases().labels.getContext("2d");
        placed = place(context, sigma);
        context.clearRect(0, 0, canvas.clientWidth, canvas.clientHeight);
        paint(context, sigma);
        holder.dataset.labels = String(placed.length);
      };
      const letters = document.fonts.load(FONT + "px " + FACE); // before the page's own are there, names would be measured in vain
      sigma.on("afterRender", () => {
        paint(sigma.getCanvases().labels.getContext("2d"), sigma);
        clearTimeout(waiting);
        waiting = setTimeout(() => letters.finally(settle), STILL);
        delete holder.dataset.labels;
      });
    },
    // a name in a box, for what the mouse is over
    box: (context, key, x, y, size) => {
      const lines = key[0] === "g" ? [scene.nodes[number(key)].name, counted(number(key))] : [file.names[number(key)]];
      context.font = "600 " + FONT + "px " + FACE;
      const width = Math.max(...lines.map((line) => context.measureText(line).width)) + 12;
      const middle = Math.max(width / 2, Math.min(canvas.clientWidth - width / 2, x));
      const base = Math.min(y + Math.min(size, 60) + FONT + 6, canvas.clientHeight - lines.length * FONT * LEADING);
      context.fillStyle = "#ffffff";
      context.fillRect(middle - width / 2, base - FONT - 2, width, lines.length * FONT * LEADING + 6);
      context.strokeStyle = scene.ink;
      context.lineWidth = 1;
      context.strokeRect(middle - width / 2, base - FONT - 2, width, lines.length * FONT * LEADING + 6);
      write(context, lines, middle, base, true);
    },
  };
};
