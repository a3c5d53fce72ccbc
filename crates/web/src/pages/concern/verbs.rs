//! The form of each verb: which fields, in which words.

use super::field::{Choice, Field, Part, Way};
use crate::pages::case::say::{SYSTEMS, Say};
use slrt_domain::calendar::Day;
use slrt_domain::case::{ConcernState, ReferralState, VerbCode};
use slrt_domain::identity::InstitutionId;
use slrt_domain::journal::Refusal;
use slrt_domain::office::Reference;
use slrt_domain::program::Program;
use slrt_operations::view::{CaseView, ConcernView, ReferralView};

/// What a form rests on.
pub(super) struct Basis<'a> {
    pub say: Say<'a>,
    pub reference: &'a Reference,
    pub case: &'a CaseView,
    pub concern: &'a ConcernView,
    pub verb: VerbCode,
    /// By when each institution would answer, where it is asked for a referral.
    pub answers: &'a [(InstitutionId, Day)],
    /// Officers of institutions that may know of a restricted concern: account, institution and name.
    pub officers: &'a [(String, String)],
}

impl Basis<'_> {
    fn key(&self, rest: &str) -> String {
        format!("step-{}-{rest}", slrt_domain::Coded::code(self.verb).replace('_', "-"))
    }

    fn t(&self, rest: &str) -> String {
        self.say.l.t(&self.key(rest))
    }

    /// The words of a field, with help where there is any.
    fn field(&self, name: &'static str, way: Way) -> Field {
        self.named(name, name, way)
    }

    fn named(&self, name: &'static str, words: &str, way: Way) -> Field {
        let key = self.key(&words.replace('_', "-"));
        let hint = format!("{key}-hint");
        let field = Field::new(name, way, self.say.l.t(&key));
        if self.say.l.has(&hint) { field.hint(self.say.l.t(&hint)) } else { field }
    }

    fn words(&self) -> Field {
        self.field("words", Way::Area)
    }

    /// What is missing, in the words of the question where the field's own name is another.
    pub fn missing(&self, refusal: &Refusal) -> Option<String> {
        let key = self.key(&format!("{}-missing", refusal.field.filter(|_| refusal.detail == "missing")?.replace('_', "-")));
        self.say.l.has(&key).then(|| self.say.l.t(&key))
    }

    /// By when an institution would answer, and whether that is later than what was promised to the citizen.
    fn answer_hint(&self, institution: InstitutionId) -> String {
        let Some((_, day)) = self.answers.iter().find(|(i, _)| *i == institution) else { return String::new() };
        let beyond = *day > self.concern.timing.promised;
        let key = if beyond { "step-refer-institution-beyond" } else { "step-refer-institution-hint" };
        let is_estimated = self.say.catalog.is_estimated(*day);
        self.say.l.t1(key, "day", self.say.l.perhaps(self.say.l.long_day(*day), is_estimated))
    }

    /// The day that the citizen would be promised with more time.
    fn extends_hint(&self) -> String {
        let Some(day) = self.concern.extends_to else { return String::new() };
        let day = self.say.l.perhaps(self.say.l.long_day(day), self.say.catalog.is_estimated(day));
        let timing = &self.concern.timing;
        let before = self.say.l.perhaps(self.say.l.long_day(timing.promised), timing.promised_estimated);
        self.say.l.ta("step-extend-reason-moves", &[("before", before), ("day", day)])
    }

    /// The results that would be accepted.
    fn results(&self, prefix: &str) -> Vec<Choice> {
        let offer = self.concern.actions.iter().find(|o| o.verb == self.verb);
        let choice = |r: &&'static str| {
            let hint = self.key(&format!("result-{}-hint", r.replace('_', "-")));
            let c = Choice::new(*r, self.say.l.code(prefix, r));
            if self.say.l.has(&hint) { c.hint(self.say.l.t(&hint)) } else { c }
        };
        offer.map(|o| o.results.iter().map(choice).collect()).unwrap_or_default()
    }

    fn result(&self, prefix: &str) -> Field {
        self.field("result", Way::Radios).choices(self.results(prefix))
    }

    fn reasons(&self, purpose: &str) -> Vec<Choice> {
        let found = self.say.catalog.reasons_on(purpose, self.say.today);
        found.map(|r| Choice::new(&r.code, self.say.l.pick(&r.name))).collect()
    }

    /// A coded reason that need not be given.
    fn reason_field(&self, name: &'static str, purpose: &str) -> Field {
        let none = Choice::new("", self.say.l.t("step-choose"));
        let choices = std::iter::once(none).chain(self.reasons(purpose)).collect();
        self.named(name, "reason", Way::Select).answers("reason").optional().choices(choices)
    }

    fn program_choice(&self, p: &Program) -> Choice {
        Choice::new(&p.code, self.say.l.pick(&p.name)).hint(self.say.l.pick(&p.summary))
    }

    /// Programs that usually answer this need, and those picked before; then all others.
    fn programs(&self) -> (Vec<Choice>, Vec<Choice>) {
        let usual = self.say.catalog.kinds.get(&self.concern.kind).map(|k| k.programs.as_slice()).unwrap_or_default();
        let first: Vec<&String> = self.concern.programs.iter().chain(usual.iter().filter(|p| !self.concern.programs.contains(p))).collect();
        let near = first.iter().filter_map(|code| self.say.catalog.program(code, self.say.today)).map(|p| self.program_choice(p));
        let mut others: Vec<&Program> = self.say.catalog.programs_on(self.say.today).filter(|p| !first.contains(&&p.code)).collect();
        others.sort_by_key(|p| !p.sectors.contains(&self.concern.sector));
        (near.collect(), others.into_iter().map(|p| self.program_choice(p)).collect())
    }

    fn program_select(&self, name: &'static str, none: &str) -> Field {
        let (near, others) = self.programs();
        let plain = |c: Choice| Choice { hint: String::new(), ..c };
        let all = std::iter::once(Choice::new("", none)).chain(near.into_iter().chain(others).map(plain));
        self.named(name, "program", Way::Select).optional().choices(all.collect())
    }

    /// Documents that are usual for this need; then all others.
    fn documents(&self) -> (Vec<Choice>, Vec<Choice>) {
        let usual = self.say.catalog.kinds.get(&self.concern.kind).map(|k| k.documents.as_slice()).unwrap_or_default();
        let (near, others): (Vec<_>, Vec<_>) = self.say.catalog.documents.iter().partition(|d| usual.contains(&d.code));
        let choice = |d: &slrt_domain::program::Named| Choice::new(&d.code, self.say.l.pick(&d.name));
        (near.into_iter().map(choice).collect(), others.into_iter().map(choice).collect())
    }

    fn systems(&self) -> Vec<Choice> {
        let choose = Choice::new("", self.say.l.t("step-choose"));
        std::iter::once(choose).chain(SYSTEMS.map(|s| Choice::new(s, self.say.system(s)))).collect()
    }

    fn documents_field(&self, name: &'static str) -> Field {
        let (near, others) = self.documents();
        self.field(name, Way::Checks).choices(near).more(self.say.l.t("step-other-documents"), others)
    }
}

