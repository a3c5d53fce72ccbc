//! `POST /catalog/own/programs`, `/reasons`, `/deadlines`, `/holidays`, `/absences`: a version of a row from a day on. A version that has not begun may be
//! set again; one that has begun only ends.

use super::must_manage;
use crate::App;
use crate::error::Failure;
use crate::operation::{Key, Operation, Refused, day, parsed};
use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use slrt_domain::Coded as _;
use slrt_domain::calendar::Day;
use slrt_domain::journal::Refusal;
use slrt_domain::program::{
    Fact, FactKind, LimitUnit, OwnContent, OwnDeadline, OwnHoliday, OwnProgram, OwnReason, OwnRow, OwnSort, ProviderLevel, Stages, Words,
    keyed,
};
use slrt_operations::Body;
use utoipa::ToSchema;

/// A version of a program.
#[derive(Deserialize, ToSchema)]
pub struct OwnProgramIn {
    /// Permanent code: lower-case letters, digits, hyphens. The code of a shipped program takes its place.
    code: String,
    /// First day, `YYYY-MM-DD`: today or later.
    valid_from: String,
    /// Last day.
    valid_to: Option<String>,
    /// What it rests on: the decree, in words.
    source: String,
    /// Where that can be read.
    #[serde(default)]
    url: String,
    /// The revision that was seen of the same code and first day; 0 for a new one.
    #[serde(default)]
    revision: i64,
    /// Short name.
    short: String,
    /// Name.
    name: String,
    /// The same in English.
    #[serde(default)]
    name_en: String,
    /// Who provides it.
    provider: String,
    /// `regency`, `village`, `baznas`, `csr`, `province`, `nation`.
    provider_level: String,
    /// What it is, without amounts.
    summary: String,
    /// The same in English.
    #[serde(default)]
    summary_en: String,
    /// Sectors, at least one.
    sectors: Vec<String>,
    /// Kind of institution that serves it (`GET /catalog/institution-kinds`).
    institution: String,
    /// Documents usually asked for.
    #[serde(default)]
    documents: Vec<String>,
    /// Amounts, criteria, documents, channels. The public sees them once they are confirmed (`POST /confirmations`).
    #[serde(default)]
    facts: Vec<OwnFactIn>,
}

/// A statement about a program.
#[derive(Deserialize, ToSchema)]
pub struct OwnFactIn {
    /// `benefit`, `criterion`, `document`, `channel`.
    kind: String,
    /// In words.
    text: String,
    /// The same in English.
    #[serde(default)]
    text_en: String,
    /// Rupiah.
    amount: Option<i64>,
    /// `once`, `day`, `month`, `semester`, `year`; always with `amount`.
    per: Option<String>,
    /// Whether the amount is a ceiling.
    #[serde(default)]
    upto: bool,
    /// Which part of the program the amount is for.
    component: Option<String>,
    /// The highest decile of a criterion on deciles, 1 to 10.
    decile_max: Option<u8>,
    /// Where it stands, where that is not the program's source.
    #[serde(default)]
    source: String,
}

/// A version of a coded reason.
#[derive(Deserialize, ToSchema)]
pub struct OwnReasonIn {
    /// Permanent code.
    code: String,
    /// First day, `YYYY-MM-DD`: today or later.
    valid_from: String,
    /// Last day.
    valid_to: Option<String>,
    /// What it rests on, in words.
    source: String,
    /// Where that can be read.
    #[serde(default)]
    url: String,
    /// The revision that was seen of the same code and first day; 0 for a new one.
    #[serde(default)]
    revision: i64,
    /// What it is a reason for (`GET /catalog/reasons`).
    purpose: String,
    /// In words.
    name: String,
    /// The same in English.
    #[serde(default)]
    name_en: String,
    /// How to appeal; needed where it refuses something.
    #[serde(default)]
    appeal: String,
    /// The same in English.
    #[serde(default)]
    appeal_en: String,
    /// What else may help; needed where it refuses something.
    #[serde(default)]
    what_else: String,
    /// The same in English.
    #[serde(default)]
    what_else_en: String,
}

/// A version of a deadline.
#[derive(Deserialize, ToSchema)]
pub struct OwnDeadlineIn {
    /// Code of a deadline that ships (`GET /catalog/deadlines`).
    code: String,
    /// First day, `YYYY-MM-DD`: today or later. Needs that were brought before keep their deadline.
    valid_from: String,
    /// Last day; after it the shipped one holds again.
    valid_to: Option<String>,
    /// The standard or decree, in words.
    source: String,
    /// Where that can be read.
    #[serde(default)]
    url: String,
    /// The revision that was seen of the same code and first day; 0 for a new one.
    #[serde(default)]
    revision: i64,
    /// The limit as the standard has it.
    total: u32,
    /// In what it counts: `working_days`, `calendar_days`, `minutes`, `months`.
    unit: String,
    /// Working days of the check against the registry.
    verify_days: u32,
    /// Working days of handling and deciding.
    respond_days: u32,
    /// Working days of an institution's answer, where it promises no others.
    institution_days: u32,
    /// Working days by which the standard allows the limit to be prolonged once; none if not said.
    extension_days: Option<u32>,
}

