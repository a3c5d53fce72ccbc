//! The tags of XML, one by one, and what lies between them: calamine takes each whole, and a cell too, however large it is.
//!
//! It must find the same tags as calamine does, or a file could hide some from it; so what the two could understand differently is refused.

use super::{Limits, ReadProblem};
use std::io::{BufRead, Read};

/// Names of elements that lie within each other, together. No table comes near, and calamine keeps them.
const OPEN_BYTES: usize = 16 * 1024;

pub(super) enum Piece<'a> {
    /// A start tag from `<` to `>`, and whether it is its own end.
    Start(&'a [u8], bool),
    /// The name in an end tag.
    End(&'a [u8]),
    /// So many bytes of text, a comment or the like.
    Other(u64),
}

pub(super) struct Pieces<R> {
    xml: R,
    most: u64,
    tag: Vec<u8>,
    open: Vec<u8>,
    starts: Vec<usize>,
}

impl<R: BufRead> Pieces<R> {
    pub(super) fn new(xml: R, limits: &Limits) -> Self {
        Self { xml, most: limits.piece_bytes(), tag: Vec::new(), open: Vec::new(), starts: Vec::new() }
    }

    /// The next one; nothing at the end of the file, even amid a tag.
    pub(super) fn piece(&mut self) -> Result<Option<Piece<'_>>, ReadProblem> {
        let text = self.text()?;
        if text > 0 {
            return Ok(Some(Piece::Other(text)));
        }
        if !self.markup()? {
            return Ok(None);
        }
        let tag = self.tag.as_slice();
        match tag.get(1) {
            Some(b'!' | b'?') => Ok(Some(Piece::Other(tag.len() as u64))),
            Some(b'/') => {
                let inner = &tag[2..tag.len() - 1];
                let name = &inner[..inner.iter().rposition(|b| !is_space(*b)).map_or(0, |last| last + 1)];
                let start = self.starts.pop().filter(|start| &self.open[*start..] == name);
                let start = start.ok_or_else(|| damaged("an end tag that ends nothing"))?;
                self.open.truncate(start);
                Ok(Some(Piece::End(name)))
            }
            _ => {
                let (name, closed) = (name(tag), tag.ends_with(b"/>"));
                if name.is_empty() || self.open.len() + name.len() > OPEN_BYTES {
                    return Err(damaged("a tag without name, or too many within each other"));
                }
                if !closed {
                    self.starts.push(self.open.len());
                    self.open.extend_from_slice(name);
                }
                Ok(Some(Piece::Start(tag, closed)))
            }
        }
    }

    /// Skips what is before the next `<`.
    fn text(&mut self) -> Result<u64, ReadProblem> {
        let mut bytes = 0u64;
        loop {
            let chunk = self.xml.fill_buf().map_err(unreadable)?;
            let end = chunk.iter().position(|b| *b == b'<');
            let used = end.unwrap_or(chunk.len());
            self.xml.consume(used);
            bytes += used as u64;
            self.bounded(bytes)?;
            if end.is_some() || used == 0 {
                return Ok(bytes);
            }
        }
    }

    /// Reads from `<` to the `>` that ends it, which those in quotation marks and in comments do not.
    fn markup(&mut self) -> Result<bool, ReadProblem> {
        self.tag.clear();
        let mut quote = None::<u8>;
        loop {
            let from = self.tag.len();
            let room = self.most.saturating_add(1).saturating_sub(from as u64);
            Read::take(&mut self.xml, room).read_until(b'>', &mut self.tag).map_err(unreadable)?;
            self.bounded(self.tag.len() as u64)?;
            let (tag, new) = (self.tag.as_slice(), &self.tag[from..]);
            if !new.ends_with(b">") {
                return Ok(false);
            }
            let ended = if tag.starts_with(b"<!--") {
                if tag.starts_with(b"<!-->") || tag.starts_with(b"<!--->") {
                    return Err(damaged("a comment without end"));
                }
                tag.ends_with(b"-->")
            } else if tag.starts_with(b"<![CDATA[") {
                tag.ends_with(b"]]>")
            } else if tag.starts_with(b"<!") {
                return Err(damaged("a document type"));
            } else if tag.starts_with(b"<?") {
                if tag == b"<?>" {
                    return Err(damaged("an instruction without end"));
                }
                tag.ends_with(b"?>")
            } else {
                for b in new {
                    quote = match quote {
                        Some(open) if open == *b => None,
                        None if matches!(b, b'"' | b'\'') => Some(*b),
                        other => other,
                    };
                }
                quote.is_none()
            };
            if ended {
                return Ok(true);
            }
        }
    }

    fn bounded(&self, bytes: u64) -> Result<(), ReadProblem> {
        if bytes > self.most { Err(ReadProblem::TooLarge { limit: self.most }) } else { Ok(()) }
    }
}

