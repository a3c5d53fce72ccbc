//! What makes a password too easy. Length counts most; beyond that only what everybody would try first is refused (NIST SP 800-63B §3.1.1.2).

use crate::accounts::PASSWORD_LENGTH;

/// What people choose when they are told to choose ten characters; compared without digits and signs at the end.
const TRIVIAL: &[&str] = &[
    "password",
    "passw",
    "katasandi",
    "sandi",
    "rahasia",
    "admin",
    "administrator",
    "bismillah",
    "indonesia",
    "merdeka",
    "qwerty",
    "qwertyuiop",
    "qwertyui",
    "asdfghjkl",
    "zxcvbnm",
    "iloveyou",
    "sayang",
    "sayangku",
    "dinsos",
    "dinassosial",
    "puskesos",
    "slrt",
    "sikspng",
    "siksng",
    "kemensos",
    "pesisirbarat",
    "kabupaten",
    "welcome",
    "letmein",
];

/// Why a password is too easy: `short`, `trivial` (known, or one pattern), `own-name` (the log-in name); none when it will do.
pub fn weakness(password: &str, login: &str) -> Option<&'static str> {
    if password.chars().count() < PASSWORD_LENGTH {
        return Some("short");
    }
    let lower = password.to_lowercase();
    let letters: String = lower.chars().filter(|c| c.is_alphabetic()).collect();
    let own: String = login.to_lowercase().chars().filter(|c| c.is_alphabetic()).collect();
    if own.len() >= 3 && letters == own {
        return Some("own-name");
    }
    let few = lower.chars().collect::<std::collections::BTreeSet<_>>().len() < 4;
    let trivial = few
        || is_run(&lower)
        || letters.is_empty() && is_run_of_parts(&lower)
        || TRIVIAL.contains(&letters.as_str())
        || TRIVIAL.iter().any(|t| letters == t.repeat(2));
    trivial.then_some("trivial")
}

/// 1234567890, abcdefghij, 9876543210.
fn is_run(text: &str) -> bool {
    let steps: Vec<i32> = text.bytes().zip(text.bytes().skip(1)).map(|(a, b)| i32::from(b) - i32::from(a)).collect();
    let along = |step: i32| steps.iter().filter(|s| **s == step).count();
    along(1).max(along(-1)) * 10 >= steps.len() * 8
}

/// 12341234123, 20262026: one part again and again.
fn is_run_of_parts(text: &str) -> bool {
    (1..=text.len() / 2).any(|n| text.is_char_boundary(n) && text.bytes().zip(text.bytes().skip(n)).all(|(a, b)| a == b))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_everybody_would_try_is_refused() {
        let check = |password: &str, why: Option<&str>| assert_eq!(weakness(password, "ratna.w"), why, "{password}");
        check("pendek", Some("short"));
        check("1234567890", Some("trivial"));
        check("0987654321", Some("trivial"));
        check("abcdefghijk", Some("trivial"));
        check("aaaaaaaaaa", Some("trivial"));
        check("password123", Some("trivial"));
        check("Katasandi-2026", Some("trivial"));
        check("2026202620", Some("trivial"));
        check("qwertyuiop", Some("trivial"));
        check("RatnaW20261", Some("own-name"));
        check("hujan sore di krui", None);
        check("demo-lamban-2026", None);
        check("kopi4gelasPagi", None);
    }
}
