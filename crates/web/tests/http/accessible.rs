//! What every template owes to those who hear a page instead of seeing it. The browser tests ask axe about pages as they usually stand; errors and
//! hints are looked for here, in all of them.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

fn templates(folder: &Path, found: &mut BTreeMap<String, String>) {
    for entry in fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        if path.is_dir() {
            templates(&path, found);
        } else {
            found.insert(path.display().to_string(), fs::read_to_string(&path).unwrap());
        }
    }
}

fn all() -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    templates(&Path::new(env!("CARGO_MANIFEST_DIR")).join("templates"), &mut found);
    assert!(found.len() > 80, "{} templates", found.len());
    found
}

/// Elements of a name, each up to the beginning of the next one of that name.
fn begun<'t>(text: &'t str, name: &str) -> Vec<&'t str> {
    let mark = format!("<{name}");
    text.split(mark.as_str()).skip(1).collect()
}

/// The value of an attribute in the beginning of an element.
fn attribute<'t>(head: &'t str, name: &str) -> Option<&'t str> {
    head.split_once(&format!(" {name}=\""))?.1.split_once('"').map(|(value, _)| value)
}

#[test]
fn every_error_is_heard_at_its_field() {
    let mut wrong = Vec::new();
    for (path, text) in all() {
        for head in text.split("class=\"error\"").skip(1) {
            let tag = head.split_once('>').map_or(head, |(tag, _)| tag);
            match attribute(tag, "id") {
                None => wrong.push(format!("{path}: an error without an id: {tag}")),
                Some(id) if text.matches(id).count() < 2 => wrong.push(format!("{path}: nothing is described by {id}")),
                Some(_) => {}
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn every_hint_with_a_name_is_heard_at_its_field() {
    let mut wrong = Vec::new();
    for (path, text) in all() {
        for (at, _) in text.match_indices("class=\"hint\" id=\"") {
            let id = text[at..].split('"').nth(3).unwrap();
            // Fields that are repeated name their hint by what they are repeated for.
            let fixed = id.rsplit("}}").next().unwrap();
            if text.matches(id).count() < 2 && text.matches(fixed).count() < 2 {
                wrong.push(format!("{path}: nothing is described by {id}"));
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn tables_have_heads_and_groups_have_names() {
    let mut wrong = Vec::new();
    for (path, text) in all() {
        for head in begun(&text, "th").into_iter().filter(|h| h.starts_with([' ', '>'])) {
            if attribute(head.split_once('>').map_or(head, |(tag, _)| tag), "scope").is_none() {
                wrong.push(format!("{path}: a head of nothing: <th{}", head.chars().take(40).collect::<String>()));
            }
        }
        for table in begun(&text, "table").into_iter().filter(|t| t.starts_with([' ', '>'])) {
            if !table.split("</table>").next().unwrap().contains("<th") {
                wrong.push(format!("{path}: a table without heads"));
            }
        }
        for group in begun(&text, "fieldset") {
            let named = group.find("<legend").is_some_and(|legend| group[..legend].matches('<').count() == 0);
            if !named {
                wrong.push(format!("{path}: a group without a name: <fieldset{}", group.chars().take(60).collect::<String>()));
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn whatever_is_pressed_has_a_name() {
    let mut wrong = Vec::new();
    for (path, text) in all() {
        for (name, end) in [("button", "</button>"), ("a ", "</a>")] {
            for head in begun(&text, name) {
                let whole = head.split(end).next().unwrap();
                let inside = whole.split_once('>').map_or("", |(_, inside)| inside);
                let icons =
                    inside.split("{{ f.icon(").skip(1).filter_map(|i| i.split_once("}}")).map(|(icon, _)| icon.len() + 13).sum::<usize>();
                if inside.trim().len() <= icons && !whole.contains("aria-label") {
                    wrong.push(format!("{path}: <{name}{}", whole.chars().take(80).collect::<String>()));
                }
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}
