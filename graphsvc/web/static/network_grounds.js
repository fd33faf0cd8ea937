// The grounds behind the groups of an answer, and their names, on the network map's canvas.
"use strict";

(() => {
  const FONT = 13;
  const [INK, OUTLINE] = ["#3f4853", "#5b6470"];

  window.drawGrounds = (context, grounds, scale) => {
    context.strokeStyle = OUTLINE;
    context.lineWidth = 1 / scale;
    for (const { tint, rings } of grounds) {
      context.beginPath();
      for (const ring of rings) {
        ring.forEach(([x, y], place) => (place ? context.lineTo(x, y) : context.moveTo(x, y)));
        context.closePath();
      }
      context.fillStyle = tint;
      context.fill("evenodd");
      context.stroke();
    }
  };

  const letters = (context, scale) => { context.font = "600 " + FONT / scale + "px 'Fira Sans', Arial, sans-serif"; };

  // names stand at the same size at every zoom, as those of partners do: on the wide grounds first, and only where there is room
  const named = (context, grounds, scale) => {
    letters(context, scale);
    const found = [];
    for (const ground of [...grounds].sort((a, b) => b.wide - a.wide)) {
      const { name, middle: [x, y], wide } = ground;
      const [half, high] = [context.measureText(name).width / 2, FONT / 2 / scale];
      const meets = ({ box: [left, top, right, bottom] }) => x - half < right && x + half > left && y - high < bottom && y + high > top;
      if (2 * half <= wide && !found.some(meets)) found.push({ ground, box: [x - half, y - high, x + half, y + high] });
    }
    return found;
  };
  window.writeGrounds = (context, grounds, scale) => {
    const fitting = named(context, grounds, scale);
    context.fillStyle = INK;
    for (const { ground: { name, middle: [x, y] } } of fitting) {
      context.strokeText(name, x, y + 0.35 * FONT / scale);
      context.fillText(name, x, y + 0.35 * FONT / scale);
    }
  };

  // what they cover, for the names of partners to stand beside
  window.groundNames = (context, grounds, scale) => {
    return named(context, grounds, scale).map(({ box }, place) => ({ node: { id: "ground " + place }, box }));
  };
})();
