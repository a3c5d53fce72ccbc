-- Registry files that wait for a yes, and how far the work on them is.
CREATE TABLE upload (
    tenant BIGINT NOT NULL,
    id BYTEA NOT NULL,
    operation BYTEA NOT NULL,
    account BYTEA NOT NULL,
    channel TEXT COLLATE "C" NOT NULL,
    device TEXT COLLATE "C",
    source TEXT COLLATE "C" NOT NULL,
    as_of TEXT COLLATE "C" NOT NULL,
    digest BYTEA NOT NULL,
    bytes BIGINT NOT NULL,
    files BYTEA NOT NULL,
    at_once BOOLEAN NOT NULL,
    state TEXT COLLATE "C" NOT NULL,
    attempts BIGINT NOT NULL,
    lease BYTEA,
    lease_until BIGINT,
    import BYTEA,
    result BYTEA,
    created_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    PRIMARY KEY (tenant, id)
);
CREATE UNIQUE INDEX upload_operation ON upload (tenant, operation);
ALTER TABLE upload ENABLE ROW LEVEL SECURITY;
ALTER TABLE upload FORCE ROW LEVEL SECURITY;
CREATE POLICY upload_tenant ON upload USING (tenant = NULLIF(current_setting('slrt.tenant', true), '')::bigint);
GRANT SELECT, INSERT, UPDATE, DELETE ON upload TO slrt_app;
-- Files that nothing names are looked for every minute, and those of a subject when it is erased.
CREATE INDEX document_blob ON document (tenant, blob);
CREATE INDEX blob_subject ON blob (tenant, subject);
