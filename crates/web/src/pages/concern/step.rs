//! `/layanan/{case}/kebutuhan/{concern}/{verb}`: one decision a page, for every verb that is offered.

use super::field::{self, Part};
use super::verbs::{self, Basis};
use super::{read, refused};
use crate::App;
use crate::access::Officer;
use crate::error::{Failure, refusal_words};
use crate::form::{Fields, Form};
use crate::frame::Frame;
use crate::pages::case::history;
use crate::pages::case::say::{Say, beginning, capacity, capital, slug, verb_of};
use crate::pages::family::{decile_words, observed_words};
use crate::pages::{html, html_unprocessable, see};
use crate::speak::Speak;
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use slrt_domain::Coded as _;
use slrt_domain::access::{Acting, Role, Scope};
use slrt_domain::calendar::{Day, Instant};
use slrt_domain::case::{ConcernState, Context, DocumentForm, StepKind, VerbCode, role_of};
use slrt_domain::identity::*;
use slrt_domain::journal::{Refusal, RefusalKind};
use slrt_operations::OperationError;
use slrt_operations::accounts::Session;
use slrt_operations::steps::{self, DocumentInput, StepInput};
use slrt_operations::view::{CaseView, ConcernView, ReferralView};

/// A step's page.
#[derive(Template)]
#[template(path = "concern/step.html")]
struct StepPage {
    f: Frame,
    number: String,
    need: String,
    back: String,
    action: String,
    title: String,
    lead: String,
    submit: String,
    cancel: String,
    danger: bool,
    operation: String,
    revision: i64,
    parts: Vec<Part>,
    errors: Vec<(String, String)>,
    /// Somebody was faster: what they did, and how it stands now.
    changed: Option<String>,
    facts: Vec<Fact>,
    late_reasons: Vec<(String, String, bool)>,
    late_hint: String,
    occurred_day: String,
    when_open: bool,
    when_inside: bool,
    fresh: bool,
}

impl StepPage {
    /// What is wrong with a field beside those of the verb.
    fn wrong(&self, field: &str) -> &str {
        self.errors.iter().find(|(target, _)| target == field).map_or("", |(_, words)| words)
    }
}

/// Something that the reader should know before deciding.
pub(super) struct Fact {
    /// Question.
    pub label: String,
    /// Answer, one paragraph each.
    pub lines: Vec<String>,
    /// Where more of it stands, and its words.
    pub link: Option<(String, String)>,
}

/// What the page is opened with.
#[derive(Deserialize, Default)]
pub struct Opening {
    /// A result to choose from the start.
    hasil: Option<String>,
    /// Whether it comes right after another step.
    baru: Option<String>,
}

/// Addresses of a step.
type Where = Path<(String, String, String)>;

fn parse((case, concern, verb): &(String, String, String)) -> Result<(CaseId, ConcernId, VerbCode), Failure> {
    let found = CaseId::parse(case).zip(ConcernId::parse(concern)).zip(verb_of(verb));
    found.map(|((case, concern), verb)| (case, concern, verb)).ok_or_else(|| Refusal::not_found().into())
}

/// The form.
pub async fn form(
    State(app): State<App>,
    Path(at): Where,
    Query(opening): Query<Opening>,
    Officer { session, frame }: Officer,
) -> Response {
    let loaded = async {
        let (case, concern, verb) = parse(&at)?;
        Loaded::of(&app, &session, case, concern, verb).await
    };
    match loaded.await {
        Ok(loaded) if !loaded.offered() => refused::gone(&loaded.reference.catalog, frame, &loaded.case, &loaded.concern, loaded.verb),
        Ok(loaded) => html(&loaded.page(&app, frame, None, &opening)),
        Err(e) => e.page(frame),
    }
}

