-- Areas as they were before others were loaded, so that an earlier stand is shown with them.
CREATE TABLE areas_earlier (version INTEGER PRIMARY KEY, packed BLOB NOT NULL);
