//! The net's parameters while it learns, what it makes of an item, and the gradient of that
//! (backpropagation through time).

use std::ops::Range;

use super::activation::{sigmoid, sigmoid_slope, tanh, tanh_slope};
use super::head::Head;
use super::matrix::dot;
use super::{DIRECTIONS, GATES};

/// Where the parameters of the whole net lie in one flat vector; the rows of single features lie elsewhere.
///
/// First the matrix from vectors to inputs, a row of `inputs` for each dimension; then what
/// [`write_model`](super::write_model) writes, in its order.
#[derive(Clone, Copy, Debug)]
pub(super) struct Shape {
    pub(super) dimensions: usize,
    pub(super) inputs: usize,
    pub(super) units: usize,
    pub(super) head: Head,
}

impl Shape {
    /// How many gates the units of one direction have.
    pub(super) fn gates(self) -> usize {
        GATES * self.units
    }

    pub(super) fn projection(self) -> Range<usize> {
        0..self.dimensions * self.inputs
    }

    fn direction(self, direction: usize) -> usize {
        let (gates, inner) = (self.gates(), self.units);
        self.projection().end + direction * ((self.inputs + 1 + self.units) * gates + inner)
    }

    pub(super) fn of_inputs(self, direction: usize) -> Range<usize> {
        let start = self.direction(direction);
        start..start + self.inputs * self.gates()
    }

    pub(super) fn gate_biases(self, direction: usize) -> Range<usize> {
        let start = self.of_inputs(direction).end;
        start..start + self.gates()
    }

    pub(super) fn of_state(self, direction: usize) -> Range<usize> {
        let start = self.gate_biases(direction).end;
        start..start + self.units * self.gates()
    }

    pub(super) fn candidate_biases(self, direction: usize) -> Range<usize> {
        let start = self.of_state(direction).end;
        start..start + self.units
    }

    /// The weights of the head, then its biases.
    pub(super) fn head(self) -> Range<usize> {
        let start = self.direction(DIRECTIONS);
        start..start + self.head.size(self.units)
    }

    pub(super) fn size(self) -> usize {
        self.head().end
    }
}

/// What the units of one direction made of an item, for the way back.
#[derive(Clone, Debug, Default)]
struct Course {
    /// The state before each token and after the last, in the order in which they were gone through.
    states: Vec<f32>,
    /// By token: the update gates, the candidates, the candidates' share of the state before, the reset gates.
    updates: Vec<f32>,
    candidates: Vec<f32>,
    recalled: Vec<f32>,
    resets: Vec<f32>,
    /// The slope of each gate.
    slopes: Vec<f32>,
}

/// Works out what the units make of an item, and gradients.
#[derive(Debug)]
pub(super) struct Worker {
    shape: Shape,
    courses: [Course; DIRECTIONS],
}

impl Worker {
    pub(super) fn new(shape: Shape) -> Self {
        Self { shape, courses: Default::default() }
    }

    /// Goes through the inputs of an item's tokens and writes the outputs of the units: for each token those of
    /// the units from the left, then those of the others.
    pub(super) fn forward(&mut self, inputs: &[f32], parameters: &[f32], outputs: &mut Vec<f32>) {
        let units = self.shape.units;
        let tokens = inputs.len() / self.shape.inputs;
        outputs.clear();
        outputs.resize(tokens * DIRECTIONS * units, 0.0);
        for direction in 0..DIRECTIONS {
            self.go_through(direction, inputs, parameters);
            let states = self.courses[direction].states[units..].chunks_exact(units);
            for (step, state) in states.enumerate() {
                let token = if direction == 0 { step } else { tokens - 1 - step };
                outputs[(token * DIRECTIONS + direction) * units..][..units].copy_from_slice(state);
            }
        }
    }

