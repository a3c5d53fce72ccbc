//! From an event to rows: the same code when it happens and when the journal is rebuilt.

use crate::changes::Changes;
use crate::world::World;
use slrt_domain::Coded as _;
use slrt_domain::access::Visibility;
use slrt_domain::case::{After, Case, CaseOpened, Concern, ConcernMoved, ConcernReclassified, ConcernState, StepKind, TurnRole};
use slrt_domain::identity::*;
use slrt_domain::journal::*;
use slrt_storage::import::{FamilyRow, MemberRow};
use slrt_storage::{Keys, Opener, StorageError, Value, args, case, office};

/// What folding may use besides the event: the envelope's facts and the keys.
pub(crate) struct Fold<'a> {
    pub tenant: Tenant,
    pub keys: &'a Keys,
    pub number: i64,
    pub who: Circumstance,
}

/// Folds one event into the world and the changes.
pub(crate) fn fold(f: &Fold<'_>, event: &Event, world: &mut World, changes: &mut Changes) -> Result<(), StorageError> {
    let t = f.tenant;
    match event {
        Event::TenantFounded(e) => changes.put("tenant_profile", office::profile_values(t, e, f.who.recorded_at)),
        Event::ProfileSet(e) => {
            changes.statement("UPDATE tenant_profile SET brand = $2, revision = $3 WHERE tenant = $1", args![t, &e.brand, e.revision]);
        }
        Event::ChainSet(e) => changes.put("office_chain", office::chain_values(t, e, f.who.actor, f.who.recorded_at)),
        // Passwords, sessions and keys are no derived tables: the writer sees to them.
        Event::PasswordSet(_) | Event::TokenMade(_) | Event::TokenEnded(_) | Event::ContactSet(_) | Event::CaseErased(_) => {}
        Event::OfficeSet(e) => changes.put("office", office::office_values(t, e)),
        Event::InstitutionSet(e) => changes.put("institution", office::institution_values(t, e)),
        Event::AccountSet(e) => changes.put("account", office::account_values(t, e, world.opener.open("account.name", &e.name))),
        Event::RoleGranted(e) => changes.put("role_grant", office::grant_values(t, e)),
        Event::RoleEnded(e) => changes.statement("UPDATE role_grant SET to_day = $3 WHERE tenant = $1 AND id = $2", args![t, e.grant, e.to]),
        Event::FactConfirmed(e) => {
            changes.put("fact_confirmation", args![t, &e.program, &e.fact, e.confirmed, e.digest, f.who.actor, f.who.recorded_at]);
        }
        Event::ImportStarted(e) => changes.put(
            "import_log",
            args![
                t, e.import, &e.source, e.as_of, e.file_digest, false, 0i64, 0i64, 0i64, 0i64, 0i64, f.who.recorded_at, f.who.recorded_at,
                None::<i64>
            ],
        ),
        Event::ImportSlice(e) => {
            slice(f, e, world, changes)?;
            changes.statement(
                "UPDATE import_log SET slices = slices + 1, families = families + $3, touched_at = $4 WHERE tenant = $1 AND id = $2",
                args![t, e.import, e.families, f.who.recorded_at],
            );
        }
        Event::ImportFinished(e) => changes.statement(
            "UPDATE import_log SET finished = TRUE, families = $3, persons = $4, unchanged = $5, problems = $6, finished_at = $7, touched_at = $7 WHERE tenant = $1 AND id = $2",
            args![t, e.import, e.families, e.persons, e.unchanged, e.problems, f.who.recorded_at],
        ),
        Event::PersonAdded(e) => person_added(f, e, world, changes),
        Event::PersonCorrected(e) => person_corrected(f, e, world, changes),
        Event::FamilyCorrected(e) => family_corrected(f, e, world, changes),
        Event::NumbersChecked(e) => checked(f, e.person, &e.warnings, changes),
        Event::NikAdded(e) => nik_added(f, e, world, changes),
        Event::RegistryObserved(e) => changes.put(
            "observation",
            args![
                t, e.observation, e.family, e.case, &e.system, e.listed, e.decile, e.programs.join(" "), e.excluded, e.seen_on,
                e.words.clone(), f.who.actor, f.who.recorded_at
            ],
        ),
        Event::IdentityRevealed(_) | Event::DocumentSeen(_) => {}
        Event::PersonErased(e) => erased(f, e, changes),
        Event::InquiryRecorded(e) => inquired(f, e, f.day_of(world), 1, changes),
        Event::InquiryWithdrawn(e) => {
            inquired(f, &e.counted, e.on.iso(), -1, changes);
            if let Some(counted) = world.inquiries.get_mut(&e.inquiry) {
                counted.withdrawn = true;
            }
        }
        Event::CaseOpened(e) => opened(f, e, world, changes),
        Event::DocumentNoted(e) => {
            changes.put("document", case::document_values(t, e));
            world.papers.insert(e.document, case::Paper { id: e.document, case: e.case, concern: e.concern, visibility: e.visibility });
        }
        Event::ConcernMoved(e) => moved(f, e, world, changes)?,
        Event::PersonNamed(e) => {
            changes.put("case_named", args![t, e.case, e.account]);
            if let Some(c) = world.cases.get_mut(&e.case)
                && !c.named.contains(&e.account)
            {
                c.named.push(e.account);
                c.named.sort();
            }
        }
        Event::PersonUnnamed(e) => {
            changes.statement("DELETE FROM case_named WHERE tenant = $1 AND case_id = $2 AND account = $3", args![t, e.case, e.account]);
            if let Some(c) = world.cases.get_mut(&e.case) {
                c.named.retain(|a| *a != e.account);
            }
        }
        Event::CasePersonSet(e) => person_set(f, e, world, changes)?,
        Event::ConcernReclassified(e) => reclassified(f, e, world, changes)?,
        Event::PinRenewed(e) => {
            changes.statement("UPDATE service_case SET pin_hash = $3 WHERE tenant = $1 AND id = $2", args![t, e.case, &e.pin_hash]);
        }
    }
    Ok(())
}

