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
use slrt_domain::identity::OperationId;
use slrt_domain::journal::Refusal;
use slrt_operations::OperationError;
use slrt_operations::accounts::{self, Session};
use slrt_operations::storage::session;

/// How long a token may live, in days.
const LIFETIMES: &[i64] = &[30, 90, 365];

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
    let now = app.house.clock().now();
    let mut tx = app.house.db().read(who.tenant).await?;
    let all = session::list(&mut tx, who.tenant, who.account).await?;
    tx.commit().await?;
    let living = all.into_iter().filter(|(.., expires)| *expires > now.micros());
    let mut found = Devices { others: 0, tokens: Vec::new(), lifetimes: LIFETIMES.to_vec() };
    let day = |micros: i64| l.day(who.reference.zone.day(Instant::from_micros(micros)));
    for (hash, kind, label, made, ends) in living {
        if kind == "api" && !label.is_empty() {
            found.tokens.push(TokenLine { handle: handle(&hash), label, made: day(made), ends: day(ends) });
        } else if hash != who.token_hash {
            found.others += 1;
        }
    }
    Ok(found)
}

fn handle(hash: &[u8]) -> String {
    accounts::token_handle(hash).simple().to_string()
}

/// Makes a token; its value is shown once.
pub async fn create(State(app): State<App>, form: Form) -> Response {
    let (l, mut flaws) = (form.frame.l.clone(), Flaws::default());
    let label = form.fields.text("label").to_owned();
    let days = form.fields.get("days").and_then(|d| d.parse::<i64>().ok()).filter(|d| LIFETIMES.contains(d));
    if form.session.must_change {
        return see("/akun/sandi");
    }
    if label.is_empty() || label.chars().count() > 80 {
        flaws.add("label", l.t("account-token-label-missing"));
    }
    let Some(days) = days else { return Failure::from(Refusal::invalid("days", "unknown")).page(form.frame) };
    let made = if flaws.is_empty() {
        let sender = form.sender_under(OperationId(app.house.clock().new_id()));
        accounts::make_token(&app.house, &sender, form.session.account, &label, days * 86_400).await.map(Some)
    } else {
        Ok(None)
    };
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
    let wanted = form.fields.text("token").to_owned();
    let who = &form.session;
    let ended = async {
        let mut tx = app.house.db().read(who.tenant).await?;
        let all = session::list(&mut tx, who.tenant, who.account).await?;
        tx.commit().await?;
        if let Some((hash, ..)) = all.iter().find(|(hash, ..)| handle(hash) == wanted) {
            let sender = form.sender_under(OperationId(app.house.clock().new_id()));
            accounts::end_token(&app.house, &sender, who.account, hash).await?;
        }
        Ok::<_, OperationError>(())
    };
    match ended.await {
        Ok(()) => see("/akun#token"),
        Err(e) => Failure::from(e).page(form.frame),
    }
}

/// Ends every other session; tokens for programs stay.
pub async fn end_others(State(app): State<App>, form: Form) -> Response {
    let who = &form.session;
    let ended = async {
        let mut tx = app.house.db().write(who.tenant).await?;
        for (hash, kind, label, ..) in session::list(&mut tx, who.tenant, who.account).await? {
            if hash != who.token_hash && (kind != "api" || label.is_empty()) {
                session::end(&mut tx, who.tenant, &hash).await?;
            }
        }
        Ok::<_, OperationError>(tx.commit().await?)
    };
    match ended.await {
        Ok(()) => see("/akun"),
        Err(e) => Failure::from(e).page(form.frame),
    }
}
