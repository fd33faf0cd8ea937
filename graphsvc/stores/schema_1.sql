-- The first schema. Lists are joined by "|", days are ISO texts, free attributes JSON.
CREATE TABLE partner (
    id TEXT PRIMARY KEY, name TEXT NOT NULL, name_key TEXT NOT NULL, kind TEXT NOT NULL, area TEXT NOT NULL,
    topics TEXT NOT NULL, fields TEXT NOT NULL, carrier TEXT NOT NULL, carrier_type TEXT NOT NULL, serves TEXT NOT NULL,
    lat REAL, lon REAL, since TEXT, until TEXT, state TEXT NOT NULL, audience TEXT NOT NULL, format TEXT NOT NULL,
    languages TEXT NOT NULL, represents TEXT NOT NULL, visibility TEXT NOT NULL, evidence TEXT NOT NULL,
    confirmed_on TEXT, attrs TEXT NOT NULL, recorded_on TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX partner_name ON partner (name_key, id);
CREATE INDEX partner_area ON partner (area);

CREATE TABLE partner_serves (partner TEXT NOT NULL REFERENCES partner ON DELETE CASCADE, area TEXT NOT NULL,
    PRIMARY KEY (partner, area)) WITHOUT ROWID;
CREATE INDEX partner_serves_area ON partner_serves (area);
CREATE TABLE partner_topic (partner TEXT NOT NULL REFERENCES partner ON DELETE CASCADE, spelling TEXT NOT NULL,
    PRIMARY KEY (partner, spelling)) WITHOUT ROWID;

-- Contact details lie beside the journal, so that they can be erased.
CREATE TABLE contact (
    id TEXT PRIMARY KEY REFERENCES partner, street TEXT NOT NULL, postcode TEXT NOT NULL, place TEXT NOT NULL,
    phone TEXT NOT NULL, email TEXT NOT NULL, website TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE tie (
    id TEXT PRIMARY KEY, source TEXT NOT NULL REFERENCES partner, target TEXT NOT NULL REFERENCES partner,
    kind TEXT NOT NULL, intensity INTEGER, formality TEXT NOT NULL, forms TEXT NOT NULL, since TEXT, until TEXT,
    status TEXT NOT NULL, reported_by TEXT NOT NULL, visibility TEXT NOT NULL, evidence TEXT NOT NULL,
    confirmed_on TEXT, amount REAL, year INTEGER, basis TEXT NOT NULL, attrs TEXT NOT NULL, recorded_on TEXT NOT NULL,
    CHECK (source <> target)
) WITHOUT ROWID;
CREATE INDEX tie_source ON tie (source);
CREATE INDEX tie_target ON tie (target);

CREATE TABLE inquiry (
    id TEXT PRIMARY KEY, partner TEXT NOT NULL REFERENCES partner, "on" TEXT NOT NULL, about TEXT NOT NULL,
    answered INTEGER NOT NULL, complete INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX inquiry_partner ON inquiry (partner);
CREATE TABLE request (
    id TEXT PRIMARY KEY, topic TEXT NOT NULL, area TEXT NOT NULL, year INTEGER NOT NULL, asked INTEGER NOT NULL,
    met INTEGER
) WITHOUT ROWID;
CREATE TABLE topic (name TEXT PRIMARY KEY, parent TEXT NOT NULL, synonyms TEXT NOT NULL) WITHOUT ROWID;

CREATE TABLE revision (
    id INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT NOT NULL, actor TEXT NOT NULL, reason TEXT NOT NULL,
    key TEXT NOT NULL UNIQUE
);
-- before and after: the record as JSON, NULL where there was none; of contacts they lie in contact_version.
CREATE TABLE change (
    revision INTEGER NOT NULL REFERENCES revision, subject TEXT NOT NULL, id TEXT NOT NULL, before TEXT, after TEXT,
    PRIMARY KEY (revision, subject, id)
) WITHOUT ROWID;
CREATE INDEX change_record ON change (subject, id, revision);
CREATE TABLE contact_version (
    revision INTEGER NOT NULL, id TEXT NOT NULL, before TEXT, after TEXT, PRIMARY KEY (revision, id)
) WITHOUT ROWID;

CREATE TABLE area (
    ags TEXT PRIMARY KEY, name TEXT NOT NULL, population INTEGER, lat REAL, lon REAL, postcode TEXT NOT NULL,
    urban INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE outline (ags TEXT PRIMARY KEY, geometry TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE setting (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
