//! One key for words that sound alike in Indonesian mouths and ears.

/// The key of one normalised word (see [`crate::tokens`]): what differs between regions and generations is folded (f/v/p, z/s/j, kh/ch/h, dh/d, e/i,
/// o/u, ai/ae, y/i, final t/d and p/b, final h, doubles). Words with one key may be one name; whether they are is for [`crate::score`].
pub fn sound_key(token: &str) -> String {
    let letters: Vec<char> = token.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    let mut key = String::with_capacity(letters.len());
    let mut at = 0;
    while at < letters.len() {
        let (sound, taken) = sound_at(&letters, at);
        for c in sound.chars() {
            if !key.ends_with(c) {
                key.push(c);
            }
        }
        at += taken;
    }
    ended(key)
}

/// The sound that begins at a letter, and how many letters make it.
fn sound_at(letters: &[char], at: usize) -> (&'static str, usize) {
    let c = letters[at];
    let next = letters.get(at + 1).copied().unwrap_or(' ');
    let after = letters.get(at + 2).copied().unwrap_or(' ');
    match (c, next) {
        // Choirul, Chairul, Chusnul are Khoirul …; Chandra and Christina are not.
        ('c', 'h') if at > 0 || matches!(after, 'o' | 'u') || (after == 'a' && letters.get(at + 3) == Some(&'i')) => ("h", 2),
        ('c', 'h') => ("c", 2),
        ('k', 'h') => ("h", 2),
        ('s' | 'z', 'y') if is_vowel(after) => ("s", 2),
        ('s' | 'z', 'h') | ('d', 'z') | ('t', 's') => ("s", 2),
        ('d', 'h') => ("d", 2),
        ('t', 'h') => ("t", 2),
        ('b', 'h') => ("b", 2),
        ('g', 'h') => ("g", 2),
        ('p', 'h') => ("p", 2),
        ('c', 'k') => ("k", 2),
        ('a', 'i' | 'e' | 'y') | ('o' | 'e', 'i') if !(next == 'y' && is_vowel(after)) => ("i", 2),
        ('a', 'u' | 'w') | ('o', 'u') if !(next == 'w' && is_vowel(after)) => ("u", 2),
        ('y', _) if at == 0 && is_vowel(next) => ("s", 1),
        // Between i and another vowel nobody hears the y: Mulia, Muliya.
        ('y' | 'i' | 'e', _) => ("i", 1),
        ('o' | 'u', _) => ("u", 1),
        ('w', _) if at > 0 && matches!(letters[at - 1], 'u' | 'o') && is_vowel(next) => ("u", 1),
        ('f' | 'v' | 'p', _) => ("p", 1),
        ('z' | 's' | 'j', _) => ("s", 1),
        ('q' | 'k', _) => ("k", 1),
        ('x', _) => ("ks", 1),
        ('a', _) => ("a", 1),
        ('h', _) => ("h", 1),
        (c, _) => (plain(c), 1),
    }
}

fn ended(mut key: String) -> String {
    if key.len() > 2 && key.ends_with('h') {
        key.pop();
    }
    let hard = match key.chars().last() {
        Some('t') => 'd',
        Some('b') => 'p',
        Some('g') => 'k',
        _ => return key,
    };
    // "ng" is one sound of its own.
    if key.ends_with("ng") {
        return key;
    }
    key.pop();
    if !key.ends_with(hard) {
        key.push(hard);
    }
    key
}

fn is_vowel(c: char) -> bool {
    matches!(c, 'a' | 'e' | 'i' | 'o' | 'u')
}

/// Letters that stand for themselves; anything else (digits, other scripts) makes no sound.
fn plain(c: char) -> &'static str {
    match c {
        'b' => "b",
        'c' => "c",
        'd' => "d",
        'g' => "g",
        'l' => "l",
        'm' => "m",
        'n' => "n",
        'r' => "r",
        't' => "t",
        'w' => "w",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn alike() {
        for group in [
            "ahmad achmad akhmad ahmat ahmmad",
            "zainal zaenal jaenal jainal zaynal",
            "fauzi fauji pauzi fauzy",
            "aziz ajis asis azis",
            "fatimah fatima patimah fathimah",
            "siti sity sitti",
            "surya suria",
            "syaiful saiful saepul syaeful shaiful",
            "yusuf jusuf yusup yusuph",
            "muhammad mohammad muhamad mochamad mohamat",
            "khoirul choirul hoirul khairul chairul",
            "dani dhani",
            "rizal rijal risal",
            "maulana molana",
            "ismail ismael",
            "nurhayati nurhayaty",
            "dewi dewy",
            "yakub yakup yaqub",
            "zulkifli julkifli sulkipli",
            "aminah amina",
            "dzikri zikri",
            "mulia mulya",
            "khadijah hadijah khadija",
            "chandra candra",
            "rohman rokhman",
            "sholeh soleh solih",
            "bambang bambang",
            "taufik taufiq toufik",
            "novi nopi nofi",
            "widodo widhodho",
            "yanti janti",
        ] {
            let keys: Vec<_> = group.split(' ').map(|w| (w, sound_key(w))).collect();
            assert!(keys.iter().all(|(_, k)| *k == keys[0].1 && !k.is_empty()), "{keys:?}");
        }
    }

    #[test]
    fn not_alike() {
        for (a, b) in [
            ("siti", "sutini"),
            ("budi", "bunga"),
            ("ani", "ana"),
            ("sutini", "sutino"),
            ("wati", "wanti"),
            ("rina", "rini"),
            ("dedi", "deni"),
            ("ahmad", "hamid"),
            ("sri", "sari"),
            ("joko", "eko"),
            ("tono", "toni"),
            ("slamet", "salam"),
            ("made", "mada"),
        ] {
            assert_ne!(sound_key(a), sound_key(b), "{a} {b}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_answered(token in "\\PC{0,20}") {
            let key = sound_key(&token);
            prop_assert!(key.bytes().all(|b| b.is_ascii_lowercase()));
        }
    }
}
