//! What the first history left out: every other kind of entry, and every step of a need.

use super::{say, step as step_at};
use crate::own_catalog::{deadline, holiday, program, reason, row};
use crate::views::session;
use slrt_domain::access::{Role, Scope, Visibility};
use slrt_domain::area::AreaCode;
use slrt_domain::case::{Case, Channel, DocumentForm, DocumentSeen};
use slrt_domain::family::{Relation, Sex};
use slrt_domain::identity::*;
use slrt_domain::journal::{BridgePair, BridgeSet, ChainSet, Hash, PersonAdded, ProfileSet};
use slrt_domain::office::OfficeChain;
use slrt_domain::program::{OwnContent, OwnSort};
use slrt_operations::accounts::{end_own_token, make_own_token, set_contact, tokens};
use slrt_operations::correct::{FamilyChange, PersonChange, correct_family, correct_person};
use slrt_operations::erase::erase_case;
use slrt_operations::hand_over::{HandOverInput, TakeBackInput, hand_over, refuse, take_back, take_over};
use slrt_operations::import::forget_bridge;
use slrt_operations::intake::{IntakeDocument, Sender, open_case};
use slrt_operations::people::{add_nik, check_numbers};
use slrt_operations::setup::{Move, move_tenant, reset_password};
use slrt_operations::steps::{ExternalInput, OnBehalfInput, VerbInput};
use slrt_operations::{Body, Request, random, view, worker};
use slrt_storage::{SubjectKey, case as cases, registry};
use slrt_testing::{FAR_VILLAGE, Officer, Regency, SUKA_BARU};

/// Plays all of it, after the first history.
pub async fn play(r: &mut Regency) {
    settings(r).await;
    accounts(r).await;
    people(r).await;
    // Nothing is open for them yet.
    let (somebody, _) = written_down(r, "Warga Baru Contoh", false).await;
    let village = Scope::Area(AreaCode::parse(SUKA_BARU).unwrap());
    let account = r.hire("fasilitator-suka-baru", &[(Role::Facilitator, village)]).await;
    r.officers.insert("fasilitator", Officer { account, role: Role::Facilitator });
    let helped = helped(r, somebody).await;
    declined(r).await;
    sent_on(r, somebody, helped).await;
    hand_overs(r).await;
    left_behind(r).await;
}

fn today(r: &Regency) -> slrt_domain::calendar::Day {
    slrt_domain::calendar::Zone::new("WIB", 420).day(r.house.clock().now())
}

async fn load(r: &Regency, id: CaseId) -> Case {
    let mut tx = r.house.db().read(r.tenant).await.unwrap();
    cases::load(&mut tx, r.tenant, &[id]).await.unwrap().pop().unwrap().1
}

/// A step of a case's first need.
async fn does(r: &Regency, who: &str, id: CaseId, verb: VerbInput) {
    let concern = load(r, id).await.concerns.remove(0);
    step_at(r, who, (id, concern.id), concern.revision, verb).await;
}

fn code(text: &str) -> Option<String> {
    Some(text.into())
}

async fn settings(r: &Regency) {
    let from = today(r).plus(30);
    let admin = |body: Body| r.house.submit(r.sender("admin").request(body));
    admin(Body::SetProfile(ProfileSet { brand: "Lamban Sai Betik Pesisir".into(), revision: 1 })).await.unwrap();
    let wish = Move { area: AreaCode::parse("1812"), zone: code("WITA"), from, revision: 0 };
    move_tenant(&r.house, &r.sender("admin"), wish).await.unwrap();
    let steps = Some(vec![Role::Coordinator, Role::Manager]);
    let chain = OfficeChain { office: r.puskesos, kind: "biaya-berobat".into(), valid_from: from, steps, revision: 1 };
    admin(Body::SetChain(ChainSet { chain, reason: "SK Kadinsos 12/2026".into() })).await.unwrap();
    let shipped = r.house.catalog().kinds["biaya-sekolah"].deadline.clone();
    let mut limit = deadline(&shipped, from);
    limit.valid_to = Some(from.plus(365));
    let absent = row("pip", from, OwnContent::Absent(OwnSort::Program));
    admin(Body::SetCatalogRows(vec![program(from), reason(from), limit, holiday(from), absent])).await.unwrap();
    let pair = BridgePair::parse("1813010001 1813012001 2020-01-01 2030-12-31").unwrap();
    r.system(Body::SetBridge(BridgeSet { pairs: vec![pair], revision: 1 })).await;
    forget_bridge(&r.house, &r.sender("admin"), 1).await.unwrap();
}

