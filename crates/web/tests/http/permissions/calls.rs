//! How every endpoint is called: sensible bodies that change nothing for whoever calls next.

use super::scene::{Household, Scene, Thing};
use crate::visit::uuid;
use serde_json::{Value, json};

/// A call of an endpoint.
pub struct Call {
    /// `POST /cases/{case}/pin`.
    pub endpoint: String,
    /// On what: `near restricted`; empty where it makes no difference.
    pub variant: &'static str,
    pub path: String,
    pub send: Send,
}

pub type File = (&'static str, &'static str, &'static [u8]);

pub enum Send {
    Json(Option<Value>),
    Files(Vec<(&'static str, String)>, Vec<File>),
}

/// A revision that no concern has: whoever may take the step is told that somebody was faster.
const STALE: i64 = 1_000_000;

const HOUSEHOLDS: &[u8] = b"IDBDT,KDPROP,KDKAB,KDKEC,KDDESA\r\nR1,18,13,01,2001\r\n";
const MEMBERS: &[u8] = b"IDBDT,IDARTBDT,Nama,NIK,NoKK\r\nR1,A1,SITI,9901014107690001,9901011204100009\r\n";

/// Every call, in the order of the grid; identifiers of what is made are fresh each time.
pub fn all(s: &Scene) -> Vec<Call> {
    let mut list = List(Vec::new());
    session(&mut list, s);
    cases(&mut list, s);
    steps(&mut list, s);
    registry(&mut list, s);
    reading(&mut list, s);
    offices(&mut list, s);
    users(&mut list, s);
    managing(&mut list, s);
    list.0
}

struct List(Vec<Call>);

impl List {
    fn push(&mut self, endpoint: &str, variant: &'static str, path: String, body: Option<Value>) {
        self.0.push(Call { endpoint: endpoint.to_owned(), variant, path, send: Send::Json(body) });
    }

    /// An endpoint without parameters in its path.
    fn plain(&mut self, endpoint: &str, query: &str, body: Option<Value>) {
        let path = endpoint.split_once(' ').map_or("", |(_, path)| path);
        self.push(endpoint, "", format!("{path}{query}"), body);
    }

    fn things(&mut self, s: &Scene, endpoint: &str, body: impl Fn(&Thing) -> Option<Value>) {
        for t in &s.things {
            let path = endpoint.split_once(' ').map_or("", |(_, path)| path);
            let path = path.replace("{case}", &t.case).replace("{concern}", &t.concern).replace("{document}", &t.document);
            self.push(endpoint, t.name, path, body(t));
        }
    }

    fn households(&mut self, s: &Scene, endpoint: &str, id: impl Fn(&Household) -> &str, body: impl Fn(&Household) -> Option<Value>) {
        for h in &s.households {
            let path = endpoint.split_once(' ').map_or("", |(_, path)| path);
            self.push(endpoint, h.name, path.replace("{id}", id(h)), body(h));
        }
    }
}

fn session(list: &mut List, s: &Scene) {
    list.plain("POST /session", "", Some(json!({"login": "viewer", "password": "kopi pagi di pantai", "tenant": s.r.tenant.to_string()})));
    list.plain("DELETE /session", "", None);
    list.plain("GET /me", "", None);
    list.plain("GET /tokens", "", None);
    list.plain("POST /tokens", "", Some(json!({"label": "", "days": 30})));
    list.push("DELETE /tokens/{id}", "", format!("/tokens/{}", "0".repeat(32)), None);
    list.things(s, "POST /status", |t| Some(json!({"number": t.number, "pin": t.pin})));
    list.things(s, "POST /status/answer", |t| Some(json!({"number": t.number, "pin": t.pin, "concern": t.concern, "result": "perhaps"})));
}

fn cases(list: &mut List, s: &Scene) {
    list.things(s, "POST /cases", |t| {
        let concerns = json!([{"id": uuid(), "kind": t.kind, "words": "Kartu mati"}]);
        Some(json!({"case": uuid(), "village": t.village, "channel": "counter", "caller": "Sumiati", "concerns": concerns}))
    });
    list.things(s, "GET /cases/{case}", |_| None);
    list.things(s, "POST /cases/find", |t| Some(json!({"number": t.number})));
    for t in &s.things {
        let person = s.households.iter().find(|h| h.village == t.village).map(|h| h.person.clone());
        list.push("POST /cases/duplicates", t.name, "/cases/duplicates".into(), Some(json!({"person": person, "kinds": [t.kind]})));
    }
    let nobody = uuid();
    list.things(s, "POST /cases/{case}/named", |_| Some(json!({"account": nobody})));
    for t in &s.things {
        list.push("DELETE /cases/{case}/named/{account}", t.name, format!("/cases/{}/named/{nobody}", t.case), None);
    }
    // Somebody who does not stand there: whoever may put it right is told that somebody was faster.
    list.things(s, "PUT /cases/{case}/person", |_| Some(json!({"person": nobody, "before": nobody})));
    // Nobody is there: whoever may hand it over is told so.
    list.things(s, "POST /cases/{case}/hand-over", |_| Some(json!({"regency": "3201", "reason": "warga-sana", "concerns": []})));
    // Nothing is under way: whoever may take it back is told so.
    list.things(s, "POST /cases/{case}/take-back", |_| Some(json!({"hand_over": nobody, "reason": "salah-tujuan"})));
    list.things(s, "POST /cases/{case}/pin", |_| Some(json!({})));
    list.things(s, "POST /cases/{case}/reveal", |_| Some(json!({"what": "nik"})));
    list.things(s, "POST /cases/{case}/documents", |_| Some(json!({"id": uuid(), "kind": "ktp", "form": "shown"})));
    list.things(s, "GET /cases/{case}/documents/{document}/photo", |_| None);
    // A ground that does not exist: whoever may erase is told so, and nothing is gone for the next.
    list.things(s, "POST /cases/{case}/erase", |_| Some(json!({"ground": "because"})));
}

fn steps(list: &mut List, s: &Scene) {
    let institution = s.r.institutions["dinkes"].to_string();
    let on_behalf = json!({"who": "Bu Ani", "channel": "phone", "day": "2026-11-23"});
    let external = json!({"system": "siks-ng", "number": "1"});
    let bodies: [(&str, Value); 25] = [
        ("verify", json!({"result": "listed"})),
        ("request-visit", json!({})),
        ("record-visit", json!({"result": "as_told"})),
        ("ask-documents", json!({"documents": ["ktp"]})),
        ("receive-documents", json!({})),
        ("serve", json!({"result": "information", "words": "Sudah dijelaskan"})),
        ("escalate", json!({"words": "Perlu kantor di atas"})),
        ("wait", json!({"result": "quota", "next_look": "2026-12-23"})),
        ("resume", json!({})),
        ("extend", json!({"reason": "pemeriksaan-lebih-lama"})),
        ("note", json!({"words": "Catatan"})),
        ("reclassify", json!({"kind": "biaya-berobat", "urgent": false, "restricted": false})),
        ("note-number", json!({"external": external})),
        ("recommend", json!({"programs": ["pip"]})),
        ("decide", json!({"result": "approve"})),
        ("refer", json!({"referral": uuid(), "institution": institution, "consent": true})),
        ("answer", json!({"result": "accepted"})),
        ("answer", json!({"result": "accepted", "on_behalf": on_behalf})),
        ("resubmit", json!({})),
        ("take-back", json!({"reason": "tidak-menjawab"})),
        ("withdraw-recommendation", json!({})),
        ("decline", json!({"reason": "syarat-belum-terpenuhi"})),
        ("confirm", json!({"result": "helped", "by": "counter"})),
        ("close", json!({"reason": "dicabut"})),
        ("reopen", json!({"words": "Belum selesai"})),
    ];
    for (verb, mut body) in bodies {
        body["revision"] = STALE.into();
        list.things(s, &format!("POST /cases/{{case}}/concerns/{{concern}}/{verb}"), |_| Some(body.clone()));
    }
}

fn registry(list: &mut List, s: &Scene) {
    list.plain("POST /people/search", "", Some(json!({"query": "9901014107680001"})));
    for h in &s.households {
        let body = json!({"person": uuid(), "new_family": uuid(), "name": "BUDI", "village": h.village, "relation": "head"});
        list.push("POST /people", h.name, "/people".into(), Some(body));
    }
    let reveal = |what: &str| Some(json!({"what": what, "reason": "Mencocokkan dengan KTP yang dibawa"}));
    list.households(s, "POST /people/{id}/reveal", |h| &h.person, |_| reveal("nik"));
    list.households(s, "POST /people/{id}/numbers-checked", |h| &h.person, |_| Some(json!({"warnings": ["serial_zero"]})));
    list.households(s, "POST /people/{id}/nik", |h| &h.person, |_| Some(json!({"nik": "9901014107680099"})));
    // A revision that nobody has: whoever may put it right is told that somebody was faster.
    list.households(s, "PATCH /people/{id}", |h| &h.person, |_| Some(json!({"revision": STALE, "name": "SUMIYATI"})));
    list.households(s, "POST /people/{id}/erase", |h| &h.person, |_| Some(json!({"ground": "because"})));
    list.households(s, "GET /families/{id}", |h| &h.family, |_| None);
    list.households(s, "PATCH /families/{id}", |h| &h.family, |_| Some(json!({"revision": STALE, "address": "Jalan Baru"})));
    list.households(s, "POST /families/{id}/reveal", |h| &h.family, |_| reveal("card"));
    let seen = || Some(json!({"id": uuid(), "system": "siks-ng", "listed": true, "decile": 2, "seen_on": "2026-11-23"}));
    list.households(s, "POST /families/{id}/observations", |h| &h.family, |_| seen());
    for h in &s.households {
        let body = json!({"sector": "kesehatan", "village": h.village, "channel": "counter"});
        list.push("POST /inquiries", h.name, "/inquiries".into(), Some(body));
    }
    // One that nobody counted: whoever may count is told that there is none of theirs.
    list.push("POST /inquiries/{id}/withdraw", "", format!("/inquiries/{}/withdraw", uuid()), Some(json!({})));
}

fn reading(list: &mut List, s: &Scene) {
    let lists = [
        "chains",
        "deadlines",
        "documents",
        "holidays",
        "institution-kinds",
        "kinds",
        "packages",
        "ppks",
        "programs",
        "psks",
        "reasons",
        "sectors",
    ];
    for lists in lists {
        list.plain(&format!("GET /catalog/{lists}"), "", None);
    }
    list.plain("GET /areas", "?q=suka", None);
    list.plain("GET /tasks", "", None);
    list.plain("GET /referrals", "", None);
    list.plain("GET /hand-overs", "", None);
    list.plain("GET /regencies", "", None);
    let nobody = uuid();
    list.push("POST /hand-overs/{id}/take-over", "", format!("/hand-overs/{nobody}/take-over"), Some(json!({"office": uuid()})));
    list.push("POST /hand-overs/{id}/refuse", "", format!("/hand-overs/{nobody}/refuse"), Some(json!({"reason": "bukan-warga-sini"})));
    // An office that does not exist, and a reason that does not: whoever may answer is told so, and it waits for the next.
    for h in &s.incoming {
        list.push("POST /hand-overs/{id}/take-over", h.name, format!("/hand-overs/{}/take-over", h.id), Some(json!({"office": nobody})));
    }
    for h in &s.incoming {
        list.push("POST /hand-overs/{id}/refuse", h.name, format!("/hand-overs/{}/refuse", h.id), Some(json!({"reason": "because"})));
    }
    list.plain("GET /institutions", "", None);
    list.plain("GET /book", "", None);
    for (name, office) in [("near", s.r.puskesos), ("above", s.r.sekretariat)] {
        list.push("GET /book/month", name, format!("/book/month?office={office}&month=2026-11"), None);
    }
}

fn offices(list: &mut List, s: &Scene) {
    list.plain("GET /offices", "", None);
    list.plain("GET /offices/route", &format!("?village={}", slrt_testing::FAR_VILLAGE), None);
    let office = json!({"kind": "counter_district", "name": "Loket Ngambur", "area": "181302", "serves": ["181302"], "active": false, "revision": 0});
    list.plain("POST /offices", "", Some(office.clone()));
    let mut stale = office;
    stale["revision"] = STALE.into();
    list.push("PUT /offices/{id}", "", format!("/offices/{}", s.r.puskesos), Some(stale));
    list.push("GET /offices/{id}/chains", "", format!("/offices/{}/chains", s.r.puskesos), None);
    let chain = json!({"valid_from": "2026-12-01", "steps": ["manager"], "reason": "SK 1/2026", "revision": STALE});
    list.push("PUT /offices/{id}/chains", "", format!("/offices/{}/chains", s.r.puskesos), Some(chain));
    list.plain("GET /profile", "", None);
    list.plain("PUT /profile/place", "", Some(json!({"zone": "WITA", "from": "2027-01-01", "revision": STALE})));
    list.plain("PUT /profile", "", Some(json!({"brand": "Lamban Sai Betik", "revision": STALE})));
    // A kind that the catalogue does not have.
    list.plain("POST /institutions", "", Some(json!({"code": "tidak-ada", "name": "RSUD Kedua"})));
    let stale = json!({"name": "Dinas Kesehatan", "answer_days": 7, "restricted_capable": true, "active": true, "revision": STALE});
    list.push("PUT /institutions/{id}", "", format!("/institutions/{}", s.r.institutions["dinkes"]), Some(stale));
}

fn users(list: &mut List, s: &Scene) {
    let (user, office) = (s.victim, s.r.puskesos.to_string());
    list.plain("GET /users", "", None);
    // Capitals with blanks are no log-in name: whoever may add users is told so.
    list.plain("POST /users", "", Some(json!({"login": "TIDAK BOLEH", "name": "Budi", "package": "puskesos-1", "scope": office})));
    list.push("POST /users/{id}/password", "", format!("/users/{user}/password"), Some(json!({})));
    list.push("POST /users/{id}/roles", "", format!("/users/{user}/roles"), Some(json!({"package": "puskesos-1", "scope": uuid()})));
    list.push("DELETE /users/{id}/roles/{role}", "", format!("/users/{user}/roles/{}", s.victim_role), None);
    list.push("PATCH /users/{id}", "", format!("/users/{user}"), Some(json!({"name": "Budi", "revision": STALE})));
    list.push("PATCH /users/{id}", "open again", format!("/users/{user}"), Some(json!({"active": true, "revision": STALE})));
    list.push("DELETE /users/{id}", "", format!("/users/{}", uuid()), None);
}

fn managing(list: &mut List, _: &Scene) {
    list.plain("GET /confirmations", "", None);
    list.plain(
        "POST /confirmations",
        "",
        Some(json!({"facts": [{"program": "pkh", "fact": "benefit-1", "confirmed": true, "digest": "0".repeat(64)}]})),
    );
    list.plain("GET /catalog/own", "", None);
    let row = |more: Value| {
        let mut row = json!({"code": "beasiswa-pesisir", "valid_from": "2099-01-01", "source": "Perbup 12/2026", "revision": STALE});
        row.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        Some(row)
    };
    let program = json!({"short": "B", "name": "B", "provider": "B", "provider_level": "regency", "summary": "B", "sectors": ["pendidikan"], "institution": "disdik"});
    list.plain("POST /catalog/own/programs", "", row(program));
    list.plain("POST /catalog/own/reasons", "", row(json!({"purpose": "return", "name": "B"})));
    let days = json!({"code": "umum", "total": 4, "unit": "working_days", "verify_days": 1, "respond_days": 1, "institution_days": 1});
    list.plain("POST /catalog/own/deadlines", "", row(days));
    list.plain("POST /catalog/own/holidays", "", row(json!({"day": "2099-01-01", "name": "B"})));
    list.plain("POST /catalog/own/absences", "", row(json!({"sort": "program", "code": "pkh"})));
    list.plain("POST /catalog/own/end", "", row(json!({"sort": "program", "valid_to": "2099-02-01"})));
    list.plain("POST /catalog/own/withdraw", "", row(json!({"sort": "program"})));
    list.plain("GET /imports", "", None);
    list.plain("GET /imports/bridge", "", None);
    list.plain("POST /imports/bridge/forget", "", Some(json!({"revision": 7})));
    list.push("GET /imports/{id}", "", format!("/imports/{}", uuid()), None);
    let fields = vec![("source", "dtsen".to_owned()), ("as_of", "2026-10-01".to_owned()), ("dry_run", "true".to_owned())];
    let files: Vec<File> = vec![("file", "rumah.csv", HOUSEHOLDS), ("file", "anggota.csv", MEMBERS)];
    list.0.push(Call { endpoint: "POST /imports".into(), variant: "", path: "/imports".into(), send: Send::Files(fields, files) });
    list.plain("GET /journal/head", "", None);
    list.plain("GET /journal/entries", "", None);
    list.plain("POST /journal/verify", "", Some(json!({})));
}
