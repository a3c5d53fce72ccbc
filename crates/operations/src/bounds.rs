//! How long texts may be, in letters: what is longer is refused before it is sealed.

use slrt_domain::identity::Private;
use slrt_domain::journal::Refusal;

/// What somebody tells, notes or explains.
pub(crate) const TEXT: usize = 4000;
/// One line: an address, a name with a post, a number of another system.
pub(crate) const LINE: usize = 300;
/// The name of a person.
pub(crate) const NAME: usize = 200;

/// A text without the blanks around it, if it has so many letters at most.
pub(crate) fn bounded<'t>(field: &'static str, text: &'t str, most: usize) -> Result<&'t str, Refusal> {
    let text = text.trim();
    // Counting letters is only needed where there are more bytes.
    if text.len() > most && text.chars().count() > most { Err(Refusal::invalid(field, "too-long")) } else { Ok(text) }
}

/// The same of what may be missing; what is blank is missing.
pub(crate) fn bounded_maybe<'t>(field: &'static str, text: Option<&'t Private<String>>, most: usize) -> Result<Option<&'t str>, Refusal> {
    let text = text.map(|t| bounded(field, t.reveal(), most)).transpose()?;
    Ok(text.filter(|t| !t.is_empty()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_counted_and_not_bytes() {
        for (text, fits) in [("ééé", true), (" ééé\n", true), ("éééé", false), ("aaaa", false), ("", true)] {
            assert_eq!(bounded("words", text, 3).is_ok(), fits, "{text}");
        }
        assert_eq!(bounded_maybe("words", Some(&Private::new("  ".into())), 3), Ok(None));
        assert_eq!(bounded_maybe("words", None, 3), Ok(None));
    }
}
