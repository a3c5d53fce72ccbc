//! What pages say of an error, for those who work by command line: Indonesian first, English in brackets after it.

use crate::error::{finer_words, refusal_words};
use crate::pages::import::words;
use crate::speak::{Lang, Speak, Words};
use slrt_domain::journal::{Refusal, RefusalKind};
use slrt_operations::OperationError;
use slrt_operations::import::ImportError;
use slrt_operations::uploads::Failure;
use std::sync::Arc;

/// Why an operation was refused.
///
/// # Errors
/// When the translations cannot be read.
pub fn refusal(r: &Refusal) -> Result<String, String> {
    // There is no page that could be loaded again.
    in_both(|l| match (r.kind, finer_words(r, l)) {
        (_, Some(words)) => words,
        (RefusalKind::Changed, None) => l.t("told-changed"),
        (RefusalKind::WrongState, None) => l.t("told-wrong-state"),
        (_, None) => refusal_words(r, l),
    })
}

/// Why a file was not taken in.
///
/// # Errors
/// When the translations cannot be read.
pub fn import(e: &ImportError) -> Result<String, String> {
    if let ImportError::Operation(OperationError::Refused(r)) = e {
        return refusal(r);
    }
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

    #[test]
    fn nobody_is_told_to_load_a_page_again() {
        for kind in [RefusalKind::Changed, RefusalKind::WrongState] {
            let told = refusal(&Refusal::new(kind)).expect("translations are embedded");
            assert!(!told.contains("uat ulang") && !told.contains("eload") && told.contains('('), "{told}");
        }
        let busy = Refusal { field: Some("upload"), ..Refusal::wrong_state("busy") };
        let told = import(&ImportError::Operation(OperationError::Refused(busy))).expect("translations are embedded");
        assert!(told.contains("Impor lain masih berjalan") && told.contains("(Another import"), "{told}");
    }
}
