//! What was taken down wrongly about a case is put right: kind, protection, and whom it is about.

use crate::views::session;
use slrt_domain::case::*;
use slrt_domain::identity::*;
use slrt_domain::journal::{Refusal, RefusalKind};
use slrt_operations::intake::Receipt;
use slrt_operations::steps::{DocumentInput, StepInput, VerbInput, add_document, name_person, set_case_person, take_step, unname_person};
use slrt_operations::storage::args;
use slrt_operations::{Done, OperationError, rebuild, view};
use slrt_testing::{Regency, both};

fn refusal<T: std::fmt::Debug>(answer: Result<T, OperationError>) -> Refusal {
    match answer {
        Err(OperationError::Refused(r)) => r,
        other => panic!("{other:?}"),
    }
}

async fn reclassify(r: &Regency, who: &str, at: (CaseId, ConcernId), to: (&str, bool), words: &str) -> Result<Done, OperationError> {
    let seen = view::case(&r.house, &session(r, who).await, at.0).await?;
    let revision = seen.concerns.iter().find(|c| c.id == at.1).ok_or_else(Refusal::not_found)?.revision;
    let words = (!words.is_empty()).then(|| Private::new(words.to_owned()));
    let verb = VerbInput::Reclassify { kind: to.0.into(), urgent: false, restricted: to.1, words };
    take_step(&r.house, &r.sender(who), StepInput { case: at.0, concern: at.1, revision, verb }).await
}

async fn only(r: &Regency, receipt: &Receipt) -> (CaseId, ConcernId) {
    let seen = view::case(&r.house, &session(r, "front_office").await, receipt.case).await.unwrap();
    (receipt.case, seen.concerns[0].id)
}

async fn open_counts(r: &Regency) -> Vec<(String, bool, i64)> {
    let mut tx = r.house.db().read(r.tenant).await.unwrap();
    let sql = "SELECT kind, restricted, SUM(n) FROM tally WHERE tenant = $1 AND measure = 'open' GROUP BY kind, restricted HAVING SUM(n) <> 0 ORDER BY kind";
    tx.all(&sql.replace("SUM(n)", "CAST(SUM(n) AS BIGINT)"), &args![r.tenant]).await.unwrap()
}

both! {
    async fn a_need_that_turns_out_to_be_another_is_protected_from_then_on(store: Store) {
        let r = Regency::found(&store).await;
        let receipt = r.open("front_office", None, &["pbi-nonaktif"]).await.unwrap();
        let at = only(&r, &receipt).await;
        let paper = DocumentInput { id: DocumentId(r.house.clock().new_id()), case: at.0, concern: None, kind: "kk".into(), form: DocumentForm::Shown, photo: None };
        add_document(&r.house, &r.sender("front_office"), paper).await.unwrap();
        assert_eq!(refusal(reclassify(&r, "back_office", at, ("pbi-nonaktif", false), "").await).detail, "same");
        assert_eq!(refusal(reclassify(&r, "back_office", at, ("tidak-ada", false), "").await).field, Some("kind"));
        assert_eq!(refusal(reclassify(&r, "manager", at, ("kdrt", false), "").await).kind, RefusalKind::Forbidden);
        // Another kind of the same openness: the promise stays, the state too.
        let before = view::case(&r.house, &session(&r, "back_office").await, at.0).await.unwrap().concerns.remove(0);
        reclassify(&r, "front_office", at, ("biaya-berobat", false), "").await.unwrap();
        let now = view::case(&r.house, &session(&r, "back_office").await, at.0).await.unwrap();
        assert_eq!((now.concerns[0].kind.as_str(), now.concerns[0].state, now.concerns[0].timing.promised), ("biaya-berobat", ConcernState::Received, before.timing.promised));
        assert_eq!(now.timeline[0].detail.kinds, Some(("pbi-nonaktif".to_owned(), "biaya-berobat".to_owned())));
        // A visit shows violence: from now on only whoever keeps it, and whoever saw it, know.
        reclassify(&r, "front_office", at, ("kdrt", false), "Lebam di wajah").await.unwrap();
        for who in ["back_office", "coordinator", "manager"] {
            assert_eq!(refusal(view::case(&r.house, &session(&r, who).await, at.0).await).kind, RefusalKind::NotFound, "{who}");
            assert!(view::tasks(&r.house, &session(&r, who).await, None).await.unwrap().lines.iter().all(|l| l.case != at.0), "{who}");
        }
        for who in ["front_office", "protection_officer"] {
            let seen = view::case(&r.house, &session(&r, who).await, at.0).await.unwrap();
            assert!(seen.restricted && seen.documents.len() == 1, "{who}");
        }
        assert_eq!(open_counts(&r).await, [("kdrt".to_owned(), true, 1)]);
        // The front office opens it to the others no more; the protection officer does, with a reason.
        assert_eq!(refusal(reclassify(&r, "front_office", at, ("biaya-berobat", false), "salah").await).kind, RefusalKind::Forbidden);
        assert_eq!(refusal(reclassify(&r, "protection_officer", at, ("biaya-berobat", false), "").await).field, Some("words"));
        reclassify(&r, "protection_officer", at, ("biaya-berobat", false), "Jatuh dari motor").await.unwrap();
        assert_eq!(view::case(&r.house, &session(&r, "back_office").await, at.0).await.unwrap().documents.len(), 1);
        assert_eq!(open_counts(&r).await, [("biaya-berobat".to_owned(), false, 1)]);
        assert_eq!(rebuild(&r.house, r.tenant, store.folder.path()).await.unwrap(), vec![]);
    }
}