impl Fold<'_> {
    /// The local day of an event that does not carry its own; the zone is the tenant's at founding, kept in the world's circumstance.
    fn day_of(&self, world: &World) -> String {
        world.zone.day(self.who.occurred_at).iso()
    }
}

fn inquired(f: &Fold<'_>, e: &InquiryRecorded, day: String, n: i64, changes: &mut Changes) {
    let village = e.village.map(|v| v.as_str().to_owned()).unwrap_or_default();
    changes.count("tally", args![f.tenant, day, "inquiry", e.office, village, &e.sector, &e.channel, false], n);
}

fn opened(f: &Fold<'_>, e: &CaseOpened, world: &mut World, changes: &mut Changes) {
    let t = f.tenant;
    let by = f.who.actor.map(AccountId);
    changes.put("service_case", case::case_values(t, e, f.who.occurred_at, f.who.recorded_at, by));
    let concerns = e.concerns.iter().enumerate().map(|(i, c)| Concern {
        id: c.id,
        position: i64::try_from(i + 1).unwrap_or(1),
        kind: c.kind.clone(),
        category: c.category.clone(),
        sector: c.sector.clone(),
        words: c.words.clone(),
        urgent: c.urgent,
        visibility: c.visibility,
        opened_on: e.on,
        state: c.after.state,
        revision: c.after.revision,
        now: c.after.clone(),
    });
    let c = Case {
        id: e.case,
        number: e.number,
        office: e.office,
        village: e.village,
        person: e.person,
        family: e.family,
        visibility: e.visibility,
        occurred_at: f.who.occurred_at,
        opened_by: by,
        named: e.named.clone(),
        concerns: concerns.collect(),
        referrals: Vec::new(),
    };
    for account in &e.named {
        changes.put("case_named", args![t, e.case, *account]);
    }
    if let Some(n) = &e.external {
        changes.put("external_number", case::external_values(t, f.number, e.case, None, n));
    }
    let restricted_case = e.visibility == Visibility::Restricted;
    changes.count("tally", args![t, e.on, "case", e.office, e.village, "", e.channel.code(), restricted_case], 1);
    for k in &c.concerns {
        changes.put("concern", case::concern_values(t, &c, k));
        let restricted = k.visibility == Visibility::Restricted;
        changes.count("tally", args![t, e.on, "opened", e.office, e.village, &k.kind, e.channel.code(), restricted], 1);
        changes.count("tally", args![t, e.on, "open", e.office, e.village, &k.kind, "", restricted], 1);
        changes.count_turn(t, &k.now.turn, k.now.due, k.visibility, 1);
        if let Some(person) = e.person {
            let open = case::OpenConcern { person, case: e.case, category: k.category.clone(), restricted, named: e.named.clone() };
            world.open.entry(person).or_default().push(open);
        }
    }
    world.taken.insert(e.number.digits());
    world.cases.insert(e.case, c);
}

