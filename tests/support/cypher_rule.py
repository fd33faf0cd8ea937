"""The rule for Cypher over a module's syntax tree: text made of constants only, and no label, type or procedure but ours."""

from __future__ import annotations

import ast
import importlib
import importlib.util
import pkgutil
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any, TypeAlias

import graphsvc
from graphsvc.stores import neo4j_network
from graphsvc.stores.neo4j_network import Selected, Where
from graphsvc.vocabulary import KINDS, TIES, label_of, type_of

NETWORK = neo4j_network.__name__
SENDING = {"run": 0, "execute_query": 0, "command": 0}
"""Methods that send a statement, and which argument it is."""

PASSING = {
    f"{NETWORK}.rows": (1, "takes the one column out of what comes back"),
    f"{NETWORK}.many": (1, "the same where a record holds many rows"),
    "graphsvc.stores.neo4j_write.run": (1, "sends nothing where there are no values"),
    "graphsvc.stores.neo4j_link.Link.command": (0, "the schema's statements need a transaction of their own"),
    "graphsvc.stores.neo4j_records.read_records.read": (1, "turns rows into records by id, for five subjects"),
}
"""Who may take a statement as an argument: which one it is, and why. Whatever they are given is looked at where they are called."""

TRUSTED = frozenset({"graphsvc.vocabulary", "graphsvc.changes", "graphsvc.stores.shapes", "graphsvc.stores.redaction"})
"""Modules whose constants are codes and field names."""

KIND_LABELS = frozenset(label_of(kind) for kind in KINDS)
TIE_TYPES = frozenset(type_of(tie) for tie in TIES)
OWN_LABELS = frozenset(
    [
        "Store",
        "Turn",
        "Partner",
        "Contact",
        "Inquiry",
        "Request",
        "Topic",
        "Area",
        "EarlierAreas",
        "Setting",
        "Revision",
        "Change",
        "ContactVersion",
    ]
)
OWN_TYPES = frozenset(["LIES_IN", "SERVES", "ABOUT", "PART_OF", "SYNONYM_OF", "REACHED_BY", "ASKED", "MADE", "HELD"])
PROCEDURES = frozenset({"db.awaitIndexes"})

_CAPS = re.compile(r"_?[A-Z][A-Z0-9_]*")
_GAP = r"(?:\s|//[^\n]*\n)"
_LOAD_CSV = re.compile(rf"\bLOAD{_GAP}+CSV\b", re.IGNORECASE)
_APOC = re.compile(r"\bapoc\s*\.", re.IGNORECASE)
_CALL = re.compile(rf"\bCALL{_GAP}+([\w`]+(?:\s*\.\s*[\w`]+)+)", re.IGNORECASE)
_ANY = "\0"  # stands for what is inserted
_NAME = rf"[!(\s]*(?:`[^`]*`|[\w{_ANY}]+)"
_LABELLED = re.compile(
    rf"(?:[(\[]\s*\w*|\b(?:SET|REMOVE|WHERE|AND|OR|XOR|NOT)\s+\w+)\s*:\s*({_NAME}(?:\s*[|&:]+{_NAME})*)", re.IGNORECASE
)

Function: TypeAlias = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
Comprehension: TypeAlias = ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp
Scope: TypeAlias = Function | Comprehension | ast.ClassDef | ast.Module
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.GeneratorExp, ast.DictComp)
_SCOPES = (*_FUNCTIONS, *_COMPREHENSIONS, ast.ClassDef, ast.Module)


def package() -> Iterator[tuple[str, str]]:
    """Yield every module of the package, with its source."""
    for found in pkgutil.walk_packages(graphsvc.__path__, "graphsvc."):
        spec = importlib.util.find_spec(found.name)
        assert spec is not None
        assert spec.origin is not None
        yield found.name, Path(spec.origin).read_text("utf-8")


