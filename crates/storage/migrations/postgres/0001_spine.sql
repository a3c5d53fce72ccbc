-- Every table belongs to slrt_owner; slrt_app owns nothing and sees only rows of the tenant set for its transaction.
CREATE TABLE installation (
    id BIGINT NOT NULL,
    kind TEXT COLLATE "C" NOT NULL,
    born_at BIGINT NOT NULL,
    setup_hash BYTEA,
    default_tenant BIGINT,
    schema_note TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (id)
);
GRANT SELECT, INSERT, UPDATE, DELETE ON installation TO slrt_app;
CREATE TABLE journal (
    tenant BIGINT NOT NULL,
    number BIGINT NOT NULL,
    previous BYTEA NOT NULL,
    hash BYTEA NOT NULL,
    operation BYTEA NOT NULL,
    part BIGINT NOT NULL,
    digest BYTEA NOT NULL,
    kind TEXT COLLATE "C" NOT NULL,
    actor BYTEA,
    role TEXT COLLATE "C" NOT NULL,
    on_behalf_of TEXT COLLATE "C" NOT NULL,
    channel TEXT COLLATE "C" NOT NULL,
    device TEXT COLLATE "C",
    occurred_at BIGINT NOT NULL,
    recorded_at BIGINT NOT NULL,
    subjects BYTEA NOT NULL,
    payload BYTEA NOT NULL,
    PRIMARY KEY (tenant, number),
    UNIQUE (tenant, operation, part)
);
ALTER TABLE journal ENABLE ROW LEVEL SECURITY;
ALTER TABLE journal FORCE ROW LEVEL SECURITY;
CREATE POLICY journal_tenant ON journal USING (tenant = NULLIF(current_setting('slrt.tenant', true), '')::bigint);
GRANT SELECT, INSERT ON journal TO slrt_app;
CREATE TABLE journal_head (
    tenant BIGINT NOT NULL,
    number BIGINT NOT NULL,
    hash BYTEA NOT NULL,
    reference_number BIGINT NOT NULL,
    recorded_at BIGINT NOT NULL,
    PRIMARY KEY (tenant)
);
ALTER TABLE journal_head ENABLE ROW LEVEL SECURITY;
ALTER TABLE journal_head FORCE ROW LEVEL SECURITY;
CREATE POLICY journal_head_tenant ON journal_head USING (tenant = NULLIF(current_setting('slrt.tenant', true), '')::bigint);
GRANT SELECT, INSERT, UPDATE, DELETE ON journal_head TO slrt_app;
CREATE TABLE signed_head (
    tenant BIGINT NOT NULL,
    count BIGINT NOT NULL,
    previous BYTEA NOT NULL,
    number BIGINT NOT NULL,
    hash BYTEA NOT NULL,
    key_id BIGINT NOT NULL,
    signature BYTEA NOT NULL,
    signed_at BIGINT NOT NULL,
    occasion TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (tenant, count)
);
ALTER TABLE signed_head ENABLE ROW LEVEL SECURITY;
ALTER TABLE signed_head FORCE ROW LEVEL SECURITY;
CREATE POLICY signed_head_tenant ON signed_head USING (tenant = NULLIF(current_setting('slrt.tenant', true), '')::bigint);
GRANT SELECT, INSERT ON signed_head TO slrt_app;
CREATE TABLE import_row (
    tenant BIGINT NOT NULL,
    import BYTEA NOT NULL,
    slice BIGINT NOT NULL,
    position BIGINT NOT NULL,
    payload BYTEA NOT NULL,
    PRIMARY KEY (tenant, import, slice, position)
);
ALTER TABLE import_row ENABLE ROW LEVEL SECURITY;
ALTER TABLE import_row FORCE ROW LEVEL SECURITY;
CREATE POLICY import_row_tenant ON import_row USING (tenant = NULLIF(current_setting('slrt.tenant', true), '')::bigint);
GRANT SELECT, INSERT ON import_row TO slrt_app;
CREATE TABLE journal_subject (
    tenant BIGINT NOT NULL,
    subject BYTEA NOT NULL,
    number BIGINT NOT NULL,
    PRIMARY KEY (tenant, subject, number)
);
ALTER TABLE journal_subject ENABLE ROW LEVEL SECURITY;
ALTER TABLE journal_subject FORCE ROW LEVEL SECURITY;
CREATE POLICY journal_subject_tenant ON journal_subject USING (tenant = NULLIF(current_setting('slrt.tenant', true), '')::bigint);
GRANT SELECT, INSERT, UPDATE, DELETE ON journal_subject TO slrt_app;
CREATE TABLE subject_key (
    tenant BIGINT NOT NULL,
    subject BYTEA NOT NULL,
    key_id BIGINT NOT NULL,
    wrapped BYTEA NOT NULL,
    PRIMARY KEY (tenant, subject)
);
ALTER TABLE subject_key ENABLE ROW LEVEL SECURITY;
ALTER TABLE subject_key FORCE ROW LEVEL SECURITY;
CREATE POLICY subject_key_tenant ON subject_key USING (tenant = NULLIF(current_setting('slrt.tenant', true), '')::bigint);
GRANT SELECT, INSERT, UPDATE, DELETE ON subject_key TO slrt_app;
CREATE TABLE credential (
    tenant BIGINT NOT NULL,
    account BYTEA NOT NULL,
    password TEXT COLLATE "C" NOT NULL,
    changed_at BIGINT NOT NULL,
    must_change BOOLEAN NOT NULL,
    PRIMARY KEY (tenant, account)
);
ALTER TABLE credential ENABLE ROW LEVEL SECURITY;
ALTER TABLE credential FORCE ROW LEVEL SECURITY;
CREATE POLICY credential_tenant ON credential USING (tenant = NULLIF(current_setting('slrt.tenant', true), '')::bigint);
GRANT SELECT, INSERT, UPDATE, DELETE ON credential TO slrt_app;
CREATE TABLE session (
    tenant BIGINT NOT NULL,
    token_hash BYTEA NOT NULL,
    account BYTEA NOT NULL,
    kind TEXT COLLATE "C" NOT NULL,
    label TEXT COLLATE "C" NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL,
    PRIMARY KEY (tenant, token_hash)
);
CREATE INDEX session_account ON session (tenant, account);
ALTER TABLE session ENABLE ROW LEVEL SECURITY;
ALTER TABLE session FORCE ROW LEVEL SECURITY;
CREATE POLICY session_tenant ON session USING (tenant = NULLIF(current_setting('slrt.tenant', true), '')::bigint);
GRANT SELECT, INSERT, UPDATE, DELETE ON session TO slrt_app;
CREATE TABLE attempt (
    tenant BIGINT NOT NULL,
    bucket BYTEA NOT NULL,
    failures BIGINT NOT NULL,
    last_at BIGINT NOT NULL,
    PRIMARY KEY (tenant, bucket)
);
ALTER TABLE attempt ENABLE ROW LEVEL SECURITY;
ALTER TABLE attempt FORCE ROW LEVEL SECURITY;
CREATE POLICY attempt_tenant ON attempt USING (tenant = NULLIF(current_setting('slrt.tenant', true), '')::bigint);
GRANT SELECT, INSERT, UPDATE, DELETE ON attempt TO slrt_app;
CREATE TABLE outbox (
    tenant BIGINT NOT NULL,
    id BYTEA NOT NULL,
    entry BIGINT NOT NULL,
    kind TEXT COLLATE "C" NOT NULL,
    subject BYTEA,
    payload BYTEA NOT NULL,
    created_at BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    attempts BIGINT NOT NULL,
    done_at BIGINT,
    PRIMARY KEY (tenant, id)
);
CREATE INDEX outbox_due ON outbox (tenant, done_at, due_at);
ALTER TABLE outbox ENABLE ROW LEVEL SECURITY;
ALTER TABLE outbox FORCE ROW LEVEL SECURITY;
CREATE POLICY outbox_tenant ON outbox USING (tenant = NULLIF(current_setting('slrt.tenant', true), '')::bigint);
GRANT SELECT, INSERT, UPDATE, DELETE ON outbox TO slrt_app;
CREATE TABLE blob (
    tenant BIGINT NOT NULL,
    hash BYTEA NOT NULL,
    subject BYTEA NOT NULL,
    size BIGINT NOT NULL,
    media TEXT COLLATE "C" NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (tenant, hash)
);
ALTER TABLE blob ENABLE ROW LEVEL SECURITY;
ALTER TABLE blob FORCE ROW LEVEL SECURITY;
CREATE POLICY blob_tenant ON blob USING (tenant = NULLIF(current_setting('slrt.tenant', true), '')::bigint);
GRANT SELECT, INSERT, UPDATE, DELETE ON blob TO slrt_app;
CREATE TABLE import_batch (
    tenant BIGINT NOT NULL,
    import BYTEA NOT NULL,
    batch_key BYTEA,
    original BYTEA,
    report BYTEA,
    created_at BIGINT NOT NULL,
    destroy_at BIGINT NOT NULL,
    PRIMARY KEY (tenant, import)
);
ALTER TABLE import_batch ENABLE ROW LEVEL SECURITY;
ALTER TABLE import_batch FORCE ROW LEVEL SECURITY;
CREATE POLICY import_batch_tenant ON import_batch USING (tenant = NULLIF(current_setting('slrt.tenant', true), '')::bigint);
GRANT SELECT, INSERT, UPDATE, DELETE ON import_batch TO slrt_app;
CREATE TABLE backup_log (
    tenant BIGINT NOT NULL,
    made_at BIGINT NOT NULL,
    target TEXT COLLATE "C" NOT NULL,
    bytes BIGINT NOT NULL,
    head_number BIGINT NOT NULL,
    PRIMARY KEY (tenant, made_at)
);
ALTER TABLE backup_log ENABLE ROW LEVEL SECURITY;
ALTER TABLE backup_log FORCE ROW LEVEL SECURITY;
CREATE POLICY backup_log_tenant ON backup_log USING (tenant = NULLIF(current_setting('slrt.tenant', true), '')::bigint);
GRANT SELECT, INSERT, UPDATE, DELETE ON backup_log TO slrt_app;
CREATE TABLE tenant_profile (
    tenant BIGINT NOT NULL,
    area TEXT COLLATE "C" NOT NULL,
    brand TEXT COLLATE "C" NOT NULL,
    kind TEXT COLLATE "C" NOT NULL,
    zone_name TEXT COLLATE "C" NOT NULL,
    zone_offset BIGINT NOT NULL,
    founded_at BIGINT NOT NULL,
    revision BIGINT NOT NULL,
    PRIMARY KEY (tenant)
);
ALTER TABLE tenant_profile ENABLE ROW LEVEL SECURITY;
ALTER TABLE tenant_profile FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_profile_tenant ON tenant_profile USING (tenant = NULLIF(current_setting('slrt.tenant', true), '')::bigint);
GRANT SELECT, INSERT, UPDATE, DELETE ON tenant_profile TO slrt_app;
CREATE TABLE office (
    tenant BIGINT NOT NULL,
    id BYTEA NOT NULL,
    kind TEXT COLLATE "C" NOT NULL,
    name TEXT COLLATE "C" NOT NULL,
    area TEXT COLLATE "C" NOT NULL,
    serves TEXT COLLATE "C" NOT NULL,
    above BYTEA,
    decree TEXT COLLATE "C" NOT NULL,
    hours TEXT COLLATE "C" NOT NULL,
    contact TEXT COLLATE "C" NOT NULL,
    address TEXT COLLATE "C" NOT NULL,
    equipment TEXT COLLATE "C" NOT NULL,
    funding TEXT COLLATE "C" NOT NULL,
    active BOOLEAN NOT NULL,
    revision BIGINT NOT NULL,
    PRIMARY KEY (tenant, id)
);
ALTER TABLE office ENABLE ROW LEVEL SECURITY;
ALTER TABLE office FORCE ROW LEVEL SECURITY;
CREATE POLICY office_tenant ON office USING (tenant = NULLIF(current_setting('slrt.tenant', true), '')::bigint);
GRANT SELECT, INSERT, UPDATE, DELETE ON office TO slrt_app;
CREATE TABLE office_chain (
    tenant BIGINT NOT NULL,
    office BYTEA NOT NULL,
    kind TEXT COLLATE "C" NOT NULL,
    valid_from TEXT COLLATE "C" NOT NULL,
    steps TEXT COLLATE "C",
    reason TEXT COLLATE "C" NOT NULL,
    revision BIGINT NOT NULL,
    actor BYTEA,
    recorded_at BIGINT NOT NULL,
    PRIMARY KEY (tenant, office, kind, valid_from)
);
ALTER TABLE office_chain ENABLE ROW LEVEL SECURITY;
ALTER TABLE office_chain FORCE ROW LEVEL SECURITY;
CREATE POLICY office_chain_tenant ON office_chain USING (tenant = NULLIF(current_setting('slrt.tenant', true), '')::bigint);
GRANT SELECT, INSERT, UPDATE, DELETE ON office_chain TO slrt_app;
CREATE TABLE institution (
    tenant BIGINT NOT NULL,
    id BYTEA NOT NULL,
    code TEXT COLLATE "C" NOT NULL,
    name TEXT COLLATE "C" NOT NULL,
    contact TEXT COLLATE "C" NOT NULL,
    answer_days BIGINT NOT NULL,
    restricted_capable BOOLEAN NOT NULL,
    center BOOLEAN NOT NULL,
    active BOOLEAN NOT NULL,
    revision BIGINT NOT NULL,
    PRIMARY KEY (tenant, id)
);
ALTER TABLE institution ENABLE ROW LEVEL SECURITY;
ALTER TABLE institution FORCE ROW LEVEL SECURITY;
CREATE POLICY institution_tenant ON institution USING (tenant = NULLIF(current_setting('slrt.tenant', true), '')::bigint);
GRANT SELECT, INSERT, UPDATE, DELETE ON institution TO slrt_app;
CREATE TABLE account (
    tenant BIGINT NOT NULL,
    id BYTEA NOT NULL,
    login TEXT COLLATE "C" NOT NULL,
    name TEXT COLLATE "C",
    active BOOLEAN NOT NULL,
    revision BIGINT NOT NULL,
    PRIMARY KEY (tenant, id),
    UNIQUE (tenant, login)
);
ALTER TABLE account ENABLE ROW LEVEL SECURITY;
ALTER TABLE account FORCE ROW LEVEL SECURITY;
CREATE POLICY account_tenant ON account USING (tenant = NULLIF(current_setting('slrt.tenant', true), '')::bigint);
GRANT SELECT, INSERT, UPDATE, DELETE ON account TO slrt_app;
CREATE TABLE role_grant (
    tenant BIGINT NOT NULL,
    id BYTEA NOT NULL,
    home BIGINT NOT NULL,
    account BYTEA NOT NULL,
    role TEXT COLLATE "C" NOT NULL,
    scope_kind TEXT COLLATE "C" NOT NULL,
    scope TEXT COLLATE "C" NOT NULL,
    from_day TEXT COLLATE "C" NOT NULL,
    to_day TEXT COLLATE "C",
    acting TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (tenant, id)
);
ALTER TABLE role_grant ENABLE ROW LEVEL SECURITY;
ALTER TABLE role_grant FORCE ROW LEVEL SECURITY;
CREATE POLICY role_grant_tenant ON role_grant USING (tenant = NULLIF(current_setting('slrt.tenant', true), '')::bigint);
GRANT SELECT, INSERT, UPDATE, DELETE ON role_grant TO slrt_app;
CREATE TABLE fact_confirmation (
    tenant BIGINT NOT NULL,
    program TEXT COLLATE "C" NOT NULL,
    fact TEXT COLLATE "C" NOT NULL,
    confirmed BOOLEAN NOT NULL,
    digest BYTEA NOT NULL,
    actor BYTEA,
    at BIGINT NOT NULL,
    PRIMARY KEY (tenant, program, fact)
);
ALTER TABLE fact_confirmation ENABLE ROW LEVEL SECURITY;
ALTER TABLE fact_confirmation FORCE ROW LEVEL SECURITY;
CREATE POLICY fact_confirmation_tenant ON fact_confirmation USING (tenant = NULLIF(current_setting('slrt.tenant', true), '')::bigint);
GRANT SELECT, INSERT, UPDATE, DELETE ON fact_confirmation TO slrt_app;
CREATE TABLE family (
    tenant BIGINT NOT NULL,
    id BYTEA NOT NULL,
    card BYTEA,
    card_hash BYTEA,
    village TEXT COLLATE "C" NOT NULL,
    address TEXT COLLATE "C",
    hamlet TEXT COLLATE "C",
    dwelling BYTEA,
    decile BIGINT,
    decile_source TEXT COLLATE "C",
    decile_as_of TEXT COLLATE "C",
    layer TEXT COLLATE "C" NOT NULL,
    source_id TEXT COLLATE "C",
    facts BYTEA,
    source_digest BYTEA,
    updated_at BIGINT NOT NULL,
    typed TEXT COLLATE "C" NOT NULL,
    revision BIGINT NOT NULL,
    PRIMARY KEY (tenant, id)
);
CREATE INDEX family_card ON family (tenant, card_hash);
CREATE INDEX family_village ON family (tenant, village, id);
ALTER TABLE family ENABLE ROW LEVEL SECURITY;
ALTER TABLE family FORCE ROW LEVEL SECURITY;
CREATE POLICY family_tenant ON family USING (tenant = NULLIF(current_setting('slrt.tenant', true), '')::bigint);
GRANT SELECT, INSERT, UPDATE, DELETE ON family TO slrt_app;
CREATE TABLE dwelling (
    tenant BIGINT NOT NULL,
    id BYTEA NOT NULL,
    household_hash BYTEA,
    village TEXT COLLATE "C" NOT NULL,
    facts BYTEA,
    PRIMARY KEY (tenant, id)
);
CREATE INDEX dwelling_household ON dwelling (tenant, household_hash);
ALTER TABLE dwelling ENABLE ROW LEVEL SECURITY;
ALTER TABLE dwelling FORCE ROW LEVEL SECURITY;
CREATE POLICY dwelling_tenant ON dwelling USING (tenant = NULLIF(current_setting('slrt.tenant', true), '')::bigint);
GRANT SELECT, INSERT, UPDATE, DELETE ON dwelling TO slrt_app;
CREATE TABLE person (
    tenant BIGINT NOT NULL,
    id BYTEA NOT NULL,
    family BYTEA NOT NULL,
    position BIGINT NOT NULL,
    name TEXT COLLATE "C",
    nik BYTEA,
    nik_hash BYTEA,
    sex TEXT COLLATE "C" NOT NULL,
    born TEXT COLLATE "C",
    birth_year BIGINT,
    relation TEXT COLLATE "C" NOT NULL,
    marital TEXT COLLATE "C",
    phone BYTEA,
    layer TEXT COLLATE "C" NOT NULL,
    source_id TEXT COLLATE "C",
    facts BYTEA,
    warnings TEXT COLLATE "C" NOT NULL,
    erased BOOLEAN NOT NULL,
    typed TEXT COLLATE "C" NOT NULL,
    absent_since TEXT COLLATE "C",
    revision BIGINT NOT NULL,
    PRIMARY KEY (tenant, id)
);
CREATE INDEX person_nik ON person (tenant, nik_hash);
CREATE INDEX person_family ON person (tenant, family, position);
ALTER TABLE person ENABLE ROW LEVEL SECURITY;
ALTER TABLE person FORCE ROW LEVEL SECURITY;
CREATE POLICY person_tenant ON person USING (tenant = NULLIF(current_setting('slrt.tenant', true), '')::bigint);
GRANT SELECT, INSERT, UPDATE, DELETE ON person TO slrt_app;
CREATE TABLE person_name (
    tenant BIGINT NOT NULL,
    token TEXT COLLATE "C" NOT NULL,
    person BYTEA NOT NULL,
    PRIMARY KEY (tenant, token, person)
);
CREATE INDEX person_name_person ON person_name (tenant, person);
ALTER TABLE person_name ENABLE ROW LEVEL SECURITY;
ALTER TABLE person_name FORCE ROW LEVEL SECURITY;
CREATE POLICY person_name_tenant ON person_name USING (tenant = NULLIF(current_setting('slrt.tenant', true), '')::bigint);
GRANT SELECT, INSERT, UPDATE, DELETE ON person_name TO slrt_app;
CREATE TABLE observation (
    tenant BIGINT NOT NULL,
    id BYTEA NOT NULL,
    family BYTEA NOT NULL,
    case_id BYTEA,
    system TEXT COLLATE "C" NOT NULL,
    listed BOOLEAN NOT NULL,
    decile BIGINT,
    programs TEXT COLLATE "C" NOT NULL,
    excluded BOOLEAN NOT NULL,
    seen_on TEXT COLLATE "C" NOT NULL,
    words BYTEA,
    actor BYTEA,
    recorded_at BIGINT NOT NULL,
    PRIMARY KEY (tenant, id)
);
CREATE INDEX observation_family ON observation (tenant, family, seen_on);
ALTER TABLE observation ENABLE ROW LEVEL SECURITY;
ALTER TABLE observation FORCE ROW LEVEL SECURITY;
CREATE POLICY observation_tenant ON observation USING (tenant = NULLIF(current_setting('slrt.tenant', true), '')::bigint);
GRANT SELECT, INSERT, UPDATE, DELETE ON observation TO slrt_app;
CREATE TABLE number_check (
    tenant BIGINT NOT NULL,
    person BYTEA NOT NULL,
    warning TEXT COLLATE "C" NOT NULL,
    actor BYTEA,
    recorded_at BIGINT NOT NULL,
    PRIMARY KEY (tenant, person, warning)
);
ALTER TABLE number_check ENABLE ROW LEVEL SECURITY;
ALTER TABLE number_check FORCE ROW LEVEL SECURITY;
CREATE POLICY number_check_tenant ON number_check USING (tenant = NULLIF(current_setting('slrt.tenant', true), '')::bigint);
GRANT SELECT, INSERT, UPDATE, DELETE ON number_check TO slrt_app;
CREATE TABLE import_log (
    tenant BIGINT NOT NULL,
    id BYTEA NOT NULL,
    source TEXT COLLATE "C" NOT NULL,
    as_of TEXT COLLATE "C" NOT NULL,
    file_digest BYTEA NOT NULL,
    finished BOOLEAN NOT NULL,
    slices BIGINT NOT NULL,
    families BIGINT NOT NULL,
    persons BIGINT NOT NULL,
    unchanged BIGINT NOT NULL,
    problems BIGINT NOT NULL,
    started_at BIGINT NOT NULL,
    touched_at BIGINT NOT NULL,
    finished_at BIGINT,
    PRIMARY KEY (tenant, id)
);
ALTER TABLE import_log ENABLE ROW LEVEL SECURITY;
ALTER TABLE import_log FORCE ROW LEVEL SECURITY;
CREATE POLICY import_log_tenant ON import_log USING (tenant = NULLIF(current_setting('slrt.tenant', true), '')::bigint);
GRANT SELECT, INSERT, UPDATE, DELETE ON import_log TO slrt_app;
CREATE TABLE service_case (
    tenant BIGINT NOT NULL,
    id BYTEA NOT NULL,
    number BIGINT NOT NULL,
    pin_hash BYTEA NOT NULL,
    office BYTEA NOT NULL,
    village TEXT COLLATE "C" NOT NULL,
    person BYTEA,
    family BYTEA,
    channel TEXT COLLATE "C" NOT NULL,
    visibility TEXT COLLATE "C" NOT NULL,
    caller BYTEA,
    phone BYTEA,
    proxy BYTEA,
    ppks BYTEA,
    occurred_at BIGINT NOT NULL,
    recorded_at BIGINT NOT NULL,
    opened_on TEXT COLLATE "C" NOT NULL,
    opened_by BYTEA,
    PRIMARY KEY (tenant, id),
    UNIQUE (tenant, number)
);
CREATE INDEX case_person ON service_case (tenant, person);
CREATE INDEX case_family ON service_case (tenant, family);
CREATE INDEX case_office ON service_case (tenant, office, opened_on, id);
CREATE INDEX case_opener ON service_case (tenant, opened_by, opened_on, id);
ALTER TABLE service_case ENABLE ROW LEVEL SECURITY;
ALTER TABLE service_case FORCE ROW LEVEL SECURITY;
CREATE POLICY service_case_tenant ON service_case USING (tenant = NULLIF(current_setting('slrt.tenant', true), '')::bigint);
GRANT SELECT, INSERT, UPDATE, DELETE ON service_case TO slrt_app;
CREATE TABLE case_named (
    tenant BIGINT NOT NULL,
    case_id BYTEA NOT NULL,
    account BYTEA NOT NULL,
    PRIMARY KEY (tenant, case_id, account)
);
CREATE INDEX case_named_account ON case_named (tenant, account);
ALTER TABLE case_named ENABLE ROW LEVEL SECURITY;
ALTER TABLE case_named FORCE ROW LEVEL SECURITY;
CREATE POLICY case_named_tenant ON case_named USING (tenant = NULLIF(current_setting('slrt.tenant', true), '')::bigint);
GRANT SELECT, INSERT, UPDATE, DELETE ON case_named TO slrt_app;
CREATE TABLE concern (
    tenant BIGINT NOT NULL,
    id BYTEA NOT NULL,
    case_id BYTEA NOT NULL,
    position BIGINT NOT NULL,
    person BYTEA,
    village TEXT COLLATE "C" NOT NULL,
    kind TEXT COLLATE "C" NOT NULL,
    category TEXT COLLATE "C" NOT NULL,
    sector TEXT COLLATE "C" NOT NULL,
    words BYTEA,
    urgent BOOLEAN NOT NULL,
    visibility TEXT COLLATE "C" NOT NULL,
    opened_on TEXT COLLATE "C" NOT NULL,
    state TEXT COLLATE "C" NOT NULL,
    open BOOLEAN NOT NULL,
    turn_role TEXT COLLATE "C" NOT NULL,
    turn_office BYTEA,
    turn_institution BYTEA,
    due TEXT COLLATE "C",
    promised TEXT COLLATE "C" NOT NULL,
    outcome TEXT COLLATE "C",
    reason TEXT COLLATE "C",
    programs TEXT COLLATE "C" NOT NULL,
    chain TEXT COLLATE "C" NOT NULL,
    recommended_by BYTEA,
    paused_since TEXT COLLATE "C",
    overdue BOOLEAN NOT NULL,
    closed_on TEXT COLLATE "C",
    reopened BIGINT NOT NULL,
    revision BIGINT NOT NULL,
    PRIMARY KEY (tenant, id)
);
CREATE INDEX concern_case ON concern (tenant, case_id, position);
CREATE INDEX concern_person ON concern (tenant, person, open);
CREATE INDEX concern_queue ON concern (tenant, turn_office, turn_role, due, id);
CREATE INDEX concern_inbox ON concern (tenant, turn_institution, due, id);
CREATE INDEX concern_due ON concern (tenant, open, overdue, due);
ALTER TABLE concern ENABLE ROW LEVEL SECURITY;
ALTER TABLE concern FORCE ROW LEVEL SECURITY;
CREATE POLICY concern_tenant ON concern USING (tenant = NULLIF(current_setting('slrt.tenant', true), '')::bigint);
GRANT SELECT, INSERT, UPDATE, DELETE ON concern TO slrt_app;
CREATE TABLE referral (
    tenant BIGINT NOT NULL,
    id BYTEA NOT NULL,
    case_id BYTEA NOT NULL,
    concern BYTEA NOT NULL,
    institution BYTEA NOT NULL,
    program TEXT COLLATE "C",
    state TEXT COLLATE "C" NOT NULL,
    sent_on TEXT COLLATE "C" NOT NULL,
    answered_on TEXT COLLATE "C",
    on_behalf BOOLEAN NOT NULL,
    reason TEXT COLLATE "C",
    visibility TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (tenant, id)
);
CREATE INDEX referral_case ON referral (tenant, case_id);
CREATE INDEX referral_institution ON referral (tenant, institution, state, sent_on, id);
ALTER TABLE referral ENABLE ROW LEVEL SECURITY;
ALTER TABLE referral FORCE ROW LEVEL SECURITY;
CREATE POLICY referral_tenant ON referral USING (tenant = NULLIF(current_setting('slrt.tenant', true), '')::bigint);
GRANT SELECT, INSERT, UPDATE, DELETE ON referral TO slrt_app;
CREATE TABLE document (
    tenant BIGINT NOT NULL,
    id BYTEA NOT NULL,
    case_id BYTEA NOT NULL,
    concern BYTEA,
    kind TEXT COLLATE "C" NOT NULL,
    form TEXT COLLATE "C" NOT NULL,
    blob BYTEA,
    visibility TEXT COLLATE "C" NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (tenant, id)
);
CREATE INDEX document_case ON document (tenant, case_id, at, id);
ALTER TABLE document ENABLE ROW LEVEL SECURITY;
ALTER TABLE document FORCE ROW LEVEL SECURITY;
CREATE POLICY document_tenant ON document USING (tenant = NULLIF(current_setting('slrt.tenant', true), '')::bigint);
GRANT SELECT, INSERT, UPDATE, DELETE ON document TO slrt_app;
CREATE TABLE external_number (
    tenant BIGINT NOT NULL,
    case_id BYTEA NOT NULL,
    mark BYTEA NOT NULL,
    entry BIGINT NOT NULL,
    concern BYTEA,
    referral BYTEA,
    system TEXT COLLATE "C" NOT NULL,
    number BYTEA NOT NULL,
    submitted_on TEXT COLLATE "C",
    checked_on TEXT COLLATE "C",
    status BYTEA,
    PRIMARY KEY (tenant, case_id, mark)
);
ALTER TABLE external_number ENABLE ROW LEVEL SECURITY;
ALTER TABLE external_number FORCE ROW LEVEL SECURITY;
CREATE POLICY external_number_tenant ON external_number USING (tenant = NULLIF(current_setting('slrt.tenant', true), '')::bigint);
GRANT SELECT, INSERT, UPDATE, DELETE ON external_number TO slrt_app;
CREATE TABLE tally (
    tenant BIGINT NOT NULL,
    day TEXT COLLATE "C" NOT NULL,
    measure TEXT COLLATE "C" NOT NULL,
    office BYTEA NOT NULL,
    village TEXT COLLATE "C" NOT NULL,
    kind TEXT COLLATE "C" NOT NULL,
    channel TEXT COLLATE "C" NOT NULL,
    restricted BOOLEAN NOT NULL,
    n BIGINT NOT NULL,
    PRIMARY KEY (tenant, day, measure, office, village, kind, channel, restricted)
);
ALTER TABLE tally ENABLE ROW LEVEL SECURITY;
ALTER TABLE tally FORCE ROW LEVEL SECURITY;
CREATE POLICY tally_tenant ON tally USING (tenant = NULLIF(current_setting('slrt.tenant', true), '')::bigint);
GRANT SELECT, INSERT, UPDATE, DELETE ON tally TO slrt_app;
CREATE TABLE queue_tally (
    tenant BIGINT NOT NULL,
    role TEXT COLLATE "C" NOT NULL,
    holder BYTEA NOT NULL,
    due TEXT COLLATE "C" NOT NULL,
    restricted BOOLEAN NOT NULL,
    n BIGINT NOT NULL,
    PRIMARY KEY (tenant, role, holder, due, restricted)
);
ALTER TABLE queue_tally ENABLE ROW LEVEL SECURITY;
ALTER TABLE queue_tally FORCE ROW LEVEL SECURITY;
CREATE POLICY queue_tally_tenant ON queue_tally USING (tenant = NULLIF(current_setting('slrt.tenant', true), '')::bigint);
GRANT SELECT, INSERT, UPDATE, DELETE ON queue_tally TO slrt_app;
