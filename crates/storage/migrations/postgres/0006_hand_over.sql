-- Cases on their way to another tenant, and those that came from one.
CREATE TABLE hand_over (
    tenant BIGINT NOT NULL,
    id BYTEA NOT NULL,
    case_id BYTEA NOT NULL,
    incoming BOOLEAN NOT NULL,
    other BIGINT NOT NULL,
    state TEXT COLLATE "C" NOT NULL,
    number BIGINT,
    village TEXT COLLATE "C" NOT NULL,
    restricted BOOLEAN NOT NULL,
    reason TEXT COLLATE "C" NOT NULL,
    answer TEXT COLLATE "C",
    promised TEXT COLLATE "C",
    due TEXT COLLATE "C",
    package BYTEA,
    handed_on TEXT COLLATE "C" NOT NULL,
    answered_on TEXT COLLATE "C",
    PRIMARY KEY (tenant, id)
);
CREATE INDEX hand_over_case ON hand_over (tenant, case_id);
-- Few wait at a time; what was answered is looked for by its case alone.
CREATE INDEX hand_over_state ON hand_over (tenant, state);
ALTER TABLE hand_over ENABLE ROW LEVEL SECURITY;
ALTER TABLE hand_over FORCE ROW LEVEL SECURITY;
CREATE POLICY hand_over_tenant ON hand_over USING (tenant = NULLIF(current_setting('slrt.tenant', true), '')::bigint);
GRANT SELECT, INSERT, UPDATE, DELETE ON hand_over TO slrt_app;
