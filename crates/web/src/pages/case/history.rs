//! What happened, in plain sentences: one for each kind of event, in short or with everything that belongs to it.

use super::say::Say;
use slrt_domain::Coded as _;
use slrt_domain::calendar::Zone;
use slrt_domain::case::StepKind;
use slrt_domain::identity::ConcernId;
use slrt_operations::view::TimelineView;

/// A line of the timeline.
#[derive(Debug, Clone)]
pub(crate) struct Line {
    /// The sentence.
    pub sentence: String,
    /// When.
    pub time: String,
    /// Who, and of which need.
    pub about: Vec<String>,
    /// Reason, papers, on whose behalf.
    pub notes: Vec<String>,
    /// What was written.
    pub quote: Option<String>,
}

/// Lines of a timeline, each with the name of its need where there are several. The short form leaves out who did it, what was written, and what does
/// not bring a need further.
pub(crate) fn lines(say: &Say<'_>, zone: &Zone, timeline: &[TimelineView], needs: &[String], long: bool) -> Vec<Line> {
    let furthers = |t: &&TimelineView| {
        long || !(matches!(t.step, Some(StepKind::DeadlinePassed | StepKind::Noted))
            || matches!(t.kind.as_str(), "identity.revealed" | "document.seen"))
    };
    timeline.iter().filter(furthers).map(|t| line(say, zone, t, needs, long)).collect()
}

fn line(say: &Say<'_>, zone: &Zone, t: &TimelineView, needs: &[String], long: bool) -> Line {
    let mut about: Vec<String> = t.concern.and_then(|(_, position)| needs.get(position.checked_sub(1)?)).cloned().into_iter().collect();
    if long {
        about.extend(who(say, t));
    }
    Line {
        sentence: sentence(say, t),
        time: say.l.moment(t.at, zone),
        about,
        notes: notes(say, t, long),
        quote: t.words.as_ref().filter(|_| long).map(|w| w.reveal().clone()),
    }
}

/// Who did it: name and role, or that the citizen did it themselves.
pub(crate) fn who(say: &Say<'_>, t: &TimelineView) -> Option<String> {
    let role = say.role(&t.role, &t.acting);
    match &t.actor {
        Some(name) => Some(say.l.ta("case-history-by", &[("name", name.reveal().clone()), ("role", role)])),
        None if t.role == "citizen" => Some(say.l.t("line-by-pin")),
        None => None,
    }
}

/// What was just stored, in words, and the need that it is about. Its entry stands in the address; of what the reader does not see nothing is said.
pub(crate) fn saved(say: &Say<'_>, timeline: &[TimelineView], entry: Option<&str>) -> Option<(String, ConcernId)> {
    let entry = entry.and_then(|e| e.parse::<i64>().ok())?;
    let done = timeline.iter().find(|t| t.entry == entry)?;
    Some((say.l.ta("case-saved", &[("what", sentence(say, done))]), done.concern?.0))
}

/// The sentence of an event.
pub(crate) fn sentence(say: &Say<'_>, t: &TimelineView) -> String {
    let d = &t.detail;
    let key = key(t);
    let decided = d.decided.map(|r| say.l.code("turn", r.code())).unwrap_or_default();
    let institution = d.institution.clone().unwrap_or_default();
    say.l.ta(
        &key,
        &[
            ("office", d.office.clone().unwrap_or_default()),
            ("needs", say.l.t1("case-needs", "count", i64::try_from(d.concerns).unwrap_or(0))),
            ("documents", super::say::capital(&say.documents(&d.documents))),
            ("programs", say.programs(&d.programs)),
            ("institution", institution),
            ("decided", decided),
            ("system", d.system.as_deref().map(|s| say.system(s)).unwrap_or_default()),
            ("day", say.l.maybe_day(d.day)),
            ("regency", d.regency.clone().unwrap_or_default()),
            ("before", d.kinds.as_ref().map(|(before, _)| say.kind(before)).unwrap_or_default()),
            ("since", d.kinds.as_ref().map(|(_, since)| say.kind(since)).unwrap_or_default()),
        ],
    )
}