fn moved(f: &Fold<'_>, e: &ConcernMoved, world: &mut World, changes: &mut Changes) -> Result<(), StorageError> {
    let t = f.tenant;
    let c = world.cases.get_mut(&e.case).ok_or_else(|| StorageError::corrupt("a step of a case that was never opened"))?;
    let Some(before) = c.concern(e.concern).map(|k| k.now.clone()) else {
        return Err(StorageError::corrupt("a step of a concern that was never opened"));
    };
    let referrals = c.referrals.clone();
    c.apply(e, e.on);
    if let Some(k) = c.concern(e.concern) {
        changes.put("concern", case::concern_values(t, c, k));
        changes.count_turn(t, &before.turn, before.due, k.visibility, -1);
        changes.count_turn(t, &k.now.turn, k.now.due, k.visibility, 1);
        let restricted = k.visibility == Visibility::Restricted;
        changes.count("tally", args![t, e.on, e.step.code(), c.office, c.village, &k.kind, "", restricted], 1);
        if let Some(measure) = finer(e.step, &k.now) {
            changes.count("tally", args![t, e.on, measure, c.office, c.village, &k.kind, "", restricted], 1);
        }
        // The sum of "open" up to a day is how many were open at its end.
        let open = i64::from(!k.now.state.is_final()) - i64::from(!before.state.is_final());
        if open != 0 {
            changes.count("tally", args![t, e.on, "open", c.office, c.village, &k.kind, "", restricted], open);
        }
        if e.detail.on_behalf.is_some() {
            let measure = format!("recorded.{}", e.step.code());
            changes.count("tally", args![t, e.on, measure, c.office, c.village, &k.kind, "", restricted], 1);
        }
        if let Some(institution) = e.detail.institution {
            let measure = format!("{}.{}", if e.detail.on_behalf.is_some() { "on_behalf" } else { "institution" }, e.step.code());
            changes.count("tally", args![t, e.on, measure, institution, c.village, &k.kind, "", restricted], 1);
        }
    }
    // A step that leaves an institution's hands ends its referral, too.
    for r in c.referrals.iter().filter(|r| !referrals.contains(r)) {
        changes.put("referral", case::referral_values(t, c, r));
    }
    if let Some(n) = &e.detail.external {
        changes.statement(case::PUT_EXTERNAL, case::external_values(t, f.number, e.case, Some(e.concern), n));
    }
    Ok(())
}