/// A day off.
#[derive(Deserialize, ToSchema)]
pub struct OwnHolidayIn {
    /// The day, `YYYY-MM-DD`: today or later.
    day: String,
    /// Name.
    name: String,
    /// The same in English.
    #[serde(default)]
    name_en: String,
    /// Whether it is a day of joint leave.
    #[serde(default)]
    joint_leave: bool,
    /// The decree, in words.
    source: String,
    /// Where that can be read.
    #[serde(default)]
    url: String,
    /// The revision that was seen of the same day; 0 for a new one.
    #[serde(default)]
    revision: i64,
}

/// A shipped row that does not hold here.
#[derive(Deserialize, ToSchema)]
pub struct OwnAbsenceIn {
    /// `program`, `reason`, `holiday`.
    sort: String,
    /// Its code; of a holiday its day.
    code: String,
    /// First day, `YYYY-MM-DD`; of a holiday the day itself.
    valid_from: String,
    /// Last day.
    valid_to: Option<String>,
    /// What it rests on, in words.
    source: String,
    /// Where that can be read.
    #[serde(default)]
    url: String,
    /// The revision that was seen of the same sort, code and first day; 0 for a new one.
    #[serde(default)]
    revision: i64,
}

/// Days as a body says them.
fn days(from: &str, to: Option<&str>) -> Result<(Day, Option<Day>), Refusal> {
    Ok((day("valid_from", from)?, to.map(|to| day("valid_to", to)).transpose()?))
}

/// What every version says besides its content.
struct Head {
    code: String,
    days: (Day, Option<Day>),
    source: String,
    url: String,
    seen: i64,
}

impl Head {
    fn row(self, content: OwnContent) -> OwnRow {
        let (valid_from, valid_to) = self.days;
        let (source, url) = (self.source.trim().to_owned(), self.url.trim().to_owned());
        OwnRow { code: self.code, valid_from, valid_to, source, url, withdrawn: false, revision: self.seen.saturating_add(1), content }
    }
}

/// Sets a row, if what came says one.
async fn submit<T>(app: &App, op: Operation<T>, read: impl FnOnce(&T, Day) -> Result<OwnRow, Refusal>) -> Result<StatusCode, Failure> {
    must_manage(&op.session)?;
    let today = op.session.reference.zone.day(app.house.clock().now());
    let row = read(&op.body, today)?;
    app.house.submit(op.sender.request(Body::SetCatalogRows(vec![row]))).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Sets a version of a program of the regency's own.
#[utoipa::path(post, path = "/catalog/own/programs", tag = "catalog", security(("bearer" = [])), request_body = OwnProgramIn, params(Key),
    responses((status = 204), Refused))]
pub async fn program(State(app): State<App>, op: Operation<OwnProgramIn>) -> Result<StatusCode, Failure> {
    submit(&app, op, program_row).await
}

fn program_row(b: &OwnProgramIn, today: Day) -> Result<OwnRow, Refusal> {
    let days = days(&b.valid_from, b.valid_to.as_deref())?;
    let source = if b.url.trim().is_empty() { b.source.trim().to_owned() } else { format!("{}; {}", b.source.trim(), b.url.trim()) };
    let content = OwnContent::Program(Box::new(OwnProgram {
        short: b.short.trim().to_owned(),
        name: Words::both(&b.name, &b.name_en),
        provider: b.provider.trim().to_owned(),
        provider_level: parsed("provider_level", &b.provider_level, ProviderLevel::from_code)?,
        summary: Words::both(&b.summary, &b.summary_en),
        sectors: b.sectors.clone(),
        institution: b.institution.clone(),
        documents: b.documents.clone(),
        last_checked: today,
        facts: keyed(b.facts.iter().map(|f| fact(f, &source)).collect::<Result<_, _>>()?),
    }));
    let head = Head { code: b.code.clone(), days, source: b.source.clone(), url: b.url.clone(), seen: b.revision };
    Ok(head.row(content))
}

