//! `POST /inquiries`: *informasi saja*, counted without a case or a name.

use crate::App;
use crate::access::speak;
use crate::error::{Failure, Problem};
use crate::operation::Operation;
use crate::pages::inquiry::{Inquiry, count};
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
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
    /// When it happened (RFC 3339), if not now.
    #[expect(dead_code, reason = "read with every operation's circumstances; here for the description")]
    occurred_at: Option<String>,
    /// Why it is entered late, coded: needed after as many days as the catalogue says.
    #[expect(dead_code, reason = "read with every operation's circumstances; here for the description")]
    late_reason: Option<String>,
}

/// Counts an answered question.
#[utoipa::path(post, path = "/inquiries", tag = "inquiries", security(("bearer" = [])), request_body = NewInquiry,
    params(("Idempotency-Key" = String, Header, description = "The operation's id, a UUID")),
    responses((status = 204), (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem),
              (status = 409, body = Problem), (status = 422, body = Problem), (status = 503, body = Problem)))]
pub async fn record(State(app): State<App>, headers: HeaderMap, op: Operation<NewInquiry>) -> Response {
    let answer = async {
        let inquiry = op.body.inquiry()?;
        Ok::<_, Failure>(count(&app.house, &op.session, &op.sender, inquiry).await?)
    };
    match answer.await {
        Ok(()) => StatusCode::NO_CONTENT.into_response(),
        Err(f) => f.problem(&speak(&app, &headers)),
    }
}

impl NewInquiry {
    fn inquiry(self) -> Result<Inquiry, Refusal> {
        let unknown = |field: &'static str| move || Refusal::invalid(field, "unknown");
        Ok(Inquiry {
            office: self.office.map(|o| OfficeId::parse(&o).ok_or_else(unknown("office"))).transpose()?,
            village: self.village.map(|v| AreaCode::parse(&v).ok_or_else(unknown("village"))).transpose()?,
            sector: self.sector,
            channel: self.channel.map_or(Ok(Channel::Counter), |c| Channel::from_code(&c).ok_or_else(unknown("channel")))?,
        })
    }
}
