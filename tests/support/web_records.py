"""A few records that every test of the web can hold in its head; one of each visibility, each secret with a word of its own."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import app
from graphsvc.changes import ChangeSet, added, change
from graphsvc.model import Contact, Inquiry, Partner, Request, Tie
from graphsvc.settings import Settings
from graphsvc.topics import Topic

OFFICE = Partner(
    id="kst",
    name="Kontaktstelle Musterstadt",
    kind="contact_office",
    area="08117",
    serves=("08117",),
    visibility="public",
)
CLINIC = Partner(
    id="kl", name="Klinikum Beispiel", kind="clinic", area="08117", fields=("health",), visibility="public"
)
GROUP = Partner(
    id="shg", name="Ängste überwinden", kind="self_help_group", area="08117", topics=("Angst",), visibility="public"
)
HIDDEN = Partner(id="verborgen-1", name="Verborgenstelle", kind="authority", area="08117", carrier="Geheimträger")
TOLD = Tie(
    id="t-offen",
    source="kst",
    target="kl",
    intensity=3,
    formality="oral",
    forms=("training",),
    since=date(2020, 1, 1),
    visibility="public",
    evidence="Jahresbericht",
)
SUPPORT = Tie(id="t-gruppe", source="kst", target="shg", kind="supports", visibility="public")
TO_HIDDEN = Tie(id="t-verborgen", source="kst", target="verborgen-1", visibility="public", evidence="Geheimbeleg-eins")
INTERNAL = Tie(id="t-intern", source="kl", target="kst", kind="refers_to", evidence="Geheimbeleg-zwei")
CONTACTS = (
    Contact(id="kst", phone="07161 11111", email="info@example.org"),
    Contact(id="shg", phone="07161 99999", email="gruppe@example.org"),
    Contact(id="verborgen-1", phone="07161 88888", street="Geheimgasse 1"),
)
ASKED = Inquiry(id="i-geheim", partner="verborgen-1", on=date(2024, 2, 1), about=("Geheimthema",))
WANTED = Request(id="r-geheim", topic="Geheimwunsch", area="08117", year=2023, asked=4)
FORMER = replace(CLINIC, name="Geheimname von früher", visibility="internal")

SECRETS = (
    *("verborgen-1", "Verborgenstelle", "Geheim", "t-verborgen", "t-intern", "i-geheim", "r-geheim"),
    *("07161 99999", "0716199999", "gruppe@example.org", "07161 88888", "konto-4711", "vertraulich"),
)
"""What nobody but staff may ever read."""


def fill(store) -> None:
    """Write the records, in two revisions of which the second makes the clinic public under its present name."""
    records = (OFFICE, FORMER, GROUP, HIDDEN, TOLD, SUPPORT, TO_HIDDEN, INTERNAL, *CONTACTS, ASKED, WANTED)
    topic = Topic(name="Angst", synonyms=("Ängste",))
    store.apply(added(topic, *records, reason="vertraulich: erste Liste"), actor="konto-4711", key="k1")
    known = ChangeSet(changes=(change(FORMER, CLINIC),), reason="vertraulich: darf gezeigt werden")
    store.apply(known, actor="konto-4711", key="k2")


def opened(folder, url=""):
    """A fresh store with the shipped areas and these records, in a folder or at an address."""
    store = app.open_store(url or f"sqlite:///{folder / 'store.db'}")
    fill(store)
    return store


def served(store, folder, **settings):
    """The real application on a store."""
    values = {"viewer": "staff", "demo": False, "secret": "only for tests", **settings}
    return app.create_app(Settings(store=f"sqlite:///{folder / 'store.db'}", **values), store)
