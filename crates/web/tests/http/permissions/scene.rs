//! Things of two places, each with a restricted twin: *near* at the Puskesos of Suka Baru, *far* in a village without one; and as many that come from
//! another regency.

use crate::visit::{Visitor, born, uuid};
use serde_json::{Value, json};
use slrt_domain::Coded as _;
use slrt_domain::access::Role;
use slrt_domain::area::AreaCode;
use slrt_domain::identity::AccountId;
use slrt_operations::hand_over::{HandOverInput, hand_over};
use slrt_operations::intake::open_case;
use slrt_operations::{accounts, worker};
use slrt_testing::{FAR_VILLAGE, Regency, SUKA_BARU, Store};
use std::collections::BTreeMap;

/// The smallest file that is taken for a photograph.
const PHOTO: &str = "/9j/4AAQSkZJRgABAQEASABIAAD/2Q==";

/// A case of one need.
pub struct Thing {
    /// `near normal`, `far restricted` …
    pub name: &'static str,
    pub village: &'static str,
    pub kind: &'static str,
    pub case: String,
    pub concern: String,
    pub document: String,
    pub number: String,
    pub pin: String,
}

/// A family with its head.
pub struct Household {
    pub name: &'static str,
    pub village: &'static str,
    pub family: String,
    pub person: String,
}

/// A case of another regency that waits for an answer.
pub struct Incoming {
    pub name: &'static str,
    pub id: String,
}

/// Things and what comes from elsewhere: its name, village, who writes it down, and kind.
const KINDS: [(&str, &str, &str, &str); 4] = [
    ("near normal", SUKA_BARU, "front_office", "biaya-sekolah"),
    ("near restricted", SUKA_BARU, "front_office", "kdrt"),
    ("far normal", FAR_VILLAGE, "facilitator", "biaya-sekolah"),
    ("far restricted", FAR_VILLAGE, "facilitator", "kdrt"),
];

pub struct Scene {
    pub r: Regency,
    pub visitor: Visitor,
    pub tokens: BTreeMap<String, String>,
    pub things: Vec<Thing>,
    pub households: Vec<Household>,
    pub incoming: Vec<Incoming>,
    /// An account on which administrators may try everything, and a role that it holds.
    pub victim: AccountId,
    pub victim_role: String,
    stranger: AccountId,
}

impl Scene {
    pub async fn set(store: &Store) -> Self {
        let r = Regency::found(store).await;
        born(&r.house, "demo", None, Some(r.tenant)).await;
        let stranger = r.hire("stranger", &[]).await;
        let office = slrt_domain::access::Scope::Office(r.puskesos);
        let victim = r.hire("victim", &[(Role::FrontOffice, office)]).await;
        slrt_testing::set_password(&r.house, r.tenant, r.officers["viewer"].account, "kopi pagi di pantai", false, None).await.unwrap();
        let mut tokens = BTreeMap::new();
        for role in Role::ALL {
            tokens.insert(role.code().to_owned(), r.token(role.code()).await);
        }
        let visitor = Visitor::new(&r.house);
        let (things, households, incoming) = (Vec::new(), Vec::new(), Vec::new());
        let mut scene = Self { r, visitor, tokens, things, households, incoming, victim, victim_role: String::new(), stranger };
        let token = scene.fresh_token("stranger").await;
        scene.tokens.insert("stranger".into(), token);
        let token = scene.fresh_token("admin token").await;
        scene.tokens.insert("admin token".into(), token);
        for (name, village, by) in [("near", SUKA_BARU, "front_office"), ("far", FAR_VILLAGE, "facilitator")] {
            scene.household(name, village, by).await;
        }
        for (name, village, by, kind) in KINDS {
            scene.thing(name, village, by, kind).await;
        }
        scene.refer().await;
        scene.hand_overs().await;
        let users = scene.ask("admin", "GET", "/users", None).await;
        let found = users["users"].as_array().unwrap().iter().find(|u| u["id"] == victim.to_string().as_str()).unwrap();
        scene.victim_role = found["roles"][0]["id"].as_str().unwrap().to_owned();
        scene
    }

    /// A token for one call.
    pub async fn fresh_token(&self, caller: &str) -> String {
        if caller == "admin token" {
            let admin = accounts::authenticate(&self.r.house, &self.r.token("admin").await).await.unwrap();
            return accounts::make_own_token(&self.r.house, &admin, "api", "Program", 30).await.unwrap().token;
        }
        let account = if caller == "stranger" { self.stranger } else { self.r.officers[caller].account };
        accounts::open_session(&self.r.house, self.r.tenant, account, "api", "", 3600).await.unwrap().token
    }