async fn accounts(r: &Regency) {
    let own = session(r, "front_office").await;
    make_own_token(&r.house, &own, "web", "Program", 30).await.unwrap();
    let made = tokens(&r.house, &own).await.unwrap().remove(0);
    assert!(end_own_token(&r.house, &own, "web", &made.id).await.unwrap());
    let (account, number) = (r.officers["facilitator"].account, Phone::parse("081299990001").unwrap());
    set_contact(&r.house, &r.sender("facilitator"), account, Some(&number)).await.unwrap();
    set_contact(&r.house, &r.sender("facilitator"), account, None).await.unwrap();
    reset_password(&r.house, &r.sender("admin"), account).await.unwrap();
}

/// Somebody with a hamlet, a card, and a NIK that looks odd; or without numbers.
async fn written_down(r: &Regency, name: &str, numbers: bool) -> (PersonId, FamilyId) {
    let (person, family) = (PersonId(r.house.clock().new_id()), FamilyId(r.house.clock().new_id()));
    let (key, family_key) = (SubjectKey::new(r.tenant, person, random()), SubjectKey::new(r.tenant, family, random()));
    let added = PersonAdded {
        person,
        family,
        new_family: true,
        name: key.seal("person.name", name),
        nik: numbers.then(|| key.seal("person.nik", "9901010101750000")),
        card: numbers.then(|| family_key.seal("family.card", "9901011204100002")),
        address: Some(family_key.seal("family.address", "Jalan Contoh 2")),
        hamlet: Some(family_key.seal("family.hamlet", "Krajan RT 001 RW 002")),
        phone: None,
        village: AreaCode::parse(SUKA_BARU).unwrap(),
        sex: "female".into(),
        born: Some(key.seal("person.born", "1975-01-01")),
        birth_year: Some(1975),
        relation: "head".into(),
        warnings: if numbers { vec!["serial_zero".into()] } else { Vec::new() },
    };
    let mut request = Request::system(r.tenant, r.operation(), "cli", Body::AddPerson(added));
    request.keys.extend([key, family_key]);
    r.house.submit(request).await.unwrap();
    (person, family)
}

async fn person_row(r: &Regency, person: PersonId) -> registry::PersonRow {
    let mut tx = r.house.db().read(r.tenant).await.unwrap();
    registry::persons(&mut tx, r.tenant, &[person]).await.unwrap().pop().unwrap()
}

