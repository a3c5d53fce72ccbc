//! `/keluarga/{family}/betulkan` and `/keluarga/{family}/betulkan/{person}`: puts right what is written down about a family and its members. What the
//! national registry says is shown, and put right there.

use super::show::private;
use crate::App;
use crate::access::Officer;
use crate::error::{Failure, refusal_words};
use crate::flaws::Flaws;
use crate::form::{Fields, Form};
use crate::frame::Frame;
use crate::pages::intake::parts::{Choice, Parts, choice};
use crate::pages::people::hits;
use crate::pages::people::person_fields::{digits, odd_numbers, read_birth, read_phone};
use crate::pages::{html, see};
use crate::speak::Speak;
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use slrt_domain::Coded as _;
use slrt_domain::area::AreaCode;
use slrt_domain::calendar::Day;
use slrt_domain::family::{Relation, Sex};
use slrt_domain::identity::*;
use slrt_domain::journal::{Refusal, RefusalKind};
use slrt_operations::accounts::Session;
use slrt_operations::correct::{FamilyChange, PersonChange, correct_family, correct_person, may_change};
use slrt_operations::view::{self, FamilyView, MemberView};

#[derive(Template)]
#[template(path = "family/correct.html")]
struct FamilyForm {
    f: Frame,
    v: FamilyView,
    fields: Fields,
    flaws: Flaws,
    operation: String,
    parts: Parts,
    odd: Vec<String>,
    settled: bool,
    /// Somebody else changed it meanwhile.
    changed: bool,
}

#[derive(Template)]
#[template(path = "family/correct_person.html")]
struct PersonForm {
    f: Frame,
    v: FamilyView,
    m: MemberView,
    person: PersonId,
    fields: Fields,
    flaws: Flaws,
    operation: String,
    relations: Vec<Choice>,
    odd: Vec<String>,
    settled: bool,
    changed: bool,
}

/// What came of a form.
#[derive(Default)]
struct Told {
    flaws: Flaws,
    odd: Vec<String>,
    changed: bool,
    reused: bool,
}

impl Told {
    fn of(failure: Failure, l: &Speak) -> Result<Self, Failure> {
        let mut told = Self::default();
        let Some(r) = failure.refusal() else { return Err(failure) };
        if matches!(r.kind, RefusalKind::NotFound | RefusalKind::Forbidden) {
            return Err(failure);
        }
        told.changed = r.kind == RefusalKind::Changed;
        told.reused = r.kind == RefusalKind::Reused;
        told.odd = odd_numbers(r, l);
        if told.odd.is_empty() {
            // Nothing changed: that is about no field.
            let field = r.field.filter(|f| *f != "fields").unwrap_or_default();
            told.flaws.add(field, refusal_words(r, l));
        } else {
            told.flaws.add("warnings_settled", l.t("person-odd-settle"));
        }
        Ok(told)
    }
}

fn must_correct(v: &FamilyView) -> Result<(), Refusal> {
    if v.can_correct { Ok(()) } else { Err(Refusal::forbidden()) }
}

async fn load(app: &App, session: &Session, id: &str) -> Result<FamilyView, Failure> {
    let id = FamilyId::parse(id).ok_or_else(Refusal::not_found)?;
    let v = view::family(&app.house, session, id).await?;
    must_correct(&v)?;
    Ok(v)
}

impl FamilyForm {
    fn new(app: &App, f: Frame, session: &Session, v: FamilyView, fields: Fields, told: Told) -> Self {
        let mut parts = Parts::new(app, &f.l, session, &fields);
        if fields.get("village").is_none() {
            let code = v.village.code.to_string();
            parts.villages.iter_mut().flat_map(|g| &mut g.choices).for_each(|c| c.on = c.code == code);
        }
        let kept = fields.get("operation_id").filter(|_| !told.reused).map(str::to_owned);
        Self {
            operation: kept.unwrap_or_else(|| app.house.clock().new_id().to_string()),
            settled: fields.on("warnings_settled"),
            odd: told.odd,
            changed: told.changed,
            flaws: told.flaws,
            parts,
            fields,
            v,
            f,
        }
    }

    fn may(&self, field: &str) -> bool {
        may_change(&self.v.layer, &self.v.typed.join(" "), field)
    }

    /// As typed, else as it is.
    fn address(&self) -> String {
        let known = || self.v.address.as_ref().map(|a| a.reveal().clone()).unwrap_or_default();
        if self.fields.get("revision").is_some() { self.fields.text("address").to_owned() } else { known() }
    }

    fn card_hint(&self) -> String {
        match &self.v.card {
            Some(card) => self.f.l.t1("correct-kept", "value", card.clone()),
            None => self.f.l.t("correct-card-none"),
        }
    }

