"""What stands with a picture that is saved as a file: finding, caveats, Stand, and the link that always shows it again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from graphsvc.language import Language
from graphsvc.lettering import FONT, escape, lines

INK, GREY = "#1a1a1a", "#4a525e"
_COLUMNS = 80.0  # a caption's letters are so small beside the picture's width, and never smaller than `_LEAST`
_LEAST = 13.0


@dataclass(frozen=True, kw_only=True)
class Caption:
    """All that is said with a picture, in words; ``link`` is what leads to the address, and the address."""

    title: str = ""
    about: str = ""
    finding: str = ""
    notes: tuple[str, ...] = ()
    caveats: tuple[str, tuple[str, ...]] = ("", ())
    stand: tuple[str, ...] = ()
    link: tuple[str, str] = ("", "")

    @property
    def leads(self) -> bool:
        """Whether the address can be followed from a file: it names a server."""
        return self.link[1].startswith(("http://", "https://"))


def captioned(svg: str, caption: Caption, language: Language) -> str:
    """Return a picture with its caption around it: title and finding above, all else below."""
    if caption == Caption():
        return svg
    width, height = (float(side) for side in svg.partition(' viewBox="0 0 ')[2].partition('"')[0].split())
    size = max(_LEAST, width / _COLUMNS)
    above = [(caption.title, 1.1, GREY), (caption.finding, 1.35, INK), (caption.about, 1.0, GREY)]
    heading, caveats = caption.caveats
    below = [(text, 1.0, INK) for text in (*caption.notes, heading if caveats else "", *caveats)]
    below += [(text, 1.0, GREY) for text in (*caption.stand, *caption.link)]
    head, top = _written(above, width, size, 0.0)
    foot, bottom = _written(below, width, size, top + height)
    inner = svg.replace("<svg ", f'<svg x="0" y="{top:.2f}" width="{width:g}" height="{height:g}" ', 1)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {bottom:.2f}" lang="{language}" role="group" '
        f'aria-label="{escape(caption.title)}" font-family="{escape(FONT)}"><title>{escape(caption.title)}</title>'
        f'<rect width="{width:g}" height="{bottom:.2f}" fill="#ffffff"/>{"".join(head)}{inner}{"".join(foot)}</svg>'
    )


def _written(texts: Iterable[tuple[str, float, str]], width: float, size: float, top: float) -> tuple[list[str], float]:
    """Return paragraphs of text, one below the other, and where they end."""
    found, y, margin = [], top + size, 1.5 * size
    for text, larger, colour in texts:
        font = size * larger
        weight = ' font-weight="600"' if larger > 1.2 else ""
        for line in lines(text, width - 2 * margin, font) if text else ():
            y += 1.35 * font
            found.append(
                f'<text x="{margin:.2f}" y="{y - 0.3 * font:.2f}" font-size="{font:.2f}" fill="{colour}"{weight}>'
                f"{escape(line)}</text>"
            )
        y += 0.35 * size if text else 0
    return found, y + size