/// The case and its concerns are somebody else's from now on: also in their family's history, and in the warning before a second one.
fn person_set(f: &Fold<'_>, e: &CasePersonSet, world: &mut World, changes: &mut Changes) -> Result<(), StorageError> {
    let c = world.cases.get_mut(&e.case).ok_or_else(|| StorageError::corrupt("whom a case is about that was never opened"))?;
    (c.person, c.family) = (Some(e.person), e.family);
    changes.statement(
        "UPDATE service_case SET person = $3, family = $4 WHERE tenant = $1 AND id = $2",
        args![f.tenant, e.case, e.person, e.family],
    );
    for k in &c.concerns {
        changes.put("concern", case::concern_values(f.tenant, c, k));
    }
    if let Some(before) = e.before.and_then(|p| world.open.get_mut(&p)) {
        before.retain(|o| o.case != e.case);
    }
    let open = open_of(c).collect::<Vec<_>>();
    world.open.entry(e.person).or_default().extend(open);
    Ok(())
}

/// Open concerns of a case as the warning before a second one knows them.
fn open_of(c: &Case) -> impl Iterator<Item = case::OpenConcern> {
    let open = c.concerns.iter().filter(|k| !k.state.is_final());
    open.filter_map(|k| {
        Some(case::OpenConcern {
            person: c.person?,
            case: c.id,
            category: k.category.clone(),
            restricted: k.visibility == Visibility::Restricted,
            named: c.named.clone(),
        })
    })
}

fn reclassified(f: &Fold<'_>, e: &ConcernReclassified, world: &mut World, changes: &mut Changes) -> Result<(), StorageError> {
    let t = f.tenant;
    let never = || StorageError::corrupt("a concern of another kind that was never opened");
    let c = world.cases.get_mut(&e.case).ok_or_else(never)?;
    let before = c.concern(e.concern).cloned().ok_or_else(never)?;
    let visibility = c.visibility;
    c.reclassify(e);
    let now = c.concern(e.concern).ok_or_else(never)?;
    changes.put("concern", case::concern_values(t, c, now));
    changes.count_turn(t, &before.now.turn, before.now.due, before.visibility, -1);
    changes.count_turn(t, &now.now.turn, now.now.due, now.visibility, 1);
    // It was taken as what it seemed, and is counted so; from now on it is open as what it is.
    for (k, n) in [(&before, -1), (now, 1)] {
        let restricted = k.visibility == Visibility::Restricted;
        changes.count("tally", args![t, e.on, "open", c.office, c.village, &k.kind, "", restricted], n);
    }
    let restricted = now.visibility == Visibility::Restricted;
    changes.count("tally", args![t, e.on, "reclassified", c.office, c.village, &now.kind, "", restricted], 1);
    if before.visibility != now.visibility {
        protect(f, c, now, changes);
    }
    if visibility != c.visibility {
        changes.statement("UPDATE service_case SET visibility = $3 WHERE tenant = $1 AND id = $2", args![t, e.case, c.visibility.code()]);
    }
    let (person, open) = (c.person, open_of(c).collect::<Vec<_>>());
    if let Some(known) = person.and_then(|p| world.open.get_mut(&p)) {
        known.retain(|o| o.case != e.case);
        known.extend(open);
    }
    Ok(())
}

/// What was sent and the papers go with their concern; a paper of the whole case may speak of its protected part.
fn protect(f: &Fold<'_>, c: &Case, k: &Concern, changes: &mut Changes) {
    let any = c.concerns.iter().any(|k| k.visibility == Visibility::Restricted);
    let whole = if any { Visibility::Restricted } else { Visibility::Normal };
    changes.statement(
        "UPDATE document SET visibility = $4 WHERE tenant = $1 AND case_id = $2 AND concern = $3",
        args![f.tenant, c.id, k.id, k.visibility.code()],
    );
    changes.statement(
        "UPDATE document SET visibility = $3 WHERE tenant = $1 AND case_id = $2 AND concern IS NULL",
        args![f.tenant, c.id, whole.code()],
    );
    for r in c.referrals.iter().filter(|r| r.concern == k.id) {
        changes.put("referral", case::referral_values(f.tenant, c, r));
    }
}

