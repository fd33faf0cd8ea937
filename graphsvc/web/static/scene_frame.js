// What every interactive map is framed by: its elements, the canvas as one tab stop, the line that is read aloud.
// All texts are set as text, never as HTML.
"use strict";

window.sceneFrame = (words, look) => {
  const make = (tag, className, text) => {
    const found = document.createElement(tag);
    if (className) found.className = className;
    if (text !== undefined) found.textContent = text;
    return found;
  };
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
  const button = (text, press, spoken) => {
    const found = make("button", "kern-btn kern-btn--secondary kern-btn--x-small");
    found.type = "button";
    if (spoken) found.setAttribute("aria-label", spoken);
    found.append(make("span", "kern-label", text));
    found.addEventListener("click", press);
    return found;
  };
  const bar = make("div", "scene__bar");
  const canvas = make("div", look);
  const status = make("p", "scene__status kern-body");
  status.setAttribute("role", "status");
  const help = make("p", "kern-body kern-body--small kern-body--muted", words.help);
  help.id = "scene-help";
  canvas.tabIndex = 0;
  canvas.setAttribute("role", "application");
  canvas.setAttribute("aria-label", words.map);
  canvas.setAttribute("aria-describedby", "scene-help");
  // the script runs as soon as the map's data are there: the picture without a script, with its legend, comes after it
  const whenRead = (act) => (document.readyState === "loading" ? document.addEventListener("DOMContentLoaded", act) : act());
  return { make, fill, whenRead, button, bar, canvas, status, help };
};
