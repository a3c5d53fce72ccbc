//! `/panduan`: one page of A4 for each role, the same that stands in `docs/panduan`.

mod list;
mod show;

use crate::App;
use axum::Router;
use axum::routing::get;
use include_dir::{Dir, include_dir};
use pulldown_cmark::{Event, Options, Parser, html};
use slrt_domain::Coded as _;
use slrt_domain::access::Role;

static GUIDES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../docs/panduan");

pub(super) fn routes() -> Router<App> {
    Router::new().route("/panduan", get(list::list)).route("/panduan/{role}", get(show::show))
}

/// The guide of a role: its file's name without the ending, and the end of its address.
pub(crate) fn of(role: Role) -> &'static str {
    match role {
        Role::Facilitator => "fasilitator",
        Role::FrontOffice => "front-office",
        Role::BackOffice => "back-office",
        Role::Coordinator => "koordinator",
        Role::SiksngOperator => "operator-siks-ng",
        Role::Surveyor => "surveyor",
        Role::Tksk => "petugas-kecamatan-tksk",
        Role::VillageHead => "kepala-desa",
        Role::Supervisor => "supervisor",
        Role::Manager => "manajer",
        Role::DivisionHead => "kepala-bidang",
        Role::Head => "kepala-dinas",
        Role::InstitutionOfficer => "petugas-lembaga",
        Role::ProtectionOfficer => "petugas-perlindungan",
        Role::Admin => "administrator",
        Role::Auditor => "pemeriksa",
        Role::Viewer => "pemantau",
    }
}

/// The guide for citizens, to be printed and put up where they wait.
const CITIZEN: &str = "warga";

/// A guide's text; none for what is no guide.
fn text(name: &str) -> Option<&'static str> {
    let named = name == CITIZEN || Role::ALL.iter().any(|r| of(*r) == name);
    GUIDES.get_file(format!("{name}.md")).filter(|_| named)?.contents_utf8()
}

/// A guide's heading.
fn heading(text: &str) -> &str {
    text.lines().next().unwrap_or_default().trim_start_matches("# ")
}

/// Markdown as HTML. What looks like HTML in it is shown as it was written.
fn rendered(text: &str) -> String {
    let events = Parser::new_ext(text, Options::ENABLE_TABLES).map(|event| match event {
        Event::Html(text) | Event::InlineHtml(text) => Event::Text(text),
        event => event,
    });
    let mut out = String::with_capacity(text.len() * 2);
    html::push_html(&mut out, events);
    out
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn every_role_has_a_guide_and_every_guide_a_reader() {
        let files: Vec<&str> = GUIDES.files().filter_map(|f| f.path().file_stem()?.to_str()).filter(|n| *n != "README").collect();
        for role in Role::ALL {
            let text = text(of(*role)).unwrap_or_else(|| panic!("no guide for {}", role.code()));
            assert!(text.starts_with("# ") && !heading(text).is_empty(), "{}", role.code());
        }
        for file in files {
            assert!(text(file).is_some(), "nobody is led to {file}.md");
        }
        assert!(text("README").is_none() && text("../panduan/warga").is_none());
    }

    #[test]
    fn html_in_a_guide_is_text() {
        let page = rendered("# A\n\nSatu **tebal** dan <script>alert(1)</script> <b onclick=x>b</b>\n\n| a | b |\n|---|---|\n| 1 | 2 |\n");
        assert!(page.contains("<strong>tebal</strong>") && page.contains("<table>"));
        assert!(!page.contains("<script") && !page.contains("<b "), "{page}");
    }

    /// Bold words of guides that are no label of ours: the beginning of one, a sector of the catalogue, or what must not be overlooked.
    const PLAIN: &[&str] = &[
        "Informasi saja",
        "Perlindungan",
        "Kode pemulihan",
        "Keputusan (SK) Puskesos",
        "Jangan pernah memakai akun orang lain",
        "Semua gratis.",
        "disebut namanya",
        "petugas yang disebut namanya",
        "setuju",
        "terlihat",
    ];

    #[test]
    fn every_bold_label_stands_on_a_screen() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("locales/id");
        let mut labels = std::collections::BTreeSet::new();
        for file in std::fs::read_dir(folder).unwrap() {
            for line in std::fs::read_to_string(file.unwrap().path()).unwrap().lines() {
                if let Some((_, words)) = line.split_once(" = ") {
                    labels.insert(words.trim().to_lowercase());
                }
            }
        }
        let known = |label: &str| labels.contains(&label.to_lowercase()) || PLAIN.contains(&label);
        let mut unknown = Vec::new();
        for file in GUIDES.files() {
            let text = file.contents_utf8().unwrap();
            for bold in text.split("**").skip(1).step_by(2) {
                unknown.extend(bold.split(" → ").filter(|l| !known(l)).map(|l| format!("{}: {l}", file.path().display())));
            }
        }
        assert_eq!(unknown, Vec::<String>::new(), "no screen says this: correct the guide, or list it as plain words");
    }
}
