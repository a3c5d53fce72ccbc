//! `POST /cases`: intake.

use crate::App;
use crate::api::v1::documents::add::read_photo;
use crate::error::{Failure, Problem};
use crate::operation::{Key, Operation, parsed, private};
use axum::extract::State;
use axum::http::StatusCode;
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
    /// Who it is for, by 16 digits instead of `person`: whoever has this NIK in the registry, provided that it is one person.
    nik: Option<String>,
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
pub struct Receipt {
    /// The case.
    case: String,
    /// Who it is for.
    person: Option<String>,
    /// *Nomor layanan*.
    number: String,
    /// PIN: told now, kept nowhere.
    pin: String,
    /// The promised day.
    promised: Option<String>,
    /// Whether that day is an estimate: the holidays of its year are not settled.
    promised_estimated: bool,
}

/// Opens a case; answered after it is durable.
#[utoipa::path(post, path = "/cases", tag = "cases", security(("bearer" = [])), request_body = OpenCase,
    params(Key),
    responses((status = 201, body = Receipt), (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem),
              (status = 409, body = Problem), (status = 422, body = Problem), (status = 503, body = Problem)))]
pub async fn open(State(app): State<App>, op: Operation<OpenCase>) -> Result<(StatusCode, axum::Json<Receipt>), Failure> {
    let intake = op.body.intake()?;
    let r = open_case(&app.house, &op.sender, intake).await?;
    let body = Receipt {
        case: r.case.to_string(),
        person: r.person.map(|p| p.to_string()),
        number: r.number.to_string(),
        pin: r.pin.into_inner(),
        promised: r.promised.map(Day::iso),
        promised_estimated: r.promised.is_some_and(|day| app.house.catalog().is_estimated(day)),
    };
    Ok((StatusCode::CREATED, axum::Json(body)))
}

impl OpenCase {
    fn intake(self) -> Result<Intake, Refusal> {
        let concerns = self.concerns.into_iter().map(|c| {
            Ok(IntakeConcern {
                id: parsed("concerns", &c.id, ConcernId::parse)?,
                kind: c.kind,
                sector: c.sector,
                words: private(c.words),
                urgent: c.urgent,
            })
        });
        let documents = self.documents.into_iter().map(|d| {
            Ok(IntakeDocument {
                photo: d.photo.map(read_photo).transpose()?,
                id: parsed("documents", &d.id, DocumentId::parse)?,
                kind: d.kind,
                form: parsed("documents", &d.form, DocumentForm::from_code)?,
                concern: d.concern.map(|c| parsed("documents", &c, ConcernId::parse)).transpose()?,
            })
        });
        let external = self.external.map(|e| {
            let day = e.submitted_on.map(|d| parsed("external", &d, Day::parse)).transpose()?;
            Ok::<_, Refusal>((e.system, Private::new(e.number), day))
        });
        if self.nik.is_some() && self.person.is_some() {
            return Err(Refusal::invalid("nik", "person-too"));
        }
        Ok(Intake {
            case: parsed("case", &self.case, CaseId::parse)?,
            office: self.office.map(|o| parsed("office", &o, OfficeId::parse)).transpose()?,
            village: parsed("village", &self.village, AreaCode::parse)?,
            person: self.person.map(|p| parsed("person", &p, PersonId::parse)).transpose()?,
            nik: self.nik.map(|n| Nik::parse(&n).map_err(|_| Refusal::invalid("nik", "digits"))).transpose()?,
            channel: parsed("channel", &self.channel, Channel::from_code)?,
            caller: private(self.caller),
            phone: private(self.phone),
            proxy: private(self.proxy),
            ppks: self.ppks,
            external: external.transpose()?,
            concerns: concerns.collect::<Result<_, Refusal>>()?,
            documents: documents.collect::<Result<_, Refusal>>()?,
            duplicates_seen: self.duplicates_seen.iter().map(|c| parsed("duplicates_seen", c, CaseId::parse)).collect::<Result<_, _>>()?,
        })
    }
}
