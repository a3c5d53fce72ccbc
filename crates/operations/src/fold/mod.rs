//! From an event to rows: the same code when it happens and when the journal is rebuilt.

mod cases;
mod hand_overs;
mod imports;
mod people;

pub(crate) use imports::unbase;

use crate::changes::Changes;
use crate::world::World;
use slrt_domain::identity::*;
use slrt_domain::journal::*;
use slrt_storage::{Keys, StorageError, args, case, hand_over, import, office, own};

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
        Event::TenantMoved(e) => {
            changes.put("tenant_move", office::move_values(t, e, f.who.recorded_at));
            world.zone.change(e.from, &e.zone_name, i32::try_from(e.zone_offset).unwrap_or(420));
        }
        Event::ChainSet(e) => changes.put("office_chain", office::chain_values(t, e, f.who.actor, f.who.recorded_at)),
        // Passwords, sessions and keys are no derived tables: the writer sees to them.
        Event::PasswordSet(_) | Event::TokenMade(_) | Event::TokenEnded(_) | Event::ContactSet(_) | Event::CaseErased(_) => {}
        Event::OfficeSet(e) => changes.put("office", office::office_values(t, e)),
        Event::InstitutionSet(e) => changes.put("institution", office::institution_values(t, e)),
        Event::AccountSet(e) => changes.put("account", office::account_values(t, e, world.opener.open("account.name", &e.name))),
        Event::RoleGranted(e) => changes.put("role_grant", office::grant_values(t, e)),
        Event::RoleEnded(e) => changes.statement("UPDATE role_grant SET to_day = $3 WHERE tenant = $1 AND id = $2", args![t, e.grant, e.to]),
        Event::CatalogRowSet(e) => changes.put("catalog_row", own::values(t, e, f.who.actor, f.who.recorded_at)),
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
            imports::slice(f, e, world, changes)?;
            changes.statement(
                "UPDATE import_log SET slices = slices + 1, families = families + $3, touched_at = $4 WHERE tenant = $1 AND id = $2",
                args![t, e.import, e.families, f.who.recorded_at],
            );
        }
        Event::ImportFinished(e) => changes.statement(
            "UPDATE import_log SET finished = TRUE, families = $3, persons = $4, unchanged = $5, problems = $6, finished_at = $7, touched_at = $7 WHERE tenant = $1 AND id = $2",
            args![t, e.import, e.families, e.persons, e.unchanged, e.problems, f.who.recorded_at],
        ),
        Event::BridgeSet(e) => {
            changes.put("area_bridge", import::bridge_values(t, e, f.who.recorded_at));
            world.bridge = Some(e.revision);
        }
        Event::PersonAdded(e) => people::person_added(f, e, world, changes),
        Event::PersonCorrected(e) => people::person_corrected(f, e, world, changes),
        Event::FamilyCorrected(e) => people::family_corrected(f, e, world, changes),
        Event::NumbersChecked(e) => people::checked(f, e.person, &e.warnings, changes),
        Event::NikAdded(e) => people::nik_added(f, e, world, changes),
        Event::RegistryObserved(e) => changes.put(
            "observation",
            args![
                t, e.observation, e.family, e.case, &e.system, e.listed, e.decile, e.programs.join(" "), e.excluded, e.seen_on,
                e.words.clone(), f.who.actor, f.who.recorded_at
            ],
        ),
        Event::IdentityRevealed(_) | Event::DocumentSeen(_) => {}
        Event::PersonErased(e) => people::erased(f, e, changes),
        Event::InquiryRecorded(e) => inquired(f, e, f.day_of(world), 1, changes),
        Event::InquiryWithdrawn(e) => {
            inquired(f, &e.counted, e.on.iso(), -1, changes);
            if let Some(counted) = world.inquiries.get_mut(&e.inquiry) {
                counted.withdrawn = true;
            }
        }
        Event::CaseOpened(e) => cases::opened(f, e, world, changes),
        Event::DocumentNoted(e) => {
            changes.put("document", case::document_values(t, e));
            world.papers.insert(e.document, case::Paper { id: e.document, case: e.case, concern: e.concern, visibility: e.visibility });
        }
        Event::ConcernMoved(e) => cases::moved(f, e, world, changes)?,
        Event::PersonNamed(e) => {
            changes.put("case_named", args![t, e.case, e.account]);
            if let Some(c) = world.cases.fold(e.case)
                && !c.named.contains(&e.account)
            {
                c.named.push(e.account);
                c.named.sort();
            }
        }
        Event::PersonUnnamed(e) => {
            changes.statement("DELETE FROM case_named WHERE tenant = $1 AND case_id = $2 AND account = $3", args![t, e.case, e.account]);
            if let Some(c) = world.cases.fold(e.case) {
                c.named.retain(|a| *a != e.account);
            }
        }
        Event::CasePersonSet(e) => cases::person_set(f, e, world, changes)?,
        Event::ConcernReclassified(e) => cases::reclassified(f, e, world, changes)?,
        Event::CaseHandedOver(e) => hand_overs::handed(f, e, world, changes)?,
        Event::HandOverCompleted(e) => hand_overs::completed(f, e, world, changes)?,
        Event::HandOverReturned(e) => hand_overs::returned(f, e, world, changes)?,
        Event::HandOverTakenBack(e) => hand_overs::taken_back(f, e, world, changes)?,
        Event::HandOverWithdrawn(e) => {
            changes.statement(hand_over::WITHDRAW, hand_over::withdrawn_values(t, e));
            changes.statement(hand_over::ANSWER, args![t, e.hand_over, hand_over::WITHDRAWN, &e.answer, e.on, None::<i64>]);
        }
        Event::HandOverReceived(e) => changes.put("hand_over", hand_over::received_values(t, e)),
        Event::CaseTakenOver(e) => hand_overs::taken(f, e, world, changes),
        Event::HandOverRefused(e) => {
            changes.statement(hand_over::ANSWER, args![t, e.hand_over, hand_over::REFUSED, &e.reason, e.on, None::<i64>]);
        }
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
