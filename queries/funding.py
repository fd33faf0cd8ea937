"""Wer fördert wen, und auf welcher Grundlage?

Für Planende: wie viel Förderung in einem Gebiet erfasst ist, von wem sie kommt, auf welcher Grundlage (§ 20h SGB V pauschal oder
Projekt, § 45d SGB XI, § 31 SGB VI, Land, Kommune), und wie sehr sie an wenigen hängt. Eine Tabelle ist für den Jahresbericht.

Methode
-------
Gezählt werden die erfassten Förderungen an Empfänger, die zum Gebiet gehören; die Förderer können anderswo sitzen. Auch beendete
Förderungen zählen für ihr Jahr; ohne „Rückblick bis“ reicht der Blick zehn Jahre zurück. Summen sind die Summen der bekannten
Beträge. Ist bei einem Teil der Betrag nicht bekannt, heißen sie „mindestens“, und daneben steht, bei wie vielen; ist keiner
bekannt, bleibt die Summe leer. Ein unbekannter Betrag ist keine Null.

Konzentration nach Hirschman (The Paternity of an Index, American Economic Review 54, 1964), auch Herfindahl-Index genannt: die
Summe der quadrierten Anteile der Förderer an den bekannten Beträgen eines Jahres. 1 heißt: Alles kommt von einem. 1/n heißt: n
Förderer geben gleich viel. Förderer ohne bekannten Betrag fehlen darin. „Von Versicherungen“ ist der Anteil, der von Kranken-,
Pflege- und Rentenversicherungen und von Fördergemeinschaften kommt.

Wie man es liest
----------------
Was niemand eingetragen hat, fehlt. Wenige Förderer sind kein Fehler: eine Fördergemeinschaft bündelt das Geld vieler Kassen. Je
mehr Beträge nicht bekannt sind, desto weniger sagen Anteile und Konzentration.

Aufruf
------
    graphsvc ask funding --area 08117

Beispiel
--------
600, 300 und 100 Euro: 0,6² + 0,3² + 0,1² = 0,46. Von der Kasse kommen 60 %. Die vierte Förderung ist ohne Betrag.

>>> from datetime import date
>>> from graphsvc.model import Network, Partner, Selection, Tie, graph_of
>>> partners = [Partner(id="k", name="Kasse", kind="insurer"), Partner(id="s", name="Stadt", kind="authority"),
...     Partner(id="v", name="Verein", kind="association"), Partner(id="g", name="Gruppe", kind="self_help_group")]
>>> ties = [Tie(id=str(n), source=who, target="g", kind="funds", year=2023, amount=much)
...     for n, (who, much) in enumerate([("k", 600.0), ("s", 300.0), ("v", 100.0), ("v", None)])]
>>> found = answer(Network(graph=graph_of(partners, ties), selection=Selection(on=date(2024, 1, 1))))
>>> [(row[3], row[5], row[6]) for row in found.tables["funding"].rows]
[('Kasse', 600.0, 0), ('Stadt', 300.0, 0), ('Verein', 100.0, 1)]
>>> [round(value, 2) for value in found.tables["concentration"].rows[0]]
[2023, 3, 1000.0, 0.46, 0.6, 4, 1]
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from math import fsum

from graphsvc.language import Label, Text
from graphsvc.model import Answer, Column, Network, Table, Viewer
from graphsvc.params import Top, Year
from graphsvc.vocabulary import BASES, KINDS
from queries._areas import stand_caveat
from queries._money import (
    Grant,
    basis_order,
    grants_of,
    grouped,
    herfindahl,
    known_sum,
    recipients,
    sums_by_funder,
    unknown,
)
from queries._names import names_of
from queries._partners import KIND, NAME, PARTNER, area_column, count_column, cut, outside_caveat, stale_caveat
from queries._years import YEAR, newest_first, period

BEYOND = True
HISTORY = 3653

_METHOD = Text(
    "Summen der bekannten Beträge je Jahr, Grundlage und Förderer; Konzentration nach Hirschman (1964) über die Förderer "
    "eines Jahres"
)
_BASIS = Column(
    name="basis",
    label=Label("Grundlage", "Basis"),
    words={code: term.label for code, term in BASES.items()} | {"": Label("nicht angegeben", "not stated")},
)
_RECIPIENTS = count_column("recipients", "Empfänger", "Recipients")
_GRANTS = count_column("grants", "Förderungen", "Fundings")
_AMOUNT = count_column("amount", "Bekannte Beträge in Euro", "Known amounts in euros")
_UNKNOWN = count_column("unknown", "Förderungen ohne bekannten Betrag", "Fundings of unknown amount")


def answer(network: Network, *, year: Year = 0, top: Top = 0) -> Answer:
    """Return who funds partners of the areas by year and basis, in sums, and how concentrated it is."""
    grants = grants_of(network, year)
    tables = {
        "funding": _funding(network, grants, top),
        "report": _report(grants),
        "concentration": _concentration(network, grants),
        "funder_kinds": _kinds(network, grants, Label("Nach Art des Förderers", "By kind of funder"), _funder),
        "recipient_kinds": _kinds(
            network, grants, Label("Nach Art des Empfängers", "By kind of recipient"), _recipient
        ),
        "areas": _areas(network, grants),
    }
    if network.viewer is Viewer.STAFF:
        tables["grants"] = _list(network, grants)
    return Answer(
        sentence=_sentence(network, grants, year),
        tables=tables,
        marks=dict.fromkeys(map(_recipient, grants), 0.5) | dict.fromkeys(map(_funder, grants), 1.0),
        method=_METHOD,
        caveats=(*_caveats(network, grants), *stand_caveat(network)),
    )


def _funder(grant: Grant) -> str:
    return grant.funder


def _recipient(grant: Grant) -> str:
    return grant.recipient


def _funding(network: Network, grants: Sequence[Grant], top: int) -> Table:
    """List the sums of each funder by year and basis: the newest year first, in it the largest known sum."""
    names = names_of(network)
    rows = [
        (year, basis, funder, names[funder], recipients(mine), known_sum(mine), unknown(mine))
        for (year, basis, funder), mine in grouped(grants, lambda g: (g.year, g.basis, g.funder)).items()
    ]
    rows.sort(
        key=lambda row: (
            newest_first(row[0]),
            row[5] is None,
            -(row[5] or 0.0),
            network.order(row[2]),
            basis_order(row[1]),
        )
    )
    columns = (YEAR, _BASIS, *_ends("funder", Label("Förderer", "Funder")), _RECIPIENTS, _AMOUNT, _UNKNOWN)
    return Table(title=Label("Wer fördert", "Who funds"), columns=columns, rows=cut(rows, top))


def _ends(name: str, label: Label) -> tuple[Column, Column]:
    return replace(PARTNER, name=name), replace(NAME, name=f"{name}_name", label=label)


def _report(grants: Sequence[Grant]) -> Table:
    by_basis = grouped(grants, lambda grant: (grant.year, grant.basis))
    rows = tuple(
        (*key, recipients(by_basis[key]), len(by_basis[key]), known_sum(by_basis[key]), unknown(by_basis[key]))
        for key in sorted(by_basis, key=lambda key: (newest_first(key[0]), basis_order(key[1])))
    )
    columns = (YEAR, _BASIS, _RECIPIENTS, _GRANTS, _AMOUNT, _UNKNOWN)
    return Table(title=Label("Für den Jahresbericht", "For the annual report"), columns=columns, rows=rows)


def _concentration(network: Network, grants: Sequence[Grant]) -> Table:
    rows = []
    for year, mine in grouped((grant for grant in grants if grant.year is not None), lambda g: g.year).items():
        sums = sums_by_funder(mine)
        concentration, share = herfindahl(sums.values()), _from_insurers(network, sums)
        rows.append((year, len(sums), known_sum(mine), concentration, share, len(mine), unknown(mine)))
    columns = (
        YEAR,
        count_column("funders", "Förderer mit bekanntem Betrag", "Funders of known amounts"),
        _AMOUNT,
        count_column("hhi", "Konzentration (0 bis 1)", "Concentration (0 to 1)"),
        count_column("insurers", "Anteil von Versicherungen", "Share from insurers"),
        _GRANTS,
        _UNKNOWN,
    )
    title = Label("Wie sehr die Förderung an wenigen hängt", "How much the funding depends on few")
    return Table(title=title, columns=columns, rows=tuple(rows))


def _from_insurers(network: Network, sums: dict[str, float]) -> float | None:
    """Return the share that comes from social insurers and their funding pools."""
    nodes = network.graph.nodes
    theirs = fsum(total for funder, total in sums.items() if nodes[funder]["sector"] == "social_insurance")
    return theirs / fsum(sums.values()) if sums else None


def _kinds(network: Network, grants: Sequence[Grant], title: Label, end: Callable[[Grant], str]) -> Table:
    nodes = network.graph.nodes
    by_kind = grouped(grants, lambda grant: nodes[end(grant)]["kind"])
    rows = tuple(
        (kind, len(set(map(end, mine))), len(mine), known_sum(mine), unknown(mine))
        for kind in KINDS
        if (mine := by_kind.get(kind))
    )
    columns = (KIND, count_column("partners", "Akteure", "Partners"), _GRANTS, _AMOUNT, _UNKNOWN)
    return Table(title=title, columns=columns, rows=rows)


def _district(network: Network, grant: Grant) -> str | None:
    return network.areas.up_to(network.graph.nodes[grant.recipient]["area"], "district")


def _areas(network: Network, grants: Sequence[Grant]) -> Table:
    """Sum up by the district of the recipient's seat; where nothing is recorded, nothing is known."""
    by_district = grouped(grants, lambda grant: _district(network, grant))
    rows = tuple(
        (area.ags, area.name, recipients(mine) if mine else None, known_sum(mine), unknown(mine) if mine else None)
        for area in network.areas.at_level("district", network.selection.areas)
        for mine in [by_district.get(area.ags, [])]
    )
    columns = (area_column(network.areas), NAME, _RECIPIENTS, _AMOUNT, _UNKNOWN)
    return Table(title=Label("Nach Kreis des Empfängers", "By district of the recipient"), columns=columns, rows=rows)


