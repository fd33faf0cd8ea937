"""Kinds, sectors, tie kinds, forms and intensity: THE place for a new one, with its German and English labels."""

from __future__ import annotations

from dataclasses import dataclass

from graphsvc.language import Label
from graphsvc.terms import Term, Terms


@dataclass(frozen=True, kw_only=True)
class Sector(Term):
    """A Bereich; gives colour, shape (as vis-network names it) and place in the ring."""

    colour: str
    shape: str


@dataclass(frozen=True, kw_only=True)
class Kind(Term):
    """What a partner is."""

    plural: Label
    sector: str


@dataclass(frozen=True, kw_only=True)
class TieKind(Term):
    """What a tie says; ``sources`` and ``targets`` are the permitted kinds, empty = every kind."""

    directed: bool = True
    back: Label
    sources: frozenset[str] = frozenset()
    targets: frozenset[str] = frozenset()


def _term(code: str, de: str, en: str, *synonyms: str) -> Term:
    return Term(code=code, label=Label(de, en), synonyms=synonyms)


def _sector(code: str, de: str, en: str, colour: str, shape: str, *synonyms: str) -> Sector:
    return Sector(code=code, label=Label(de, en), colour=colour, shape=shape, synonyms=synonyms)


def _kind(code: str, sector: str, de: tuple[str, str], en: tuple[str, str], *synonyms: str) -> Kind:
    return Kind(code=code, sector=sector, label=Label(de[0], en[0]), plural=Label(de[1], en[1]), synonyms=synonyms)


# Colours after Okabe and Ito (2008), told apart by the colour-blind; the order favours no carrier.
SECTORS: Terms[Sector] = Terms(
    _sector("support", "Einrichtungen der Selbsthilfeunterstützung", "Self-help support", "#0072b2", "dot"),
    _sector("self_help", "Selbsthilfe", "Self-help", "#56b4e9", "square"),
    _sector("social_insurance", "Sozialversicherung", "Social insurance", "#e69f00", "diamond"),
    _sector("bodies", "Gremien", "Committees", "#1a1a1a", "star"),
    _sector("care", "Versorgung", "Care", "#009e73", "triangle"),
    _sector("administration", "Verwaltung und Politik", "Administration and politics", "#d55e00", "triangleDown"),
    _sector("civil_society", "Zivilgesellschaft", "Civil society", "#cc79a7", "hexagon"),
)

