//! What will happen in the year: who comes when, to whom, with what.

use super::cast::{Candidate, RESTRICTED, need};
use super::chance::Chance;
use super::course::{Course, Scene, course};
use super::families::SUKA_BARU;
use super::names::{Origin, full_name};
use super::staff::{OFFICERS, Post};
use super::words;
use slrt_domain::access::Role;
use slrt_domain::area::AreaCode;
use slrt_domain::calendar::Day;
use slrt_domain::case::Channel;
use slrt_domain::family::Sex;
use slrt_domain::program::Catalog;
use std::collections::{BTreeMap, BTreeSet};

/// Waves of a working day in which things happen, in minutes after midnight.
pub const WAVES: [i64; 5] = [8 * 60 + 25, 9 * 60 + 40, 10 * 60 + 55, 13 * 60 + 25, 14 * 60 + 40];

/// Who it is about.
#[derive(Debug, Clone)]
pub enum Whose {
    /// Somebody of the registry, by place among the candidates.
    Candidate(usize),
    /// Somebody who is written down first.
    Newcomer(String, Sex),
    /// Somebody who does not say who they are, or only what they are called.
    Anonymous(Option<&'static str>),
}

/// One need of a plan.
#[derive(Debug, Clone)]
pub struct NeedPlan {
    /// Kind.
    pub kind: String,
    /// In the citizen's words.
    pub words: String,
    /// Urgent.
    pub urgent: bool,
    /// How it goes on.
    pub course: Course,
}

/// A case that will be opened.
#[derive(Debug, Clone)]
pub struct Plan {
    /// Place of the day among the working days.
    pub day: usize,
    /// Wave of the day.
    pub wave: usize,
    /// Who it is about.
    pub whose: Whose,
    /// The village it is about.
    pub village: AreaCode,
    /// The office; none lets the village's route decide.
    pub office: Option<Post>,
    /// Who takes it, by log-in name.
    pub opener: &'static str,
    /// How it came.
    pub channel: Channel,
    /// Needs.
    pub needs: Vec<NeedPlan>,
    /// Who came instead.
    pub proxy: Option<String>,
    /// Whether it has a number in SP4N-LAPOR!.
    pub lapor: bool,
    /// Days that it lay on paper before it was entered.
    pub late: i64,
    /// A number and PIN that are published.
    pub number: Option<(u32, &'static str)>,
    /// Whether its office leaves nothing lying at the end.
    pub tidy: bool,
}

/// Makes plans.
pub struct Planner<'a> {
    /// Chance.
    pub c: Chance,
    /// The catalogue.
    pub catalog: &'a Catalog,
    /// Families from which somebody may come.
    pub candidates: &'a [Candidate],
    /// The working days of the year.
    pub days: &'a [Day],
    used: BTreeSet<usize>,
    by_office: BTreeMap<Post, Vec<usize>>,
}

const OFFICES: &[(u32, Post)] = &[(38, Post::SukaBaru), (19, Post::Biha), (8, Post::WayHaru), (9, Post::Ngambur), (26, Post::Sekretariat)];
const CALLERS: &[Option<&str>] =
    &[None, Some("Ibu pedagang pasar"), Some("Tetangga"), Some("Kader posyandu"), Some("Guru SD"), Some("Ketua kelompok nelayan"), None];

/// The village where an office stands, for those of whom no other is known.
pub fn village_of(post: Post) -> &'static str {
    match post {
        Post::SukaBaru => SUKA_BARU,
        Post::Biha => "1813022008",
        Post::WayHaru => "1813112007",
        Post::Ngambur => "1813092001",
        _ => "1813011005",
    }
}

/// Who stands at the counter of an office.
pub fn front(post: Post) -> &'static str {
    OFFICERS.iter().find(|o| o.roles.contains(&Role::FrontOffice) && o.posts.contains(&post)).map_or("sari", |o| o.login)
}

impl<'a> Planner<'a> {
    /// A planner; `reserved` candidates are left to others.
    pub fn new(c: Chance, catalog: &'a Catalog, candidates: &'a [Candidate], days: &'a [Day], reserved: BTreeSet<usize>) -> Self {
        let mut by_office: BTreeMap<Post, Vec<usize>> = BTreeMap::new();
        for (i, candidate) in candidates.iter().enumerate() {
            let post = match candidate.village.as_str() {
                SUKA_BARU => Post::SukaBaru,
                "1813022008" => Post::Biha,
                "1813112007" => Post::WayHaru,
                v if v.starts_with("181309") || v.starts_with("181310") => Post::Ngambur,
                _ => Post::Sekretariat,
            };
            by_office.entry(post).or_default().push(i);
        }
        Self { c, catalog, candidates, days, used: reserved, by_office }
    }

