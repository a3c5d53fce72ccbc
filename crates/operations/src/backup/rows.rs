//! Rows as bytes: a line that names table and columns, then values, each with its kind and length before it. Older dumps stay readable, since they
//! say themselves which columns they have.

use super::BackupError;
use serde::{Deserialize, Serialize};
use slrt_storage::Value;
use slrt_storage::tables::{Table, Type};

/// What a piece of a table holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Shape {
    /// The table.
    pub table: String,
    /// Its columns: name and kind (`int`, `text`, `blob`, `bool`).
    pub columns: Vec<(String, String)>,
    /// How many rows follow.
    pub rows: u64,
}

impl Shape {
    /// Its columns with their types.
    pub fn typed(&self) -> Result<Vec<(&str, Type)>, BackupError> {
        let known = |code: &str| [Type::Int, Type::Text, Type::Blob, Type::Bool].into_iter().find(|t| kind(*t) == code);
        self.columns
            .iter()
            .map(|(name, code)| Some((name.as_str(), known(code)?)))
            .collect::<Option<_>>()
            .ok_or_else(|| BackupError::Damaged("a column's kind".into()))
    }
}

const NULL: u8 = 0;
const INT: u8 = 1;
const TEXT: u8 = 2;
const BLOB: u8 = 3;
const FALSE: u8 = 4;
const TRUE: u8 = 5;

fn kind(ty: Type) -> &'static str {
    match ty {
        Type::Int => "int",
        Type::Text => "text",
        Type::Blob => "blob",
        Type::Bool => "bool",
    }
}

/// Adds a row to a piece.
pub(super) fn put(out: &mut Vec<u8>, row: &[Value]) {
    for value in row {
        match value {
            Value::Int(None) | Value::Text(None) | Value::Blob(None) | Value::Bool(None) => out.push(NULL),
            Value::Int(Some(v)) => {
                out.push(INT);
                out.extend(v.to_be_bytes());
            }
            Value::Text(Some(v)) => put_bytes(out, TEXT, v.as_bytes()),
            Value::Blob(Some(v)) => put_bytes(out, BLOB, v),
            Value::Bool(Some(v)) => out.push(if *v { TRUE } else { FALSE }),
        }
    }
}

fn put_bytes(out: &mut Vec<u8>, tag: u8, bytes: &[u8]) {
    out.push(tag);
    out.extend((bytes.len() as u64).to_be_bytes());
    out.extend_from_slice(bytes);
}

/// A whole piece: shape, then rows.
pub(super) fn piece(table: &Table, rows: u64, body: &[u8]) -> Vec<u8> {
    let columns = table.columns.iter().map(|c| (c.name.to_owned(), kind(c.ty).to_owned())).collect();
    let shape = Shape { table: table.name.to_owned(), columns, rows };
    // Strings and numbers only: writing them to memory cannot fail.
    let mut out = serde_json::to_vec(&shape).unwrap_or_default();
    out.push(b'\n');
    out.extend_from_slice(body);
    out
}

/// Reads a piece.
pub(super) fn read(bytes: &[u8]) -> Result<(Shape, Vec<Vec<Value>>), BackupError> {
    let bad = |what: &str| BackupError::Damaged(what.to_owned());
    let end = bytes.iter().position(|b| *b == b'\n').ok_or_else(|| bad("a table without columns"))?;
    let shape: Shape = serde_json::from_slice(&bytes[..end]).map_err(|_| bad("a table's columns"))?;
    let is_name = |n: &str| !n.is_empty() && n.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
    if !is_name(&shape.table) || shape.columns.is_empty() || !shape.columns.iter().all(|(n, _)| is_name(n)) {
        return Err(bad("a table's name"));
    }
    let mut rest = &bytes[end + 1..];
    let mut rows = Vec::new();
    for _ in 0..shape.rows {
        let row: Option<Vec<Value>> = shape.columns.iter().map(|(_, kind)| take(&mut rest, kind)).collect();
        rows.push(row.ok_or_else(|| bad("a row"))?);
    }
    if rest.is_empty() { Ok((shape, rows)) } else { Err(bad("more rows than announced")) }
}

fn take(rest: &mut &[u8], kind: &str) -> Option<Value> {
    let (tag, after) = rest.split_first()?;
    *rest = after;
    Some(match (*tag, kind) {
        (NULL, "int") => Value::Int(None),
        (NULL, "text") => Value::Text(None),
        (NULL, "blob") => Value::Blob(None),
        (NULL, "bool") => Value::Bool(None),
        (INT, "int") => Value::Int(Some(i64::from_be_bytes(take_exact(rest, 8)?.try_into().ok()?))),
        (TEXT, "text") => Value::Text(Some(String::from_utf8(take_bytes(rest)?.to_vec()).ok()?)),
        (BLOB, "blob") => Value::Blob(Some(take_bytes(rest)?.to_vec())),
        (FALSE, "bool") => Value::Bool(Some(false)),
        (TRUE, "bool") => Value::Bool(Some(true)),
        _ => return None,
    })
}

fn take_bytes<'a>(rest: &mut &'a [u8]) -> Option<&'a [u8]> {
    let length = u64::from_be_bytes(take_exact(rest, 8)?.try_into().ok()?);
    take_exact(rest, usize::try_from(length).ok()?)
}

fn take_exact<'a>(rest: &mut &'a [u8], n: usize) -> Option<&'a [u8]> {
    let (found, after) = rest.split_at_checked(n)?;
    *rest = after;
    Some(found)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use proptest::prelude::*;
    use slrt_storage::tables::table;

    proptest! {
        #[test]
        fn rows_come_back(rows: Vec<(i64, Option<Vec<u8>>, String, Option<i64>)>) {
            // kind, setup_hash …: the table with every kind of column but booleans.
            let t = table("installation");
            let row = |r: &(i64, Option<Vec<u8>>, String, Option<i64>)| vec![
                Value::Int(Some(r.0)), Value::Text(Some(r.2.clone())), Value::Int(r.3), Value::Blob(r.1.clone()), Value::Int(None), Value::Text(None),
            ];
            let rows: Vec<Vec<Value>> = rows.iter().map(row).collect();
            let mut body = Vec::new();
            rows.iter().for_each(|r| put(&mut body, r));
            let whole = piece(t, rows.len() as u64, &body);
            let (shape, back) = read(&whole).unwrap();
            prop_assert_eq!(&shape.table, "installation");
            prop_assert_eq!(&back, &rows);
            prop_assert!(read(&whole[..whole.len() - 1]).is_err());
        }
    }
}