/// What a step's own name does not tell and reports ask: in which way something was closed, and on whose side a day passed.
fn finer(step: StepKind, now: &After) -> Option<String> {
    match step {
        StepKind::Closed if now.state == ConcernState::Closed => now.outcome.map(|o| format!("closed.{}", o.code())),
        StepKind::Closed => Some(format!("closed.{}", now.state.code())),
        StepKind::DeadlinePassed => Some(format!("late.{}", side(now.turn.role))),
        _ => None,
    }
}

fn side(role: TurnRole) -> &'static str {
    match role {
        TurnRole::Citizen => "citizen",
        TurnRole::Center => "center",
        TurnRole::Institution => "institution",
        _ => "office",
    }
}

fn tokens(changes: &mut Changes, tenant: Tenant, person: uuid::Uuid, name: Option<&str>) {
    for token in name.map(slrt_linkage::tokens).unwrap_or_default() {
        // Names are found by how they sound, too; a sound that is written like the word itself needs no row of its own.
        let sound = slrt_linkage::sound_key(&token);
        if !sound.is_empty() && sound != token {
            changes.put("person_name", args![tenant, format!("~{sound}"), person]);
        }
        changes.put("person_name", args![tenant, token, person]);
    }
}

fn person_added(f: &Fold<'_>, e: &PersonAdded, world: &mut World, changes: &mut Changes) {
    let t = f.tenant;
    let open = |place: &str, s: &Sealed| world.opener.open(place, s);
    let card = e.card.as_ref().filter(|_| e.new_family).and_then(|s| open("family.card", s));
    let card_hash = card.map(|c| f.keys.lookup_hash(t, "card", &c));
    if e.new_family {
        let address = e.address.as_ref().and_then(|s| open("family.address", s));
        changes.put(
            "family",
            args![
                t,
                e.family,
                e.card.clone(),
                card_hash.clone(),
                e.village,
                address,
                None::<String>,
                None::<Vec<u8>>,
                None::<i64>,
                None::<String>,
                None::<String>,
                "local",
                None::<String>,
                None::<Vec<u8>>,
                None::<Vec<u8>>,
                f.who.recorded_at,
                "",
                f.number
            ],
        );
    }
    let name = open("person.name", &e.name);
    let nik = e.nik.as_ref().and_then(|s| open("person.nik", s));
    let nik_hash = nik.map(|n| f.keys.lookup_hash(t, "nik", &n));
    let born = e.born.as_ref().and_then(|s| open("person.born", s));
    tokens(changes, t, e.person.0, name.as_deref());
    changes.put(
        "person",
        args![
            t,
            e.person,
            e.family,
            99i64,
            name,
            e.nik.clone(),
            nik_hash.clone(),
            &e.sex,
            born,
            e.birth_year,
            &e.relation,
            None::<String>,
            e.phone.clone(),
            "local",
            None::<String>,
            None::<Vec<u8>>,
            e.warnings.join(" "),
            false,
            "",
            None::<String>,
            f.number
        ],
    );
    // Whoever wrote the person down looked at the card.
    checked(f, e.person, &e.warnings, changes);
    world.persons.insert(e.person, (e.family, Some(e.village)));
    world.families.insert(e.family, e.village);
    world.revisions.insert(e.person.0, f.number);
    if e.new_family {
        world.revisions.insert(e.family.0, f.number);
    }
    world.niks.extend(nik_hash.map(|hash| (hash, (e.person, e.family))));
    world.cards.extend(card_hash.map(|hash| (hash, e.family)));
}

fn checked(f: &Fold<'_>, person: PersonId, warnings: &[String], changes: &mut Changes) {
    for warning in warnings {
        changes.put("number_check", args![f.tenant, person, warning, f.who.actor, f.who.recorded_at]);
    }
}