def speaks_cypher(name: str, source: str) -> bool:
    """Return whether a module is called neo4j…, or imports the driver."""
    imported = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            imported |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            imported.add(node.module or "")
    return name.rpartition(".")[2].startswith("neo4j") or any(each.split(".")[0] == "neo4j" for each in imported)


def forbidden_words(source: str) -> list[str]:
    """Return what no string of the package may say."""
    found = _texts(ast.parse(source), {}, docstrings=True)
    return [f"line {node.lineno}: {fault}" for node, text in found for fault in _words(_plain(text))]


def _plain(text: str) -> str:
    """Return Cypher as the server reads it: \\u004C is an L, wherever it stands, and a comment is a blank."""
    text = re.sub(r"\\u([0-9a-fA-F]{4})", lambda found: chr(int(found[1], 16)), text)
    return re.sub(r"/\*.*?\*/", " ", text, flags=re.DOTALL)


def _words(text: str) -> Iterator[str]:
    if _LOAD_CSV.search(text):
        yield "LOAD CSV"
    if _APOC.search(text):
        yield "apoc"
    for name in _CALL.findall(text):
        if name not in PROCEDURES:
            yield f"CALL {name}"


def wrong_labels(text: str) -> list[str]:
    """Return the labels and types in a statement that are not ours."""
    found = (name for names in _LABELLED.findall(_plain(text)) for name in re.split(r"[|&:!(\s]+", names) if name)
    ours = KIND_LABELS | TIE_TYPES | OWN_LABELS | OWN_TYPES
    return sorted({name for name in found if name not in ours})