async fn people(r: &Regency) {
    let (odd, _) = written_down(r, "Ganjil Contoh", true).await;
    check_numbers(&r.house, &r.sender("front_office"), odd, vec!["serial_zero".into()]).await.unwrap();
    let (person, family) = written_down(r, "Sumyati Contoh", false).await;
    add_nik(&r.house, &r.sender("front_office"), person, Nik::parse("9901014107680003").unwrap(), true).await.unwrap();
    let change = PersonChange {
        person: Some(person),
        revision: person_row(r, person).await.revision,
        name: say("Sumiati Dua Contoh"),
        nik: Some(Nik::parse("9901014107690004").ok()),
        sex: Some(Some(Sex::Male)),
        born: Some(slrt_domain::calendar::Day::parse("1969-07-02")),
        relation: Some(Relation::Spouse),
        phone: Some(Phone::parse("081299990002").ok()),
        confirmed_warnings: true,
        ..PersonChange::default()
    };
    correct_person(&r.house, &r.sender("front_office"), change).await.unwrap();
    let mut tx = r.house.db().read(r.tenant).await.unwrap();
    let revision = registry::families(&mut tx, r.tenant, &[family]).await.unwrap().pop().unwrap().revision;
    drop(tx);
    let change = FamilyChange {
        family: Some(family),
        revision,
        address: Some(say("Jalan Contoh 3")),
        village: AreaCode::parse(FAR_VILLAGE),
        card: Some(FamilyCard::parse("9901011204100003").ok()),
        confirmed_warnings: true,
    };
    correct_family(&r.house, &r.sender("front_office"), change).await.unwrap();
    // What is typed into a copy of the registry says so.
    let hash = r.house.keys().lookup_hashes(r.tenant, "nik", "9901010101900001");
    let mut tx = r.house.db().read(r.tenant).await.unwrap();
    let copy = registry::persons_by_nik(&mut tx, r.tenant, &hash).await.unwrap().pop().unwrap();
    drop(tx);
    let copy = PersonId::from_slice(&copy.id).unwrap();
    let revision = person_row(r, copy).await.revision;
    let phone = Some(Phone::parse("081299990003").ok());
    let change = PersonChange { person: Some(copy), revision, phone, ..PersonChange::default() };
    correct_person(&r.house, &r.sender("front_office"), change).await.unwrap();
}

fn number_there(system: &str, number: &str, r: &Regency) -> ExternalInput {
    let day = Some(today(r));
    ExternalInput {
        system: system.into(),
        referral: None,
        number: Private::new(number.into()),
        submitted_on: day,
        checked_on: day,
        status: say("Diproses"),
    }
}

/// Verified, visited, with papers, recommended, approved, waited for, served; the citizen says that help came. Answers its number.
async fn helped(r: &Regency, somebody: PersonId) -> ServiceNumber {
    use VerbInput as V;
    let mut intake = r.intake(Some(somebody), &["pbi-nonaktif"]);
    (intake.proxy, intake.phone) = (say("Anak Contoh"), say("081200000099"));
    intake.external = Some(("lapor".into(), Private::new("L-1".into()), Some(today(r))));
    intake.ppks = r.house.catalog().ppks.iter().find(|p| !p.restricted).map(|p| p.code.clone());
    let (document, blob) = (DocumentId(r.house.clock().new_id()), Some(Private::new(vec![98; 200])));
    let concern = Some(intake.concerns[0].id);
    intake.documents.push(IntakeDocument { id: document, kind: "ktp".into(), form: DocumentForm::Photo, photo: blob, concern });
    let id = intake.case;
    let late = Sender {
        occurred_at: Some(r.house.clock().now().plus_seconds(-3600)),
        late_reason: code("tanpa-sinyal"),
        ..r.sender("front_office")
    };
    let receipt = open_case(&r.house, &late, intake).await.unwrap();
    let seen = DocumentSeen { document, case: id, concern, kind: "ktp".into(), visibility: Visibility::Normal };
    r.house.submit(r.sender("front_office").request(Body::SeeDocument(seen))).await.unwrap();
    does(r, "back_office", id, V::Verify("listed".into(), say("Sesuai"))).await;
    does(r, "back_office", id, V::RequestVisit(say("Lihat rumahnya"))).await;
    does(r, "fasilitator", id, V::RecordVisit("as_told".into(), say("Benar"))).await;
    does(r, "back_office", id, V::AskDocuments(vec!["kk".into()], say("Bawa KK"))).await;
    does(r, "back_office", id, V::ReceiveDocuments(say("Sudah dibawa"))).await;
    does(r, "back_office", id, V::Recommend(vec!["pbi-jk-reakt".into()], say("Perlu cuci darah"))).await;
    does(r, "manager", id, V::Decide { result: "approve".into(), reason: None, words: say("Setuju") }).await;
    let wait = V::Wait {
        result: "center".into(),
        reason: code("menunggu-kemensos"),
        external: Some(number_there("siks-ng", "U-78", r)),
        next_look: today(r).plus(7),
        words: say("Diinput"),
    };
    does(r, "back_office", id, wait).await;
    does(r, "back_office", id, V::Resume(say("Sudah ada"))).await;
    does(r, "back_office", id, V::NoteNumber(number_there("siks-ng", "U-79", r))).await;
    does(r, "back_office", id, V::Serve("help".into(), say("Kartu aktif"), vec!["pbi-jk-reakt".into()])).await;
    does(r, "front_office", id, V::Confirm("helped".into(), Channel::Phone, None, say("Sudah"))).await;
    receipt.number
}

