//! One spelling for names that mean the same.

use crate::title::{is_degree, stands_before, stands_behind};
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// Words between a name and the father's name.
const PATRONYMIC: &[&str] = &["bin", "binti", "binte", "bte", "bt", "bti", "ibnu"];

/// What people write for Muhammad.
const MUHAMMAD: &[&str] = &[
    "moh",
    "mohd",
    "muh",
    "muhd",
    "mhd",
    "mochd",
    "moch",
    "much",
    "mohammad",
    "mohamad",
    "mohammed",
    "mohamed",
    "muhamad",
    "muhammed",
    "muhamed",
    "mochamad",
    "mochammad",
    "muchamad",
    "muchammad",
    "mokhamad",
    "mokhammad",
    "mukhamad",
    "mukhammad",
    "muhammad",
];

/// A name in lower case without diacritics, punctuation, titles and the father's name (`bin …`, `binti …`), in today's spelling (oe→u, dj→j, tj→c,
/// sj→sy), abbreviations of Muhammad, Abdul and Siti written out. A text that holds nothing else keeps what it has.
pub fn normalise_name(name: &str) -> String {
    let words = words(name);
    let end = words.iter().skip(1).position(|w| PATRONYMIC.contains(&w.as_str())).map_or(words.len(), |at| at + 1);
    spelled(&words[..end]).join(" ")
}

/// The words of a name for an index, without titles, in today's spelling, each once; the father's name is among them, single letters are not,
/// unless there is nothing else.
pub fn tokens(name: &str) -> Vec<String> {
    let words: Vec<String> =
        words(name).into_iter().enumerate().filter(|(at, w)| *at == 0 || !PATRONYMIC.contains(&w.as_str())).map(|(_, w)| w).collect();
    let spelled = spelled(&words);
    let long: Vec<String> = spelled.iter().filter(|w| w.chars().count() > 1).cloned().collect();
    let mut found: Vec<String> = Vec::new();
    for word in if long.is_empty() { spelled } else { long } {
        if !found.contains(&word) {
            found.push(word);
        }
    }
    found
}

/// Lower-case words without marks, punctuation and titles.
fn words(name: &str) -> Vec<String> {
    let folded: String = name.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase).collect();
    let (front, back) = folded.split_once(',').unwrap_or((&folded, ""));
    let mut words = split(front);
    let behind = split(back);
    // Behind a comma stand degrees, or, when somebody wrote the family name first, more of the name.
    let joined: String = back.chars().filter(|c| c.is_alphanumeric()).collect();
    if !is_degree(&joined) && !back.split([',', ' ']).all(|part| part.trim().is_empty() || is_degree(&letters(part)) || part.contains('.'))
    {
        words.extend(behind.iter().filter(|w| !is_degree(w)).cloned());
    }
    while words.len() > 1 && words.first().is_some_and(|w| stands_before(w)) {
        words.remove(0);
    }
    while words.len() > 1 && words.last().is_some_and(|w| stands_behind(w)) {
        words.pop();
    }
    words
}

/// Splits at spaces and punctuation; dotted degrees (`S.Pd.`) go, other dotted words fall apart (`Abd.Rahman`), apostrophes join.
fn split(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for chunk in text.split(|c: char| c.is_whitespace() || matches!(c, ',' | '/' | '(' | ')' | '[' | ']' | '-' | '_' | '"' | ';' | '&')) {
        let inner_dot = chunk.trim_end_matches('.').contains('.');
        if inner_dot && !found.is_empty() && is_degree(&letters(chunk)) {
            continue;
        }
        found.extend(chunk.split('.').map(letters).filter(|w| !w.is_empty()));
    }
    found
}

fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}

fn spelled(words: &[String]) -> Vec<String> {
    let count = words.len();
    let spell = |(at, word): (usize, &String)| -> String {
        let first_of_several = at == 0 && count > 1;
        match word.as_str() {
            "m" | "md" if first_of_several => return "muhammad".to_owned(),
            w if MUHAMMAD.contains(&w) => return "muhammad".to_owned(),
            "abd" | "abdl" | "abdoel" if at + 1 < count => return "abdul".to_owned(),
            "st" | "sti" | "siti" if first_of_several => return "siti".to_owned(),
            _ => {}
        }
        modern(word)
    };
    words.iter().enumerate().map(spell).collect()
}