/// Takes the step, and shows what was stored.
pub async fn send(State(app): State<App>, Path(at): Where, form: Form) -> Response {
    let (case, concern, verb) = match parse(&at) {
        Ok(found) => found,
        Err(e) => return e.page(form.frame),
    };
    let failure = match take(&app, &form, case, concern, verb).await {
        Ok(entry) => return see(&next(&app, &form, (case, concern, verb), entry).await),
        Err(failure) => failure,
    };
    let Some(refusal) = failure.refusal().cloned() else { return failure.page(form.frame) };
    let loaded = match Loaded::of(&app, &form.session, case, concern, verb).await {
        Ok(loaded) => loaded,
        Err(e) => return e.page(form.frame),
    };
    match refusal.kind {
        RefusalKind::NotFound => failure.page(form.frame),
        RefusalKind::Reused => refused::done(&loaded.reference.catalog, form.frame, &loaded.case, &loaded.concern),
        RefusalKind::WrongState => refused::gone(&loaded.reference.catalog, form.frame, &loaded.case, &loaded.concern, verb),
        RefusalKind::Changed if !loaded.offered() => {
            refused::gone(&loaded.reference.catalog, form.frame, &loaded.case, &loaded.concern, verb)
        }
        _ => {
            // The browser takes 403 for an ended session and would send the form again: what the rules forbid is shown in the form.
            let mut response = html_unprocessable(&loaded.page(&app, form.frame, Some((&form.fields, &refusal)), &Opening::default()));
            if refusal.kind == RefusalKind::Changed {
                *response.status_mut() = StatusCode::CONFLICT;
            }
            response
        }
    }
}

/// Takes the step: the number of its entry.
async fn take(app: &App, form: &Form, case: CaseId, concern: ConcernId, verb: VerbCode) -> Result<i64, Failure> {
    let sender = form.sender()?;
    let revision = form.fields.get("revision").and_then(|r| r.parse().ok()).ok_or_else(|| Refusal::invalid("revision", "missing"))?;
    let referral = ReferralId::from_slice(&sender.operation.bytes()).ok_or_else(|| Refusal::invalid("operation_id", "unknown"))?;
    let input = read::verb(verb, &form.fields, referral)?;
    let done = steps::take_step(&app.house, &sender, StepInput { case, concern, revision, verb: input }).await?;
    if verb == VerbCode::ReceiveDocuments {
        note_documents(app, form, case, concern).await?;
    }
    Ok(done.number)
}

/// The papers that came, each an operation of its own: the same ones when the form is sent again.
async fn note_documents(app: &App, form: &Form, case: CaseId, concern: ConcernId) -> Result<(), Failure> {
    let presented = form.fields.code::<DocumentForm>("form").unwrap_or(DocumentForm::Shown);
    for (part, kind) in (1u8..).zip(form.fields.all("documents")) {
        let sender = form.sender_of(part)?;
        let id = DocumentId::from_slice(&sender.operation.bytes()).ok_or_else(|| Refusal::invalid("operation_id", "unknown"))?;
        let document = DocumentInput { id, case, concern: Some(concern), kind: kind.to_owned(), form: presented, photo: None };
        steps::add_document(&app.house, &sender, document).await?;
    }
    Ok(())
}

/// Where to go on. Whoever only decides (a head of the village) sees the case no more once it is decided: back to what waits for them.
async fn next(app: &App, form: &Form, at: (CaseId, ConcernId, VerbCode), entry: i64) -> String {
    let (case, _, verb) = at;
    let seen = verb != VerbCode::Decide || slrt_operations::view::case(&app.house, &form.session, case).await.is_ok();
    if seen { after(at, entry, &form.fields) } else { "/tugas?tersimpan=putusan".to_owned() }
}

/// Where to go on: after help on the spot the citizen's word is asked for.
fn after((case, concern, verb): (CaseId, ConcernId, VerbCode), entry: i64, fields: &Fields) -> String {
    let place = format!("/layanan/{case}/kebutuhan/{concern}");
    match verb {
        VerbCode::Serve => format!("{place}/{}?baru=ya", slug(VerbCode::Confirm)),
        VerbCode::Decide if fields.get("result") == Some("decline") => format!("{place}?tersimpan={entry}"),
        _ => format!("/layanan/{case}?tersimpan={entry}"),
    }
}

