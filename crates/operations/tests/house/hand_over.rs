//! A case goes to another regency of the installation, comes back, or is erased on the way; each head is written for itself.

use crate::views::session;
use slrt_domain::Coded as _;
use slrt_domain::area::AreaCode;
use slrt_domain::case::{ConcernState, DocumentForm, HandOverWithdrawn, OTHER_TENANT, TurnRole};
use slrt_domain::identity::*;
use slrt_domain::journal::{Hash, PersonAdded, Refusal, RefusalKind};
use slrt_operations::hand_over::{HandOverInput, TakeBackInput, TakenOver, hand_over, refuse, take_back, take_over};
use slrt_operations::intake::Sender;
use slrt_operations::setup::{Founding, found_tenant};
use slrt_operations::steps::{DocumentInput, ExternalInput, StepInput, VerbInput, add_document, take_step};
use slrt_operations::storage::{Opener, args, journal};
use slrt_operations::{Body, Done, OperationError, Request, blobs, erase, random, rebuild, view, worker};
use slrt_storage::SubjectKey;
use slrt_testing::{Engine, Regency, SUKA_BARU, Store, both};
use std::time::Duration;

fn refusal<T: std::fmt::Debug>(answer: Result<T, OperationError>) -> Refusal {
    match answer {
        Err(OperationError::Refused(r)) => r,
        other => panic!("{other:?}"),
    }
}

async fn seen(r: &Regency, who: &str, case: CaseId) -> view::CaseView {
    view::case(&r.house, &session(r, who).await, case).await.unwrap()
}

async fn input(r: &Regency, who: &str, case: CaseId, to: Tenant) -> HandOverInput {
    let open = seen(r, who, case).await.concerns.into_iter().filter(|c| !c.state.is_final());
    let words = Some(Private::new("Sudah pindah ke Liwa".into()));
    HandOverInput { case, to, reason: "pindah-ke-sana".into(), words, seen: open.map(|c| (c.id, c.revision)).collect() }
}

async fn hand(r: &Regency, who: &str, case: CaseId, to: Tenant) -> Result<Done, OperationError> {
    hand_over(&r.house, &r.sender(who), input(r, who, case, to).await).await
}

async fn waiting(r: &Regency, who: &str) -> Vec<view::IncomingView> {
    view::incoming(&r.house, &session(r, who).await).await.unwrap()
}

async fn take(r: &Regency, who: &str, id: HandOverId) -> Result<TakenOver, OperationError> {
    take_over(&r.house, &r.sender(who), id, r.sekretariat).await
}

async fn round(r: &Regency) {
    assert_eq!(worker::round(&r.house).await.unwrap().failed, 0);
}

async fn entries(r: &Regency, kind: &str) -> i64 {
    let mut tx = r.house.db().read(r.tenant).await.unwrap();
    let row: Option<(i64,)> =
        tx.maybe("SELECT COUNT(*) FROM journal WHERE tenant = $1 AND kind = $2", &args![r.tenant, kind]).await.unwrap();
    row.unwrap().0
}

async fn has_key(r: &Regency, subject: impl Into<Subject>) -> bool {
    let subject = subject.into();
    let mut tx = r.house.db().read(r.tenant).await.unwrap();
    Opener::load(&mut tx, r.house.keys(), r.tenant, &[subject]).await.unwrap().key(subject).is_some()
}

/// As if every server had stopped before it could say that a message was delivered.
async fn forget_deliveries(r: &Regency) {
    let mut tx = r.house.db().write(r.tenant).await.unwrap();
    tx.run("UPDATE outbox SET done_at = NULL, due_at = 0 WHERE tenant = $1", &args![r.tenant]).await.unwrap();
    tx.commit().await.unwrap();
}

async fn wish(r: &Regency, who: &str, case: CaseId) -> TakeBackInput {
    let hand_over = seen(r, who, case).await.handed.unwrap().id;
    TakeBackInput { case, hand_over, reason: "salah-tujuan".into(), words: Some(Private::new("Ternyata ke Krui".into())) }
}

async fn back(r: &Regency, who: &str, case: CaseId) -> Result<Done, OperationError> {
    take_back(&r.house, &r.sender(who), wish(r, who, case).await).await
}

/// What stands in the row of a hand-over.
async fn stands(r: &Regency, case: CaseId) -> Vec<(String, Option<String>, bool)> {
    let mut tx = r.house.db().read(r.tenant).await.unwrap();
    let rows = slrt_operations::storage::hand_over::of_case(&mut tx, r.tenant, case).await.unwrap();
    rows.into_iter().map(|h| (h.state, h.answer, h.package.is_some())).collect()
}

