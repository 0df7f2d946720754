//! The net's parameters while it learns, what it makes of an item, and the gradient of that.

use super::mean_factor;

/// A feature as the net sees it: by its vector, or by a row of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Input {
    Vector(u32),
    Row(u32),
}

/// The input of a feature with a row of its own, below 1 so that the first steps are led by the
/// vectors, which are known to mean something.
pub(super) const ROW_INPUT: f32 = 0.5;

/// Where the parameters lie in one flat vector: the matrix below the hidden units, a row of
/// `units` for each dimension of the vectors; the rows of single features; the units' biases; the
/// weights of their maxima and means; the bias of the margin.
#[derive(Clone, Copy, Debug)]
pub(super) struct Shape {
    pub(super) units: usize,
    pub(super) dimensions: usize,
    pub(super) rows: usize,
}

impl Shape {
    pub(super) fn row(self, row: usize) -> usize {
        (self.dimensions + row) * self.units
    }

    pub(super) fn biases(self) -> usize {
        self.row(self.rows)
    }

    pub(super) fn output(self) -> usize {
        self.biases() + self.units
    }

    pub(super) fn bias(self) -> usize {
        self.output() + 2 * self.units
    }

    pub(super) fn size(self) -> usize {
        self.bias() + 1
    }
}

/// Works out margins and gradients of the items of a batch. The vectors of a batch go through the
/// matrix once each, and so do their gradients on the way back.
#[derive(Debug)]
pub(super) struct Batch<'a> {
    shape: Shape,
    vectors: &'a [f32],
    /// For each vector its place among those of the batch, where `seen` says so.
    place: Vec<u32>,
    seen: Vec<u32>,
    projected: Vec<f32>,
    projected_gradient: Vec<f32>,
    /// The inputs of the units for each token of an item.
    inputs: Vec<f32>,
    highest: Vec<(f32, usize)>,
    sums: Vec<f32>,
}

impl<'a> Batch<'a> {
    pub(super) fn new(shape: Shape, vectors: &'a [f32]) -> Self {
        Self {
            shape,
            vectors,
            place: vec![u32::MAX; vectors.len() / shape.dimensions.max(1)],
            seen: Vec::new(),
            projected: Vec::new(),
            projected_gradient: Vec::new(),
            inputs: Vec::new(),
            highest: Vec::new(),
            sums: Vec::new(),
        }
    }

    /// Forgets the batch before.
    pub(super) fn clear(&mut self) {
        self.seen.drain(..).for_each(|vector| self.place[vector as usize] = u32::MAX);
        self.projected.clear();
        self.projected_gradient.clear();
    }

    /// The place of a vector's product with the matrix.
    fn project(&mut self, vector: u32, parameters: &[f32]) -> usize {
        let Shape { units, dimensions, .. } = self.shape;
        let place = &mut self.place[vector as usize];
        if *place == u32::MAX {
            *place = self.seen.len() as u32;
            self.seen.push(vector);
            let start = self.projected.len();
            self.projected.resize(start + units, 0.0);
            self.projected_gradient.resize(start + units, 0.0);
            let numbers = &self.vectors[vector as usize * dimensions..][..dimensions];
            multiply(numbers, parameters, &mut self.projected[start..]);
        }
        *place as usize * units
    }

    /// Goes through an item, a list of inputs for each token, and writes what is pooled: the maxima,
    /// then the means.
    pub(super) fn forward<'t>(
        &mut self,
        tokens: impl Iterator<Item = &'t [Input]>,
        parameters: &[f32],
        pooled: &mut Vec<f32>,
    ) {
        let units = self.shape.units;
        self.inputs.clear();
        self.highest.clear();
        self.highest.resize(units, (0.0, usize::MAX));
        self.sums.clear();
        self.sums.resize(units, 0.0);
        let mut count = 0;
        for (number, token) in tokens.enumerate() {
            let start = self.inputs.len();
            self.inputs.extend_from_slice(&parameters[self.shape.biases()..][..units]);
            for &input in token {
                match input {
                    Input::Vector(vector) => {
                        let at = self.project(vector, parameters);
                        add(&mut self.inputs[start..], &self.projected[at..][..units], 1.0);
                    }
                    Input::Row(row) => {
                        let row = &parameters[self.shape.row(row as usize)..][..units];
                        add(&mut self.inputs[start..], row, ROW_INPUT);
                    }
                }
            }
            for (unit, &input) in self.inputs[start..].iter().enumerate() {
                self.sums[unit] += input.max(0.0);
                if input > self.highest[unit].0 {
                    self.highest[unit] = (input, number);
                }
            }
            count += 1;
        }
        let share = mean_factor(count);
        pooled.clear();
        pooled.extend(self.highest.iter().map(|highest| highest.0));
        pooled.extend(self.sums.iter().map(|sum| sum * share));
    }

    /// Adds the gradient of the last item gone through, given that of what was pooled.
    pub(super) fn backward<'t>(
        &mut self,
        tokens: impl Iterator<Item = &'t [Input]>,
        pooled_gradient: &[f32],
        gradient: &mut [f32],
    ) {
        let units = self.shape.units;
        let (of_highest, of_mean) = pooled_gradient.split_at(units);
        let share = mean_factor(self.inputs.len() / units);
        let mut of_token = vec![0.0; units];
        for (number, token) in tokens.enumerate() {
            let inputs = &self.inputs[number * units..][..units];
            for unit in 0..units {
                let mut of_unit = of_mean[unit] * share;
                if self.highest[unit].1 == number {
                    of_unit += of_highest[unit];
                }
                of_token[unit] = if inputs[unit] > 0.0 { of_unit } else { 0.0 };
            }
            add(&mut gradient[self.shape.biases()..][..units], &of_token, 1.0);
            for &input in token {
                match input {
                    Input::Vector(vector) => {
                        let at = self.place[vector as usize] as usize * units;
                        add(&mut self.projected_gradient[at..][..units], &of_token, 1.0);
                    }
                    Input::Row(row) => {
                        let row = self.shape.row(row as usize);
                        add(&mut gradient[row..][..units], &of_token, ROW_INPUT);
                    }
                }
            }
        }
    }

    /// Adds the gradient of the matrix for the whole batch.
    pub(super) fn finish(&self, gradient: &mut [f32]) {
        let Shape { units, dimensions, .. } = self.shape;
        for (&vector, of_product) in self.seen.iter().zip(self.projected_gradient.chunks(units)) {
            let numbers = &self.vectors[vector as usize * dimensions..][..dimensions];
            for (&number, row) in numbers.iter().zip(gradient.chunks_mut(units)) {
                add(row, of_product, number);
            }
        }
    }
}

/// A vector times the matrix at the beginning of the parameters.
pub(super) fn multiply(vector: &[f32], parameters: &[f32], product: &mut [f32]) {
    for (&number, row) in vector.iter().zip(parameters.chunks(product.len())) {
        add(product, row, number);
    }
}

fn add(to: &mut [f32], what: &[f32], times: f32) {
    to.iter_mut().zip(what).for_each(|(sum, number)| *sum += number * times);
}
