//! From what was typed to a row, and from a row to what the form shows.

use crate::form::Fields;
use slrt_domain::Coded as _;
use slrt_domain::calendar::Day;
use slrt_domain::journal::Refusal;
use slrt_domain::program::{
    Catalog, Fact, FactKind, LimitUnit, OwnContent, OwnDeadline, OwnHoliday, OwnProgram, OwnReason, OwnRow, OwnSort, Stages, Words, keyed,
};

/// Facts that the form asks for, one in each line, with the name of the field.
const LINES: [(FactKind, &str); 4] =
    [(FactKind::Benefit, "benefit"), (FactKind::Criterion, "criterion"), (FactKind::Document, "paper"), (FactKind::Channel, "channel")];

const LEVEL: &str = "provider_level";
const UNIT: &str = "unit";

/// Reads a row of a sort. What the form does not ask for (English statements, amounts of several components) stays as the version that it began with
/// has it.
///
/// # Errors
/// `Invalid` with the field.
pub(super) fn read(sort: OwnSort, v: &Fields, from: Option<&OwnRow>, shipped: &Catalog, today: Day) -> Result<OwnRow, Refusal> {
    let source = Source::read(v);
    let content = match sort {
        OwnSort::Program => OwnContent::Program(Box::new(program(v, from, &source, today)?)),
        OwnSort::Reason => OwnContent::Reason(reason(v, from, shipped)),
        OwnSort::Deadline => OwnContent::Deadline(deadline(v, shipped)?),
        OwnSort::Holiday => {
            let name = Words::both(v.text("name"), v.text("name_en"));
            OwnContent::Holiday(OwnHoliday { name, joint_leave: v.on("joint_leave") })
        }
    };
    let valid_from = v.day("valid_from")?.ok_or_else(|| Refusal::invalid("valid_from", "missing"))?;
    let (code, valid_to) = match sort {
        OwnSort::Holiday => (valid_from.iso(), Some(valid_from)),
        _ => (v.text("code").to_owned(), v.day("valid_to")?),
    };
    Ok(source.row(code, (valid_from, valid_to), seen(v), content))
}

/// What a row rests on.
pub(super) struct Source {
    words: String,
    url: String,
}

impl Source {
    /// As typed.
    pub fn read(v: &Fields) -> Self {
        Self { words: v.text("source").to_owned(), url: v.text("url").to_owned() }
    }

    fn whole(&self) -> String {
        if self.url.is_empty() { self.words.clone() } else { format!("{}; {}", self.words, self.url) }
    }

    /// A row that rests on it, as the next revision of what was seen.
    pub fn row(self, code: String, (valid_from, valid_to): (Day, Option<Day>), seen: i64, content: OwnContent) -> OwnRow {
        let (source, url) = (self.words, self.url);
        OwnRow { code, valid_from, valid_to, source, url, withdrawn: false, revision: seen.saturating_add(1), content }
    }
}

/// The revision that the form was opened with; 0 for a new version.
pub(super) fn seen(v: &Fields) -> i64 {
    v.get("revision").and_then(|r| r.parse().ok()).unwrap_or(0)
}

fn program(v: &Fields, from: Option<&OwnRow>, source: &Source, today: Day) -> Result<OwnProgram, Refusal> {
    let before = from.and_then(|r| match &r.content {
        OwnContent::Program(p) => Some(p.facts.as_slice()),
        _ => None,
    });
    Ok(OwnProgram {
        short: v.text("short").to_owned(),
        name: Words::both(v.text("name"), v.text("name_en")),
        provider: v.text("provider").to_owned(),
        provider_level: v.code(LEVEL)?,
        summary: Words::both(v.text("summary"), v.text("summary_en")),
        sectors: v.all("sectors").map(str::to_owned).collect(),
        institution: v.text("institution").to_owned(),
        documents: v.all("documents").map(str::to_owned).collect(),
        last_checked: today,
        facts: facts(v, before.unwrap_or_default(), &source.whole())?,
    })
}

fn facts(v: &Fields, before: &[Fact], source: &str) -> Result<Vec<Fact>, Refusal> {
    let mut all = Vec::new();
    for (kind, field) in LINES {
        for text in v.text(field).lines().map(str::trim).filter(|l| !l.is_empty()) {
            let same = before.iter().find(|f| f.kind == kind && f.text.id == text);
            all.push(match same {
                Some(fact) => Fact { source: source.to_owned(), ..fact.clone() },
                None => plain(kind, text, source),
            });
        }
    }
    let amount = v.get("amount").map(|a| rupiah(a).ok_or_else(|| Refusal::invalid("amount", "out-of-range"))).transpose()?;
    match all.iter_mut().find(|f| f.kind == FactKind::Benefit) {
        // The amount is that of the first line.
        Some(first) => {
            first.amount = amount;
            first.per = amount.and(v.get("per")).map(str::to_owned);
            first.upto = amount.is_some() && v.on("upto");
        }
        None if amount.is_some() => return Err(Refusal::invalid("benefit", "missing")),
        None => {}
    }
    Ok(keyed(all))
}

fn plain(kind: FactKind, text: &str, source: &str) -> Fact {
    Fact {
        key: String::new(),
        kind,
        text: Words::both(text, ""),
        amount: None,
        per: None,
        upto: false,
        component: None,
        decile_max: None,
        valid_from: None,
        // Whoever enters it read the decree; that it is right the dinas confirms.
        verified: false,
        source: source.to_owned(),
    }
}