KINDS: Terms[Kind] = Terms(
    _kind(
        "contact_office",
        "support",
        ("Selbsthilfekontaktstelle", "Selbsthilfekontaktstellen"),
        ("Contact office", "Contact offices"),
        *("Selbsthilfe-Büro", "Selbsthilfebüro", "KISS", "KIBIS", "SEKIS", "SKIS", "KISA", "Kontaktstelle"),
        *(
            "Kontakt- und Informationsstelle",
            "Selbsthilfezentrum",
            "Selbsthilfe-Kontaktstelle",
            "Selbsthilfetreffpunkt",
        ),
        *("Kontakt- und Informationsstelle für Selbsthilfegruppen",),
    ),
    _kind(
        "support_office",
        "support",
        ("Selbsthilfeunterstützungsstelle", "Selbsthilfeunterstützungsstellen"),
        ("Support office", "Support offices"),
        *("Unterstützungsstelle", "Selbsthilfeunterstützung", "PflegeEngagement", "Kontaktstelle PflegeEngagement"),
    ),
    _kind(
        "branch_office",
        "support",
        ("Außenstelle", "Außenstellen"),
        ("Branch office", "Branch offices"),
        *("Aussenstelle", "Nebenstelle", "Zweigstelle"),
    ),
    _kind(
        "state_office",
        "support",
        ("Landesstelle", "Landesstellen"),
        ("State office", "State offices"),
        *("Landeskontaktstelle", "Landeskoordinationsstelle", "LAKOS", "KOSKON", "NAKOS"),
    ),
    _kind(
        "self_help_group",
        "self_help",
        ("Selbsthilfegruppe", "Selbsthilfegruppen"),
        ("Self-help group", "Self-help groups"),
        *("SHG", "Gruppe", "Gesprächskreis", "Gesprächsgruppe", "Angehörigengruppe", "Selbsthilfe-Gruppe"),
    ),
    _kind(
        "self_help_organisation",
        "self_help",
        ("Selbsthilfeorganisation", "Selbsthilfeorganisationen"),
        ("Self-help organisation", "Self-help organisations"),
        *("SHO", "Selbsthilfeverband", "Landesverband der Selbsthilfe"),
    ),
    _kind(
        "insurer",
        "social_insurance",
        ("Kranken-, Pflege- oder Rentenversicherung", "Kranken-, Pflege- und Rentenversicherungen"),
        ("Social insurer", "Social insurers"),
        *("Krankenkasse", "Pflegekasse", "Rentenversicherung", "Kasse", "Krankenversicherung", "Ersatzkasse", "AOK"),
    ),
    _kind(
        "funding_pool",
        "social_insurance",
        ("Fördergemeinschaft", "Fördergemeinschaften"),
        ("Funding pool", "Funding pools"),
        *("Fördergemeinschaft § 20h", "Förderpool", "GKV-Fördergemeinschaft"),
    ),
    _kind(
        "health_conference",
        "bodies",
        ("Gesundheitskonferenz", "Gesundheitskonferenzen"),
        ("Health conference", "Health conferences"),
        *("Kommunale Gesundheitskonferenz", "KGK", "Gesundheitsforum", "Pflegekonferenz", "Gesundheitsregion"),
    ),
    _kind(
        "committee",
        "bodies",
        ("Arbeitskreis", "Arbeitskreise"),
        ("Working group", "Working groups"),
        *(
            "PSAG",
            "Runder Tisch",
            "Arbeitsgemeinschaft",
            "Gremium",
            "Psychosoziale Arbeitsgemeinschaft",
            "AK",
            "Netzwerk",
        ),
    ),
    _kind(
        "clinic",
        "care",
        ("Klinik", "Kliniken"),
        ("Clinic", "Clinics"),
        *("Krankenhaus", "Reha-Klinik", "Rehaklinik", "Klinikum", "Universitätsklinikum", "Fachklinik", "Hospital"),
    ),
    _kind(
        "service",
        "care",
        ("Beratungsstelle", "Beratungsstellen"),
        ("Counselling service", "Counselling services"),
        *("Dienst", "Beratungsdienst", "Sozialdienst", "Suchtberatung", "Sozialpsychiatrischer Dienst", "EUTB"),
    ),
    _kind(
        "practice",
        "care",
        ("Praxis", "Praxen"),
        ("Practice", "Practices"),
        *("Arztpraxis", "Psychotherapeutische Praxis", "MVZ", "Medizinisches Versorgungszentrum", "Apotheke"),
    ),
    _kind(
        "care_provider",
        "care",
        ("Pflegeeinrichtung", "Pflegeeinrichtungen"),
        ("Care provider", "Care providers"),
        *("Pflegestützpunkt", "Pflegedienst", "Pflegeheim", "Hospiz", "Sozialstation"),
    ),
    _kind(
        "authority",
        "administration",
        ("Behörde", "Behörden"),
        ("Authority", "Authorities"),
        *("Amt", "Gesundheitsamt", "Sozialamt", "Jugendamt", "Landratsamt", "Stadtverwaltung", "Jobcenter"),
    ),
    _kind(
        "council",
        "administration",
        ("Rat oder Ausschuss", "Räte und Ausschüsse"),
        ("Council", "Councils"),
        *("Rat", "Ausschuss", "Gemeinderat", "Kreistag", "Beirat", "Stadtrat", "Seniorenrat", "Behindertenbeirat"),
    ),
    _kind(
        "welfare_association",
        "civil_society",
        ("Wohlfahrtsverband", "Wohlfahrtsverbände"),
        ("Welfare association", "Welfare associations"),
        *("Caritas", "Diakonie", "AWO", "DRK", "Paritätischer", "Der Paritätische", "Arbeiterwohlfahrt"),
    ),
    _kind(
        "association",
        "civil_society",
        ("Verband, Verein oder Initiative", "Verbände, Vereine und Initiativen"),
        ("Association", "Associations"),
        *("Verein", "Verband", "Initiative", "e. V.", "Förderverein", "Stiftung", "Kirchengemeinde"),
    ),
    _kind(
        "civic_place",
        "civil_society",
        ("Stadtteil- oder Engagementeinrichtung", "Stadtteil- und Engagementeinrichtungen"),
        ("Civic place", "Civic places"),
        *("Stadtteilzentrum", "Freiwilligenagentur", "Mehrgenerationenhaus", "Bürgerhaus", "Nachbarschaftszentrum"),
    ),
    _kind(
        "education",
        "civil_society",
        ("Bildungseinrichtung", "Bildungseinrichtungen"),
        ("Educational institution", "Educational institutions"),
        *("Schule", "Volkshochschule", "VHS", "Hochschule", "Universität", "Familienbildungsstätte", "Kita"),
    ),
    _kind("other", "civil_society", ("Sonstige", "Sonstige"), ("Other", "Others"), "Anderes", "Sonstiges", "Medien"),
)