both! {
    async fn what_was_approved_for_another_kind_falls_away(store: Store) {
        let r = Regency::found(&store).await;
        let receipt = r.open("front_office", None, &["pbi-belum-dapat"]).await.unwrap();
        let at = only(&r, &receipt).await;
        let step = async |who: &str, revision: i64, verb: VerbInput| {
            take_step(&r.house, &r.sender(who), StepInput { case: at.0, concern: at.1, revision, verb }).await.unwrap()
        };
        step("back_office", 1, VerbInput::Recommend(vec!["pbi-jk".into()], None)).await;
        assert_eq!(refusal(reclassify(&r, "back_office", at, ("biaya-berobat", false), "").await).kind, RefusalKind::WrongState);
        step("coordinator", 2, VerbInput::Decide { result: "approve".into(), reason: None, words: None }).await;
        reclassify(&r, "back_office", at, ("biaya-berobat", false), "").await.unwrap();
        let now = view::case(&r.house, &session(&r, "back_office").await, at.0).await.unwrap().concerns.remove(0);
        assert_eq!((now.state, now.programs.len()), (ConcernState::Verified, 0));
        let verb = VerbInput::Refer { referral: ReferralId(r.house.clock().new_id()), institution: r.institutions["dinkes"], program: None, consent: true, words: None, named: None };
        step("back_office", now.revision, verb).await;
        assert_eq!(refusal(reclassify(&r, "back_office", at, ("kdrt", false), "").await).kind, RefusalKind::WrongState, "an institution has it");
    }
}

both! {
    async fn a_case_that_was_written_down_for_somebody_else_is_put_right(store: Store) {
        let r = Regency::found(&store).await;
        let wrong = r.person("Sumiati Contoh", Some("9901014107680001")).await;
        let right = r.person("Sumiyati Contoh", Some("9901014107680002")).await;
        let case = r.open("front_office", Some(wrong), &["pbi-nonaktif"]).await.unwrap().case;
        let set = async |who: &str, person: PersonId, before: Option<PersonId>| {
            set_case_person(&r.house, &r.sender(who), case, person, before, Some(Private::new("NIK serupa".into()))).await
        };
        assert_eq!(refusal(set("manager", right, Some(wrong)).await).kind, RefusalKind::Forbidden);
        assert_eq!(refusal(set("viewer", right, Some(wrong)).await).kind, RefusalKind::NotFound);
        assert_eq!(refusal(set("back_office", PersonId(r.house.clock().new_id()), Some(wrong)).await).field, Some("person"));
        assert_eq!(refusal(set("back_office", wrong, Some(wrong)).await).detail, "same");
        set("back_office", right, Some(wrong)).await.unwrap();
        assert_eq!(refusal(set("back_office", wrong, Some(wrong)).await).kind, RefusalKind::Changed, "somebody was faster");
        let back = session(&r, "back_office").await;
        let seen = view::case(&r.house, &back, case).await.unwrap();
        assert_eq!(seen.person.person, Some(right));
        let history = async |person| {
            let family = view::search(&r.house, &back, person, 5).await.unwrap().hits[0].family;
            view::family(&r.house, &back, family).await.unwrap().history.len()
        };
        assert_eq!((history("9901014107680001").await, history("9901014107680002").await), (0, 1));
        // The warning before a second one goes along.
        assert!(r.open("front_office", Some(wrong), &["pbi-nonaktif"]).await.is_ok());
        assert_eq!(refusal(r.open("front_office", Some(right), &["pbi-nonaktif"]).await).kind, RefusalKind::Duplicate);
        // An anonymous caller who is known later.
        let anonymous = r.open("front_office", None, &["ktp-kk"]).await.unwrap().case;
        set_case_person(&r.house, &r.sender("front_office"), anonymous, right, None, None).await.unwrap();
        assert_eq!(rebuild(&r.house, r.tenant, store.folder.path()).await.unwrap(), vec![]);
    }
}

both! {
    async fn whoever_need_not_know_any_more_is_taken_off_but_never_the_last(store: Store) {
        let r = Regency::found(&store).await;
        let case = r.open("front_office", None, &["kdrt"]).await.unwrap().case;
        let account = |who: &str| r.officers[who].account;
        name_person(&r.house, &r.sender("protection_officer"), case, account("coordinator")).await.unwrap();
        view::case(&r.house, &session(&r, "coordinator").await, case).await.unwrap();
        assert_eq!(refusal(unname_person(&r.house, &r.sender("back_office"), case, account("coordinator")).await).kind, RefusalKind::NotFound);
        assert_eq!(refusal(unname_person(&r.house, &r.sender("protection_officer"), case, account("viewer")).await).field, Some("account"));
        unname_person(&r.house, &r.sender("protection_officer"), case, account("coordinator")).await.unwrap();
        assert_eq!(refusal(view::case(&r.house, &session(&r, "coordinator").await, case).await).kind, RefusalKind::NotFound);
        let last = refusal(unname_person(&r.house, &r.sender("protection_officer"), case, account("protection_officer")).await);
        assert_eq!((last.kind, last.detail.as_str()), (RefusalKind::WrongState, "last-keeper"));
        assert_eq!(rebuild(&r.house, r.tenant, store.folder.path()).await.unwrap(), vec![]);
    }
}