/// Bounds what one cell of an XLSX sheet, or one shared string, can be: of many pieces, each of them short, calamine makes one text.
pub(super) fn check_strings(xml: impl BufRead, limits: &Limits) -> Result<(), ReadProblem> {
    let most = limits.piece_bytes();
    let mut pieces = Pieces::new(xml, limits);
    let (mut depth, mut cell, mut bytes) = (0usize, None::<usize>, 0u64);
    while let Some(piece) = pieces.piece()? {
        match piece {
            Piece::Start(tag, closed) => {
                bytes += tag.len() as u64;
                let local = local(name(tag));
                // As many are set aside at once. The shortest string takes five bytes of the file.
                let promised = attributes(tag).filter(|(key, _)| local == b"sst" && *key == b"uniqueCount").filter_map(|(_, n)| number(n));
                if promised.max().is_some_and(|n| n > limits.resident_bytes / 5) {
                    return Err(ReadProblem::TooLarge { limit: limits.resident_bytes });
                }
                if !closed {
                    depth += 1;
                    if cell.is_none() && (local == b"c" || local == b"si") {
                        (cell, bytes) = (Some(depth), 0);
                    }
                }
            }
            Piece::End(name) => {
                bytes += name.len() as u64 + 3;
                if cell == Some(depth) {
                    cell = None;
                }
                depth -= 1;
            }
            Piece::Other(more) => bytes += more,
        }
        if cell.is_some() && bytes > most {
            return Err(ReadProblem::TooLarge { limit: most });
        }
    }
    Ok(())
}

/// The name in a start tag.
pub(super) fn name(tag: &[u8]) -> &[u8] {
    let inner = tag.strip_prefix(b"<").unwrap_or(tag);
    let inner = inner.strip_suffix(b"/>").or_else(|| inner.strip_suffix(b">")).unwrap_or(inner);
    &inner[..inner.iter().position(|b| is_space(*b)).unwrap_or(inner.len())]
}

fn local(name: &[u8]) -> &[u8] {
    name.iter().position(|b| *b == b':').map_or(name, |colon| &name[colon + 1..])
}

/// Names and values of a start tag's attributes, up to one that is malformed.
pub(super) fn attributes(tag: &[u8]) -> impl Iterator<Item = (&[u8], &[u8])> {
    let mut rest = &tag[1 + name(tag).len()..];
    std::iter::from_fn(move || {
        let equals = rest.iter().position(|b| *b == b'=')?;
        let key = rest[..equals].trim_ascii();
        let value = rest[equals + 1..].trim_ascii_start();
        let quote = value.first().copied().filter(|b| matches!(*b, b'"' | b'\''))?;
        let end = value[1..].iter().position(|b| *b == quote)?;
        rest = &value[end + 2..];
        Some((key, &value[1..=end]))
    })
}

/// The number that an attribute gives; the largest, should it be there twice.
pub(super) fn count(tag: &[u8], attribute: &[u8]) -> Result<Option<u64>, ReadProblem> {
    let mut most = None::<u64>;
    for (_, value) in attributes(tag).filter(|(key, _)| *key == attribute) {
        // Digits may be written as entities, which only those do who have something to hide.
        most = most.max(Some(number(value).ok_or_else(|| damaged("a count that is no number"))?));
    }
    Ok(most)
}

fn number(value: &[u8]) -> Option<u64> {
    let digits = value.strip_prefix(b"+").unwrap_or(value);
    let digits = Some(digits).filter(|digits| !digits.is_empty() && digits.iter().all(u8::is_ascii_digit))?;
    Some(digits.iter().fold(0u64, |n, b| n.saturating_mul(10).saturating_add(u64::from(b - b'0'))))
}

/// What calamine's parser holds for white space: no form feed.
fn is_space(b: u8) -> bool {
    matches!(b, b' ' | b'\t' | b'\n' | b'\r')
}

pub(super) fn damaged(detail: &str) -> ReadProblem {
    ReadProblem::Broken { detail: detail.to_owned() }
}

fn unreadable(error: std::io::Error) -> ReadProblem {
    ReadProblem::Broken { detail: error.to_string() }
}
