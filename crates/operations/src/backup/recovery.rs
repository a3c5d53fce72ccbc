//! The recovery code: what opens backups when the machine is gone. Printed once, kept by people on paper.

use super::BackupError;
use sha2::{Digest as _, Sha256};

/// Letters and digits that are not mistaken for each other (Crockford's base 32).
const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const LENGTH: usize = 26;

/// A recovery code: twenty-five random letters and digits and one that tells a mistyped code from a wrong one.
#[derive(Clone, PartialEq, Eq)]
pub struct RecoveryCode {
    letters: [u8; LENGTH],
}

impl std::fmt::Debug for RecoveryCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("RecoveryCode[private]")
    }
}

impl RecoveryCode {
    /// A new code of random bytes: 125 bits of them are used.
    pub fn from_random(random: &[u8; 25]) -> Self {
        let mut letters = [0; LENGTH];
        for (letter, byte) in letters.iter_mut().zip(random) {
            *letter = byte % 32;
        }
        letters[LENGTH - 1] = check(&letters);
        Self { letters }
    }

    /// Reads what somebody typed: spaces, hyphens and case are ignored, O is 0, I and L are 1.
    ///
    /// # Errors
    /// [`BackupError::MistypedCode`].
    pub fn parse(text: &str) -> Result<Self, BackupError> {
        let mut letters = [0; LENGTH];
        let mut count = 0;
        for c in text.chars().filter(|c| !c.is_whitespace() && !matches!(c, '-' | '\u{2013}')) {
            let c = match c.to_ascii_uppercase() {
                'O' => '0',
                'I' | 'L' => '1',
                c => c,
            };
            let value = LETTERS.iter().position(|l| char::from(*l) == c).and_then(|v| u8::try_from(v).ok());
            match (value, letters.get_mut(count)) {
                (Some(value), Some(place)) => *place = value,
                _ => return Err(BackupError::MistypedCode),
            }
            count += 1;
        }
        let code = Self { letters };
        if count == LENGTH && letters[LENGTH - 1] == check(&letters) { Ok(code) } else { Err(BackupError::MistypedCode) }
    }

    /// As printed: groups of four.
    pub fn text(&self) -> String {
        let groups: Vec<String> =
            self.letters.chunks(4).map(|c| c.iter().map(|v| char::from(LETTERS[usize::from(*v)])).collect()).collect();
        groups.join("-")
    }

    /// The public half: whoever knows it can make backups, but not read them.
    ///
    /// # Errors
    /// Never for a code that was made or read here.
    pub fn recipient(&self) -> Result<String, BackupError> {
        Ok(self.identity()?.to_public().to_string())
    }

    /// The secret half. 125 random bits need no slow derivation.
    pub(super) fn identity(&self) -> Result<age::x25519::Identity, BackupError> {
        let mut h = Sha256::new();
        h.update(b"slrt-recovery-1");
        h.update(self.letters);
        let text = bech32::encode::<bech32::Bech32>(bech32::Hrp::parse_unchecked("age-secret-key-"), &h.finalize());
        text.ok().and_then(|t| t.to_uppercase().parse().ok()).ok_or(BackupError::MistypedCode)
    }
}

/// The last letter, made of the others.
fn check(letters: &[u8; LENGTH]) -> u8 {
    let mut h = Sha256::new();
    h.update(b"slrt-recovery-check-1");
    h.update(&letters[..LENGTH - 1]);
    h.finalize()[0] % 32
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn round_trip(random: [u8; 25]) {
            let code = RecoveryCode::from_random(&random);
            let typed = code.text().to_lowercase().replace('-', " ").replace('0', "o").replace('1', "l");
            prop_assert_eq!(RecoveryCode::parse(&typed).unwrap(), code.clone());
            prop_assert!(code.recipient().unwrap().starts_with("age1"));
        }
    }

    #[test]
    fn other_words_are_refused() {
        let text = RecoveryCode::from_random(&[7; 25]).text();
        assert_eq!(text.len(), 32);
        for wrong in ["", "0000", &text[1..], &format!("{text}0"), "hello world", &text.replace('7', "U")] {
            assert!(matches!(RecoveryCode::parse(wrong), Err(BackupError::MistypedCode)), "{wrong}");
        }
    }
}
