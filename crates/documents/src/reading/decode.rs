//! Bytes of any encoding as a stream of UTF-8.

use super::sniff::Encoding;
use encoding_rs::{CoderResult, Decoder, UTF_16BE, UTF_16LE, WINDOWS_1252};
use std::io::{self, Read};

/// How many bytes are taken at a time.
const CHUNK: usize = 32 * 1024;

/// Reads what another reader gives, as UTF-8. Text that is no UTF-8 is taken for Windows-1252, byte by byte where it goes wrong, so that one name
/// typed on an old machine does not spoil a file.
pub(super) struct Utf8Reader<R> {
    inner: R,
    wide: Option<Decoder>,
    raw: Vec<u8>,
    text: Vec<u8>,
    given: usize,
    ended: bool,
}

impl<R: Read> Utf8Reader<R> {
    pub(super) fn new(inner: R, encoding: Encoding) -> Self {
        let wide = match encoding {
            Encoding::Utf8 => None,
            Encoding::Utf16Le => Some(UTF_16LE.new_decoder_without_bom_handling()),
            Encoding::Utf16Be => Some(UTF_16BE.new_decoder_without_bom_handling()),
        };
        Self { inner, wide, raw: Vec::with_capacity(CHUNK), text: Vec::with_capacity(CHUNK * 3), given: 0, ended: false }
    }

    fn refill(&mut self) -> io::Result<()> {
        self.text.clear();
        self.given = 0;
        while self.text.is_empty() && !self.ended {
            let kept = self.raw.len();
            self.raw.resize(kept + CHUNK, 0);
            let read = loop {
                match self.inner.read(&mut self.raw[kept..]) {
                    Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
                    other => break other?,
                }
            };
            self.raw.truncate(kept + read);
            self.ended = read == 0;
            match &mut self.wide {
                Some(decoder) => wide(decoder, &mut self.raw, &mut self.text, self.ended),
                None => narrow(&mut self.raw, &mut self.text, self.ended),
            }
        }
        Ok(())
    }
}

impl<R: Read> Read for Utf8Reader<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if self.given == self.text.len() {
            self.refill()?;
        }
        let n = out.len().min(self.text.len() - self.given);
        out[..n].copy_from_slice(&self.text[self.given..self.given + n]);
        self.given += n;
        Ok(n)
    }
}

fn wide(decoder: &mut Decoder, raw: &mut Vec<u8>, text: &mut Vec<u8>, last: bool) {
    let mut from = 0;
    let mut buffer = [0u8; 8 * 1024];
    loop {
        let (result, read, written, _) = decoder.decode_to_utf8(&raw[from..], &mut buffer, last);
        text.extend_from_slice(&buffer[..written]);
        from += read;
        if result == CoderResult::InputEmpty {
            raw.clear();
            return;
        }
    }
}

/// Moves everything but a character that is cut off at the end.
fn narrow(raw: &mut Vec<u8>, text: &mut Vec<u8>, last: bool) {
    let mut rest: &[u8] = raw;
    loop {
        match std::str::from_utf8(rest) {
            Ok(_) => {
                text.extend_from_slice(rest);
                raw.clear();
                return;
            }
            Err(e) => {
                let (good, bad) = rest.split_at(e.valid_up_to());
                text.extend_from_slice(good);
                if e.error_len().is_none() && !last {
                    let cut_off = bad.to_vec();
                    *raw = cut_off;
                    return;
                }
                let (decoded, _) = WINDOWS_1252.decode_without_bom_handling(&bad[..1]);
                text.extend_from_slice(decoded.as_bytes());
                rest = &bad[1..];
            }
        }
    }
}
