-- The bridge between BPS and Kemendagri codes of villages that a tenant's imports go by.
CREATE TABLE area_bridge (
    tenant BIGINT NOT NULL,
    pairs TEXT COLLATE "C" NOT NULL,
    recorded_at BIGINT NOT NULL,
    revision BIGINT NOT NULL,
    PRIMARY KEY (tenant)
);
ALTER TABLE area_bridge ENABLE ROW LEVEL SECURITY;
ALTER TABLE area_bridge FORCE ROW LEVEL SECURITY;
CREATE POLICY area_bridge_tenant ON area_bridge USING (tenant = NULLIF(current_setting('slrt.tenant', true), '')::bigint);
GRANT SELECT, INSERT, UPDATE, DELETE ON area_bridge TO slrt_app;
-- Kemendagri code and time zone of a tenant after its founding, each from a day on.
CREATE TABLE tenant_move (
    tenant BIGINT NOT NULL,
    revision BIGINT NOT NULL,
    area TEXT COLLATE "C" NOT NULL,
    zone_name TEXT COLLATE "C" NOT NULL,
    zone_offset BIGINT NOT NULL,
    from_day TEXT COLLATE "C" NOT NULL,
    recorded_at BIGINT NOT NULL,
    PRIMARY KEY (tenant, revision)
);
ALTER TABLE tenant_move ENABLE ROW LEVEL SECURITY;
ALTER TABLE tenant_move FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_move_tenant ON tenant_move USING (tenant = NULLIF(current_setting('slrt.tenant', true), '')::bigint);
GRANT SELECT, INSERT, UPDATE, DELETE ON tenant_move TO slrt_app;
