//! `/katalog`: programs of help for everybody; `/program`: the same for officers, with what is not confirmed yet.

mod facts;
mod groups;
mod list;
mod show;

use crate::App;
use askama::filters::Safe;
use axum::Router;
use axum::routing::get;

/// For everybody.
pub(super) fn public_routes() -> Router<App> {
    Router::new().route("/katalog", get(list::public)).route("/katalog/{code}", get(show::public))
}

/// For officers.
pub(super) fn office_routes() -> Router<App> {
    Router::new()
        .route("/program", get(list::office))
        .route("/program/kelompok", get(groups::groups))
        .route("/program/{code}", get(show::office))
}

/// A source with its addresses as links.
pub(super) fn linked(source: &str) -> Safe<String> {
    let word = |word: &str| {
        // Marks of the sentence around an address do not belong to it.
        let whole = word.trim_end_matches([',', ';', ')', '.']);
        let (address, rest) = (plain(whole), plain(&word[whole.len()..]));
        match whole.strip_prefix("https://").or_else(|| whole.strip_prefix("http://")) {
            Some(site) if !site.is_empty() => format!(r#"<a href="{address}" rel="noopener noreferrer">{address}</a>{rest}"#),
            _ => format!("{address}{rest}"),
        }
    };
    Safe(source.split(' ').map(word).collect::<Vec<_>>().join(" "))
}

fn plain(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;").replace('\'', "&#39;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whole_addresses_are_links() {
        for (source, want) in [
            ("viva.co.id, artikel 17 (mengutip Kemensos)", "viva.co.id, artikel 17 (mengutip Kemensos)"),
            (
                "pers; https://a.go.id/x?a=1&b=2, dan",
                r#"pers; <a href="https://a.go.id/x?a=1&amp;b=2" rel="noopener noreferrer">https://a.go.id/x?a=1&amp;b=2</a>, dan"#,
            ),
            (
                r#"https://a"><script>"#,
                r#"<a href="https://a&quot;&gt;&lt;script&gt;" rel="noopener noreferrer">https://a&quot;&gt;&lt;script&gt;</a>"#,
            ),
        ] {
            assert_eq!(linked(source).0, want);
        }
    }
}
