//! Products: a matrix laid out for those with single vectors, and those of two vectors.

/// The width of a panel: as many sums as the vector registers of any x86-64 or 64-bit Arm have room for.
pub(super) const PANEL: usize = 48;

/// A matrix in panels: all rows' weights to the first [`PANEL`] outputs, then to the next, the last ones padded
/// with zeros.
#[derive(Clone, Debug)]
pub(super) struct Matrix {
    inputs: usize,
    panels: Vec<[f32; PANEL]>,
}

impl Matrix {
    /// A matrix of these weights, a row for each of the inputs.
    pub(super) fn new(inputs: usize, weights: &[f32]) -> Self {
        let outputs = weights.len() / inputs;
        let mut panels = Vec::new();
        for first in (0..outputs).step_by(PANEL) {
            for row in weights.chunks(outputs) {
                let row = &row[first..outputs.min(first + PANEL)];
                let mut panel = [0.0; PANEL];
                panel[..row.len()].copy_from_slice(row);
                panels.push(panel);
            }
        }
        Self { inputs, panels }
    }

    /// How many numbers a product has: the outputs, and as many more as the last panel is padded with.
    pub(super) fn width(&self) -> usize {
        self.panels.len() / self.inputs * PANEL
    }

    /// Writes the product with a vector over `product`, which has [`width`](Self::width) numbers.
    #[inline(always)]
    pub(super) fn multiply(&self, vector: &[f32], product: &mut [f32]) {
        let panels = self.panels.chunks(self.inputs);
        for (panel, product) in panels.zip(product.chunks_exact_mut(PANEL)) {
            let mut sums = [0.0; PANEL];
            for (weights, &number) in panel.iter().zip(vector) {
                for (sum, weight) in sums.iter_mut().zip(weights) {
                    *sum += number * weight;
                }
            }
            product.copy_from_slice(&sums);
        }
    }
}

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
