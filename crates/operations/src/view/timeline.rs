//! What happened, in codes of which the edge makes plain sentences.

use super::desk::{Desk, institution_name, office_name};
use super::hand_overs::Regency;
use super::people::words;
use slrt_domain::Coded as _;
use slrt_domain::calendar::{Day, Instant};
use slrt_domain::case::{ConcernMoved, ConcernState, Outcome, StepKind, TurnRole};
use slrt_domain::identity::*;
use slrt_domain::journal::{Entry, Event};
use slrt_storage::Opener;
use std::collections::{BTreeMap, BTreeSet};

/// One thing that happened.
#[derive(Debug, Clone, Default)]
pub struct Particulars {
    /// Coded result.
    pub result: Option<String>,
    /// Coded reason.
    pub reason: Option<String>,
    /// Programs by code.
    pub programs: Vec<String>,
    /// Documents by code.
    pub documents: Vec<String>,
    /// Name of the institution.
    pub institution: Option<String>,
    /// Name of the office.
    pub office: Option<String>,
    /// Name of the other regency, where it went or came from.
    pub regency: Option<String>,
    /// A day given with the step: of a visit, of the next look.
    pub day: Option<Day>,
    /// The state that it left.
    pub state: Option<ConcernState>,
    /// What came of it.
    pub outcome: Option<Outcome>,
    /// Whose turn it became.
    pub turn: Option<TurnRole>,
    /// By when.
    pub due: Option<Day>,
    /// The capacity in which it was decided.
    pub decided: Option<TurnRole>,
    /// Steps of the chain that fell away because the same person holds them.
    pub collapsed: i64,
    /// Recorded on an institution's behalf: who answered, through which channel, on which day.
    pub on_behalf: Option<(Option<Private<String>>, String, Day)>,
    /// The other system.
    pub system: Option<String>,
    /// What was shown in clear: `nik`, `card`, `phone`.
    pub revealed: Option<String>,
    /// Why it was entered late.
    pub late_reason: Option<String>,
    /// How many concerns were brought that the reader may know of.
    pub concerns: usize,
    /// Kind of need before and since, where it was put right.
    pub kinds: Option<(String, String)>,
    /// Whether a photograph belongs to it.
    pub photo: bool,
    /// How many photographs could not come along.
    pub photos_lost: usize,
}

/// An entry of a timeline.
#[derive(Debug, Clone)]
pub struct TimelineView {
    /// Number of the journal's entry.
    pub entry: i64,
    /// When it happened.
    pub at: Instant,
    /// The same in the tenant's zone: day, hour, minute.
    pub local: (Day, u8, u8),
    /// The officer; none for the citizen and the program itself.
    pub actor: Option<Private<String>>,
    /// Under which role: a role's code, `citizen`, `system`.
    pub role: String,
    /// In what capacity (`plt`, `plh`, `an`), else empty.
    pub acting: String,
    /// `case.opened`, `concern.referred` … without the version.
    pub kind: String,
    /// The step, if it is one of a concern.
    pub step: Option<StepKind>,
    /// The concern, and its place among those that the reader sees.
    pub concern: Option<(ConcernId, usize)>,
    /// Particulars.
    pub detail: Particulars,
    /// What was written.
    pub words: Option<Private<String>>,
}

/// What a reader may see of a timeline.
pub(super) struct Lens<'a> {
    pub desk: &'a Desk<'a>,
    /// Concerns that the reader sees, with their place.
    pub concerns: BTreeMap<ConcernId, usize>,
    /// Concerns of which the reader sees the papers.
    pub papers: BTreeSet<ConcernId>,
    /// For an institution: only steps of its own referrals.
    pub institutions: Option<Vec<InstitutionId>>,
    /// Whether what belongs to the whole case may be seen that is restricted.
    pub named: bool,
    pub opener: &'a Opener,
    pub officers: &'a BTreeMap<AccountId, Private<String>>,
}

