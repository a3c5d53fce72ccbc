//! Names as they are shown to whoever need not know them whole.

/// A name to recognise somebody by, and no more: the first letter of each word. How long the words are stays untold.
pub fn masked_name(name: &str) -> String {
    let words = name.split_whitespace().filter_map(|w| w.chars().next());
    words.map(|first| format!("{first}•••")).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::masked_name;

    #[test]
    fn the_first_letter_of_each_word() {
        for (name, masked) in [("SITI AMINAH", "S••• A•••"), ("  Tini ", "T•••"), ("Éva", "É•••"), ("", "")] {
            assert_eq!(masked_name(name), masked);
        }
    }
}
