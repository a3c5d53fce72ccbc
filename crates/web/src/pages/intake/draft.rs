//! What was typed, read into an intake; everything that is missing is told at once.

use super::parts::{home_village, is_restricted, offices, today};
use crate::App;
use crate::flaws::Flaws;
use crate::form::Form;
use crate::pages::case::say::SYSTEMS;
use crate::pages::is_picture;
use crate::pages::people::person_fields::{read_person, read_phone, read_village};
use crate::speak::Speak;
use slrt_domain::Coded as _;
use slrt_domain::calendar::Day;
use slrt_domain::case::{Channel, DocumentForm};
use slrt_domain::identity::*;
use slrt_domain::program::Catalog;
use slrt_operations::blobs::PHOTO_BYTES;
use slrt_operations::derived_id;
use slrt_operations::intake::{Intake, IntakeConcern, IntakeDocument};
use slrt_operations::people::NewPerson;

/// Who it is for.
pub(super) enum Whom {
    /// Somebody of the registry.
    Known(PersonId),
    /// Somebody who is written down first.
    New(Box<NewPerson>),
    /// Somebody who does not say who they are.
    Anonymous,
}

/// An intake as typed.
pub(super) struct Draft {
    /// Who it is for.
    pub whom: Whom,
    /// The rest; its person is filled in once they are known.
    pub intake: Intake,
}

/// An identifier that the same form sent twice names alike.
pub(super) fn id_of(operation: OperationId, what: &str) -> uuid::Uuid {
    derived_id("intake", &[&operation.bytes(), what.as_bytes()])
}

/// Reads the form; what is wrong goes to `flaws`.
pub(super) fn read(app: &App, form: &Form, operation: OperationId, flaws: &mut Flaws) -> Option<Draft> {
    let l = &form.frame.l;
    let v = &form.fields;
    let catalog = app.house.catalog();
    let whom = whom(app, form, operation, flaws);
    let village = match &whom {
        Some(Whom::New(new)) => Some(new.village),
        // The registry's own village is filled in when the person is looked up.
        _ => read_village(v).or_else(|| home_village(&form.session)),
    };
    if village.is_none() && !matches!(whom, Some(Whom::Known(_))) {
        flaws.add("village", l.t1("invalid-missing", "field", l.t("field-village")));
    }
    let channel = v.get("channel").and_then(Channel::from_code).unwrap_or(Channel::Counter);
    let concerns = concerns(catalog, form, operation, flaws);
    let documents = documents(catalog, form, operation, &concerns, flaws);
    let phone = read_phone(v, "callback", l, flaws);
    let proxy = v.private("proxy").filter(|_| v.on("on_behalf"));
    if v.on("on_behalf") && proxy.is_none() {
        flaws.add("proxy", l.t("intake-proxy-missing"));
    }
    let own = offices(&form.session);
    let office = v.get("office").and_then(OfficeId::parse).filter(|o| own.contains(o)).or_else(|| own.first().copied());
    let intake = Intake {
        case: CaseId(id_of(operation, "case")),
        office,
        village: village.unwrap_or(form.session.reference.area),
        person: None,
        nik: None,
        channel,
        caller: None,
        phone: phone.map(|p| Private::new(p.e164().to_owned())),
        proxy,
        ppks: v.get("ppks").map(str::to_owned),
        external: external(form, flaws),
        concerns,
        documents,
        duplicates_seen: v.all("duplicates_seen").flat_map(|ids| ids.split(',')).filter_map(CaseId::parse).collect(),
    };
    whom.filter(|_| flaws.is_empty()).map(|whom| Draft { whom, intake })
}

fn whom(app: &App, form: &Form, operation: OperationId, flaws: &mut Flaws) -> Option<Whom> {
    let (l, v) = (&form.frame.l, &form.fields);
    match v.text("who") {
        "anonymous" => Some(Whom::Anonymous),
        "new" => {
            let ids = (PersonId(id_of(operation, "person")), FamilyId(id_of(operation, "family")));
            read_person(v, ids, today(app, &form.session), l, flaws).map(|p| Whom::New(Box::new(p)))
        }
        _ => {
            // What was picked just now goes before what a draft brought back.
            let picked = v.get("pick").or_else(|| v.get("person")).and_then(PersonId::parse);
            if picked.is_none() {
                flaws.add("q", l.t("intake-person-missing"));
            }
            picked.map(Whom::Known)
        }
    }
}

