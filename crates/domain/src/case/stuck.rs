//! Nobody is ever stuck, and what is restricted stays with those who may handle it.
#![allow(clippy::unwrap_used, reason = "tests")]

use super::tests::*;
use super::*;
use crate::access::{Acting, Action, Actor, Grant, Role, Scope, Visibility};
use crate::area::AreaCode;
use crate::calendar::Day;
use crate::identity::*;
use crate::journal::{Refusal, RefusalKind};

const OFFICER: u128 = 31;
const SECOND: u128 = 32;
const SUPERVISOR: u128 = 33;

fn words_only() -> Words {
    Words { words: words(), reason: None }
}

fn reason(code: &str) -> Words {
    Words { words: None, reason: Some(code.into()) }
}

fn state(case: &Case) -> ConcernState {
    case.concerns[0].state
}

fn referral(case: &Case) -> ReferralState {
    case.referrals.last().unwrap().state
}

impl Place {
    fn give(&mut self, who: u128, role: Role, scope: Scope) {
        let mut g = self.reference.grants[0].clone();
        g = Grant { id: GrantId(id(2000 + self.reference.grants.len() as u128)), account: AccountId(id(who)), role, scope, ..g };
        self.reference.grants.push(g);
    }

    fn takes_leave(&mut self, who: u128) {
        self.reference.grants.retain(|g| g.account != AccountId(id(who)));
    }

    fn reroute(&self, case: &mut Case) -> usize {
        self.step_of(case, &Actor::system(self.reference.tenant), Verb::Reroute).unwrap().events.len()
    }

    fn restricted(&self, who: u128, office: OfficeId) -> Case {
        self.open_of(who, office, Some("korban-kekerasan")).unwrap()
    }
}

fn serve(result: &str) -> Verb {
    Verb::Serve(Serve { result: result.into(), words: words(), programs: Vec::new() })
}

fn close(reason: &str) -> Verb {
    Verb::Close(Close { reason: reason.into(), words: words(), other: None })
}

fn ask() -> Verb {
    Verb::AskDocuments(AskDocuments { documents: Vec::new(), words: words() })
}

#[test]
fn a_silent_institution_gives_the_concern_back() {
    let mut p = place(&[]);
    let mut c = p.open(FO, PUSKESOS);
    assert_eq!(p.step(&mut c, BO, Verb::TakeBack(reason("tidak-menjawab"))).unwrap_err().kind, RefusalKind::WrongState);
    p.step(&mut c, BO, refer()).unwrap();
    p.reference.institutions.get_mut(&PERKIM).unwrap().active = false;
    let refused = p.step(&mut c, BO, Verb::TakeBack(Words::default())).unwrap_err();
    assert_eq!((refused.kind, refused.field), (RefusalKind::Invalid, Some("reason")));
    assert_eq!(p.step(&mut c, BO, Verb::TakeBack(reason("begitu"))).unwrap_err().field, Some("reason"));
    let actor = p.actor(BO);
    assert_eq!(next_verb(&c, &c.concerns[0], &p.ctx(&actor)), Some(VerbCode::TakeBack));
    p.step(&mut c, BO, Verb::TakeBack(reason("tidak-menjawab"))).unwrap();
    assert_eq!(
        (state(&c), turn(&c), referral(&c)),
        (ConcernState::Verified, (TurnRole::BackOffice, Some(PUSKESOS)), ReferralState::Revoked)
    );
    assert_eq!(c.referrals[0].answered_on, None);
    p.reference.institutions.get_mut(&PERKIM).unwrap().active = true;
    assert_eq!(p.step(&mut c, OPD, answer("given", None)).unwrap_err().kind, RefusalKind::WrongState);
    p.step(&mut c, BO, refer()).unwrap();
}

