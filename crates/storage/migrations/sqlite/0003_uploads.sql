-- Registry files that wait for a yes, and how far the work on them is.
CREATE TABLE upload (
    tenant INTEGER NOT NULL,
    id BLOB NOT NULL,
    operation BLOB NOT NULL,
    account BLOB NOT NULL,
    channel TEXT NOT NULL,
    device TEXT,
    source TEXT NOT NULL,
    as_of TEXT NOT NULL,
    digest BLOB NOT NULL,
    bytes INTEGER NOT NULL,
    files BLOB NOT NULL,
    at_once INTEGER NOT NULL CHECK (at_once IN (0, 1)),
    state TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    lease BLOB,
    lease_until INTEGER,
    import BLOB,
    result BLOB,
    created_at INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    PRIMARY KEY (tenant, id)
) STRICT;
CREATE UNIQUE INDEX upload_operation ON upload (tenant, operation);
-- Files that nothing names are looked for every minute, and those of a subject when it is erased.
CREATE INDEX document_blob ON document (tenant, blob);
CREATE INDEX blob_subject ON blob (tenant, subject);