impl Lens<'_> {
    /// The entry as the reader may see it.
    pub fn view(&self, entry: &Entry, event: &Event) -> Option<TimelineView> {
        let mut v = self.blank(entry);
        match event {
            Event::ConcernMoved(m) => self.moved(&mut v, m)?,
            _ if self.institutions.is_some() => return None,
            Event::CaseOpened(e) => {
                v.detail.concerns = e.concerns.iter().filter(|c| self.concerns.contains_key(&c.id)).count();
                v.detail.office = office_name(self.desk.reference(), e.office).map(|o| o.name);
                v.detail.result = Some(e.channel.code().to_owned());
                v.detail.late_reason.clone_from(&e.late_reason);
            }
            Event::DocumentNoted(d) => {
                let seen = d
                    .concern
                    .map_or(d.visibility == slrt_domain::access::Visibility::Normal || self.named, |c| self.concerns.contains_key(&c));
                if !seen {
                    return None;
                }
                v.concern = d.concern.and_then(|c| self.concerns.get(&c).map(|p| (c, *p)));
                v.detail.documents = vec![d.kind.clone()];
                v.detail.result = Some(d.form.code().to_owned());
                v.detail.photo = d.blob.is_some();
            }
            Event::DocumentSeen(d) => {
                let whole = d.visibility == slrt_domain::access::Visibility::Normal || self.named;
                if !d.concern.map_or(whole, |c| self.concerns.contains_key(&c)) {
                    return None;
                }
                v.concern = d.concern.and_then(|c| self.concerns.get(&c).map(|p| (c, *p)));
                v.detail.documents = vec![d.kind.clone()];
            }
            Event::PersonNamed(_) | Event::PersonUnnamed(_) if !self.named => return None,
            Event::ConcernReclassified(e) => {
                v.concern = Some((e.concern, *self.concerns.get(&e.concern)?));
                v.words = words(self.opener, "step.words", e.words.as_ref());
                v.detail.kinds = Some((e.before.clone(), e.kind.clone()));
                v.detail.late_reason.clone_from(&e.late_reason);
                v.detail.due = e.after.due;
                v.detail.turn = Some(e.after.turn.role);
            }
            // Where only needs went that this reader may not know of, nothing went.
            Event::CaseHandedOver(e) if !self.named && !e.concerns.iter().any(|k| self.concerns.contains_key(&k.id)) => return None,
            Event::HandOverCompleted(e) if !self.named && !e.concerns.iter().any(|k| self.concerns.contains_key(&k.id)) => return None,
            Event::HandOverReturned(e) if !self.named && !e.concerns.iter().any(|k| self.concerns.contains_key(&k.id)) => return None,
            Event::HandOverTakenBack(e) if !self.named && !e.concerns.iter().any(|k| self.concerns.contains_key(&k.id)) => return None,
            Event::CaseHandedOver(e) => {
                v.detail.regency = Some(Regency::of(self.desk.house, e.to).name);
                v.detail.reason = Some(e.reason.clone());
                let all = e.concerns.iter().all(|k| self.concerns.contains_key(&k.id));
                v.words = words(self.opener, "step.words", e.words.as_ref()).filter(|_| self.named || all);
            }
            Event::HandOverCompleted(e) => v.detail.regency = Some(Regency::of(self.desk.house, e.to).name),
            Event::HandOverReturned(e) => {
                v.detail.regency = Some(Regency::of(self.desk.house, e.from).name);
                v.detail.reason = Some(e.reason.clone());
            }
            Event::HandOverTakenBack(e) => {
                v.detail.regency = Some(Regency::of(self.desk.house, e.from).name);
                v.detail.reason = Some(e.reason.clone());
                let all = e.concerns.iter().all(|k| self.concerns.contains_key(&k.id));
                v.words = words(self.opener, "step.words", e.words.as_ref()).filter(|_| self.named || all);
            }
            Event::HandOverWithdrawn(e) => {
                v.detail.regency = Some(Regency::of(self.desk.house, e.from).name);
                v.detail.reason = Some(e.answer.clone());
            }
            Event::HandOverReceived(e) => {
                v.detail.regency = Some(Regency::of(self.desk.house, e.from).name);
                v.detail.reason = Some(e.reason.clone());
            }
            Event::CaseTakenOver(e) => {
                v.detail.concerns = e.opened.concerns.iter().filter(|c| self.concerns.contains_key(&c.id)).count();
                v.detail.office = office_name(self.desk.reference(), e.opened.office).map(|o| o.name);
                v.detail.regency = Some(Regency::of(self.desk.house, e.from).name);
                // A photograph of a protected part is nobody else's to count.
                v.detail.photos_lost = if self.named || v.detail.concerns == e.opened.concerns.len() { e.lost.len() } else { 0 };
            }
            Event::CasePersonSet(e) => v.words = words(self.opener, "step.words", e.words.as_ref()),
            Event::PersonUnnamed(_) | Event::PersonNamed(_) | Event::PinRenewed(_) | Event::PersonErased(_) => {}
            Event::IdentityRevealed(e) => v.detail.revealed = Some(e.what.clone()),
            Event::RegistryObserved(e) => {
                v.detail.system = Some(e.system.clone());
                v.detail.result = Some(if e.listed { "listed" } else { "not_listed" }.to_owned());
                v.detail.programs.clone_from(&e.programs);
                v.detail.day = Some(e.seen_on);
            }
            _ => {}
        }
        Some(v)
    }

    fn blank(&self, entry: &Entry) -> TimelineView {
        let citizen = entry.role == "citizen";
        let kind = entry.kind.split('/').next().unwrap_or_default().to_owned();
        TimelineView {
            entry: entry.number,
            at: entry.occurred_at,
            local: self.desk.reference().zone.local(entry.occurred_at),
            actor: entry.actor.filter(|_| !citizen).and_then(|a| self.officers.get(&AccountId(a)).cloned()),
            role: entry.role.clone(),
            acting: Some(&entry.on_behalf_of).filter(|o| slrt_domain::access::Acting::from_code(o).is_some()).cloned().unwrap_or_default(),
            kind,
            step: None,
            concern: None,
            detail: Particulars::default(),
            words: None,
        }
    }

    fn moved(&self, v: &mut TimelineView, m: &ConcernMoved) -> Option<()> {
        let position = *self.concerns.get(&m.concern)?;
        let d = &m.detail;
        if let Some(own) = &self.institutions
            && !d.institution.is_some_and(|i| own.contains(&i))
        {
            return None;
        }
        let reference = self.desk.reference();
        v.step = Some(m.step);
        v.concern = Some((m.concern, position));
        v.words = words(self.opener, "step.words", d.words.as_ref());
        v.detail = Particulars {
            result: d.result.clone(),
            reason: d.reason.clone(),
            programs: d.programs.iter().chain(&d.program).cloned().collect(),
            documents: d.documents.clone(),
            institution: d.institution.map(|i| institution_name(reference, i)),
            office: d.office.and_then(|o| office_name(reference, o)).map(|o| o.name),
            day: d.day,
            state: Some(m.after.state),
            outcome: m.after.outcome,
            turn: Some(m.after.turn.role),
            due: m.after.due,
            decided: d.decided.map(|s| s.role),
            collapsed: d.collapsed,
            on_behalf: d.on_behalf.as_ref().map(|b| (words(self.opener, "on_behalf.who", Some(&b.who)), b.channel.clone(), b.day)),
            system: d.external.as_ref().map(|e| e.system.clone()),
            late_reason: d.late_reason.clone(),
            ..Particulars::default()
        };
        Some(())
    }
}

/// Officers who stand in entries.
pub(super) fn actors(entries: &[Entry]) -> Vec<AccountId> {
    entries.iter().filter(|e| e.role != "citizen").filter_map(|e| e.actor.map(AccountId)).collect()
}