async fn is_sound(store: &Store, r: &Regency) {
    assert_eq!(journal::verify(r.house.db(), &store.keys, r.tenant, &[]).await.unwrap().findings, vec![]);
    assert_eq!(rebuild(&r.house, r.tenant, store.folder.path()).await.unwrap(), vec![]);
}

both! {
    async fn a_case_goes_on_in_another_regency(store: Store) {
        let r = Regency::found(&store).await;
        let n = r.neighbour().await;
        let person = r.person("Sumiati Contoh", Some("9901014107680001")).await;
        let receipt = r.open("front_office", Some(person), &["pbi-nonaktif"]).await.unwrap();
        let case = receipt.case;
        let paper = DocumentInput { id: DocumentId(r.house.clock().new_id()), case, concern: None, kind: "kk".into(), form: DocumentForm::Shown, photo: None };
        add_document(&r.house, &r.sender("front_office"), paper).await.unwrap();
        let concern = seen(&r, "front_office", case).await.concerns[0].id;
        let number = ExternalInput { system: "siks-ng".into(), referral: None, number: Private::new("U-77".into()), submitted_on: None, checked_on: None, status: None };
        take_step(&r.house, &r.sender("back_office"), StepInput { case, concern, revision: 1, verb: VerbInput::NoteNumber(number) }).await.unwrap();
        let before = seen(&r, "coordinator", case).await;
        assert!(before.can.hand_over && !seen(&r, "front_office", case).await.can.hand_over);

        // Who may not, to whom, why, and what was seen.
        assert_eq!(refusal(hand(&r, "front_office", case, n.tenant).await).kind, RefusalKind::Forbidden);
        assert_eq!(refusal(hand(&r, "coordinator", case, r.tenant).await).detail, "same");
        assert_eq!(refusal(hand(&r, "coordinator", case, Tenant::parse("3201").unwrap()).await).detail, "unknown");
        let asked = input(&r, "coordinator", case, n.tenant).await;
        let wrong = HandOverInput { reason: String::new(), ..asked.clone() };
        assert_eq!(refusal(hand_over(&r.house, &r.sender("coordinator"), wrong).await).field, Some("reason"));
        let stale = HandOverInput { seen: vec![(concern, 1)], ..asked.clone() };
        assert_eq!(refusal(hand_over(&r.house, &r.sender("coordinator"), stale).await).kind, RefusalKind::Changed);

        // Sent twice, it happens once.
        let sender = r.sender("coordinator");
        assert!(!hand_over(&r.house, &sender, asked.clone()).await.unwrap().replayed);
        assert!(hand_over(&r.house, &sender, asked.clone()).await.unwrap().replayed);
        assert_eq!(refusal(hand_over(&r.house, &r.sender("coordinator"), asked).await).detail, "handing_over");
        let under_way = seen(&r, "coordinator", case).await;
        let k = &under_way.concerns[0];
        assert_eq!((k.state, k.turn.as_ref().unwrap().role, k.timing.promised), (ConcernState::HandingOver, TurnRole::Regency, before.concerns[0].timing.promised));
        assert!(k.actions.is_empty() && k.timing.due.is_some() && !under_way.can.hand_over && !under_way.can.add_document);
        assert_eq!(under_way.handed.as_ref().unwrap().state, "under_way");
        let note = VerbInput::Note(Some(Private::new("Masih di sini?".into())));
        let note = take_step(&r.house, &r.sender("back_office"), StepInput { case, concern, revision: k.revision, verb: note }).await;
        assert_eq!(refusal(note).detail, "handing_over");
        let status = view::status(&r.house, r.tenant, case).await.unwrap();
        assert_eq!((status.concerns[0].group.code(), status.handed.unwrap().1), ("handing_over", None));
        is_sound(&store, &r).await;

        // It arrives once, though nobody remembers that it did.
        round(&r).await;
        forget_deliveries(&r).await;
        round(&r).await;
        assert_eq!(entries(&n, "case.hand_over_received/1").await, 1);
        let found = waiting(&n, "manager").await;
        assert_eq!(found.len(), 1);
        let about = found[0].seen.as_ref().unwrap();
        assert_eq!((found[0].from.tenant, about.name.as_ref().unwrap().reveal().as_str(), about.needs[0].kind.as_str()), (r.tenant, "Sumiati Contoh", "pbi-nonaktif"));
        assert_eq!(waiting(&n, "coordinator").await.len(), 1);
        assert_eq!(refusal(view::incoming(&n.house, &session(&n, "viewer").await).await).kind, RefusalKind::Forbidden);
        assert_eq!(refusal(take(&n, "back_office", found[0].id).await).kind, RefusalKind::Forbidden);
        let nowhere = take_over(&n.house, &n.sender("manager"), found[0].id, r.puskesos).await;
        assert_eq!(refusal(nowhere).field, Some("office"));
        is_sound(&store, &n).await;

        let sender = n.sender("manager");
        let taken = take_over(&n.house, &sender, found[0].id, n.sekretariat).await.unwrap();
        let again = take_over(&n.house, &sender, found[0].id, n.sekretariat).await.unwrap();
        assert_eq!((taken.case, taken.number.tenant(), taken.number), (case, n.tenant, again.number));
        assert_eq!((taken.pin.reveal(), taken.done.replayed, again.done.replayed), (again.pin.reveal(), false, true));
        assert_eq!(refusal(take(&n, "manager", found[0].id).await).detail, "answered");
        assert!(waiting(&n, "manager").await.is_empty());
        assert!(!has_key(&n, found[0].id).await, "the package can be read by nobody any more");

        // There it is looked at anew, with all that came along; what was promised goes on.
        let there = seen(&n, "back_office", case).await;
        let k = &there.concerns[0];
        assert_eq!((k.id, k.state, k.timing.promised, k.words.as_ref().unwrap().reveal().as_str()), (concern, ConcernState::Received, before.concerns[0].timing.promised, "Kartu BPJS mati"));
        assert_eq!((there.number, there.at, there.documents.len(), there.person.person), (taken.number, before.at, 1, Some(person)));
        let numbers: Vec<(String, String)> = there.externals.iter().map(|e| (e.system.clone(), e.number.as_ref().unwrap().reveal().clone())).collect();
        assert!(numbers.contains(&("siks-ng".into(), "U-77".into())), "{numbers:?}");
        assert!(numbers.contains(&(OTHER_TENANT.into(), receipt.number.to_string())), "{numbers:?}");
        take_step(&n.house, &n.sender("back_office"), StepInput { case, concern, revision: 1, verb: VerbInput::Verify("listed".into(), None) }).await.unwrap();

        // Here a closed copy stays, with the number there.
        round(&r).await;
        forget_deliveries(&n).await;
        round(&r).await;
        assert_eq!(entries(&r, "case.hand_over_completed/1").await, 1);
        let copy = seen(&r, "coordinator", case).await;
        assert_eq!((copy.concerns[0].state, copy.concerns[0].outcome, copy.handed.as_ref().unwrap().number), (ConcernState::HandedOver, None, Some(taken.number)));
        assert!(copy.concerns[0].actions.is_empty() && !copy.can.set_person && copy.can.renew_pin);
        assert!(copy.externals.iter().any(|e| e.number.as_ref().is_some_and(|x| *x.reveal() == taken.number.to_string())));
        let reopen = VerbInput::Reopen(Some(Private::new("Kembali".into())));
        let reopen = take_step(&r.house, &r.sender("coordinator"), StepInput { case, concern, revision: copy.concerns[0].revision, verb: reopen }).await;
        assert_eq!(refusal(reopen).detail, "handed_over");
        let status = view::status(&r.house, r.tenant, case).await.unwrap();
        let k = &status.concerns[0];
        assert_eq!((k.group.code(), k.can_confirm, k.can_deny, status.handed.unwrap().1), ("handed_over", false, false, Some(taken.number)));
        is_sound(&store, &r).await;
        is_sound(&store, &n).await;

        // It never comes back under the same name: whoever tries is told so.
        hand(&n, "manager", case, r.tenant).await.unwrap();
        round(&r).await;
        let back = seen(&n, "manager", case).await;
        assert_eq!((back.concerns[0].state, back.handed.unwrap().answer.as_deref()), (ConcernState::Verified, Some("pernah-di-sini")));
        is_sound(&store, &n).await;
    }
}

