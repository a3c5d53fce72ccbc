//! Wire forms of events: what stands in the journal. Old versions are upcast here, forever.

mod case;
mod form;
mod office;
mod own;
mod registry;

use crate::error::StorageError;
use serde::Serialize;
use serde::de::DeserializeOwned;
use slrt_domain::Coded as _;
use slrt_domain::case::{ConcernMoved, StepKind};
use slrt_domain::journal::Event;

pub(crate) use form::Wire;
pub(crate) use own::{catalog_content, catalog_content_bytes};

/// An event's kind with its version, and its payload.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Encoded {
    /// `case.opened/1`.
    pub kind: String,
    /// JSON, hashed exactly as it stands.
    pub payload: Vec<u8>,
}

fn to_bytes(form: &impl Serialize) -> Vec<u8> {
    // Our forms hold strings, numbers, lists and structs only: writing them to memory cannot fail.
    serde_json::to_vec(form).unwrap_or_default()
}

fn from_bytes<F: DeserializeOwned>(bytes: &[u8]) -> Result<F, StorageError> {
    serde_json::from_slice(bytes).map_err(|e| StorageError::corrupt(format!("journal payload: {e}")))
}

macro_rules! kinds {
    ($($variant:ident = $kind:literal),+ $(,)?) => {
        /// Writes an event.
        pub fn encode(event: &Event) -> Encoded {
            match event {
                $(Event::$variant(e) => Encoded { kind: $kind.to_owned(), payload: to_bytes(&e.form()) },)+
                Event::ConcernMoved(e) => Encoded { kind: format!("concern.{}/1", e.step.code()), payload: to_bytes(&e.form()) },
            }
        }

        /// Reads an event.
        ///
        /// # Errors
        /// When the kind is unknown or the payload is not of it.
        pub fn decode(kind: &str, payload: &[u8]) -> Result<Event, StorageError> {
            match kind {
                $($kind => Ok(Event::$variant(Wire::unform(from_bytes(payload)?)?)),)+
                _ => {
                    let step = kind.strip_prefix("concern.").and_then(|k| k.strip_suffix("/1")).and_then(StepKind::from_code);
                    let Some(step) = step else { return Err(StorageError::corrupt(format!("unknown journal kind {kind}"))) };
                    let mut moved: ConcernMoved = Wire::unform(from_bytes(payload)?)?;
                    moved.step = step;
                    Ok(Event::ConcernMoved(moved))
                }
            }
        }

        /// Every kind that this program writes, but for the steps of a concern.
        pub const KINDS: &[&str] = &[$($kind),+];
    };
}

kinds! {
    TenantFounded = "tenant.founded/1",
    ProfileSet = "tenant.profile_set/1",
    TenantMoved = "tenant.moved/1",
    OfficeSet = "office.set/1",
    ChainSet = "chain.set/1",
    InstitutionSet = "institution.set/1",
    AccountSet = "account.set/1",
    PasswordSet = "account.password_set/1",
    TokenMade = "token.made/1",
    TokenEnded = "token.ended/1",
    ContactSet = "account.contact_set/1",
    RoleGranted = "role.granted/1",
    RoleEnded = "role.ended/1",
    CatalogRowSet = "catalog.row_set/1",
    FactConfirmed = "fact.confirmed/1",
    ImportStarted = "import.started/1",
    ImportSlice = "import.slice/1",
    ImportFinished = "import.finished/1",
    BridgeSet = "import.bridge_set/1",
    PersonAdded = "person.added/1",
    PersonCorrected = "person.corrected/1",
    FamilyCorrected = "family.corrected/1",
    NumbersChecked = "person.numbers_checked/1",
    NikAdded = "person.nik_added/1",
    RegistryObserved = "registry.observed/1",
    IdentityRevealed = "identity.revealed/1",
    PersonErased = "person.erased/1",
    CaseErased = "case.erased/1",
    InquiryRecorded = "inquiry.recorded/1",
    InquiryWithdrawn = "inquiry.withdrawn/1",
    CaseOpened = "case.opened/1",
    DocumentNoted = "document.noted/1",
    DocumentSeen = "document.seen/1",
    PersonNamed = "case.person_named/1",
    PersonUnnamed = "case.person_unnamed/1",
    CasePersonSet = "case.person_set/1",
    ConcernReclassified = "concern.reclassified/1",
    PinRenewed = "case.pin_renewed/1",
    CaseHandedOver = "case.handed_over/1",
    HandOverCompleted = "case.hand_over_completed/1",
    HandOverReturned = "case.hand_over_returned/1",
    HandOverTakenBack = "case.hand_over_taken_back/1",
    HandOverWithdrawn = "case.hand_over_withdrawn/1",
    HandOverReceived = "case.hand_over_received/1",
    CaseTakenOver = "case.taken_over/1",
    HandOverRefused = "case.hand_over_refused/1",
}
