//! `/keluarga/baru`: writing down somebody who is not in the registry, alone or as a member of a known family.

use super::person_fields::{odd_numbers, read_person};
use crate::App;
use crate::access::Officer;
use crate::error::{Failure, refusal_words};
use crate::flaws::Flaws;
use crate::form::{Fields, Form};
use crate::frame::Frame;
use crate::pages::area::Elsewhere;
use crate::pages::intake::parts::{Choice, Parts, choice, today};
use crate::pages::people::hits;
use crate::pages::{html, html_unprocessable, see};
use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use serde::Deserialize;
use slrt_domain::Coded as _;
use slrt_domain::access::Action;
use slrt_domain::family::Relation;
use slrt_domain::identity::*;
use slrt_domain::journal::{Refusal, RefusalKind};
use slrt_operations::accounts::Session;
use slrt_operations::derived_id;
use slrt_operations::people::add_person;
use slrt_operations::storage::registry;
use slrt_operations::view;

#[derive(Template)]
#[template(path = "people/add.html")]
struct AddPage {
    f: Frame,
    v: Fields,
    flaws: Flaws,
    operation: String,
    /// The family in which this form wrote somebody down already.
    already: Option<FamilyId>,
    parts: Parts,
    /// The family that they join: id and the name of its head.
    family: Option<(FamilyId, String)>,
    relations: Vec<Choice>,
    odd: Vec<String>,
    settled: bool,
}

impl AddPage {
    async fn load(app: &App, f: Frame, session: &Session, v: Fields, family: Option<FamilyId>) -> Result<Self, Failure> {
        let mut parts = Parts::new(app, &f.l, session, &v);
        let family = match family {
            Some(id) => {
                let known = view::family(&app.house, session, id).await?;
                if v.get("village").is_none() && v.get("village_elsewhere").is_none() {
                    let code = known.village.code.to_string();
                    parts.elsewhere = Elsewhere::of(app, &f.l, session.reference.area, Some(&code));
                    parts.villages.iter_mut().flat_map(|g| &mut g.choices).for_each(|c| c.on = c.code == code);
                }
                Some((id, hits::name(&f.l, known.head.as_ref().and_then(|h| h.name.as_ref()))))
            }
            None => None,
        };
        let asked = Relation::ALL.iter().filter(|r| **r != Relation::Head);
        Ok(Self {
            relations: asked.map(|r| choice(r.code(), f.l.code("relation", r.code()), v.get("relation"))).collect(),
            operation: v.get("operation_id").map_or_else(|| app.house.clock().new_id().to_string(), str::to_owned),
            already: None,
            flaws: Flaws::default(),
            odd: Vec::new(),
            settled: v.on("warnings_settled"),
            parts,
            family,
            f,
            v,
        })
    }
}

impl AddPage {
    /// Its own address.
    fn here(&self) -> String {
        self.family.as_ref().map_or_else(|| "/keluarga/baru".to_owned(), |(id, _)| format!("/keluarga/baru?keluarga={id}"))
    }
}

/// The family that somebody joins.
#[derive(Deserialize)]
pub(super) struct Joins {
    keluarga: Option<String>,
    /// A village outside the regency, found by a search without scripts.
    desa: Option<String>,
}

/// Shows the form.
pub(super) async fn show(State(app): State<App>, Query(q): Query<Joins>, Officer { session, frame }: Officer) -> Response {
    if !session.actor.may_anywhere(Action::AddPerson) {
        return Failure::from(Refusal::forbidden()).page(frame);
    }
    let family = q.keluarga.as_deref().and_then(FamilyId::parse);
    let spare = frame.clone();
    let fields = Fields::default().with("village_elsewhere", q.desa.as_deref());
    match AddPage::load(&app, frame, &session, fields, family).await {
        Ok(page) => html(&page),
        Err(e) => e.page(spare),
    }
}

/// Writes somebody down.
pub(super) async fn add(State(app): State<App>, form: Form) -> Response {
    let spare = form.frame.clone();
    let mut flaws = Flaws::default();
    let mut odd = Vec::new();
    let mut reused = false;
    let answer = write(&app, &form, &mut flaws).await;
    let status = match answer {
        Ok(Some(family)) => return see(&format!("/keluarga/{family}")),
        Ok(None) => None,
        Err(e) => {
            let l = &form.frame.l;
            match e.refusal() {
                Some(r) if r.detail.starts_with("warnings:") => {
                    odd = odd_numbers(r, l);
                    flaws.add("warnings_settled", l.t("person-odd-settle"));
                }
                Some(r) => flaws.add(r.field.unwrap_or_default(), refusal_words(r, l)),
                None => flaws.add("", e.words(l)),
            }
            reused = e.refusal().is_some_and(|r| r.kind == RefusalKind::Reused);
            Some(e.status_in_form())
        }
    };
    let already = if reused { already(&app, &form).await } else { None };
    let family = form.fields.get("family").and_then(FamilyId::parse);
    match AddPage::load(&app, form.frame, &form.session, form.fields, family).await {
        Ok(mut page) => {
            page.flaws = flaws;
            page.odd = odd;
            page.already = already;
            if reused {
                page.operation = app.house.clock().new_id().to_string();
            }
            let mut response = html_unprocessable(&page);
            if let Some(status) = status {
                *response.status_mut() = status;
            }
            response
        }
        Err(e) => e.page(spare),
    }
}

/// The family of whom the form's operation wrote down before.
async fn already(app: &App, form: &Form) -> Option<FamilyId> {
    let operation = form.fields.get("operation_id").and_then(OperationId::parse)?;
    let person = PersonId(derived_id("intake", &[&operation.bytes(), b"person"]));
    let mut tx = app.house.db().read(form.session.tenant).await.ok()?;
    let found = registry::briefs(&mut tx, form.session.tenant, &[person]).await.ok()?;
    tx.commit().await.ok()?;
    found.into_iter().next().map(|(_, family, _)| family)
}

/// Writes somebody down and answers their family; none when something is missing.
async fn write(app: &App, form: &Form, flaws: &mut Flaws) -> Result<Option<FamilyId>, Failure> {
    let sender = form.sender()?;
    let id = |what: &str| derived_id("intake", &[&sender.operation.bytes(), what.as_bytes()]);
    let ids = (PersonId(id("person")), FamilyId(id("family")));
    let Some(new) = read_person(&form.fields, ids, today(app, &form.session), &form.frame.l, flaws) else { return Ok(None) };
    let family = new.family.unwrap_or(new.new_family);
    add_person(&app.house, &sender, new).await?;
    Ok(Some(family))
}
