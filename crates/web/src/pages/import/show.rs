//! `/impor/{id}`: how far an import is, what it would bring, what it brought.

use super::run::{must_import, yes};
use super::words;
use crate::App;
use crate::access::Officer;
use crate::error::Failure;
use crate::form::Form;
use crate::frame::Frame;
use crate::pages::{html, see};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse as _, Response};
use slrt_domain::Coded as _;
use slrt_domain::calendar::Zone;
use slrt_domain::family::import::{Consequence, RowProblem};
use slrt_domain::identity::ImportId;
use slrt_domain::journal::{Refusal, RefusalKind};
use slrt_operations::accounts::Session;
use slrt_operations::import::{ImportOutcome, kept_report, problems_csv};
use slrt_operations::storage::import::{LoggedImport, log, of_log};
use slrt_operations::storage::upload;
use slrt_operations::uploads::{self, State as Work, Upload};
use uuid::Uuid;

/// Problems that are shown; all of them are in the CSV file.
const SHOWN: usize = 50;

#[derive(Template)]
#[template(path = "import/upload.html")]
struct UploadPage {
    f: Frame,
    u: Upload,
    written: Option<i64>,
    zone: Zone,
    operation_id: Uuid,
}

#[derive(Template)]
#[template(path = "import/progress.html")]
struct ProgressPart {
    f: Frame,
    u: Upload,
    written: Option<i64>,
}

#[derive(Template)]
#[template(path = "import/logged.html")]
struct LoggedPage {
    f: Frame,
    i: LoggedImport,
    zone: Zone,
    has_report: bool,
}

impl LoggedPage {
    fn n(&self, n: &i64) -> String {
        self.f.l.number(*n)
    }
    fn ended(&self) -> Option<String> {
        self.i.finished_at.map(|at| self.f.l.moment(at, &self.zone))
    }
}

impl ProgressPart {
    fn running(&self) -> bool {
        matches!(self.u.state, Work::Running)
    }
    fn written_words(&self) -> Option<String> {
        self.written.map(|n| self.f.l.t1("import-written", "n", self.f.l.number(n)))
    }
}

