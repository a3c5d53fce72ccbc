//! `GET /pengaturan/katalog`: the own rows of each sort, with their days, sources and standing.

use super::word;
use crate::App;
use crate::access::Officer;
use crate::error::Failure;
use crate::frame::{Frame, encode};
use crate::pages::case::say::Pill;
use crate::pages::html;
use crate::speak::Speak;
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use slrt_domain::Coded as _;
use slrt_domain::calendar::Day;
use slrt_domain::program::{OwnContent, OwnSort, Standing};
use slrt_operations::view::{OwnView, own_catalog};

struct Group {
    sort: OwnSort,
    rows: Vec<Row>,
    /// Versions that are over or were taken back.
    past: Vec<Row>,
}

struct Row {
    name: String,
    code: String,
    pill: Pill,
    days: String,
    source: String,
    /// What the row says besides its name, in a few words.
    says: String,
    /// It takes a shipped row away, or stands in its place.
    note: Option<String>,
    /// To correct it, or to begin another version of it.
    edit: Option<(String, String)>,
    /// To end it, or to take it back.
    end: Option<(String, String)>,
}

#[derive(Template)]
#[template(path = "own_catalog/list.html")]
struct ListPage {
    f: Frame,
    groups: Vec<Group>,
}

impl ListPage {
    fn t(&self, sort: &OwnSort, what: &str) -> String {
        self.f.l.t(&format!("own-{}-{what}", sort.code()))
    }
    fn add(&self, sort: &OwnSort) -> String {
        format!("/pengaturan/katalog/{}/isi", word(*sort))
    }
}

/// The page.
pub async fn list(State(app): State<App>, Officer { session, frame }: Officer) -> Response {
    match own_catalog(&app.house, &session).await {
        Ok(rows) => {
            let today = super::today(&app, &session);
            let groups = OwnSort::ALL.iter().map(|sort| group(&frame.l, *sort, &rows, today)).collect();
            html(&ListPage { f: frame, groups })
        }
        Err(e) => Failure::from(e).page(frame),
    }
}

fn group(l: &Speak, sort: OwnSort, rows: &[OwnView], today: Day) -> Group {
    let mut own: Vec<&OwnView> = rows.iter().filter(|v| v.row.sort() == sort).collect();
    // What holds or comes first, the newest version of it on top.
    own.sort_by(|a, b| (&a.row.code, b.row.valid_from).cmp(&(&b.row.code, a.row.valid_from)));
    let is_past = |v: &&OwnView| matches!(v.standing, Standing::Over | Standing::Withdrawn);
    let (past, present): (Vec<&OwnView>, Vec<&OwnView>) = own.into_iter().partition(is_past);
    let made = |rows: Vec<&OwnView>| rows.into_iter().map(|v| row(l, v, today)).collect();
    Group { sort, rows: made(present), past: made(past) }
}

fn pill(l: &Speak, v: &OwnView, today: Day) -> Pill {
    let from = l.day(v.row.valid_from);
    match v.standing {
        Standing::Coming => Pill::new("wait", "hourglass-split", l.t1("own-standing-coming", "day", from)),
        Standing::Holding => match v.row.valid_to.filter(|_| v.row.sort() != OwnSort::Holiday) {
            Some(to) => Pill::new("act", "check-circle", l.t1("own-standing-holding-to", "day", l.day(to))),
            None => Pill::new("act", "check-circle", l.t("own-standing-holding")),
        },
        Standing::Over => match v.row.valid_to.filter(|to| *to < today) {
            Some(to) => Pill::new("still", "pause-circle", l.t1("own-standing-over", "day", l.day(to))),
            None => Pill::new("still", "pause-circle", l.t("own-standing-replaced")),
        },
        Standing::Withdrawn => Pill::new("still", "x-circle", l.t("own-standing-withdrawn")),
    }
}

fn row(l: &Speak, v: &OwnView, today: Day) -> Row {
    let r = &v.row;
    let sort = r.sort();
    let absent = matches!(r.content, OwnContent::Absent(_));
    let days = match r.valid_to.filter(|_| sort != OwnSort::Holiday) {
        Some(to) => l.ta("own-days-to", &[("from", l.day(r.valid_from)), ("to", l.day(to))]),
        None if sort == OwnSort::Holiday => l.day(r.valid_from),
        None => l.t1("own-days-from", "from", l.day(r.valid_from)),
    };
    let note = match (absent, v.replaces) {
        (true, _) => Some(l.t(&format!("own-{}-absent", sort.code()))),
        (false, true) => Some(l.t("own-replaces")),
        (false, false) => None,
    };
    let form = format!("/pengaturan/katalog/{}/isi?dari={}&mulai={}", word(sort), encode(&r.code), r.valid_from.iso());
    let end = format!("/pengaturan/katalog/akhiri?jenis={}&kode={}&mulai={}", word(sort), encode(&r.code), r.valid_from.iso());
    let coming = v.standing == Standing::Coming;
    let may_end = coming || (v.standing == Standing::Holding && sort != OwnSort::Holiday);
    // A holiday that is over does not come again on the same day.
    let may_edit = !absent && (coming || (v.standing != Standing::Withdrawn && sort != OwnSort::Holiday));
    Row {
        name: l.pick(&v.name),
        code: r.code.clone(),
        pill: pill(l, v, today),
        days,
        source: r.whole_source(),
        says: says(l, v),
        note,
        edit: may_edit.then(|| (form, l.t(if coming { "own-correct" } else { "own-new-version" }))),
        end: may_end.then(|| (end, l.t(if coming { "own-withdraw" } else { "own-end" }))),
    }
}

fn says(l: &Speak, v: &OwnView) -> String {
    match &v.row.content {
        OwnContent::Program(p) => p.provider.clone(),
        OwnContent::Reason(r) => l.code("own-purpose", &r.purpose),
        OwnContent::Deadline(d) => {
            let values = [("n", d.limit.to_string()), ("unit", l.code("own-unit", d.unit.code()))];
            l.ta("own-limit", &values)
        }
        OwnContent::Holiday(h) if h.joint_leave => l.t("own-joint-leave"),
        OwnContent::Holiday(_) | OwnContent::Absent(_) => String::new(),
    }
}
