//! `POST /akun/kontak`: facilitators and TKSK say by which number people of their villages may call them, or take it back.

use super::show::AccountPage;
use crate::App;
use crate::error::Failure;
use crate::flaws::Flaws;
use crate::form::Form;
use crate::pages::people::person_fields::read_phone;
use crate::pages::{html_unprocessable, see};
use axum::extract::State;
use axum::response::Response;
use slrt_operations::accounts::set_contact;

/// Takes the number; an empty field takes it back.
pub async fn set(State(app): State<App>, form: Form) -> Response {
    if form.session.must_change {
        return see("/akun/sandi");
    }
    let (v, l, mut flaws) = (&form.fields, &form.frame.l, Flaws::default());
    let number = read_phone(v, "contact", l, &mut flaws);
    if v.on("contact") && !v.on("contact_agreed") {
        flaws.add("contact_agreed", l.t("account-contact-agree-missing"));
    }
    if !flaws.is_empty() {
        let typed = v.text("contact").to_owned();
        return match AccountPage::load(&app, form.frame.clone(), &form.session).await {
            Ok(page) => html_unprocessable(&AccountPage { flaws, contact: page.contact.map(|_| typed), ..page }),
            Err(e) => Failure::from(e).page(form.frame),
        };
    }
    let done = async { set_contact(&app.house, &form.sender()?, form.session.account, number.as_ref()).await };
    match done.await {
        Ok(()) => see("/akun#kontak"),
        Err(e) => Failure::from(e).page(form.frame),
    }
}
