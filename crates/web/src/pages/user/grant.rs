//! Packages of roles: how they are chosen, given and ended.

use super::show::ShowPage;
use super::{account, must_manage};
use crate::error::Failure;
use crate::flaws::Flaws;
use crate::form::{Fields, Form};
use crate::frame::Frame;
use crate::pages::{html_unprocessable, see};
use crate::{App, place};
use axum::extract::{Path, State};
use axum::response::Response;
use slrt_domain::Coded as _;
use slrt_domain::access::{Acting, Scope};
use slrt_domain::area::{AreaCode, Level};
use slrt_domain::identity::{GrantId, InstitutionId, OfficeId};
use slrt_domain::journal::Refusal;
use slrt_domain::office::Reference;
use slrt_operations::staff::{self, Given};

/// A package to choose.
#[derive(Debug)]
pub struct PackageChoice {
    pub code: String,
    pub name: String,
    pub about: String,
    /// `office`, `institution`, `area`.
    pub scope: String,
}

/// Codes of the packages that nearly every office gives.
const USUAL: [&str; 3] = ["puskesos-1", "fo-bo", "sekretariat"];

/// What is typed about a package, and what may be chosen.
#[derive(Debug)]
pub struct Choices {
    pub packages: Vec<PackageChoice>,
    pub offices: Vec<(String, String)>,
    pub institutions: Vec<(String, String)>,
    pub regency: (String, String),
    /// District with its villages.
    pub districts: Vec<(String, String, Vec<(String, String)>)>,
    pub actings: Vec<(&'static str, String)>,
    pub package: String,
    pub office: String,
    pub institution: String,
    pub area: String,
    pub from: String,
    pub to: String,
    pub acting: String,
}

impl Choices {
    /// Everything that may be chosen, with what was chosen.
    pub fn new(app: &App, f: &Frame, reference: &Reference, typed: &Fields) -> Self {
        let l = &f.l;
        let packages = app.house.catalog().packages.iter();
        let packages = packages.map(|p| PackageChoice {
            code: p.code.clone(),
            name: l.pick(&p.name),
            about: l.pick(&p.about),
            scope: p.scope.clone(),
        });
        let mut offices: Vec<_> = reference.offices.values().filter(|o| o.active).map(|o| (o.id.to_string(), o.name.clone())).collect();
        offices.sort_by_key(|(_, name)| name.to_lowercase());
        let mut institutions: Vec<_> =
            reference.institutions.values().filter(|i| i.active).map(|i| (i.id.to_string(), i.name.clone())).collect();
        institutions.sort_by_key(|(_, name)| name.to_lowercase());
        let areas = app.house.areas();
        let districts = areas.children(Some(reference.area)).into_iter().map(|(code, name)| {
            let villages = areas.within(code, Level::Village).map(|(v, n)| (v.to_string(), n.to_owned())).collect();
            (code.to_string(), name.to_owned(), villages)
        });
        let text = |name: &str| typed.text(name).to_owned();
        Self {
            packages: packages.collect(),
            offices,
            institutions,
            regency: (reference.area.to_string(), place::area(app, l, reference.area)),
            districts: districts.collect(),
            actings: Acting::ALL.iter().map(|a| (a.code(), l.code("user-acting", a.code()))).collect(),
            package: text("package"),
            office: text("office"),
            institution: text("institution"),
            area: text("area"),
            from: typed.get("from").map_or_else(|| f.today.map(|d| d.iso()).unwrap_or_default(), str::to_owned),
            to: text("to"),
            acting: text("acting"),
        }
    }

    /// The packages that nearly every office gives, as cards.
    pub fn usual(&self) -> Vec<&PackageChoice> {
        USUAL.iter().filter_map(|code| self.packages.iter().find(|p| p.code == *code)).collect()
    }

    /// The other packages of a kind of place.
    pub fn of(&self, scope: &str) -> Vec<&PackageChoice> {
        self.packages.iter().filter(|p| p.scope == scope && !USUAL.contains(&p.code.as_str())).collect()
    }

    /// Whether one of those is chosen, so that they must be in sight.
    pub fn is_other(&self) -> bool {
        !self.package.is_empty() && !USUAL.contains(&self.package.as_str())
    }
}

/// What was chosen.
///
/// # Errors
/// The first field that is missing or unknown.
pub fn given(app: &App, typed: &Fields) -> Result<Given, Refusal> {
    let code = typed.get("package").ok_or_else(|| Refusal::invalid("package", "missing"))?;
    let package = app.house.catalog().packages.iter().find(|p| p.code == code).ok_or_else(|| Refusal::invalid("package", "unknown"))?;
    let missing = |field: &'static str| move || Refusal::invalid(field, "missing");
    let scope = match package.scope.as_str() {
        "office" => Scope::Office(typed.id("office", OfficeId::parse)?.ok_or_else(missing("office"))?),
        "institution" => Scope::Institution(typed.id("institution", InstitutionId::parse)?.ok_or_else(missing("institution"))?),
        _ => Scope::Area(typed.id("area", AreaCode::parse)?.ok_or_else(missing("area"))?),
    };
    let acting = if typed.get("acting").is_some() { typed.code("acting")? } else { Acting::Own };
    Ok(Given { package: code.to_owned(), scope, from: typed.day("from")?, to: typed.day("to")?, acting })
}

/// Gives a package to an account.
pub async fn give(State(app): State<App>, Path(id): Path<String>, form: Form) -> Response {
    let answer = async {
        must_manage(&form.session)?;
        let account = account(&id)?;
        staff::give(&app.house, &form.sender()?, account, &given(&app, &form.fields)?).await?;
        Ok::<_, Failure>(account)
    };
    let failure = match answer.await {
        Ok(account) => return see(&format!("/pengguna/{account}")),
        Err(failure) => failure,
    };
    refuse(&app, form, &id, failure).await
}

/// Ends a role.
pub async fn end(State(app): State<App>, Path((id, grant)): Path<(String, String)>, form: Form) -> Response {
    let answer = async {
        must_manage(&form.session)?;
        let account = account(&id)?;
        let grant = GrantId::parse(&grant).ok_or_else(Refusal::not_found)?;
        staff::end_role(&app.house, &form.sender()?, account, grant).await?;
        Ok::<_, Failure>(account)
    };
    match answer.await {
        Ok(account) => see(&format!("/pengguna/{account}")),
        Err(failure) => refuse(&app, form, &id, failure).await,
    }
}

/// The account's page again, with what is wrong and what was typed.
pub async fn refuse(app: &App, form: Form, id: &str, failure: Failure) -> Response {
    let flaws = match Flaws::of(failure, &form.frame.l) {
        Ok(flaws) => flaws,
        Err(failure) => return failure.page(form.frame),
    };
    match ShowPage::load(app, form.frame.clone(), &form.session, id, &form.fields).await {
        Ok(page) => html_unprocessable(&ShowPage { flaws, ..page }),
        Err(failure) => failure.page(form.frame),
    }
}
