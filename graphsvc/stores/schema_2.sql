-- Areas know how densely people live there and their surface, where merged ones went, and how long it takes between them.
ALTER TABLE area ADD COLUMN urbanisation TEXT NOT NULL DEFAULT '';
ALTER TABLE area ADD COLUMN km2 REAL;
CREATE TABLE area_successor (ags TEXT PRIMARY KEY, successor TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE travel_time ("from" TEXT NOT NULL, "to" TEXT NOT NULL, minutes REAL NOT NULL,
    PRIMARY KEY ("from", "to")) WITHOUT ROWID;
