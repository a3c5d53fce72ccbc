//! Finding areas by code or name.

use super::Areas;
use slrt_domain::area::{AreaCode, Level};
use std::borrow::Cow;
use std::ops::Range;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// An area that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit<'a> {
    /// Its code.
    pub code: AreaCode,
    /// Its name.
    pub name: &'a str,
    /// Where it lies, nearest first: `Way Krui, Kabupaten Pesisir Barat, Lampung`; empty for a province.
    pub path: String,
}

/// Names as they are compared, each behind a line feed: lower case, no marks or punctuation, single spaces.
#[derive(Default)]
pub(super) struct Folded {
    text: String,
    starts: Vec<u32>,
}

/// Words that say of what level an area is. The list does not write them, so a name need not have them.
const LEVEL_WORDS: &[&str] = &["desa", "kelurahan", "kel", "kecamatan", "kec", "distrik", "provinsi", "prov", "pekon", "nagari", "gampong"];

/// What names of regencies begin with, the longest first.
const REGENCY_WORDS: &[&str] = &["kota administrasi ", "kabupaten administrasi ", "kabupaten ", "kota "];

/// More words than an address has.
const MOST_WORDS: usize = 6;

/// Of how many words one has to be in the area's own name: people write the place first, then where it lies.
const MOST_ANCHORS: usize = 3;

/// Shorter words are in every other name; they only narrow down.
const LEAST_ANCHOR: usize = 3;

/// How well a name fits: the smaller, the earlier.
const EXACT: u8 = 0;
const PREFIX: u8 = 1;
const WORDS: u8 = 2;
const WORDS_ABOVE: u8 = 3;
/// Names that fit a number come behind every code that does.
const BEHIND_CODES: u8 = 4;

/// Fit, level, length of the name, place: the order of hits.
type Rank = (u8, Level, u32, usize);

impl Folded {
    pub(super) fn push(&mut self, name: &str) {
        self.text.push('\n');
        self.starts.push(self.text.len() as u32);
        fold_into(name, &mut self.text);
    }

    /// Bytes held.
    #[cfg(test)]
    pub(super) fn memory(&self) -> usize {
        self.text.capacity() + self.starts.capacity() * 4
    }

    fn name(&self, at: usize) -> &str {
        let end = self.starts.get(at + 1).map_or(self.text.len(), |next| *next as usize - 1);
        &self.text[self.starts[at] as usize..end]
    }

    /// The places in a range whose name has a word that begins so.
    fn with_word<'a>(&'a self, word: &'a str, range: &Range<usize>) -> impl Iterator<Item = usize> {
        let start = self.starts.get(range.start).map_or(self.text.len(), |s| *s as usize - 1);
        let end = self.starts.get(range.end).map_or(self.text.len(), |s| *s as usize - 1);
        let text = &self.text[start..end];
        let mut row = range.start;
        let mut last = None;
        text.match_indices(word).filter_map(move |(at, _)| {
            if !matches!(text.as_bytes().get(at.wrapping_sub(1)), Some(b'\n' | b' ')) {
                return None;
            }
            row += self.starts[row + 1..].partition_point(|s| (*s as usize) <= start + at);
            (last.replace(row) != Some(row)).then_some(row)
        })
    }
}

