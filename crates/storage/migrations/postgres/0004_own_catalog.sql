-- A regency's own programs, reasons, deadlines and holidays: dated versions beside the catalogue that ships with the program.
CREATE TABLE catalog_row (
    tenant BIGINT NOT NULL,
    sort TEXT COLLATE "C" NOT NULL,
    code TEXT COLLATE "C" NOT NULL,
    valid_from TEXT COLLATE "C" NOT NULL,
    valid_to TEXT COLLATE "C",
    source TEXT COLLATE "C" NOT NULL,
    url TEXT COLLATE "C" NOT NULL,
    withdrawn BOOLEAN NOT NULL,
    revision BIGINT NOT NULL,
    content BYTEA NOT NULL,
    actor BYTEA,
    recorded_at BIGINT NOT NULL,
    PRIMARY KEY (tenant, sort, code, valid_from)
);
ALTER TABLE catalog_row ENABLE ROW LEVEL SECURITY;
ALTER TABLE catalog_row FORCE ROW LEVEL SECURITY;
CREATE POLICY catalog_row_tenant ON catalog_row USING (tenant = NULLIF(current_setting('slrt.tenant', true), '')::bigint);
GRANT SELECT, INSERT, UPDATE, DELETE ON catalog_row TO slrt_app;