/// "1.500.000" or "Rp1500000".
fn rupiah(text: &str) -> Option<i64> {
    let digits: String = text.trim_start_matches("Rp").chars().filter(|c| !matches!(c, '.' | ' ')).collect();
    digits.parse().ok()
}

fn reason(v: &Fields, from: Option<&OwnRow>, shipped: &Catalog) -> OwnReason {
    let before = from.filter(|r| r.code == v.text("code")).and_then(|r| match &r.content {
        OwnContent::Reason(r) => Some((r.closes_as, r.words_required)),
        _ => None,
    });
    // How a need is closed with a reason is not asked: as the version before has it, else as the shipped one.
    let like = || shipped.reasons.iter().rfind(|r| r.code == v.text("code")).map(|r| (r.closes_as, r.words_required));
    let (closes_as, words_required) = before.or_else(like).unwrap_or((None, false));
    OwnReason {
        purpose: v.text("purpose").to_owned(),
        name: Words::both(v.text("name"), v.text("name_en")),
        appeal: Words::both(v.text("appeal"), v.text("appeal_en")),
        what_else: Words::both(v.text("what_else"), v.text("what_else_en")),
        closes_as,
        words_required,
    }
}

fn deadline(v: &Fields, shipped: &Catalog) -> Result<OwnDeadline, Refusal> {
    let number = |field: &'static str| {
        let text = v.get(field).ok_or_else(|| Refusal::invalid(field, "missing"))?;
        text.parse::<u32>().map_err(|_| Refusal::invalid(field, "out-of-range"))
    };
    let code = v.get("code").ok_or_else(|| Refusal::invalid("code", "own-missing"))?;
    let like = shipped.deadlines.iter().rfind(|d| d.code == code).ok_or_else(|| Refusal::invalid("code", "own-unknown"))?;
    let unit: LimitUnit = v.code(UNIT)?;
    let limit = number("total")?;
    Ok(OwnDeadline {
        name: like.name.clone(),
        limit,
        unit,
        stages: Stages::of(limit, unit, number("verify_days")?, number("respond_days")?, number("institution_days")?, like.stages()),
        // Left empty, nothing is prolonged.
        extension_days: v.get("extension_days").map(|_| number("extension_days")).transpose()?.filter(|days| *days > 0),
    })
}

/// What the form shows of a row.
pub(super) fn filled(row: &OwnRow) -> Fields {
    let v = Fields::default()
        .with("code", Some(&row.code))
        .with("valid_from", Some(&row.valid_from.iso()))
        .with("valid_to", row.valid_to.map(|d| d.iso()).as_deref())
        .with("source", Some(&row.source))
        .with("url", Some(&row.url));
    match &row.content {
        OwnContent::Program(p) => of_program(v, p),
        OwnContent::Reason(r) => named(v, &r.name)
            .with("purpose", Some(&r.purpose))
            .with("appeal", Some(&r.appeal.id))
            .with("appeal_en", other(&r.appeal))
            .with("what_else", Some(&r.what_else.id))
            .with("what_else_en", other(&r.what_else)),
        OwnContent::Deadline(d) => of_deadline(v, d),
        OwnContent::Holiday(h) => named(v, &h.name).with("joint_leave", h.joint_leave.then_some("1")),
        OwnContent::Absent(_) => v,
    }
}

fn of_program(v: Fields, p: &OwnProgram) -> Fields {
    let mut v = named(v, &p.name)
        .with("short", Some(&p.short))
        .with("provider", Some(&p.provider))
        .with("provider_level", Some(p.provider_level.code()))
        .with("summary", Some(&p.summary.id))
        .with("summary_en", other(&p.summary))
        .with("institution", Some(&p.institution));
    for sector in &p.sectors {
        v = v.with("sectors", Some(sector));
    }
    for document in &p.documents {
        v = v.with("documents", Some(document));
    }
    for (kind, field) in LINES {
        let lines: Vec<&str> = p.facts.iter().filter(|f| f.kind == kind).map(|f| f.text.id.as_str()).collect();
        v = v.with(field, Some(&lines.join("\n")));
    }
    let first = p.facts.iter().find(|f| f.kind == FactKind::Benefit);
    v.with("amount", first.and_then(|f| f.amount).map(|a| a.to_string()).as_deref())
        .with("per", first.and_then(|f| f.per.as_deref()))
        .with("upto", first.filter(|f| f.upto).map(|_| "1"))
}

fn of_deadline(v: Fields, d: &OwnDeadline) -> Fields {
    let s = &d.stages;
    v.with("total", Some(&d.limit.to_string()))
        .with("unit", Some(d.unit.code()))
        .with("verify_days", Some(&s.verify_days.to_string()))
        .with("respond_days", Some(&(s.handle_days + s.decide_days).to_string()))
        .with("institution_days", Some(&s.institution_days.to_string()))
        .with("extension_days", d.extension_days.map(|n| n.to_string()).as_deref())
}

fn named(v: Fields, name: &Words) -> Fields {
    v.with("name", Some(&name.id)).with("name_en", other(name))
}

/// The English words, where they are others.
fn other(words: &Words) -> Option<&str> {
    Some(words.en.as_str()).filter(|en| *en != words.id)
}