    fn revision(&self) -> String {
        self.fields.get("revision").map_or_else(|| self.v.revision.to_string(), str::to_owned)
    }

    fn head(&self) -> String {
        hits::name(&self.f.l, self.v.head.as_ref().and_then(|h| h.name.as_ref()))
    }

    /// Whether the family lives in none of the villages that are offered: then it stays where it is unless another is chosen.
    fn elsewhere(&self) -> Option<(String, String)> {
        let code = self.v.village.code.to_string();
        let offered = self.parts.villages.iter().flat_map(|g| &g.choices).any(|c| c.code == code);
        (!offered).then(|| (code, self.v.village.name.clone()))
    }
}

/// The family's form.
pub(super) async fn family(State(app): State<App>, Path(id): Path<String>, officer: Officer) -> Response {
    match load(&app, &officer.session, &id).await {
        Ok(v) => private(html(&FamilyForm::new(&app, officer.frame, &officer.session, v, Fields::default(), Told::default()))),
        Err(e) => e.page(officer.frame),
    }
}

/// Puts the family right.
pub(super) async fn save_family(State(app): State<App>, Path(id): Path<String>, form: Form) -> Response {
    let v = match load(&app, &form.session, &id).await {
        Ok(v) => v,
        Err(e) => return e.page(form.frame),
    };
    let mut flaws = Flaws::default();
    let change = family_change(&form.fields, &v, &form.frame.l, &mut flaws);
    let failure = if flaws.is_empty() {
        let saved = async {
            correct_family(&app.house, &form.sender()?, change).await?;
            Ok::<_, Failure>(())
        };
        match saved.await {
            Ok(()) => return see(&format!("/keluarga/{}", v.id)),
            Err(e) => Some(e),
        }
    } else {
        None
    };
    let status = failure.as_ref().map_or(axum::http::StatusCode::UNPROCESSABLE_ENTITY, Failure::status_in_form);
    let told = match failure.map(|e| Told::of(e, &form.frame.l)) {
        Some(Ok(told)) => told,
        Some(Err(e)) => return e.page(form.frame),
        None => Told { flaws, ..Told::default() },
    };
    let mut response = private(html(&FamilyForm::new(&app, form.frame, &form.session, v, form.fields, told)));
    *response.status_mut() = status;
    response
}

fn revision(fields: &Fields) -> i64 {
    fields.get("revision").and_then(|r| r.parse().ok()).unwrap_or(0)
}

fn family_change(fields: &Fields, v: &FamilyView, l: &Speak, flaws: &mut Flaws) -> FamilyChange {
    let may = |field: &str| may_change(&v.layer, &v.typed.join(" "), field);
    let card =
        if fields.on("no_card") { Some(None) } else { fields.get("card").map(|text| digits(FamilyCard::parse(text), "card", l, flaws)) };
    let village = fields.get("village").and_then(AreaCode::parse);
    if village.is_none() && may("village") {
        flaws.add("village", l.t1("invalid-missing", "field", l.t("field-village")));
    }
    FamilyChange {
        family: Some(v.id),
        revision: revision(fields),
        address: Some(fields.private("address")),
        village: village.filter(|_| may("village")),
        card: card.filter(|_| may("card")),
        confirmed_warnings: fields.on("warnings_settled"),
    }
}

impl PersonForm {
    fn new(app: &App, f: Frame, v: FamilyView, (person, m): (PersonId, MemberView), fields: Fields, told: Told) -> Self {
        let chosen = fields.get("relation").map_or_else(|| m.relation.clone(), str::to_owned);
        let kept = fields.get("operation_id").filter(|_| !told.reused).map(str::to_owned);
        Self {
            relations: Relation::ALL.iter().map(|r| choice(r.code(), f.l.code("relation", r.code()), Some(&chosen))).collect(),
            operation: kept.unwrap_or_else(|| app.house.clock().new_id().to_string()),
            settled: fields.on("warnings_settled"),
            odd: told.odd,
            changed: told.changed,
            flaws: told.flaws,
            person,
            fields,
            m,
            v,
            f,
        }
    }

    fn may(&self, field: &str) -> bool {
        may_change(&self.m.layer, &self.m.typed.join(" "), field)
    }

    fn name(&self) -> String {
        hits::name(&self.f.l, self.m.brief.name.as_ref())
    }

    fn sent(&self) -> bool {
        self.fields.get("revision").is_some()
    }

