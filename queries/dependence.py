"""Was bricht auseinander, wenn jemand schließt?

Für Mitarbeitende einer Stelle: an welchen Akteuren Teile des Netzes allein hängen, und welche Gruppen nur eine Stelle haben.
Ohne Angabe wird gezeigt, bei wem am meisten abbräche.

Methode
-------
Ein Akteur ist ein Gelenkpunkt (articulation point), wenn sein Netz ohne ihn in mehrere Teile zerfällt; abgeschnitten sind
dann alle, die nicht im größten Teil liegen (bei gleich großen bleibt der mit dem ersten Namen). Eine Brücke ist ein Paar,
dessen Verbindung als einzige zwei Teile zusammenhält. Beides nach Hopcroft und Tarjan (Algorithm 447, Communications of
the ACM 16, 1973) im Netz der aktiven Verbindungen. Dazu die Gruppen und Organisationen der Selbsthilfe, die nur mit dieser
einen Stelle der Selbsthilfeunterstützung verbunden sind. Zuerst steht, bei wem von beidem zusammen am meisten abbräche.

Wie man es liest
----------------
Wer hier steht, hält etwas zusammen; das ist eine Leistung, und zugleich ein Grund, an Vertretung zu denken. Was nicht
erfasst ist, kann trotzdem halten: oft fehlt nur die Angabe, wer sonst noch wen kennt. Darum sehen nur Mitarbeitende die
Namen. Auf Karten ist der am stärksten hervorgehoben, der wegfällt, und schwächer, wer dadurch etwas verliert: den Anschluss, die
einzige erfasste Stelle oder beides. Die Netzwerkkarte zeigt als Flächen, wer was verliert.

Beispiel
--------
>>> from datetime import date
>>> from graphsvc.model import Network, Partner, Selection, Tie, graph_of
>>> partners = [Partner(id="k", name="Stelle", kind="contact_office"), Partner(id="a", name="Amt", kind="authority"),
...     Partner(id="b", name="Klinik", kind="clinic"), Partner(id="g", name="Gruppe", kind="self_help_group")]
>>> ties = [Tie(id="1", source="k", target="a"), Tie(id="2", source="a", target="b"), Tie(id="3", source="b", target="k"),
...     Tie(id="4", source="k", target="g", kind="supports")]
>>> found = answer(Network(graph=graph_of(partners, ties), selection=Selection(on=date(2024, 1, 1))))
>>> found.sentence.into("de").split(". ")[0]
'Wenn Stelle schließt, verliert 1 Akteur den Anschluss an den größten Teil des Netzes'
>>> found.tables["critical"].rows
(('k', 'Stelle', 'contact_office', 'support', 1, 2, 1),)
>>> found.tables["losses"].rows
(('g', 'Gruppe', 'both'),)

Aufruf
------
    graphsvc ask dependence --area 08117 --top 5
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated, Any

import networkx as nx
import numpy as np

from graphsvc.kernels import Bridge, Cuts, compiled, cuts, pieces_without
from graphsvc.language import Label, Text
from graphsvc.model import Answer, Column, Network, Table, Viewer
from graphsvc.params import Param, PartnerId, Top
from graphsvc.vocabulary import GROUPS, OFFICES, SECTORS
from queries._chosen import too_few
from queries._everyone import everyone
from queries._names import names_of
from queries._partners import (
    KIND,
    NAME,
    PARTNER,
    SECTOR,
    area_column,
    common_caveats,
    count_column,
    cut,
    known,
    reporter_caveat,
)

_METHOD = Text(
    "Gelenkpunkte und Brücken (Hopcroft und Tarjan 1973) im Netz der aktiven Verbindungen; Gruppen mit nur einer Stelle"
)
_CUT_OFF = count_column("cut_off", "Abgeschnitten", "Cut off")
_PARTNERS = count_column("partners", "Akteure", "Partners")
_PIECE = count_column("piece", "Teil", "Piece")

_LOSSES = {
    "both": Label("beides", "both"),
    "connection": Label("den Anschluss", "the connection"),
    "office": Label("die erfasste Stelle", "the recorded office"),
}

Who = Annotated[PartnerId, Param(label=Label("Wer wegfällt", "Who goes"), widget="partner")]
Row = tuple[Any, ...]
Left = Mapping[str, list[str]]


def answer(network: Network, *, partner: Who = "", top: Top = 20) -> Answer:
    """Return what each partner alone holds together, and what one of them would leave behind."""
    named = partner or network.selection.ego or ""
    gone = known(network, named, "partner") if named else ""
    found = cuts(network.simple)
    left = groups_of_one_office(network)
    tables = {"network": _network_table(network, found, left), "sectors": _sectors(network, found)}
    caveats = reporter_caveat(network)
    marks = {}
    sentence = _sums(network, found, left)
    rows = _critical(network, found, left)
    if network.viewer is not Viewer.STAFF:
        caveats.append(Text("An wem etwas hängt, sehen nur Mitarbeitende."))
    elif gone or rows:
        if not gone and len(rows) > 1:
            caveats.append(Text("Es ist kein Akteur gewählt. Gezeigt wird, bei wem am meisten abbräche."))
        gone = gone or rows[0][0]
        pieces = _pieces(network, gone)
        sentence = _sentence(network, gone, pieces, left)
        tables = {"critical": _critical_table(rows, top), **_tables_of(network, gone, pieces, left), **tables}
        tables["bridges"] = _bridges(network, found.bridges)
        tables["losses"] = losses = _losses(network, gone, pieces, left)
        marks = dict.fromkeys(losses.column("partner"), 0.5) | {gone: 1.0}
    return Answer(
        sentence=sentence,
        tables=tables,
        marks=marks,
        method=_METHOD,
        caveats=(*caveats, *common_caveats(network)),
    )


def groups_of_one_office(network: Network) -> Left:
    """Return each office that is the only one which some groups are tied to, with these groups, in order."""
    every, ties = everyone(network), compiled(network.simple).matrix
    offices = every.of_kind(*OFFICES).astype(np.int64)
    count, which = (ties @ np.column_stack([offices, offices * np.arange(len(offices))])).astype(np.int64).T
    places = np.flatnonzero(every.of_kind(*GROUPS) & (count == 1))
    places = places[np.argsort(which[places], kind="stable")]
    ends, starts = np.unique(which[places], return_index=True)
    return {
        every.ids[office]: [every.ids[place] for place in mine.tolist()]
        for office, mine in zip(ends.tolist(), np.split(places, starts[1:]), strict=False)  # of none, one empty part
    }


def _critical(network: Network, found: Cuts, left: Left) -> list[Row]:
    nodes, names = network.graph.nodes, names_of(network)
    rows = []
    for id in found.pieces.keys() | left.keys():
        pieces = found.pieces.get(id, [0])
        cut_off = sum(pieces[1:])
        rows.append(
            (id, names[id], nodes[id]["kind"], nodes[id]["sector"], cut_off, len(pieces), len(left.get(id, ())))
        )
    return sorted(rows, key=lambda row: (-row[4] - row[6], network.order(row[0])))


def _critical_table(rows: list[Row], top: int) -> Table:
    columns = (
        PARTNER,
        NAME,
        KIND,
        SECTOR,
        _CUT_OFF,
        count_column("components", "Teile", "Pieces"),
        count_column("groups_left", "Gruppen ohne andere Stelle", "Groups without another office"),
    )
    title = Label("Woran etwas allein hängt", "What something hangs on alone")
    return Table(title=title, columns=columns, rows=cut(rows, top))


def _pieces(network: Network, gone: str) -> list[list[str]]:
    """Return the pieces that are left without a partner, the largest first, each in order."""
    pieces = [sorted(piece, key=network.order) for piece in pieces_without(network.simple, gone)]
    return sorted(pieces, key=lambda piece: (-len(piece), network.order(piece[0])))


def _tables_of(network: Network, gone: str, pieces: list[list[str]], left: Left) -> dict[str, Table]:
    """Return who is cut off and which groups are left without an office where one partner goes, and the pieces."""
    nodes, names = network.graph.nodes, names_of(network)
    values = {"name": names[gone]}
    cut_off = [
        (id, names[id], nodes[id]["kind"], nodes[id]["sector"], number)
        for number, piece in enumerate(pieces[1:], 2)
        for id in piece
    ]
    groups = [(id, names[id], nodes[id]["kind"], nodes[id]["area"]) for id in left.get(gone, ())]
    return {
        "cut_off": Table(
            title=Text("Abgeschnitten, wenn {name} wegfällt", values=values),
            columns=(PARTNER, NAME, KIND, SECTOR, _PIECE),
            rows=tuple(cut_off),
        ),
        "groups_left": Table(
            title=Text("Gruppen, die nur {name} als Stelle haben", values=values),
            columns=(PARTNER, NAME, KIND, area_column(network.areas)),
            rows=tuple(groups),
        ),
        "pieces": _sizes(network, gone, pieces),
    }


def _losses(network: Network, gone: str, pieces: list[list[str]], left: Left) -> Table:
    """Return what each loses that loses something where one partner goes: a map tells the two losses apart by it."""
    cut_off, groups = {id for piece in pieces[1:] for id in piece}, set(left.get(gone, ()))
    names = names_of(network)
    what = {
        id: "both" if id in cut_off & groups else "connection" if id in cut_off else "office" for id in cut_off | groups
    }
    order = {loss: place for place, loss in enumerate(_LOSSES)}
    return Table(
        title=Text("Wer was verliert, wenn {name} wegfällt", values={"name": names[gone]}),
        columns=(PARTNER, NAME, Column(name="loss", label=Label("Verliert", "Loses"), role="group", words=_LOSSES)),
        rows=tuple(
            (id, names[id], what[id]) for id in sorted(what, key=lambda id: (order[what[id]], *network.order(id)))
        ),
    )


def _sizes(network: Network, gone: str, pieces: list[list[str]]) -> Table:
    nodes, names = network.graph.nodes, names_of(network)
    counts = Counter(map(len, pieces))
    sectors: dict[int, set[str]] = {size: set() for size in counts}
    for piece in pieces:
        sectors[len(piece)].update(nodes[id]["sector"] for id in piece)
    columns = (
        count_column("size", "Akteure in einem Teil", "Partners in a piece"),
        count_column("pieces", "So viele Teile", "So many pieces"),
        replace(SECTOR, name="sectors", label=Label("Bereiche", "Sectors")),
    )
    return Table(
        title=Text("Die Teile, die ohne {name} übrig bleiben", values={"name": names[gone]}),
        columns=columns,
        rows=tuple((size, counts[size], tuple(s for s in SECTORS if s in sectors[size])) for size in counts),
    )


def _bridges(network: Network, bridges: list[Bridge]) -> Table:
    """Return the bridges with more than one partner behind them; those with one are who has a single tie."""
    names = names_of(network)
    rows = [(held_by, names[held_by], cut_off, names[cut_off], size) for held_by, cut_off, size in bridges if size > 1]
    columns = (
        PARTNER,
        NAME,
        replace(PARTNER, name="other"),
        replace(NAME, name="other_name", label=Label("hält allein", "alone holds")),
        replace(_CUT_OFF, label=Label("Akteure dahinter", "Partners behind")),
    )
    return Table(
        title=Label("Brücken", "Bridges"),
        columns=columns,
        rows=tuple(sorted(rows, key=lambda row: (-row[4], network.order(row[0]), network.order(row[2])))),
    )


def _network_table(network: Network, found: Cuts, left: Left) -> Table:
    columns = (
        _PARTNERS,
        count_column("components", "Getrennte Teile", "Separate pieces"),
        count_column("articulation_points", "Gelenkpunkte", "Articulation points"),
        count_column("bridges", "Brücken", "Bridges"),
        count_column("groups", "Gruppen", "Groups"),
        count_column("groups_of_one_office", "Gruppen mit nur einer Stelle", "Groups with one office only"),
    )
    row = (
        len(network.graph),
        nx.number_connected_components(network.simple),
        len(found.pieces),
        len(found.bridges),
        int(everyone(network).of_kind(*GROUPS).sum()),
        sum(map(len, left.values())),
    )
    return Table(title=Label("Das Netz im Ganzen", "The network as a whole"), columns=columns, rows=(row,))


def _sectors(network: Network, found: Cuts) -> Table:
    every = everyone(network)
    partners, critical = (
        np.bincount(every.sector[places], minlength=len(SECTORS)).tolist()
        for places in (slice(None), np.array([every.place[id] for id in found.pieces], dtype=np.int64))
    )
    columns = (
        SECTOR,
        _PARTNERS,
        count_column("articulation_points", "davon Gelenkpunkte", "of them articulation points"),
    )
    rows = tuple((sector, *counts) for sector, *counts in zip(SECTORS, partners, critical, strict=True) if counts[0])
    return Table(title=Label("Nach Bereich", "By sector"), columns=columns, rows=rows)


def _sentence(network: Network, gone: str, pieces: list[list[str]], left: Left) -> Text:
    cut_off = sum(map(len, pieces[1:]))
    values: dict[str, object] = {"name": names_of(network)[gone]}
    finding = Text("Wenn {name} schließt, bricht nichts auseinander, soweit erfasst.", values=values)
    if cut_off:
        finding = Text(
            "Wenn {name} schließt, verliert {n} Akteur den Anschluss an den größten Teil des Netzes.",
            "Wenn {name} schließt, verlieren {n} Akteure den Anschluss an den größten Teil des Netzes.",
            cut_off,
            values,
        )
    if groups := left.get(gone):
        return Text(
            "{finding} {n} Gruppe hat dann keine erfasste Stelle mehr.",
            "{finding} {n} Gruppen haben dann keine erfasste Stelle mehr.",
            len(groups),
            {"finding": finding},
        )
    return finding


def _sums(network: Network, found: Cuts, left: Left) -> Text:
    count = len(network.graph)
    if count < 2:
        return too_few(network)
    finding = Text("Kein Teil des Netzes hängt an einem Akteur allein, soweit erfasst.")
    if found.pieces:
        finding = Text(
            "An {n} von {all} Akteuren hängt allein ein Teil des Netzes, soweit erfasst.",
            "An {n} von {all} Akteuren hängt jeweils allein ein Teil des Netzes, soweit erfasst.",
            len(found.pieces),
            {"all": count},
        )
    if not left:
        return finding
    return Text(
        "{finding} {n} Gruppe ist mit nur einer Stelle verbunden.",
        "{finding} {n} Gruppen sind mit nur einer Stelle verbunden.",
        sum(map(len, left.values())),
        {"finding": finding},
    )
