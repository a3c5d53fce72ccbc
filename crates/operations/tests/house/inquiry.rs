//! An answered question that was counted by mistake is taken back.

use crate::views::session;
use slrt_domain::access::Role;
use slrt_domain::area::AreaCode;
use slrt_domain::calendar::Day;
use slrt_domain::case::Channel;
use slrt_domain::identity::OperationId;
use slrt_domain::journal::{Refusal, RefusalKind};
use slrt_operations::inquiry::{Standing, record_inquiry, standing, withdraw_inquiry};
use slrt_operations::{OperationError, rebuild, view};
use slrt_storage::journal;
use slrt_testing::{Regency, SUKA_BARU, both};

fn refusal<T: std::fmt::Debug>(answer: Result<T, OperationError>) -> Refusal {
    match answer {
        Err(OperationError::Refused(r)) => r,
        other => panic!("{other:?}"),
    }
}

/// Counts one as the front office does, and returns the operation that did it.
async fn tap(r: &Regency) -> OperationId {
    let sender = r.sender("front_office");
    record_inquiry(&r.house, &sender, r.puskesos, AreaCode::parse(SUKA_BARU), "kesehatan".into(), Channel::Phone).await.unwrap();
    sender.operation
}

async fn counted(r: &Regency, day: &str) -> i64 {
    let book = view::book(&r.house, &session(r, "front_office").await, Day::parse(day).unwrap()).await.unwrap();
    book.inquiries.iter().map(|c| c.n).sum()
}

async fn stands(r: &Regency, who: &str, inquiry: OperationId) -> Option<Standing> {
    let reading = session(r, who).await;
    standing(&r.house, r.tenant, reading.account, &reading.reference.zone, inquiry).await.unwrap()
}

both! {
    async fn a_wrong_tap_is_taken_back_once_by_whoever_made_it_on_that_day(store: Store) {
        let r = Regency::found(&store).await;
        let (wrong, right) = (tap(&r).await, tap(&r).await);
        let today = "2026-11-23";
        assert_eq!((counted(&r, today).await, stands(&r, "front_office", wrong).await), (2, Some(Standing::Open)));
        // Nobody takes back what somebody else counted, nor what was no question.
        assert_eq!(refusal(withdraw_inquiry(&r.house, &r.sender("coordinator"), wrong).await).kind, RefusalKind::NotFound);
        assert_eq!(stands(&r, "coordinator", wrong).await, None);
        assert_eq!(refusal(withdraw_inquiry(&r.house, &r.sender("front_office"), r.operation()).await).kind, RefusalKind::NotFound);
        let sender = r.sender("front_office");
        let first = withdraw_inquiry(&r.house, &sender, wrong).await.unwrap();
        assert_eq!(withdraw_inquiry(&r.house, &sender, wrong).await.unwrap(), first, "sent twice, it happens once");
        assert_eq!((first.on, first.counted.sector.as_str()), (Day::parse(today).unwrap(), "kesehatan"));
        assert_eq!((counted(&r, today).await, stands(&r, "front_office", wrong).await), (1, Some(Standing::Withdrawn)));
        assert_eq!(refusal(withdraw_inquiry(&r.house, &r.sender("front_office"), wrong).await).detail, "inquiry-withdrawn");
        // Two at once are decided one after the other.
        let third = tap(&r).await;
        let (one, other) = (r.sender("front_office"), r.sender("front_office"));
        let both = tokio::join!(withdraw_inquiry(&r.house, &one, third), withdraw_inquiry(&r.house, &other, third));
        assert_eq!([both.0.is_ok(), both.1.is_ok()].iter().filter(|done| **done).count(), 1);
        store.clock.set(store.clock.now().plus_seconds(86_400));
        assert_eq!(refusal(withdraw_inquiry(&r.house, &r.sender("front_office"), right).await).detail, "inquiry-settled");
        assert_eq!((counted(&r, today).await, stands(&r, "front_office", right).await), (1, Some(Standing::Settled)));
        assert_eq!(journal::verify(r.house.db(), &store.keys, r.tenant, &[]).await.unwrap().findings, vec![]);
        assert_eq!(rebuild(&r.house, r.tenant, store.folder.path()).await.unwrap(), vec![]);
    }
}

both! {
    async fn whoever_lost_the_role_takes_nothing_back(store: Store) {
        let r = Regency::found(&store).await;
        let inquiry = tap(&r).await;
        let account = r.officers["front_office"].account;
        let reference = r.house.reference(r.tenant).await.unwrap();
        for grant in reference.grants.iter().filter(|g| g.account == account && g.role == Role::FrontOffice) {
            slrt_operations::staff::end_role(&r.house, &r.sender("admin"), account, grant.id).await.unwrap();
        }
        let answer = withdraw_inquiry(&r.house, &r.sender("front_office"), inquiry).await;
        assert_eq!(refusal(answer).kind, RefusalKind::Forbidden);
    }
}
