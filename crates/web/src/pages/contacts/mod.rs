//! `/kontak`: whom do I call in my village? Works by plain links, without scripts.

use crate::error::Failure;
use crate::frame::Frame;
use crate::pages::{html, see};
use crate::speak::Speak;
use crate::{App, place};
use askama::Template;
use axum::Router;
use axum::extract::{Query, State};
use axum::http::HeaderMap;
use axum::response::Response;
use axum::routing::get;
use serde::Deserialize;
use slrt_domain::area::{AreaCode, Level};
use slrt_domain::identity::Tenant;
use slrt_domain::journal::Refusal;
use slrt_operations::OperationError;
use slrt_operations::view::{self, OfficeContact};

/// As many villages as a list on a phone may have.
const MOST_HITS: usize = 20;

pub(super) fn routes() -> Router<App> {
    Router::new().route("/kontak", get(show))
}

/// What was chosen: areas are no personal data.
#[derive(Deserialize)]
pub struct Chosen {
    kecamatan: Option<String>,
    desa: Option<String>,
    q: Option<String>,
}

/// Somebody to call.
pub struct Step {
    pub name: String,
    /// Why this one: "Puskesos di desa ini".
    pub about: String,
    pub contact: String,
    /// `tel:` address, where the contact is a number.
    pub tel: Option<String>,
    pub hours: String,
    pub address: String,
}

struct Way {
    village: String,
    steps: Vec<Step>,
}

#[derive(Template)]
#[template(path = "contacts/show.html")]
struct ContactsPage {
    f: Frame,
    village_word: String,
    q: String,
    /// Villages that were found, with their districts.
    hits: Option<Vec<(AreaCode, String, String)>>,
    districts: Vec<(AreaCode, String)>,
    district: Option<(String, Vec<(AreaCode, String)>)>,
    way: Option<Way>,
}

impl ContactsPage {
    /// Hours whose "08.00–15.30" does not break across lines: a word joiner stands at each side of the dash.
    fn whole_times(&self, step: &Step) -> String {
        let mut whole = String::new();
        for part in step.hours.split('–') {
            let time = whole.ends_with(|c: char| c.is_ascii_digit()) && part.starts_with(|c: char| c.is_ascii_digit());
            if !whole.is_empty() {
                whole.push_str(if time { "\u{2060}–\u{2060}" } else { "–" });
            }
            whole.push_str(part);
        }
        whole
    }
}

async fn show(State(app): State<App>, Query(q): Query<Chosen>, headers: HeaderMap) -> Response {
    let query = [("kecamatan", &q.kecamatan), ("desa", &q.desa), ("q", &q.q)];
    let here = query.iter().find_map(|(name, v)| v.as_ref().map(|v| format!("/kontak?{name}={}", crate::frame::encode(v))));
    let f = Frame::public(&app, &headers, here.as_deref().unwrap_or("/kontak")).await;
    let Some(tenant) = f.tenant else { return see("/persiapan") };
    match load(&app, &f, tenant, q).await {
        Ok(load) => html(&load(f)),
        Err(e) => Failure::from(e).page(f),
    }
}

async fn load(app: &App, f: &Frame, tenant: Tenant, q: Chosen) -> Result<impl FnOnce(Frame) -> ContactsPage + use<>, OperationError> {
    let reference = app.house.reference(tenant).await?;
    let areas = app.house.areas();
    let regency = reference.area;
    let text = q.q.as_deref().unwrap_or_default().trim().chars().take(80).collect::<String>();
    let hits = (!text.is_empty()).then(|| {
        let found = areas.search(&text, Some(regency), Some(Level::Village), MOST_HITS);
        found
            .into_iter()
            .map(|h| (h.code, h.name.to_owned(), h.code.parent().and_then(|d| areas.name(d)).unwrap_or_default().to_owned()))
            .collect()
    });
    let own = |text: &str, level: Level| AreaCode::parse(text).filter(|a| a.level() == level && regency.covers(a) && areas.exists(*a));
    let district = match q.kecamatan.as_deref() {
        Some(code) => {
            let code = own(code, Level::District).ok_or_else(Refusal::not_found)?;
            let villages = areas.within(code, Level::Village).map(|(v, n)| (v, n.to_owned())).collect();
            Some((areas.name(code).unwrap_or_default().to_owned(), villages))
        }
        None => None,
    };
    let way = match q.desa.as_deref() {
        Some(code) => Some(way(app, f, tenant, own(code, Level::Village).ok_or_else(Refusal::not_found)?).await?),
        None => None,
    };
    let districts = areas.children(Some(regency)).into_iter().map(|(c, n)| (c, n.to_owned())).collect();
    let village_word = place::villages_word(app, &f.l, regency);
    Ok(move |f| ContactsPage { f, village_word, q: text, hits, districts, district, way })
}

async fn way(app: &App, f: &Frame, tenant: Tenant, village: AreaCode) -> Result<Way, OperationError> {
    let c = view::contacts(&app.house, tenant, village).await?;
    let l = &f.l;
    let mut steps = Vec::new();
    if let Some(o) = &c.puskesos {
        steps.push(step(o, l.t("contacts-puskesos")));
    }
    steps.extend(people(l, "contacts-facilitator", c.facilitators, &c.facilitator_numbers));
    if let Some(o) = &c.district {
        steps.push(step(o, l.t("contacts-district")));
    }
    steps.extend(people(l, "contacts-tksk", c.tksk, &c.tksk_numbers));
    if let Some(o) = &c.sekretariat {
        steps.push(step(o, l.t("contacts-sekretariat")));
    }
    Ok(Way { village: place::area(app, l, village), steps })
}

/// People who come to a village: by the numbers that they made public, else through the offices.
fn people(l: &Speak, key: &str, count: usize, numbers: &[String]) -> Vec<Step> {
    let person = |about: String, contact: String| Step {
        name: l.t(key),
        about,
        tel: tel(&contact),
        contact,
        hours: String::new(),
        address: String::new(),
    };
    match (count, numbers) {
        (0, _) => Vec::new(),
        (_, []) => vec![person(l.t(&format!("{key}-about")), String::new())],
        (_, numbers) => numbers.iter().map(|n| person(l.t(&format!("{key}-direct")), n.clone())).collect(),
    }
}

fn step(o: &OfficeContact, about: String) -> Step {
    Step {
        name: o.name.clone(),
        about,
        contact: o.contact.clone(),
        tel: tel(&o.contact),
        hours: o.hours.clone(),
        address: o.address.clone(),
    }
}

/// The `tel:` address of the first number in a contact ("WA 0812-3456-7890 (kantor)").
pub fn tel(contact: &str) -> Option<String> {
    let numbers = contact.split(|c: char| !(c.is_ascii_digit() || " +-.".contains(c)));
    numbers.map(str::trim).find_map(|part| {
        let digits: String = part.chars().filter(char::is_ascii_digit).collect();
        let plus = if part.starts_with('+') { "+" } else { "" };
        (6..=15).contains(&digits.len()).then(|| format!("tel:{plus}{digits}"))
    })
}

#[cfg(test)]
mod tests {
    use super::tel;

    #[test]
    fn the_first_number_is_called() {
        let check = |contact: &str, wanted: Option<&str>| assert_eq!(tel(contact).as_deref(), wanted, "{contact}");
        check("0728-000000", Some("tel:0728000000"));
        check("+62 812 9999 0000", Some("tel:+6281299990000"));
        check("WA 0800-0000-0001 (nomor contoh)", Some("tel:080000000001"));
        check("Datang ke balai pekon", None);
        check("Loket 3", None);
        check("", None);
    }
}
