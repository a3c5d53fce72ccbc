//! Where a row belongs: a Kemendagri code, the four parts of a BPS code, or the names of district and village.

/// What a row says about its village: codes, digits only, and names as written. The caller knows the area list and the bridge between the two systems.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct RowCodes {
    /// Ten digits in `kd_wilayah`, or made of parts 2+2+2+4: most likely Kemendagri. Look here first.
    pub kemendagri: Option<String>,
    /// Ten digits of BPS, padded 2+2+3+3 from KDPROP, KDKAB, KDKEC, KDDESA; without parts, the whole code again, which may be of BPS too.
    pub bps: Option<String>,
    /// Kecamatan and desa/kelurahan by name.
    pub names: Option<(String, String)>,
}

impl RowCodes {
    /// From the cleaned cells `kd_wilayah`, KDPROP, KDKAB, KDKEC, KDDESA; empty when there is no such column. A part may hold the whole code down
    /// to its level (`1813` in KDKAB).
    pub fn read(area: &str, parts: [&str; 4]) -> Self {
        let whole = digits(area).filter(|d| d.len() == 10);
        let parts = parts.map(digits);
        let [Some(province), Some(regency), Some(district), Some(village)] = parts else {
            // A whole code says everything, but not in which system: it may be either.
            let whole = whole.or_else(|| parts[3].clone().filter(|d| d.len() == 10));
            return Self { bps: whole.clone(), kemendagri: whole.filter(|w| is_village(w)), names: None };
        };
        let short = [own(&province, 2, 0), own(&regency, 2, 2), own(&district, 3, 4), own(&village, 3, 7)];
        let bps = joined(&short, [2, 2, 3, 3]);
        let short = [own(&province, 2, 0), own(&regency, 2, 2), own(&district, 2, 4), own(&village, 4, 6)];
        // Villages of Kemendagri have four digits that begin with 1 (kelurahan), 2 (desa) or 3 (desa adat); BPS has three.
        let kemendagri = if short[3].len() == 4 { joined(&short, [2, 2, 2, 4]) } else { None };
        // A whole code that only says the parts again is of the parts' system, even where a village of ours has the same ten digits.
        Self { kemendagri: whole.filter(|w| is_village(w) && bps.as_ref() != Some(w)).or(kemendagri), bps, names: None }
    }

    /// Whether a whole code stands there that can only be of BPS: then the whole column is, since one column has one system.
    pub(super) fn proves_bps(area: &str, parts: [&str; 4]) -> bool {
        let Some(whole) = digits(area).or_else(|| digits(parts[3])).filter(|d| d.len() == 10) else { return false };
        let read = Self::read(area, parts);
        !is_village(&whole) || (read.bps.as_ref() == Some(&whole) && read.kemendagri.as_ref() != Some(&whole))
    }

    /// Whether the row says nothing about where it belongs.
    pub fn is_empty(&self) -> bool {
        self.kemendagri.is_none() && self.bps.is_none() && self.names.is_none()
    }
}

/// Whether the seventh of ten digits is a kind of village of Kemendagri's.
fn is_village(code: &str) -> bool {
    matches!(code.as_bytes().get(6), Some(b'1'..=b'3'))
}

fn digits(text: &str) -> Option<String> {
    let out: String = text.chars().filter(char::is_ascii_digit).collect();
    let clean = text.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ' ' | '-' | '\''));
    (clean && !out.is_empty()).then_some(out)
}

/// The part of a level, when the cell holds the whole code down to that level.
fn own(code: &str, width: usize, before: usize) -> &str {
    if code.len() == before + width { &code[before..] } else { code }
}

fn joined(parts: &[&str; 4], widths: [usize; 4]) -> Option<String> {
    let mut out = String::with_capacity(10);
    for (part, width) in parts.iter().zip(widths) {
        if part.len() > width {
            return None;
        }
        out.extend(std::iter::repeat_n('0', width - part.len()));
        out.push_str(part);
    }
    Some(out)
}