    /// `n` plans over the year, in the order of their days. More come in February and March, when insurances are ended, and the more the longer the
    /// service is known.
    pub fn year(&mut self, n: usize) -> Vec<Plan> {
        let weights: Vec<u32> = self.days.iter().enumerate().map(|(i, d)| self.weight(i, *d)).collect();
        let mut days: Vec<usize> = (0..n).map(|_| self.c.weighted(&weights)).collect();
        days.sort_unstable();
        let mut plans: Vec<Plan> = Vec::with_capacity(n);
        for day in days {
            let plan = self.plan(day);
            plans.push(plan);
            if self.c.permille(16) {
                self.duplicate(&mut plans);
            }
        }
        plans.truncate(n);
        // A plan that is a duplicate points back, so that sorting by day must not move anything before its model.
        plans
    }

    fn weight(&self, i: usize, day: Day) -> u32 {
        let growth = 55 + u32::try_from(110 * i / self.days.len().max(1)).unwrap_or(0);
        if matches!(day.month(), 2 | 3) { growth * 19 / 10 } else { growth }
    }

    fn plan(&mut self, day: usize) -> Plan {
        let post = self.c.choose(OFFICES);
        if self.c.permille(28) {
            return self.restricted(day, post);
        }
        let anonymous = self.c.permille(34);
        let newcomer = !anonymous && self.c.permille(22);
        let home = if self.c.percent(80) { post } else { Post::Sekretariat };
        let found = if anonymous || newcomer { None } else { self.candidate(home) };
        let candidate = found.map(|i| &self.candidates[i]);
        let village = candidate.map_or_else(|| AreaCode::parse(village_of(post)), |c| Some(c.village));
        let whose = match found {
            Some(i) => Whose::Candidate(i),
            None if newcomer => {
                let sex = if self.c.percent(55) { Sex::Female } else { Sex::Male };
                let (origin, year) =
                    (Origin::draw(&mut self.c), self.days[day].year() - i32::try_from(self.c.between(24, 66)).unwrap_or(40));
                Whose::Newcomer(full_name(&mut self.c, origin, sex, year, None), sex)
            }
            None => Whose::Anonymous(self.c.choose(&CALLERS.iter().map(|c| (1, *c)).collect::<Vec<_>>())),
        };
        let channel = match whose {
            Whose::Anonymous(_) => self.c.choose(&[(50, Channel::Phone), (30, Channel::Message), (20, Channel::Counter)]),
            _ => self.c.choose(&[
                (70, Channel::Counter),
                (9, Channel::Phone),
                (8, Channel::Message),
                (3, Channel::Paper),
                (1, Channel::Letter),
                (9, Channel::Visit),
            ]),
        };
        let visitor = candidate.filter(|_| channel == Channel::Visit).and_then(|c| visitor(c.village));
        let proxy = candidate.and_then(|c| c.proxy.clone()).filter(|_| channel == Channel::Counter && self.c.percent(16));
        let needs = self.needs(&whose, post, visitor.is_some());
        Plan {
            day,
            wave: self.c.below(WAVES.len() as u64) as usize,
            whose,
            village: village.unwrap_or_else(|| self.candidates[0].village),
            office: if visitor.is_some() { None } else { Some(post) },
            opener: visitor.unwrap_or_else(|| front(post)),
            channel: if channel == Channel::Visit && visitor.is_none() { Channel::Counter } else { channel },
            needs,
            proxy,
            lapor: self.c.permille(18),
            late: if visitor.is_some() && day > 10 && self.c.percent(20) { self.c.between(4, 6) } else { 0 },
            number: None,
            tidy: post == Post::SukaBaru && visitor.is_none(),
        }
    }