impl Areas {
    /// Finds areas by a code or the beginning of one (with or without dots), or by the beginnings of words of their name; words that the name lacks may
    /// be those of an area around it (`sukamaju cianjur`). The order is: same name, same beginning, other words, words of areas around; then the larger area,
    /// the shorter name, the code. Case, marks and punctuation do not count.
    pub fn search(&self, text: &str, within: Option<AreaCode>, level: Option<Level>, limit: usize) -> Vec<Hit<'_>> {
        let range = within.map_or(0..self.codes.len(), |area| self.range(area));
        let mut ranks: Vec<Rank> = Vec::new();
        let is_code = text.bytes().any(|b| b.is_ascii_digit()) && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'.' | b' '));
        if is_code {
            self.codes_like(text, &range, &mut ranks);
        }
        let query = Query::new(text);
        if !query.needed.is_empty() {
            self.names_like(&query, &range, if is_code { BEHIND_CODES } else { 0 }, &mut ranks);
        }
        ranks.retain(|(_, its, _, _)| level.is_none_or(|wanted| wanted == *its));
        if ranks.len() > limit && limit > 0 {
            ranks.select_nth_unstable(limit - 1);
        }
        ranks.truncate(limit);
        ranks.sort_unstable();
        ranks.into_iter().map(|(.., at)| self.hit(at)).collect()
    }

    fn hit(&self, at: usize) -> Hit<'_> {
        let mut path = String::new();
        for up in self.upwards(at).skip(1) {
            if !path.is_empty() {
                path.push_str(", ");
            }
            path.push_str(self.name_at(up));
        }
        Hit { code: self.codes[at], name: self.name_at(at), path }
    }

    fn codes_like(&self, text: &str, range: &Range<usize>, ranks: &mut Vec<Rank>) {
        let digits: String = text.chars().filter(char::is_ascii_digit).collect();
        let codes = &self.codes[range.clone()];
        let first = codes.partition_point(|c| c.as_str() < digits.as_str());
        let some = codes[first..].partition_point(|c| c.as_str().starts_with(&digits));
        for (at, code) in codes[first..first + some].iter().enumerate() {
            let fit = if code.as_str() == digits { EXACT } else { PREFIX };
            ranks.push((fit, code.level(), 0, range.start + first + at));
        }
    }

    fn names_like(&self, query: &Query, range: &Range<usize>, behind: u8, ranks: &mut Vec<Rank>) {
        for (nth, word) in query.anchors.iter().enumerate() {
            for at in self.folded.with_word(word, range) {
                let name = self.folded.name(at);
                // Found already by an earlier word.
                if query.anchors[..nth].iter().any(|w| has_word(name, w)) {
                    continue;
                }
                if let Some(fit) = self.fit(query, at, name) {
                    ranks.push((behind + fit, self.codes[at].level(), name.len() as u32, at));
                }
            }
        }
    }

    fn fit(&self, query: &Query, at: usize, name: &str) -> Option<u8> {
        let bare = match self.codes[at].level() {
            Level::Regency => REGENCY_WORDS.iter().find_map(|w| name.strip_prefix(w)).unwrap_or(name),
            _ => name,
        };
        let same = |wanted: &str| name == wanted || bare == wanted;
        let begins = |wanted: &str| name.starts_with(wanted) || bare.starts_with(wanted);
        if same(&query.whole) || same(&query.bare) {
            return Some(EXACT);
        }
        if begins(&query.whole) || begins(&query.bare) {
            return Some(PREFIX);
        }
        let mut missing = query.needed.iter().filter(|w| !has_word(name, w)).peekable();
        if missing.peek().is_none() {
            return Some(WORDS);
        }
        let above = |word: &String| self.upwards(at).skip(1).any(|up| has_word(self.folded.name(up), word));
        missing.all(above).then_some(WORDS_ABOVE)
    }
}

/// What is looked for.
struct Query {
    /// All of it, folded.
    whole: String,
    /// Without words for levels.
    bare: String,
    /// The words that have to be there, each once.
    needed: Vec<String>,
    /// Those of which the area's own name has to have one.
    anchors: Vec<String>,
}

impl Query {
    fn new(text: &str) -> Self {
        let mut whole = String::with_capacity(text.len());
        fold_into(text, &mut whole);
        let words: Vec<&str> = whole.split(' ').filter(|w| !w.is_empty()).take(MOST_WORDS).collect();
        let mut needed: Vec<&str> = words.iter().copied().filter(|w| !LEVEL_WORDS.contains(w)).collect();
        if needed.is_empty() {
            needed = words;
        }
        let bare = needed.join(" ");
        let mut each: Vec<String> = Vec::new();
        for word in needed {
            if !each.iter().any(|w| w == word) {
                each.push(word.to_owned());
            }
        }
        let mut anchors: Vec<String> = each.iter().filter(|w| w.len() >= LEAST_ANCHOR).take(MOST_ANCHORS).cloned().collect();
        if anchors.is_empty() {
            anchors.extend(each.iter().max_by_key(|w| w.len()).cloned());
        }
        Self { bare, needed: each, anchors, whole }
    }
}

fn has_word(name: &str, begins: &str) -> bool {
    name.split(' ').any(|word| word.starts_with(begins))
}

/// Appends a text as it is compared. Marks that stand for a glottal stop go, other punctuation parts words.
fn fold_into(text: &str, out: &mut String) {
    let start = out.len();
    let text = if text.is_ascii() { Cow::Borrowed(text) } else { Cow::Owned(text.nfkd().filter(|c| !is_combining_mark(*c)).collect()) };
    for c in text.chars().flat_map(char::to_lowercase) {
        if c.is_alphanumeric() {
            out.push(c);
        } else if !matches!(c, '\'' | '’' | '‘' | 'ʼ' | 'ʻ' | '`' | '´') && out.len() > start && !out.ends_with(' ') {
            out.push(' ');
        }
    }
    if out.len() > start && out.ends_with(' ') {
        out.pop();
    }
}