fn fact(f: &OwnFactIn, source: &str) -> Result<Fact, Refusal> {
    Ok(Fact {
        key: String::new(),
        kind: parsed("facts", &f.kind, FactKind::from_code)?,
        text: Words::both(&f.text, &f.text_en),
        amount: f.amount,
        per: f.per.clone(),
        upto: f.upto,
        component: f.component.clone(),
        decile_max: f.decile_max,
        valid_from: None,
        // Whoever enters it read the decree; that it is right the dinas confirms.
        verified: false,
        source: if f.source.trim().is_empty() { source } else { f.source.trim() }.to_owned(),
    })
}

/// Sets a version of a coded reason of the regency's own.
#[utoipa::path(post, path = "/catalog/own/reasons", tag = "catalog", security(("bearer" = [])), request_body = OwnReasonIn, params(Key),
    responses((status = 204), Refused))]
pub async fn reason(State(app): State<App>, op: Operation<OwnReasonIn>) -> Result<StatusCode, Failure> {
    let reasons = &op.session.reference.catalog.reasons;
    let like = reasons.iter().rfind(|r| r.code == op.body.code).map(|r| (r.closes_as, r.words_required));
    let (closes_as, words_required) = like.unwrap_or((None, false));
    submit(&app, op, move |b, _| {
        let content = OwnContent::Reason(OwnReason {
            purpose: b.purpose.clone(),
            name: Words::both(&b.name, &b.name_en),
            appeal: Words::both(&b.appeal, &b.appeal_en),
            what_else: Words::both(&b.what_else, &b.what_else_en),
            closes_as,
            words_required,
        });
        let days = days(&b.valid_from, b.valid_to.as_deref())?;
        Ok(Head { code: b.code.clone(), days, source: b.source.clone(), url: b.url.clone(), seen: b.revision }.row(content))
    })
    .await
}

/// Sets a version of a deadline of the regency's own standard.
#[utoipa::path(post, path = "/catalog/own/deadlines", tag = "catalog", security(("bearer" = [])), request_body = OwnDeadlineIn, params(Key),
    responses((status = 204), Refused))]
pub async fn deadline(State(app): State<App>, op: Operation<OwnDeadlineIn>) -> Result<StatusCode, Failure> {
    let shipped = app.house.catalog().deadlines.iter().rfind(|d| d.code == op.body.code).cloned();
    submit(&app, op, |b, _| {
        let unit = parsed("unit", &b.unit, LimitUnit::from_code)?;
        let like = shipped.ok_or_else(|| Refusal::invalid("code", "own-unknown"))?;
        let content = OwnContent::Deadline(OwnDeadline {
            name: like.name.clone(),
            limit: b.total,
            unit,
            stages: Stages::of(b.total, unit, b.verify_days, b.respond_days, b.institution_days, like.stages()),
            extension_days: b.extension_days.filter(|days| *days > 0),
        });
        let days = days(&b.valid_from, b.valid_to.as_deref())?;
        Ok(Head { code: b.code.clone(), days, source: b.source.clone(), url: b.url.clone(), seen: b.revision }.row(content))
    })
    .await
}

/// Sets a local day off.
#[utoipa::path(post, path = "/catalog/own/holidays", tag = "catalog", security(("bearer" = [])), request_body = OwnHolidayIn, params(Key),
    responses((status = 204), Refused))]
pub async fn holiday(State(app): State<App>, op: Operation<OwnHolidayIn>) -> Result<StatusCode, Failure> {
    submit(&app, op, |b, _| {
        let on = day("day", &b.day)?;
        let content = OwnContent::Holiday(OwnHoliday { name: Words::both(&b.name, &b.name_en), joint_leave: b.joint_leave });
        let head = Head { code: on.iso(), days: (on, Some(on)), source: b.source.clone(), url: b.url.clone(), seen: b.revision };
        Ok(head.row(content))
    })
    .await
}

/// Says that a shipped program, reason or holiday does not hold here.
#[utoipa::path(post, path = "/catalog/own/absences", tag = "catalog", security(("bearer" = [])), request_body = OwnAbsenceIn, params(Key),
    responses((status = 204), Refused))]
pub async fn absence(State(app): State<App>, op: Operation<OwnAbsenceIn>) -> Result<StatusCode, Failure> {
    submit(&app, op, |b, _| {
        let sort = parsed("sort", &b.sort, OwnSort::from_code)?;
        let (from, to) = days(&b.valid_from, b.valid_to.as_deref())?;
        let to = if sort == OwnSort::Holiday { Some(from) } else { to };
        let head = Head { code: b.code.clone(), days: (from, to), source: b.source.clone(), url: b.url.clone(), seen: b.revision };
        Ok(head.row(OwnContent::Absent(sort)))
    })
    .await
}
