//! What pages say of an error, for those who work by command line: Indonesian first, English in brackets after it.

use crate::error::refusal_words;
use crate::pages::import::words;
use crate::speak::{Lang, Speak, Words};
use slrt_domain::journal::Refusal;
use slrt_operations::import::ImportError;
use slrt_operations::uploads::Failure;
use std::sync::Arc;

/// Why an operation was refused.
///
/// # Errors
/// When the translations cannot be read.
pub fn refusal(r: &Refusal) -> Result<String, String> {
    in_both(|l| refusal_words(r, l))
}

/// Why a file was not taken in.
///
/// # Errors
/// When the translations cannot be read.
pub fn import(e: &ImportError) -> Result<String, String> {
    in_both(|l| words::failure(l, &Failure::from(e)))
}

fn in_both(say: impl Fn(&Speak) -> String) -> Result<String, String> {
    let words = Arc::new(Words::load()?);
    let [id, en] = [Lang::Id, Lang::En].map(|lang| say(&Speak::new(words.clone(), lang)));
    Ok(format!("{id} ({en})"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_languages_are_told() {
        let told = import(&ImportError::NoMembers).expect("translations are embedded");
        assert!(told.starts_with("Berkas ini bukan tabel") && told.contains("(This file"), "{told}");
        let told = refusal(&Refusal::forbidden()).expect("translations are embedded");
        assert!(told.contains("belum mengizinkan") && told.ends_with(')'), "{told}");
    }
}