OFFICES = frozenset({"contact_office", "support_office", "branch_office", "state_office"})
GROUPS = frozenset({"self_help_group", "self_help_organisation"})
COMMITTEES = frozenset({"health_conference", "committee", "council"})

TIES: Terms[TieKind] = Terms(
    TieKind(
        code="cooperates_with",
        label=Label("Kooperation", "Cooperation"),
        back=Label("Kooperation", "Cooperation"),
        directed=False,
        synonyms=("kooperiert mit", "Zusammenarbeit", "arbeitet zusammen mit", "Kooperationspartner"),
    ),
    TieKind(
        code="supports",
        label=Label("unterstützt", "supports"),
        back=Label("wird unterstützt von", "is supported by"),
        synonyms=("Unterstützung", "betreut"),
        sources=OFFICES,
        targets=GROUPS,
    ),
    TieKind(
        code="refers_to",
        label=Label("vermittelt weiter an", "refers to"),
        back=Label("erhält Weitervermittlungen von", "receives referrals from"),
        synonyms=("Weitervermittlung", "verweist an", "verweist auf"),
    ),
    TieKind(
        code="funds",
        label=Label("fördert", "funds"),
        back=Label("wird gefördert von", "is funded by"),
        synonyms=("Förderung", "finanziert", "Zuwendung"),
    ),
    TieKind(
        code="operates",
        label=Label("ist Träger von", "operates"),
        back=Label("in Trägerschaft von", "is operated by"),
        synonyms=("Trägerschaft", "Träger", "betreibt"),
    ),
    TieKind(
        code="branch_of",
        label=Label("ist Außenstelle von", "is a branch of"),
        back=Label("hat die Außenstelle", "has the branch"),
        synonyms=("Außenstelle von", "gehört zu"),
        sources=frozenset({"branch_office"}),
        targets=OFFICES,
    ),
    TieKind(
        code="member_of",
        label=Label("ist Mitglied in", "is a member of"),
        back=Label("hat das Mitglied", "has the member"),
        synonyms=("Mitgliedschaft", "Mitglied", "Gremiensitz", "Sitz in"),
    ),
)

