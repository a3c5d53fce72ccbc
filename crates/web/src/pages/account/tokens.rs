//! Where an account is logged in: this browser, others, and tokens for programs. That a token was made or ended stands in the
//! journal; its value nowhere.

use super::show::AccountPage;
use crate::App;
use crate::error::Failure;
use crate::flaws::Flaws;
use crate::form::Form;
use crate::pages::{html, html_unprocessable, see};
use crate::speak::Speak;
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::Response;
use slrt_domain::calendar::Instant;
use slrt_domain::journal::Refusal;
use slrt_operations::OperationError;
use slrt_operations::accounts::{self, Session, TOKEN_DAYS};

/// Where an account is logged in.
#[derive(Debug)]
pub(super) struct Devices {
    /// Browsers besides this one.
    pub others: i64,
    pub tokens: Vec<TokenLine>,
    pub lifetimes: Vec<i64>,
}

/// A token for a program.
#[derive(Debug)]
pub(super) struct TokenLine {
    /// The first half of its hash: names it in the form that ends it.
    pub handle: String,
    pub label: String,
    pub made: String,
    pub ends: String,
}

pub(super) async fn devices(app: &App, l: &Speak, who: &Session) -> Result<Devices, OperationError> {
    let day = |micros: i64| l.day(who.reference.zone.day(Instant::from_micros(micros)));
    let line = |t: accounts::OwnToken| TokenLine { handle: t.id, label: t.label, made: day(t.made), ends: day(t.ends) };
    Ok(Devices {
        others: i64::try_from(accounts::other_sessions(&app.house, who).await?).unwrap_or(i64::MAX),
        tokens: accounts::tokens(&app.house, who).await?.into_iter().map(line).collect(),
        lifetimes: TOKEN_DAYS.to_vec(),
    })
}

/// Makes a token; its value is shown once.
pub async fn create(State(app): State<App>, form: Form) -> Response {
    let (l, mut flaws) = (form.frame.l.clone(), Flaws::default());
    let label = form.fields.text("label").to_owned();
    let days = form.fields.get("days").and_then(|d| d.parse::<i64>().ok()).filter(|d| TOKEN_DAYS.contains(d));
    if form.session.must_change {
        return see("/akun/sandi");
    }
    if label.is_empty() || label.chars().count() > 80 {
        flaws.add("label", l.t("account-token-label-missing"));
    }
    let Some(days) = days else { return Failure::from(Refusal::invalid("days", "unknown")).page(form.frame) };
    let made =
        if flaws.is_empty() { accounts::make_own_token(&app.house, &form.session, "web", &label, days).await.map(Some) } else { Ok(None) };
    let page = match made {
        Ok(made) => AccountPage::load(&app, form.frame.clone(), &form.session)
            .await
            .map(|page| AccountPage { fresh: made.map(|m| m.token), ..page }),
        Err(e) => Err(e),
    };
    match page {
        Ok(page) if flaws.is_empty() => {
            let mut response = html(&page);
            response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
            response
        }
        Ok(page) => html_unprocessable(&AccountPage { flaws, label, ..page }),
        Err(e) => Failure::from(e).page(form.frame),
    }
}

/// Ends a token of one's own.
pub async fn end(State(app): State<App>, form: Form) -> Response {
    match accounts::end_own_token(&app.house, &form.session, "web", form.fields.text("token")).await {
        Ok(_) => see("/akun#token"),
        Err(e) => Failure::from(e).page(form.frame),
    }
}

/// Ends every other session; tokens for programs stay.
pub async fn end_others(State(app): State<App>, form: Form) -> Response {
    match accounts::end_other_sessions(&app.house, &form.session).await {
        Ok(()) => see("/akun"),
        Err(e) => Failure::from(e).page(form.frame),
    }
}
