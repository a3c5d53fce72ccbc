//! What goes along with a case: everything that whoever takes it over needs to go on, in clear only between two seals.

use crate::house::House;
use serde::{Deserialize, Serialize};
use slrt_domain::Coded as _;
use slrt_domain::access::Visibility;
use slrt_domain::calendar::Day;
use slrt_domain::case::{Case, CaseHandedOver};
use slrt_domain::identity::*;
use slrt_domain::journal::Hash;
use slrt_storage::case::{CaseRow, documents};
use slrt_storage::{Opener, StorageError, Tx, listing, registry};
use uuid::Uuid;

/// The case with its people. It derives no `Debug`: nearly everything in it is personal.
#[derive(Serialize, Deserialize)]
pub(super) struct Package {
    pub version: u32,
    pub number: String,
    pub channel: String,
    pub brought_at: i64,
    pub brought_on: String,
    pub caller: Option<String>,
    pub phone: Option<String>,
    pub proxy: Option<String>,
    pub ppks: Option<String>,
    pub concerns: Vec<Need>,
    pub numbers: Vec<Number>,
    pub documents: Vec<Paper>,
    pub person: Option<Uuid>,
    pub family: Option<Home>,
}

#[derive(Serialize, Deserialize)]
pub(super) struct Need {
    pub id: Uuid,
    pub kind: String,
    pub category: String,
    pub sector: String,
    pub words: Option<String>,
    pub urgent: bool,
    pub restricted: bool,
    pub promised: String,
    #[serde(default)]
    pub extended_on: Option<String>,
}

#[derive(Serialize, Deserialize)]
pub(super) struct Number {
    pub concern: Option<Uuid>,
    pub system: String,
    pub number: String,
    pub submitted_on: Option<String>,
    pub checked_on: Option<String>,
    pub status: Option<String>,
}

#[derive(Serialize, Deserialize)]
pub(super) struct Paper {
    pub id: Uuid,
    pub concern: Option<Uuid>,
    pub kind: String,
    pub restricted: bool,
    /// Hash of the sealed photograph there; the file itself stays there until somebody takes the case over.
    #[serde(default)]
    pub photo: Option<String>,
}

#[derive(Serialize, Deserialize)]
pub(super) struct Home {
    pub id: Uuid,
    pub card: Option<String>,
    pub address: Option<String>,
    /// Hamlet, RT and RW.
    #[serde(default)]
    pub hamlet: Option<String>,
    pub village: String,
    pub members: Vec<Member>,
}

#[derive(Serialize, Deserialize)]
pub(super) struct Member {
    pub id: Uuid,
    pub name: String,
    pub nik: Option<String>,
    pub sex: String,
    pub born: Option<String>,
    pub birth_year: Option<i64>,
    pub relation: String,
    pub phone: Option<String>,
    pub warnings: Vec<String>,
}

