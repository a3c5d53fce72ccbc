-- A regency's own programs, reasons, deadlines and holidays: dated versions beside the catalogue that ships with the program.
CREATE TABLE catalog_row (
    tenant INTEGER NOT NULL,
    sort TEXT NOT NULL,
    code TEXT NOT NULL,
    valid_from TEXT NOT NULL,
    valid_to TEXT,
    source TEXT NOT NULL,
    url TEXT NOT NULL,
    withdrawn INTEGER NOT NULL CHECK (withdrawn IN (0, 1)),
    revision INTEGER NOT NULL,
    content BLOB NOT NULL,
    actor BLOB,
    recorded_at INTEGER NOT NULL,
    PRIMARY KEY (tenant, sort, code, valid_from)
) STRICT;
