//! Role × action × area × visibility, as people review it: every endpoint of the API's description is called by every role, by a program's token of the
//! administrator, by an account without roles (`stranger`), and by nobody, on things of their own and of another place, restricted and not.
//!
//! A new endpoint fails this test until `calls.rs` says how it is called. In the grid, 2xx: done · 403: not this role's, or not here · 404: may not
//! know that it exists · 409, 422: allowed, but what was sent was stale or wrong on purpose, so that nothing changes for the next role.

mod calls;
mod scene;

use calls::{Call, Send};
use scene::Scene;
use slrt_domain::Coded as _;
use slrt_domain::access::{Action, Role, allows};
use slrt_testing::{Engine, Store};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

/// Endpoints that ask for no token.
const PUBLIC: &[&str] = &["POST /session", "POST /status", "POST /status/answer"];

/// Endpoints that any account may call, whatever its roles: oneself, and what forms offer.
const ANYBODY: &[&str] = &[
    "DELETE /session",
    "DELETE /tokens/{id}",
    "GET /areas",
    "GET /catalog/chains",
    "GET /catalog/deadlines",
    "GET /catalog/documents",
    "GET /catalog/holidays",
    "GET /catalog/institution-kinds",
    "GET /catalog/kinds",
    "GET /catalog/packages",
    "GET /catalog/ppks",
    "GET /catalog/programs",
    "GET /catalog/psks",
    "GET /catalog/reasons",
    "GET /catalog/sectors",
    "GET /me",
    "GET /offices",
    "GET /offices/route",
    "GET /profile",
    "GET /regencies",
    "GET /tasks",
    "GET /tokens",
    "POST /tokens",
];

/// Endpoints that let somebody in or give them more: for whoever logged in, never for a program's token.
const LETTING_IN: &[&str] = &["POST /tokens", "POST /users", "POST /users/{id}/password", "POST /users/{id}/roles"];

/// Two letters for each role, heads of the grid's columns.
fn short(role: Role) -> &'static str {
    match role {
        Role::Facilitator => "fa",
        Role::FrontOffice => "fo",
        Role::BackOffice => "bo",
        Role::Coordinator => "co",
        Role::SiksngOperator => "op",
        Role::Surveyor => "su",
        Role::Tksk => "tk",
        Role::VillageHead => "vh",
        Role::Supervisor => "sv",
        Role::Manager => "ma",
        Role::DivisionHead => "dh",
        Role::Head => "he",
        Role::InstitutionOfficer => "io",
        Role::ProtectionOfficer => "po",
        Role::Admin => "ad",
        Role::Auditor => "au",
        Role::Viewer => "vi",
    }
}

/// Endpoints of the description: `METHOD /path` without the version, and whether they ask for a token.
fn endpoints() -> BTreeMap<String, bool> {
    let document = serde_json::to_value(slrt_web::openapi()).unwrap();
    let mut all = BTreeMap::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let name = format!("{} {}", method.to_uppercase(), path.strip_prefix("/api/v1").unwrap());
            all.insert(name, !operation["security"].is_null());
        }
    }
    all
}

#[test]
fn the_matrix_of_roles_and_actions_is_the_reviewed_one() {
    let mut grid = String::new();
    writeln!(grid, "{:<24}{}", "", Role::ALL.iter().map(|r| format!(" {}", short(*r))).collect::<String>()).unwrap();
    for action in Action::ALL {
        let row: String = Role::ALL.iter().map(|r| if allows(*r, *action) { "  x" } else { "  ·" }).collect();
        writeln!(grid, "{:<24}{row}", action.code()).unwrap();
    }
    let legend: Vec<String> = Role::ALL.iter().map(|r| format!("{} {}", short(*r), r.code())).collect();
    writeln!(grid, "\n{}", legend.join(", ")).unwrap();
    insta::assert_snapshot!("permissions", grid);
}

