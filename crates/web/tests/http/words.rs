//! Both languages say everything that the program asks of them, and nothing else.

use fluent_bundle::FluentResource;
use slrt_domain::Coded;
use slrt_domain::access::{Acting, Role};
use slrt_domain::case::{Channel, ConcernState, DocumentForm, Outcome, ReferralState, StepKind, TurnRole, VerbCode};
use slrt_domain::family::import::{Consequence, Reason, Table};
use slrt_domain::family::{Marital, Relation, Sex};
use slrt_domain::identity::NikWarning;
use slrt_domain::journal::RefusalKind;
use slrt_domain::office::OfficeKind;
use slrt_domain::program::{FactKind, LimitUnit, OwnSort, PURPOSES, ProviderLevel};
use slrt_operations::storage::{catalog, wire};
use slrt_operations::view::{FactState, StateGroup};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

fn codes<T: Coded>() -> Vec<String> {
    T::ALL.iter().map(|c| c.code().to_owned()).collect()
}

fn some(list: &[&str]) -> Vec<String> {
    list.iter().map(|c| (*c).to_owned()).collect()
}

/// Every prefix that is put before a code (`l.code("state", code)`), with all codes that may follow.
fn coded() -> BTreeMap<&'static str, Vec<String>> {
    let catalog = catalog::load().unwrap();
    let per: BTreeSet<String> = catalog.programs.iter().flat_map(|p| &p.facts).filter_map(|f| f.per.clone()).collect();
    let tables: BTreeSet<String> = catalog.to_check().iter().map(|r| r.table.to_owned()).filter(|t| t != "programs").collect();
    let relations = codes::<Relation>();
    BTreeMap::from([
        ("state", codes::<ConcernState>()),
        ("turn", codes::<TurnRole>()),
        ("step", codes::<StepKind>()),
        ("outcome", codes::<Outcome>()),
        ("verb", codes::<VerbCode>()),
        ("role", [codes::<Role>(), some(&["citizen", "system", "self"])].concat()),
        ("channel", [codes::<Channel>(), some(&["pin"])].concat()),
        ("docform", codes::<DocumentForm>()),
        ("referral", codes::<ReferralState>()),
        ("acting", codes::<Acting>()),
        ("user-acting", codes::<Acting>()),
        ("user-scope", some(&["office", "area", "institution"])),
        ("answer", some(&["accepted", "declined", "more_asked", "given"])),
        ("office-kind", codes::<OfficeKind>()),
        ("office", some(&["hours", "contact", "address", "decree", "equipment", "funding"])),
        ("relation", relations),
        ("marital", codes::<Marital>()),
        ("sex", codes::<Sex>()),
        ("nikwarning", codes::<NikWarning>()),
        ("catalog-level", codes::<ProviderLevel>()),
        ("catalog-group", some(&["benefit", "criterion", "document", "channel"])),
        ("catalog-check-kind", codes::<FactKind>()),
        ("catalog-check-standing", codes::<FactState>()),
        ("catalog-check-per", per.into_iter().collect()),
        ("catalog-check-table", tables.into_iter().collect()),
        ("import-source", some(&["dtsen", "dtks", "bdt"])),
        ("import-source-short", some(&["dtsen", "dtks", "bdt"])),
        ("import-table", codes::<Table>()),
        ("import-reason", codes::<Reason>()),
        ("import-consequence", codes::<Consequence>()),
        ("journal-occasion", some(&["daily", "backup", "report"])),
        ("journal-kind", wire::KINDS.iter().filter_map(|k| k.strip_suffix("/1")).map(Into::into).collect()),
        (
            "journal-about",
            some(&["case", "concern", "person", "family", "account", "token", "role", "office", "institution", "import", "inquiry"]),
        ),
        ("erase-ground", some(&["request", "retention", "order"])),
        ("family-shown", some(&["nik", "card", "phone", "callback"])),
        ("family-system", some(&["siks-ng", "dtsen", "cek-bansos", "bpjs"])),
        ("family-source", some(&["dtsen", "dtks", "bdt"])),
        ("setup-step", some(&["office", "user", "catalog", "import"])),
        ("setup-go", some(&["office", "user", "catalog", "import"])),
        ("own-purpose", some(PURPOSES)),
        ("own-unit", codes::<LimitUnit>()),
        ("status-thanks", some(&["helped", "partly", "not_helped", "failed"])),
    ])
}

