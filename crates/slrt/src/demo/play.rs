//! Plays a year in order: every working day in waves, everything through the same operations as at a counter, with a clock that is moved by hand.

use super::act::{Actor, Live, Sending, Setting};
use super::cast::{Candidate, ppks};
use super::chance::Chance;
use super::course::{Act, Beat, Course};
use super::plan::{NeedPlan, Plan, WAVES, Whose};
use super::staff::{Post, Staff};
use super::{DemoError, Progress, Stage};
use futures::future::{BoxFuture, FutureExt as _, join_all};
use slrt_domain::calendar::{Day, Instant, Zone};
use slrt_domain::case::{Channel, DocumentForm, TurnRole};
use slrt_domain::family::Relation;
use slrt_domain::identity::*;
use slrt_domain::journal::{Event, Hash};
use slrt_operations::inquiry::record_inquiry;
use slrt_operations::intake::{Intake, IntakeConcern, IntakeDocument, Sender, open_case_as};
use slrt_operations::people::{NewPerson, Observation, add_person, observe};
use slrt_operations::steps::{CitizenWord, StepInput, VerbInput, citizen_answer, take_step};
use slrt_operations::storage::case as cases;
use slrt_operations::{Done, House, OperationError, Who, worker};
use std::collections::VecDeque;
use std::ops::Range;

/// A case under way.
struct Running {
    case: CaseId,
    number: ServiceNumber,
    office: OfficeId,
    plan: usize,
    person: Option<PersonId>,
    family: Option<FamilyId>,
    decile: Option<u8>,
    concerns: Vec<Strand>,
}

/// A concern under way with what is still to come.
struct Strand {
    live: Live,
    beats: Course,
    /// What is being done.
    doing: Option<Act>,
    day: usize,
    wave: usize,
}

/// When it takes place.
#[derive(Debug, Clone)]
pub struct When<'a> {
    /// Working days of the year, the last one today or before.
    pub days: &'a [Day],
    /// Today.
    pub today: Day,
    /// Now: nothing happens later.
    pub end: Instant,
    /// The tenant's zone.
    pub zone: Zone,
}

/// The stage with everything on it.
pub struct Play<'a> {
    house: &'a House,
    staff: &'a Staff,
    candidates: &'a [Candidate],
    ids: &'a [Option<(PersonId, FamilyId)>],
    days: &'a [Day],
    today: Day,
    end: Instant,
    zone: Zone,
    c: Chance,
    plans: Vec<Plan>,
    running: Vec<Running>,
    opening: VecDeque<usize>,
    /// Over how many seconds before its end the steps of a wave are spread.
    spread: i64,
    /// Steps that the rules refused: a play that knows its part has none.
    pub refused: u64,
}

/// The revision that an officer sees who opens the page now: a deadline that passed over night has raised it.
async fn revision(house: &House, tenant: Tenant, case: CaseId, concern: ConcernId) -> Result<i64, OperationError> {
    let mut tx = house.db().read(tenant).await?;
    let found = cases::load(&mut tx, tenant, &[case]).await?;
    tx.commit().await?;
    Ok(found.first().and_then(|(_, c)| c.concern(concern)).map_or(0, |c| c.revision))
}

enum Job {
    Step(usize, usize),
    Opening(usize),
    Other,
}

type Doing<'a> = BoxFuture<'a, Result<Done, OperationError>>;

impl<'a> Play<'a> {
    /// Sets the stage.
    pub fn new(
        house: &'a House,
        staff: &'a Staff,
        who: (&'a [Candidate], &'a [Option<(PersonId, FamilyId)>]),
        when: When<'a>,
        plans: Vec<Plan>,
        c: Chance,
    ) -> Self {
        let (candidates, ids) = who;
        let When { days, today, end, zone } = when;
        let mut opening: Vec<usize> = (0..plans.len()).collect();
        opening.sort_by_key(|i| (plans[*i].day, plans[*i].wave, *i));
        let opening = opening.into();
        Self { house, staff, candidates, ids, days, today, end, zone, c, plans, running: Vec::new(), opening, spread: 2200, refused: 0 }
    }