fn nik_added(f: &Fold<'_>, e: &NikAdded, world: &mut World, changes: &mut Changes) {
    let t = f.tenant;
    let hash = world.opener.open("person.nik", &e.nik).map(|n| f.keys.lookup_hash(t, "nik", &n));
    changes.statement(
        "UPDATE person SET nik = $3, nik_hash = $4, warnings = $5, revision = $6,
         typed = CASE WHEN layer = 'copy' THEN TRIM(typed || ' nik') ELSE typed END WHERE tenant = $1 AND id = $2",
        args![t, e.person, e.nik.clone(), hash.clone(), e.warnings.join(" "), f.number],
    );
    world.revisions.insert(e.person.0, f.number);
    // What was settled before was about no number, or another one.
    changes.statement("DELETE FROM number_check WHERE tenant = $1 AND person = $2", args![t, e.person]);
    checked(f, e.person, &e.warnings, changes);
    world.numbers.insert(e.person, (e.warnings.clone(), true));
    if let (Some(hash), Some((family, _))) = (hash, world.persons.get(&e.person)) {
        world.niks.insert(hash, (e.person, *family));
    }
}

/// Only what was changed is written: the rest is what it was, of the copy or of whoever wrote it down.
fn person_corrected(f: &Fold<'_>, e: &PersonCorrected, world: &mut World, changes: &mut Changes) {
    let t = f.tenant;
    let has = |field: &str| e.fields.iter().any(|x| x == field);
    let open = |place: &str, sealed: &Option<Sealed>| sealed.as_ref().and_then(|s| world.opener.open(place, s));
    if has("name") {
        let name = open("person.name", &e.name);
        changes.delete("person_name", "person", Value::from(e.person));
        tokens(changes, t, e.person.0, name.as_deref());
        changes.statement("UPDATE person SET name = $3 WHERE tenant = $1 AND id = $2", args![t, e.person, name]);
    }
    let hash = open("person.nik", &e.nik).map(|n| f.keys.lookup_hash(t, "nik", &n));
    if has("nik") {
        changes.statement(
            "UPDATE person SET nik = $3, nik_hash = $4 WHERE tenant = $1 AND id = $2",
            args![t, e.person, e.nik.clone(), hash.clone()],
        );
    }
    if has("sex") {
        changes.statement("UPDATE person SET sex = $3 WHERE tenant = $1 AND id = $2", args![t, e.person, &e.sex]);
    }
    if has("born") {
        let born = open("person.born", &e.born);
        changes.statement(
            "UPDATE person SET born = $3, birth_year = $4 WHERE tenant = $1 AND id = $2",
            args![t, e.person, born, e.birth_year],
        );
    }
    if has("relation") {
        changes.statement("UPDATE person SET relation = $3 WHERE tenant = $1 AND id = $2", args![t, e.person, &e.relation]);
    }
    if has("phone") {
        changes.statement("UPDATE person SET phone = $3 WHERE tenant = $1 AND id = $2", args![t, e.person, e.phone.clone()]);
    }
    if has("warnings") {
        changes.statement("UPDATE person SET warnings = $3 WHERE tenant = $1 AND id = $2", args![t, e.person, e.warnings.join(" ")]);
        changes.statement("DELETE FROM number_check WHERE tenant = $1 AND person = $2", args![t, e.person]);
        checked(f, e.person, &e.warnings, changes);
    }
    changes.statement(
        "UPDATE person SET typed = $3, revision = $4 WHERE tenant = $1 AND id = $2",
        args![t, e.person, e.typed.join(" "), f.number],
    );
    world.revisions.insert(e.person.0, f.number);
    if has("nik") {
        world.niks.retain(|_, (person, _)| *person != e.person);
        if let (Some(hash), Some((family, _))) = (hash, world.persons.get(&e.person)) {
            world.niks.insert(hash, (e.person, *family));
        }
    }
    if let Some((warnings, has_nik)) = world.numbers.get_mut(&e.person) {
        if has("warnings") {
            warnings.clone_from(&e.warnings);
        }
        if has("nik") {
            *has_nik = e.nik.is_some();
        }
    }
}