#[test]
fn a_recommendation_comes_back_to_whoever_made_it() {
    let p = place(&["coordinator"]);
    let mut c = p.open(FO, PUSKESOS);
    p.step(&mut c, BO, recommend()).unwrap();
    p.step(&mut c, BO, Verb::WithdrawRecommendation(Words::default())).unwrap();
    assert_eq!((state(&c), turn(&c)), (ConcernState::Verified, (TurnRole::BackOffice, Some(PUSKESOS))));
    assert!(c.concerns[0].now.chain.is_empty() && !c.concerns[0].now.is_approved());
    p.step(&mut c, BO, recommend()).unwrap();
}

#[test]
fn a_turn_of_somebody_who_left_goes_to_somebody_who_is_there() {
    let mut p = place(&["coordinator"]);
    let mut c = p.open(FO, PUSKESOS);
    assert_eq!(p.reroute(&mut c), 0, "whoever has the turn is there");
    p.takes_leave(BO);
    p.reroute(&mut c);
    assert_eq!(turn(&c), (TurnRole::Coordinator, Some(PUSKESOS)));
    p.step(&mut c, COORDINATOR, recommend()).unwrap();
    assert_eq!(turn(&c), (TurnRole::Manager, Some(SEKRETARIAT)), "not to the recommender");
    p.takes_leave(MANAGER);
    p.takes_leave(BOTH);
    p.reroute(&mut c);
    assert_eq!(turn(&c), (TurnRole::Head, Some(SEKRETARIAT)));
    assert_eq!(p.reroute(&mut c), 0);
    assert_eq!(p.step(&mut c, HEAD, Verb::Reroute).unwrap_err().kind, RefusalKind::Forbidden, "the program alone does it");
}

#[test]
fn an_office_that_was_closed_gives_its_turns_to_the_one_above() {
    let mut p = place(&[]);
    p.give(SECOND, Role::BackOffice, Scope::Office(SEKRETARIAT));
    let mut c = p.open(FO, PUSKESOS);
    let mut waiting = c.clone();
    p.step(&mut waiting, BO, ask()).unwrap();
    p.reference.offices.get_mut(&PUSKESOS).unwrap().active = false;
    assert_eq!((p.reroute(&mut c), turn(&c)), (1, (TurnRole::BackOffice, Some(SEKRETARIAT))));
    assert_eq!((p.reroute(&mut waiting), turn(&waiting)), (1, (TurnRole::Citizen, Some(SEKRETARIAT))), "who looks after it");
}

#[test]
fn what_the_institution_asked_for_is_sent_after_papers_came() {
    let p = place(&[]);
    for way in ["papers", "visit"] {
        let mut c = p.open(FO, PUSKESOS);
        p.step(&mut c, BO, refer()).unwrap();
        p.step(&mut c, OPD, answer("more_asked", None)).unwrap();
        if way == "papers" {
            p.step(&mut c, BO, ask()).unwrap();
            p.step(&mut c, BO, Verb::ReceiveDocuments(Words::default())).unwrap();
        } else {
            p.step(&mut c, BO, Verb::RequestVisit(Words::default())).unwrap();
            p.step(&mut c, BO, Verb::RecordVisit(Visit { result: "as_told".into(), words: None })).unwrap();
        }
        assert_eq!(referral(&c), ReferralState::MoreAsked);
        let actor = p.actor(BO);
        assert_eq!(next_verb(&c, &c.concerns[0], &p.ctx(&actor)), Some(VerbCode::Resubmit));
        p.step(&mut c, BO, Verb::Resubmit(Words::default())).unwrap();
        assert_eq!((state(&c), referral(&c)), (ConcernState::Referred, ReferralState::Sent));
        p.step(&mut c, OPD, answer("given", None)).unwrap();
    }
}

