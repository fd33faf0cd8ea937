"""Real lists in the template: converts ``shared/data`` for the tests; shares no code with ``graphsvc`` on purpose."""

from __future__ import annotations

import csv
import io
import os
import random
from collections.abc import Iterable, Mapping
from pathlib import Path

DATA = Path(os.environ.get("GRAPHSVC_SHARED_DATA") or Path(__file__).parents[3] / "shared" / "data")
SAXONY = "14"
SMALLEST_SHARE = 0.05  # below it a share of a district is noise of postcodes

File = tuple[str, bytes]
Rows = list[dict[str, str]]


def raw(path: str) -> Rows:
    """Return a real list as it is."""
    with (DATA / path).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def as_csv(name: str, rows: Iterable[Mapping[str, str]]) -> File:
    """Return rows as a CSV file of the template."""
    found = list(rows)
    columns = list(dict.fromkeys(column for row in found for column in row))
    file = io.StringIO()
    writer = csv.DictWriter(file, columns, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(found)
    return name, file.getvalue().encode()


def area_files() -> list[File]:
    """Return the municipalities, districts and outlines."""
    names = ("places.csv", "districts.csv", "districts_400.geojson")
    return [(name, (DATA / "areas" / name).read_bytes()) for name in names]


def contact_points() -> Rows:
    """Return Saxony's contact points; each serves its district."""
    return [
        {
            "id": row["id"],
            "name": row["name"],
            "kind": "branch_office" if "Außenstelle" in row["name"] else "contact_office",
            "area": row["district_ags"],
            "serves": row["district_ags"],
            "carrier": row["carrier"],
            "street": row["street"],
            "postcode": row["postalCode"],
            "place": row["city"],
            "website": row["web"],
        }
        for row in raw("selfhelp/saxony_contact_points.csv")
    ]


def topic_groups() -> Rows:
    """Return Saxony's topics: each row stands for an unknown number of groups in its district."""
    return [
        {
            "id": f"T{number:04d}",
            "name": f"Selbsthilfegruppe {row['topic']}",
            "kind": "self_help_group",
            "area": row["district_ags"],
            "topics": row["topic"],
            "represents": "some",
        }
        for number, row in enumerate(raw("selfhelp/saxony_topics.csv"))
    ]


def supports() -> Rows:
    """Return a tie from every office of a region to every group of it."""
    offices = raw("selfhelp/saxony_contact_points.csv")
    return [
        {"source": office["id"], "target": f"T{number:04d}", "kind": "supports"}
        for number, row in enumerate(raw("selfhelp/saxony_topics.csv"))
        for office in offices
        if office["region"] == row["region"]
    ]


def inquiries() -> Rows:
    """Return one complete inquiry about topics for each office."""
    return [
        {"partner": office["id"], "on": "2026-07-01", "about": "topics", "answered": "ja", "complete": "ja"}
        for office in contact_points()
    ]


def national_offices(state: str = "") -> Rows:
    """Return the offices of the national list, of one state where it is given."""
    found = []
    for row in raw("selfhelp/contact_offices_de.csv"):
        if state and row["state"] != state:
            continue
        special = "state_office" if any(word in row["name"] for word in ("LAKOS", "NAKOS")) else ""
        kind = "support_office" if "PflegeEngagement" in row["name"] else special or "contact_office"
        found.append(
            {
                "id": row["id"],
                "name": row["name"],
                "kind": kind,
                "area": row["ags"] or row["district_ags"],
                "street": row["street"],
                "place": row["city"],
                "website": row["url"],
            }
        )
    return found


def clinics(state: str = "") -> tuple[Rows, Rows]:
    """Return hospital sites with their owners, and who operates what."""
    partners: Rows = []
    ties: Rows = []
    owners: dict[str, str] = {}
    kinds = {"öffentlich": "authority", "freigemeinnützig": "association"}
    for row in raw("clinics/clinics.csv"):
        if state and row["state"] != state:
            continue
        partners.append(
            {
                "id": row["id"],
                "name": row["site"] or row["hospital"],
                "kind": "clinic",
                "area": row["ags"],
                "street": f"{row['street']} {row['house_no']}".strip(),
                "postcode": row["plz"],
                "place": row["city"],
                "website": row["web"],
            }
        )
        if row["owner"]:
            id = owners.setdefault(row["owner"], f"owner-{len(owners)}")
            ties.append({"source": id, "target": row["id"], "kind": "operates"})
    ownership = {row["owner"]: row["ownership"] for row in raw("clinics/clinics.csv")}
    partners += [
        {"id": id, "name": owner, "kind": kinds.get(ownership[owner], "other"), "area": ""}
        for owner, id in owners.items()
    ]
    return partners, ties


def health_authorities(state: str = "") -> Rows:
    """Return the Gesundheitsämter, each with the districts of which it serves at least 5 %."""
    serves: dict[str, list[str]] = {}
    for row in raw("health_authorities/authority_districts.csv"):
        if float(row["share_of_authority"]) >= SMALLEST_SHARE:
            serves.setdefault(row["code"], []).append(row["district_ags"])
    return [
        {
            "id": row["code"],
            "name": f"Gesundheitsamt {row['name']}",
            "kind": "authority",
            "area": row["district_ags"],
            "serves": "|".join(serves.get(row["code"], ())),
            "fields": "health",
            "postcode": row["postalcode"],
            "place": row["place"],
        }
        for row in raw("health_authorities/health_authorities.csv")
        if not state or row["district_ags"].startswith(state)
    ]


def planted(seed: int = 40) -> Rows:
    """Return 40 ties and refusals between Saxon clinics and groups."""
    draw = random.Random(seed)
    sites = [row["id"] for row in raw("clinics/clinics.csv") if row["state"] == "Sachsen"]
    groups = [row["id"] for row in topic_groups()]
    pairs = sorted({(draw.choice(sites[:25]), draw.choice(groups)) for _ in range(200)})
    draw.shuffle(pairs)
    rows = []
    for number, (site, group) in enumerate(pairs[:40]):
        active = number % 3 != 2
        rows.append(
            {
                "source": f"clinics:{site}",
                "target": f"sachsen:{group}",
                "kind": "cooperates_with",
                "status": "active" if active else "none",
                "intensity": str(number % 5 or "") if active else "",
                "formality": ("loose", "oral", "written", "")[number % 4] if active else "",
                "since": f"20{10 + number % 15}-03-01" if active and number % 2 else "",
                "confirmed_on": f"2025-{1 + number % 12:02d}-15" if number % 4 == 0 else "",
            }
        )
    return rows


def parkinson_spellings() -> Rows:
    """Return a topics table that joins every spelling of Parkinson."""
    spellings = {row["topic"] for row in raw("selfhelp/saxony_topics.csv") if "Parkinson" in row["topic"]}
    return [{"topic": "Parkinson", "parent": "", "synonyms": "|".join(sorted(spellings - {"Parkinson"}))}]
