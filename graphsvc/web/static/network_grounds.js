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

  // names stand at the same size at every zoom, as those of partners do
  window.writeGrounds = (context, grounds, scale) => {
    letters(context, scale);
    context.fillStyle = INK;
    for (const { name, middle: [x, y] } of grounds) {
      context.strokeText(name, x, y + 0.35 * FONT / scale);
      context.fillText(name, x, y + 0.35 * FONT / scale);
    }
  };

  // what they cover, for the names of partners to stand beside
  window.groundNames = (context, grounds, scale) => {
    letters(context, scale);
    return grounds.map(({ name, middle: [x, y] }, place) => {
      const [half, high] = [context.measureText(name).width / 2, FONT / 2 / scale];
      return { node: { id: "ground " + place }, box: [x - half, y - high, x + half, y + high] };
    });
  };
})();