fn family_corrected(f: &Fold<'_>, e: &FamilyCorrected, world: &mut World, changes: &mut Changes) {
    let t = f.tenant;
    let has = |field: &str| e.fields.iter().any(|x| x == field);
    let open = |place: &str, sealed: &Option<Sealed>| sealed.as_ref().and_then(|s| world.opener.open(place, s));
    if has("address") {
        let address = open("family.address", &e.address);
        changes.statement("UPDATE family SET address = $3 WHERE tenant = $1 AND id = $2", args![t, e.family, address]);
    }
    if has("village") {
        changes.statement("UPDATE family SET village = $3 WHERE tenant = $1 AND id = $2", args![t, e.family, e.village]);
    }
    if has("card") {
        let hash = open("family.card", &e.card).map(|c| f.keys.lookup_hash(t, "card", &c));
        changes.statement(
            "UPDATE family SET card = $3, card_hash = $4 WHERE tenant = $1 AND id = $2",
            args![t, e.family, e.card.clone(), hash.clone()],
        );
        world.cards.retain(|_, family| *family != e.family);
        world.cards.extend(hash.map(|hash| (hash, e.family)));
    }
    changes.statement(
        "UPDATE family SET typed = $3, revision = $4, updated_at = $5 WHERE tenant = $1 AND id = $2",
        args![t, e.family, e.typed.join(" "), f.number, f.who.recorded_at],
    );
    world.revisions.insert(e.family.0, f.number);
    world.families.insert(e.family, e.village);
}

fn erased(f: &Fold<'_>, e: &PersonErased, changes: &mut Changes) {
    let t = f.tenant;
    changes.statement("DELETE FROM person_name WHERE tenant = $1 AND person = $2", args![t, e.person]);
    changes.statement("DELETE FROM number_check WHERE tenant = $1 AND person = $2", args![t, e.person]);
    changes.statement(
        "UPDATE person SET name = NULL, nik = NULL, nik_hash = NULL, born = NULL, phone = NULL, facts = NULL, marital = NULL, source_id = NULL, warnings = '', erased = TRUE, typed = '', revision = $3
         WHERE tenant = $1 AND id = $2",
        args![t, e.person, f.number],
    );
    // The last member takes the family's own values along.
    changes.statement(
        "UPDATE family SET card = NULL, card_hash = NULL, address = NULL, hamlet = NULL, facts = NULL, source_id = NULL, source_digest = NULL, typed = '', revision = $3
         WHERE tenant = $1 AND id = (SELECT family FROM person WHERE tenant = $1 AND id = $2)
           AND NOT EXISTS (SELECT 1 FROM person p WHERE p.tenant = $1 AND p.family = family.id AND NOT p.erased)",
        args![t, e.person, f.number],
    );
}

fn slice(f: &Fold<'_>, e: &ImportSlice, world: &World, changes: &mut Changes) -> Result<(), StorageError> {
    let families = world.slices.get(&(e.import, e.slice)).ok_or_else(|| StorageError::corrupt("an import slice without its rows"))?;
    // Of a person that came into being just now there is nothing to remove: leaving that out saves time and changes no row.
    for m in families.iter().flat_map(|family| &family.members).filter(|m| !world.fresh.contains(&m.id)) {
        changes.delete("person_name", "person", Value::from(m.id));
    }
    for family in families {
        family_row(f, family, &world.opener, changes);
        for (i, m) in family.members.iter().enumerate() {
            member_row(f, family, i, m, &world.opener, changes);
        }
    }
    absent(f, families, world, changes);
    Ok(())
}

