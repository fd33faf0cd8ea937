"""What stands with a picture that is saved as a file: finding, caveats, Stand, and the link that always shows it again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from graphsvc.language import Language
from graphsvc.lettering import FONT, escape, lines

INK, GREY = "#1a1a1a", "#4a525e"
_BOLD = 1.1  # letters are so much wider
_COLUMNS = 90.0  # a caption's letters are so small beside the picture's width, and never smaller than `_LEAST`
_LEAST, _NARROWEST = 13.0, 640.0


@dataclass(frozen=True, kw_only=True)
class Caption:
    """All that is said with a picture, in words; ``link`` is what leads to the address, and the address."""

    title: str = ""
    about: tuple[str, ...] = ()
    finding: str = ""
    notes: tuple[str, ...] = ()
    caveats: tuple[str, tuple[str, ...]] = ("", ())
    stand: tuple[str, ...] = ()
    link: tuple[str, str] = ("", "")

    @property
    def leads(self) -> bool:
        """Whether the address can be followed from a file: it names a server."""
        return self.link[1].startswith(("http://", "https://"))


def size_of(svg: str) -> tuple[float, float]:
    """Return how wide and how high a picture is, in its own units."""
    width, height = svg.partition(' viewBox="0 0 ')[2].partition('"')[0].split()
    return float(width), float(height)


def captioned(svg: str, caption: Caption, language: Language) -> str:
    """Return a picture with its caption around it: title and finding above, all else below."""
    if caption == Caption():
        return svg
    width, height = size_of(svg)
    wide = max(width, _NARROWEST)
    size = max(_LEAST, wide / _COLUMNS)
    above = [_Paragraph(caption.title, 1.1, GREY), _Paragraph(caption.finding, 1.35, bold=True)]
    if not caption.finding:
        above = [_Paragraph(caption.title, 1.35, bold=True)]
    above += [_Paragraph(text, colour=GREY) for text in caption.about]
    heading, caveats = caption.caveats
    below = [_Paragraph(text) for text in caption.notes]
    below += [_Paragraph(heading, bold=True), *map(_Paragraph, caveats)] if caveats else []
    below += [_Paragraph(text, colour=GREY) for text in (*caption.stand, *caption.link)]
    head, top = _written(above, wide, size, 0.0)
    foot, bottom = _written(below, wide, size, top + height)
    inner = svg.replace("<svg ", f'<svg x="0" y="{top:.2f}" width="{width:g}" height="{height:g}" ', 1)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide:g} {bottom:.2f}" lang="{language}" role="group" '
        f'aria-label="{escape(caption.title)}" font-family="{escape(FONT)}"><title>{escape(caption.title)}</title>'
        f'<rect width="{wide:g}" height="{bottom:.2f}" fill="#ffffff"/>{"".join(head)}{inner}{"".join(foot)}</svg>'
    )


@dataclass(frozen=True)
class _Paragraph:
    """A paragraph and how it looks; ``larger`` than the usual letters."""

    text: str
    larger: float = 1.0
    colour: str = INK
    bold: bool = False


def _written(paragraphs: Iterable[_Paragraph], width: float, size: float, top: float) -> tuple[list[str], float]:
    """Return paragraphs, one below the other, and where they end."""
    found, y, margin = [], top + size, 1.5 * size
    for each in paragraphs:
        font = size * each.larger
        weight, wider = (' font-weight="600"', _BOLD) if each.bold else ("", 1.0)
        for line in lines(each.text, (width - 2 * margin) / wider, font) if each.text else ():
            y += 1.35 * font
            found.append(
                f'<text x="{margin:.2f}" y="{y - 0.3 * font:.2f}" font-size="{font:.2f}" fill="{each.colour}"{weight}>'
                f"{escape(line)}</text>"
            )
        y += 0.35 * size if each.text else 0
    return found, y + size