    /// The things' PINs, known again; whoever guessed wrong before has no delay.
    pub async fn renew_pins(&mut self) {
        for at in 0..self.things.len() {
            let case = slrt_domain::identity::CaseId::parse(&self.things[at].case).unwrap();
            let sender = slrt_operations::intake::Sender { who: slrt_operations::Who::System, ..self.r.sender("admin") };
            let (pin, _) = slrt_operations::steps::renew_pin(&self.r.house, &sender, case).await.unwrap();
            self.things[at].pin = pin.into_inner();
        }
    }

    async fn ask(&mut self, role: &str, method: &str, path: &str, body: Option<Value>) -> Value {
        let token = self.tokens[role].clone();
        let answer = self.visitor.call(method, path, Some(&token), body).await;
        assert!((200..300).contains(&answer.status), "{role} {method} {path}: {} {}", answer.status, answer.body);
        serde_json::from_str(&answer.body).unwrap_or(Value::Null)
    }

    async fn household(&mut self, name: &'static str, village: &'static str, by: &str) {
        let (person, family) = (uuid(), uuid());
        let nik = if name == "near" { "9901014107680001" } else { "9901014107680002" };
        let body = json!({
            "person": person, "new_family": family, "name": "SUMIATI", "nik": nik, "phone": "081299990000", "village": village, "sex": "female",
            "card": if name == "near" { "9901011204100001" } else { "9901011204100002" }, "address": "Jalan Contoh 1",
            "born": "1968-07-01", "relation": "head", "warnings_settled": true,
        });
        self.ask(by, "POST", "/people", Some(body)).await;
        self.households.push(Household { name, village, family, person });
    }

    async fn thing(&mut self, name: &'static str, village: &'static str, by: &str, kind: &'static str) {
        let (case, concern, document) = (uuid(), uuid(), uuid());
        let person = self.households.iter().find(|h| h.village == village).unwrap().person.clone();
        let body = json!({"case": case, "village": village, "channel": "counter", "person": person, "concerns": [{"id": concern, "kind": kind, "words": "Kartu mati"}]});
        let receipt = self.ask(by, "POST", "/cases", Some(body)).await;
        let who = if kind == "kdrt" { "protection_officer" } else { by };
        let photo = json!({"id": document, "kind": "ktp", "form": "photo", "photo": PHOTO});
        self.ask(who, "POST", &format!("/cases/{case}/documents"), Some(photo)).await;
        let text = |key: &str| receipt[key].as_str().unwrap().to_owned();
        self.things.push(Thing { name, village, kind, case, concern, document, number: text("number"), pin: text("pin") });
    }

    /// The neighbours hand over cases of people who moved here.
    async fn hand_overs(&mut self) {
        let n = self.r.neighbour().await;
        for (_, village, _, kind) in KINDS {
            let mut intake = n.intake(None, &[kind]);
            intake.village = AreaCode::parse(village).unwrap();
            let (case, seen) = (intake.case, vec![(intake.concerns[0].id, 1)]);
            open_case(&n.house, &n.sender("front_office"), intake).await.unwrap();
            let input = HandOverInput { case, to: self.r.tenant, reason: "pindah-ke-sana".into(), words: None, seen };
            let by = if kind == "kdrt" { "protection_officer" } else { "manager" };
            hand_over(&n.house, &n.sender(by), input).await.unwrap();
        }
        assert_eq!(worker::round(&n.house).await.unwrap().failed, 0);
        for (name, village, _, kind) in KINDS {
            let by = if kind == "kdrt" { "protection_officer" } else { "manager" };
            let waiting = self.ask(by, "GET", "/hand-overs", None).await;
            let mut found = waiting["waiting"].as_array().unwrap().iter();
            let found = found.find(|h| h["village"] == village && h["restricted"] == (kind == "kdrt")).unwrap();
            self.incoming.push(Incoming { name, id: found["id"].as_str().unwrap().to_owned() });
        }
    }

    /// The near case goes to the institution whose officer is among the callers.
    async fn refer(&mut self) {
        let (case, concern) = (self.things[0].case.clone(), self.things[0].concern.clone());
        let institution = self.r.institutions["dinkes"].to_string();
        for (role, verb, mut body) in [
            ("back_office", "recommend", json!({"programs": ["pip"]})),
            ("coordinator", "decide", json!({"result": "approve"})),
            ("back_office", "refer", json!({"referral": uuid(), "institution": institution, "consent": true})),
        ] {
            let shown = self.ask("supervisor", "GET", &format!("/cases/{case}"), None).await;
            body["revision"] = shown["concerns"][0]["revision"].clone();
            self.ask(role, "POST", &format!("/cases/{case}/concerns/{concern}/{verb}"), Some(body)).await;
        }
    }
}
