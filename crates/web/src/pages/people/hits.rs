//! People that a search found, in one line each.

use crate::App;
use crate::place;
use crate::speak::Speak;
use slrt_domain::identity::*;
use slrt_domain::journal::Refusal;
use slrt_operations::OperationError;
use slrt_operations::accounts::Session;
use slrt_operations::storage::registry;
use slrt_operations::view::{self, FamilyView, Hit};

/// A person in one line.
#[derive(Debug, Clone)]
pub(crate) struct Line {
    /// Person.
    pub person: PersonId,
    /// Family.
    pub family: FamilyId,
    /// Name; "data dihapus" when erased.
    pub name: String,
    /// "perempuan, 58 tahun, lahir 1968 · istri dari Sutrisno": what tells people with the same name apart.
    pub about: String,
    /// Masked NIK, or that there is none.
    pub nik: String,
    /// "Dusun II", where it is known.
    pub hamlet: Option<String>,
    /// "Pekon Suka Baru, Ngambur".
    pub place: String,
    /// "Desil 2", or that there is none.
    pub decile: String,
    /// Whether the family has an open service.
    pub has_open: bool,
    /// Whether the name or number is the one that was asked for, perhaps written differently.
    pub is_strong: bool,
}

/// From here on a name is the one that was asked for.
const STRONG: f64 = 0.85;

/// What a search found.
#[derive(Debug, Clone, Default)]
pub(crate) struct Lines {
    /// People, best first.
    pub people: Vec<Line>,
    /// The case of a nomor layanan.
    pub case: Option<(CaseId, ServiceNumber)>,
    /// Whether there are more than are shown.
    pub more: bool,
    /// Whether anything was asked.
    pub asked: bool,
    /// What was typed looks like a number, but has too few or too many digits.
    pub digits: Option<usize>,
}

impl Lines {
    /// Searches and puts what was found in words.
    pub async fn search(app: &App, session: &Session, l: &Speak, query: &str, limit: usize) -> Result<Self, OperationError> {
        let query = query.trim();
        if query.chars().count() < 2 {
            return Ok(Self::default());
        }
        let found = view::search(&app.house, session, query, limit).await?;
        let year = session.reference.zone.day(app.house.clock().now()).year();
        let digits = query.chars().filter(char::is_ascii_digit).count();
        let is_number = digits > 0 && !query.chars().any(char::is_alphabetic);
        Ok(Self {
            people: found.hits.into_iter().map(|h| Line::hit(app, l, h, year)).collect(),
            case: found.case,
            more: found.more,
            asked: true,
            digits: (is_number && digits != 16).then_some(digits),
        })
    }
}

impl Lines {
    /// One person who is known already.
    ///
    /// # Errors
    /// Not found, or storage.
    pub async fn of(app: &App, session: &Session, l: &Speak, person: PersonId) -> Result<Self, OperationError> {
        let mut tx = app.house.db().read(session.tenant).await?;
        let found = registry::briefs(&mut tx, session.tenant, &[person]).await?;
        tx.commit().await?;
        let (_, family, _) = found.into_iter().next().ok_or_else(Refusal::not_found)?;
        let view = view::family(&app.house, session, family).await?;
        Ok(Self { people: Line::member(app, l, &view, person).into_iter().collect(), asked: true, ..Self::default() })
    }
}

impl Line {
    /// The same for somebody who may not be the one who is meant: enough to recognise them by, and no more.
    pub fn masked(&self) -> Self {
        Self { name: masked_name(&self.name), about: String::new(), hamlet: None, ..self.clone() }
    }

    fn hit(app: &App, l: &Speak, h: Hit, year: i32) -> Self {
        let age = h.birth_year.and_then(|y| i32::try_from(y).ok()).map(|y| year - y);
        let mut about = about(l, &h.sex, age.map(|a| l.t1("people-age-about", "age", a)));
        about.extend(h.birth_year.map(|y| l.t1("people-born", "year", y.to_string())));
        about.extend(relation(l, &h));
        Self {
            person: h.person,
            family: h.family,
            name: name(l, h.name.as_ref()),
            about: about.join(" · "),
            hamlet: h.hamlet.filter(|d| !d.trim().is_empty()),
            nik: h.nik.unwrap_or_else(|| l.t("people-no-nik")),
            place: place::area(app, l, h.village.code),
            decile: decile(l, h.decile),
            has_open: !h.open.is_empty(),
            is_strong: h.score >= STRONG,
        }
    }

    /// A member of a family that was looked up.
    pub fn member(app: &App, l: &Speak, view: &FamilyView, person: PersonId) -> Option<Self> {
        let m = view.members.iter().find(|m| m.brief.person == Some(person))?;
        let mut about = about(l, &m.brief.sex, m.brief.age.map(|a| l.t1("people-age", "age", a)));
        about.push(l.code("relation", &m.relation));
        Some(Self {
            person,
            family: view.id,
            name: name(l, m.brief.name.as_ref()),
            about: about.join(" · "),
            hamlet: view.hamlet.clone().filter(|d| !d.trim().is_empty()),
            nik: m.brief.nik.clone().unwrap_or_else(|| l.t("people-no-nik")),
            place: place::area(app, l, view.village.code),
            decile: decile(l, view.decile.as_ref().map(|d| d.0)),
            has_open: view.history.iter().any(|h| h.open),
            is_strong: true,
        })
    }
}

/// Whose family it is: of a head, how large; of anybody else, whose.
fn relation(l: &Speak, h: &Hit) -> Option<String> {
    let relation = l.code("relation", &h.relation);
    if h.relation == "head" {
        let members = i64::try_from(h.members).unwrap_or(i64::MAX);
        return Some(format!("{relation}, {}", l.t1("people-members", "count", members)));
    }
    let head = h.head.as_ref().map(Private::reveal)?;
    Some(l.ta("people-relation-of", &[("relation", relation), ("head", head.clone())]))
}

fn about(l: &Speak, sex: &str, age: Option<String>) -> Vec<String> {
    let sex = Some(sex).filter(|s| !s.is_empty()).map(|s| l.code("sex", s));
    let mut parts = Vec::new();
    match (sex, age) {
        (Some(sex), Some(age)) => parts.push(format!("{sex}, {age}")),
        (one, other) => parts.extend(one.or(other)),
    }
    parts
}

/// A name, or that it was erased.
pub(crate) fn name(l: &Speak, name: Option<&Private<String>>) -> String {
    name.map_or_else(|| l.t("people-erased"), |n| n.reveal().clone())
}

fn decile(l: &Speak, decile: Option<i64>) -> String {
    decile.map_or_else(|| l.t("people-unranked"), |d| l.t1("people-decile", "decile", d))
}
