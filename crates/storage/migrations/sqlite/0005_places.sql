-- The bridge between BPS and Kemendagri codes of villages that a tenant's imports go by.
CREATE TABLE area_bridge (
    tenant INTEGER NOT NULL,
    pairs TEXT NOT NULL,
    recorded_at INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    PRIMARY KEY (tenant)
) STRICT;
-- Kemendagri code and time zone of a tenant after its founding, each from a day on.
CREATE TABLE tenant_move (
    tenant INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    area TEXT NOT NULL,
    zone_name TEXT NOT NULL,
    zone_offset INTEGER NOT NULL,
    from_day TEXT NOT NULL,
    recorded_at INTEGER NOT NULL,
    PRIMARY KEY (tenant, revision)
) STRICT;
