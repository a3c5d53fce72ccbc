//! `GET /persiapan/selanjutnya`: what a new regency does next, and what of it is done.

use crate::App;
use crate::access::Officer;
use crate::error::Failure;
use crate::frame::Frame;
use crate::pages::html;
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use slrt_domain::access::Action;
use slrt_domain::journal::Refusal;
use slrt_operations::OperationError;
use slrt_operations::accounts::Session;
use slrt_operations::storage::{import, office};
use slrt_operations::view::{self, FactState};

struct Step {
    /// Code of its words.
    code: &'static str,
    href: &'static str,
    icon: &'static str,
    done: bool,
    /// How it stands.
    stands: String,
}

#[derive(Template)]
#[template(path = "setup/next.html")]
struct NextPage {
    f: Frame,
    steps: Vec<Step>,
    left: usize,
}

/// The list.
pub async fn show(State(app): State<App>, officer: Officer) -> Response {
    if !officer.session.actor.may_anywhere(Action::ManageOffices) {
        return Failure::from(Refusal::forbidden()).page(officer.frame);
    }
    match steps(&app, &officer.frame, &officer.session).await {
        Ok(steps) => html(&NextPage { left: steps.iter().filter(|s| !s.done).count(), steps, f: officer.frame }),
        Err(e) => Failure::from(e).page(officer.frame),
    }
}

async fn steps(app: &App, f: &Frame, session: &Session) -> Result<Vec<Step>, OperationError> {
    let (l, reference) = (&f.l, &session.reference);
    let today = reference.zone.day(app.house.clock().now());
    let check = view::checklist(&app.house, session).await?;
    let open = check.facts.iter().filter(|f| matches!(f.state, FactState::Open | FactState::Changed)).count();
    let sekretariat = reference.sekretariat().and_then(|id| reference.offices.get(&id));
    let reachable = sekretariat.is_some_and(|o| !o.contact.is_empty() && !o.hours.is_empty());
    let staffed = sekretariat.is_some_and(|o| reference.is_staffed(o.id, today));
    let mut tx = app.house.db().read(session.tenant).await?;
    let users = office::accounts(&mut tx, session.tenant).await?.into_iter().filter(|a| a.active).count();
    let imported = import::log(&mut tx, session.tenant, 50).await?.iter().any(|i| i.finished_at.is_some() && i.families > 0);
    tx.commit().await?;
    let count = |key: &str, n: usize| l.t1(key, "count", i64::try_from(n).unwrap_or(i64::MAX));
    Ok(vec![
        Step {
            code: "office",
            href: "/kantor",
            icon: "house-heart",
            done: reachable,
            stands: if reachable { count("setup-stands-office", reference.offices.len()) } else { l.t("setup-stands-office-open") },
        },
        Step {
            code: "user",
            href: "/pengguna",
            icon: "person-plus",
            done: staffed,
            stands: if staffed { count("setup-stands-user", users) } else { l.t("setup-stands-user-open") },
        },
        Step {
            code: "catalog",
            href: "/katalog/periksa",
            icon: "list-check",
            done: open == 0,
            stands: if open == 0 { l.t("setup-stands-catalog") } else { count("setup-stands-catalog-open", open) },
        },
        Step { code: "import", href: "/impor", icon: "upload", done: imported, stands: l.t("setup-stands-import") },
    ])
}