both! {
    async fn what_is_not_taken_over_comes_back_to_whoever_had_it(store: Store) {
        let r = Regency::found(&store).await;
        let n = r.neighbour().await;
        let case = r.open("front_office", None, &["pbi-nonaktif"]).await.unwrap().case;
        let k = seen(&r, "back_office", case).await.concerns.remove(0);
        take_step(&r.house, &r.sender("back_office"), StepInput { case, concern: k.id, revision: 1, verb: VerbInput::Verify("listed".into(), None) }).await.unwrap();
        let before = seen(&r, "back_office", case).await.concerns.remove(0);
        hand(&r, "manager", case, n.tenant).await.unwrap();
        round(&r).await;
        let id = waiting(&n, "manager").await[0].id;
        assert_eq!(refusal(refuse(&n.house, &n.sender("manager"), id, "tidak-ada".into()).await).field, Some("reason"));
        assert_eq!(refusal(refuse(&n.house, &n.sender("viewer"), id, "bukan-warga-sini".into()).await).kind, RefusalKind::Forbidden);
        refuse(&n.house, &n.sender("manager"), id, "bukan-warga-sini".into()).await.unwrap();
        assert_eq!(refusal(refuse(&n.house, &n.sender("manager"), id, "bukan-warga-sini".into()).await).detail, "answered");
        assert_eq!(refusal(take(&n, "manager", id).await).detail, "answered");
        assert!(!has_key(&n, id).await && !has_key(&n, case).await);
        round(&r).await;
        forget_deliveries(&n).await;
        round(&r).await;
        assert_eq!(entries(&r, "case.hand_over_returned/1").await, 1);
        let now = seen(&r, "back_office", case).await;
        let k = &now.concerns[0];
        assert_eq!((k.state, &k.turn, k.timing.promised), (before.state, &before.turn, before.timing.promised));
        assert_eq!(now.handed.unwrap().answer.as_deref(), Some("bukan-warga-sini"));
        is_sound(&store, &r).await;
        is_sound(&store, &n).await;
        // Nothing stands in the way of other tries, and the last of a day is the one that is told.
        for reason in ["keterangan-kurang", "bukan-wewenang-sini", "sudah-dilayani-di-sini"] {
            hand(&r, "manager", case, n.tenant).await.unwrap();
            assert_eq!(seen(&r, "back_office", case).await.handed.unwrap().state, "under_way");
            round(&r).await;
            refuse(&n.house, &n.sender("manager"), waiting(&n, "manager").await[0].id, reason.into()).await.unwrap();
            round(&r).await;
            assert_eq!(seen(&r, "back_office", case).await.handed.unwrap().answer.as_deref(), Some(reason));
        }
        hand(&r, "manager", case, n.tenant).await.unwrap();
        round(&r).await;
        let taken = take(&n, "coordinator", waiting(&n, "coordinator").await[0].id).await.unwrap();
        round(&r).await;
        let now = seen(&r, "back_office", case).await;
        assert_eq!((now.concerns[0].state, now.handed.unwrap().number), (ConcernState::HandedOver, Some(taken.number)));
        assert_eq!(view::status(&r.house, r.tenant, case).await.unwrap().handed.unwrap().1, Some(taken.number));
        is_sound(&store, &r).await;
        is_sound(&store, &n).await;
    }
}