/// The parts of a verb's form: those that are always in sight, and those that a choice which is offered now opens: nothing would ever
/// hide any other.
pub(super) fn parts(b: &Basis<'_>) -> Vec<Part> {
    let mut parts = of_verb(b);
    let choices = parts.iter().flat_map(|p| &p.fields).flat_map(|f| f.choices.iter().chain(&f.more));
    let opened: Vec<&'static str> = choices.filter_map(|c| c.shows).collect();
    parts.retain(|p| p.id.is_none_or(|id| opened.contains(&id)));
    parts
}

fn of_verb(b: &Basis<'_>) -> Vec<Part> {
    use VerbCode as V;
    let one = |fields: Vec<Field>| vec![Part::always(fields)];
    match b.verb {
        V::Verify => one(vec![b.result("verify"), b.words().optional()]),
        V::RecordVisit => one(vec![b.result("visit"), b.words().optional()]),
        V::RequestVisit | V::Resume | V::Resubmit => one(vec![b.words().optional()]),
        V::WithdrawRecommendation => one(vec![b.reason_field("reason", "withdraw"), b.words().optional()]),
        V::Escalate => one(vec![b.reason_field("reason", "transfer"), b.words().optional()]),
        V::Reopen | V::Note => one(vec![b.words()]),
        V::AskDocuments => one(vec![b.documents_field("documents"), b.words().optional()]),
        V::ReceiveDocuments => receive_documents(b),
        V::Serve => one(vec![b.result("serve"), b.words(), b.program_select("programs", "–")]),
        V::Wait => wait(b),
        V::Extend => one(vec![b.field("reason", Way::Radios).hint(b.extends_hint()).choices(b.reasons("extend")), b.words().optional()]),
        V::Reclassify => one(reclassify(b)),
        V::NoteNumber => one(note_number(b)),
        V::Recommend => {
            let (near, others) = b.programs();
            let programs = b.field("programs", Way::Checks).choices(near).more(b.say.l.t("step-other-programs"), others);
            // A kind that no program answers is decided without one.
            let none = b.say.catalog.kinds.get(&b.concern.kind).is_some_and(|k| k.programs.is_empty());
            let programs = if none { programs.optional() } else { programs };
            one(vec![programs, b.words().optional()])
        }
        V::TakeBack => one(vec![b.field("reason", Way::Radios).choices(b.reasons("take_back")).optional(), b.words().optional()]),
        V::Decline => one(vec![b.field("reason", Way::Radios).choices(b.reasons("decline_decision")), b.words().optional()]),
        V::Decide => decide(b),
        V::Refer => one(refer(b)),
        V::Answer => answer(b, Vec::new()),
        V::AnswerOnBehalf => answer(b, on_behalf(b)),
        V::Confirm => {
            let channels = ["counter", "visit", "phone", "message", "letter"].map(|c| Choice::new(c, b.say.l.code("channel", c)));
            let shows = |c: Choice| if c.value == "not_helped" { c.shows("part-denied") } else { c };
            vec![
                Part::always(vec![b.field("result", Way::Radios).choices(b.results("confirm").into_iter().map(shows).collect())]),
                Part::shown("part-denied", vec![b.reason_field("reason_denied", "not_helped")]),
                Part::always(vec![b.field("by", Way::Radios).choices(channels.into()), b.words().optional()]),
            ]
        }
        V::Close => {
            let shows = |c: Choice| if b.say.catalog.closes_as_duplicate(&c.value) { c.shows("part-duplicate") } else { c };
            vec![
                Part::always(vec![b.field("reason", Way::Radios).choices(b.reasons("close").into_iter().map(shows).collect())]),
                Part::shown("part-duplicate", vec![b.field("other_number", Way::Line)]),
                Part::always(vec![b.words().optional()]),
            ]
        }
    }
}