def _texts(tree: ast.AST, names: Mapping[str, Any], *, docstrings: bool = False) -> Iterator[tuple[ast.expr, str]]:
    """Yield all strings, those that are put together as one; what is inserted as far as it is constant."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and not docstrings:
            continue
        text = _rendered(node, names)
        if text is not None:
            assert isinstance(node, ast.expr)
            yield node, text
        else:
            yield from _texts(node, names, docstrings=docstrings)


def _rendered(node: ast.AST, names: Mapping[str, Any]) -> str | None:
    match node:
        case ast.Constant(value=str(text)):
            return text
        case ast.JoinedStr(values=parts):
            return "".join(str(part.value) if isinstance(part, ast.Constant) else _value(part, names) for part in parts)
        case ast.BinOp(op=ast.Add()):
            both = [_rendered(side, names) for side in (node.left, node.right)]
            return None if both == [None, None] else "".join(_ANY if text is None else text for text in both)
    return None


def _value(part: ast.expr, names: Mapping[str, Any]) -> str:
    assert isinstance(part, ast.FormattedValue)
    value = names.get(part.value.id) if isinstance(part.value, ast.Name) else None
    return value if isinstance(value, str) else _ANY


@cache
def _module(name: str) -> _Module:
    module = importlib.import_module(name)
    return _Module(Path(str(module.__file__)).read_text("utf-8"), name, vars(module))


def check(source: str, name: str, names: Mapping[str, Any]) -> list[str]:
    """Return where a module breaks the rule; ``names`` is what stands in it after its import."""
    return [*_Module(source, name, names).faults(), *forbidden_words(source)]


class _Module:
    """One module under examination."""

    def __init__(self, source: str, name: str, names: Mapping[str, Any]) -> None:
        self.name, self.names = name, names
        self.tree = ast.parse(source)
        self.above = {child: node for node in ast.walk(self.tree) for child in ast.iter_child_nodes(node)}
        self.imported = {
            alias.asname or alias.name: f"{node.module}.{alias.name}"
            for node in ast.walk(self.tree)
            if isinstance(node, ast.ImportFrom)
            for alias in node.names
        }
        self._building: set[ast.AST] = set()  # functions that make constants at import
        self._seen: set[str] = set()

    def faults(self) -> list[str]:
        """Return what is wrong, each with its line."""
        found = []
        for node in ast.walk(self.tree):
            found += [f"line {node.lineno}: {fault}" for fault in self._node(node)]  # type: ignore[attr-defined]
        for node, text in _texts(self.tree, self.names):
            # What is inserted at import is looked at below, where it is known.
            whole = text.replace(_ANY, "Partner") if self._at_import(node) else text
            found += [f"line {node.lineno}: label or type {wrong!r}" for wrong in wrong_labels(whole)]
        for name, value in self.names.items():
            if _CAPS.fullmatch(name):
                wrongs = {wrong for text in strings(value) for wrong in wrong_labels(text)}
                found += [f"{name}: label or type {wrong!r}" for wrong in sorted(wrongs)]
        return found

    def constant(self, name: str) -> Iterator[str]:
        """Yield what is wrong with one of the module's constants."""
        if name not in self._seen:
            self._seen.add(name)
            sources = list(_sources(self.tree, name))
            for source in sources:
                yield from self._text(source)
            if not sources:
                yield f"{name} is not to be seen"

    def _node(self, node: ast.AST) -> Iterator[str]:
        match node:
            case ast.Call():
                yield from self._call(node)
            case ast.Attribute(attr=attr) if attr in SENDING and not self._is_called(node):
                yield f".{attr} is handed on, so that nobody sees what it sends"
            case ast.Name(id=id) if self._qualified(node) in PASSING and not self._is_called(node):
                yield f"{id} is handed on, so that nobody sees what it sends"
            case ast.Attribute(attr="conditions") if not self._in_where(node):
                yield "conditions are added with Where.add"
            case ast.Global() | ast.Nonlocal() if any(map(_CAPS.fullmatch, node.names)):
                yield "a constant is changed"
            case (
                ast.Subscript(value=ast.Name(id=name), ctx=ast.Store()) | ast.Attribute(attr=name, ctx=ast.Store())
            ) if _CAPS.fullmatch(name):
                yield f"{name}, a constant, is changed"

    def _is_called(self, node: ast.expr) -> bool:
        above = self.above[node]
        return isinstance(above, ast.Call) and above.func is node

    def _in_where(self, node: ast.AST) -> bool:
        inside = any(isinstance(scope, ast.ClassDef) and scope.name == "Where" for scope in self._scopes(node))
        return inside and self.name == NETWORK

    def _call(self, call: ast.Call) -> Iterator[str]:
        match call.func:
            case ast.Attribute(value=ast.Name(id=module), attr=attr) if self._is_module(module):
                place = self._place(f"{self.names[module].__name__}.{attr}")
            case ast.Attribute(attr=attr):
                place = SENDING.get(attr)
            case ast.Name():
                place = self._place(self._qualified(call.func))
            case _:
                place = None
        if place is not None:
            yield from self._argument(call, place)
        if self._is(call.func, Selected):
            yield from self._argument(call, 0)
            if len(call.args) != 2 or not self._made_as(call.args[1], Where):
                yield "Selected without a Where"
        if _said(call.func) in ("replace", "dataclasses.replace"):
            for keyword in call.keywords:
                if keyword.arg in ("start", "where", None):
                    yield "a Selected is replaced"
        if isinstance(call.func, ast.Attribute) and call.func.attr == "add":
            if self._made_as(call.func.value, Where):
                yield from self._argument(call, 0)
            elif not self._is_set(call.func.value):
                yield ".add on something that may be a Where"

    def _place(self, qualified: str) -> int | None:
        if qualified == "neo4j.Query":
            return 0
        return PASSING[qualified][0] if qualified in PASSING else None

    def _is_module(self, name: str) -> bool:
        return isinstance(self.names.get(name), ModuleType)

    def _argument(self, call: ast.Call, place: int) -> Iterator[str]:
        given = call.args[: place + 1]
        if len(given) <= place or any(isinstance(each, ast.Starred) for each in given):
            yield "the statement is not to be seen"
        else:
            yield from self._text(given[place])

    # -- where a text comes from -------------------------------------------------------------------------------------

    def _text(self, node: ast.AST) -> Iterator[str]:
        """Yield what is wrong with the origin of a text, or of what texts are taken from."""
        match node:
            case ast.Constant(value=str()):
                return
            case ast.JoinedStr(values=parts):
                for part in parts:
                    if isinstance(part, ast.FormattedValue):
                        yield from self._inserted(part)
            case ast.BinOp(op=ast.Add()):
                yield from self._text(node.left)
                yield from self._text(node.right)
            case ast.IfExp():
                yield from self._text(node.body)
                yield from self._text(node.orelse)
            case ast.Subscript(value=value) | ast.Starred(value=value):
                yield from self._text(value)
            case ast.Tuple(elts=several) | ast.List(elts=several):
                for each in several:
                    yield from self._text(each)
            case ast.Dict(keys=keys, values=values):
                for each in (*filter(None, keys), *values):
                    yield from self._text(each)
            case ast.ListComp(elt=each) | ast.SetComp(elt=each) | ast.GeneratorExp(elt=each):
                yield from self._text(each)
            case ast.DictComp(key=key, value=value):
                yield from self._text(key)
                yield from self._text(value)
            case ast.Attribute(value=ast.Name(id=module), attr=attr) if self._is_module(module) and _CAPS.fullmatch(
                attr
            ):
                yield from self._elsewhere(self.names[module].__name__, attr)
            case ast.Attribute(value=value, attr="start") if self._made_as(value, Selected):
                return
            case ast.Name():
                yield from self._name(node)
            case ast.Call():
                yield from self._result(node)
            case _:
                yield f"made of {_said(node)}"

    def _inserted(self, part: ast.FormattedValue) -> Iterator[str]:
        if part.conversion != -1 or part.format_spec:
            yield f"{_said(part.value)} is formatted"
        elif not self._made_as(part.value, Where):
            yield from self._text(part.value)

    def _elsewhere(self, module: str, name: str) -> Iterator[str]:
        if module.startswith("graphsvc.stores.neo4j"):
            yield from _module(module).constant(name)
        elif module not in TRUSTED:
            yield f"{name} comes from {module}"

    def _name(self, node: ast.Name, *, deep: bool = True) -> Iterator[str]:
        scope, sources = self._bound(node, deep=deep)
        name = node.id
        if isinstance(scope, ast.Module):
            if not _CAPS.fullmatch(name):
                yield f"{name} is no constant"
            elif name in self.imported:
                yield from self._elsewhere(*self.imported[name].rsplit(".", 1))
            else:
                yield from self.constant(name)
        elif scope is None:
            yield f"{name} is unknown"
        elif isinstance(scope, _FUNCTIONS) and name in _parameters(scope):
            place = PASSING.get(self._path(scope))
            passed = place is not None and list(_parameters(scope)).index(name) == place[0] + self._is_method(scope)
            if not passed and scope not in self._building:
                yield f"{name} is an argument of {self._path(scope)}"
        else:
            for source in sources:
                yield from self._text(source)

    def _result(self, call: ast.Call) -> Iterator[str]:
        """What a call returns: at import, what is made of constants by our own functions; else only what a constant holds."""
        given: Sequence[ast.AST] = [*call.args, *(keyword.value for keyword in call.keywords)]
        match call.func:
            case ast.Attribute(value=ast.Name() as held, attr="keys"):
                yield from self._name(held, deep=False)
            case ast.Attribute(value=held, attr="values" | "items"):
                yield from self._text(held)
            case ast.Name() if self._qualified(call.func) == "neo4j.Query":
                return  # looked at where it stands
            case ast.Attribute(value=ast.Constant(value=str()), attr="join") if self._at_import(call):
                for each in given:
                    yield from self._text(each)
            case ast.Name(id=id) if self._at_import(call):
                made = self.names.get(id)
                if made not in (label_of, type_of) and id not in ("tuple", "list", "sorted", "enumerate"):
                    function = next(
                        (n for n in self.tree.body if isinstance(n, ast.FunctionDef) and n.name == id), None
                    )
                    if function is None:
                        yield f"made by {id}"
                    elif function not in self._building:
                        self._building.add(function)
                        for node in ast.walk(function):
                            if isinstance(node, ast.Return) and node.value:
                                yield from self._text(node.value)
                for each in given:
                    yield from self._text(each)
            case _:
                yield f"made by {_said(call.func)}()"

    def _at_import(self, node: ast.AST) -> bool:
        functions = [scope for scope in self._scopes(node) if isinstance(scope, _FUNCTIONS)]
        return all(function in self._building for function in functions)

    # -- names -------------------------------------------------------------------------------------------------------

    def _scopes(self, node: ast.AST) -> Iterator[Scope]:
        """Yield what a node stands in, from the inside out."""
        while node in self.above:
            node = self.above[node]
            if isinstance(node, _SCOPES):
                yield node

    def _path(self, scope: ast.AST) -> str:
        names = [getattr(scope, "name", "lambda")]
        names += [each.name for each in self._scopes(scope) if isinstance(each, ast.FunctionDef | ast.ClassDef)]
        return ".".join([self.name, *reversed(names)])

    def _is_method(self, scope: ast.AST) -> bool:
        return isinstance(self.above[scope], ast.ClassDef)

    def _qualified(self, node: ast.Name) -> str:
        """Return the whole name of a function that is called by a bare one."""
        for scope in self._scopes(node):
            for each in getattr(scope, "body", ()) if not isinstance(scope, ast.Lambda) else ():
                if isinstance(each, ast.FunctionDef) and each.name == node.id:
                    return self._path(each)
            if any(_sources(scope, node.id)) or (isinstance(scope, _FUNCTIONS) and node.id in _parameters(scope)):
                return ""
        return self.imported.get(node.id, "")

    def _bound(self, node: ast.Name, *, deep: bool = True) -> tuple[Scope | None, list[ast.AST]]:
        """Return where a name is bound, and all that it is bound to there, or that is put into it."""
        for scope in self._scopes(node):
            sources = list(_sources(scope, node.id, deep=deep))
            if sources or (isinstance(scope, _FUNCTIONS) and node.id in _parameters(scope)):
                return scope, sources
            if isinstance(scope, ast.Module) and (node.id in self.imported or node.id in self.names):
                return scope, []
        return None, []

    def _is(self, node: ast.AST, what: type) -> bool:
        return isinstance(node, ast.Name) and self.names.get(node.id) is what and not self._is_local(node)

    def _is_local(self, node: ast.Name) -> bool:
        return not isinstance(self._bound(node)[0], ast.Module)

    def _made_as(self, node: ast.AST, what: type) -> bool:
        """Return whether something can only be a Where, or a Selected: these are looked at where they are made."""
        match node:
            case ast.Call(func=ast.Name(id=id)):
                returned = getattr(self.names.get(id), "__annotations__", {}).get("return")
                return self._is(node.func, what) or (returned == what.__name__ and self._is_ours(id))
            case ast.Attribute(value=value, attr="where"):
                return what is Where and self._made_as(value, Selected)
            case ast.Name(id=id):
                scope, sources = self._bound(node)
                if isinstance(scope, _FUNCTIONS) and id in _parameters(scope):
                    said = _parameters(scope)[id]
                    return not sources and isinstance(said, ast.Name) and self._is(said, what)
                return bool(sources) and all(self._made_as(source, what) for source in sources)
        return False

    def _is_ours(self, function: str) -> bool:
        module = getattr(self.names.get(function), "__module__", "")
        return module == self.name or module.rpartition(".")[2].startswith("neo4j")

    def _is_set(self, node: ast.AST) -> bool:
        if not isinstance(node, ast.Name):
            return False
        _, sources = self._bound(node)
        return bool(sources) and any(
            isinstance(source, ast.Set | ast.SetComp)
            or (isinstance(source, ast.Call) and _said(source).startswith("set"))
            for source in sources
        )