/// Returned, recommended again, taken back, declined, opened again, erased.
async fn declined(r: &Regency) {
    use VerbInput as V;
    let mut intake = r.intake(None, &["rumah-tidak-layak"]);
    (intake.caller, intake.phone) = (say("Penelepon Contoh"), say("081200000098"));
    let id = open_case(&r.house, &r.sender("front_office"), intake).await.unwrap().case;
    let because = |purpose: &str| r.house.catalog().reasons_for(purpose).next().map(|x| x.code.clone());
    let recommend = || V::Recommend(vec!["bsps".into()], say("Atap bocor"));
    does(r, "back_office", id, recommend()).await;
    does(r, "manager", id, V::Decide { result: "return".into(), reason: because("return"), words: say("Foto kurang") }).await;
    does(r, "back_office", id, recommend()).await;
    does(r, "back_office", id, V::WithdrawRecommendation(None, say("Keliru"))).await;
    does(r, "back_office", id, recommend()).await;
    does(r, "manager", id, V::Decide { result: "decline".into(), reason: because("decline_decision"), words: say("Belum bisa") }).await;
    does(r, "back_office", id, V::Reopen(say("Keberatan"))).await;
    let slow = r.open("front_office", None, &["informasi-publik"]).await.unwrap().case;
    does(r, "back_office", slow, V::Extend(because("extend"), say("Arsip lama"))).await;
    erase_case(&r.house, &r.sender("admin"), id, "request").await.unwrap();
}

/// Sent to an institution, with all that it can answer; the citizen says that no help came; handed up, closed, opened again.
async fn sent_on(r: &Regency, somebody: PersonId, other: ServiceNumber) {
    use VerbInput as V;
    let receipt = r.open("front_office", Some(somebody), &["biaya-sekolah"]).await.unwrap();
    let id = receipt.case;
    let last = ReferralId(r.house.clock().new_id());
    let refer = |again: bool| V::Refer {
        referral: if again { last } else { ReferralId(r.house.clock().new_id()) },
        institution: r.institutions["dinkes"],
        program: None,
        consent: true,
        words: say("Mohon dibantu"),
        named: None,
    };
    let answer = |result: &str, reason: Option<&str>, documents: &[&str]| V::Answer {
        result: result.into(),
        reason: reason.map(Into::into),
        documents: documents.iter().map(|d| (*d).to_owned()).collect(),
        words: say("Jawaban dinas"),
        on_behalf: None,
    };
    does(r, "back_office", id, refer(false)).await;
    does(r, "institution_officer", id, answer("accepted", None, &[])).await;
    does(r, "institution_officer", id, answer("more_asked", Some("minta-ktp-kk"), &["ktp"])).await;
    does(r, "back_office", id, V::Resubmit(say("Terlampir"))).await;
    let mut no = answer("declined", Some("anggaran-belum-ada"), &[]);
    if let V::Answer { on_behalf, .. } = &mut no {
        let who = Private::new("Bapak Contoh, Kabid".into());
        *on_behalf = Some(OnBehalfInput { who, channel: "phone".into(), day: today(r), evidence: None });
    }
    does(r, "back_office", id, no).await;
    does(r, "back_office", id, refer(false)).await;
    does(r, "back_office", id, V::TakeBack(code("tidak-menjawab"), say("Lama"))).await;
    does(r, "back_office", id, refer(true)).await;
    let number = ExternalInput { referral: Some(last), ..number_there("other", "D-1", r) };
    does(r, "back_office", id, V::NoteNumber(number)).await;
    does(r, "institution_officer", id, answer("given", None, &[])).await;
    does(r, "front_office", id, V::Confirm("not_helped".into(), Channel::Counter, code("belum-ada-tindakan"), say("Belum"))).await;
    does(r, "back_office", id, V::Escalate(code("perlu-kewenangan-lebih"), say("Mohon dibantu"))).await;
    let same = V::CloseAsSame { reason: "duplikat".into(), other: Private::new(other.to_string()), words: say("Sama") };
    does(r, "sekretariat-bo", id, same).await;
    does(r, "back_office", id, V::Reopen(say("Ternyata lain"))).await;
}