fn reclassify(b: &Basis<'_>) -> Vec<Field> {
    let mut kinds: Vec<_> = b.say.catalog.kinds.values().collect();
    kinds.sort_by(|x, y| x.category.cmp(&y.category).then_with(|| b.say.l.pick(&x.name).cmp(&b.say.l.pick(&y.name))));
    let kinds = kinds.into_iter().map(|k| Choice { on: k.code == b.concern.kind, ..Choice::new(&k.code, b.say.l.pick(&k.name)) });
    let ticks = [("urgent", b.concern.urgent), ("restricted", b.concern.restricted)];
    let ticks =
        ticks.map(|(code, on)| Choice { on, ..Choice::new(code, b.t(&format!("is-{code}"))) }.hint(b.t(&format!("is-{code}-hint"))));
    vec![
        b.field("kind", Way::Select).choices(kinds.collect()),
        b.field("is", Way::Checks).optional().choices(ticks.into()),
        b.words().optional(),
    ]
}

fn note_number(b: &Basis<'_>) -> Vec<Field> {
    let mut fields = vec![b.field("system", Way::Select).choices(b.systems()), b.named("number", "external_number", Way::Line)];
    if !b.concern.referrals.is_empty() {
        let none = Choice::new("", b.t("referral-none"));
        let sent = b.concern.referrals.iter().rev();
        let sent = sent.map(|r| Choice::new(r.id.to_string(), format!("{}, {}", r.institution.1, b.say.l.day(r.sent_on))));
        fields.push(b.field("referral", Way::Select).optional().choices(std::iter::once(none).chain(sent).collect()));
    }
    fields.extend([
        b.field("submitted_on", Way::Date).optional(),
        b.field("checked_on", Way::Date).optional().value(b.say.today.iso()),
        b.field("status", Way::Line).optional(),
    ]);
    fields
}