/// What a step's page rests on.
struct Loaded {
    case: CaseView,
    concern: ConcernView,
    verb: VerbCode,
    reference: std::sync::Arc<slrt_domain::office::Reference>,
    grants: Vec<slrt_domain::access::Grant>,
    /// By when each institution would answer, where the need goes to one.
    answers: Vec<(InstitutionId, Day)>,
    officers: Vec<(String, String)>,
    operation: OperationId,
}

impl Loaded {
    async fn of(app: &App, session: &Session, case: CaseId, concern: ConcernId, verb: VerbCode) -> Result<Self, Failure> {
        let mut case = slrt_operations::view::case(&app.house, session, case).await?;
        let at = case.concerns.iter().position(|c| c.id == concern).ok_or_else(Refusal::not_found)?;
        let concern = case.concerns.swap_remove(at);
        let officers = if verb == VerbCode::Refer && concern.restricted { officers(app, session).await? } else { Vec::new() };
        let answers = answers(session, app.house.clock().now(), &case, &concern, verb);
        Ok(Self {
            case,
            concern,
            verb,
            answers,
            reference: session.reference.clone(),
            grants: session.actor.grants.clone(),
            officers,
            operation: OperationId(app.house.clock().new_id()),
        })
    }

    fn offered(&self) -> bool {
        self.concern.actions.iter().any(|o| o.verb == self.verb)
    }

    fn page(&self, app: &App, f: Frame, sent: Option<(&Fields, &Refusal)>, opening: &Opening) -> StepPage {
        let today = self.reference.zone.day(app.house.clock().now());
        let l = f.l.clone();
        let say = Say { l: &l, catalog: &self.reference.catalog, today };
        let basis = Basis {
            say,
            reference: &self.reference,
            case: &self.case,
            concern: &self.concern,
            verb: self.verb,
            answers: &self.answers,
            officers: &self.officers,
        };
        let mut parts = verbs::parts(&basis);
        let mut errors = Vec::new();
        let mut changed = None;
        let mut when_error = false;
        if let Some((fields, refusal)) = sent {
            field::refill(&mut parts, fields);
            let words = basis.missing(refusal).unwrap_or_else(|| refusal_words(refusal, &l));
            match refusal.kind {
                RefusalKind::Changed => changed = Some(refused::who_was_faster(&say, &self.case, &self.concern)),
                _ => {
                    let about = refusal.field.unwrap_or_default();
                    let when = match (refusal.kind, refusal.detail.as_str()) {
                        (RefusalKind::LateWithoutReason, detail) if detail != "future" => Some("late_reason"),
                        _ => Some("occurred_day").filter(|_| matches!(about, "occurred_at" | "occurred_day")),
                    };
                    when_error = when.is_some();
                    field::complain(&mut parts, about, &words);
                    let target = parts.iter().flat_map(|p| &p.fields).find(|x| x.error.is_some()).map(field::Field::target);
                    errors.push((target.unwrap_or_else(|| when.unwrap_or("langkah").into()), words));
                    if self.verb == VerbCode::Refer && about != "consent" && !fields.on("consent") {
                        errors.extend(no_consent(&mut parts, &l));
                    }
                }
            }
        } else if let Some(result) = &opening.hasil {
            field::choose(&mut parts, "result", result);
        }
        let code = self.verb.code().replace('_', "-");
        let late = sent.map(|(fields, _)| fields.text("late_reason").to_owned()).unwrap_or_default();
        let operation = sent.and_then(|(fields, _)| fields.get("operation_id")).map_or_else(|| self.operation.to_string(), Into::into);
        let when_inside = parts.iter().flat_map(|p| &p.fields).any(|x| x.name == "occurred_day");
        StepPage {
            number: self.case.number.to_string(),
            need: beginning(self.concern.words.as_ref(), say.kind(&self.concern.kind)),
            back: format!("/layanan/{}", self.case.id),
            cancel: format!("/layanan/{}/kebutuhan/{}", self.case.id, self.concern.id),
            action: format!("/layanan/{}/kebutuhan/{}/{}", self.case.id, self.concern.id, slug(self.verb)),
            title: match (self.verb, self.concern.state) {
                (VerbCode::Answer, ConcernState::Accepted) => l.t("step-answer-outcome-title"),
                _ => l.t(&format!("step-{code}-title")),
            },
            lead: self.lead(&say, opening),
            // Whoever has taken it records what came of it.
            submit: match (self.verb, self.concern.state) {
                (VerbCode::Answer, ConcernState::Accepted) => l.t("step-answer-outcome-title"),
                _ => l.code("verb", self.verb.code()),
            },
            danger: matches!(self.verb, VerbCode::Close | VerbCode::Decline),
            operation,
            revision: self.concern.revision,
            parts,
            errors,
            changed,
            facts: self.facts(&say),
            late_reasons: say.catalog.reasons_on("late_entry", today).map(|r| (r.code.clone(), l.pick(&r.name), r.code == late)).collect(),
            late_hint: say.late_hint(),
            occurred_day: sent.map(|(fields, _)| fields.text("occurred_day").to_owned()).unwrap_or_default(),
            when_open: when_error || !late.is_empty(),
            when_inside,
            fresh: opening.baru.is_some(),
            f,
        }
    }