both! {
    async fn what_nobody_has_answered_is_taken_back(store: Store) {
        let r = Regency::found(&store).await;
        let n = r.neighbour().await;
        let case = r.open("front_office", None, &["pbi-nonaktif"]).await.unwrap().case;
        let before = seen(&r, "coordinator", case).await.concerns.remove(0);
        assert!(!seen(&r, "coordinator", case).await.can.take_back);

        // Before it left: it never comes, though the worker finds the parcel.
        hand(&r, "coordinator", case, n.tenant).await.unwrap();
        assert!(seen(&r, "coordinator", case).await.can.take_back && !seen(&r, "front_office", case).await.can.take_back);
        assert_eq!(refusal(back(&r, "front_office", case).await).kind, RefusalKind::Forbidden);
        let asked = wish(&r, "coordinator", case).await;
        let wrong = TakeBackInput { reason: String::new(), ..asked.clone() };
        assert_eq!(refusal(take_back(&r.house, &r.sender("coordinator"), wrong).await).field, Some("reason"));
        let other = TakeBackInput { hand_over: HandOverId(r.house.clock().new_id()), ..asked.clone() };
        assert_eq!(refusal(take_back(&r.house, &r.sender("coordinator"), other).await).detail, "answered");
        assert_eq!(entries(&n, "case.hand_over_withdrawn/1").await, 0, "nobody was asked for nothing");
        let sender = r.sender("coordinator");
        assert!(!take_back(&r.house, &sender, asked.clone()).await.unwrap().replayed);
        assert!(take_back(&r.house, &sender, asked.clone()).await.unwrap().replayed);
        assert_eq!(refusal(take_back(&r.house, &r.sender("coordinator"), asked).await).detail, "answered");
        let now = seen(&r, "coordinator", case).await;
        let k = &now.concerns[0];
        assert_eq!((k.state, &k.turn, k.timing.promised), (before.state, &before.turn, before.timing.promised));
        let handed = now.handed.unwrap();
        assert_eq!((handed.state.as_str(), handed.answer.as_deref(), now.can.take_back), ("taken_back", Some("salah-tujuan"), false));
        let line = now.timeline.iter().find(|t| t.kind == "case.hand_over_taken_back").unwrap();
        assert_eq!(line.words.as_ref().unwrap().reveal(), "Ternyata ke Krui");
        round(&r).await;
        forget_deliveries(&r).await;
        forget_deliveries(&n).await;
        round(&r).await;
        assert!(waiting(&n, "manager").await.is_empty());
        assert_eq!((entries(&n, "case.hand_over_received/1").await, entries(&r, "case.hand_over_returned/1").await), (0, 0));
        is_sound(&store, &r).await;
        is_sound(&store, &n).await;

        // Once it is there, nobody there sees it any more, and what came along can be read by nobody.
        hand(&r, "coordinator", case, n.tenant).await.unwrap();
        round(&r).await;
        let id = waiting(&n, "manager").await[0].id;
        back(&r, "manager", case).await.unwrap();
        assert!(waiting(&n, "manager").await.is_empty() && !has_key(&n, id).await);
        assert_eq!(refusal(view::incoming_one(&n.house, &session(&n, "manager").await, id).await).kind, RefusalKind::NotFound);
        assert_eq!(refusal(take(&n, "manager", id).await).detail, "taken_back");
        assert_eq!(refusal(refuse(&n.house, &n.sender("manager"), id, "bukan-warga-sini".into()).await).detail, "taken_back");
        assert!(stands(&n, case).await.iter().all(|h| *h == ("withdrawn".into(), Some("salah-tujuan".into()), false)));
        // Nothing stands in the way of another try; the old answer, brought late, does not answer the new one.
        hand(&r, "coordinator", case, n.tenant).await.unwrap();
        forget_deliveries(&n).await;
        round(&r).await;
        assert_eq!(seen(&r, "coordinator", case).await.handed.unwrap().state, "under_way");
        let taken = take(&n, "manager", waiting(&n, "manager").await[0].id).await.unwrap();
        // There it was answered, and here nobody knows yet.
        assert_eq!(refusal(back(&r, "coordinator", case).await).detail, "answered_there");
        round(&r).await;
        assert_eq!(seen(&r, "coordinator", case).await.handed.unwrap().number, Some(taken.number));
        assert_eq!(refusal(back(&r, "coordinator", case).await).detail, "answered");
        is_sound(&store, &r).await;
        is_sound(&store, &n).await;
    }
}

