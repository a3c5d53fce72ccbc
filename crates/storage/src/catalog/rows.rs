//! The rows of every file, and what they become.

use super::forms::{basis, coded, coded_opt, day, day_opt, read, twice, words};
use super::times::DeadlineRow;
use crate::StorageError;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use slrt_domain::Coded as _;
use slrt_domain::area::AreaCode;
use slrt_domain::calendar::Day;
use slrt_domain::case::{ConcernState, TurnRole, role_of};
use slrt_domain::program::{
    Chain, Fact, FactKind, Holiday, InstitutionKind, Kind, KindOfCase, LocalTerms, Named, Order, OwnContent, OwnDeadline, OwnHoliday,
    OwnProgram, OwnReason, OwnRow, Package, Program, ProviderLevel, Reason, Search, Sector, ZoneRule, keyed,
};
use std::collections::BTreeMap;

/// A file that is one list of rows.
pub(super) trait Load: DeserializeOwned {
    /// What a row becomes.
    type Out;
    /// The rows, sorted as people should see them.
    fn rows(self) -> Vec<Self::Out>;
    /// Reads the file.
    fn load(file: (&str, &str)) -> Result<Vec<Self::Out>, StorageError> {
        read::<Self>(file).map(Self::rows)
    }
}

/// Declares a file's form: `File { array: [Row { keys }] } -> Out`, how a row becomes one, and by what the list is sorted (nothing: as in the file).
macro_rules! list {
    ($file:ident.$array:ident: $row:ident { $($(#[$attr:meta])* $key:ident: $type:ty),+ $(,)? } -> $out:ty, |$r:ident| $make:expr $(, sorted by |$s:pat_param| $by:expr)?) => {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        pub(super) struct $file { $array: Vec<$row> }
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct $row { $($(#[$attr])* $key: $type),+ }
        impl Load for $file {
            type Out = $out;
            fn rows(self) -> Vec<$out> {
                #[allow(unused_mut, reason = "sorted lists only")]
                let mut out: Vec<$out> = self.$array.into_iter().map(|$r| $make).collect();
                $(out.sort_by_key(|$s| $by);)?
                out
            }
        }
    };
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ChainFile {
    order: Vec<OrderRow>,
    chain: Vec<ChainRow>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OrderRow {
    #[serde(deserialize_with = "coded")]
    search: Search,
    name: String,
    name_en: String,
    roles: Vec<String>,
    verified: bool,
    source: String,
    #[serde(deserialize_with = "day")]
    valid_from: Day,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ChainRow {
    code: String,
    name: String,
    name_en: String,
    office_kind: String,
    steps: Vec<String>,
    otherwise: Option<String>,
    verified: bool,
    source: String,
    #[serde(deserialize_with = "day")]
    valid_from: Day,
}

/// Chains in order, and in which order capacities are looked through. Each search has an order, one from a day on, of capacities that somebody
/// in an office holds.
pub(super) fn chains(file: (&str, &str)) -> Result<(Vec<Chain>, Vec<Order>), StorageError> {
    let form: ChainFile = read(file)?;
    let wrong = |what: String| StorageError::corrupt(format!("catalog/{}: {what}", file.0));
    let held = |code: &String| {
        TurnRole::from_code(code).filter(|r| role_of(*r).is_some()).ok_or_else(|| wrong(format!("nobody in an office holds {code}")))
    };
    let order = |r: OrderRow| {
        Ok(Order {
            search: r.search,
            name: words(r.name, r.name_en),
            roles: r.roles.iter().map(held).collect::<Result<_, StorageError>>()?,
            valid_from: r.valid_from,
            basis: basis(r.verified, r.source),
        })
    };
    let orders = form.order.into_iter().map(order).collect::<Result<Vec<_>, StorageError>>()?;
    if let Some(search) = Search::ALL.iter().find(|s| !orders.iter().any(|o| o.search == **s)) {
        return Err(wrong(format!("no order {}", search.code())));
    }
    if let Some(order) = orders.iter().find(|o| o.roles.is_empty()) {
        return Err(wrong(format!("order {} from {} looks for nobody", order.search.code(), order.valid_from.iso())));
    }
    if let Some((search, day)) = twice(orders.iter().map(|o| (o.search.code(), o.valid_from))) {
        return Err(wrong(format!("two orders {search} from {}", day.iso())));
    }
    let chain = |r: ChainRow| Chain {
        code: r.code,
        name: words(r.name, r.name_en),
        office_kind: r.office_kind,
        steps: r.steps,
        otherwise: r.otherwise,
        valid_from: r.valid_from,
        basis: basis(r.verified, r.source),
    };
    let mut chains: Vec<Chain> = form.chain.into_iter().map(chain).collect();
    chains.sort_by_key(|c| (c.code.clone(), c.valid_from));
    Ok((chains, orders))
}

list!(ReasonFile.reason: ReasonRow {
    code: String, r#for: String, name: String, name_en: String, #[serde(default)] appeal: String, #[serde(default)] appeal_en: String,
    #[serde(default)] what_else: String, #[serde(default)] what_else_en: String,
    #[serde(default, deserialize_with = "coded_opt")] closes_as: Option<ConcernState>, #[serde(default)] words_required: bool,
    #[serde(deserialize_with = "day")] valid_from: Day, #[serde(default, deserialize_with = "day_opt")] valid_to: Option<Day>,
} -> Reason, |r| Reason {
    code: r.code, purpose: r.r#for, name: words(r.name, r.name_en), appeal: words(r.appeal, r.appeal_en),
    what_else: words(r.what_else, r.what_else_en), closes_as: r.closes_as, words_required: r.words_required, valid_from: r.valid_from,
    valid_to: r.valid_to,
});

/// Reasons in order. Only what closes a need says in which final state, and only in one that rests on no decision.
pub(super) fn reasons(file: (&str, &str)) -> Result<Vec<Reason>, StorageError> {
    let reasons = ReasonFile::load(file)?;
    match reasons.iter().find(|r| !r.closes_well()) {
        Some(r) => Err(StorageError::corrupt(format!("catalog/{}: reason {} cannot close so", file.0, r.code))),
        None => Ok(reasons),
    }
}

list!(DocumentFile.document: DocumentRow { code: String, name: String, name_en: String, sensitive: bool } -> Named,
    |r| Named { code: r.code, name: words(r.name, r.name_en), sensitive: r.sensitive, ..Named::default() });

list!(InstitutionFile.institution: InstitutionRow {
    code: String, name: String, name_en: String, sectors: Vec<String>, center: bool, restricted_capable: bool, answer_days: u32,
    verified: bool, source: String,
} -> InstitutionKind, |r| InstitutionKind {
    code: r.code, name: words(r.name, r.name_en), sectors: r.sectors, center: r.center, restricted_capable: r.restricted_capable,
    answer_days: r.answer_days, basis: basis(r.verified, r.source),
});

list!(PpksFile.ppks: PpksRow {
    number: u8, code: String, name: String, name_en: String, restricted: bool, verified: bool, source: String,
    #[serde(rename = "restricted_source")] _restricted_source: String,
} -> (u8, Named), |r| (r.number, Named {
    code: r.code, name: words(r.name, r.name_en), restricted: r.restricted, basis: Some(basis(r.verified, r.source)), ..Named::default()
}), sorted by |(number, _)| *number);

list!(PsksFile.psks: PsksRow { number: u8, code: String, name: String, name_en: String, verified: bool, source: String } -> (u8, Named),
    |r| (r.number, Named { code: r.code, name: words(r.name, r.name_en), basis: Some(basis(r.verified, r.source)), ..Named::default() }),
    sorted by |(number, _)| *number);

list!(HolidayFile.holiday: HolidayRow {
    #[serde(deserialize_with = "day")] day: Day, name: String, name_en: String, kind: HolidayKind, moon: bool, verified: bool, source: String,
} -> Holiday, |r| Holiday {
    day: r.day, name: r.name, name_en: r.name_en, joint_leave: matches!(r.kind, HolidayKind::JointLeave), moves: r.moon,
    verified: r.verified, source: r.source,
}, sorted by |h| h.day);

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum HolidayKind {
    National,
    JointLeave,
    Local,
}

list!(ZoneFile.timezone: ZoneRow {
    province: String, #[serde(rename = "name")] _name: String, zone: String, offset_minutes: i32,
    #[serde(deserialize_with = "day")] valid_from: Day, verified: bool, source: String,
} -> ZoneRule, |r| ZoneRule {
    province: r.province, name: r.zone, offset_minutes: r.offset_minutes, valid_from: r.valid_from, basis: basis(r.verified, r.source),
}, sorted by |z| (z.province.clone(), z.valid_from));

list!(TermFile.term: TermRow {
    area: String, area_name: String, village: String, village_head: String, hamlet: String, hamlet_head: String,
    urban: String, urban_head: String, verified: bool, source: String,
} -> LocalTerms, |r| LocalTerms {
    area: AreaCode::parse(&r.area).map_or(r.area, |code| code.as_str().to_owned()),
    area_name: r.area_name, village: r.village, village_head: r.village_head, hamlet: r.hamlet, hamlet_head: r.hamlet_head,
    urban: r.urban, urban_head: r.urban_head, basis: basis(r.verified, r.source),
}, sorted by |t| t.area.clone());

list!(SectorFile.sector: SectorRow { code: String, name: String, name_en: String, icon: String, order: u32, verified: bool, source: String } -> (u32, Sector),
    |r| (r.order, Sector { code: r.code, name: words(r.name, r.name_en), icon: r.icon, basis: basis(r.verified, r.source) }),
    sorted by |(order, _)| *order);

list!(ProgramFile.program: ProgramRow {
    code: String, short: String, name: String, name_en: String, provider: String, #[serde(deserialize_with = "coded")] provider_level: ProviderLevel,
    sectors: Vec<String>, institution: String, documents: Vec<String>, summary: String, summary_en: String,
    #[serde(deserialize_with = "day")] valid_from: Day, #[serde(default, deserialize_with = "day_opt")] valid_to: Option<Day>,
    #[serde(deserialize_with = "day")] last_checked: Day, #[serde(default)] fact: Vec<FactRow>,
} -> Program, |r| Program {
    code: r.code, short: r.short, name: words(r.name, r.name_en), provider: r.provider, provider_level: r.provider_level,
    summary: words(r.summary, r.summary_en), sectors: r.sectors, institution: r.institution, documents: r.documents,
    valid_from: r.valid_from, valid_to: r.valid_to, last_checked: r.last_checked, facts: facts(r.fact),
});

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FactRow {
    #[serde(deserialize_with = "coded")]
    kind: FactKind,
    text: String,
    text_en: String,
    amount: Option<i64>,
    per: Option<String>,
    #[serde(default)]
    upto: bool,
    component: Option<String>,
    decile_max: Option<u8>,
    #[serde(default, deserialize_with = "day_opt")]
    valid_from: Option<Day>,
    verified: bool,
    source: String,
}

fn facts(rows: Vec<FactRow>) -> Vec<Fact> {
    let fact = |r: FactRow| Fact {
        key: String::new(),
        kind: r.kind,
        text: words(r.text, r.text_en),
        amount: r.amount,
        per: r.per,
        upto: r.upto,
        component: r.component,
        decile_max: r.decile_max,
        valid_from: r.valid_from,
        verified: r.verified,
        source: r.source,
    };
    keyed(rows.into_iter().map(fact).collect())
}

list!(CategoryFile.category: CategoryRow {
    code: String, name: String, name_en: String, about: String, about_en: String, restricted: bool, verified: bool, source: String,
    #[serde(rename = "valid_from", deserialize_with = "day")] _valid_from: Day, #[serde(default)] kind: Vec<KindRow>,
} -> (Named, Vec<KindRow>), |r| (Named {
    code: r.code, name: words(r.name, r.name_en), about: words(r.about, r.about_en), restricted: r.restricted,
    basis: Some(basis(r.verified, r.source)), ..Named::default()
}, r.kind), sorted by |(category, _)| category.code.clone());

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct KindRow {
    code: String,
    name: String,
    name_en: String,
    sector: String,
    programs: Vec<String>,
    #[serde(deserialize_with = "coded")]
    kind_of_case: KindOfCase,
    deadline: String,
    chain: String,
    institution: Option<String>,
    documents: Vec<String>,
    restricted: bool,
    urgent_possible: bool,
}

/// Categories, and the kinds of all of them by code.
pub(super) fn categories(file: (&str, &str)) -> Result<(Vec<Named>, BTreeMap<String, Kind>), StorageError> {
    let mut categories = Vec::new();
    let mut kinds = BTreeMap::new();
    for (category, rows) in CategoryFile::load(file)? {
        for r in rows {
            let kind = Kind {
                code: r.code.clone(),
                category: category.code.clone(),
                name: words(r.name, r.name_en),
                sector: r.sector,
                programs: r.programs,
                kind_of_case: r.kind_of_case,
                deadline: r.deadline,
                chain: r.chain,
                institution: r.institution,
                restricted: r.restricted,
                documents: r.documents,
                urgent_possible: r.urgent_possible,
                order: u32::try_from(kinds.len()).unwrap_or(u32::MAX),
            };
            if kinds.insert(r.code.clone(), kind).is_some() {
                return Err(StorageError::corrupt(format!("catalog/{}: kind {} stands there twice", file.0, r.code)));
            }
        }
        categories.push(category);
    }
    Ok((categories, kinds))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RoleFile {
    role: Vec<RoleRow>,
    package: Vec<PackageRow>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RoleRow {
    code: String,
    name: String,
    name_en: String,
    scope: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PackageRow {
    code: String,
    name: String,
    name_en: String,
    scope: String,
    roles: Vec<String>,
    about: String,
    about_en: String,
}

/// Roles and packages. A package is held where each of its roles is.
pub(super) fn roles(file: (&str, &str)) -> Result<(Vec<Named>, Vec<Package>), StorageError> {
    let form: RoleFile = read(file)?;
    for package in &form.package {
        let fits = |role: &String| form.role.iter().any(|r| r.code == *role && r.scope == package.scope);
        if !package.roles.iter().all(fits) {
            return Err(StorageError::corrupt(format!("catalog/{}: package {} has a role of another scope", file.0, package.code)));
        }
    }
    let role = |r: RoleRow| Named { code: r.code, name: words(r.name, r.name_en), ..Named::default() };
    let package = |p: PackageRow| Package {
        code: p.code,
        name: words(p.name, p.name_en),
        scope: p.scope,
        roles: p.roles,
        about: words(p.about, p.about_en),
    };
    Ok((form.role.into_iter().map(role).collect(), form.package.into_iter().map(package).collect()))
}

/// Sectors in order.
pub(super) fn sectors(file: (&str, &str)) -> Result<Vec<Sector>, StorageError> {
    Ok(SectorFile::load(file)?.into_iter().map(|(_, sector)| sector).collect())
}

/// Numbered groups in order.
pub(super) fn numbered<T: Load<Out = (u8, Named)>>(file: (&str, &str)) -> Result<Vec<Named>, StorageError> {
    Ok(T::load(file)?.into_iter().map(|(_, row)| row).collect())
}

/// A regency's own rows in the form of the shipped files, all in one: what they rest on stands on top, unless a row says it of itself.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OwnFile {
    source: String,
    #[serde(default)]
    url: String,
    #[serde(default)]
    program: Vec<ProgramRow>,
    #[serde(default)]
    reason: Vec<ReasonRow>,
    #[serde(default)]
    deadline: Vec<DeadlineRow>,
    #[serde(default)]
    holiday: Vec<HolidayRow>,
}

/// Own rows of a file, each as the first revision of its version.
pub(super) fn own(text: &str) -> Result<Vec<OwnRow>, String> {
    let form: OwnFile = toml::from_str(text).map_err(|e| e.to_string())?;
    let row = |code: String, valid_from: Day, valid_to: Option<Day>, content: OwnContent| OwnRow {
        code,
        valid_from,
        valid_to,
        source: form.source.clone(),
        url: form.url.clone(),
        withdrawn: false,
        revision: 1,
        content,
    };
    let said = |own: String, row: OwnRow| if own.trim().is_empty() { row } else { OwnRow { source: own, ..row } };
    let mut out = Vec::new();
    for p in (ProgramFile { program: form.program }).rows() {
        out.push(row(p.code.clone(), p.valid_from, p.valid_to, OwnContent::Program(Box::new(OwnProgram::of(&p)))));
    }
    for r in (ReasonFile { reason: form.reason }).rows() {
        out.push(row(r.code.clone(), r.valid_from, r.valid_to, OwnContent::Reason(OwnReason::of(&r))));
    }
    for d in form.deadline.into_iter().map(DeadlineRow::deadline) {
        let content = OwnContent::Deadline(OwnDeadline::of(&d));
        out.push(said(d.basis.source, row(d.code, d.valid_from, None, content)));
    }
    for h in (HolidayFile { holiday: form.holiday }).rows() {
        let content = OwnContent::Holiday(OwnHoliday::of(&h));
        out.push(said(h.source, row(h.day.iso(), h.day, Some(h.day), content)));
    }
    Ok(out)
}
