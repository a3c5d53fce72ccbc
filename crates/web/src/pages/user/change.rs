//! New one-time passwords, corrected names, accounts closed and opened again.

use super::grant::refuse;
use super::{Slip, account, must_manage};
use crate::App;
use crate::error::Failure;
use crate::form::Form;
use crate::pages::see;
use axum::extract::{Path, State};
use axum::response::Response;
use slrt_domain::identity::{AccountId, Private};
use slrt_domain::journal::Refusal;
use slrt_operations::storage::office::{self, AccountRow};
use slrt_operations::{setup, staff};

async fn known(app: &App, form: &Form, id: AccountId) -> Result<AccountRow, Failure> {
    let mut tx = app.house.db().read(form.session.tenant).await?;
    let found = office::accounts_by_id(&mut tx, form.session.tenant, &[id]).await?;
    tx.commit().await?;
    found.into_iter().next().ok_or_else(|| Refusal::not_found().into())
}

/// A new one-time password; the old one and all sessions end.
pub async fn reset(State(app): State<App>, Path(id): Path<String>, form: Form) -> Response {
    let answer = async {
        must_manage(&form.session)?;
        let id = account(&id)?;
        let password = setup::reset_password(&app.house, &form.sender()?, id).await?;
        Ok::<_, Failure>((id, known(&app, &form, id).await?, password))
    };
    match answer.await {
        Ok((id, row, password)) => {
            let name = row.name.unwrap_or_else(|| row.login.clone());
            Slip { f: form.frame, id, name, login: row.login, password: password.into_inner() }.respond()
        }
        Err(failure) => failure.page(form.frame),
    }
}

/// Corrects a name.
pub async fn rename(State(app): State<App>, Path(id): Path<String>, form: Form) -> Response {
    let name = form.fields.text("name").to_owned();
    set(app, id, form, Some(name), None).await
}

/// Opens a closed account again; it needs a new one-time password.
pub async fn open(State(app): State<App>, Path(id): Path<String>, form: Form) -> Response {
    set(app, id, form, None, Some(true)).await
}

async fn set(app: App, id: String, form: Form, name: Option<String>, active: Option<bool>) -> Response {
    let answer = async {
        must_manage(&form.session)?;
        let account = account(&id)?;
        let row = known(&app, &form, account).await?;
        let name = Private::new(name.or(row.name).unwrap_or_else(|| row.login.clone()));
        let revision = form.fields.get("revision").and_then(|r| r.parse().ok()).unwrap_or(row.revision);
        staff::change(&app.house, &form.sender()?, account, &name, active.unwrap_or(row.active), revision).await?;
        Ok::<_, Failure>(account)
    };
    match answer.await {
        Ok(account) => see(&format!("/pengguna/{account}")),
        Err(failure) => refuse(&app, form, &id, failure).await,
    }
}

/// Closes an account.
pub async fn close(State(app): State<App>, Path(id): Path<String>, form: Form) -> Response {
    let answer = async {
        must_manage(&form.session)?;
        let account = account(&id)?;
        staff::close(&app.house, &form.sender()?, account).await?;
        Ok::<_, Failure>(account)
    };
    match answer.await {
        Ok(account) => see(&format!("/pengguna/{account}")),
        Err(failure) => refuse(&app, form, &id, failure).await,
    }
}