both! {
    async fn whoever_stopped_while_taking_back_has_it_brought_back(store: Store) {
        let r = Regency::found(&store).await;
        let n = r.neighbour().await;
        let case = r.open("front_office", None, &["pbi-nonaktif"]).await.unwrap().case;
        hand(&r, "coordinator", case, n.tenant).await.unwrap();
        round(&r).await;
        let id = waiting(&n, "manager").await[0].id;
        let handed = HandOverWithdrawn {
            hand_over: id,
            case,
            from: r.tenant,
            number: seen(&r, "coordinator", case).await.number,
            village: AreaCode::parse(SUKA_BARU).unwrap(),
            restricted: false,
            reason: "pindah-ke-sana".into(),
            answer: "salah-tujuan".into(),
            on: seen(&r, "coordinator", case).await.local.0,
        };
        let mut half = Request::system(n.tenant, n.operation(), "web", Body::WithdrawHandOver(handed));
        half.destroys.push(id.0);
        n.house.submit(half).await.unwrap();
        assert_eq!(seen(&r, "coordinator", case).await.handed.unwrap().state, "under_way");
        round(&r).await;
        let now = seen(&r, "coordinator", case).await;
        let handed = now.handed.unwrap();
        assert_eq!((handed.state.as_str(), handed.answer.as_deref(), now.concerns[0].state), ("returned", Some("salah-tujuan"), ConcernState::Received));
        is_sound(&store, &r).await;
        is_sound(&store, &n).await;
    }
}

