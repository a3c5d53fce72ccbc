//! Looks into a spreadsheet's archive before anything of it is believed.

use super::{Limits, ReadProblem, ods, xml};
use std::io::{BufReader, Read, Seek};
use zip::ZipArchive;

/// What an archive holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Content {
    Xlsx,
    Ods,
}

/// Unpacks every part once and throws it away, counting: sizes written in an archive may lie.
pub(super) fn inspect(input: impl Read + Seek, limits: &Limits) -> Result<Content, ReadProblem> {
    let mut archive = ZipArchive::new(input).map_err(broken)?;
    let names: Vec<String> = archive.file_names().filter_map(Result::ok).map(std::borrow::Cow::into_owned).collect();
    let has = |name: &str| names.iter().any(|n| n.trim_start_matches('/').eq_ignore_ascii_case(name));
    let content = if has("xl/workbook.xml") {
        Content::Xlsx
    } else if has("content.xml") {
        Content::Ods
    } else if has("xl/workbook.bin") {
        return Err(ReadProblem::NotATable("a binary workbook (XLSB)"));
    } else if has("word/document.xml") {
        return Err(ReadProblem::NotATable("a text document"));
    } else {
        return Err(ReadProblem::NotATable("an archive of other files"));
    };
    let mut left = limits.unpacked_bytes;
    for at in 0..archive.len() {
        let part = archive.by_index(at).map_err(broken)?;
        let name = part.name().map_or_else(|_| String::new(), |name| name.trim_start_matches('/').to_ascii_lowercase());
        let bound = if is_resident(&name, content) { left.min(limits.resident_bytes) } else { left };
        let mut counted = part.take(bound + 1);
        if content == Content::Xlsx && (is_sheet(&name) || is_strings(&name)) {
            xml::check_strings(BufReader::new(&mut counted), limits)?;
        } else {
            std::io::copy(&mut counted, &mut std::io::sink()).map_err(|e| ReadProblem::Broken { detail: e.to_string() })?;
        }
        let size = bound + 1 - counted.limit();
        if size > bound {
            return Err(ReadProblem::TooLarge { limit: bound });
        }
        left -= size;
    }
    if content == Content::Ods {
        let part = archive.by_name("content.xml").map_err(broken)?;
        ods::check_cells(BufReader::new(part), limits)?;
    }
    Ok(content)
}

/// Sheets of XLSX are streamed; everything else is held in memory while reading.
fn is_resident(name: &str, content: Content) -> bool {
    content == Content::Ods || !is_sheet(name) || is_strings(name)
}

fn is_sheet(name: &str) -> bool {
    name.starts_with("xl/worksheets/")
}

/// Shared strings, which a file may keep in whatever folder it says.
fn is_strings(name: &str) -> bool {
    name.ends_with("sharedstrings.xml")
}

fn broken(error: zip::result::ZipError) -> ReadProblem {
    match error {
        zip::result::ZipError::Io(e) if e.kind() != std::io::ErrorKind::UnexpectedEof && e.kind() != std::io::ErrorKind::InvalidData => {
            ReadProblem::Io(e)
        }
        zip::result::ZipError::UnsupportedArchive(detail) if detail.contains("assword") => ReadProblem::Protected,
        other => ReadProblem::Broken { detail: other.to_string() },
    }
}