fn receive_documents(b: &Basis<'_>) -> Vec<Part> {
    let asked = b
        .case
        .timeline
        .iter()
        .find(|t| t.step == Some(slrt_domain::case::StepKind::DocumentsAsked) && t.concern.is_some_and(|c| c.0 == b.concern.id));
    let codes = asked.map(|t| t.detail.documents.clone()).unwrap_or_default();
    let mut fields = Vec::new();
    if !codes.is_empty() {
        let came = codes.iter().map(|c| Choice { on: true, ..Choice::new(c, b.say.document(c)) });
        let forms = ["shown", "copy"].map(|f| Choice { on: f == "shown", ..Choice::new(f, b.say.l.code("docform", f)) });
        fields.push(b.field("documents", Way::Checks).choices(came.collect()).optional());
        fields.push(b.field("form", Way::Radios).choices(forms.into()));
    }
    fields.push(b.words().optional());
    vec![Part::always(fields)]
}

fn wait(b: &Basis<'_>) -> Vec<Part> {
    let next = next_look(b.reference, b.say.today);
    let results = b.results("wait").into_iter().map(|c| if c.value == "center" { c.shows("part-center") } else { c });
    vec![
        Part::always(vec![b.field("result", Way::Radios).choices(results.collect())]),
        Part::shown("part-center", vec![b.field("reason", Way::Radios).choices(b.reasons("wait_center"))]),
        Part::always(vec![
            b.field("next_look", Way::Date).value(next.iso()),
            b.field("system", Way::Select).choices(b.systems()).optional(),
            b.named("number", "external_number", Way::Line).optional(),
            b.field("submitted_on", Way::Date).optional(),
            b.words().optional(),
        ]),
    ]
}

/// Ten working days on, as a beginning.
fn next_look(reference: &Reference, today: Day) -> Day {
    reference.calendar.after(today, 10)
}

fn decide(b: &Basis<'_>) -> Vec<Part> {
    let left: Vec<String> = b.concern.chain.iter().skip(1).map(|r| b.say.l.code("turn", slrt_domain::Coded::code(*r))).collect();
    let approve = match left.first() {
        Some(next) => b.say.l.ta(&b.key("result-approve-hint"), &[("next", next.clone())]),
        None => b.t("result-approve-last"),
    };
    let results = b.results("decide").into_iter().map(|c| match c.value.as_str() {
        "approve" => c.hint(approve.clone()),
        "return" => c.shows("part-return"),
        "decline" => c.shows("part-decline"),
        _ => c,
    });
    let reason = |name: &'static str, purpose: &str| {
        let choose = Choice::new("", b.say.l.t("step-choose"));
        b.field(name, Way::Select).answers("reason").choices(std::iter::once(choose).chain(b.reasons(purpose)).collect())
    };
    vec![
        Part::always(vec![b.field("result", Way::Radios).choices(results.collect())]),
        Part::shown("part-return", vec![reason("reason_return", "return")]),
        Part::shown("part-decline", vec![reason("reason_decline", "decline_decision")]),
        Part::always(vec![b.words().optional()]),
    ]
}

