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