/// The message of an event: the finest that exists.
fn key(t: &TimelineView) -> String {
    let d = &t.detail;
    let result = d.result.as_deref().unwrap_or_default().replace('_', "-");
    let Some(step) = t.step else {
        return match t.kind.as_str() {
            "case.opened" => "line-case-opened".into(),
            "document.noted" => format!("line-document-{result}"),
            "document.seen" => "line-document-seen".into(),
            "case.person_named" => "line-person-named".into(),
            "case.person_unnamed" => "line-person-unnamed".into(),
            "case.person_set" => "line-person-set".into(),
            "concern.reclassified" if d.kinds.as_ref().is_some_and(|(before, since)| before == since) => "line-reclassified-care".into(),
            "concern.reclassified" => "line-reclassified".into(),
            "case.pin_renewed" => "line-pin-renewed".into(),
            "case.handed_over" => "line-handed-over".into(),
            "case.hand_over_completed" => "line-hand-over-completed".into(),
            "case.hand_over_returned" => "line-hand-over-returned".into(),
            "case.hand_over_taken_back" => "line-hand-over-taken-back".into(),
            "case.hand_over_withdrawn" => "line-hand-over-withdrawn".into(),
            "case.hand_over_received" => "line-hand-over-received".into(),
            "case.hand_over_refused" => "line-hand-over-refused".into(),
            "case.taken_over" => "line-taken-over".into(),
            "identity.revealed" => match d.revealed.as_deref() {
                Some("card") => "line-revealed-card".into(),
                Some("phone") => "line-revealed-phone".into(),
                Some("callback") => "line-revealed-callback".into(),
                _ => "line-revealed-nik".into(),
            },
            "registry.observed" => format!("line-observed-{result}"),
            "person.erased" => "line-person-erased".into(),
            "case.erased" => "line-case-erased".into(),
            _ => "line-other".into(),
        };
    };
    let step_key = format!("line-{}", step.code().replace('_', "-"));
    match step {
        StepKind::Verified | StepKind::Visited | StepKind::Served | StepKind::Waiting => format!("{step_key}-{result}"),
        StepKind::DocumentsAsked if d.documents.is_empty() => "line-documents-asked-words".into(),
        StepKind::Declined if d.decided.is_none() => "line-declined-handler".into(),
        StepKind::Approved if d.collapsed > 0 => "line-approved-collapsed".into(),
        StepKind::Referred if !d.programs.is_empty() => "line-referred-program".into(),
        _ => step_key,
    }
}

fn notes(say: &Say<'_>, t: &TimelineView, long: bool) -> Vec<String> {
    let d = &t.detail;
    let mut notes = Vec::new();
    if let Some(reason) = &d.reason {
        notes.push(say.l.ta("line-reason", &[("reason", say.reason_words(reason, t.local.0))]));
    }
    if d.photos_lost > 0 {
        notes.push(say.l.t1("line-photos-lost", "count", i64::try_from(d.photos_lost).unwrap_or(i64::MAX)));
    }
    if let Some((who, channel, day)) = &d.on_behalf {
        let values = [("channel", say.l.code("channel", channel).to_lowercase()), ("day", say.l.day(*day))];
        notes.push(match who {
            Some(who) => say.l.ta("line-on-behalf", &[&values[..], &[("who", who.reveal().clone())]].concat()),
            None => say.l.ta("line-on-behalf-erased", &values),
        });
    }
    if !long {
        return notes;
    }
    if t.step == Some(StepKind::ReferralMoreAsked) && !d.documents.is_empty() {
        notes.push(say.l.ta("line-documents", &[("documents", say.documents(&d.documents))]));
    }
    if let Some(reason) = &d.late_reason {
        notes.push(say.l.ta("line-late", &[("reason", say.reason_words(reason, t.local.0))]));
    }
    notes
}