impl UploadPage {
    fn running(&self) -> bool {
        matches!(self.u.state, Work::Running)
    }
    fn written_words(&self) -> Option<String> {
        self.written.map(|n| self.f.l.t1("import-written", "n", self.f.l.number(n)))
    }
    fn outcome(&self) -> Option<&ImportOutcome> {
        self.u.state.outcome()
    }
    fn is_done(&self) -> bool {
        matches!(self.u.state, Work::Done(_))
    }
    fn error(&self) -> Option<String> {
        match &self.u.state {
            Work::Failed(e) => Some(words::failure(&self.f.l, e)),
            _ => None,
        }
    }
    fn n(&self, n: &i64) -> String {
        self.f.l.number(*n)
    }
    /// When it came, and from whom as long as that is known: what goes in is told of whoever said yes.
    fn uploaded(&self) -> String {
        let at = self.f.l.moment(self.u.created_at, &self.zone);
        if !matches!(self.u.state, Work::Trying | Work::Tried(_)) {
            return at;
        }
        self.f.l.ta("import-uploaded-by", &[("at", at), ("who", self.u.by.reveal().clone())])
    }
    fn megabytes(&self) -> String {
        let (size, unit) = if self.u.bytes < 1_000_000 { (1_000, "kB") } else { (1_000_000, "MB") };
        format!("{} {unit}", self.u.bytes.div_ceil(size))
    }
    /// Values that were left out of rows that were taken.
    fn left_out(&self) -> i64 {
        let count = |o: &ImportOutcome| o.problems.len() - o.problems.rejected();
        self.outcome().map_or(0, |o| i64::try_from(count(o)).unwrap_or(i64::MAX))
    }
    /// Why nothing goes in: no row was good, or those that were say nothing that is newer than what is known.
    fn nothing(&self) -> &'static str {
        let Some(report) = self.outcome().map(|o| o.report) else { return "import-nothing-new" };
        match (report.unchanged, report.older, report.problems) {
            (_, 1.., _) => "import-only-older",
            (0, 0, 1..) => "import-all-refused",
            _ => "import-nothing-new",
        }
    }
    /// Consequence, reason and how many rows.
    fn reasons(&self) -> Vec<(String, String, String)> {
        let l = &self.f.l;
        let said = |(c, r, n): (Consequence, slrt_domain::family::import::Reason, usize)| {
            (l.code("import-consequence", c.code()), l.code("import-reason", r.code()), l.number(i64::try_from(n).unwrap_or(i64::MAX)))
        };
        self.outcome().map(|o| words::by_reason(&o.problems).into_iter().map(said).collect()).unwrap_or_default()
    }
    fn first_problems(&self) -> Vec<&RowProblem> {
        self.outcome().map(|o| o.problems.kept().into_iter().take(SHOWN).collect()).unwrap_or_default()
    }
    fn reason(&self, p: &RowProblem) -> String {
        let said = self.f.l.code("import-reason", p.reason.code());
        match p.other_row {
            Some(row) => format!("{said} ({})", self.f.l.t1("import-other-row", "row", i64::from(row))),
            None => said,
        }
    }
    fn table(&self, p: &RowProblem) -> String {
        self.f.l.code("import-table", p.table.code())
    }
    fn column(&self, p: &RowProblem) -> String {
        p.column.as_deref().unwrap_or("–").to_owned()
    }
    fn ignored(&self) -> Vec<String> {
        self.outcome().map(|o| o.ignored_columns.iter().map(|c| self.column_of(c)).collect()).unwrap_or_default()
    }
    fn unverified(&self) -> Vec<String> {
        self.outcome().map(|o| o.unverified_columns.iter().map(|c| self.column_of(c)).collect()).unwrap_or_default()
    }
    fn column_of(&self, (table, column): &(slrt_domain::family::import::Table, String)) -> String {
        format!("{column} ({})", self.f.l.code("import-table", table.code()))
    }
}

/// Shows an upload, whichever server took it, or an import of the log.
pub async fn show(State(app): State<App>, Path(id): Path<String>, Officer { session, frame }: Officer) -> Response {
    match find(&app, &session, &id).await {
        Ok(Found::Upload(u)) => {
            let written = match written(&app, &session, &u.state).await {
                Ok(written) => written,
                Err(e) => return e.page(frame),
            };
            html(&UploadPage { f: frame, u, written, zone: session.reference.zone.clone(), operation_id: app.house.clock().new_id() })
        }
        Ok(Found::Logged(i)) => match kept_report(&app.house, session.tenant, i.id).await {
            Ok(report) => html(&LoggedPage { f: frame, i, zone: session.reference.zone.clone(), has_report: report.is_some() }),
            Err(e) => Failure::from(e).page(frame),
        },
        Err(e) => e.page(frame),
    }
}

/// The part of the page that looks again by itself; leads to the whole page when the work has ended.
pub async fn progress(State(app): State<App>, Path(id): Path<String>, Officer { session, frame }: Officer) -> Response {
    let u = match find(&app, &session, &id).await {
        Ok(Found::Upload(u)) => u,
        Ok(Found::Logged(_)) => return gone_on(&id),
        Err(e) => return e.page(frame),
    };
    if !u.state.is_busy() {
        return gone_on(&id);
    }
    match written(&app, &session, &u.state).await {
        Ok(written) => html(&ProgressPart { f: frame, u, written }),
        Err(e) => e.page(frame),
    }
}

fn gone_on(id: &str) -> Response {
    let mut response = "".into_response();
    if let Ok(value) = HeaderValue::from_str(&format!("/impor/{id}")) {
        response.headers_mut().insert("hx-redirect", value);
    }
    response
}

