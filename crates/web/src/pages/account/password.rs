//! `/akun/sandi`: a new password; forced after a one-time password.

use crate::App;
use crate::access::Officer;
use crate::error::Failure;
use crate::flaws::Flaws;
use crate::form::Form;
use crate::frame::Frame;
use crate::pages::{html, html_unprocessable, see};
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use slrt_domain::identity::OperationId;
use slrt_operations::accounts::{self, PASSWORD_LENGTH};
use slrt_operations::password::weakness;
use slrt_operations::storage::office;

#[derive(Template)]
#[template(path = "account/password.html")]
struct PasswordPage {
    f: Frame,
    forced: bool,
    length: i64,
    login: String,
    flaws: Flaws,
}

impl PasswordPage {
    fn old_hint(&self) -> String {
        self.f.l.t(if self.forced { "password-old-once" } else { "password-old-hint" })
    }

    fn new(f: Frame, forced: bool, login: String, flaws: Flaws) -> Self {
        Self { f, forced, length: i64::try_from(PASSWORD_LENGTH).unwrap_or(10), login, flaws }
    }
}

async fn login_of(app: &App, session: &accounts::Session) -> Result<String, Failure> {
    let mut tx = app.house.db().read(session.tenant).await?;
    let found = office::accounts_by_id(&mut tx, session.tenant, &[session.account]).await?;
    tx.commit().await?;
    Ok(found.into_iter().next().map(|a| a.login).unwrap_or_default())
}

/// The form.
pub async fn form(State(app): State<App>, officer: Officer) -> Response {
    match login_of(&app, &officer.session).await {
        Ok(login) => html(&PasswordPage::new(officer.frame, officer.session.must_change, login, Flaws::default())),
        Err(e) => e.page(officer.frame),
    }
}

/// Changes it; every other session and token ends.
pub async fn change(State(app): State<App>, form: Form) -> Response {
    match try_change(&app, &form).await {
        Ok(flaws) if flaws.is_empty() => see(if form.session.must_change { form.frame.start() } else { "/akun?sandi=baru" }),
        Ok(flaws) => {
            let login = login_of(&app, &form.session).await.unwrap_or_default();
            html_unprocessable(&PasswordPage::new(form.frame, form.session.must_change, login, flaws))
        }
        Err(e) => e.page(form.frame),
    }
}

async fn try_change(app: &App, form: &Form) -> Result<Flaws, Failure> {
    let (l, session, mut flaws) = (&form.frame.l, &form.session, Flaws::default());
    let (old, new, again) = (form.fields.text("old"), form.fields.text("password"), form.fields.text("again"));
    let login = login_of(app, session).await?;
    if let Some(why) = weakness(new, &login) {
        flaws.add("password", l.code("password-weak", why));
    } else if new != again {
        flaws.add("again", l.t("password-differs"));
    } else if new == old {
        flaws.add("password", l.t("password-same"));
    }
    if flaws.is_empty() {
        match accounts::check_password(&app.house, session, old).await {
            Ok(true) => {
                let sender = form.sender_under(OperationId(app.house.clock().new_id()));
                accounts::set_password_as(&app.house, &sender, session.account, new, false, Some(&session.token_hash)).await?;
            }
            Ok(false) => flaws.add("old", l.t("password-wrong")),
            Err(slrt_operations::OperationError::Wait(s)) => flaws.add("old", l.t1("wait", "seconds", s)),
            Err(e) => return Err(e.into()),
        }
    }
    Ok(flaws)
}
