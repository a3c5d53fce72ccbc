//! Both ends, in memory.

#![allow(clippy::unwrap_used, reason = "tests")]
use super::*;
use crate::access::{Action, Actor};
use crate::case::event::*;
use crate::case::model::Case;
use crate::case::tests::{BO, COORDINATOR, FO, MANAGER, OPD, PERKIM, PUSKESOS, Place, decide, id, place, recommend, turn, words};
use crate::case::{Refer, Verb, Words, offers};
use crate::identity::*;
use crate::journal::RefusalKind;

fn command(case: &Case) -> HandOver {
    HandOver {
        case: case.id,
        id: HandOverId(id(500)),
        to: Tenant::parse("1804").unwrap(),
        known: true,
        reason: "pindah".into(),
        words: None,
        seen: case.concerns.iter().map(|k| (k.id, k.revision)).collect(),
    }
}

fn hand(p: &Place, case: &mut Case, who: u128, command: &HandOver) -> Result<CaseHandedOver, Refusal> {
    let actor = p.actor(who);
    let ctx = p.ctx(&actor);
    let done = hand_over(command, &ctx.permit_hand_over(case)?, &ctx)?;
    let Event::CaseHandedOver(e) = &done.events[0] else { panic!("it goes") };
    e.concerns.iter().for_each(|k| case.settle(k.id, &k.after));
    Ok(e.clone())
}

#[test]
fn who_hands_over_says_to_whom_and_why_and_saw_the_newest() {
    let p = place(&[]);
    let mut c = p.open(FO, PUSKESOS);
    let own = HandOver { to: p.reference.tenant, ..command(&c) };
    let stale = HandOver { seen: vec![(c.concerns[0].id, 9)], ..command(&c) };
    let some = HandOver { seen: Vec::new(), ..command(&c) };
    for (who, wrong, kind, detail) in [
        (BO, command(&c), RefusalKind::Forbidden, ""),
        (OPD, command(&c), RefusalKind::NotFound, ""),
        (COORDINATOR, own, RefusalKind::Invalid, "same"),
        (COORDINATOR, HandOver { known: false, ..command(&c) }, RefusalKind::Invalid, "unknown"),
        (COORDINATOR, HandOver { reason: "bukan".into(), ..command(&c) }, RefusalKind::Invalid, "unknown"),
        (COORDINATOR, stale, RefusalKind::Changed, ""),
        (COORDINATOR, some, RefusalKind::Changed, ""),
    ] {
        let refused = hand(&p, &mut c, who, &wrong).unwrap_err();
        assert_eq!((refused.kind, refused.detail.as_str()), (kind, detail));
    }
    let first = command(&c);
    hand(&p, &mut c, MANAGER, &first).unwrap();
    assert_eq!(turn(&c), (TurnRole::Regency, Some(PUSKESOS)));
    let again = command(&c);
    assert_eq!(hand(&p, &mut c, MANAGER, &again).unwrap_err().detail, "handing_over");
    for verb in [Verb::Note(Words { words: words(), reason: None }), recommend(), Verb::Reopen(Words { words: words(), reason: None })] {
        assert_eq!(p.step(&mut c, COORDINATOR, verb.clone()).unwrap_err().kind, RefusalKind::WrongState, "{verb:?}");
    }
    assert!(offers(&c, &c.concerns[0], &p.ctx(&p.actor(COORDINATOR))).is_empty());
}

#[test]
fn what_waits_for_an_answer_stays() {
    let p = place(&["coordinator"]);
    let mut c = p.open(FO, PUSKESOS);
    p.step(&mut c, BO, recommend()).unwrap();
    let now = command(&c);
    assert_eq!(hand(&p, &mut c, MANAGER, &now).unwrap_err().detail, "recommended");
    p.step(&mut c, COORDINATOR, decide(Action::DecideCoordinator, "approve", None)).unwrap();
    let refer = Refer { referral: ReferralId(id(7)), institution: PERKIM, program: None, consent: true, words: None, named: None };
    p.step(&mut c, BO, Verb::Refer(refer)).unwrap();
    let now = command(&c);
    assert_eq!(hand(&p, &mut c, MANAGER, &now).unwrap_err().detail, "referral");
}

#[test]
fn it_comes_back_as_it_was_or_ends_here_once() {
    let p = place(&["coordinator"]);
    let mut c = p.open(FO, PUSKESOS);
    p.step(&mut c, BO, recommend()).unwrap();
    p.step(&mut c, COORDINATOR, decide(Action::DecideCoordinator, "approve", None)).unwrap();
    let before = c.concerns[0].now.clone();
    let first = command(&c);
    let handed = hand(&p, &mut c, MANAGER, &first).unwrap();
    let (system, officer) = (Actor::system(p.reference.tenant), p.actor(MANAGER));
    assert_eq!(p.ctx(&officer).permit_system(&c).unwrap_err().kind, RefusalKind::Forbidden);
    let ctx = p.ctx(&system);
    let given_back = |c: &Case| give_back(&handed, "bukan-warga", &ctx.permit_system(c).unwrap(), &ctx).unwrap();
    let number = ServiceNumber::from_draw(handed.to, 1);
    let done = complete(&handed, number, None, &ctx.permit_system(&c).unwrap(), &ctx).unwrap();
    let Event::HandOverCompleted(e) = &done.events[0] else { panic!("it is there") };
    let mut there = c.clone();
    there.settle(e.concerns[0].id, &e.concerns[0].after);
    assert_eq!((there.concerns[0].state, there.is_open(), there.is_elsewhere()), (ConcernState::HandedOver, false, true));
    assert!(given_back(&there).events.is_empty(), "it was answered");
    assert_eq!(p.step(&mut there, MANAGER, Verb::Reopen(Words { words: words(), reason: None })).unwrap_err().detail, "handed_over");
    let done = given_back(&c);
    let Event::HandOverReturned(e) = &done.events[0] else { panic!("it is back") };
    let after = &e.concerns[0].after;
    assert_eq!((after.state, after.turn, after.promised), (before.state, before.turn, before.promised));
    assert!(after.is_approved() && after.revision > before.revision);
}