/// Whoever an older copy named and this one names no more stays, marked: they may have died, moved out or been left out by mistake.
fn absent(f: &Fold<'_>, families: &[FamilyRow], world: &World, changes: &mut Changes) {
    let known: Vec<&FamilyRow> = families.iter().filter(|family| !world.fresh.contains(&family.id)).collect();
    for part in known.chunk_by(|a, b| a.as_of == b.as_of).flat_map(|same| same.chunks(500)) {
        let marks: Vec<String> = (0..part.len()).map(|i| format!("${}", i + 4)).collect();
        let mut values = args![f.tenant, &part[0].as_of, f.number];
        values.extend(part.iter().map(|family| Value::from(family.id)));
        // Those whom this slice names carry its number by now.
        let sql = format!(
            "UPDATE person SET absent_since = $2
             WHERE tenant = $1 AND revision <> $3 AND layer = 'copy' AND absent_since IS NULL AND NOT erased AND family IN ({})",
            marks.join(", ")
        );
        changes.statement(sql, values);
    }
}

pub(crate) fn unbase(text: &str) -> Sealed {
    use base64::Engine as _;
    Sealed(base64::engine::general_purpose::STANDARD_NO_PAD.decode(text).unwrap_or_default())
}

fn unhex(text: &str) -> Vec<u8> {
    (0..text.len() / 2).filter_map(|i| u8::from_str_radix(text.get(2 * i..2 * i + 2)?, 16).ok()).collect()
}

fn family_row(f: &Fold<'_>, r: &FamilyRow, opener: &Opener, changes: &mut Changes) {
    let t = f.tenant;
    let card = r.card.as_deref().map(unbase);
    let card_hash = card.as_ref().and_then(|s| opener.open("family.card", s)).map(|c| f.keys.lookup_hash(t, "card", &c));
    let address = r.address.as_deref().and_then(|s| opener.open("family.address", &unbase(s)));
    let hamlet = r.hamlet.as_deref().and_then(|s| opener.open("family.hamlet", &unbase(s)));
    // Erased with the last member: without its key nothing of the family's own is left.
    let alive = opener.key(Subject(r.id)).is_some();
    let facts = r.facts.as_deref().map(unbase);
    changes.put("dwelling", args![t, r.dwelling, r.household.as_deref().map(unhex), &r.village, None::<Vec<u8>>]);
    changes.put(
        "family",
        args![
            t,
            r.id,
            card.filter(|_| alive),
            card_hash,
            &r.village,
            address,
            hamlet,
            r.dwelling,
            r.decile,
            &r.source,
            &r.as_of,
            "copy",
            r.source_id.clone().filter(|_| alive),
            facts.filter(|_| alive),
            Some(unhex(&r.digest)).filter(|_| alive),
            f.who.recorded_at,
            if alive { r.typed.join(" ") } else { String::new() },
            f.number
        ],
    );
}

fn member_row(f: &Fold<'_>, family: &FamilyRow, position: usize, m: &MemberRow, opener: &Opener, changes: &mut Changes) {
    let t = f.tenant;
    let alive = opener.key(Subject(m.id)).is_some();
    let name = opener.open("person.name", &unbase(&m.name));
    let nik = m.nik.as_deref().map(unbase).filter(|_| alive);
    let nik_hash = nik.as_ref().and_then(|s| opener.open("person.nik", s)).map(|n| f.keys.lookup_hash(t, "nik", &n));
    let born = m.born.as_deref().and_then(|s| opener.open("person.born", &unbase(s)));
    let facts = m.facts.as_deref().map(unbase).filter(|_| alive);
    let phone = m.phone.as_deref().map(unbase).filter(|_| alive);
    tokens(changes, t, m.id, name.as_deref());
    changes.put(
        "person",
        args![
            t,
            m.id,
            family.id,
            i64::try_from(position).unwrap_or(0),
            name,
            nik,
            nik_hash,
            &m.sex,
            born,
            m.birth_year,
            &m.relation,
            m.marital.clone().filter(|_| alive),
            phone,
            "copy",
            m.source_id.clone().filter(|_| alive),
            facts,
            if alive { m.warnings.join(" ") } else { String::new() },
            !alive,
            if alive { m.typed.join(" ") } else { String::new() },
            None::<String>,
            f.number
        ],
    );
}