async fn hand(r: &Regency, case: CaseId, to: Tenant) -> HandOverId {
    let seen = load(r, case).await.concerns.iter().map(|c| (c.id, c.revision)).collect();
    let input = HandOverInput { case, to, reason: "pindah-ke-sana".into(), words: say("Sudah pindah"), seen };
    hand_over(&r.house, &r.sender("coordinator"), input).await.unwrap();
    let shown = view::case(&r.house, &session(r, "coordinator").await, case).await.unwrap();
    shown.handed.unwrap().id
}

async fn round(r: &Regency) {
    assert_eq!(worker::round(&r.house).await.unwrap().failed, 0);
}

/// One taken over, with a photograph and one that got lost; one refused; one taken back.
async fn hand_overs(r: &Regency) {
    let (somebody, _) = written_down(r, "Warga Pindah Contoh", false).await;
    let n = r.neighbour().await;
    let (taken, refused, back) = (
        super::open(r, Some(somebody), "ktp-kk", true).await.0,
        r.open("front_office", None, &["pbi-nonaktif"]).await.unwrap().case,
        r.open("front_office", None, &["pbi-nonaktif"]).await.unwrap().case,
    );
    let lost = super::photograph(r, taken, "kk", 97).await;
    does(r, "back_office", taken, VerbInput::NoteNumber(number_there("siks-ng", "U-80", r))).await;
    let (first, second) = (hand(r, taken, n.tenant).await, hand(r, refused, n.tenant).await);
    round(r).await;
    // Away while it is taken over, and there again for the backup.
    let shown = view::case(&r.house, &session(r, "coordinator").await, taken).await.unwrap();
    let hash = shown.documents.iter().find(|d| d.id == lost).and_then(|d| Hash::from_slice(d.blob.as_ref()?)).unwrap();
    let kept = r.house.blobs().get(r.tenant, &hash).await.unwrap().unwrap();
    r.house.blobs().remove(r.tenant, &hash).await.unwrap();
    let over = take_over(&r.house, &n.sender("manager"), first, n.sekretariat).await.unwrap();
    assert_eq!((over.photos, over.photos_lost), (1, 1));
    r.house.blobs().put(r.tenant, &hash, kept.into()).await.unwrap();
    refuse(&r.house, &n.sender("manager"), second, "bukan-warga-sini".into()).await.unwrap();
    round(r).await;
    let third = hand(r, back, n.tenant).await;
    let wish = TakeBackInput { case: back, hand_over: third, reason: "salah-tujuan".into(), words: say("Ternyata ke Krui") };
    take_back(&r.house, &r.sender("coordinator"), wish).await.unwrap();
    round(r).await;
}

/// Nobody is left who handles what waits at the Puskesos.
async fn left_behind(r: &Regency) {
    let reference = r.house.reference(r.tenant).await.unwrap();
    let yesterday = today(r).plus(-1);
    for who in ["back_office", "coordinator"] {
        for g in reference.grants.iter().filter(|g| g.account == r.officers[who].account) {
            r.system(Body::EndRole(g.id, yesterday)).await;
        }
    }
    assert!(worker::reroute(&r.house, r.tenant).await.unwrap() > 0);
}
