//! Chance that every machine repeats: SplitMix64 from a seed (S. Vigna, public domain). Nothing secret is ever made of it.

/// A sequence of numbers that its seed determines.
#[derive(Debug, Clone)]
pub struct Chance {
    state: u64,
}

impl Chance {
    /// The sequence of a seed.
    pub const fn new(seed: u64) -> Self {
        Self { state: seed }
    }

    /// A sequence of its own for one thing (a family, a case), so that a change of one leaves the others as they are.
    pub fn of(seed: u64, thing: u64) -> Self {
        let mut start = Self::new(seed ^ thing.wrapping_mul(0xD1B5_4A32_D192_ED03));
        start.next();
        start
    }

    /// The next 64 bits.
    pub fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.state;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number from 0 to below `n`; 0 for none.
    pub fn below(&mut self, n: u64) -> u64 {
        // The product's high half: even enough for 64 bits.
        ((u128::from(self.next()) * u128::from(n)) >> 64) as u64
    }

    /// A number from `low` to `high`, both included.
    pub fn between(&mut self, low: i64, high: i64) -> i64 {
        let span = u64::try_from(high.saturating_sub(low).saturating_add(1)).unwrap_or(1);
        low + i64::try_from(self.below(span)).unwrap_or(0)
    }

    /// True in so many of a thousand cases.
    pub fn permille(&mut self, n: u32) -> bool {
        self.below(1000) < u64::from(n)
    }

    /// True in so many of a hundred cases.
    pub fn percent(&mut self, n: u32) -> bool {
        self.permille(n.saturating_mul(10))
    }

    /// One of a list that is not empty.
    pub fn pick<'a, T: ?Sized>(&mut self, list: &[&'a T]) -> &'a T {
        list[self.below(list.len() as u64) as usize]
    }

    /// The place of one of a list of weights that are not all zero.
    pub fn weighted(&mut self, weights: &[u32]) -> usize {
        let sum: u64 = weights.iter().map(|w| u64::from(*w)).sum();
        let mut left = self.below(sum);
        for (i, w) in weights.iter().enumerate() {
            if left < u64::from(*w) {
                return i;
            }
            left -= u64::from(*w);
        }
        weights.len().saturating_sub(1)
    }

    /// One of a list of values with weights.
    pub fn choose<T: Copy>(&mut self, list: &[(u32, T)]) -> T {
        let weights: Vec<u32> = list.iter().map(|(w, _)| *w).collect();
        list[self.weighted(&weights)].1
    }

    /// Ten bytes for an identifier.
    pub fn ten(&mut self) -> [u8; 10] {
        let mut out = [0; 10];
        out[..8].copy_from_slice(&self.next().to_be_bytes());
        out[8..].copy_from_slice(&self.next().to_be_bytes()[..2]);
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_always_gives_the_same_sequence() {
        // The reference values of SplitMix64 for the seed 1234567.
        let mut c = Chance::new(1_234_567);
        assert_eq!([c.next(), c.next(), c.next()], [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423]);
    }

    #[test]
    fn bounds_hold() {
        let mut c = Chance::new(1);
        for _ in 0..10_000 {
            assert!(c.below(7) < 7);
            assert!((3..=5).contains(&c.between(3, 5)));
            assert_eq!(c.weighted(&[0, 4, 0]), 1);
        }
        assert_eq!(c.below(0), 0);
    }
}