    fn needs(&mut self, whose: &Whose, post: Post, visited: bool) -> Vec<NeedPlan> {
        let traits = match whose {
            Whose::Candidate(i) => self.candidates[*i].traits,
            _ => Default::default(),
        };
        let wanted = self.c.choose(&[(83, 1), (14, 2), (3, 3)]);
        let scene = Scene {
            tidy: post == Post::SukaBaru && !visited,
            has_above: post != Post::Sekretariat && !visited,
            listed: matches!(whose, Whose::Candidate(_)),
        };
        let mut kinds: Vec<&str> = Vec::new();
        for _ in 0..wanted * 2 {
            let kind = match whose {
                Whose::Anonymous(_) => self.c.choose(&[
                    (5, "informasi"),
                    (5, "pertanyaan"),
                    (3, "cek-status"),
                    (2, "saran"),
                    (2, "terlambat"),
                    (1, "pemotongan"),
                ]),
                Whose::Newcomer(..) => self.c.choose(&[(5, "belum-terdaftar"), (3, "tanpa-nik"), (2, "pindah"), (2, "pbi-belum-dapat")]),
                Whose::Candidate(_) => need(&mut self.c, self.catalog, &traits),
            };
            if kinds.len() < wanted && !kinds.contains(&kind) {
                kinds.push(kind);
            }
        }
        kinds.iter().filter_map(|k| self.need_plan(k, scene)).collect()
    }

    /// A need with its course; none for a kind that the catalogue does not have.
    pub fn need_plan(&mut self, kind: &str, scene: Scene) -> Option<NeedPlan> {
        let k = self.catalog.kinds.get(kind)?;
        let course = course(&mut self.c, k, scene);
        let urgent = k.urgent_possible && (k.restricted || self.c.percent(38));
        Some(NeedPlan { kind: kind.to_owned(), words: words::told(&mut self.c, kind).to_owned(), urgent, course })
    }

    fn restricted(&mut self, day: usize, post: Post) -> Plan {
        let kind = self.c.choose(RESTRICTED);
        let reported = self.c.percent(55);
        let found = if reported { None } else { self.candidate(post) };
        let village = found.map(|i| self.candidates[i].village).or_else(|| AreaCode::parse(village_of(post)));
        let scene = Scene { tidy: false, has_above: false, listed: found.is_some() };
        let needs = self.need_plan(kind, scene).into_iter().collect();
        Plan {
            day,
            wave: self.c.below(WAVES.len() as u64) as usize,
            whose: found.map_or(Whose::Anonymous(None), Whose::Candidate),
            village: village.unwrap_or_else(|| self.candidates[0].village),
            office: Some(post),
            opener: front(post),
            channel: if reported { Channel::Phone } else { Channel::Counter },
            needs,
            proxy: None,
            lapor: false,
            late: 0,
            number: None,
            tidy: false,
        }
    }

    /// The same need again a few days later, before the first one has ended.
    fn duplicate(&mut self, plans: &mut Vec<Plan>) {
        let Some(at) = plans.len().checked_sub(1) else { return };
        let model = &plans[at];
        let slow =
            model.needs.first().is_some_and(|n| n.course.len() > 4) && matches!(model.whose, Whose::Candidate(_)) && model.office.is_some();
        if !slow || self.catalog.kinds.get(&model.needs[0].kind).is_none_or(|k| k.restricted) {
            return;
        }
        use super::course::{Act, Beat};
        let mut again = model.clone();
        again.day = (model.day + 1).min(self.days.len() - 1);
        again.needs.truncate(1);
        again.needs[0].course = [Beat { days: 0, act: Act::Verify("listed") }, Beat { days: 0, act: Act::Close("duplikat") }].into();
        plans.push(again);
    }

    /// Somebody of an office's surroundings who has not come yet.
    fn candidate(&mut self, post: Post) -> Option<usize> {
        let near = self.by_office.get(&post).filter(|l| !l.is_empty()).or_else(|| self.by_office.get(&Post::Sekretariat));
        let near = near.or_else(|| self.by_office.values().next())?;
        for _ in 0..24 {
            let i = near[self.c.below(near.len() as u64) as usize];
            if self.used.insert(i) {
                return Some(i);
            }
        }
        let i = self.c.below(self.candidates.len() as u64) as usize;
        self.used.insert(i).then_some(i)
    }
}

fn visitor(village: AreaCode) -> Option<&'static str> {
    let serves = |p: &Post| matches!(p, Post::Area(a) if AreaCode::parse(a).is_some_and(|a| a.covers(&village)));
    let of = |role: Role| OFFICERS.iter().find(|o| o.roles.contains(&role) && o.posts.iter().any(serves)).map(|o| o.login);
    of(Role::Facilitator).or_else(|| of(Role::Tksk))
}