    fn go_through(&mut self, direction: usize, inputs: &[f32], parameters: &[f32]) {
        let Shape { inputs: size, units, .. } = self.shape;
        let course = &mut self.courses[direction];
        let of_inputs = &parameters[self.shape.of_inputs(direction)];
        let biases = &parameters[self.shape.gate_biases(direction)];
        let of_state = &parameters[self.shape.of_state(direction)];
        let inner = &parameters[self.shape.candidate_biases(direction)];
        for numbers in [
            &mut course.states,
            &mut course.updates,
            &mut course.candidates,
            &mut course.recalled,
            &mut course.resets,
            &mut course.slopes,
        ] {
            numbers.clear();
        }
        course.states.resize(units, 0.0);
        let mut gates = vec![0.0; self.shape.gates()];
        let mut from_state = vec![0.0; self.shape.gates()];
        let tokens = inputs.len() / size;
        for step in 0..tokens {
            let token = if direction == 0 { step } else { tokens - 1 - step };
            gates.copy_from_slice(biases);
            multiply(&inputs[token * size..][..size], of_inputs, &mut gates);
            from_state.fill(0.0);
            multiply(&course.states[step * units..], of_state, &mut from_state);
            for unit in 0..units {
                let reset = gates[unit] + from_state[unit];
                let update = gates[units + unit] + from_state[units + unit];
                let recalled = from_state[2 * units + unit] + inner[unit];
                let candidate = gates[2 * units + unit] + sigmoid(reset) * recalled;
                course.resets.push(sigmoid(reset));
                course.updates.push(sigmoid(update));
                course.recalled.push(recalled);
                course.candidates.push(tanh(candidate));
                course.slopes.extend([
                    sigmoid_slope(reset),
                    sigmoid_slope(update),
                    tanh_slope(candidate),
                ]);
                let before = course.states[step * units + unit];
                course.states.push(tanh(candidate) + sigmoid(update) * (before - tanh(candidate)));
            }
        }
    }

    /// Adds the gradient of the last item gone through, given that of its outputs, and writes that of its
    /// inputs over `input_gradient`.
    pub(super) fn backward(
        &mut self,
        inputs: &[f32],
        parameters: &[f32],
        output_gradient: &[f32],
        gradient: &mut [f32],
        input_gradient: &mut Vec<f32>,
    ) {
        input_gradient.clear();
        input_gradient.resize(inputs.len(), 0.0);
        let Shape { inputs: size, units, .. } = self.shape;
        let tokens = inputs.len() / size;
        let (mut gates, mut from_state) =
            (vec![0.0; self.shape.gates()], vec![0.0; self.shape.gates()]);
        for (direction, course) in self.courses.iter().enumerate() {
            let mut of_state = vec![0.0; units];
            for step in (0..tokens).rev() {
                let token = if direction == 0 { step } else { tokens - 1 - step };
                let before = &course.states[step * units..][..units];
                let of_outputs = &output_gradient[(token * DIRECTIONS + direction) * units..];
                for unit in 0..units {
                    let at = step * units + unit;
                    let slope = of_state[unit] + of_outputs[unit];
                    let (update, candidate) = (course.updates[at], course.candidates[at]);
                    let slopes = &course.slopes[3 * at..][..3];
                    let of_candidate = slope * (1.0 - update) * slopes[2];
                    let of_update = slope * (before[unit] - candidate) * slopes[1];
                    let of_reset = of_candidate * course.recalled[at] * slopes[0];
                    gates[unit] = of_reset;
                    gates[units + unit] = of_update;
                    gates[2 * units + unit] = of_candidate;
                    from_state[unit] = of_reset;
                    from_state[units + unit] = of_update;
                    from_state[2 * units + unit] = of_candidate * course.resets[at];
                    of_state[unit] = slope * update;
                }
                add(&mut gradient[self.shape.gate_biases(direction)], &gates, 1.0);
                let inner = &mut gradient[self.shape.candidate_biases(direction)];
                add(inner, &from_state[2 * units..], 1.0);
                outer(before, &from_state, &mut gradient[self.shape.of_state(direction)]);
                let matrix = &parameters[self.shape.of_state(direction)];
                back(&from_state, matrix, &mut of_state);
                let input = &inputs[token * size..][..size];
                outer(input, &gates, &mut gradient[self.shape.of_inputs(direction)]);
                let matrix = &parameters[self.shape.of_inputs(direction)];
                back(&gates, matrix, &mut input_gradient[token * size..][..size]);
            }
        }
    }
}

/// Adds a vector times a matrix, a row for each of its numbers, to `product`.
pub(super) fn multiply(vector: &[f32], matrix: &[f32], product: &mut [f32]) {
    for (&number, row) in vector.iter().zip(matrix.chunks_exact(product.len())) {
        add(product, row, number);
    }
}

/// Adds the products of each number of one vector with each of the other to a matrix.
pub(super) fn outer(rows: &[f32], columns: &[f32], matrix: &mut [f32]) {
    for (&number, row) in rows.iter().zip(matrix.chunks_exact_mut(columns.len())) {
        add(row, columns, number);
    }
}

/// Adds the product of a matrix with a vector, the gradient of [`multiply`]'s, to `product`.
fn back(vector: &[f32], matrix: &[f32], product: &mut [f32]) {
    for (sum, row) in product.iter_mut().zip(matrix.chunks_exact(vector.len())) {
        *sum += dot(row, vector);
    }
}

pub(super) fn add(to: &mut [f32], what: &[f32], times: f32) {
    to.iter_mut().zip(what).for_each(|(sum, number)| *sum += number * times);
}