/// Keys that are put together otherwise, with all that may come: (prefix, codes, what follows the code).
fn composed() -> Vec<(&'static str, Vec<String>, &'static str)> {
    let findings = some(&[
        "changed",
        "broken",
        "missing",
        "tail_cut",
        "head_differs",
        "rewritten",
        "bad_signature",
        "differs_from_kept",
        "import_rows_differ",
        "signature_missing",
        "unsigned",
    ]);
    let unread = some(&[
        "io",
        "empty",
        "not_a_table",
        "protected",
        "no_such_table",
        "broken",
        "unclosed_quote",
        "too_many_columns",
        "cell_too_long",
        "too_many_rows",
        "too_large",
    ]);
    vec![
        ("refusal", codes::<RefusalKind>(), ""),
        ("journal-finding", findings, ""),
        ("journal-channel", some(&["web", "paper", "api", "cli", "worker"]), ""),
        ("import-read", unread, ""),
        ("heard", some(&["accepted", "more_asked", "declined", "given", "not_given"]), ""),
        ("own", codes::<OwnSort>(), "-title"),
        ("own", codes::<OwnSort>(), "-add"),
        ("own", codes::<OwnSort>(), "-correct"),
        ("own", codes::<OwnSort>(), "-none"),
        ("own", codes::<OwnSort>(), "-from-hint"),
        ("own", some(&["program", "reason", "holiday"]), "-absent"),
        ("tasks", some(&["stuck", "later", "received", "handed_on"]), "-lead"),
        ("status-chip", codes::<StateGroup>(), ""),
        ("status-text", codes::<StateGroup>(), ""),
    ]
}

/// Prefixes of keys whose ends only the program's own run tells: not looked for among the unused.
const OPEN_ENDED: &[&str] = &[
    "invalid-",
    "refusal-",
    "request-",
    "js-",
    "field-",
    "line-",
    "step-",
    "system-",
    "family-trail-",
    "password-weak-",
    "setup-",
    "tasks-reminder-",
    "role-",
    "verb-",
    "answer-",
    "wait-",
    "confirm-",
    "decide-",
    "serve-",
    "visit-",
    "verify-",
    "channel-",
    "journal-channel-",
    "exercise-",
    "contacts-",
];

/// Files of a folder and its folders.
fn files(folder: &Path, ending: &str, found: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            files(&path, ending, found);
        } else if path.extension().is_some_and(|e| e == ending) {
            found.push(path);
        }
    }
}

fn texts(folder: &str, ending: &str) -> Vec<(PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let mut found = Vec::new();
    files(&root, ending, &mut found);
    found.into_iter().map(|p| (p.strip_prefix(env!("CARGO_MANIFEST_DIR")).unwrap().to_owned(), fs::read_to_string(&p).unwrap())).collect()
}

/// Messages of a language: key and the values that it takes.
fn messages(lang: &str) -> BTreeMap<String, BTreeSet<String>> {
    let mut all: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (path, text) in texts(&format!("locales/{lang}"), "ftl") {
        if let Err((_, errors)) = FluentResource::try_new(text.clone()) {
            panic!("{}: {errors:?}", path.display());
        }
        let mut key = None;
        for line in text.lines() {
            if let Some((name, _)) =
                line.split_once('=').filter(|(n, _)| n.starts_with(|c: char| c.is_ascii_lowercase()) && !n.trim().contains(' '))
            {
                let name = name.trim().to_owned();
                assert!(all.insert(name.clone(), BTreeSet::new()).is_none(), "{name} stands twice ({})", path.display());
                key = Some(name);
            }
            let values = line.split("{ $").skip(1).filter_map(|v| v.split([' ', '}', ')']).next());
            if let Some(key) = &key {
                all.get_mut(key).unwrap().extend(values.map(Into::into));
            }
        }
    }
    all
}

/// What stands between quotation marks after each of some marks.
fn literals<'t>(text: &'t str, mark: &str) -> Vec<&'t str> {
    text.split(mark).skip(1).filter_map(|rest| rest.split_once('"')).map(|(word, _)| word).filter(|w| is_key(w)).collect()
}

fn is_key(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_lowercase())
        && word.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '_')
}

