//! Counts the cells of an ODS file and their text before they are made: a few bytes there can stand for a million cells.

use super::xml::{self, Piece, Pieces, attributes, count, damaged};
use super::{Limits, ReadProblem};
use std::io::BufRead;

/// Neither are rows wider nor tables longer than this, whatever is written.
const MOST_COLUMNS: u64 = 16_384;
const MOST_ROWS: u64 = 1_048_576;

#[derive(Default)]
struct Row {
    repeat: u64,
    column: u64,
    /// Columns up to the last cell with a value.
    filled: u64,
    /// Columns before the first cell with a value.
    left: Option<u64>,
    bytes: u64,
}

struct Cell {
    repeat: u64,
    bytes: u64,
}

/// The rectangle that a table's values span. Calamine fills it.
#[derive(Default)]
struct Table {
    rows: u64,
    top: Option<u64>,
    left: u64,
    right: u64,
    area: u64,
}

/// Reads `content.xml` and adds up cells with a value, blank ones before them, and the text of each, as often as it is repeated.
pub(super) fn check_cells(source: impl BufRead, limits: &Limits) -> Result<(), ReadProblem> {
    let mut pieces = Pieces::new(source, limits);
    let (mut cells, mut area, mut bytes) = (0u64, 0u64, 0u64);
    let (mut table, mut row, mut cell) = (Table::default(), Row::default(), None::<Cell>);
    while let Some(piece) = pieces.piece()? {
        match piece {
            Piece::Other(more) => {
                if let Some(cell) = &mut cell {
                    cell.bytes = cell.bytes.saturating_add(more);
                }
            }
            Piece::Start(tag, closed) => match (xml::name(tag), cell.is_some()) {
                (b"table:table-row" | b"table:table-cell" | b"table:covered-table-cell", true) => {
                    return Err(damaged("a cell within a cell"));
                }
                (b"table:table-row", false) => {
                    let repeat = count(tag, b"table:number-rows-repeated")?.unwrap_or(1).min(MOST_ROWS);
                    row = Row { repeat, ..Row::default() };
                    if closed {
                        table.add(&row);
                    }
                }
                (b"table:table-cell" | b"table:covered-table-cell", false) => {
                    let begun = row.start(tag)?;
                    if closed {
                        row.end(&begun);
                    } else {
                        cell = Some(begun);
                    }
                }
                (name, _) => {
                    if let Some(cell) = &mut cell {
                        // So many spaces; a paragraph, a tab or a line break is one character.
                        let chars = if name == b"text:s" { count(tag, b"text:c")?.unwrap_or(1) } else { 1 };
                        cell.bytes = cell.bytes.saturating_add(chars);
                    }
                }
            },
            Piece::End(b"table:table-cell" | b"table:covered-table-cell") => {
                if let Some(cell) = cell.take() {
                    row.end(&cell);
                }
            }
            Piece::End(b"table:table-row") => {
                cells = cells.saturating_add(row.filled.saturating_mul(row.repeat));
                bytes = bytes.saturating_add(row.bytes.saturating_mul(row.repeat));
                table.add(&row);
                if cells.max(area.saturating_add(table.area)) > limits.resident_cells {
                    return Err(ReadProblem::TooLarge { limit: limits.resident_cells });
                }
                if bytes > limits.resident_bytes {
                    return Err(ReadProblem::TooLarge { limit: limits.resident_bytes });
                }
            }
            Piece::End(b"table:table") => {
                area = area.saturating_add(table.area);
                table = Table::default();
            }
            Piece::End(_) => {}
        }
    }
    Ok(())
}

impl Row {
    fn start(&mut self, tag: &[u8]) -> Result<Cell, ReadProblem> {
        let repeat = count(tag, b"table:number-columns-repeated")?.unwrap_or(1).min(MOST_COLUMNS);
        let column = self.column;
        self.column = (column + repeat).min(MOST_COLUMNS);
        let mut bytes = 0u64;
        for (key, value) in attributes(tag) {
            if key.starts_with(b"office:") || key == b"table:formula" {
                self.filled = self.column;
                self.left = self.left.or(Some(column));
            }
            // Numbers are not kept as text.
            if matches!(key, b"office:string-value" | b"office:date-value" | b"office:time-value" | b"table:formula") {
                bytes += value.len() as u64;
            }
        }
        Ok(Cell { repeat, bytes })
    }

    fn end(&mut self, cell: &Cell) {
        self.bytes = self.bytes.saturating_add(cell.bytes.saturating_mul(cell.repeat));
    }
}

impl Table {
    fn add(&mut self, row: &Row) {
        let above = self.rows;
        self.rows = (above + row.repeat).min(MOST_ROWS);
        let Some(left) = row.left else { return };
        self.left = if self.top.is_none() { left } else { self.left.min(left) };
        self.right = self.right.max(row.filled);
        let top = *self.top.get_or_insert(above);
        self.area = self.rows.saturating_sub(top).saturating_mul(self.right.saturating_sub(self.left));
    }
}