def _list(network: Network, grants: Sequence[Grant]) -> Table:
    names = names_of(network)
    rows = tuple(
        (g.year, g.basis, g.funder, names[g.funder], g.recipient, names[g.recipient], g.amount) for g in grants
    )
    columns = (
        YEAR,
        _BASIS,
        *_ends("funder", Label("Förderer", "Funder")),
        *_ends("recipient", Label("Empfänger", "Recipient")),
        count_column("amount", "Betrag in Euro", "Amount in euros"),
    )
    return Table(title=Label("Alle Förderungen", "All fundings"), columns=columns, rows=rows)


def _sentence(network: Network, grants: Sequence[Grant], year: int) -> Text:
    if not grants:
        return _nothing(network, year)
    finding = _finding(network, grants)
    total, silent = known_sum(grants), unknown(grants)
    if total is None:
        return Text("{finding} Wie viel Geld das ist, ist nicht bekannt.", values={"finding": finding})
    if silent:
        finding = Text(
            "{finding} Zusammen sind es mindestens {sum} Euro; bei {n} Förderung ist der Betrag nicht bekannt.",
            "{finding} Zusammen sind es mindestens {sum} Euro; bei {n} Förderungen ist der Betrag nicht bekannt.",
            silent,
            {"finding": finding, "sum": total},
        )
    else:
        finding = Text("{finding} Zusammen sind es {sum} Euro.", values={"finding": finding, "sum": total})
    share = _from_insurers(network, sums_by_funder(grants))
    if share is None:
        return finding
    return Text(
        "{finding} Von den bekannten Beträgen kommen rund {share} % von Versicherungen und Fördergemeinschaften.",
        values={"finding": finding, "share": round(100 * share)},
    )