#[test]
fn an_approval_outlives_papers_visits_and_waiting() {
    let p = place(&["coordinator"]);
    let mut c = p.open(FO, PUSKESOS);
    p.step(&mut c, BO, recommend()).unwrap();
    p.step(&mut c, COORDINATOR, decide(Action::DecideCoordinator, "approve", None)).unwrap();
    let wait = Wait { result: "quota".into(), reason: None, external: None, next_look: Day::parse("2026-12-01").unwrap(), words: None };
    let visit = Visit { result: "as_told".into(), words: None };
    let ways = [
        (ask(), Verb::ReceiveDocuments(Words::default())),
        (Verb::RequestVisit(Words::default()), Verb::RecordVisit(visit)),
        (Verb::Wait(wait), Verb::Resume(Words::default())),
        (refer(), Verb::TakeBack(words_only())),
    ];
    for (there, back) in ways {
        p.step(&mut c, BO, there).unwrap();
        assert_ne!(state(&c), ConcernState::Approved);
        p.step(&mut c, BO, back).unwrap();
        assert_eq!(state(&c), ConcernState::Approved);
    }
    p.step(&mut c, FO, confirm("partly")).unwrap();
    assert!(!c.concerns[0].now.is_approved(), "opened again, it is decided anew");
}

#[test]
fn no_referral_stays_open_when_the_concern_has_left() {
    let p = place(&["manager"]);
    for verb in [serve("help"), recommend(), close("tidak-hadir"), confirm("helped")] {
        let mut c = p.open(FO, PUSKESOS);
        p.step(&mut c, BO, refer()).unwrap();
        p.step(&mut c, OPD, answer("more_asked", None)).unwrap();
        p.step(&mut c, BO, verb.clone()).unwrap();
        assert_eq!(referral(&c), ReferralState::Revoked, "{verb:?}");
    }
}

#[test]
fn partly_leaves_the_rest_with_the_institution() {
    let p = place(&[]);
    let mut c = p.open(FO, PUSKESOS);
    p.step(&mut c, BO, refer()).unwrap();
    p.step(&mut c, OPD, answer("accepted", None)).unwrap();
    p.step(&mut c, FO, confirm("partly")).unwrap();
    let now = &c.concerns[0].now;
    assert_eq!((now.state, now.turn.institution, now.outcome), (ConcernState::Accepted, Some(PERKIM), Some(Outcome::PartlyHelped)));
    p.step(&mut c, OPD, answer("given", None)).unwrap();
    assert_eq!(referral(&c), ReferralState::Given);
}

#[test]
fn a_marked_group_restricts_whatever_they_come_with() {
    let mut p = place(&[]);
    p.give(OFFICER, Role::ProtectionOfficer, Scope::Area(AreaCode::parse("1813").unwrap()));
    let c = p.restricted(FO, PUSKESOS);
    assert_eq!((c.visibility, c.concerns[0].visibility), (Visibility::Restricted, Visibility::Restricted));
    assert_eq!(c.named, [AccountId(id(FO)), AccountId(id(OFFICER))]);
    assert_eq!(turn(&c).0, TurnRole::ProtectionOfficer);
    assert_eq!(p.open_of(FO, PUSKESOS, Some("lanjut-usia")).unwrap().concerns[0].visibility, Visibility::Normal);
}

#[test]
fn only_those_whose_place_reaches_it_are_named_and_a_front_office_alone_never() {
    let mut p = place(&[]);
    p.give(OFFICER, Role::ProtectionOfficer, Scope::Area(AreaCode::parse("1813032001").unwrap()));
    let c = p.restricted(FO, PUSKESOS);
    assert_eq!(c.named, [AccountId(id(FO)), AccountId(id(COORDINATOR))], "an officer of another village is not");
    assert_eq!(turn(&c), (TurnRole::Coordinator, Some(PUSKESOS)));
    p.give(SUPERVISOR, Role::Supervisor, Scope::Office(SEKRETARIAT));
    let c = p.restricted(FO, PUSKESOS);
    assert_eq!((c.named.len(), turn(&c)), (2, (TurnRole::Supervisor, Some(SEKRETARIAT))));
    for who in [SUPERVISOR, COORDINATOR, BO] {
        p.takes_leave(who);
    }
    let mut c = p.restricted(FO, PUSKESOS);
    assert_eq!(c.named, [AccountId(id(FO)), AccountId(id(OFFICER))], "somebody who may handle it, wherever they are");
    assert_ne!(turn(&c).0, TurnRole::FrontOffice);
    p.step(&mut c, OFFICER, serve("help")).unwrap();
}