/// Institutions in sight at once.
const IN_SIGHT: usize = 6;

fn refer(b: &Basis<'_>) -> Vec<Field> {
    let restricted = b.concern.restricted;
    let usual = b.say.catalog.kinds.get(&b.concern.kind).and_then(|k| k.institution.clone());
    // Whoever serves the programs that were recommended is the first to think of.
    let programs = b.concern.programs.iter().filter_map(|p| b.say.catalog.program(p, b.say.today));
    let meant: Vec<&str> = programs.map(|p| p.institution.as_str()).chain(usual.as_deref()).collect();
    let serves =
        |code: &str| b.say.catalog.institution(code).is_some_and(|k| k.sectors.contains(&b.concern.sector)) || meant.contains(&code);
    // National bodies open no inbox here: one waits for them.
    let able = b.reference.institutions.values().filter(|i| i.takes(restricted));
    let (mut near, mut others): (Vec<_>, Vec<_>) = able.partition(|i| serves(&i.code));
    let first = sole_provider(b, &near);
    near.sort_by_key(|i| (Some(i.id) != first, !meant.contains(&i.code.as_str()), i.name.clone()));
    others.extend(near.split_off(near.len().min(IN_SIGHT)));
    others.sort_by_key(|i| i.name.clone());
    let hint = |i: &slrt_domain::office::Institution| b.answer_hint(i.id);
    let choice =
        |i: &slrt_domain::office::Institution| Choice { on: Some(i.id) == first, ..Choice::new(i.id.to_string(), &i.name) }.hint(hint(i));
    let (near, others): (Vec<Choice>, Vec<Choice>) = (near.into_iter().map(choice).collect(), others.into_iter().map(choice).collect());
    let mut institution = Field::new("institution", Way::Radios, b.t("institution"));
    if near.is_empty() && others.is_empty() {
        institution = institution.hint(b.t("institution-none"));
    }
    let mut fields =
        vec![institution.choices(near).more(b.say.l.t("step-other-institutions"), others), approved_program(b), b.words().optional()];
    if restricted {
        let choose = Choice::new("", b.say.l.t("step-choose"));
        let officers = b.officers.iter().map(|(account, label)| Choice::new(account, label));
        let hint = if b.officers.is_empty() { b.t("named-none") } else { b.t("named-hint") };
        fields.push(Field::new("named", Way::Select, b.t("named")).hint(hint).choices(std::iter::once(choose).chain(officers).collect()));
    }
    fields.push(Field::new("consent", Way::Tick, b.t("consent")).hint(b.t("consent-read")));
    fields
}

/// What was recommended and approved and still holds.
fn approved<'a>(b: &'a Basis<'_>) -> Vec<&'a Program> {
    b.concern.programs.iter().filter_map(|p| b.say.catalog.program(p, b.say.today)).collect()
}

/// The one institution that serves what was approved; none where several do, where it may not take this need, or where the need came back from it.
fn sole_provider(b: &Basis<'_>, able: &[&slrt_domain::office::Institution]) -> Option<InstitutionId> {
    let mut codes: Vec<&str> = approved(b).iter().map(|p| p.institution.as_str()).collect();
    codes.sort_unstable();
    codes.dedup();
    let &[code] = codes.as_slice() else { return None };
    let mut serving = able.iter().filter(|i| i.code == code);
    let only = serving.next().filter(|_| serving.next().is_none())?;
    let came_back = |r: &ReferralView| r.institution.0 == only.id && matches!(r.state, ReferralState::Declined | ReferralState::Revoked);
    (!b.concern.referrals.iter().any(came_back)).then_some(only.id)
}

/// For which program: chosen already where one alone was approved.
fn approved_program(b: &Basis<'_>) -> Field {
    let mut field = b.program_select("program", &b.t("program-none"));
    if let [only] = approved(b).as_slice() {
        for c in &mut field.choices {
            c.on = c.value == only.code;
        }
    }
    field
}

