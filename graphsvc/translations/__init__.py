"""English words for the German ones in code, templates and docstrings; `messages` lists all that need some."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import TypeAlias

from jinja2 import Environment, nodes

from graphsvc.catalogue import Catalogue

ROOT = Path(__file__).parents[2]
Message: TypeAlias = str | tuple[str, str]


def messages(catalogue: Catalogue) -> dict[Message, str]:
    """Return every German message (with its plural, where it has one) and the file it stands in."""
    found: dict[Message, str] = {}
    files = [ROOT / "app.py", *(p for d in ("graphsvc", "queries", "visualisations") for p in (ROOT / d).rglob("*.py"))]
    for path in files:
        if path != Path(__file__):
            for message in _in_code(path):
                found.setdefault(message, str(path.relative_to(ROOT)))
    for path in (ROOT / "graphsvc" / "web" / "templates").glob("*.html"):
        for message in _in_template(path):
            found.setdefault(message, path.name)
    for shelf in (catalogue.questions, catalogue.maps):
        for entry in shelf.values():
            found.setdefault(entry.title.one, entry.name)
            found.setdefault(entry.summary.one, entry.name)
    return found


def _in_code(path: Path) -> Iterator[Message]:
    """Yield the literal messages of ``Text(…)``, and the labels of forms."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
            continue
        texts = [arg.value for arg in node.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)]
        if node.func.id == "Text" and texts:
            yield (texts[0], texts[1]) if len(texts) > 1 else texts[0]
        elif node.func.id.endswith("Field") or node.func.id in ("_select", "Checkboxes"):
            yield from texts[:1]
        if node.func.id == "SelectField":
            yield from _choices(node)


def _choices(node: ast.Call) -> Iterator[str]:
    for keyword in node.keywords:
        if keyword.arg == "choices" and isinstance(keyword.value, ast.List):
            for pair in keyword.value.elts:
                label = pair.elts[1] if isinstance(pair, ast.Tuple) else None
                if isinstance(label, ast.Constant) and isinstance(label.value, str):
                    yield label.value


def _in_template(path: Path) -> Iterator[Message]:
    environment = Environment()  # noqa: S701 nothing is rendered
    tree = environment.parse(path.read_text(encoding="utf-8"))
    for call in tree.find_all(nodes.Call):
        name = call.node.name if isinstance(call.node, nodes.Name) else ""
        texts = [arg.value for arg in call.args if isinstance(arg, nodes.Const) and isinstance(arg.value, str)]
        if name == "_" and texts:
            yield texts[0]
        elif name == "ngettext" and len(texts) > 1:
            yield texts[0], texts[1]
