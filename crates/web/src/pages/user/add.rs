//! `/pengguna/baru`: a new account with a package.

use super::grant::{Choices, given};
use super::{Slip, must_manage};
use crate::App;
use crate::access::Officer;
use crate::error::Failure;
use crate::flaws::Flaws;
use crate::form::{Fields, Form};
use crate::frame::Frame;
use crate::pages::{html, html_unprocessable};
use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use serde::Deserialize;
use slrt_domain::identity::Private;
use slrt_domain::journal::Refusal;
use slrt_operations::staff;

/// Where drafts of this form are kept on the device; each office has its own.
const DRAFT: &str = "user-new";

#[derive(Template)]
#[template(path = "user/add.html")]
struct AddPage {
    f: Frame,
    name: String,
    login: String,
    c: Choices,
    /// Key of the draft on the device.
    draft: String,
    flaws: Flaws,
}

/// Where the new colleague is to work.
#[derive(Deserialize)]
pub struct At {
    kantor: Option<String>,
}

/// The form.
pub async fn form(State(app): State<App>, Query(at): Query<At>, officer: Officer) -> Response {
    if let Err(e) = must_manage(&officer.session) {
        return e.page(officer.frame);
    }
    let mut c = Choices::new(&app, &officer.frame, &officer.session.reference, &Fields::default());
    let draft = at.kantor.as_ref().map_or_else(|| DRAFT.to_owned(), |office| format!("{DRAFT}-{office}"));
    c.office = at.kantor.unwrap_or_default();
    html(&AddPage { f: officer.frame, name: String::new(), login: String::new(), c, draft, flaws: Flaws::default() })
}

/// Makes the account and shows its one-time password.
pub async fn add(State(app): State<App>, form: Form) -> Response {
    let (name, login) = (form.fields.text("name").to_owned(), form.fields.text("login").to_owned());
    let answer = async {
        must_manage(&form.session)?;
        if name.is_empty() {
            return Err(Refusal::invalid("name", "missing").into());
        }
        if login.is_empty() {
            return Err(Refusal::invalid("login", "missing").into());
        }
        let given = given(&app, &form.fields)?;
        Ok::<_, Failure>(staff::hire(&app.house, &form.sender()?, &login, Private::new(name.clone()), &given).await?)
    };
    match answer.await {
        Ok((id, password)) => {
            let login = slrt_operations::setup::login_name(&login);
            Slip { f: form.frame, id, name, login, password: password.into_inner() }.respond()
        }
        Err(failure) => match Flaws::of(failure, &form.frame.l) {
            Ok(flaws) => {
                let c = Choices::new(&app, &form.frame, &form.session.reference, &form.fields);
                let draft = form.fields.get("draft").filter(|d| d.starts_with(DRAFT)).unwrap_or(DRAFT).to_owned();
                html_unprocessable(&AddPage { f: form.frame, name, login, c, draft, flaws })
            }
            Err(failure) => failure.page(form.frame),
        },
    }
}