    /// As typed, else as it is.
    fn value(&self, field: &str) -> String {
        if self.sent() {
            return self.fields.text(field).to_owned();
        }
        match field {
            "name" => self.m.brief.name.as_ref().map(|n| n.reveal().clone()).unwrap_or_default(),
            "born" => self.m.born.as_ref().map(|d| d.reveal().iso()).unwrap_or_default(),
            "birth_year" => self.m.birth_year.filter(|_| self.m.born.is_none()).map(|y| y.to_string()).unwrap_or_default(),
            "sex" => self.m.brief.sex.clone(),
            _ => String::new(),
        }
    }

    fn kept(&self, known: &Option<String>, none: &str) -> String {
        match known {
            Some(value) => self.f.l.t1("correct-kept", "value", value.clone()),
            None => self.f.l.t(none),
        }
    }

    fn nik_hint(&self) -> String {
        self.kept(&self.m.brief.nik, "correct-nik-none")
    }

    fn phone_hint(&self) -> String {
        self.kept(&self.m.brief.phone, "correct-phone-none")
    }

    fn revision(&self) -> String {
        self.fields.get("revision").map_or_else(|| self.m.revision.to_string(), str::to_owned)
    }
}

fn member(v: &FamilyView, person: &str) -> Result<(PersonId, MemberView), Refusal> {
    let id = PersonId::parse(person).ok_or_else(Refusal::not_found)?;
    let found = v.members.iter().find(|m| m.brief.person == Some(id) && !m.brief.erased);
    found.map(|m| (id, m.clone())).ok_or_else(Refusal::not_found)
}

/// A member's form.
pub(super) async fn person(State(app): State<App>, Path((id, person)): Path<(String, String)>, officer: Officer) -> Response {
    let found = match load(&app, &officer.session, &id).await {
        Ok(v) => member(&v, &person).map(|m| (v, m)).map_err(Failure::from),
        Err(e) => Err(e),
    };
    match found {
        Ok((v, m)) => private(html(&PersonForm::new(&app, officer.frame, v, m, Fields::default(), Told::default()))),
        Err(e) => e.page(officer.frame),
    }
}

/// Puts a member right.
pub(super) async fn save_person(State(app): State<App>, Path((id, person)): Path<(String, String)>, form: Form) -> Response {
    let found = match load(&app, &form.session, &id).await {
        Ok(v) => member(&v, &person).map(|m| (v, m)).map_err(Failure::from),
        Err(e) => Err(e),
    };
    let (v, m) = match found {
        Ok(found) => found,
        Err(e) => return e.page(form.frame),
    };
    let mut flaws = Flaws::default();
    let today = form.session.reference.zone.day(app.house.clock().now());
    let change = person_change(&form.fields, &m.1, today, &form.frame.l, &mut flaws);
    let failure = if flaws.is_empty() {
        let saved = async {
            correct_person(&app.house, &form.sender()?, change).await?;
            Ok::<_, Failure>(())
        };
        match saved.await {
            Ok(()) => return see(&format!("/keluarga/{}/anggota", v.id)),
            Err(e) => Some(e),
        }
    } else {
        None
    };
    let status = failure.as_ref().map_or(axum::http::StatusCode::UNPROCESSABLE_ENTITY, Failure::status_in_form);
    let told = match failure.map(|e| Told::of(e, &form.frame.l)) {
        Some(Ok(told)) => told,
        Some(Err(e)) => return e.page(form.frame),
        None => Told { flaws, ..Told::default() },
    };
    let mut response = private(html(&PersonForm::new(&app, form.frame, v, m, form.fields, told)));
    *response.status_mut() = status;
    response
}

/// What the form changes; fields that it does not offer stay as they are.
fn person_change(fields: &Fields, m: &MemberView, today: Day, l: &Speak, flaws: &mut Flaws) -> PersonChange {
    let may = |field: &str| may_change(&m.layer, &m.typed.join(" "), field);
    if may("name") && fields.get("name").is_none() {
        flaws.add("name", l.t1("invalid-missing", "field", l.t("field-name")));
    }
    let (born, birth_year) = read_birth(fields, today, l, flaws);
    let nik = if fields.on("no_nik") { Some(None) } else { fields.get("nik").map(|text| digits(Nik::parse(text), "nik", l, flaws)) };
    let phone = if fields.on("no_phone") { Some(None) } else { read_phone(fields, "phone", l, flaws).map(Some) };
    PersonChange {
        person: m.brief.person,
        revision: revision(fields),
        name: fields.private("name").filter(|_| may("name")),
        nik: nik.filter(|_| may("nik")),
        sex: may("sex").then(|| fields.get("sex").and_then(Sex::from_code)),
        born: may("born").then_some(born),
        birth_year: may("born").then_some(birth_year),
        relation: fields.get("relation").and_then(Relation::from_code).filter(|_| may("relation")),
        phone,
        confirmed_warnings: fields.on("warnings_settled"),
    }
}
