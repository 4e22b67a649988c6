//! Seeded randomness that gives the same numbers on every machine: xoshiro256++ (Blackman & Vigna, 2019), seeded by splitmix64.

/// A stream of random numbers. Two dice of the same seed throw the same.
#[derive(Clone)]
pub struct Dice {
    state: [u64; 4],
}

impl Dice {
    pub fn new(seed: u64) -> Self {
        let mut mixed = seed;
        let mut next = || {
            mixed = mixed.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let mut z = mixed;
            z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            z ^ (z >> 31)
        };
        Self { state: [next(), next(), next(), next()] }
    }

    #[inline]
    pub fn bits(&mut self) -> u64 {
        let s = &mut self.state;
        let result = s[0].wrapping_add(s[3]).rotate_left(23).wrapping_add(s[0]);
        let shifted = s[1] << 17;
        s[2] ^= s[0];
        s[3] ^= s[1];
        s[1] ^= s[2];
        s[0] ^= s[3];
        s[2] ^= shifted;
        s[3] = s[3].rotate_left(45);
        result
    }

    /// A whole number in `0..bound`; 0 where the bound is 0. (Lemire's multiplication; its bias is below 2⁻³² for our bounds.)
    #[inline]
    pub fn below(&mut self, bound: usize) -> usize {
        (((self.bits() >> 32) * bound as u64) >> 32) as usize
    }

    /// A number in `[0, 1)`.
    #[inline]
    pub fn fraction(&mut self) -> f64 {
        (self.bits() >> 11) as f64 / (1u64 << 53) as f64
    }

    /// Whether something of this chance (as 32-bit fraction, see [`chance`]) happens.
    #[inline]
    pub fn happens(&mut self, chance: u32) -> bool {
        ((self.bits() >> 32) as u32) < chance
    }

    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            items.swap(last, self.below(last + 1));
        }
    }
}

/// A probability as the 32-bit fraction that [`Dice::happens`] takes.
pub fn chance(probability: f64) -> u32 {
    (probability * f64::from(u32::MAX)) as u32
}
