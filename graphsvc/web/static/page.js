// What pages do beyond their links and forms: tables that sort. Everything works without it.
"use strict";

(() => {
  const value = (row, place) => {
    const cell = row.cells[place];
    return cell.dataset.value !== undefined ? cell.dataset.value : cell.textContent.trim();
  };
  const numeric = (text) => text !== "" && !Number.isNaN(Number(text));
  const compare = (a, b) => {
    if (a === "" || b === "") return (a === "") - (b === "");
    if (numeric(a) && numeric(b)) return Number(a) - Number(b);
    return a.localeCompare(b, document.documentElement.lang, { numeric: true });
  };

  const sort = (table, place, header) => {
    const up = header.getAttribute("aria-sort") !== "ascending";
    for (const other of header.parentNode.cells) other.removeAttribute("aria-sort");
    header.setAttribute("aria-sort", up ? "ascending" : "descending");
    const body = table.tBodies[0];
    const rows = [...body.rows].sort((a, b) => {
      const [first, second] = [value(a, place), value(b, place)];
      // what is unknown stays at the end either way
      return first === "" || second === "" || up ? compare(first, second) : -compare(first, second);
    });
    body.append(...rows);
  };

  // what stands side by side stands one below the other where the screen is narrow: the parts, then all that is below them
  const drawings = [...document.querySelectorAll(".map__svg > svg")];
  for (const whole of drawings.filter((svg) => svg.querySelector("[data-parts]"))) {
    const { width, height } = whole.viewBox.baseVal;
    const boxes = whole.querySelector("[data-parts]").dataset.parts.split(";").map((box) => box.split(" ").map(Number));
    const below = Math.max(...boxes.map(([, y, , high]) => y + high));
    const parts = [...boxes, [0, below, width, height - below]].map((box, place) => {
      const part = whole.cloneNode(true);
      if (place) part.setAttribute("aria-hidden", "true"); // the first tells it all
      part.setAttribute("viewBox", box.join(" "));
      part.classList.add("map__part");
      return part;
    });
    parts[parts.length - 1].classList.add("map__part--below");
    whole.classList.add("map__parted");
    whole.after(...parts);
  }

  // a picture wider than the screen begins in its middle, where the network is; one of rows begins at their names
  const isOfRows = (picture) => {
    const { left, top, height } = picture.getBoundingClientRect();
    const beginnings = [...picture.querySelectorAll("svg > text, svg > g > text")].map((text) => text.getBoundingClientRect());
    // in its lower half every picture has a legend at the left
    return beginnings.filter((place) => place.left - left < 140 && place.top - top < height / 2).length > 4;
  };
  for (const picture of document.querySelectorAll(".map__svg")) {
    if (!isOfRows(picture)) picture.scrollLeft = (picture.scrollWidth - picture.clientWidth) / 2;
  }

  for (const table of document.querySelectorAll("table[data-sortable]")) {
    [...table.tHead.rows[0].cells].forEach((header, place) => {
      if (header.tagName !== "TH") return;
      const button = document.createElement("button");
      button.type = "button";
      button.className = "sort";
      button.textContent = header.textContent;
      button.addEventListener("click", () => sort(table, place, header));
      header.replaceChildren(button);
    });
  }
})();
