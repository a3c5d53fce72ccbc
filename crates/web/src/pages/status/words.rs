//! A concern in a citizen's words: where it is, whose turn, by when, and what to do.

use crate::App;
use crate::pages::contacts::tel;
use crate::speak::Speak;
use slrt_domain::Coded as _;
use slrt_domain::case::{ConcernState, Outcome, TurnRole};
use slrt_operations::view::{StateGroup, StatusConcern, StatusView, Timing};

/// A concern as the page shows it.
pub struct Told {
    pub id: String,
    pub position: i64,
    pub title: String,
    /// Border and chip: `helped`, `wait`, `late`, `still`, `mine`.
    pub mood: &'static str,
    pub icon: &'static str,
    pub chip: String,
    pub text: String,
    /// The service number in the regency that goes on with it.
    pub number: Option<String>,
    /// By when, in words.
    pub by: Option<String>,
    /// That more time was taken, and when.
    pub extended: Option<String>,
    /// The day promised for all of it, where it is another one.
    pub promised: Option<String>,
    /// Since when it waits, and how long already.
    pub waiting: Option<String>,
    /// We are late: an apology.
    pub sorry: Option<String>,
    pub reason: Option<String>,
    pub appeal: Option<String>,
    pub what_else: Option<String>,
    /// It goes on in another service; which one is not told on a page that others may read.
    pub continued: Option<String>,
    /// Whom to call: name and address.
    pub call: Option<(String, Option<String>)>,
    pub asked: bool,
    pub can_confirm: bool,
    pub can_deny: bool,
}

/// Tells a concern.
pub fn tell(app: &App, l: &Speak, view: &StatusView, c: &StatusConcern) -> Told {
    let office = c.turn.office.as_ref().or(view.office.as_ref());
    let office_name = office.map(|o| o.name.clone()).unwrap_or_else(|| l.t("status-our-office"));
    let institution = c.turn.institution.as_ref().map(|(_, name)| name.clone()).unwrap_or_else(|| l.t("status-the-institution"));
    let handed = view.handed.as_ref();
    let values = [
        ("office", office_name),
        ("institution", institution),
        ("day", l.maybe_day(c.closed_on)),
        ("regency", handed.map(|h| h.0.name.clone()).unwrap_or_default()),
    ];
    let late = c.timing.days_overdue > 0 && !matches!(c.turn.role, TurnRole::Citizen | TurnRole::Nobody);
    let (mood, icon) = look(c.group);
    let group = c.group.code().replace('_', "-");
    let reason = c.reason.as_ref().and_then(|code| view.catalog.reason_words(code, c.closed_on.unwrap_or(view.today)));
    let words = |w: &slrt_domain::program::Words| Some(l.pick(w)).filter(|t| !t.is_empty());
    Told {
        id: c.id.to_string(),
        position: c.position,
        title: c
            .sector
            .as_ref()
            .and_then(|s| app.house.catalog().sectors.iter().find(|k| k.code == *s))
            .map_or_else(|| l.t("status-need"), |s| l.pick(&s.name)),
        mood: if late { "late" } else { mood },
        icon: if late { "exclamation-circle" } else { icon },
        chip: if late { l.t1("status-late-days", "days", c.timing.days_overdue) } else { l.ta(&format!("status-chip-{group}"), &values) },
        text: l.ta(&format!("status-text-{group}"), &values),
        number: handed.and_then(|h| h.1).filter(|_| c.group == StateGroup::HandedOver).map(|n| n.to_string()),
        by: by(l, c, late),
        promised: promised(l, c, late),
        extended: c.extended_on.filter(|_| c.closed_on.is_none()).map(|d| l.t1("status-extended", "day", l.long_day(d))),
        waiting: c
            .timing
            .paused_since
            .filter(|_| c.timing.waited_days > 0)
            .map(|since| l.ta("status-waiting", &[("day", l.long_day(since)), ("days", c.timing.waited_days.to_string())])),
        sorry: late.then(|| l.t("status-sorry")),
        reason: reason.and_then(|r| words(&r.name)),
        appeal: reason.and_then(|r| words(&r.appeal)),
        what_else: reason.and_then(|r| words(&r.what_else)),
        continued: c.continued.then(|| l.t("status-continued")),
        call: office
            .filter(|_| late || c.timing.beyond_promise || matches!(c.group, StateGroup::YourDocuments | StateGroup::Declined))
            .map(|o| (o.name.clone(), tel(&o.contact))),
        asked: c.asked,
        can_confirm: c.can_confirm,
        can_deny: c.can_deny,
    }
}

/// By when: only what is still to come is promised.
fn by(l: &Speak, c: &StatusConcern, late: bool) -> Option<String> {
    use StateGroup as G;
    let day = match c.group {
        G::Handling | G::Visit | G::Deciding | G::AtInstitution | G::AtCenter if !late => c.timing.due?,
        G::NoQuota => c.timing.due?,
        _ => return None,
    };
    let key = match c.group {
        G::AtCenter | G::NoQuota => "status-by-look",
        G::AtInstitution => "status-by-answer",
        _ => "status-by",
    };
    Some(l.t1(key, "day", l.perhaps(l.long_day(day), c.timing.due_estimated)))
}

/// The day promised for all of it, also while the citizen or the centre has the turn: then the wait is added to it.
fn promised(l: &Speak, c: &StatusConcern, late: bool) -> Option<String> {
    use StateGroup as G;
    let ended = matches!(c.group, G::Helped | G::Declined | G::HandedOver | G::Transferred | G::Ended);
    // Said already, as the day of this turn.
    let said = !late && c.timing.due == Some(c.timing.promised) && by(l, c, late).is_some();
    if ended || said {
        return None;
    }
    let key = match c.timing {
        Timing { promise_passed: true, .. } => "status-promise-passed",
        Timing { paused_since: Some(_), .. } => "status-promised-paused",
        // Two days that do not fit are no two promises.
        Timing { beyond_promise: true, .. } if c.group == G::AtInstitution => "status-promised-beyond",
        _ => "status-promised",
    };
    Some(l.t1(key, "day", l.perhaps(l.long_day(c.timing.promised), c.timing.promised_estimated)))
}

/// As officers see it, but for the citizen's own turn.
fn look(group: StateGroup) -> (&'static str, &'static str) {
    use ConcernState as S;
    use StateGroup as G;
    let (state, outcome) = match group {
        G::Handling => (S::Received, None),
        G::Deciding => (S::Recommended, None),
        G::Visit => (S::VisitNeeded, None),
        G::AtInstitution => (S::Referred, None),
        G::AtCenter => (S::WaitingCenter, None),
        G::NoQuota => (S::WaitingQuota, None),
        G::YourDocuments => (S::WaitingDocuments, None),
        G::YourWord => (S::ServiceGiven, None),
        G::Helped => (S::Closed, Some(Outcome::Helped)),
        G::Declined => (S::NotEligible, None),
        G::HandingOver => (S::HandingOver, None),
        G::HandedOver => (S::HandedOver, None),
        G::Transferred => (S::Transferred, None),
        G::Ended => (S::Withdrawn, None),
    };
    let (mood, icon) = crate::pages::case::say::look(state, outcome);
    if matches!(group, G::YourDocuments | G::YourWord) { ("mine", icon) } else { (mood, icon) }
}
