//! `POST /cases`: intake.

use crate::App;
use crate::access::speak;
use crate::api::v1::documents::add::read_photo;
use crate::error::{Failure, Problem};
use crate::operation::Operation;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use serde::{Deserialize, Serialize};
use slrt_domain::Coded as _;
use slrt_domain::area::AreaCode;
use slrt_domain::calendar::Day;
use slrt_domain::case::{Channel, DocumentForm};
use slrt_domain::identity::*;
use slrt_domain::journal::Refusal;
use slrt_operations::intake::{Intake, IntakeConcern, IntakeDocument, open_case};
use utoipa::ToSchema;

/// What was heard.
#[derive(Deserialize, ToSchema)]
pub struct OpenCase {
    /// The case, a UUID made by the client.
    case: String,
    /// The office that takes it; where it has no staff, the next one on the village's route.
    office: Option<String>,
    /// The village it is about, ten digits.
    village: String,
    /// Who it is for; none for an anonymous caller.
    person: Option<String>,
    /// `counter`, `visit`, `phone`, `message`, `paper`, `letter`.
    channel: String,
    /// The caller's name, where not in the registry.
    caller: Option<String>,
    /// Telephone to call back.
    phone: Option<String>,
    /// Who came instead (*kuasa*).
    proxy: Option<String>,
    /// PPKS code; a restricted one makes every concern known to named officers only.
    ppks: Option<String>,
    /// A number in another system.
    external: Option<External>,
    /// One or more.
    concerns: Vec<NewConcern>,
    /// Documents.
    #[serde(default)]
    documents: Vec<NewDocument>,
    /// Open cases of the same person and kind that were shown.
    #[serde(default)]
    duplicates_seen: Vec<String>,
    /// When it happened (RFC 3339), if not now.
    #[expect(dead_code, reason = "read with every operation's circumstances; here for the description")]
    occurred_at: Option<String>,
    /// Why it is entered late, coded: needed after as many days as the catalogue says.
    #[expect(dead_code, reason = "read with every operation's circumstances; here for the description")]
    late_reason: Option<String>,
}

/// A number in another system.
#[derive(Deserialize, ToSchema)]
struct External {
    /// `siks-ng`, `dtsen`, `bpjs`, `lapor`, `dukcapil`, `other`.
    system: String,
    /// The number.
    number: String,
    /// Day of submission.
    submitted_on: Option<String>,
}

/// A need or complaint.
#[derive(Deserialize, ToSchema)]
struct NewConcern {
    /// A UUID made by the client.
    id: String,
    /// Kind of the catalogue.
    kind: String,
    /// Sector, if not the kind's own.
    sector: Option<String>,
    /// In the citizen's words.
    words: Option<String>,
    /// In care, or with an appointment.
    #[serde(default)]
    urgent: bool,
}

/// A document.
#[derive(Deserialize, ToSchema)]
struct NewDocument {
    /// A UUID made by the client.
    id: String,
    /// Kind of the catalogue.
    kind: String,
    /// `shown`, `copy`, `photo`, `missing`.
    form: String,
    /// Of which concern only.
    concern: Option<String>,
    /// The photograph of a `photo` (JPEG, PNG or WebP, 5 MB at most) as base 64.
    photo: Option<String>,
}

/// What the citizen takes along.
#[derive(Serialize, ToSchema)]
struct Receipt {
    /// The case.
    case: String,
    /// *Nomor layanan*.
    number: String,
    /// PIN: told now, kept nowhere.
    pin: String,
    /// The promised day.
    promised: Option<String>,
}

/// Opens a case; answered after it is durable.
#[utoipa::path(post, path = "/cases", tag = "cases", security(("bearer" = [])), request_body = OpenCase,
    params(("Idempotency-Key" = String, Header, description = "The operation's id, a UUID")),
    responses((status = 201, body = Receipt), (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem),
              (status = 409, body = Problem), (status = 422, body = Problem), (status = 503, body = Problem)))]
pub async fn open(State(app): State<App>, headers: HeaderMap, op: Operation<OpenCase>) -> Response {
    let answer = async {
        let intake = op.body.intake()?;
        Ok::<_, Failure>(open_case(&app.house, &op.sender, intake).await?)
    };
    match answer.await {
        Ok(r) => {
            let body = Receipt {
                case: r.case.to_string(),
                number: r.number.to_string(),
                pin: r.pin.into_inner(),
                promised: r.promised.map(Day::iso),
            };
            (StatusCode::CREATED, axum::Json(body)).into_response()
        }
        Err(f) => f.problem(&speak(&app, &headers)),
    }
}

fn id<T>(field: &'static str, text: &str, parse: impl Fn(&str) -> Option<T>) -> Result<T, Refusal> {
    parse(text).ok_or_else(|| Refusal::invalid(field, "unknown"))
}

fn private(text: Option<String>) -> Option<Private<String>> {
    text.filter(|t| !t.trim().is_empty()).map(Private::new)
}

impl OpenCase {
    fn intake(self) -> Result<Intake, Refusal> {
        let concerns = self.concerns.into_iter().map(|c| {
            Ok(IntakeConcern {
                id: id("concerns", &c.id, ConcernId::parse)?,
                kind: c.kind,
                sector: c.sector,
                words: private(c.words),
                urgent: c.urgent,
            })
        });
        let documents = self.documents.into_iter().map(|d| {
            Ok(IntakeDocument {
                photo: d.photo.map(read_photo).transpose()?,
                id: id("documents", &d.id, DocumentId::parse)?,
                kind: d.kind,
                form: id("documents", &d.form, DocumentForm::from_code)?,
                concern: d.concern.map(|c| id("documents", &c, ConcernId::parse)).transpose()?,
            })
        });
        let external = self.external.map(|e| {
            let day = e.submitted_on.map(|d| id("external", &d, Day::parse)).transpose()?;
            Ok::<_, Refusal>((e.system, Private::new(e.number), day))
        });
        Ok(Intake {
            case: id("case", &self.case, CaseId::parse)?,
            office: self.office.map(|o| id("office", &o, OfficeId::parse)).transpose()?,
            village: id("village", &self.village, AreaCode::parse)?,
            person: self.person.map(|p| id("person", &p, PersonId::parse)).transpose()?,
            channel: id("channel", &self.channel, Channel::from_code)?,
            caller: private(self.caller),
            phone: private(self.phone),
            proxy: private(self.proxy),
            ppks: self.ppks,
            external: external.transpose()?,
            concerns: concerns.collect::<Result<_, Refusal>>()?,
            documents: documents.collect::<Result<_, Refusal>>()?,
            duplicates_seen: self.duplicates_seen.iter().map(|c| id("duplicates_seen", c, CaseId::parse)).collect::<Result<_, _>>()?,
        })
    }
}