impl Package {
    /// Gathers what goes along with a case as it is about to be handed over.
    pub async fn gather(tx: &mut Tx, house: &House, row: &CaseRow, case: &Case, handed: &CaseHandedOver) -> Result<Self, StorageError> {
        let tenant = case.number.tenant();
        let home = match case.person {
            Some(person) => Home::gather(tx, house, tenant, person).await?,
            None => None,
        };
        let opener = Opener::load(tx, house.keys(), tenant, &[case.id.into()]).await?;
        let open = |place: &str, sealed: &Option<Vec<u8>>| sealed.clone().and_then(|s| opener.open(place, &Sealed(s)));
        let goes = |concern: &Option<Vec<u8>>| match concern {
            Some(id) => ConcernId::from_slice(id).is_some_and(|id| handed.concerns.iter().any(|k| k.id == id)),
            None => true,
        };
        let id = |bytes: &Option<Vec<u8>>| bytes.as_deref().and_then(|b| Uuid::from_slice(b).ok());
        let numbers = listing::externals(tx, tenant, case.id).await?.into_iter().filter(|n| goes(&n.concern)).filter_map(|n| {
            Some(Number {
                concern: id(&n.concern),
                number: opener.open("external.number", &Sealed(n.number.clone()))?,
                status: open("external.status", &n.status),
                system: n.system,
                submitted_on: n.submitted_on,
                checked_on: n.checked_on,
            })
        });
        let numbers = numbers.collect();
        let papers = documents(tx, tenant, case.id).await?.into_iter().filter(|d| d.form != "missing" && goes(&d.concern)).map(|d| {
            let restricted = d.visibility == Visibility::Restricted.code();
            let own = Uuid::from_slice(&d.id).map_err(|_| StorageError::corrupt("document"))?;
            let photo = d.blob.as_deref().and_then(Hash::from_slice).map(|h| h.hex());
            Ok(Paper { id: own, concern: id(&d.concern), kind: d.kind, restricted, photo })
        });
        let documents = papers.collect::<Result<_, StorageError>>()?;
        let need = |(k, promised): (&slrt_domain::case::Concern, Day)| Need {
            id: k.id.0,
            kind: k.kind.clone(),
            category: k.category.clone(),
            sector: k.sector.clone(),
            words: k.words.as_ref().and_then(|w| opener.open("concern.words", w)),
            urgent: k.urgent,
            restricted: k.visibility == Visibility::Restricted,
            promised: promised.iso(),
            extended_on: k.now.extended_on.map(Day::iso),
        };
        let going = handed.concerns.iter().filter_map(|h| case.concern(h.id).map(|k| (k, h.after.promised)));
        Ok(Self {
            version: 1,
            number: case.number.to_string(),
            channel: row.channel.clone(),
            brought_at: case.occurred_at.micros(),
            brought_on: case.concerns.iter().map(|k| k.opened_on).min().unwrap_or(handed.on).iso(),
            caller: open("case.caller", &row.caller),
            phone: open("case.phone", &row.phone),
            proxy: open("case.proxy", &row.proxy),
            ppks: open("case.ppks", &row.ppks),
            concerns: going.map(need).collect(),
            numbers,
            documents,
            person: home.as_ref().and(case.person).map(|p| p.0),
            family: home,
        })
    }

    /// As bytes, to be sealed at once.
    pub fn bytes(&self) -> Result<Vec<u8>, StorageError> {
        serde_json::to_vec(self).map_err(|_| StorageError::corrupt("package"))
    }

    /// Reads what [`Package::bytes`] wrote.
    pub fn parse(bytes: &[u8]) -> Result<Self, StorageError> {
        // The error's own text could quote what stands in it.
        let package: Self = serde_json::from_slice(bytes).map_err(|_| StorageError::corrupt("package"))?;
        if package.version == 1 { Ok(package) } else { Err(StorageError::corrupt("a package of another version")) }
    }
}

impl Home {
    /// The family of somebody as it is known; none for somebody who was erased.
    async fn gather(tx: &mut Tx, house: &House, tenant: Tenant, person: PersonId) -> Result<Option<Self>, StorageError> {
        let Some((_, family, _)) = registry::briefs(tx, tenant, &[person]).await?.into_iter().next() else { return Ok(None) };
        let Some(row) = registry::families(tx, tenant, &[family]).await?.into_iter().next() else { return Ok(None) };
        let members = registry::members(tx, tenant, &[family]).await?;
        let ids: Vec<PersonId> = members.iter().filter_map(|m| PersonId::from_slice(&m.id)).collect();
        let subjects: Vec<Subject> = ids.iter().map(|p| Subject::from(*p)).chain([family.into()]).collect();
        let opener = Opener::load(tx, house.keys(), tenant, &subjects).await?;
        let open = |place: &str, sealed: &Option<Vec<u8>>| sealed.clone().and_then(|s| opener.open(place, &Sealed(s)));
        // Only what somebody has compared with the card is settled there, too.
        let settled = registry::number_checks(tx, tenant, &ids).await?;
        let member = |m: registry::PersonRow| {
            let id = Uuid::from_slice(&m.id).ok()?;
            Some(Member {
                warnings: settled.iter().filter(|(p, _)| p.0 == id).map(|(_, warning)| warning.clone()).collect(),
                id,
                nik: open("person.nik", &m.nik),
                phone: open("person.phone", &m.phone),
                name: m.name?,
                sex: m.sex,
                born: m.born,
                birth_year: m.birth_year,
                relation: m.relation,
            })
        };
        Ok(Some(Self {
            id: family.0,
            card: open("family.card", &row.card),
            address: row.address.clone(),
            hamlet: row.hamlet.clone(),
            village: row.village.clone(),
            members: members.into_iter().filter(|m| !m.erased).filter_map(member).collect(),
        }))
    }
}