both! {
    async fn of_taking_over_and_taking_back_at_once_exactly_one_happens(store: Store) {
        let r = Regency::found(&store).await;
        let n = r.neighbour().await;
        let mut back = 0;
        for i in 0..8 {
            let case = r.open("front_office", None, &["pbi-nonaktif"]).await.unwrap().case;
            hand(&r, "coordinator", case, n.tenant).await.unwrap();
            round(&r).await;
            let id = waiting(&n, "manager").await[0].id;
            let asked = wish(&r, "coordinator", case).await;
            let (sender, other) = (r.sender("coordinator"), r.sender("manager"));
            // Now the one has a head start, now the other; and two take it back at once.
            let (taken, one, two) = tokio::join!(
                async {
                    tokio::time::sleep(Duration::from_millis(if i % 2 == 0 { 0 } else { 3 * i })).await;
                    take(&n, "manager", id).await
                },
                take_back(&r.house, &sender, asked.clone()),
                take_back(&r.house, &other, asked.clone()),
            );
            round(&r).await;
            let state = seen(&r, "coordinator", case).await.concerns[0].state;
            match taken {
                Ok(_) => {
                    assert!(refusal(one).detail.starts_with("answered") && refusal(two).detail.starts_with("answered"));
                    assert_eq!(state, ConcernState::HandedOver);
                }
                refused => {
                    assert_eq!(refusal(refused).detail, "taken_back");
                    assert!(one.is_ok() || two.is_ok());
                    back += 1;
                    assert_eq!((state, entries(&r, "case.hand_over_returned/1").await), (ConcernState::Received, 0));
                    assert_eq!(refusal(view::case(&n.house, &session(&n, "manager").await, case).await).kind, RefusalKind::NotFound);
                }
            }
            assert!(waiting(&n, "manager").await.is_empty());
            assert_eq!(entries(&r, "case.hand_over_taken_back/1").await, back);
        }
        is_sound(&store, &r).await;
        is_sound(&store, &n).await;
    }
}

async fn photographed(r: &Regency, case: CaseId, kind: &str, bytes: &[u8]) -> DocumentId {
    let id = DocumentId(r.house.clock().new_id());
    let (form, photo) = (DocumentForm::Photo, Some(Private::new(bytes.to_vec())));
    let paper = DocumentInput { id, case, concern: None, kind: kind.into(), form, photo };
    add_document(&r.house, &r.sender("front_office"), paper).await.unwrap();
    id
}

async fn files(r: &Regency) -> usize {
    let mut tx = r.house.db().read(r.tenant).await.unwrap();
    let rows: Vec<(Vec<u8>,)> = tx.all("SELECT hash FROM blob WHERE tenant = $1", &args![r.tenant]).await.unwrap();
    rows.len()
}

both! {
    async fn photographs_go_along_sealed_anew(store: Store) {
        let r = Regency::found(&store).await;
        let n = r.neighbour().await;
        let case = r.open("front_office", None, &["pbi-nonaktif"]).await.unwrap().case;
        let whole = photographed(&r, case, "kk", b"the card").await;
        let gone = photographed(&r, case, "ktp", b"the other card").await;
        let changed = photographed(&r, case, "sktm", b"the letter").await;
        let hash = |id: DocumentId, v: &view::CaseView| Hash::from_slice(v.documents.iter().find(|d| d.id == id).unwrap().blob.as_ref().unwrap()).unwrap();
        let here = seen(&r, "coordinator", case).await;
        r.house.blobs().remove(r.tenant, &hash(gone, &here)).await.unwrap();
        r.house.blobs().remove(r.tenant, &hash(changed, &here)).await.unwrap();
        r.house.blobs().put(r.tenant, &hash(changed, &here), b"something else".to_vec().into()).await.unwrap();

        // Neither waiting nor a refusal leaves a file there.
        hand(&r, "coordinator", case, n.tenant).await.unwrap();
        round(&r).await;
        let came = waiting(&n, "manager").await.remove(0);
        assert!(came.seen.as_ref().unwrap().papers.iter().all(|p| p.photo));
        assert_eq!(refusal(take(&n, "back_office", came.id).await).kind, RefusalKind::Forbidden);
        refuse(&n.house, &n.sender("manager"), came.id, "keterangan-kurang".into()).await.unwrap();
        round(&r).await;
        assert_eq!(files(&n).await, 0);

        hand(&r, "coordinator", case, n.tenant).await.unwrap();
        round(&r).await;
        let taken = take(&n, "manager", waiting(&n, "manager").await[0].id).await.unwrap();
        assert_eq!((taken.photos, taken.photos_lost, files(&n).await), (1, 2, 1));
        let there = seen(&n, "manager", case).await;
        assert_ne!(hash(whole, &there), hash(whole, &here), "sealed under another key");
        assert_eq!(blobs::read(&n.house, n.tenant, case, &hash(whole, &there).0).await.unwrap().unwrap(), b"the card");
        let forms: Vec<(DocumentForm, bool)> = [whole, gone, changed].map(|id| there.documents.iter().find(|d| d.id == id).map(|d| (d.form, d.blob.is_some())).unwrap()).into();
        assert_eq!(forms, [(DocumentForm::Photo, true), (DocumentForm::Shown, false), (DocumentForm::Shown, false)]);
        assert_eq!(there.timeline.iter().find(|t| t.kind == "case.taken_over").unwrap().detail.photos_lost, 2);
        round(&r).await;
        // What is erased there goes there, and stays here.
        let system = Sender { who: slrt_operations::Who::System, ..n.sender("admin") };
        erase::erase_case(&n.house, &system, case, "request").await.unwrap();
        assert_eq!((files(&n).await, files(&r).await), (0, 3));
        assert_eq!(blobs::read(&r.house, r.tenant, case, &hash(whole, &here).0).await.unwrap().unwrap(), b"the card");
        is_sound(&store, &r).await;
        is_sound(&store, &n).await;
    }
}