    fn lead(&self, say: &Say<'_>, opening: &Opening) -> String {
        let code = self.verb.code().replace('_', "-");
        match self.verb {
            VerbCode::Decide => {
                let role = self.concern.chain.first().copied();
                let words = role.map(|r| say.l.code("turn", r.code())).unwrap_or_default();
                let acting = role.and_then(role_of).map_or(Acting::Own, |r| self.acting(r));
                match acting {
                    Acting::Own => say.l.ta("step-decide-lead", &[("role", words)]),
                    a => say.l.ta("step-decide-lead-acting", &[("role", words), ("acting", capacity(a).to_owned())]),
                }
            }
            VerbCode::AnswerOnBehalf => {
                let name = current(&self.concern).map(|r| r.institution.1.clone()).unwrap_or_default();
                say.l.ta("step-answer-on-behalf-lead", &[("institution", name)])
            }
            VerbCode::Confirm if opening.baru.is_some() => say.l.t("step-confirm-lead-new"),
            _ => say.l.t(&format!("step-{code}-lead")),
        }
    }

    /// In what capacity the reader holds a role; plainly, where they hold it in several.
    fn acting(&self, role: Role) -> Acting {
        let mut held: Vec<Acting> =
            self.grants.iter().filter(|g| g.role == role && !matches!(g.scope, Scope::Institution(_))).map(|g| g.acting).collect();
        held.sort();
        held.first().copied().unwrap_or(Acting::Own)
    }

    fn facts(&self, say: &Say<'_>) -> Vec<Fact> {
        match self.verb {
            VerbCode::Decide => self.dossier(say),
            VerbCode::Verify => [Some(self.person(say)), self.registry(say)].into_iter().flatten().collect(),
            VerbCode::Refer => self.promise(say),
            VerbCode::Resubmit => self.asked(say).into_iter().chain(self.promise(say)).collect(),
            VerbCode::Answer => self.received(say),
            _ => Vec::new(),
        }
    }

    /// What is proposed, by whom and why, and what was checked.
    fn dossier(&self, say: &Say<'_>) -> Vec<Fact> {
        let fact = |key: &str, lines: Vec<String>| Fact { label: say.l.t(key), lines, link: None };
        let mut steps = self.case.timeline.iter().filter(|t| t.concern.is_some_and(|c| c.0 == self.concern.id));
        let mut facts = vec![self.person(say)];
        facts.extend(self.registry(say));
        facts.push(fact("step-decide-programs", self.concern.programs.iter().map(|p| say.program(p)).collect()));
        let mut checked = Vec::new();
        let mut found = false;
        for t in steps.by_ref() {
            match t.step {
                Some(StepKind::Recommended) if !found => {
                    found = true;
                    let words: Vec<String> = t.words.iter().map(|w| w.reveal().clone()).collect();
                    facts.push(fact("step-decide-by", history::who(say, t).into_iter().chain([say.l.day(t.local.0)]).collect()));
                    facts.push(fact("step-decide-why", words));
                }
                Some(StepKind::Verified | StepKind::Visited | StepKind::Approved) => {
                    checked.push(format!("{} ({})", history::sentence(say, t), say.l.day(t.local.0)));
                    checked.extend(t.words.iter().map(|w| w.reveal().clone()));
                }
                _ => {}
            }
        }
        facts.push(fact("step-decide-checked", checked));
        facts.push(fact("step-decide-chain", self.concern.chain.iter().map(|r| say.l.code("turn", r.code())).collect()));
        let papers = self.case.documents.iter().filter(|d| d.concern.is_none_or(|c| c == self.concern.id));
        facts.push(fact(
            "case-documents",
            papers.map(|d| format!("{}: {}", say.document(&d.kind), say.l.code("docform", d.form.code()).to_lowercase())).collect(),
        ));
        facts.push(fact("concern-said", self.concern.words.iter().map(|w| w.reveal().clone()).collect()));
        facts.retain(|f| !f.lines.is_empty());
        facts
    }