#[test]
fn a_restricted_case_whose_officers_left_finds_others() {
    let mut p = place(&[]);
    p.give(OFFICER, Role::ProtectionOfficer, Scope::Office(SEKRETARIAT));
    let mut c = p.restricted(FO, PUSKESOS);
    assert_eq!(p.reroute(&mut c), 0);
    p.takes_leave(OFFICER);
    p.give(SECOND, Role::ProtectionOfficer, Scope::Office(SEKRETARIAT));
    assert_eq!(p.step(&mut c, SECOND, serve("help")).unwrap_err().kind, RefusalKind::NotFound);
    p.reroute(&mut c);
    assert!(c.named.contains(&AccountId(id(SECOND))));
    assert_eq!(turn(&c), (TurnRole::ProtectionOfficer, Some(SEKRETARIAT)));
    assert_eq!(p.reroute(&mut c), 0);
    p.step(&mut c, SECOND, serve("help")).unwrap();
}

#[test]
fn nobody_approves_their_own_restricted_recommendation() {
    let mut p = place(&["protection_officer"]);
    p.give(OFFICER, Role::ProtectionOfficer, Scope::Office(SEKRETARIAT));
    let mut c = p.restricted(FO, PUSKESOS);
    let mut other = c.clone();
    p.step(&mut c, OFFICER, recommend()).unwrap();
    assert_eq!((state(&c), turn(&c)), (ConcernState::Recommended, (TurnRole::Manager, Some(SEKRETARIAT))));
    assert!(c.named.contains(&AccountId(id(MANAGER))), "who decides is named");
    p.step(&mut c, MANAGER, decide(Action::DecideManager, "approve", None)).unwrap();
    assert_eq!((state(&c), turn(&c).0), (ConcernState::Approved, TurnRole::ProtectionOfficer));
    p.give(SUPERVISOR, Role::Supervisor, Scope::Office(SEKRETARIAT));
    p.step(&mut other, OFFICER, recommend()).unwrap();
    assert_eq!(turn(&other), (TurnRole::Supervisor, Some(SEKRETARIAT)), "the supervisor first");
    assert!(!other.named.contains(&AccountId(id(MANAGER))), "nobody more than needed");
}

#[test]
fn a_decision_that_nobody_else_can_make_is_none() {
    let mut p = place(&["coordinator"]);
    let mut c = p.open(ALONE, SMALL);
    for who in [MANAGER, BOTH, HEAD] {
        p.takes_leave(who);
    }
    let refused: Refusal = p.step(&mut c, ALONE, recommend()).unwrap_err();
    assert_eq!((refused.kind, refused.field, refused.detail.as_str()), (RefusalKind::Invalid, Some("chain"), "nobody"));
}

#[test]
fn a_front_office_alone_hands_on() {
    let mut p = place(&[]);
    p.takes_leave(BO);
    p.takes_leave(COORDINATOR);
    p.give(SECOND, Role::BackOffice, Scope::Office(SEKRETARIAT));
    let c = p.open(FO, PUSKESOS);
    assert_eq!(turn(&c), (TurnRole::BackOffice, Some(SEKRETARIAT)));
    let p = place(&[]);
    let mut c = p.open(FO, PUSKESOS);
    p.step(&mut c, FO, Verb::Escalate(words_only())).unwrap();
    assert_eq!(state(&c), ConcernState::Escalated);
}

#[test]
fn closing_keeps_what_the_citizen_said() {
    let p = place(&[]);
    for (before, kept) in [
        (vec![serve("information")], Outcome::Informed),
        (vec![serve("help"), confirm("not_helped")], Outcome::NotHelped),
        (vec![confirm("partly")], Outcome::PartlyHelped),
        (vec![serve("help")], Outcome::Unconfirmed),
    ] {
        let mut c = p.open(FO, PUSKESOS);
        for verb in before {
            p.step(&mut c, BO, verb).unwrap();
        }
        p.step(&mut c, BO, close("tidak-hadir")).unwrap();
        assert_eq!((state(&c), c.concerns[0].now.outcome), (ConcernState::Closed, Some(kept)));
    }
}