# The code in files is the number; the word is accepted too.
INTENSITIES: Terms[Term] = Terms(
    _term("1", "Kontakt", "Contact", "contact", "lose Kontakte"),
    _term("2", "Austausch", "Exchange", "exchange", "Informationsaustausch"),
    _term("3", "Abstimmung", "Coordination", "coordination", "Absprache"),
    _term("4", "gemeinsames Handeln", "Joint action", "joint_action", "gemeinsame Aktionen"),
)
FORMALITIES = Terms(
    _term("loose", "lose", "loose", "informell"),
    _term("oral", "mündlich", "oral agreement", "mündlich vereinbart"),
    _term(
        "written", "schriftlich", "written agreement", "Kooperationsvertrag", "Vertrag", "Vereinbarung", "vertraglich"
    ),
)
FORMS = Terms(
    _term("joint_event", "gemeinsame Veranstaltung", "joint event", "Veranstaltung", "Veranstaltungen"),
    _term("self_help_day", "Selbsthilfetag", "self-help day"),
    _term("rooms", "Räume", "rooms", "Raum", "Räumlichkeiten"),
    _term("training", "Fortbildung", "training", "Schulung"),
    _term("public_relations", "Öffentlichkeitsarbeit", "public relations", "ÖA"),
    _term("directory", "Verzeichnis oder Zeitung", "directory or newspaper", "Verzeichnis", "Zeitung", "Wegweiser"),
    _term("patient_information", "Patienteninformation", "patient information"),
    _term("quality_circle", "Qualitätszirkel", "quality circle", "QZ"),
    _term("project", "Projekt", "project", "Projekte"),
)
TIE_STATUSES = Terms(
    _term("active", "aktiv", "active", "besteht", "laufend"),
    _term("planned", "geplant", "planned", "in Planung"),
    _term("none", "gefragt und verneint", "asked, and none", "keine", "verneint", "abgelehnt"),
)
STATES = Terms(
    _term("founding", "in Gründung", "being founded", "Gründung"),
    _term("active", "aktiv", "active", "besteht"),
    _term("dormant", "ruht", "dormant", "ruhend", "pausiert"),
    _term("dissolved", "aufgelöst", "dissolved", "geschlossen", "beendet"),
)
FIELDS = Terms(
    _term("health", "Gesundheit", "Health"),
    _term("youth", "Jugend", "Youth", "Kinder und Jugend"),
    _term("age", "Alter", "Old age", "Senioren", "Pflege"),
    _term("family", "Familie", "Family"),
    _term("education", "Bildung", "Education"),
    _term("social", "Soziales", "Social affairs", "Sozial"),
)
CARRIER_TYPES = Terms(
    _term("municipal", "kommunal", "municipal", "Kommune", "Stadt", "Landkreis"),
    _term("welfare_association", "Wohlfahrtsverband", "welfare association", "Wohlfahrt"),
    _term(
        "other_non_profit", "sonstiger freier Träger", "other non-profit", "freier Träger", "freigemeinnützig", "Verein"
    ),
    _term("insurer", "Kasse", "insurer", "Krankenkasse"),
    _term(
        "other_public", "sonstiger öffentlicher Träger", "other public", "öffentlich", "öffentlich-rechtlich", "Land"
    ),
    _term("private", "privat", "private", "privatwirtschaftlich", "gewerblich"),
)
REPORTED_BY = Terms(
    _term("source", "von der einen Seite", "by the source", "Quelle"),
    _term("target", "von der anderen Seite", "by the target", "Ziel"),
    _term("both", "von beiden", "by both", "beide"),
    _term("other", "von Dritten", "by others", "Dritte"),
)
VISIBILITIES = Terms(
    _term("public", "öffentlich", "public", "ja"),
    _term("partners", "Partner", "partners", "für Partner"),
    _term("internal", "intern", "internal", "nein", "nur intern"),
)
REPRESENTS = Terms(
    _term("one", "ein Akteur", "one partner", "1", "eine"),
    _term("some", "mehrere, Anzahl unbekannt", "some, number unknown", "mehrere", "einige"),
)
FORMATS = Terms(
    _term("in_person", "vor Ort", "in person", "Präsenz", "Treffen"),
    _term("online", "online", "online", "digital", "virtuell"),
    _term("hybrid", "vor Ort und online", "hybrid", "gemischt"),
)
BASES = Terms(
    _term("20h_flat", "§ 20h SGB V, pauschal", "§ 20h SGB V, flat", "20h pauschal", "Pauschalförderung"),
    _term("20h_project", "§ 20h SGB V, Projekt", "§ 20h SGB V, project", "20h Projekt", "Projektförderung"),
    _term("45d", "§ 45d SGB XI", "§ 45d SGB XI", "45d"),
    _term("31", "§ 31 SGB VI", "§ 31 SGB VI", "31 SGB VI"),
    _term("state", "Land", "state", "Landesmittel", "Landesförderung"),
    _term("municipality", "Kommune", "municipality", "kommunal", "kommunale Mittel"),
    _term("other", "sonstige Grundlage", "other basis", "Sonstiges", "Spende"),
)


def sector_of(kind: str) -> str:
    """Return the sector's code for a kind's code."""
    return KINDS[kind].sector


def names_old_law(basis: str) -> bool:
    """Return whether a funding's basis names SGB VIII, as some lists do for § 20h SGB V: it is kept as written."""
    return "SGB VIII" in basis


def label_of(kind: str) -> str:
    """Return the label that partners of a kind carry in a graph database: ``contact_office`` → ``ContactOffice``."""
    return "".join(word.capitalize() for word in KINDS[kind].code.split("_"))


def type_of(tie: str) -> str:
    """Return the type that ties of a kind have in a graph database: ``refers_to`` → ``REFERS_TO``."""
    return TIES[tie].code.upper()