def _finding(network: Network, grants: Sequence[Grant]) -> Text:
    values = {
        "period": period(grant.year for grant in grants),
        "recipients": Text("{n} Empfänger", "{n} Empfänger", recipients(grants)),
        "funders": Text("{n} Förderer", "{n} Förderern", len(set(map(_funder, grants)))),
    }
    if network.viewer is Viewer.STAFF:
        return Text(
            "{period} ist {n} Förderung erfasst, von {funders} an {recipients}.",
            "{period} sind {n} Förderungen erfasst, von {funders} an {recipients}.",
            len(grants),
            values,
        )
    return Text(
        "{period} ist hier {n} Förderung zu sehen, von {funders} an {recipients}.",
        "{period} sind hier {n} Förderungen zu sehen, von {funders} an {recipients}.",
        len(grants),
        values,
    )


def _nothing(network: Network, year: int) -> Text:
    values = {"year": str(year)}
    if network.viewer is not Viewer.STAFF:
        return Text("Hier ist keine Förderung zu sehen. Das heißt nicht, dass es keine gibt.")
    if year:
        return Text(
            "Für {year} ist in dieser Auswahl keine Förderung erfasst. Das heißt nicht, dass es keine gab.",
            values=values,
        )
    return Text("In dieser Auswahl ist keine Förderung erfasst. Das heißt nicht, dass es keine gibt.")


def _caveats(network: Network, grants: Sequence[Grant]) -> list[Text]:
    nodes, found = network.graph.nodes, []
    if silent := unknown(grants):
        text = Text(
            "Bei {n} von {all} Förderungen ist der Betrag nicht bekannt; die Summen daraus heißen „mindestens“.",
            "Bei {n} von {all} Förderungen ist der Betrag nicht bekannt; die Summen daraus heißen „mindestens“.",
            silent,
            {"all": len(grants)},
        )
        found.append(text)
    if undated := sum(1 for grant in grants if grant.year is None):
        text = Text(
            "{n} Förderung ist ohne Jahr erfasst; sie fehlt bei der Konzentration.",
            "{n} Förderungen sind ohne Jahr erfasst; sie fehlen bei der Konzentration.",
            undated,
        )
        found.append(text)
    if any(nodes[grant.recipient]["represents"] == "some" for grant in grants):
        found.append(Text("Einige Einträge stehen für mehrere Gruppen; diese Zahlen heißen „mindestens“."))
    shown = {area.ags for area in network.areas.at_level("district", network.selection.areas)}
    if unplaced := sum(1 for grant in grants if _district(network, grant) not in shown):
        text = Text(
            "Bei {n} Förderung liegt der Empfänger in keinem der Kreise; sie fehlt in der Tabelle nach Kreisen.",
            "Bei {n} Förderungen liegt der Empfänger in keinem der Kreise; sie fehlen in der Tabelle nach Kreisen.",
            unplaced,
        )
        found.append(text)
    if network.viewer is not Viewer.STAFF:
        found.append(Text("Gezählt ist nur, was hier zu sehen ist. Die einzelnen Förderungen sehen nur Mitarbeitende."))
    return found + stale_caveat(network, (grant.tie for grant in grants)) + outside_caveat(network)