    /// Plays some of the days; the days before them were played already.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn run(&mut self, days: Range<usize>, progress: Progress<'_>) -> Result<(), DemoError> {
        for at in days {
            let morning = self.zone.start_of(self.days[at]).plus_seconds(6 * 3600);
            if morning > self.end {
                break;
            }
            self.house.clock().set(morning);
            worker::pass_deadlines(self.house, self.staff.tenant).await?;
            for (wave, minutes) in WAVES.into_iter().enumerate() {
                let Some(now) = self.wave_time(at, minutes) else { break };
                self.house.clock().set(now);
                let mut due = Vec::new();
                while self.opening.front().is_some_and(|i| (self.plans[*i].day, self.plans[*i].wave) <= (at, wave)) {
                    due.extend(self.opening.pop_front());
                }
                self.wave(at, wave, &due).await?;
            }
            progress(Stage::Year, at as u64 + 1, self.days.len() as u64);
        }
        Ok(())
    }

    /// The last day ends.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn end(&mut self) -> Result<(), DemoError> {
        self.spread = 0;
        self.tidy().await?;
        self.house.clock().set(self.end);
        worker::pass_deadlines(self.house, self.staff.tenant).await?;
        Ok(())
    }

    /// When a wave takes place; none when that would be in the future.
    fn wave_time(&self, at: usize, minutes: i64) -> Option<Instant> {
        let start = self.zone.start_of(self.days[at]).plus_seconds(minutes * 60);
        (start.plus_seconds(-2400) < self.end).then_some(start.min(self.end))
    }

    async fn wave(&mut self, at: usize, wave: usize, opening: &[usize]) -> Result<(), DemoError> {
        let mut jobs: Vec<(Job, Doing<'a>)> = Vec::new();
        for (r, s) in self.ready(at, wave) {
            let Some(beat) = self.running[r].concerns[s].beats.pop_front() else { continue };
            match self.step(r, s, beat.act) {
                Some(doing) => jobs.push((Job::Step(r, s), doing)),
                None => self.schedule(r, s, at, wave),
            }
        }
        for plan in opening {
            if let Some(doing) = self.open(*plan) {
                jobs.push((Job::Opening(*plan), doing));
            }
        }
        self.inquiries(at, &mut jobs);
        self.perform(jobs, at, wave).await
    }

    async fn perform(&mut self, jobs: Vec<(Job, Doing<'a>)>, at: usize, wave: usize) -> Result<(), DemoError> {
        let (jobs, doings): (Vec<Job>, Vec<Doing<'a>>) = jobs.into_iter().unzip();
        for (job, answer) in jobs.into_iter().zip(join_all(doings).await) {
            match (job, answer) {
                (Job::Step(r, s), Ok(done)) => self.stepped(r, s, &done, at, wave),
                (Job::Opening(plan), Ok(done)) => self.opened(plan, &done, at, wave),
                (Job::Other, Ok(_)) => {}
                (job, Err(OperationError::Refused(refusal))) => {
                    self.refused += 1;
                    let kind = match job {
                        Job::Step(r, s) => {
                            self.running[r].concerns[s].beats.clear();
                            self.running[r].concerns[s].live.kind.clone()
                        }
                        Job::Opening(plan) => self.plans[plan].needs.first().map(|n| n.kind.clone()).unwrap_or_default(),
                        Job::Other => String::new(),
                    };
                    tracing::warn!(%refusal, detail = refusal.detail, kind, "the demo's part does not fit the rules");
                }
                (_, Err(error)) => return Err(error.into()),
            }
        }
        Ok(())
    }

    /// Concerns whose next beat is due in a wave, at most one step each.
    fn ready(&self, at: usize, wave: usize) -> Vec<(usize, usize)> {
        let mut found = Vec::new();
        for (r, running) in self.running.iter().enumerate() {
            for (s, strand) in running.concerns.iter().enumerate() {
                if !strand.beats.is_empty() && (strand.day, strand.wave) <= (at, wave) {
                    found.push((r, s));
                }
            }
        }
        found
    }

    /// When the next beat of a concern takes place.
    fn schedule(&mut self, r: usize, s: usize, at: usize, wave: usize) {
        let drawn = self.c.below(WAVES.len() as u64) as usize;
        let strand = &mut self.running[r].concerns[s];
        let Some(next) = strand.beats.front() else { return };
        (strand.day, strand.wave) = match next.days {
            0 if wave + 1 < WAVES.len() => (at, wave + 1),
            0 => (at + 1, 0),
            days => (at + usize::from(days), drawn),
        };
    }

    fn step(&mut self, r: usize, s: usize, act: Act) -> Option<Doing<'a>> {
        let running = &self.running[r];
        let strand = &running.concerns[s];
        let now = self.house.clock().now();
        let village = self.plans[running.plan].village;
        let setting =
            Setting { staff: self.staff, catalog: self.house.catalog(), today: self.zone.day(now), now, office: running.office, village };
        let (actor, sending) = setting.prepare(&mut self.c, act, &strand.live)?;
        let (case, concern) = (running.case, strand.live.id);
        self.running[r].concerns[s].doing = Some(act);
        let (house, tenant) = (self.house, self.staff.tenant);
        match (actor, sending) {
            (Actor::Officer(account), Sending::Step(verb)) => {
                let verb = self.goes_on(r, verb);
                let sender = self.sender(account, 0);
                let step = async move {
                    let revision = revision(house, tenant, case, concern).await?;
                    take_step(house, &sender, StepInput { case, concern, revision, verb }).await
                };
                Some(step.boxed())
            }
            (_, Sending::Word(result, words)) => {
                let operation = OperationId(uuid_v7(now, self.c.ten()));
                Some(async move { citizen_answer(house, tenant, operation, CitizenWord { case, concern, result, words }).await }.boxed())
            }
            (Actor::Officer(account), Sending::Observation) => self.observation(r, account),
            (Actor::Citizen, _) => None,
        }
    }

    /// A duplicate is closed with the number of the other service of the same person.
    fn goes_on(&self, r: usize, verb: VerbInput) -> VerbInput {
        let VerbInput::Close(reason, words) = verb else { return verb };
        if !self.house.catalog().closes_as_duplicate(&reason) {
            return VerbInput::Close(reason, words);
        }
        let person = self.running[r].person;
        let other = self.running.iter().enumerate().find(|(i, o)| *i != r && person.is_some() && o.person == person);
        match other {
            Some((_, other)) => VerbInput::CloseAsSame { reason, other: Private::new(other.number.to_string()), words },
            None => VerbInput::Close("tidak-ada-kabar".into(), words),
        }
    }

    fn observation(&mut self, r: usize, account: AccountId) -> Option<Doing<'a>> {
        let (family, case, decile) = (self.running[r].family?, self.running[r].case, self.running[r].decile);
        let sender = self.sender(account, 0);
        let now = self.house.clock().now();
        let listed = decile.is_some() || self.c.percent(60);
        let moved = self.c.choose(&[(5, 0), (1, 1), (2, -1)]);
        let seen = Observation {
            id: ObservationId(uuid_v7(now, self.c.ten())),
            family,
            case: Some(case),
            system: self.c.choose(&[(6, "siks-ng"), (2, "dtsen"), (1, "bpjs")]).to_owned(),
            listed,
            decile: decile.filter(|_| listed).map(|d| (i64::from(d) + moved).clamp(1, 10)),
            programs: if self.c.percent(40) { vec!["bpnt".to_owned()] } else { Vec::new() },
            excluded: self.c.permille(12),
            seen_on: self.zone.day(now),
            words: None,
        };
        let house = self.house;
        Some(async move { observe(house, &sender, seen).await }.boxed())
    }

    fn sender(&mut self, account: AccountId, late_days: i64) -> Sender {
        let now = self.house.clock().now();
        let operation = OperationId(uuid_v7(now, self.c.ten()));
        let ago = late_days * 86_400 + self.c.between(0, self.spread);
        Sender {
            tenant: self.staff.tenant,
            who: Who::Account(account),
            channel: "demo".into(),
            device: None,
            operation,
            digest: Hash::of(&operation.bytes()).into(),
            occurred_at: Some(now.plus_seconds(-ago)),
            late_reason: (late_days > 3).then(|| "tanpa-sinyal".to_owned()),
        }
    }

    fn stepped(&mut self, r: usize, s: usize, done: &Done, at: usize, wave: usize) {
        let strand = &mut self.running[r].concerns[s];
        let doing = strand.doing.take();
        for event in &done.events {
            let Event::ConcernMoved(moved) = event else { continue };
            strand.live.institution = moved.detail.institution.or(strand.live.institution);
            strand.live.now = moved.after.clone();
        }
        // A chain of several steps: the next one decides after this one.
        if doing == Some(Act::Approve) && !strand.live.now.chain.is_empty() {
            strand.beats.push_front(Beat { days: 0, act: Act::Approve });
        }
        self.schedule(r, s, at, wave);
    }

    /// The operation that opens a plan's case.
    fn open(&mut self, at: usize) -> Option<Doing<'a>> {
        let plan = self.plans[at].clone();
        let account = *self.staff.accounts.get(plan.opener)?;
        let sender = self.sender(account, plan.late);
        let now = self.house.clock().now();
        let person = match &plan.whose {
            Whose::Candidate(i) => Some((*self.ids.get(*i)?)?.0),
            _ => None,
        };
        let newcomer = self.newcomer(&plan, account);
        let intake = self.intake(&plan, person, now);
        let draws = match plan.number {
            Some((draw, _)) => vec![draw, draw + 1],
            None => (0..3).map(|_| self.c.below(100_000_000) as u32).collect(),
        };
        let pin = plan.number.map_or_else(|| format!("{:06}", self.c.below(1_000_000)), |(_, pin)| pin.to_owned());
        let house = self.house;
        Some(
            async move {
                let mut intake = intake;
                if let Some((sender, new)) = newcomer {
                    intake.person = Some(new.person);
                    add_person(house, &sender, new).await?;
                }
                Ok(open_case_as(house, &sender, intake, draws, pin).await?.done)
            }
            .boxed(),
        )
    }

    fn newcomer(&mut self, plan: &Plan, account: AccountId) -> Option<(Sender, NewPerson)> {
        let Whose::Newcomer(name, sex) = &plan.whose else { return None };
        let sender = Sender { occurred_at: None, ..self.sender(account, 0) };
        let now = self.house.clock().now();
        let year = self.zone.day(now).year() - i32::try_from(self.c.between(22, 68)).unwrap_or(40);
        let new = NewPerson {
            person: PersonId(uuid_v7(now, self.c.ten())),
            new_family: FamilyId(uuid_v7(now, self.c.ten())),
            family: None,
            name: Private::new(name.clone()),
            nik: None,
            card: None,
            phone: None,
            address: Some(Private::new("Menumpang di rumah saudara".into())),
            village: plan.village,
            sex: Some(*sex),
            born: None,
            birth_year: Some(i64::from(year)),
            relation: Relation::Head,
            confirmed_warnings: true,
        };
        Some((sender, new))
    }

    fn intake(&mut self, plan: &Plan, person: Option<PersonId>, now: Instant) -> Intake {
        // What the officer was shown: everything else of the same person.
        let duplicates = self.running.iter().filter(|r| person.is_some() && r.person == person).map(|r| r.case).collect();
        let traits = if let Whose::Candidate(i) = plan.whose { self.candidates[i].traits } else { Default::default() };
        let concerns = plan.needs.iter().map(|n| self.concern(n, now)).collect();
        let documents = if person.is_some() { self.documents(plan, now) } else { Vec::new() };
        let caller = if let Whose::Anonymous(name) = plan.whose { name.map(|n| Private::new(n.to_owned())) } else { None };
        let reachable = plan.channel != Channel::Letter && self.c.percent(62);
        Intake {
            case: CaseId(uuid_v7(now, self.c.ten())),
            office: plan.office.and_then(|p| self.staff.offices.get(&p)).copied(),
            village: plan.village,
            person,
            nik: None,
            channel: plan.channel,
            caller,
            phone: reachable.then(|| Private::new(format!("080000{:05}", self.c.below(100_000)))),
            proxy: plan.proxy.clone().map(Private::new),
            ppks: plan.needs.first().and_then(|n| ppks(&n.kind, &traits)).map(str::to_owned),
            external: plan
                .lapor
                .then(|| ("lapor".to_owned(), Private::new(format!("CONTOH-{:07}", self.c.below(10_000_000))), Some(self.zone.day(now)))),
            concerns,
            documents,
            duplicates_seen: duplicates,
        }
    }

    fn concern(&mut self, need: &NeedPlan, now: Instant) -> IntakeConcern {
        IntakeConcern {
            id: ConcernId(uuid_v7(now, self.c.ten())),
            kind: need.kind.clone(),
            sector: None,
            words: Some(Private::new(need.words.clone())),
            urgent: need.urgent,
        }
    }

    fn documents(&mut self, plan: &Plan, now: Instant) -> Vec<IntakeDocument> {
        let kind = plan.needs.first().and_then(|n| self.house.catalog().kinds.get(&n.kind));
        let kinds: Vec<String> = kind.map(|k| k.documents.iter().take(3).cloned().collect()).unwrap_or_default();
        let counter = matches!(plan.channel, Channel::Counter | Channel::Visit);
        kinds
            .into_iter()
            .filter_map(|kind| {
                let form = self.c.choose(&[(12, DocumentForm::Shown), (5, DocumentForm::Copy), (3, DocumentForm::Missing)]);
                let form = if counter { form } else { DocumentForm::Missing };
                let id = DocumentId(uuid_v7(now, self.c.ten()));
                self.c.percent(86).then_some(IntakeDocument { id, kind, form, photo: None, concern: None })
            })
            .collect()
    }

    fn opened(&mut self, plan: usize, done: &Done, at: usize, wave: usize) {
        let Some(e) = done.events.iter().find_map(|e| if let Event::CaseOpened(e) = e { Some(e) } else { None }) else { return };
        let strands = e.concerns.iter().zip(&self.plans[plan].needs).map(|(c, need)| Strand {
            live: Live { id: c.id, kind: c.kind.clone(), now: c.after.clone(), visibility: c.visibility, institution: None },
            beats: need.course.clone(),
            doing: None,
            day: at,
            wave,
        });
        let concerns: Vec<Strand> = strands.collect();
        let decile = if let Whose::Candidate(i) = self.plans[plan].whose { self.candidates[i].traits.decile } else { None };
        self.running.push(Running {
            case: e.case,
            number: e.number,
            office: e.office,
            plan,
            person: e.person,
            family: e.family,
            decile,
            concerns,
        });
        let r = self.running.len() - 1;
        for s in 0..self.running[r].concerns.len() {
            self.schedule(r, s, at, wave);
        }
    }

    /// *Informasi saja*: questions that were answered at once.
    fn inquiries(&mut self, at: usize, jobs: &mut Vec<(Job, Doing<'a>)>) {
        const SECTORS: &[(u32, &str)] = &[
            (30, "kesehatan"),
            (28, "sosial-ekonomi"),
            (12, "pangan"),
            (9, "pendidikan"),
            (8, "adminduk"),
            (5, "perumahan"),
            (4, "energi"),
            (2, "pertanian"),
            (2, "perikanan"),
        ];
        let weekday = self.days[at].weekday();
        for (post, login, percent) in [
            (Post::SukaBaru, "ratna", 62),
            (Post::Biha, "dewi", 44),
            (Post::WayHaru, "joko", 14),
            (Post::Ngambur, "lina", if matches!(weekday, 2 | 4) { 56 } else { 0 }),
            (Post::Sekretariat, "sari", 84),
        ] {
            if !self.c.percent(percent) {
                continue;
            }
            let (Some(office), Some(account)) = (self.staff.offices.get(&post).copied(), self.staff.accounts.get(login).copied()) else {
                continue;
            };
            let sector = self.c.choose(SECTORS).to_owned();
            let channel = self.c.choose(&[(7, Channel::Counter), (2, Channel::Phone), (1, Channel::Message)]);
            let village = if self.c.percent(60) { slrt_domain::area::AreaCode::parse(super::plan::village_of(post)) } else { None };
            let sender = self.sender(account, 0);
            let house = self.house;
            jobs.push((Job::Other, async move { record_inquiry(house, &sender, office, village, sector, channel).await }.boxed()));
        }
    }

    /// The tidy office leaves nothing lying on the last day: what is in its hands goes on at once, whom it could not reach is closed.
    async fn tidy(&mut self) -> Result<(), DemoError> {
        let at = self.days.len().saturating_sub(1);
        for _ in 0..9 {
            let now = self.house.clock().now().plus_seconds(150).min(self.end);
            self.house.clock().set(now);
            let mut jobs = Vec::new();
            for r in 0..self.running.len() {
                for s in 0..self.running[r].concerns.len() {
                    if let Some(act) = self.left_lying(r, s)
                        && let Some(doing) = self.step(r, s, act)
                    {
                        jobs.push((Job::Step(r, s), doing));
                    }
                }
            }
            if jobs.is_empty() {
                break;
            }
            self.perform(jobs, at, WAVES.len() - 1).await?;
        }
        Ok(())
    }

    /// What to do at once with a concern of the tidy office; none when nobody there has to do anything.
    fn left_lying(&mut self, r: usize, s: usize) -> Option<Act> {
        let (today, office) = (self.today, self.running[r].office);
        let tidy = self.plans[self.running[r].plan].tidy;
        let strand = &mut self.running[r].concerns[s];
        let now = &strand.live.now;
        if !tidy || now.turn.office != Some(office) || now.state.is_final() {
            return None;
        }
        let passed = |by: Day| now.due.is_some_and(|due| due <= by);
        let lying = match now.turn.role {
            TurnRole::BackOffice | TurnRole::FrontOffice | TurnRole::Visitor => true,
            TurnRole::Citizen => passed(today.plus(2)),
            TurnRole::Center => passed(today.plus(1)),
            _ => false,
        };
        if !lying {
            return None;
        }
        let next = strand.beats.pop_front().map(|b| b.act);
        next.or(match now.turn.role {
            TurnRole::Center => Some(Act::Wait("center", 30)),
            TurnRole::Citizen => Some(Act::Close("tidak-ada-kabar")),
            TurnRole::Visitor => Some(Act::Visit("as_told")),
            _ => Some(Act::Serve("information")),
        })
    }

    /// How many cases there are.
    pub fn cases(&self) -> u64 {
        self.running.len() as u64
    }
}
