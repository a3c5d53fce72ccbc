//! `/pengaturan`: puts right the name that stands on every page and receipt.

use crate::App;
use crate::access::Officer;
use crate::error::Failure;
use crate::flaws::Flaws;
use crate::form::Form;
use crate::frame::Frame;
use crate::pages::{html, see};
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use slrt_domain::access::{Action, Place};
use slrt_domain::area::AreaCode;
use slrt_domain::identity::OfficeId;
use slrt_domain::journal::{ProfileSet, Refusal, RefusalKind};
use slrt_operations::Body;
use slrt_operations::accounts::Session;
use slrt_operations::setup::{Move, move_tenant};

/// The longest name that fits on a receipt.
pub(crate) const LONGEST: usize = 60;

#[derive(Template)]
#[template(path = "settings/show.html")]
struct SettingsPage {
    f: Frame,
    regency: String,
    brand: String,
    revision: i64,
    operation_id: String,
    /// The Sekretariat, whose page holds the public address and telephone.
    sekretariat: Option<OfficeId>,
    changed: bool,
    place: PlaceFields,
    may_erase: bool,
    may_manage_catalog: bool,
    flaws: Flaws,
}

/// Code and zone as they are, or as they were typed.
struct PlaceFields {
    area: String,
    zone: String,
    from: String,
    revision: String,
    operation_id: String,
    zones: Vec<String>,
    planned: Option<String>,
}

impl PlaceFields {
    fn new(app: &App, f: &Frame, session: &Session) -> Self {
        let (reference, now) = (&session.reference, app.house.clock().now());
        let mut zones: Vec<(i32, String)> = app.house.catalog().zones.iter().map(|z| (z.offset_minutes, z.name.clone())).collect();
        zones.sort_unstable();
        zones.dedup();
        let planned = reference.seat.planned.as_ref().map(|(area, zone, from)| {
            f.l.ta("settings-place-planned", &[("area", area.to_string()), ("zone", zone.clone()), ("day", f.l.day(*from))])
        });
        Self {
            area: reference.area.to_string(),
            zone: reference.zone.name_at(now).to_owned(),
            from: reference.zone.day(now).plus(1).iso(),
            revision: reference.seat.revision.to_string(),
            operation_id: app.house.clock().new_id().to_string(),
            zones: zones.into_iter().map(|(_, name)| name).collect(),
            planned,
        }
    }
}

impl SettingsPage {
    fn new(app: &App, f: Frame, session: &Session) -> Self {
        let reference = &session.reference;
        Self {
            regency: app.house.areas().name(reference.area).unwrap_or_default().to_owned(),
            brand: reference.brand.clone(),
            revision: reference.profile_revision,
            operation_id: app.house.clock().new_id().to_string(),
            sekretariat: reference.sekretariat(),
            changed: false,
            place: PlaceFields::new(app, &f, session),
            may_erase: session.actor.may(Action::Erase, &Place::TENANT_WIDE).is_some(),
            may_manage_catalog: session.actor.may(Action::ManageCatalog, &Place::TENANT_WIDE).is_some(),
            flaws: Flaws::default(),
            f,
        }
    }
}

fn must_manage(session: &Session) -> Result<(), Refusal> {
    session.actor.may(Action::ManageOffices, &Place::TENANT_WIDE).map(drop).ok_or_else(Refusal::forbidden)
}

/// A name as it may be set.
///
/// # Errors
/// `Invalid` when it is empty or does not fit on a receipt.
pub(crate) fn brand_of(typed: &str) -> Result<String, Refusal> {
    let brand = typed.trim();
    if brand.is_empty() {
        return Err(Refusal::invalid("brand", "missing"));
    }
    if brand.chars().count() > LONGEST {
        return Err(Refusal::invalid("brand", "too-long"));
    }
    Ok(brand.to_owned())
}

/// The page.
pub async fn show(State(app): State<App>, officer: Officer) -> Response {
    match must_manage(&officer.session) {
        Ok(()) => html(&SettingsPage::new(&app, officer.frame, &officer.session)),
        Err(e) => Failure::from(e).page(officer.frame),
    }
}

/// Saves code and zone.
pub async fn save_place(State(app): State<App>, form: Form) -> Response {
    let saved = async {
        must_manage(&form.session)?;
        let revision = form.fields.get("revision").and_then(|r| r.parse().ok()).ok_or_else(|| Refusal::invalid("revision", "missing"))?;
        let area = form.fields.get("area").map(|a| AreaCode::parse(a).ok_or_else(|| Refusal::invalid("area", "unknown"))).transpose()?;
        let from = form.fields.day("from")?.ok_or_else(|| Refusal::invalid("from", "missing"))?;
        let wish = Move { area, zone: form.fields.get("zone").map(str::to_owned), from, revision };
        move_tenant(&app.house, &form.sender()?, wish).await?;
        Ok::<_, Failure>(())
    };
    let failure = match saved.await {
        Ok(()) => return see("/pengaturan"),
        Err(failure) => failure,
    };
    let changed = failure.refusal().is_some_and(|r| r.kind == RefusalKind::Changed);
    match Flaws::of(failure, &form.frame.l) {
        Ok(flaws) => {
            let typed = |name: &str| form.fields.text(name).to_owned();
            let known = PlaceFields::new(&app, &form.frame, &form.session);
            let (area, zone, from, revision) = (typed("area"), typed("zone"), typed("from"), typed("revision"));
            let place = PlaceFields { area, zone, from, revision, operation_id: typed("operation_id"), ..known };
            let page = SettingsPage::new(&app, form.frame, &form.session);
            let mut response = html(&SettingsPage { place, changed, flaws, ..page });
            *response.status_mut() = if changed { StatusCode::CONFLICT } else { StatusCode::UNPROCESSABLE_ENTITY };
            response
        }
        Err(failure) => failure.page(form.frame),
    }
}

/// Saves the name.
pub async fn save(State(app): State<App>, form: Form) -> Response {
    let seen = form.fields.get("revision").and_then(|r| r.parse().ok()).unwrap_or(0i64);
    let saved = async {
        must_manage(&form.session)?;
        let set = ProfileSet { brand: brand_of(form.fields.text("brand"))?, revision: seen + 1 };
        app.house.submit(form.sender()?.request(Body::SetProfile(set))).await?;
        Ok::<_, Failure>(())
    };
    let failure = match saved.await {
        Ok(()) => return see("/pengaturan"),
        Err(failure) => failure,
    };
    let changed = failure.refusal().is_some_and(|r| r.kind == RefusalKind::Changed);
    match Flaws::of(failure, &form.frame.l) {
        Ok(flaws) => {
            let (brand, operation_id) = (form.fields.text("brand").to_owned(), form.fields.text("operation_id").to_owned());
            let page = SettingsPage::new(&app, form.frame, &form.session);
            let mut response = html(&SettingsPage { brand, operation_id, revision: seen, changed, flaws, ..page });
            *response.status_mut() = if changed { StatusCode::CONFLICT } else { StatusCode::UNPROCESSABLE_ENTITY };
            response
        }
        Err(failure) => failure.page(form.frame),
    }
}