#[test]
fn a_duplicate_says_which_service_goes_on() {
    let p = place(&[]);
    let mut c = p.open(FO, PUSKESOS);
    let same = |other: Option<OtherService>| Verb::Close(Close { reason: "duplikat".into(), words: None, other });
    for (other, detail) in [(None, "missing"), (Some(OtherService::Unfit), "unknown")] {
        let refused = p.step(&mut c, BO, same(other)).unwrap_err();
        assert_eq!((refused.field, refused.detail.as_str()), (Some("other_number"), detail));
    }
    p.step(&mut c, BO, same(words().map(OtherService::Same))).unwrap();
    assert_eq!(state(&c), ConcernState::Duplicate);
}

#[test]
fn waiting_for_the_centre_says_for_which() {
    let p = place(&[]);
    let mut c = p.open(FO, PUSKESOS);
    let wait = |reason: Option<&str>| {
        let next_look = Day::parse("2026-12-01").unwrap();
        Verb::Wait(Wait { result: "center".into(), reason: reason.map(Into::into), external: None, next_look, words: None })
    };
    assert_eq!(p.step(&mut c, BO, wait(None)).unwrap_err().field, Some("reason"));
    p.step(&mut c, BO, wait(Some("menunggu-bps"))).unwrap();
    assert_eq!(c.concerns[0].now.reason.as_deref(), Some("menunggu-bps"));
}

#[test]
fn without_a_chain_the_handler_declines_with_a_reason() {
    let decline = |reason: &str| Verb::Decline(Decline { reason: reason.into(), words: None });
    let p = place(&[]);
    let mut c = p.open(FO, PUSKESOS);
    assert_eq!(p.step(&mut c, BO, decline("kurang")).unwrap_err().field, Some("reason"));
    p.step(&mut c, BO, decline("bukan")).unwrap();
    assert_eq!((state(&c), c.concerns[0].now.outcome), (ConcernState::NotEligible, Some(Outcome::Declined)));
    let p = place(&["manager"]);
    let mut c = p.open(FO, PUSKESOS);
    assert_eq!(p.step(&mut c, BO, decline("bukan")).unwrap_err().detail, "decided-by-others");
}

#[test]
fn a_kind_without_programs_is_recommended_without_one() {
    let mut p = place(&["manager"]);
    let none = || Verb::Recommend(Recommend { programs: Vec::new(), words: None });
    let mut c = p.open(FO, PUSKESOS);
    assert_eq!(p.step(&mut c, BO, none()).unwrap_err().field, Some("programs"));
    p.catalog.kinds.get_mut("atap").unwrap().programs.clear();
    p.step(&mut c, BO, none()).unwrap();
    assert_eq!(state(&c), ConcernState::Recommended);
}

#[test]
fn what_was_heard_counts_from_the_day_it_was_said() {
    let p = place(&[]);
    let mut c = p.open(FO, PUSKESOS);
    p.step(&mut c, BO, refer()).unwrap();
    let said = Day::parse("2026-11-20").unwrap();
    c.referrals[0].sent_on = said;
    let Verb::Answer(heard) = answer("accepted", None) else { unreachable!() };
    let on_behalf = OnBehalf { who: Sealed(vec![1]), channel: "phone".into(), day: said, evidence: None };
    p.step(&mut c, BO, Verb::Answer(Answer { on_behalf: Some(on_behalf), ..heard })).unwrap();
    assert_eq!((c.referrals[0].answered_on, c.referrals[0].on_behalf), (Some(said), true));
}

