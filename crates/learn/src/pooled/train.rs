//! The training of a pooled net: options, vectors and items in, model bytes out.

use std::collections::BTreeMap;

use super::gradient::{Batch, Input, ROW_INPUT, Shape, multiply};
use super::write_model;
use crate::features::{Features, feature_id};
use crate::rng::Rng;
use crate::rows::{MAX_LABELS, RowsBuilder};

/// How a net is trained.
#[derive(Clone, Debug, PartialEq)]
pub struct PooledOptions {
    /// The number of hidden units, at most 64.
    pub units: usize,
    /// The number of passes over the items.
    pub epochs: u32,
    /// The number of items to a step.
    pub batch: usize,
    /// The size of the first step; it falls to nothing at the last.
    pub rate: f32,
    /// The strength of the squared penalty on each weight.
    pub l2: f32,
    /// The share of what is pooled that is left out of each step, so that no unit is relied upon
    /// (Srivastava et al. 2014).
    pub dropout: f32,
    /// The share of tokens that are left out.
    pub token_dropout: f32,
    /// Features without a vector that occur in fewer items than this are dropped.
    pub min_count: u32,
    /// What the start, the order of items and what is left out are drawn from.
    pub seed: u64,
}

impl Default for PooledOptions {
    /// 64 units and twelve passes.
    fn default() -> Self {
        Self {
            units: 64,
            epochs: 12,
            batch: 50,
            rate: 0.004,
            l2: 0.001,
            dropout: 0.5,
            token_dropout: 0.1,
            min_count: 5,
            seed: 1,
        }
    }
}

/// Collects vectors and items and trains a net on them; [the module](super) has an example.
#[derive(Clone, Debug)]
pub struct PooledTrainer {
    options: PooledOptions,
    /// Places of vectors by feature id.
    places: BTreeMap<u32, u32>,
    dimensions: usize,
    vectors: Vec<f32>,
    items: Vec<(Features, f32)>,
}

impl PooledTrainer {
    /// A trainer.
    ///
    /// # Panics
    ///
    /// When there are not 1 to 64 units.
    pub fn new(options: PooledOptions) -> Self {
        let units = options.units;
        assert!((1..=MAX_LABELS).contains(&units), "1 to 64 units, not {units}");
        let (places, vectors, items) = (BTreeMap::new(), Vec::new(), Vec::new());
        Self { options, places, dimensions: 0, vectors, items }
    }

    /// Gives a feature, by its hash, a vector; of two for one feature the first counts. Vectors
    /// should be a few units long.
    ///
    /// # Panics
    ///
    /// When the vector is not as long as the first one, or is empty.
    pub fn vector(&mut self, hash: u64, vector: &[f32]) {
        if self.places.is_empty() {
            self.dimensions = vector.len();
        }
        assert!(!vector.is_empty() && vector.len() == self.dimensions, "vectors of one length");
        let next = self.places.len() as u32;
        self.places.entry(feature_id(hash)).or_insert_with(|| {
            self.vectors.extend_from_slice(vector);
            next
        });
    }

    /// Adds an item: the features of its tokens, and the probability that it is a positive, which
    /// is 1 or 0 where that is known and between them where another model says so (Hinton, Vinyals &
    /// Dean 2015).
    pub fn push(&mut self, tokens: &Features, probability: f32) {
        self.items.push((tokens.clone(), probability));
    }

    /// Trains by Adam (Kingma & Ba 2015) on the log loss and returns the model's bytes, for
    /// [`PooledNet::from_bytes`](super::PooledNet::from_bytes).
    ///
    /// The same options, vectors and items in the same order give the same bytes.
    pub fn train(self) -> Vec<u8> {
        let rows = self.rows();
        let units = self.options.units;
        let shape = Shape { units, dimensions: self.dimensions, rows: rows.len() };
        let items: Vec<Item> = self.items.iter().map(|item| self.number(item, &rows)).collect();
        let parameters = self.learn(shape, &items);
        let mut builder = RowsBuilder::new(units);
        for (&id, &place) in &self.places {
            let vector = &self.vectors[place as usize * self.dimensions..][..self.dimensions];
            let mut row = vec![0.0; units];
            multiply(vector, &parameters, &mut row);
            builder.push(id, &row, 0.0);
        }
        for (&id, &number) in &rows {
            let row = &parameters[shape.row(number as usize)..][..units];
            let row: Vec<f32> = row.iter().map(|weight| weight * ROW_INPUT).collect();
            builder.push(id, &row, 0.0);
        }
        let (biases, output) = parameters[shape.biases()..].split_at(units);
        write_model(biases, output, builder)
    }

    /// Numbers for the features without a vector that are not rare.
    fn rows(&self) -> BTreeMap<u32, u32> {
        let mut counts: BTreeMap<u32, u32> = BTreeMap::new();
        for (tokens, _) in &self.items {
            let mut ids: Vec<u32> =
                (0..tokens.len()).flat_map(|token| tokens.token(token)).copied().collect();
            ids.sort_unstable();
            ids.dedup();
            for id in ids.into_iter().filter(|id| !self.places.contains_key(id)) {
                *counts.entry(id).or_default() += 1;
            }
        }
        let kept = counts.into_iter().filter(|&(_, count)| count >= self.options.min_count);
        kept.map(|(id, _)| id).zip(0..).collect()
    }