    /// What the registry says: the decile of the copy, what a national system showed last, and the way to the family, this case being the purpose.
    fn registry(&self, say: &Say<'_>) -> Option<Fact> {
        self.case.person.person?;
        let observed = self.case.observed.as_ref().map(|o| observed_words(say.l, o));
        let link = self.case.family.map(|f| (format!("/keluarga/{f}?layanan={}", self.case.id), say.l.t("case-family")));
        let lines = std::iter::once(decile_words(say.l, self.case.decile.as_ref())).chain(observed).collect();
        Some(Fact { label: say.l.t("step-registry"), lines, link })
    }

    fn person(&self, say: &Say<'_>) -> Fact {
        let p = &self.case.person;
        let lines = std::iter::once(say.name(p)).chain(say.sex_and_age(&p.sex, p.age)).chain([say.village(&self.case.village)]);
        Fact { label: say.l.t("case-person"), lines: vec![lines.collect::<Vec<_>>().join(" · ")], link: None }
    }

    /// What was promised to the citizen, and what to do where an institution may answer later than that.
    fn promise(&self, say: &Say<'_>) -> Vec<Fact> {
        let promised = self.concern.timing.promised;
        let day = |d: Day| say.l.perhaps(say.l.long_day(d), say.catalog.is_estimated(d));
        let mut lines = vec![day(promised)];
        let again = current(&self.concern).filter(|_| self.verb == VerbCode::Resubmit).map(|r| r.institution.0);
        let by = self.answers.iter().filter(|(i, _)| again.is_none_or(|a| a == *i)).map(|(_, day)| *day);
        match by.filter(|by| *by > promised).min() {
            Some(_) if promised < say.today => lines.push(say.l.t("step-refer-promise-passed")),
            Some(by) if again.is_some() => lines.push(say.l.t1("step-resubmit-promise-beyond", "day", day(by))),
            Some(_) => lines.push(say.l.t("step-refer-promise-beyond")),
            None => {}
        }
        vec![Fact { label: say.l.t("concern-promised"), lines, link: None }]
    }

    fn asked(&self, say: &Say<'_>) -> Vec<Fact> {
        let Some(r) = current(&self.concern) else { return Vec::new() };
        let lines: Vec<String> =
            r.documents_asked.iter().map(|d| capital(&say.document(d))).chain(r.answer_words.iter().map(|w| w.reveal().clone())).collect();
        vec![Fact { label: say.l.t("step-resubmit-asked"), lines, link: None }]
    }

