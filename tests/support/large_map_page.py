"""The large map in a real browser without a graphics card: opened, looked at when it stands still, walked."""

from __future__ import annotations

from canvas_pictures import RECORDER

SOFTWARE = ["--no-sandbox", "--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--disable-background-networking"]
# what sigma has on the canvas now: signs as [key, x, y, radius] in pixels, lines as keys; what is hidden is left out
STATE = """() => {
  const sigma = document.querySelector(".scene").sigma, graph = sigma.getGraph();
  const shown = (key, data) => data && !data.hidden && key;
  return {
    signs: graph.nodes().filter((key) => shown(key, sigma.getNodeDisplayData(key))).map((key) => {
      const data = sigma.getNodeDisplayData(key), at = sigma.framedGraphToViewport(data);
      return [key, at.x, at.y, sigma.scaleSize(data.size), data.color];
    }),
    closed: graph.filterNodes((_, data) => data.shape === largeShapes.DISC),
    lines: graph.edges().filter((key) => shown(key, sigma.getEdgeDisplayData(key)))
      .map((key) => [key, ...graph.extremities(key)]),
    ratio: sigma.getCamera().ratio,
  };
}"""


def opened(browser, address, width=1440, **context):
    page = browser.new_context(viewport={"width": width, "height": 900}, locale="de-DE", **context).new_page()
    page.faults = []
    home = address.partition("/maps/")[0]
    page.on("request", lambda r: page.faults.append(r.url) if not r.url.startswith((home, "data:", "blob:")) else None)
    page.on("dialog", lambda dialog: page.faults.append(dialog.message))
    page.on("console", lambda message: page.faults.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: page.faults.append(str(error)))
    page.add_init_script(RECORDER)
    page.goto(address)
    page.wait_for_selector(".scene[data-drawn]", state="attached")
    return page


def settled(page):
    """Return what is drawn, and the lines of text with their boxes, once the map stands still."""
    page.evaluate("document.fonts.ready")
    page.wait_for_timeout(150)  # so that what was just asked for has begun, however late a frame is
    page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    page.wait_for_selector(".scene[data-labels]", state="attached")
    state = page.evaluate(STATE)
    groups = {key: number for key, *number in state["signs"] if key.startswith("g")}
    return state | {"texts": page.evaluate("window.written"), "groups": groups}


def keys_of(state, kind):
    return [key for key, *_ in state["signs"] if key[0] == kind]


def press(page, *keys):
    for key in keys:
        page.keyboard.press(key)
