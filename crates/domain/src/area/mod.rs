//! Areas by their Kemendagri code `PP.RR.DD.VVVV` (Kepmendagri 300.2.2-2138/2025).

/// How deep an area lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// Provinsi.
    Province,
    /// Kabupaten or kota.
    Regency,
    /// Kecamatan (distrik in Papua).
    District,
    /// Desa, kelurahan, pekon, nagari, gampong …
    Village,
}

/// An area's code without dots: 2, 4, 6 or 10 digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AreaCode {
    digits: [u8; 10],
    len: u8,
}

impl AreaCode {
    /// Reads a code with or without dots (`18.13.01.2001`, `1813012001`).
    pub fn parse(text: &str) -> Option<Self> {
        let mut digits = [0u8; 10];
        let mut len = 0usize;
        for b in text.bytes() {
            match b {
                b'0'..=b'9' if len < 10 => {
                    digits[len] = b;
                    len += 1;
                }
                b'.' => {}
                _ => return None,
            }
        }
        matches!(len, 2 | 4 | 6 | 10).then(|| Self { digits, len: len as u8 })
    }

    /// The code without dots, as tables keep it.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.digits[..usize::from(self.len)]).unwrap_or_default()
    }

    /// How deep the area lies.
    pub fn level(&self) -> Level {
        match self.len {
            2 => Level::Province,
            4 => Level::Regency,
            6 => Level::District,
            _ => Level::Village,
        }
    }

    /// The area one level up.
    pub fn parent(&self) -> Option<Self> {
        let len = match self.len {
            10 => 6,
            6 => 4,
            4 => 2,
            _ => return None,
        };
        Self::parse(&self.as_str()[..len])
    }

    /// Whether `other` is this area or lies within it.
    pub fn covers(&self, other: &AreaCode) -> bool {
        other.as_str().starts_with(self.as_str())
    }

    /// The regency's code, for regencies and everything below.
    pub fn regency(&self) -> Option<Self> {
        (self.len >= 4).then(|| Self::parse(&self.as_str()[..4])).flatten()
    }

    /// The code with dots, as people read it.
    pub fn dotted(&self) -> String {
        let s = self.as_str();
        match self.len {
            2 => s.to_owned(),
            4 => format!("{}.{}", &s[..2], &s[2..]),
            6 => format!("{}.{}.{}", &s[..2], &s[2..4], &s[4..]),
            _ => format!("{}.{}.{}.{}", &s[..2], &s[2..4], &s[4..6], &s[6..]),
        }
    }
}

impl std::fmt::Display for AreaCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}
impl std::fmt::Debug for AreaCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.dotted())
    }
}