def _said(node: ast.AST) -> str:
    return ast.unparse(node)


def strings(value: Any) -> Iterator[str]:
    """Yield the strings in a constant."""
    match value:
        case str():
            yield value
        case Mapping():
            for each in value.values():
                yield from strings(each)
        case list() | tuple() | set() | frozenset():
            for each in value:
                yield from strings(each)


def _parameters(function: Function) -> dict[str, ast.expr | None]:
    """Return a function's parameters in order, with what is said of them."""
    spec = function.args
    several = [
        *spec.posonlyargs,
        *spec.args,
        *filter(None, [spec.vararg]),
        *spec.kwonlyargs,
        *filter(None, [spec.kwarg]),
    ]
    return {each.arg: each.annotation for each in several}


def _own(scope: Scope) -> Iterator[ast.AST]:
    """Yield all nodes of a scope that stand in no other one inside it."""
    waiting = list(ast.iter_child_nodes(scope))
    while waiting:
        node = waiting.pop()
        yield node
        if not isinstance(node, _SCOPES):
            waiting += ast.iter_child_nodes(node)


def _sources(scope: Scope, name: str, *, deep: bool = True) -> Iterator[ast.AST]:
    """Yield what a name is bound to, and what is put into it; ``deep`` also into what lies in it."""
    for node in _own(scope):
        match node:
            case ast.Assign(targets=targets, value=value):
                for target in targets:
                    yield from _bindings(target, value, name)
            case ast.AnnAssign(target=target, value=value) if value is not None:
                yield from _bindings(target, value, name)
            case ast.AugAssign(target=target, value=value) | ast.NamedExpr(target=target, value=value):
                yield from _bindings(target, value, name)
            case ast.For(target=target, iter=value) | ast.comprehension(target=target, iter=value):
                yield from _bindings(target, value, name, each=True)
            case ast.withitem(optional_vars=target, context_expr=value) if target is not None:
                yield from _bindings(target, value, name)
            case ast.MatchAs(name=captured) | ast.MatchStar(name=captured) if captured == name:
                yield node
            case ast.Call(func=ast.Attribute(value=ast.Name(id=held), attr=method), args=args) if held == name:
                yield from _put_in(method, args)
            case ast.Call(
                func=ast.Attribute(value=ast.Call(func=ast.Attribute(value=ast.Name(id=held))), attr=method), args=args
            ) if deep and held == name:
                yield from _put_in(method, args)


def _bindings(target: ast.AST, value: ast.AST, name: str, *, each: bool = False) -> Iterator[ast.AST]:
    match target:
        case ast.Name(id=id) if id == name:
            yield value
        case ast.Subscript(value=ast.Name(id=id)) if id == name:
            yield from (target.slice, value)
        case ast.Tuple(elts=targets) | ast.List(elts=targets):
            match value:
                case ast.Tuple(elts=values) | ast.List(elts=values) if not each and len(values) == len(targets):
                    for one, other in zip(targets, values, strict=True):
                        yield from _bindings(one, other, name)
                case ast.Call(func=ast.Attribute(value=held, attr="items")) if each and len(targets) == 2:
                    keys = ast.Call(func=ast.Attribute(value=held, attr="keys", ctx=ast.Load()), args=[], keywords=[])
                    yield from _bindings(targets[0], keys, name)
                    yield from _bindings(targets[1], value, name)
                case _:
                    for one in targets:
                        yield from _bindings(one, value, name)


def _put_in(method: str, args: Sequence[ast.AST]) -> Iterator[ast.AST]:
    """Yield what a method of a list or dictionary puts into it."""
    if method in ("append", "extend", "setdefault", "update"):
        yield from args
    elif method == "insert":
        yield from args[1:]
