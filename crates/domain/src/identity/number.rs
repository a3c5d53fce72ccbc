//! The *nomor layanan*: what a citizen keeps, writes down and says on the telephone.

use super::Tenant;

/// Thirteen digits: the tenant's four, eight random ones and a check digit; written `1813-4471-0926-5`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ServiceNumber(u64);

impl ServiceNumber {
    /// Makes a number of a tenant from a drawn number (its last eight digits are used).
    pub fn from_draw(tenant: Tenant, draw: u32) -> Self {
        let body = u64::from(tenant.number().unsigned_abs() as u32) * 100_000_000 + u64::from(draw % 100_000_000);
        Self(body * 10 + u64::from(check_digit(body)))
    }

    /// Reads what somebody typed: spaces, hyphens and dots are ignored, the check digit must fit.
    pub fn parse(text: &str) -> Option<Self> {
        let mut value = 0u64;
        let mut count = 0;
        for c in text.chars() {
            match c {
                '0'..='9' => {
                    value = value.checked_mul(10)?.checked_add(u64::from(c as u32 - '0' as u32))?;
                    count += 1;
                }
                ' ' | '-' | '.' | '\u{2011}' | '\u{2013}' => {}
                _ => return None,
            }
        }
        (count == 13 && check_digit(value / 10) == (value % 10) as u8).then_some(Self(value))
    }

    /// The tenant that gave it.
    pub fn tenant(self) -> Tenant {
        Tenant::from_number((self.0 / 1_000_000_000) as i64).unwrap_or(Tenant::NATION)
    }

    /// The thirteen digits as a number, as tables keep it.
    pub fn digits(self) -> i64 {
        self.0 as i64
    }

    /// From a table's number.
    pub fn from_digits(value: i64) -> Option<Self> {
        Self::parse(&format!("{:013}", u64::try_from(value).ok()?))
    }
}

impl std::fmt::Display for ServiceNumber {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let s = format!("{:013}", self.0);
        write!(f, "{}-{}-{}-{}", &s[..4], &s[4..8], &s[8..12], &s[12..])
    }
}

/// Damm's quasigroup: finds every wrong digit and every swap of neighbours (H. M. Damm, 2004).
fn check_digit(body: u64) -> u8 {
    const TABLE: [[u8; 10]; 10] = [
        [0, 3, 1, 7, 5, 9, 8, 6, 4, 2],
        [7, 0, 9, 2, 1, 5, 4, 8, 6, 3],
        [4, 2, 0, 6, 8, 7, 1, 3, 5, 9],
        [1, 7, 5, 0, 9, 8, 3, 4, 2, 6],
        [6, 1, 2, 3, 0, 4, 5, 9, 7, 8],
        [3, 6, 7, 4, 2, 0, 9, 5, 8, 1],
        [5, 8, 6, 9, 7, 2, 0, 1, 3, 4],
        [8, 9, 4, 5, 3, 6, 2, 0, 1, 7],
        [9, 4, 3, 8, 6, 1, 7, 2, 0, 5],
        [2, 5, 8, 1, 4, 3, 6, 7, 9, 0],
    ];
    format!("{body:012}").bytes().fold(0u8, |interim, b| TABLE[usize::from(interim)][usize::from(b - b'0')])
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn round_trip_and_single_errors_are_found(draw in 0u32..100_000_000, at in 0usize..13, by in 1u8..10) {
            let n = ServiceNumber::from_draw(Tenant::parse("1813").unwrap(), draw);
            prop_assert_eq!(ServiceNumber::parse(&n.to_string()), Some(n));
            prop_assert_eq!(n.tenant().to_string(), "1813");
            prop_assert_eq!(ServiceNumber::from_digits(n.digits()), Some(n));
            let mut digits: Vec<u8> = n.to_string().bytes().filter(u8::is_ascii_digit).collect();
            digits[at] = b'0' + (digits[at] - b'0' + by) % 10;
            prop_assert_eq!(ServiceNumber::parse(std::str::from_utf8(&digits).unwrap()), None);
        }
    }
}