/// Takes the good rows in.
pub async fn go(State(app): State<App>, Path(id): Path<String>, form: Form) -> Response {
    let answer = async {
        let Found::Upload(u) = find(&app, &form.session, &id).await? else { return Err(Refusal::wrong_state("done").into()) };
        Ok::<_, Failure>(uploads::take(&app.house, form.session.tenant, u.id, &yes(&form.session, "web")).await?)
    };
    match answer.await {
        Ok(()) => see(&format!("/impor/{id}")),
        Err(e) if is_taken(&e) && is_of(&app, &form.session, &id).await => see(&format!("/impor/{id}")),
        Err(e) => e.page(form.frame),
    }
}

fn is_taken(e: &Failure) -> bool {
    e.refusal().is_some_and(|r| r.kind == RefusalKind::WrongState && r.field == Some("upload") && r.detail == "taken")
}

/// Whether whoever asks said yes already: then the same was sent twice, and the page tells what becomes of it.
async fn is_of(app: &App, session: &Session, id: &str) -> bool {
    let row = async {
        let id = Uuid::parse_str(id).ok()?;
        let mut tx = app.house.db().read(session.tenant).await.ok()?;
        let row = upload::find(&mut tx, session.tenant, id).await.ok()?;
        tx.commit().await.ok()?;
        row
    };
    row.await.is_some_and(|r| r.account == session.account)
}

/// Gives the files up; what went in stays in.
pub async fn cancel(State(app): State<App>, Path(id): Path<String>, form: Form) -> Response {
    let answer = async {
        must_import(&form.session)?;
        let id = Uuid::parse_str(&id).map_err(|_| Refusal::not_found())?;
        Ok::<_, Failure>(uploads::give_up(&app.house, form.session.tenant, id).await?)
    };
    match answer.await {
        Ok(()) => see("/impor"),
        Err(e) => e.page(form.frame),
    }
}

/// All problems as CSV.
pub async fn problems(State(app): State<App>, Path(id): Path<String>, Officer { session, frame }: Officer) -> Response {
    let answer = async {
        let bytes = match find(&app, &session, &id).await? {
            Found::Upload(u) => u.state.outcome().map(|o| problems_csv(&o.problems)).transpose()?,
            Found::Logged(i) => kept_report(&app.house, session.tenant, i.id).await?,
        };
        bytes.ok_or_else(|| Failure::from(Refusal::not_found()))
    };
    match answer.await {
        Ok(bytes) => {
            let disposition = HeaderValue::from_static("attachment; filename=\"baris-bermasalah.csv\"");
            let media = HeaderValue::from_static("text/csv; charset=utf-8");
            ([(header::CONTENT_TYPE, media), (header::CONTENT_DISPOSITION, disposition)], bytes).into_response()
        }
        Err(e) => e.page(frame),
    }
}

/// What an id stands for.
pub(crate) enum Found {
    /// Files that were uploaded.
    Upload(Upload),
    /// An import that is over, or was begun by another way.
    Logged(LoggedImport),
}

/// Looks up files or an import.
pub(crate) async fn find(app: &App, session: &Session, id: &str) -> Result<Found, Failure> {
    must_import(session)?;
    let id = Uuid::parse_str(id).map_err(|_| Refusal::not_found())?;
    if let Some(upload) = uploads::find(&app.house, session.tenant, id).await? {
        return Ok(Found::Upload(upload));
    }
    let mut tx = app.house.db().read(session.tenant).await?;
    let found = of_log(&mut tx, session.tenant, ImportId(id)).await?;
    tx.commit().await?;
    Ok(Found::Logged(found.ok_or_else(Refusal::not_found)?))
}

/// Families that the import under way has written so far.
async fn written(app: &App, session: &Session, work: &Work) -> Result<Option<i64>, Failure> {
    if !matches!(work, Work::Running) {
        return Ok(None);
    }
    let mut tx = app.house.db().read(session.tenant).await?;
    let newest = log(&mut tx, session.tenant, 1).await?;
    tx.commit().await?;
    Ok(newest.into_iter().find(|i| i.finished_at.is_none()).map(|i| i.families))
}
