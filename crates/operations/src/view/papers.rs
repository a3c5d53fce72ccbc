//! Papers of a case and its numbers in other systems.

use super::people::words;
use super::timeline::Lens;
use slrt_domain::Coded as _;
use slrt_domain::access::Visibility;
use slrt_domain::calendar::{Day, Instant};
use slrt_domain::case::{Case, DocumentForm};
use slrt_domain::identity::*;
use slrt_storage::{StorageError, listing};

/// A document.
#[derive(Debug, Clone)]
pub struct DocumentView {
    /// Id.
    pub id: DocumentId,
    /// Of which concern only.
    pub concern: Option<ConcernId>,
    /// Kind.
    pub kind: String,
    /// How it was presented.
    pub form: DocumentForm,
    /// Hash of the sealed photograph.
    pub blob: Option<Vec<u8>>,
    /// Who may know of it.
    pub visibility: Visibility,
    /// When.
    pub at: Instant,
    /// The day in the tenant's zone.
    pub on: Day,
}

/// A number in another system.
#[derive(Debug, Clone)]
pub struct ExternalView {
    /// Of which concern only.
    pub concern: Option<ConcernId>,
    /// Of which referral only.
    pub referral: Option<ReferralId>,
    /// System, or [`slrt_domain::case::OTHER_SERVICE`].
    pub system: String,
    /// The other service here that goes on, where the reader may see it.
    pub case: Option<CaseId>,
    /// Number; none when erased.
    pub number: Option<Private<String>>,
    /// Submitted there.
    pub submitted_on: Option<Day>,
    /// Last looked at.
    pub checked_on: Option<Day>,
    /// Status seen; none when erased.
    pub status: Option<Private<String>>,
}

/// Documents that the reader may see.
pub(super) fn documents_of(
    lens: &Lens<'_>,
    case: &Case,
    rows: Vec<slrt_storage::case::DocumentRow>,
) -> Result<Vec<DocumentView>, StorageError> {
    let mut out = Vec::with_capacity(rows.len());
    for d in rows {
        let concern =
            d.concern.as_deref().map(|c| ConcernId::from_slice(c).ok_or_else(|| StorageError::corrupt("document"))).transpose()?;
        let whole_case = d.visibility == Visibility::Normal.code() || lens.named;
        // An institution sees what belongs to its concern, and the papers of the whole case unless a part of that is hidden.
        let all_normal = || case.concerns.iter().all(|c| c.visibility == Visibility::Normal);
        let shared = lens.institutions.is_none() || !lens.papers.is_empty() && all_normal();
        if !concern.map_or(whole_case && shared, |c| lens.papers.contains(&c)) {
            continue;
        }
        let at = Instant::from_micros(d.at);
        out.push(DocumentView {
            id: DocumentId::from_slice(&d.id).ok_or_else(|| StorageError::corrupt("document"))?,
            concern,
            kind: d.kind,
            form: DocumentForm::from_code(&d.form).ok_or_else(|| StorageError::corrupt("form"))?,
            blob: d.blob,
            visibility: Visibility::from_code(&d.visibility).ok_or_else(|| StorageError::corrupt("visibility"))?,
            at,
            on: lens.desk.reference().zone.day(at),
        });
    }
    Ok(out)
}

/// Numbers that the reader may see: an institution those of its own referrals.
pub(super) fn externals_of(lens: &Lens<'_>, case: &Case, rows: Vec<listing::ExternalRow>) -> Result<Vec<ExternalView>, StorageError> {
    let mut out = Vec::with_capacity(rows.len());
    for e in rows {
        let concern =
            e.concern.as_deref().map(|c| ConcernId::from_slice(c).ok_or_else(|| StorageError::corrupt("external number"))).transpose()?;
        let referral = e.referral.as_deref().and_then(ReferralId::from_slice);
        let to = referral.and_then(|id| case.referrals.iter().find(|r| r.id == id)).map(|r| r.institution);
        let own = lens.institutions.as_ref().is_none_or(|own| to.is_some_and(|i| own.contains(&i)));
        if !own || concern.is_some_and(|c| !lens.concerns.contains_key(&c)) {
            continue;
        }
        out.push(ExternalView {
            concern,
            referral,
            system: e.system,
            case: None,
            number: words(lens.opener, "external.number", Some(&Sealed(e.number))),
            submitted_on: e.submitted_on.as_deref().and_then(Day::parse),
            checked_on: e.checked_on.as_deref().and_then(Day::parse),
            status: words(lens.opener, "external.status", e.status.map(Sealed).as_ref()),
        });
    }
    Ok(out)
}
