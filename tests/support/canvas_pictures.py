"""What a canvas shows: the lines of text in its last frame, and its pixels beside an approved picture."""

from __future__ import annotations

import base64
import struct
import zlib
from itertools import combinations

import numpy as np
import pytest

# What is written on the canvas in its last frame: a box in pixels of the screen for each line of text
RECORDER = """
window.written = [];
const clear = CanvasRenderingContext2D.prototype.clearRect;
CanvasRenderingContext2D.prototype.clearRect = function (...all) { window.written = []; return clear.apply(this, all); };
const write = CanvasRenderingContext2D.prototype.fillText;
CanvasRenderingContext2D.prototype.fillText = function (text, x, y) {
  const { a, e, f } = this.getTransform(), size = parseFloat(this.font.match(/([\\d.]+)px/)[1]);
  const width = this.measureText(text).width;
  if (text.trim()) window.written.push([text, a * (x - width / 2) + e, a * (y - 0.8 * size) + f,
    a * (x + width / 2) + e, a * (y + 0.2 * size) + f, a * size]);
  return write.apply(this, arguments);
};
"""


def names_on(page):
    """Return the lines of text on the canvas with their boxes, once the page's letters are there."""
    page.wait_for_selector(".scene[data-drawn]")
    page.evaluate("document.fonts.ready")
    page.wait_for_timeout(300)
    return page.evaluate("window.written")


def assert_apart(boxes):
    for (a, *first), (b, *second) in combinations(boxes, 2):
        apart = first[2] <= second[0] or second[2] <= first[0] or first[3] <= second[1] or second[3] <= first[1]
        assert apart, f"{a!r} covers {b!r}"


def pixels(page, png, width=300):
    """Return a picture's shades of grey, made smaller by the browser."""
    shades = page.context.new_page().evaluate(
        """async ([data, width]) => {
          const image = new Image(); image.src = "data:image/png;base64," + data; await image.decode();
          const canvas = document.createElement("canvas");
          canvas.width = width; canvas.height = Math.round(image.height * width / image.width);
          const context = canvas.getContext("2d");
          context.imageSmoothingQuality = "high";
          context.drawImage(image, 0, 0, canvas.width, canvas.height);
          const found = context.getImageData(0, 0, canvas.width, canvas.height).data;
          return [canvas.width, ...found.filter((_, place) => place % 4 === 1)];
        }""",
        [base64.b64encode(png).decode(), width],
    )
    return np.array(shades[1:], dtype=int).reshape(-1, shades[0])


def assert_as_approved(page, png, approved):
    """Looked at and approved by a person; where it is meant to look otherwise, look at it and delete the file."""
    now = pixels(page, png, 600)
    if not approved.exists():
        approved.write_bytes(grey_png(now))
        pytest.fail(f"{approved.name} was written anew: look at it")
    then = pixels(page, approved.read_bytes(), 600)
    assert now.shape == then.shape
    other = np.abs(now - then) > 40
    assert other.mean() < 0.004, f"{other.mean():.2%} of the picture is other than approved"


def grey_png(shades):
    """Return a picture in grey as PNG."""
    height, width = shades.shape
    lines = b"".join(b"\0" + line.astype("uint8").tobytes() for line in shades)
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    chunks = [(b"IHDR", head), (b"IDAT", zlib.compress(lines, 9)), (b"IEND", b"")]
    found = [struct.pack(">I", len(d)) + k + d + struct.pack(">I", zlib.crc32(k + d)) for k, d in chunks]
    return b"\x89PNG\r\n\x1a\n" + b"".join(found)
