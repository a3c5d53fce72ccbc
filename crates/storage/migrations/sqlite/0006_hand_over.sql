-- Cases on their way to another tenant, and those that came from one.
CREATE TABLE hand_over (
    tenant INTEGER NOT NULL,
    id BLOB NOT NULL,
    case_id BLOB NOT NULL,
    incoming INTEGER NOT NULL CHECK (incoming IN (0, 1)),
    other INTEGER NOT NULL,
    state TEXT NOT NULL,
    number INTEGER,
    village TEXT NOT NULL,
    restricted INTEGER NOT NULL CHECK (restricted IN (0, 1)),
    reason TEXT NOT NULL,
    answer TEXT,
    promised TEXT,
    due TEXT,
    package BLOB,
    handed_on TEXT NOT NULL,
    answered_on TEXT,
    PRIMARY KEY (tenant, id)
) STRICT;
CREATE INDEX hand_over_case ON hand_over (tenant, case_id);
-- Few wait at a time; what was answered is looked for by its case alone.
CREATE INDEX hand_over_state ON hand_over (tenant, state);
