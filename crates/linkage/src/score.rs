//! How alike two names are.

use crate::name::normalise_name;
use crate::sound::sound_key;

/// Below this similarity two words are two names.
const SAME_WORD: f64 = 0.8;

/// What words that sound alike are worth at least.
const SOUNDS_ALIKE: f64 = 0.93;

/// What an initial is worth beside a word that begins with it.
const INITIAL: f64 = 0.85;

/// How much the parts of the candidate's name that were not asked for take away, at most.
const UNASKED: f64 = 0.2;

/// How alike a candidate's name is to the one asked for: 1 for the same name, 0 for nothing in common. Words may come in any order, be written
/// together or apart, or be missing from the query; titles and the father's name do not count.
pub fn score(query: &str, candidate: &str) -> f64 {
    let (asked, found) = (normalise_name(query), normalise_name(candidate));
    if asked.is_empty() || found.is_empty() {
        return 0.0;
    }
    if asked == found {
        return 1.0;
    }
    by_words(&asked, &found).max(written_together(&asked, &found))
}

/// Pairs the words, best pairs first, each word once.
fn by_words(asked: &str, found: &str) -> f64 {
    let asked: Vec<&str> = asked.split(' ').collect();
    let found: Vec<&str> = found.split(' ').collect();
    let mut pairs: Vec<(f64, usize, usize)> = Vec::with_capacity(asked.len() * found.len());
    for (a, word) in asked.iter().enumerate() {
        pairs.extend(found.iter().enumerate().map(|(f, other)| (similarity(word, other), a, f)));
    }
    pairs.sort_by(|x, y| y.0.total_cmp(&x.0).then((x.1, x.2).cmp(&(y.1, y.2))));
    let mut best = vec![0.0; asked.len()];
    let mut answered = vec![false; asked.len()];
    let mut used = vec![false; found.len()];
    for (value, a, f) in pairs {
        if !answered[a] && !used[f] && value > 0.0 {
            (best[a], answered[a], used[f]) = (value, true, true);
        }
    }
    let weight = |word: &str| (word.chars().count() as f64).sqrt();
    let total: f64 = asked.iter().map(|w| weight(w)).sum();
    let matched: f64 = asked.iter().zip(&best).map(|(w, value)| weight(w) * value).sum();
    let all: f64 = found.iter().map(|w| weight(w)).sum();
    let unasked: f64 = found.iter().zip(&used).filter(|(_, used)| !**used).map(|(w, _)| weight(w)).sum();
    (matched / total) * (1.0 - UNASKED * unasked / all)
}

fn similarity(a: &str, b: &str) -> f64 {
    if a == b {
        return 1.0;
    }
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    if short.chars().count() == 1 {
        return if long.starts_with(short) { INITIAL } else { 0.0 };
    }
    let spelled = strsim::jaro_winkler(a, b);
    let key = sound_key(a);
    let spelled = if !key.is_empty() && key == sound_key(b) { spelled.max(SOUNDS_ALIKE) } else { spelled };
    // Unrelated names share letters too; that is worth nothing.
    if spelled >= SAME_WORD { spelled } else { 0.0 }
}

/// `Nur Aini` and `Nuraini`, `Abdul Rahman` and `Abdurrahman`.
fn written_together(asked: &str, found: &str) -> f64 {
    if asked.contains(' ') == found.contains(' ') {
        return 0.0;
    }
    let (a, b) = (asked.replace(' ', ""), found.replace(' ', ""));
    let spelled = strsim::jaro_winkler(&a, &b);
    let lengths = (a.chars().count(), b.chars().count());
    let close = lengths.0.abs_diff(lengths.1) <= 2;
    if close && spelled >= 0.9 { spelled * 0.98 } else { 0.0 }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_same_person() {
        for (query, candidate, least) in [
            ("Siti Aminah", "SITI AMINAH", 1.0),
            ("Siti Aminah", "Hj. SITI AMINAH, S.Pd.", 1.0),
            ("Aminah Siti", "SITI AMINAH", 0.99),
            ("Siti Amina", "SITI AMINAH", 0.95),
            ("Sity Aminnah", "SITI AMINAH", 0.92),
            ("Aminah", "SITI AMINAH", 0.85),
            ("Moh. Amin", "MUHAMMAD AMIN", 1.0),
            ("M. Amin", "MOCHAMAD AMIN", 1.0),
            ("Soekarno", "SUKARNO", 1.0),
            ("Achmad Fauji", "AHMAD FAUZI", 0.92),
            ("Nur Aini", "NURAINI", 0.97),
            ("Abdul Rahman", "ABDURRAHMAN", 0.9),
            ("Ahmad bin Sulaiman", "AHMAD", 1.0),
            ("Budi S", "BUDI SANTOSO", 0.9),
            ("Jaenal Abidin", "ZAINAL ABIDIN", 0.92),
            ("Slamat Riyadi", "SLAMET RIYADI", 0.92),
            ("Tukiyem", "TUKINEM", 0.9),
        ] {
            let got = score(query, candidate);
            assert!(got >= least, "{query} / {candidate}: {got}");
        }
    }

    #[test]
    fn somebody_else() {
        for (query, candidate, most) in [
            ("Siti Aminah", "BUDI SANTOSO", 0.0),
            ("Siti Aminah", "SITI ROHANI", 0.5),
            ("Siti Aminah", "AHMAD", 0.0),
            ("Budi S", "BUDI WIDODO", 0.7),
            ("Sutini", "SUTRISNO", 0.88),
            ("", "SITI", 0.0),
            ("...", "SITI", 0.0),
            ("Siti", "", 0.0),
        ] {
            let got = score(query, candidate);
            assert!(got <= most, "{query} / {candidate}: {got}");
        }
    }

    #[test]
    fn the_better_one_comes_first() {
        for (query, better, worse) in [
            ("Siti Aminah", "SITI AMINAH", "SITI AMINAH BINTI AHMAD WIJAYA KUSUMA"),
            ("Siti Aminah", "SITI AMINAH", "SITI AMINATUN"),
            ("Aminah", "AMINAH", "SITI AMINAH"),
            ("Ahmad", "ACHMAD", "AHMADI SUPRAPTO"),
        ] {
            assert!(score(query, better) >= score(query, worse), "{query}: {} {}", score(query, better), score(query, worse));
        }
    }

    proptest! {
        #[test]
        fn always_between_none_and_one(a in "\\PC{0,24}", b in "\\PC{0,24}") {
            let s = score(&a, &b);
            prop_assert!((0.0..=1.0 + 1e-9).contains(&s), "{}", s);
            prop_assert!(normalise_name(&a).is_empty() || score(&a, &a) == 1.0);
        }
    }
}
