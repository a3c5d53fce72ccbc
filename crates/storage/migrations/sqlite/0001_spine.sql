CREATE TABLE installation (
    id INTEGER NOT NULL,
    kind TEXT NOT NULL,
    born_at INTEGER NOT NULL,
    setup_hash BLOB,
    default_tenant INTEGER,
    schema_note TEXT NOT NULL,
    PRIMARY KEY (id)
) STRICT;
CREATE TABLE journal (
    tenant INTEGER NOT NULL,
    number INTEGER NOT NULL,
    previous BLOB NOT NULL,
    hash BLOB NOT NULL,
    operation BLOB NOT NULL,
    part INTEGER NOT NULL,
    digest BLOB NOT NULL,
    kind TEXT NOT NULL,
    actor BLOB,
    role TEXT NOT NULL,
    on_behalf_of TEXT NOT NULL,
    channel TEXT NOT NULL,
    device TEXT,
    occurred_at INTEGER NOT NULL,
    recorded_at INTEGER NOT NULL,
    subjects BLOB NOT NULL,
    payload BLOB NOT NULL,
    PRIMARY KEY (tenant, number),
    UNIQUE (tenant, operation, part)
) STRICT;
CREATE TABLE journal_head (
    tenant INTEGER NOT NULL,
    number INTEGER NOT NULL,
    hash BLOB NOT NULL,
    reference_number INTEGER NOT NULL,
    recorded_at INTEGER NOT NULL,
    PRIMARY KEY (tenant)
) STRICT;
CREATE TABLE signed_head (
    tenant INTEGER NOT NULL,
    count INTEGER NOT NULL,
    previous BLOB NOT NULL,
    number INTEGER NOT NULL,
    hash BLOB NOT NULL,
    key_id INTEGER NOT NULL,
    signature BLOB NOT NULL,
    signed_at INTEGER NOT NULL,
    occasion TEXT NOT NULL,
    PRIMARY KEY (tenant, count)
) STRICT;
CREATE TABLE import_row (
    tenant INTEGER NOT NULL,
    import BLOB NOT NULL,
    slice INTEGER NOT NULL,
    position INTEGER NOT NULL,
    payload BLOB NOT NULL,
    PRIMARY KEY (tenant, import, slice, position)
) STRICT;
CREATE TABLE journal_subject (
    tenant INTEGER NOT NULL,
    subject BLOB NOT NULL,
    number INTEGER NOT NULL,
    PRIMARY KEY (tenant, subject, number)
) STRICT, WITHOUT ROWID;
CREATE TABLE subject_key (
    tenant INTEGER NOT NULL,
    subject BLOB NOT NULL,
    key_id INTEGER NOT NULL,
    wrapped BLOB NOT NULL,
    PRIMARY KEY (tenant, subject)
) STRICT;
CREATE TABLE credential (
    tenant INTEGER NOT NULL,
    account BLOB NOT NULL,
    password TEXT NOT NULL,
    changed_at INTEGER NOT NULL,
    must_change INTEGER NOT NULL CHECK (must_change IN (0, 1)),
    PRIMARY KEY (tenant, account)
) STRICT;
CREATE TABLE session (
    tenant INTEGER NOT NULL,
    token_hash BLOB NOT NULL,
    account BLOB NOT NULL,
    kind TEXT NOT NULL,
    label TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    seen_at INTEGER NOT NULL,
    PRIMARY KEY (tenant, token_hash)
) STRICT;
CREATE INDEX session_account ON session (tenant, account);
CREATE TABLE attempt (
    tenant INTEGER NOT NULL,
    bucket BLOB NOT NULL,
    failures INTEGER NOT NULL,
    last_at INTEGER NOT NULL,
    PRIMARY KEY (tenant, bucket)
) STRICT;
CREATE TABLE outbox (
    tenant INTEGER NOT NULL,
    id BLOB NOT NULL,
    entry INTEGER NOT NULL,
    kind TEXT NOT NULL,
    subject BLOB,
    payload BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    due_at INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    done_at INTEGER,
    PRIMARY KEY (tenant, id)
) STRICT;
CREATE INDEX outbox_due ON outbox (tenant, done_at, due_at);
CREATE TABLE blob (
    tenant INTEGER NOT NULL,
    hash BLOB NOT NULL,
    subject BLOB NOT NULL,
    size INTEGER NOT NULL,
    media TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (tenant, hash)
) STRICT;
CREATE TABLE import_batch (
    tenant INTEGER NOT NULL,
    import BLOB NOT NULL,
    batch_key BLOB,
    original BLOB,
    report BLOB,
    created_at INTEGER NOT NULL,
    destroy_at INTEGER NOT NULL,
    PRIMARY KEY (tenant, import)
) STRICT;
CREATE TABLE backup_log (
    tenant INTEGER NOT NULL,
    made_at INTEGER NOT NULL,
    target TEXT NOT NULL,
    bytes INTEGER NOT NULL,
    head_number INTEGER NOT NULL,
    PRIMARY KEY (tenant, made_at)
) STRICT;
CREATE TABLE tenant_profile (
    tenant INTEGER NOT NULL,
    area TEXT NOT NULL,
    brand TEXT NOT NULL,
    kind TEXT NOT NULL,
    zone_name TEXT NOT NULL,
    zone_offset INTEGER NOT NULL,
    founded_at INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    PRIMARY KEY (tenant)
) STRICT;
CREATE TABLE office (
    tenant INTEGER NOT NULL,
    id BLOB NOT NULL,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    area TEXT NOT NULL,
    serves TEXT NOT NULL,
    above BLOB,
    decree TEXT NOT NULL,
    hours TEXT NOT NULL,
    contact TEXT NOT NULL,
    address TEXT NOT NULL,
    equipment TEXT NOT NULL,
    funding TEXT NOT NULL,
    active INTEGER NOT NULL CHECK (active IN (0, 1)),
    revision INTEGER NOT NULL,
    PRIMARY KEY (tenant, id)
) STRICT;
CREATE TABLE office_chain (
    tenant INTEGER NOT NULL,
    office BLOB NOT NULL,
    kind TEXT NOT NULL,
    valid_from TEXT NOT NULL,
    steps TEXT,
    reason TEXT NOT NULL,
    revision INTEGER NOT NULL,
    actor BLOB,
    recorded_at INTEGER NOT NULL,
    PRIMARY KEY (tenant, office, kind, valid_from)
) STRICT;
CREATE TABLE institution (
    tenant INTEGER NOT NULL,
    id BLOB NOT NULL,
    code TEXT NOT NULL,
    name TEXT NOT NULL,
    contact TEXT NOT NULL,
    answer_days INTEGER NOT NULL,
    restricted_capable INTEGER NOT NULL CHECK (restricted_capable IN (0, 1)),
    center INTEGER NOT NULL CHECK (center IN (0, 1)),
    active INTEGER NOT NULL CHECK (active IN (0, 1)),
    revision INTEGER NOT NULL,
    PRIMARY KEY (tenant, id)
) STRICT;
CREATE TABLE account (
    tenant INTEGER NOT NULL,
    id BLOB NOT NULL,
    login TEXT NOT NULL,
    name TEXT,
    active INTEGER NOT NULL CHECK (active IN (0, 1)),
    revision INTEGER NOT NULL,
    PRIMARY KEY (tenant, id),
    UNIQUE (tenant, login)
) STRICT;
CREATE TABLE role_grant (
    tenant INTEGER NOT NULL,
    id BLOB NOT NULL,
    home INTEGER NOT NULL,
    account BLOB NOT NULL,
    role TEXT NOT NULL,
    scope_kind TEXT NOT NULL,
    scope TEXT NOT NULL,
    from_day TEXT NOT NULL,
    to_day TEXT,
    acting TEXT NOT NULL,
    PRIMARY KEY (tenant, id)
) STRICT;
CREATE TABLE fact_confirmation (
    tenant INTEGER NOT NULL,
    program TEXT NOT NULL,
    fact TEXT NOT NULL,
    confirmed INTEGER NOT NULL CHECK (confirmed IN (0, 1)),
    digest BLOB NOT NULL,
    actor BLOB,
    at INTEGER NOT NULL,
    PRIMARY KEY (tenant, program, fact)
) STRICT;
CREATE TABLE family (
    tenant INTEGER NOT NULL,
    id BLOB NOT NULL,
    card BLOB,
    card_hash BLOB,
    village TEXT NOT NULL,
    address TEXT,
    hamlet TEXT,
    dwelling BLOB,
    decile INTEGER,
    decile_source TEXT,
    decile_as_of TEXT,
    layer TEXT NOT NULL,
    source_id TEXT,
    facts BLOB,
    source_digest BLOB,
    updated_at INTEGER NOT NULL,
    typed TEXT NOT NULL,
    revision INTEGER NOT NULL,
    PRIMARY KEY (tenant, id)
) STRICT;
CREATE INDEX family_card ON family (tenant, card_hash);
CREATE INDEX family_village ON family (tenant, village, id);
CREATE TABLE dwelling (
    tenant INTEGER NOT NULL,
    id BLOB NOT NULL,
    household_hash BLOB,
    village TEXT NOT NULL,
    facts BLOB,
    PRIMARY KEY (tenant, id)
) STRICT;
CREATE INDEX dwelling_household ON dwelling (tenant, household_hash);
CREATE TABLE person (
    tenant INTEGER NOT NULL,
    id BLOB NOT NULL,
    family BLOB NOT NULL,
    position INTEGER NOT NULL,
    name TEXT,
    nik BLOB,
    nik_hash BLOB,
    sex TEXT NOT NULL,
    born TEXT,
    birth_year INTEGER,
    relation TEXT NOT NULL,
    marital TEXT,
    phone BLOB,
    layer TEXT NOT NULL,
    source_id TEXT,
    facts BLOB,
    warnings TEXT NOT NULL,
    erased INTEGER NOT NULL CHECK (erased IN (0, 1)),
    typed TEXT NOT NULL,
    absent_since TEXT,
    revision INTEGER NOT NULL,
    PRIMARY KEY (tenant, id)
) STRICT;
CREATE INDEX person_nik ON person (tenant, nik_hash);
CREATE INDEX person_family ON person (tenant, family, position);
CREATE TABLE person_name (
    tenant INTEGER NOT NULL,
    token TEXT NOT NULL,
    person BLOB NOT NULL,
    PRIMARY KEY (tenant, token, person)
) STRICT, WITHOUT ROWID;
CREATE INDEX person_name_person ON person_name (tenant, person);
CREATE TABLE observation (
    tenant INTEGER NOT NULL,
    id BLOB NOT NULL,
    family BLOB NOT NULL,
    case_id BLOB,
    system TEXT NOT NULL,
    listed INTEGER NOT NULL CHECK (listed IN (0, 1)),
    decile INTEGER,
    programs TEXT NOT NULL,
    excluded INTEGER NOT NULL CHECK (excluded IN (0, 1)),
    seen_on TEXT NOT NULL,
    words BLOB,
    actor BLOB,
    recorded_at INTEGER NOT NULL,
    PRIMARY KEY (tenant, id)
) STRICT;
CREATE INDEX observation_family ON observation (tenant, family, seen_on);
CREATE TABLE number_check (
    tenant INTEGER NOT NULL,
    person BLOB NOT NULL,
    warning TEXT NOT NULL,
    actor BLOB,
    recorded_at INTEGER NOT NULL,
    PRIMARY KEY (tenant, person, warning)
) STRICT;
CREATE TABLE import_log (
    tenant INTEGER NOT NULL,
    id BLOB NOT NULL,
    source TEXT NOT NULL,
    as_of TEXT NOT NULL,
    file_digest BLOB NOT NULL,
    finished INTEGER NOT NULL CHECK (finished IN (0, 1)),
    slices INTEGER NOT NULL,
    families INTEGER NOT NULL,
    persons INTEGER NOT NULL,
    unchanged INTEGER NOT NULL,
    problems INTEGER NOT NULL,
    started_at INTEGER NOT NULL,
    touched_at INTEGER NOT NULL,
    finished_at INTEGER,
    PRIMARY KEY (tenant, id)
) STRICT;
CREATE TABLE service_case (
    tenant INTEGER NOT NULL,
    id BLOB NOT NULL,
    number INTEGER NOT NULL,
    pin_hash BLOB NOT NULL,
    office BLOB NOT NULL,
    village TEXT NOT NULL,
    person BLOB,
    family BLOB,
    channel TEXT NOT NULL,
    visibility TEXT NOT NULL,
    caller BLOB,
    phone BLOB,
    proxy BLOB,
    ppks BLOB,
    occurred_at INTEGER NOT NULL,
    recorded_at INTEGER NOT NULL,
    opened_on TEXT NOT NULL,
    opened_by BLOB,
    PRIMARY KEY (tenant, id),
    UNIQUE (tenant, number)
) STRICT;
CREATE INDEX case_person ON service_case (tenant, person);
CREATE INDEX case_family ON service_case (tenant, family);
CREATE INDEX case_office ON service_case (tenant, office, opened_on, id);
CREATE INDEX case_opener ON service_case (tenant, opened_by, opened_on, id);
CREATE TABLE case_named (
    tenant INTEGER NOT NULL,
    case_id BLOB NOT NULL,
    account BLOB NOT NULL,
    PRIMARY KEY (tenant, case_id, account)
) STRICT, WITHOUT ROWID;
CREATE INDEX case_named_account ON case_named (tenant, account);
CREATE TABLE concern (
    tenant INTEGER NOT NULL,
    id BLOB NOT NULL,
    case_id BLOB NOT NULL,
    position INTEGER NOT NULL,
    person BLOB,
    village TEXT NOT NULL,
    kind TEXT NOT NULL,
    category TEXT NOT NULL,
    sector TEXT NOT NULL,
    words BLOB,
    urgent INTEGER NOT NULL CHECK (urgent IN (0, 1)),
    visibility TEXT NOT NULL,
    opened_on TEXT NOT NULL,
    state TEXT NOT NULL,
    open INTEGER NOT NULL CHECK (open IN (0, 1)),
    turn_role TEXT NOT NULL,
    turn_office BLOB,
    turn_institution BLOB,
    due TEXT,
    promised TEXT NOT NULL,
    outcome TEXT,
    reason TEXT,
    programs TEXT NOT NULL,
    chain TEXT NOT NULL,
    recommended_by BLOB,
    paused_since TEXT,
    overdue INTEGER NOT NULL CHECK (overdue IN (0, 1)),
    closed_on TEXT,
    reopened INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    PRIMARY KEY (tenant, id)
) STRICT;
CREATE INDEX concern_case ON concern (tenant, case_id, position);
CREATE INDEX concern_person ON concern (tenant, person, open);
CREATE INDEX concern_queue ON concern (tenant, turn_office, turn_role, due, id);
CREATE INDEX concern_inbox ON concern (tenant, turn_institution, due, id);
CREATE INDEX concern_due ON concern (tenant, open, overdue, due);
CREATE TABLE referral (
    tenant INTEGER NOT NULL,
    id BLOB NOT NULL,
    case_id BLOB NOT NULL,
    concern BLOB NOT NULL,
    institution BLOB NOT NULL,
    program TEXT,
    state TEXT NOT NULL,
    sent_on TEXT NOT NULL,
    answered_on TEXT,
    on_behalf INTEGER NOT NULL CHECK (on_behalf IN (0, 1)),
    reason TEXT,
    visibility TEXT NOT NULL,
    PRIMARY KEY (tenant, id)
) STRICT;
CREATE INDEX referral_case ON referral (tenant, case_id);
CREATE INDEX referral_institution ON referral (tenant, institution, state, sent_on, id);
CREATE TABLE document (
    tenant INTEGER NOT NULL,
    id BLOB NOT NULL,
    case_id BLOB NOT NULL,
    concern BLOB,
    kind TEXT NOT NULL,
    form TEXT NOT NULL,
    blob BLOB,
    visibility TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (tenant, id)
) STRICT;
CREATE INDEX document_case ON document (tenant, case_id, at, id);
CREATE TABLE external_number (
    tenant INTEGER NOT NULL,
    case_id BLOB NOT NULL,
    mark BLOB NOT NULL,
    entry INTEGER NOT NULL,
    concern BLOB,
    referral BLOB,
    system TEXT NOT NULL,
    number BLOB NOT NULL,
    submitted_on TEXT,
    checked_on TEXT,
    status BLOB,
    PRIMARY KEY (tenant, case_id, mark)
) STRICT;
CREATE TABLE tally (
    tenant INTEGER NOT NULL,
    day TEXT NOT NULL,
    measure TEXT NOT NULL,
    office BLOB NOT NULL,
    village TEXT NOT NULL,
    kind TEXT NOT NULL,
    channel TEXT NOT NULL,
    restricted INTEGER NOT NULL CHECK (restricted IN (0, 1)),
    n INTEGER NOT NULL,
    PRIMARY KEY (tenant, day, measure, office, village, kind, channel, restricted)
) STRICT, WITHOUT ROWID;
CREATE TABLE queue_tally (
    tenant INTEGER NOT NULL,
    role TEXT NOT NULL,
    holder BLOB NOT NULL,
    due TEXT NOT NULL,
    restricted INTEGER NOT NULL CHECK (restricted IN (0, 1)),
    n INTEGER NOT NULL,
    PRIMARY KEY (tenant, role, holder, due, restricted)
) STRICT, WITHOUT ROWID;