#[test]
fn every_endpoint_asks_for_a_token_but_the_listed_ones() {
    let open: Vec<String> = endpoints().into_iter().filter(|(_, protected)| !protected).map(|(name, _)| name).collect();
    assert_eq!(open, PUBLIC);
}

/// One grid for both engines: who may do what is no matter of the database.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_endpoint_is_called_by_everybody_on_sqlite() {
    call_all(Store::new(Engine::Sqlite).await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_endpoint_is_called_by_everybody_on_postgres() {
    call_all(Store::new(Engine::Postgres).await).await;
}

async fn call_all(store: Store) {
    let mut scene = Scene::set(&store).await;
    let described: BTreeSet<String> = endpoints().into_keys().collect();
    let listed: BTreeSet<String> = calls::all(&scene).into_iter().map(|c| c.endpoint).collect();
    let missing: Vec<&String> = described.difference(&listed).collect();
    assert!(missing.is_empty(), "say in tests/http/permissions/calls.rs how these are called: {missing:#?}");
    let gone: Vec<&String> = listed.difference(&described).collect();
    assert!(gone.is_empty(), "no such endpoint any more: {gone:#?}");

    let mut callers: Vec<(String, &str)> = Role::ALL.iter().map(|r| (r.code().to_owned(), short(*r))).collect();
    // A program's token of the administrator may do less than the administrator who logged in.
    callers.extend([("admin token".to_owned(), "at"), ("stranger".to_owned(), "st"), ("nobody".to_owned(), "no")]);
    let mut rows: Vec<(String, Vec<u16>)> = Vec::new();
    let mut wrong = Vec::new();
    for (caller, _) in &callers {
        // Some role before renewed the PINs: everybody knows the present ones.
        scene.renew_pins().await;
        for (at, call) in calls::all(&scene).into_iter().enumerate() {
            let status = send(&mut scene, caller, &call).await;
            let name = format!("{:<58}{}", call.endpoint, call.variant);
            if caller == "nobody" && status != 401 && !PUBLIC.contains(&call.endpoint.as_str()) {
                wrong.push(format!("nobody got {status} from {name}"));
            }
            let may = PUBLIC.contains(&call.endpoint.as_str()) || ANYBODY.contains(&call.endpoint.as_str());
            if caller == "stranger" && (200..400).contains(&status) && !may {
                wrong.push(format!("a stranger got {status} from {name}"));
            }
            if caller == "admin token" && (200..300).contains(&status) && LETTING_IN.contains(&call.endpoint.as_str()) {
                wrong.push(format!("a program's token got {status} from {name}"));
            }
            if status >= 500 {
                wrong.push(format!("{caller} got {status} from {name}"));
            }
            match rows.get_mut(at) {
                Some((known, statuses)) => {
                    assert_eq!(*known, name, "the list of calls must be the same for everybody");
                    statuses.push(status);
                }
                None => rows.push((name, vec![status])),
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
    let heads: String = callers.iter().map(|(_, s)| format!("  {s}")).collect();
    let mut grid = format!("{:<84}{heads}\n", "");
    for (name, statuses) in rows {
        let cells: String = statuses.iter().map(|s| format!(" {s}")).collect();
        writeln!(grid, "{name:<84}{cells}").unwrap();
    }
    insta::assert_snapshot!("endpoints", grid);
}

async fn send(scene: &mut Scene, caller: &str, call: &Call) -> u16 {
    let token = match caller {
        "nobody" => None,
        // Logging out ends a token: everybody brings one for that alone.
        _ if call.endpoint == "DELETE /session" => Some(scene.fresh_token(caller).await),
        _ => Some(scene.tokens[caller].clone()),
    };
    let (method, _) = call.endpoint.split_once(' ').unwrap();
    let answer = match &call.send {
        Send::Json(body) => scene.visitor.call(method, &call.path, token.as_deref(), body.clone()).await,
        Send::Files(fields, files) => {
            let fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (*n, v.as_str())).collect();
            scene.visitor.upload_to_api(&call.path, token.as_deref(), &crate::visit::uuid(), &fields, files).await
        }
    };
    answer.status
}