both! {
    async fn the_hamlet_goes_along(store: Store) {
        let r = Regency::found(&store).await;
        let n = r.neighbour().await;
        let (person, family) = (PersonId(r.house.clock().new_id()), FamilyId(r.house.clock().new_id()));
        let (key, family_key) = (SubjectKey::new(r.tenant, person, random()), SubjectKey::new(r.tenant, family, random()));
        let added = PersonAdded {
            person,
            family,
            new_family: true,
            name: key.seal("person.name", "Sumiati Contoh"),
            nik: None,
            card: None,
            address: Some(family_key.seal("family.address", "Jalan Contoh 1")),
            hamlet: Some(family_key.seal("family.hamlet", "Krajan RT 001 RW 002")),
            phone: None,
            village: AreaCode::parse(SUKA_BARU).unwrap(),
            sex: "female".into(),
            born: None,
            birth_year: Some(1968),
            relation: "head".into(),
            warnings: Vec::new(),
        };
        let mut request = Request::system(r.tenant, r.operation(), "cli", Body::AddPerson(added));
        request.keys.extend([key, family_key]);
        r.house.submit(request).await.unwrap();
        let case = r.open("front_office", Some(person), &["pbi-nonaktif"]).await.unwrap().case;
        hand(&r, "coordinator", case, n.tenant).await.unwrap();
        round(&r).await;
        take(&n, "manager", waiting(&n, "manager").await[0].id).await.unwrap();
        assert_eq!(seen(&n, "back_office", case).await.address.unwrap().reveal(), "Jalan Contoh 1, Krajan RT 001 RW 002");
        is_sound(&store, &r).await;
        is_sound(&store, &n).await;
    }
}

both! {
    async fn what_is_protected_exists_there_for_who_protects(store: Store) {
        let r = Regency::found(&store).await;
        let n = r.neighbour().await;
        let case = r.open("front_office", None, &["kdrt"]).await.unwrap().case;
        let asked = input(&r, "protection_officer", case, n.tenant).await;
        assert_eq!(refusal(hand_over(&r.house, &r.sender("manager"), asked.clone()).await).kind, RefusalKind::NotFound);
        assert_eq!(refusal(hand_over(&r.house, &r.sender("front_office"), asked.clone()).await).kind, RefusalKind::Forbidden);
        hand_over(&r.house, &r.sender("protection_officer"), asked).await.unwrap();
        round(&r).await;
        let id = waiting(&n, "protection_officer").await[0].id;
        for who in ["manager", "coordinator", "supervisor"] {
            assert!(waiting(&n, who).await.is_empty(), "{who}");
            assert_eq!(view::incoming_count(&n.house, &session(&n, who).await).await.unwrap(), 0, "{who}");
            assert_eq!(refusal(view::incoming_one(&n.house, &session(&n, who).await, id).await).kind, RefusalKind::NotFound, "{who}");
            assert_eq!(refusal(take(&n, who, id).await).kind, RefusalKind::NotFound, "{who}");
            assert_eq!(refusal(refuse(&n.house, &n.sender(who), id, "bukan-warga-sini".into()).await).kind, RefusalKind::NotFound, "{who}");
        }
        take(&n, "protection_officer", id).await.unwrap();
        assert!(seen(&n, "protection_officer", case).await.restricted);
        for who in ["manager", "coordinator", "back_office", "front_office"] {
            assert_eq!(refusal(view::case(&n.house, &session(&n, who).await, case).await).kind, RefusalKind::NotFound, "{who}");
        }
        round(&r).await;
        assert_eq!(seen(&r, "protection_officer", case).await.concerns[0].state, ConcernState::HandedOver);
        is_sound(&store, &r).await;
        is_sound(&store, &n).await;
    }
}