/// Spelling since 1972. `j` for y and `nj` for ny are left alone: they cannot be told from today's.
fn modern(word: &str) -> String {
    word.replace("oe", "u").replace("dj", "j").replace("tj", "c").replace("sj", "sy")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn normalising() {
        for (name, want) in [
            ("SITI AMINAH", "siti aminah"),
            ("  Siti   Aminah ", "siti aminah"),
            ("Hj. Siti Aminah", "siti aminah"),
            ("HJ SITI AMINAH", "siti aminah"),
            ("Siti Aminah, S.Pd.", "siti aminah"),
            ("Siti Aminah, S. Pd.", "siti aminah"),
            ("Siti Aminah S.Pd.I", "siti aminah"),
            ("Siti Aminah, S.Pd., M.M.", "siti aminah"),
            ("Siti Aminah, SE", "siti aminah"),
            ("Siti Aminah,SE,MM", "siti aminah"),
            ("Aminah, Siti", "aminah siti"),
            ("Drs. H. Ahmad Fauzi, M.Si", "ahmad fauzi"),
            ("Drs.H.Ahmad Fauzi", "ahmad fauzi"),
            ("Prof. Dr. Ir. Budi Santoso", "budi santoso"),
            ("Alm. Paijo", "paijo"),
            ("PAIJO (ALM)", "paijo"),
            ("Paijo alm", "paijo"),
            ("Almh. Tukiyem", "tukiyem"),
            ("Bapak Slamet", "slamet"),
            ("Ibu Slamet", "slamet"),
            ("Ny. Slamet", "slamet"),
            ("H", "h"),
            ("Haji", "haji"),
            ("Ahmad bin Sulaiman", "ahmad"),
            ("AHMAD BIN SULAIMAN BIN DAUD", "ahmad"),
            ("Siti Aminah binti Ahmad", "siti aminah"),
            ("Siti Bt. Ahmad", "siti"),
            ("Bin", "bin"),
            ("Bintang", "bintang"),
            ("Soekarno", "sukarno"),
            ("Soeharto", "suharto"),
            ("Djoko", "joko"),
            ("Tjokro", "cokro"),
            ("Sjahrir", "syahrir"),
            ("Boediono", "budiono"),
            ("Anjani", "anjani"),
            ("Moh. Amin", "muhammad amin"),
            ("Moch Amin", "muhammad amin"),
            ("Mohammad Amin", "muhammad amin"),
            ("M. Amin", "muhammad amin"),
            ("M.Amin", "muhammad amin"),
            ("H.M. Amin", "muhammad amin"),
            ("H. Muh. Amin", "muhammad amin"),
            ("Amin M", "amin m"),
            ("M", "m"),
            ("Abd. Rahman", "abdul rahman"),
            ("Abd.Rahman", "abdul rahman"),
            ("St. Khadijah", "siti khadijah"),
            ("Ma'ruf", "maruf"),
            ("Ma’ruf", "maruf"),
            ("Nur`aini", "nuraini"),
            ("Nur-Aini", "nur aini"),
            ("José Ximénes", "jose ximenes"),
            ("Ｓｉｔｉ", "siti"),
            ("", ""),
            ("...", ""),
            ("I Wayan Gede", "i wayan gede"),
            ("Ni Made Sari", "ni made sari"),
            ("=SUM(A1)", "sum a1"),
        ] {
            assert_eq!(normalise_name(name), want, "{name}");
        }
    }

    #[test]
    fn words_for_the_index() {
        for (name, want) in [
            ("Hj. Siti Aminah binti Ahmad, S.Pd.", "siti aminah ahmad"),
            ("Ahmad bin Ahmad", "ahmad"),
            ("M. Amin", "muhammad amin"),
            ("I Wayan", "wayan"),
            ("A", "a"),
            ("Budi S.", "budi"),
            ("Binti", "binti"),
            ("", ""),
        ] {
            assert_eq!(tokens(name).join(" "), want, "{name}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_answered(name in "\\PC{0,40}") {
            let once = normalise_name(&name);
            prop_assert!(!once.contains("  ") && once.trim() == once);
            let _ = tokens(&name);
        }

        #[test]
        fn plain_names_are_stable(name in "[b-gk-np-rt-z][a-il-np-rt-z]{2,8} [b-gk-np-rt-z][a-il-np-rt-z]{2,8}") {
            let once = normalise_name(&name);
            prop_assert_eq!(normalise_name(&once), once);
        }
    }
}
