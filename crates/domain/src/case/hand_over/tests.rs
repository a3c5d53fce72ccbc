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
    let done = hand_over(command, case, &p.ctx(&actor))?;
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
    assert_eq!(give_back(&handed, "bukan-warga", &c, &p.ctx(&officer)).unwrap_err().kind, RefusalKind::Forbidden);
    let number = ServiceNumber::from_draw(handed.to, 1);
    let done = complete(&handed, number, None, &c, &p.ctx(&system)).unwrap();
    let Event::HandOverCompleted(e) = &done.events[0] else { panic!("it is there") };
    let mut there = c.clone();
    there.settle(e.concerns[0].id, &e.concerns[0].after);
    assert_eq!((there.concerns[0].state, there.is_open(), there.is_elsewhere()), (ConcernState::HandedOver, false, true));
    assert!(give_back(&handed, "bukan-warga", &there, &p.ctx(&system)).unwrap().events.is_empty(), "it was answered");
    assert_eq!(p.step(&mut there, MANAGER, Verb::Reopen(Words { words: words(), reason: None })).unwrap_err().detail, "handed_over");
    let done = give_back(&handed, "bukan-warga", &c, &p.ctx(&system)).unwrap();
    let Event::HandOverReturned(e) = &done.events[0] else { panic!("it is back") };
    let after = &e.concerns[0].after;
    assert_eq!((after.state, after.turn, after.promised), (before.state, before.turn, before.promised));
    assert!(after.is_approved() && after.revision > before.revision);
}
