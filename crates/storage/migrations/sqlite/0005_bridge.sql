-- The bridge between BPS and Kemendagri codes of villages that a tenant's imports go by.
CREATE TABLE area_bridge (
    tenant INTEGER NOT NULL,
    pairs TEXT NOT NULL,
    recorded_at INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    PRIMARY KEY (tenant)
) STRICT;