    fn received(&self, say: &Say<'_>) -> Vec<Fact> {
        let Some(r) = current(&self.concern) else { return Vec::new() };
        let mut facts = vec![Fact {
            label: say.l.t("case-person"),
            lines: std::iter::once(say.name(&self.case.person))
                .chain(say.sex_and_age(&self.case.person.sex, self.case.person.age))
                .chain([say.village(&self.case.village)])
                .collect(),
            link: Some((format!("/layanan/{}", self.case.id), say.l.t("step-answer-whom"))),
        }];
        let fact = |key: &str, lines: Vec<String>| Fact { label: say.l.t(key), lines, link: None };
        // What the citizen said stands here only for whoever may read it; what the office sent along is theirs to read.
        let said = self.concern.words.iter().map(|w| w.reveal().clone());
        let need = format!("{}: {}", say.sector(&self.concern.sector), say.kind(&self.concern.kind));
        facts.push(fact("step-answer-need", std::iter::once(need).chain(said).collect()));
        facts.extend(r.program.as_ref().map(|p| fact("field-program", vec![say.program(p)])));
        let timing = &self.concern.timing;
        let until = |due| say.l.perhaps(say.l.long_day(due), timing.due_estimated);
        let late =
            |due| (timing.days_overdue > 0).then(|| say.l.t1("tasks-late", "days", timing.days_overdue)).into_iter().chain([until(due)]);
        facts.extend(
            timing.due.filter(|_| r.state.is_open()).map(|due| fact("concern-due", vec![late(due).collect::<Vec<_>>().join(" · ")])),
        );
        facts.push(fact("step-answer-sent", vec![say.l.long_day(r.sent_on)]));
        if !r.sent_words.is_empty() {
            let lines = r.sent_words.iter().map(|w| w.reveal().clone()).collect();
            facts.push(Fact { label: say.l.t("concern-sent-words"), lines, link: None });
        }
        facts
    }
}

/// The citizen's consent is missing too: told along with what was refused first, for nobody likes to be stopped twice.
fn no_consent(parts: &mut [Part], l: &Speak) -> Option<(String, String)> {
    let words = refusal_words(&Refusal::invalid("consent", "missing"), l);
    field::complain(parts, "consent", &words).then(|| ("consent".to_owned(), words))
}

/// By when each institution would answer if the need went there now; nothing for other steps.
fn answers(session: &Session, now: Instant, case: &CaseView, concern: &ConcernView, verb: VerbCode) -> Vec<(InstitutionId, Day)> {
    if !matches!(verb, VerbCode::Refer | VerbCode::Resubmit) {
        return Vec::new();
    }
    let (actor, reference) = (&session.actor, &*session.reference);
    let ctx = Context { actor, now, occurred_at: now, late_reason: None, reference, catalog: &reference.catalog };
    let by = |i: &InstitutionId| (*i, ctx.answer_by(*i, &concern.kind, case.local.0, concern.urgent));
    reference.institutions.values().filter(|i| i.takes(concern.restricted)).map(|i| by(&i.id)).collect()
}

/// Officers of institutions that may receive restricted concerns: account, institution and name.
async fn officers(app: &App, session: &Session) -> Result<Vec<(String, String)>, OperationError> {
    let today = session.reference.zone.day(app.house.clock().now());
    let held =
        session.reference.grants.iter().filter(|g| g.role == Role::InstitutionOfficer && g.holds_on(today)).filter_map(|g| match g.scope {
            Scope::Institution(i) => {
                session.reference.institutions.get(&i).filter(|i| i.active && i.restricted_capable).map(|i| (g.account, i.name.clone()))
            }
            _ => None,
        });
    let held: Vec<(AccountId, String)> = held.collect();
    let accounts: Vec<AccountId> = held.iter().map(|h| h.0).collect();
    let mut tx = app.house.db().read(session.tenant).await?;
    let rows = slrt_operations::storage::office::accounts_by_id(&mut tx, session.tenant, &accounts).await?;
    tx.commit().await?;
    let mut names = Vec::with_capacity(held.len());
    for row in rows.into_iter().filter(|r| r.active) {
        let account = row.account()?;
        let name = row.name.clone().unwrap_or_else(|| row.login.clone());
        let at = held.iter().filter(|h| h.0 == account).map(|h| h.1.as_str()).collect::<Vec<_>>().join(", ");
        names.push((account.to_string(), format!("{at}: {name}")));
    }
    names.sort_by(|a, b| a.1.cmp(&b.1));
    Ok(names)
}

/// The referral that an answer is about: the open one, else the newest.
fn current(c: &ConcernView) -> Option<&ReferralView> {
    c.referrals.iter().rev().find(|r| r.state.is_open()).or(c.referrals.last())
}