#[test]
fn a_decision_is_journalled_under_the_grant_of_its_step() {
    let mut p = place(&["manager"]);
    // Supervisor of their own, manager while the post is vacant.
    p.give(SUPERVISOR, Role::Manager, Scope::Office(PUSKESOS));
    p.give(SUPERVISOR, Role::Manager, Scope::Office(SEKRETARIAT));
    p.reference.grants.last_mut().unwrap().acting = Acting::Plt;
    let mut c = p.open(FO, PUSKESOS);
    p.step(&mut c, BO, recommend()).unwrap();
    c.concerns[0].now.chain[0].office = SEKRETARIAT;
    let done = p.step_of(&mut c, &p.actor(SUPERVISOR), decide(Action::DecideManager, "approve", None)).unwrap();
    assert_eq!((done.authority.role, done.authority.acting), (Some(Role::Manager), Acting::Plt));
}

#[test]
fn an_escalated_concern_is_decided_by_the_chain_of_the_office_above() {
    let mut p = place(&["coordinator"]);
    let own = p.catalog.chains[0].clone();
    p.catalog.chains = vec![
        crate::program::Chain { office_kind: "puskesos".into(), ..own.clone() },
        crate::program::Chain { office_kind: "sekretariat".into(), steps: vec!["head".into()], ..own },
    ];
    p.give(SECOND, Role::BackOffice, Scope::Office(SEKRETARIAT));
    let mut c = p.open(FO, PUSKESOS);
    p.step(&mut c, BO, Verb::Escalate(words_only())).unwrap();
    p.step(&mut c, SECOND, recommend()).unwrap();
    assert_eq!(turn(&c), (TurnRole::Head, Some(SEKRETARIAT)));
    // Whoever recommended has another place by now: it goes back to where the case was taken.
    p.reference
        .grants
        .iter_mut()
        .filter(|g| g.account == AccountId(id(SECOND)))
        .for_each(|g| g.to = Some(Day::parse("2026-11-22").unwrap()));
    p.step(&mut c, HEAD, decide(Action::DecideHead, "approve", None)).unwrap();
    assert_eq!(turn(&c), (TurnRole::BackOffice, Some(PUSKESOS)));
}

#[test]
fn more_time_is_taken_once_and_before_the_promised_day_has_passed() {
    let mut p = place(&[]);
    let extend = || Verb::Extend(reason("lama"));
    let refused = p.step(&mut p.open(FO, PUSKESOS), BO, extend()).unwrap_err();
    assert_eq!((refused.field, refused.detail.as_str()), (Some("extension"), "none"), "no standard allows it");
    p.catalog.deadlines[0].extension_days = Some(7);
    let mut c = p.open(FO, PUSKESOS);
    assert_eq!(p.step(&mut c, BO, Verb::Extend(Words::default())).unwrap_err().field, Some("reason"));
    assert_eq!(p.step(&mut c, OPD, extend()).unwrap_err().kind, RefusalKind::NotFound);
    let before = c.concerns[0].now.clone();
    p.step(&mut c, BO, extend()).unwrap();
    let now = c.concerns[0].now.clone();
    assert_eq!(now.promised, p.reference.calendar.after(before.promised, 7));
    assert!(before.due < now.due && now.due <= Some(now.promised), "whoever works on it has as much more");
    assert_eq!((now.state, now.turn, now.extended_on), (before.state, before.turn, Some(p.ctx(&p.actor(BO)).today())));
    assert_eq!(p.step(&mut c, BO, extend()).unwrap_err().detail, "once");
    let mut late = p.open(FO, PUSKESOS);
    late.concerns[0].now.promised = p.ctx(&p.actor(BO)).today().plus(-1);
    assert_eq!(p.step(&mut late, BO, extend()).unwrap_err().detail, "too-late");
    let mut asked = p.open(FO, PUSKESOS);
    p.step(&mut asked, BO, ask()).unwrap();
    assert_eq!(p.step(&mut asked, BO, extend()).unwrap_err().kind, RefusalKind::WrongState, "our clock stands still");
    // What begins anew gets a promise of its own.
    p.step(&mut c, BO, close("tidak-hadir")).unwrap();
    p.step(&mut c, BO, Verb::Reopen(words_only())).unwrap();
    assert_eq!(c.concerns[0].now.extended_on, None);
}