    fn number(
        &self,
        &(ref tokens, probability): &(Features, f32),
        rows: &BTreeMap<u32, u32>,
    ) -> Item {
        let mut item = Item { inputs: Vec::new(), ends: Vec::new(), probability };
        for token in 0..tokens.len() {
            for id in tokens.token(token) {
                let vector = self.places.get(id).map(|&place| Input::Vector(place));
                item.inputs.extend(vector.or_else(|| rows.get(id).map(|&row| Input::Row(row))));
            }
            item.ends.push(item.inputs.len());
        }
        item
    }

    fn learn(&self, shape: Shape, items: &[Item]) -> Vec<f32> {
        let options = &self.options;
        let mut rng = Rng::new(options.seed);
        // As wide as a normal distribution of deviation 0.1.
        let mut parameters: Vec<f32> =
            (0..shape.size()).map(|_| 0.1 * 3.0_f32.sqrt() * rng.signed_unit()).collect();
        parameters[shape.biases()..shape.output()].fill(0.0);
        parameters[shape.bias()] = 0.0;
        let mut adam = Adam::new(shape.size());
        let mut gradient = vec![0.0; shape.size()];
        let mut batch = Batch::new(shape, &self.vectors);
        let (mut pooled, mut pooled_gradient) = (Vec::new(), Vec::new());
        let mut order: Vec<usize> = (0..items.len()).collect();
        for epoch in 0..options.epochs {
            rng.shuffle(&mut order);
            let rate = options.rate * (1.0 - epoch as f32 / options.epochs as f32);
            for numbers in order.chunks(options.batch.max(1)) {
                gradient.fill(0.0);
                batch.clear();
                for &number in numbers {
                    let item = &items[number];
                    let kept: Vec<bool> =
                        item.ends.iter().map(|_| rng.unit() >= options.token_dropout).collect();
                    batch.forward(item.tokens(&kept), &parameters, &mut pooled);
                    // Left out at random, and the rest stronger in turn.
                    let factor = 1.0 / (1.0 - options.dropout);
                    let output = &parameters[shape.output()..shape.bias()];
                    let mut margin = parameters[shape.bias()];
                    pooled_gradient.clear();
                    for (number, &weight) in pooled.iter_mut().zip(output) {
                        let kept = if rng.unit() < options.dropout { 0.0 } else { factor };
                        *number *= kept;
                        margin += *number * weight;
                        pooled_gradient.push(weight * kept);
                    }
                    let probability = 1.0 / (1.0 + (-margin).exp());
                    let slope = (probability - item.probability) / numbers.len() as f32;
                    pooled_gradient.iter_mut().for_each(|number| *number *= slope);
                    let of_output = &mut gradient[shape.output()..shape.bias()];
                    of_output.iter_mut().zip(&pooled).for_each(|(sum, out)| *sum += out * slope);
                    gradient[shape.bias()] += slope;
                    batch.backward(item.tokens(&kept), &pooled_gradient, &mut gradient);
                }
                batch.finish(&mut gradient);
                for range in [0..shape.biases(), shape.output()..shape.bias()] {
                    let weights = parameters[range.clone()].iter();
                    let penalised = gradient[range].iter_mut();
                    penalised.zip(weights).for_each(|(sum, weight)| *sum += options.l2 * weight);
                }
                adam.step(rate, &gradient, &mut parameters);
            }
        }
        parameters
    }
}

/// An item: the inputs of its tokens, where each token's end, the probability that it is a positive
/// and what it counts for.
struct Item {
    inputs: Vec<Input>,
    ends: Vec<usize>,
    probability: f32,
}

impl Item {
    /// The inputs of each token, none for one that is not kept.
    fn tokens<'t>(&'t self, kept: &'t [bool]) -> impl Iterator<Item = &'t [Input]> {
        (0..self.ends.len()).map(|token| {
            let end = self.ends[token];
            let start = if token == 0 { 0 } else { self.ends[token - 1] };
            &self.inputs[if kept[token] { start } else { end }..end]
        })
    }
}

/// Adam's moments, with the constants of the paper.
struct Adam {
    steps: i32,
    first: Vec<f32>,
    second: Vec<f32>,
}

impl Adam {
    fn new(size: usize) -> Self {
        Self { steps: 0, first: vec![0.0; size], second: vec![0.0; size] }
    }

    fn step(&mut self, rate: f32, gradient: &[f32], parameters: &mut [f32]) {
        self.steps += 1;
        let (first_share, second_share) =
            (1.0 - 0.9_f32.powi(self.steps), 1.0 - 0.999_f32.powi(self.steps));
        let moments = self.first.iter_mut().zip(&mut self.second);
        for ((parameter, gradient), (first, second)) in
            parameters.iter_mut().zip(gradient).zip(moments)
        {
            *first += 0.1 * (gradient - *first);
            *second += 0.001 * (gradient * gradient - *second);
            *parameter -= rate * (*first / first_share) / ((*second / second_share).sqrt() + 1e-8);
        }
    }
}