fn on_behalf(b: &Basis<'_>) -> Vec<Field> {
    let channels = ["phone", "letter", "message", "meeting"].map(|c| Choice::new(c, b.say.l.code("channel", c)));
    let none = Choice::new("", b.t("evidence-none"));
    let papers = b.case.documents.iter().filter(|d| d.concern.is_none_or(|c| c == b.concern.id));
    let papers = papers.map(|d| Choice::new(d.id.to_string(), format!("{}, {}", b.say.document(&d.kind), b.say.l.day(d.on))));
    vec![
        b.field("on_behalf_who", Way::Line),
        b.field("on_behalf_channel", Way::Radios).choices(channels.into()),
        b.field("on_behalf_day", Way::Date).value(b.say.today.iso()),
        b.field("evidence", Way::Select).optional().choices(std::iter::once(none).chain(papers).collect()),
    ]
}

/// An institution's answer: first whether it takes it, then two fields of what came of it. What an office heard has no words to the institution.
fn answer(b: &Basis<'_>, mut first: Vec<Field>) -> Vec<Part> {
    let t = |rest: &str| b.say.l.t(&format!("step-answer-{rest}"));
    let heard = b.verb == VerbCode::AnswerOnBehalf;
    let results = b.results(if heard { "heard" } else { "answer" }).into_iter().map(|c| {
        let hint = if heard { String::new() } else { t(&format!("result-{}-hint", c.value.replace('_', "-"))) };
        let c = c.hint(hint);
        match c.value.as_str() {
            "more_asked" => c.shows("part-more"),
            "declined" => c.shows("part-declined"),
            "given" => c.shows("part-given"),
            "not_given" => c.shows("part-not-given"),
            _ => c,
        }
    });
    let accepted = b.concern.state == ConcernState::Accepted;
    let (ends, answers): (Vec<Choice>, Vec<Choice>) = results.partition(|c| matches!(c.value.as_str(), "given" | "not_given"));
    let result = b.field("result", Way::Radios);
    first.push(if accepted {
        result.choices(ends).more(t("other-answers"), answers)
    } else {
        result.choices(answers).more(t("other-ends"), ends)
    });
    let reason = |name: &'static str| {
        let choose = Choice::new("", b.say.l.t("step-choose"));
        Field::new(name, Way::Select, t("reason"))
            .answers("reason")
            .choices(std::iter::once(choose).chain(b.reasons("institution_decline")).collect())
    };
    let area = |name: &'static str, label: &str| Field::new(name, Way::Area, t(label)).answers("words");
    let (near, others) = b.documents();
    let documents =
        Field::new("documents", Way::Checks, t("documents")).optional().choices(near).more(b.say.l.t("step-other-documents"), others);
    let choose = Choice::new("", b.say.l.t("step-choose"));
    let more = std::iter::once(choose).chain(b.reasons("institution_documents")).collect();
    let more = Field::new("reason_more", Way::Select, t("reason")).answers("reason").optional().choices(more);
    let mut given = vec![area("words_given", "words-given")];
    if !heard {
        let late = std::iter::once(Choice::new("", "")).chain(b.reasons("late_entry")).collect();
        given.push(Field::new("occurred_day", Way::Date, t("given-on")).answers("occurred_at").value(b.say.today.iso()));
        given.push(Field::new("late_reason", Way::Select, b.say.l.t("step-when-reason")).hint(b.say.late_hint()).optional().choices(late));
    }
    vec![
        Part::always(first),
        Part::shown("part-more", vec![more, documents, area("words_more", "words-more")]),
        Part::shown("part-declined", vec![reason("reason_declined"), area("words_declined", "words").optional()]),
        Part::shown("part-given", given),
        Part::shown("part-not-given", vec![reason("reason_not_given"), area("words_not_given", "words").optional()]),
    ]
}