fn concerns(catalog: &Catalog, form: &Form, operation: OperationId, flaws: &mut Flaws) -> Vec<IntakeConcern> {
    let (l, v) = (&form.frame.l, &form.fields);
    let mut found: Vec<IntakeConcern> = Vec::new();
    for sector in &catalog.sectors {
        let picked = v.all("sector").any(|c| c == sector.code);
        for part in NEEDS.map(|n| format!("{}{n}", sector.code)) {
            let field = format!("kind-{part}");
            let first = part == sector.code;
            let code = v.get(&field);
            // Without scripts every sector's part is there: a kind that was chosen says enough. Further needs may stay empty.
            if code.is_none() && !(first && picked) {
                continue;
            }
            let Some(kind) = code.and_then(|k| catalog.kinds.get(k)) else {
                flaws.add(&field, l.t1("intake-kind-missing", "sector", l.pick(&sector.name)));
                continue;
            };
            if found.iter().any(|c| c.kind == kind.code) {
                flaws.add(&field, l.t1("intake-kind-twice", "kind", l.pick(&kind.name)));
                continue;
            }
            found.push(IntakeConcern {
                id: ConcernId(id_of(operation, &field)),
                kind: kind.code.clone(),
                sector: Some(sector.code.clone()),
                words: v.private(&format!("words-{part}")),
                urgent: kind.urgent_possible && v.on(&format!("urgent-{part}")),
            });
        }
    }
    if found.is_empty() && v.all("sector").next().is_none() {
        flaws.add("sector", l.t("intake-sector-missing"));
    }
    found
}

/// Endings of a sector's fields: one need, and two more of the same sector.
pub(super) const NEEDS: [&str; 3] = ["", "-2", "-3"];

/// Its number in another system.
fn external(form: &Form, flaws: &mut Flaws) -> Option<(String, Private<String>, Option<Day>)> {
    let (l, v) = (&form.frame.l, &form.fields);
    let (system, number) = (v.get("external_system"), v.private("external_number"));
    let known = system.filter(|s| SYSTEMS.contains(s));
    match (known, number) {
        (Some(system), Some(number)) => Some((system.to_owned(), number, None)),
        (None, Some(_)) => {
            flaws.add("external_system", l.t("intake-external-system-missing"));
            None
        }
        // A system without a number says nothing.
        (_, None) => None,
    }
}

/// The documents that were presented.
pub(super) fn documents(
    catalog: &Catalog,
    form: &Form,
    operation: OperationId,
    concerns: &[IntakeConcern],
    flaws: &mut Flaws,
) -> Vec<IntakeDocument> {
    let (l, v) = (&form.frame.l, &form.fields);
    let mut found = Vec::new();
    for kind in &catalog.documents {
        let field = format!("doc-{}", kind.code);
        let Some(how) = v.get(&field).and_then(DocumentForm::from_code) else { continue };
        let name = l.pick(&kind.name);
        let photo = if how == DocumentForm::Photo { photo(form, &kind.code, &name, l, flaws) } else { None };
        found.push(IntakeDocument {
            id: DocumentId(id_of(operation, &field)),
            concern: belongs_to(catalog, concerns, &kind.code),
            kind: kind.code.clone(),
            form: how,
            photo,
        });
    }
    found
}

/// A paper that only restricted concerns ask for must not tell of them to everybody who may see the case.
fn belongs_to(catalog: &Catalog, concerns: &[IntakeConcern], document: &str) -> Option<ConcernId> {
    let asking = |c: &&IntakeConcern| catalog.kinds.get(&c.kind).is_some_and(|k| k.documents.iter().any(|d| d == document));
    let mut asking = concerns.iter().filter(asking).peekable();
    let first = asking.peek().map(|c| c.id);
    let hidden = asking.all(|c| catalog.kinds.get(&c.kind).is_some_and(|k| is_restricted(catalog, k)));
    first.filter(|_| hidden)
}

fn photo(form: &Form, code: &str, name: &str, l: &Speak, flaws: &mut Flaws) -> Option<Private<Vec<u8>>> {
    let field = format!("photo-{code}");
    let bytes = form.fields.files(&field).next().map(|(_, bytes)| bytes);
    let wrong = match bytes {
        None => "intake-photo-missing",
        Some(b) if b.len() > PHOTO_BYTES => "intake-photo-large",
        Some(b) if !is_picture(b) => "intake-photo-kind",
        Some(b) => return Some(Private::new(b.to_vec())),
    };
    flaws.add(&field, l.t1(wrong, "document", name.to_owned()));
    None
}
