//! `/katalog/periksa/{program}`: the facts of one program, to confirm or to doubt.

use super::facts::{ProgramCheck, class, icon, load};
use crate::App;
use crate::access::Officer;
use crate::error::Failure;
use crate::form::{Fields, Form};
use crate::frame::Frame;
use crate::pages::{html, html_unprocessable, see};
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use slrt_domain::Coded as _;
use slrt_domain::journal::{FactConfirmed, Hash, Refusal, RefusalKind};
use slrt_operations::Body;
use slrt_operations::accounts::Session;
use slrt_operations::view::{FactCheck, FactState};
use uuid::Uuid;

#[derive(Template)]
#[template(path = "catalog_check/program.html")]
struct ProgramPage<'c> {
    f: Frame,
    p: ProgramCheck<'c>,
    operation_id: Uuid,
    error: Option<String>,
}

impl ProgramPage<'_> {
    fn class(&self, c: &FactCheck) -> &'static str {
        class(c.state)
    }
    fn icon(&self, c: &FactCheck) -> &'static str {
        icon(c.state)
    }
    fn from(&self, c: &FactCheck) -> Option<String> {
        c.fact.valid_from.map(|day| self.f.l.day(day))
    }
    /// "paling banyak Rp5.000.000 per tahun".
    fn amount(&self, c: &FactCheck) -> Option<String> {
        let l = &self.f.l;
        let mut words = vec![l.money(c.fact.amount?)];
        words.extend(c.fact.per.as_ref().map(|per| l.code("catalog-check-per", per)));
        if c.fact.upto {
            words.insert(0, l.t("catalog-check-upto"));
        }
        Some(words.join(" "))
    }
}

/// Shows the facts.
pub async fn form(State(app): State<App>, Path(code): Path<String>, Officer { session, frame }: Officer) -> Response {
    match find(&app, &session, &code).await {
        Ok(p) => html(&ProgramPage { f: frame, p, operation_id: app.house.clock().new_id(), error: None }),
        Err(e) => e.page(frame),
    }
}

/// Keeps what was decided.
pub async fn save(State(app): State<App>, Path(code): Path<String>, form: Form) -> Response {
    let p = match find(&app, &form.session, &code).await {
        Ok(p) => p,
        Err(e) => return e.page(form.frame),
    };
    let answer = async {
        let sender = form.sender()?;
        let decided = decided(&p, &form.fields)?;
        app.house.submit(sender.request(Body::ConfirmFacts(decided))).await?;
        Ok::<_, Failure>(())
    };
    match answer.await {
        Ok(()) => see(&format!("/katalog/periksa?tersimpan={code}")),
        Err(e) => {
            let error = match e.refusal() {
                Some(r) if r.kind == RefusalKind::Invalid || r.kind == RefusalKind::Changed => {
                    Some(crate::error::refusal_words(r, &form.frame.l))
                }
                _ => return e.page(form.frame),
            };
            html_unprocessable(&ProgramPage { f: form.frame, p, operation_id: app.house.clock().new_id(), error })
        }
    }
}

async fn find<'c>(app: &App, session: &'c Session, code: &str) -> Result<ProgramCheck<'c>, Failure> {
    let (programs, _) = load(app, session).await?;
    programs.into_iter().find(|p| p.program.code == code).ok_or_else(|| Refusal::not_found().into())
}

/// What the form says about each fact: about those that it shows in their present text only.
fn decided(p: &ProgramCheck<'_>, fields: &Fields) -> Result<Vec<FactConfirmed>, Refusal> {
    let all = fields.on("all");
    let mut out = Vec::new();
    for f in &p.facts {
        let seen = fields.get(&format!("digest-{}", f.fact.key)).and_then(Hash::parse);
        let confirmed = match fields.get(&format!("fact-{}", f.fact.key)) {
            _ if all => true,
            Some("confirmed") => true,
            Some("doubted") => false,
            _ => continue,
        };
        if seen != Some(f.digest) {
            return Err(Refusal::new(RefusalKind::Changed));
        }
        let said = if confirmed { FactState::Confirmed } else { FactState::Doubted };
        if f.state != said {
            out.push(FactConfirmed { program: p.program.code.clone(), fact: f.fact.key.clone(), confirmed, digest: f.digest });
        }
    }
    if out.is_empty() { Err(Refusal::invalid("facts", "none")) } else { Ok(out) }
}