fn sources() -> Vec<(PathBuf, String)> {
    [texts("src", "rs"), texts("templates", "html")].concat()
}

#[test]
fn both_languages_have_the_same_messages_with_the_same_values() {
    let (id, en) = (messages("id"), messages("en"));
    let only = |a: &BTreeMap<String, BTreeSet<String>>, b: &BTreeMap<String, BTreeSet<String>>| {
        a.keys().filter(|k| !b.contains_key(*k)).cloned().collect::<Vec<_>>()
    };
    // The scripts know the Indonesian words themselves.
    let untold: Vec<String> = only(&en, &id).into_iter().filter(|k| !k.starts_with("js-")).collect();
    assert_eq!((only(&id, &en), untold), (vec![], vec![]), "missing in English, missing in Indonesian");
    let differ: Vec<&String> = id.iter().filter(|(k, values)| en.get(*k).is_some_and(|v| v != *values)).map(|(k, _)| k).collect();
    assert_eq!(differ, Vec::<&String>::new(), "these take other values in the other language");
}

#[test]
fn everything_that_is_asked_for_exists() {
    let known = messages("id");
    let mut missing = BTreeSet::new();
    for (path, text) in sources() {
        for mark in ["l.t(\"", "l.t1(\"", "l.ta(\""] {
            missing
                .extend(literals(&text, mark).into_iter().filter(|k| !known.contains_key(*k)).map(|k| format!("{k} ({})", path.display())));
        }
    }
    assert_eq!(missing, BTreeSet::new());
}

#[test]
fn every_code_has_words() {
    let (known, coded) = (messages("id"), coded());
    let kebab = |code: &str| code.replace(['_', '.'], "-");
    let mut missing: BTreeSet<String> = BTreeSet::new();
    for (prefix, codes) in &coded {
        missing.extend(codes.iter().map(|c| format!("{prefix}-{}", kebab(c))).filter(|k| !known.contains_key(k)));
    }
    for (prefix, codes, end) in composed() {
        missing.extend(codes.iter().map(|c| format!("{prefix}-{}{end}", kebab(c))).filter(|k| !known.contains_key(k)));
    }
    assert_eq!(missing, BTreeSet::new());
    let mut unlisted = BTreeSet::new();
    for (path, text) in sources() {
        let asked =
            literals(&text, ".code(\"").into_iter().filter(|p| !coded.contains_key(p) && !OPEN_ENDED.contains(&format!("{p}-").as_str()));
        unlisted.extend(asked.map(|p| format!("{p} ({})", path.display())));
    }
    unlisted.retain(|p| !p.starts_with("form ("));
    assert_eq!(unlisted, BTreeSet::new(), "prefixes whose codes this test does not know: list them in coded()");
}

#[test]
fn nothing_is_translated_that_nobody_asks_for() {
    let text: String = sources().into_iter().map(|(_, t)| t).collect();
    let asked: BTreeSet<&str> = text.split('"').filter(|w| is_key(w)).collect();
    let kebab = |code: &str| code.replace(['_', '.'], "-");
    let coded: BTreeSet<String> =
        coded().into_iter().flat_map(|(p, codes)| codes.into_iter().map(move |c| format!("{p}-{}", kebab(&c)))).collect();
    let composed: BTreeSet<String> =
        composed().into_iter().flat_map(|(p, codes, e)| codes.into_iter().map(move |c| format!("{p}-{}{e}", kebab(&c)))).collect();
    let unused: Vec<String> = messages("id")
        .into_keys()
        .filter(|k| !asked.contains(k.as_str()) && !coded.contains(k) && !composed.contains(k))
        .filter(|k| !OPEN_ENDED.iter().any(|p| k.starts_with(p)))
        .collect();
    assert_eq!(unused, Vec::<String>::new());
}

#[test]
fn every_field_that_may_be_refused_has_a_name() {
    let known = messages("id");
    let mut nameless = BTreeSet::new();
    for folder in ["../domain/src", "../operations/src", "src"] {
        for (_, text) in texts(folder, "rs") {
            for rest in text.split("invalid(\"").skip(1) {
                let field = rest.split('"').next().unwrap().replace('_', "-");
                if !known.contains_key(&format!("field-{field}")) {
                    nameless.insert(field);
                }
            }
        }
    }
    assert_eq!(nameless, BTreeSet::new());
}