fn wish(handed: &CaseHandedOver, withdrawn: bool) -> TakeBack {
    TakeBack { case: handed.case, hand_over: handed.hand_over, reason: "batal".into(), words: None, withdrawn }
}

#[test]
fn whoever_may_hand_over_takes_back_what_nobody_can_take_over_any_more() {
    let p = place(&[]);
    let mut c = p.open(FO, PUSKESOS);
    let before = c.concerns[0].now.clone();
    let go = command(&c);
    let handed = hand(&p, &mut c, MANAGER, &go).unwrap();
    let last = Some(&handed);
    let (ok, other) = (wish(&handed, true), TakeBack { hand_over: HandOverId(id(501)), ..wish(&handed, true) });
    let unknown = TakeBack { reason: "bukan".into(), ..wish(&handed, true) };
    let taken = |who: u128, wish: &TakeBack, last: Option<&CaseHandedOver>, c: &Case| {
        let actor = p.actor(who);
        let ctx = p.ctx(&actor);
        take_back(wish, last, &ctx.permit_hand_over(c)?, &ctx)
    };
    for (who, wish, last, kind, detail) in [
        (BO, &ok, last, RefusalKind::Forbidden, ""),
        (OPD, &ok, last, RefusalKind::NotFound, ""),
        (MANAGER, &unknown, last, RefusalKind::Invalid, "unknown"),
        (MANAGER, &other, last, RefusalKind::WrongState, "answered"),
        (MANAGER, &ok, None, RefusalKind::WrongState, "answered"),
        (MANAGER, &wish(&handed, false), last, RefusalKind::WrongState, "answered_there"),
    ] {
        let refused = taken(who, wish, last, &c).unwrap_err();
        assert_eq!((refused.kind, refused.detail.as_str()), (kind, detail));
    }
    assert!(can_take_back(&c, &p.ctx(&p.actor(COORDINATOR))) && !can_take_back(&c, &p.ctx(&p.actor(FO))));
    let done = taken(COORDINATOR, &ok, last, &c).unwrap();
    let Event::HandOverTakenBack(e) = &done.events[0] else { panic!("it is back") };
    let mut back = c.clone();
    back.settle(e.concerns[0].id, &e.concerns[0].after);
    let k = &back.concerns[0];
    assert_eq!((k.state, k.now.turn, k.now.promised), (before.state, before.turn, before.promised));
    // The worker was faster: there is nothing left to write. Where nobody asked the others, it is no longer under way.
    let system = Actor::system(p.reference.tenant);
    let ctx = p.ctx(&system);
    assert!(give_back(&handed, "bukan-warga", &ctx.permit_system(&back).unwrap(), &ctx).unwrap().events.is_empty());
    assert!(taken(COORDINATOR, &ok, last, &back).unwrap().events.is_empty());
    assert_eq!(taken(COORDINATOR, &wish(&handed, false), last, &back).unwrap_err().detail, "answered");
}

#[test]
fn of_taking_over_and_taking_back_the_first_counts() {
    let p = place(&[]);
    let mut c = p.open(FO, PUSKESOS);
    let go = command(&c);
    let handed = hand(&p, &mut c, MANAGER, &go).unwrap();
    let (system, officer) = (Actor::system(p.reference.tenant), p.actor(MANAGER));
    let ctx = p.ctx(&system);
    let waits = Incoming {
        id: handed.hand_over,
        case: c.id,
        from: handed.to,
        village: c.village,
        restricted: false,
        waits: true,
        taken_back: false,
    };
    let event = HandOverWithdrawn {
        hand_over: waits.id,
        case: c.id,
        from: waits.from,
        number: c.number,
        village: c.village,
        restricted: false,
        reason: "pindah".into(),
        answer: "batal".into(),
        on: handed.on,
    };
    assert_eq!(withdraw(&event, Some(&waits), &p.ctx(&officer)).unwrap_err().kind, RefusalKind::Forbidden);
    for before in [None, Some(&waits)] {
        assert_eq!(withdraw(&event, before, &ctx).unwrap().events.len(), 1);
    }
    let back = Incoming { waits: false, taken_back: true, ..waits.clone() };
    let answered = Incoming { waits: false, ..waits.clone() };
    assert!(withdraw(&event, Some(&back), &ctx).unwrap().events.is_empty(), "once");
    assert_eq!(withdraw(&event, Some(&answered), &ctx).unwrap_err().detail, "answered");
    assert_eq!(refuse(&back, "bukan-warga", &p.ctx(&officer)).unwrap_err().detail, "taken_back");
    assert_eq!(refuse(&answered, "bukan-warga", &p.ctx(&officer)).unwrap_err().detail, "answered");
    assert!(refuse(&waits, "bukan-warga", &p.ctx(&officer)).is_ok());
}
