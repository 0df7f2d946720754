//! Products: matrices laid out for those with single vectors, and those of two vectors.

/// The width of a panel: as many sums as the vector registers of any x86-64 or 64-bit Arm have room for.
pub(super) const PANEL: usize = 48;

/// So many numbers are worked out at once.
pub(super) const LANES: usize = 8;

/// What stands for 1 in a [`Pair`].
const ONE: f32 = 8192.0;

/// The whole number nearest to one that has 16 bits.
#[inline(always)]
pub(super) fn whole(number: f32) -> i16 {
    // A number this large leaves room for no fraction; what it ends in is the whole number that was added.
    (number + 12_582_912.0).to_bits() as i16
}

/// Two numbers from -1 to 1 that follow each other in a vector, as whole numbers and as often as there are
/// [`LANES`].
pub(super) type Pair = [i16; 2 * LANES];

/// Writes [`LANES`] numbers as pairs.
#[inline(always)]
pub(super) fn write_pairs(numbers: &[f32; LANES], pairs: &mut [Pair; LANES / 2]) {
    for (place, pair) in pairs.iter_mut().enumerate() {
        let both = [whole(numbers[2 * place] * ONE), whole(numbers[2 * place + 1] * ONE)];
        pair.as_chunks_mut::<2>().0.fill(both);
    }
}

/// A matrix of 16-bit weights for products with vectors of [`Pair`]s, in panels: all rows' weights to the first
/// [`PANEL`] outputs, then to the next, the last ones padded with zeros. The weights of
/// two rows to an output lie side by side, which is how processors multiply and add such numbers, sixteen and more
/// at once. The sums are of whole numbers, so the same in any order.
#[derive(Clone, Debug)]
pub(super) struct PairMatrix {
    pairs: usize,
    panels: Vec<[Pair; PANEL / LANES]>,
    /// What 1 in a product stands for.
    unit: f32,
}

impl PairMatrix {
    /// A matrix of these weights, a row for each of an even number of inputs.
    pub(super) fn new(inputs: usize, weights: &[f32]) -> Self {
        let outputs = weights.len() / inputs;
        let of_output = |output: usize| weights.iter().skip(output).step_by(outputs);
        let sums = (0..outputs).map(|output| of_output(output).map(|weight| weight.abs()).sum());
        let largest = weights.iter().fold(0.0, |largest: f32, weight| largest.max(weight.abs()));
        // Weights that fit, and whose sums do with room for rounding.
        let largest_sum = sums.fold(0.0, |largest: f32, sum| largest.max(sum));
        let scale = (32_000.0 / largest).min(2_000_000_000.0 / ONE / largest_sum);
        let scale = if scale.is_finite() { scale } else { 1.0 };
        let mut panels = Vec::new();
        for first in (0..outputs).step_by(PANEL) {
            for rows in weights.chunks(2 * outputs) {
                let mut panel = [[0; 2 * LANES]; PANEL / LANES];
                for output in first..outputs.min(first + PANEL) {
                    let (part, lane) = ((output - first) / LANES, (output - first) % LANES);
                    for row in 0..2 {
                        let weight = rows[row * outputs + output] * scale;
                        panel[part][2 * lane + row] = weight.round() as i16;
                    }
                }
                panels.push(panel);
            }
        }
        Self { pairs: inputs / 2, panels, unit: 1.0 / (scale * ONE) }
    }

    /// How many numbers a product has: the outputs, and as many more as the last panel is padded with.
    pub(super) fn width(&self) -> usize {
        self.panels.len() / self.pairs * PANEL
    }

    /// What 1 in a product stands for.
    pub(super) fn unit(&self) -> f32 {
        self.unit
    }

    /// Works out the product with a vector, and calls `with` with where each panel's numbers are in it, and the
    /// numbers.
    #[inline(always)]
    pub(super) fn multiply(&self, vector: &[Pair], mut with: impl FnMut(usize, &[i32])) {
        for (number, panel) in self.panels.chunks(self.pairs).enumerate() {
            let mut sums = [[0; LANES]; PANEL / LANES];
            for (weights, pair) in panel.iter().zip(vector) {
                for (sums, weights) in sums.iter_mut().zip(weights) {
                    let products: Products =
                        std::array::from_fn(|at| i32::from(weights[at]) * i32::from(pair[at]));
                    for (lane, sum) in sums.iter_mut().enumerate() {
                        *sum += products[2 * lane] + products[2 * lane + 1];
                    }
                }
            }
            with(number * PANEL, sums.as_flattened());
        }
    }
}

/// The products of two [`Pair`]s' numbers.
type Products = [i32; 2 * LANES];

/// The sum of the products of two vectors' numbers, in an order that is the same everywhere and lets eight
/// be summed up at once.
pub(super) fn dot(one: &[f32], other: &[f32]) -> f32 {
    let mut sums = [0.0; 8];
    let ((ones, one_rest), (others, other_rest)) = (one.as_chunks::<8>(), other.as_chunks::<8>());
    for (ones, others) in ones.iter().zip(others) {
        for ((sum, one), other) in sums.iter_mut().zip(ones).zip(others) {
            *sum += one * other;
        }
    }
    let rest: f32 = one_rest.iter().zip(other_rest).map(|(one, other)| one * other).sum();
    sums.iter().sum::<f32>() + rest
}
