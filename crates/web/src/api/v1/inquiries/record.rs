//! `POST /inquiries`: *informasi saja*, counted without a case or a name.

use crate::App;
use crate::error::{Failure, Problem};
use crate::operation::{Key, Operation, parsed};
use crate::pages::inquiry::{Inquiry, count};
use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use slrt_domain::Coded as _;
use slrt_domain::area::AreaCode;
use slrt_domain::case::Channel;
use slrt_domain::identity::OfficeId;
use slrt_domain::journal::Refusal;
use utoipa::ToSchema;

/// A question that was answered.
#[derive(Deserialize, ToSchema)]
pub struct NewInquiry {
    /// Sector.
    sector: String,
    /// Where; the officer's own office unless told.
    office: Option<String>,
    /// From which village, ten digits.
    village: Option<String>,
    /// `counter` unless told, `visit`, `phone`, `message`, `letter`.
    channel: Option<String>,
}

/// Counts an answered question.
#[utoipa::path(post, path = "/inquiries", tag = "inquiries", security(("bearer" = [])), request_body = NewInquiry,
    params(Key),
    responses((status = 204), (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem),
              (status = 409, body = Problem), (status = 422, body = Problem), (status = 503, body = Problem)))]
pub async fn record(State(app): State<App>, op: Operation<NewInquiry>) -> Result<StatusCode, Failure> {
    let inquiry = op.body.inquiry()?;
    count(&app.house, &op.session, &op.sender, inquiry).await?;
    Ok(StatusCode::NO_CONTENT)
}

impl NewInquiry {
    fn inquiry(self) -> Result<Inquiry, Refusal> {
        Ok(Inquiry {
            office: self.office.map(|o| parsed("office", &o, OfficeId::parse)).transpose()?,
            village: self.village.map(|v| parsed("village", &v, AreaCode::parse)).transpose()?,
            sector: self.sector,
            channel: self.channel.map_or(Ok(Channel::Counter), |c| parsed("channel", &c, Channel::from_code))?,
        })
    }
}