both! {
    async fn what_was_erased_on_the_way_does_not_arrive(store: Store) {
        let r = Regency::found(&store).await;
        let n = r.neighbour().await;
        let case = r.open("front_office", None, &["pbi-nonaktif"]).await.unwrap().case;
        hand(&r, "coordinator", case, n.tenant).await.unwrap();
        let system = Sender { who: slrt_operations::Who::System, ..r.sender("admin") };
        erase::erase_case(&r.house, &system, case, "request").await.unwrap();
        round(&r).await;
        assert_eq!(entries(&n, "case.hand_over_received/1").await, 0);
        let handed = seen(&r, "coordinator", case).await.handed.unwrap();
        assert_eq!((handed.state.as_str(), handed.answer.as_deref()), ("returned", Some("isi-dihapus")));
        is_sound(&store, &r).await;
    }
}

both! {
    async fn people_who_are_known_there_are_the_same(store: Store) {
        let r = Regency::found(&store).await;
        let n = r.neighbour().await;
        let here = r.person("Sumiati Contoh", Some("9901014107680001")).await;
        let there = n.person("Sumiati Contoh", Some("9901014107680001")).await;
        let other = r.person("Fatimah Contoh", None).await;
        for (whose, kind, known) in [(here, "pbi-nonaktif", there), (other, "pbi-nonaktif", other), (other, "pbi-nonaktif", other)] {
            let case = r.open("front_office", Some(whose), &[kind]).await.unwrap().case;
            hand(&r, "coordinator", case, n.tenant).await.unwrap();
            round(&r).await;
            take(&n, "manager", waiting(&n, "manager").await[0].id).await.unwrap();
            round(&r).await;
            assert_eq!(seen(&n, "back_office", case).await.person.person, Some(known));
        }
        is_sound(&store, &r).await;
        is_sound(&store, &n).await;
    }
}

both! {
    async fn another_regency_is_founded_beside_the_first(store: Store) {
        let r = Regency::found(&store).await;
        assert_eq!(&*r.house.tenants().await.unwrap(), &[r.tenant]);
        let founding = Founding {
            area: AreaCode::parse("1804").unwrap(),
            brand: "SLRT".into(),
            login: "admin".into(),
            name: Private::new("Ani".into()),
            password: Private::new("kopi pagi di pantai".into()),
            kind: "demo".into(),
        };
        let founded = found_tenant(&r.house, founding).await.unwrap();
        assert_eq!(&*r.house.tenants().await.unwrap(), &[founded.tenant, r.tenant]);
        let named: Vec<String> = view::regencies(&r.house).await.unwrap().into_iter().map(|r| r.name).collect();
        assert_eq!(named, ["Kabupaten Lampung Barat", "Kabupaten Pesisir Barat"]);
        is_sound(&store, &r).await;
    }
}

/// Somebody holds the head of one regency all the while: the other one works on, and what goes between them waits.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_operation_locks_two_heads() {
    let store = Store::new(Engine::Postgres).await;
    let r = Regency::found(&store).await;
    let n = r.neighbour().await;
    let case = r.open("front_office", None, &["pbi-nonaktif"]).await.unwrap().case;
    let second = r.open("front_office", None, &["ktp-kk"]).await.unwrap().case;
    hand(&r, "coordinator", second, n.tenant).await.unwrap();
    round(&r).await;
    let id = waiting(&n, "manager").await[0].id;
    let other = store.database().await;
    let soon = Duration::from_secs(20);

    let mut held = other.write(n.tenant).await.unwrap();
    journal::lock_head(&mut held, n.tenant).await.unwrap();
    tokio::time::timeout(soon, hand(&r, "coordinator", case, n.tenant)).await.expect("waits for the receiver's head").unwrap();
    held.rollback().await.unwrap();

    let mut held = other.write(r.tenant).await.unwrap();
    journal::lock_head(&mut held, r.tenant).await.unwrap();
    tokio::time::timeout(soon, take(&n, "manager", id)).await.expect("waits for the sender's head").unwrap();
    held.rollback().await.unwrap();
    round(&r).await;
    assert_eq!(seen(&r, "coordinator", second).await.concerns[0].state, ConcernState::HandedOver);
}
