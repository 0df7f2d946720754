//! The training of a recurrent net: options, vectors and items in, model bytes out.

use std::collections::{BTreeMap, BTreeSet};

use super::gradient::{Shape, Worker, add, multiply, outer};
use super::head::{Head, highest, pool, weigh};
use super::{DIRECTIONS, MAX_MARGINS, MAX_UNITS, write_model};
use crate::features::{Features, feature_id};
use crate::rng::Rng;
use crate::rows::{MAX_LABELS, RowsBuilder};

/// What the row of a single feature counts for: below 1 so that the first steps are led by the
/// vectors, which are known to mean something.
const ROW_INPUT: f32 = 0.5;

/// How a net is trained.
#[derive(Clone, Debug, PartialEq)]
pub struct RecurrentOptions {
    /// How many numbers the features of a token add up to, at most 64.
    pub inputs: usize,
    /// The number of units in each direction, at most 128.
    pub units: usize,
    /// The number of passes over the items.
    pub epochs: u32,
    /// The number of items to a step.
    pub batch: usize,
    /// The size of the first step; it falls to nothing at the last.
    pub rate: f32,
    /// The share of inputs, and of what is pooled, that is left out of each step, so that none is relied
    /// upon (Srivastava et al. 2014).
    pub dropout: f32,
    /// The share of tokens whose features are left out.
    pub token_dropout: f32,
    /// Features that occur in fewer items than this have no weights of their own: those with a vector have
    /// what it says of them, others nothing.
    pub min_count: u32,
    /// What the start, the order of items and what is left out are drawn from.
    pub seed: u64,
}

impl Default for RecurrentOptions {
    /// 32 inputs, 32 units in each direction and six passes.
    fn default() -> Self {
        Self {
            inputs: 32,
            units: 32,
            epochs: 6,
            batch: 32,
            rate: 0.002,
            dropout: 0.25,
            token_dropout: 0.15,
            min_count: 5,
            seed: 1,
        }
    }
}

/// Collects vectors and items and trains a net on them; [the module](super) has an example.
#[derive(Clone, Debug)]
pub struct RecurrentTrainer {
    options: RecurrentOptions,
    /// Places of vectors by feature id.
    places: BTreeMap<u32, u32>,
    dimensions: usize,
    vectors: Vec<f32>,
    head: Head,
    items: Vec<(Features, Vec<f32>)>,
}

impl RecurrentTrainer {
    /// A trainer of a net that tells of whole texts whether they are positives.
    ///
    /// # Panics
    ///
    /// When there are not 1 to 64 inputs and 1 to 128 units.
    pub fn new(options: RecurrentOptions) -> Self {
        Self::with_head(options, Head::Text)
    }

    /// A trainer of a net that tells of each token of what sorts it is, any number of `sorts`.
    ///
    /// # Panics
    ///
    /// When there are not 1 to 64 sorts and inputs, and 1 to 128 units.
    pub fn of_tokens(sorts: usize, options: RecurrentOptions) -> Self {
        assert!((1..=MAX_MARGINS).contains(&sorts), "1 to 64 sorts, not {sorts}");
        Self::with_head(options, Head::Tokens(sorts))
    }

    fn with_head(options: RecurrentOptions, head: Head) -> Self {
        let RecurrentOptions { inputs, units, .. } = options;
        assert!((1..=MAX_LABELS).contains(&inputs), "1 to 64 inputs, not {inputs}");
        assert!((1..=MAX_UNITS).contains(&units), "1 to 128 units, not {units}");
        let (places, vectors, items) = (BTreeMap::new(), Vec::new(), Vec::new());
        Self { options, places, dimensions: 0, vectors, head, items }
    }

    /// Gives a feature, by its hash, a vector; of two for one feature the first counts. What the items tell of
    /// it besides is learned too. Vectors should be a few units long.
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

    /// Adds a text: the features of its tokens, and the probability that it is a positive, which
    /// is 1 or 0 where that is known and between them where another model says so (Hinton, Vinyals &
    /// Dean 2015). One without tokens is passed over.
    ///
    /// # Panics
    ///
    /// When the net is one [of tokens](Self::of_tokens).
    pub fn push(&mut self, tokens: &Features, probability: f32) {
        assert!(self.head == Head::Text, "a net that tells of whole texts");
        if !tokens.is_empty() {
            self.items.push((tokens.clone(), vec![probability]));
        }
    }

    /// Adds a text: the features of its tokens, and for each token the probabilities that it is of each sort.
    ///
    /// # Panics
    ///
    /// When the net is not one [of tokens](Self::of_tokens), or there is not a probability of each sort for
    /// each token.
    pub fn push_tokens(&mut self, tokens: &Features, probabilities: &[f32]) {
        assert!(self.head != Head::Text, "a net that tells of tokens");
        let wanted = tokens.len() * self.head.margins();
        assert!(probabilities.len() == wanted, "{wanted} numbers, not {}", probabilities.len());
        if !tokens.is_empty() {
            self.items.push((tokens.clone(), probabilities.to_vec()));
        }
    }

    /// Trains by Adam (Kingma & Ba 2015) on the log loss and returns the model's bytes, for
    /// [`RecurrentNet::from_bytes`](super::RecurrentNet::from_bytes).
    ///
    /// The same options, vectors and items in the same order give the same bytes.
    pub fn train(self) -> Vec<u8> {
        let rows = self.rows();
        let RecurrentOptions { inputs, units, .. } = self.options;
        let shape = Shape { dimensions: self.dimensions, inputs, units, head: self.head };
        let items: Vec<Item> = self.items.iter().map(|item| self.number(item, &rows)).collect();
        let Learned { dense, rows: weights } = self.learn(shape, rows.len(), &items);
        let mut builder = RowsBuilder::new(inputs);
        let features: BTreeSet<u32> = self.places.keys().chain(rows.keys()).copied().collect();
        for id in features {
            let mut row = vec![0.0; inputs];
            if let Some(&place) = self.places.get(&id) {
                multiply(self.vector_at(place), &dense[shape.projection()], &mut row);
            }
            if let Some(&number) = rows.get(&id) {
                add(&mut row, &weights[number as usize * inputs..][..inputs], ROW_INPUT);
            }
            builder.push(id, &row, 0.0);
        }
        write_model(shape, &dense[shape.projection().end..], builder)
    }

    fn vector_at(&self, place: u32) -> &[f32] {
        &self.vectors[place as usize * self.dimensions..][..self.dimensions]
    }

    /// Numbers for the features that are not rare.
    fn rows(&self) -> BTreeMap<u32, u32> {
        let mut counts: BTreeMap<u32, u32> = BTreeMap::new();
        for (tokens, _) in &self.items {
            let mut ids: Vec<u32> =
                (0..tokens.len()).flat_map(|token| tokens.token(token)).copied().collect();
            ids.sort_unstable();
            ids.dedup();
            for id in ids {
                *counts.entry(id).or_default() += 1;
            }
        }
        let kept = counts.into_iter().filter(|&(_, count)| count >= self.options.min_count);
        kept.map(|(id, _)| id).zip(0..).collect()
    }

    fn number(
        &self,
        (tokens, probabilities): &(Features, Vec<f32>),
        rows: &BTreeMap<u32, u32>,
    ) -> Item {
        let probabilities = probabilities.clone();
        let mut item = Item { features: Vec::new(), ends: Vec::new(), probabilities };
        for token in 0..tokens.len() {
            for id in tokens.token(token) {
                item.features.extend(self.places.get(id).map(|&place| Feature::Vector(place)));
                item.features.extend(rows.get(id).map(|&row| Feature::Row(row)));
            }
            item.ends.push(item.features.len());
        }
        item
    }

    fn learn(&self, shape: Shape, rows: usize, items: &[Item]) -> Learned {
        let options = &self.options;
        let mut rng = Rng::new(options.seed);
        let Shape { inputs: size, units, .. } = shape;
        let mut learned = Learned { dense: vec![0.0; shape.size()], rows: vec![0.0; rows * size] };
        let mut draw = |numbers: &mut [f32], largest: f32| {
            numbers.iter_mut().for_each(|number| *number = largest * rng.signed_unit());
        };
        // As wide as a normal distribution of deviation 0.1.
        let of_features = 0.1 * 3.0_f32.sqrt();
        draw(&mut learned.dense[shape.projection()], of_features);
        draw(&mut learned.rows, of_features);
        for direction in 0..DIRECTIONS {
            let range = shape.of_inputs(direction).start..shape.candidate_biases(direction).end;
            draw(&mut learned.dense[range], 1.0 / (units as f32).sqrt());
        }
        let width = shape.head.width(units);
        draw(&mut learned.dense[shape.head()], 1.0 / (width as f32).sqrt());

        let mut step = Step {
            trainer: self,
            shape,
            worker: Worker::new(shape),
            dense_gradient: vec![0.0; shape.size()],
            row_gradient: BTreeMap::new(),
            inputs: Vec::new(),
            kept: Vec::new(),
            outputs: Vec::new(),
            pooled: Vec::new(),
            output_gradient: Vec::new(),
            input_gradient: Vec::new(),
        };
        let mut of_dense = Adam::new(shape.size());
        let mut of_rows = Adam::new(rows * size);
        let mut order: Vec<usize> = (0..items.len()).collect();
        let steps = options.epochs as usize * items.len().div_ceil(options.batch.max(1));
        let mut count = 0_i32;
        for _ in 0..options.epochs {
            rng.shuffle(&mut order);
            for numbers in order.chunks(options.batch.max(1)) {
                step.dense_gradient.fill(0.0);
                step.row_gradient.clear();
                let share = 1.0 / numbers.len() as f32;
                for &number in numbers {
                    step.learn_from(&items[number], share, &learned, &mut rng);
                }
                let rate = options.rate * (1.0 - count as f32 / steps as f32);
                count += 1;
                let all = 0..shape.size();
                of_dense.step(rate, count, all, &step.dense_gradient, &mut learned.dense);
                // Only the rows that the items have, as for the others the gradient is nothing.
                for (&row, gradient) in &step.row_gradient {
                    let range = row as usize * size..(row as usize + 1) * size;
                    of_rows.step(rate, count, range, gradient, &mut learned.rows);
                }
            }
        }
        learned
    }
}

/// The parameters.
struct Learned {
    /// Laid out by [`Shape`].
    dense: Vec<f32>,
    /// Of single features, `inputs` numbers each.
    rows: Vec<f32>,
}

/// A feature as the net sees it: by its vector, or by a row of its own.
#[derive(Clone, Copy, Debug)]
enum Feature {
    Vector(u32),
    Row(u32),
}

/// An item: the features of its tokens, where each token's end, and the probabilities of its margins.
struct Item {
    features: Vec<Feature>,
    ends: Vec<usize>,
    probabilities: Vec<f32>,
}

impl Item {
    fn token(&self, token: usize) -> &[Feature] {
        let start = if token == 0 { 0 } else { self.ends[token - 1] };
        &self.features[start..self.ends[token]]
    }
}

/// The gradient of a batch as it adds up, and working memory.
struct Step<'t> {
    trainer: &'t RecurrentTrainer,
    shape: Shape,
    worker: Worker,
    dense_gradient: Vec<f32>,
    row_gradient: BTreeMap<u32, Vec<f32>>,
    inputs: Vec<f32>,
    /// What each input is multiplied by: 0 where it is left out.
    kept: Vec<f32>,
    outputs: Vec<f32>,
    pooled: Vec<f32>,
    output_gradient: Vec<f32>,
    input_gradient: Vec<f32>,
}

impl Step<'_> {
    /// Adds the gradient of an item, which counts for `share`.
    fn learn_from(&mut self, item: &Item, share: f32, learned: &Learned, rng: &mut Rng) {
        self.read(item, learned, rng);
        self.worker.forward(&self.inputs, &learned.dense, &mut self.outputs);
        self.output_gradient.clear();
        self.output_gradient.resize(self.outputs.len(), 0.0);
        match self.shape.head {
            Head::Text => self.learn_text(item.probabilities[0], share, learned, rng),
            Head::Tokens(_) => self.learn_tokens(&item.probabilities, share, learned, rng),
        }
        self.worker.backward(
            &self.inputs,
            &learned.dense,
            &self.output_gradient,
            &mut self.dense_gradient,
            &mut self.input_gradient,
        );
        self.learn_features(item);
    }

    /// Sums up the inputs of an item's tokens, some left out at random and the rest stronger in turn.
    fn read(&mut self, item: &Item, learned: &Learned, rng: &mut Rng) {
        let size = self.shape.inputs;
        self.inputs.clear();
        self.kept.clear();
        for token in 0..item.ends.len() {
            let start = self.inputs.len();
            self.inputs.resize(start + size, 0.0);
            if rng.unit() < self.trainer.options.token_dropout {
                self.kept.resize(start + size, 0.0);
                continue;
            }
            let inputs = &mut self.inputs[start..];
            for &feature in item.token(token) {
                match feature {
                    Feature::Vector(place) => {
                        let matrix = &learned.dense[self.shape.projection()];
                        multiply(self.trainer.vector_at(place), matrix, inputs);
                    }
                    Feature::Row(row) => {
                        add(inputs, &learned.rows[row as usize * size..][..size], ROW_INPUT);
                    }
                }
            }
            self.kept.extend(keep(size, self.trainer.options.dropout, rng));
            weaken(inputs, &self.kept[start..]);
        }
    }

    /// Adds the gradient of the margin of a text to that of its head and of the units' outputs.
    fn learn_text(&mut self, probability: f32, share: f32, learned: &Learned, rng: &mut Rng) {
        let width = DIRECTIONS * self.shape.units;
        pool(&self.outputs, width, &mut self.pooled);
        let highest = highest(&self.outputs, width, &self.pooled);
        let kept: Vec<f32> = keep(self.pooled.len(), self.trainer.options.dropout, rng).collect();
        weaken(&mut self.pooled, &kept);
        let mut of_pooled = vec![0.0; self.pooled.len()];
        let parameters = &learned.dense[self.shape.head()];
        let of_parameters = &mut self.dense_gradient[self.shape.head()];
        learn_margin(&self.pooled, parameters, probability, share, of_parameters, &mut of_pooled);
        weaken(&mut of_pooled, &kept);
        let (of_maxima, of_means) = of_pooled.split_at(width);
        for (&token, (unit, slope)) in highest.iter().zip(of_maxima.iter().enumerate()) {
            self.output_gradient[token * width + unit] += slope;
        }
        let tokens = (self.outputs.len() / width) as f32;
        for gradient in self.output_gradient.chunks_exact_mut(width) {
            add(gradient, of_means, 1.0 / tokens);
        }
    }

    /// The same of the margins of each token.
    fn learn_tokens(
        &mut self,
        probabilities: &[f32],
        share: f32,
        learned: &Learned,
        rng: &mut Rng,
    ) {
        let Shape { units, head, .. } = self.shape;
        let kept: Vec<f32> = keep(self.outputs.len(), self.trainer.options.dropout, rng).collect();
        weaken(&mut self.outputs, &kept);
        let of_head = &mut self.dense_gradient[self.shape.head()];
        let tokens = self.outputs.chunks_exact(DIRECTIONS * units);
        let gradients = self.output_gradient.chunks_exact_mut(DIRECTIONS * units);
        let probabilities = probabilities.chunks_exact(head.margins());
        for ((outputs, gradient), probabilities) in tokens.zip(gradients).zip(probabilities) {
            for (margin, &probability) in probabilities.iter().enumerate() {
                let range = head.of_margin(units, margin);
                let parameters = &learned.dense[self.shape.head()][range.clone()];
                let of_parameters = &mut of_head[range];
                learn_margin(outputs, parameters, probability, share, of_parameters, gradient);
            }
        }
        weaken(&mut self.output_gradient, &kept);
    }

    /// Adds the gradient of an item's inputs to those of its features.
    fn learn_features(&mut self, item: &Item) {
        let size = self.shape.inputs;
        weaken(&mut self.input_gradient, &self.kept);
        for (token, gradient) in self.input_gradient.chunks_exact(size).enumerate() {
            // A token that was left out has taught nothing.
            if gradient.iter().all(|&number| number == 0.0) {
                continue;
            }
            for &feature in item.token(token) {
                match feature {
                    Feature::Vector(place) => {
                        let matrix = &mut self.dense_gradient[self.shape.projection()];
                        outer(self.trainer.vector_at(place), gradient, matrix);
                    }
                    Feature::Row(row) => {
                        let of_row =
                            self.row_gradient.entry(row).or_insert_with(|| vec![0.0; size]);
                        add(of_row, gradient, ROW_INPUT);
                    }
                }
            }
        }
    }
}

/// What so many numbers are multiplied by: a share of them by 0, the others by more than 1 in turn.
fn keep(count: usize, dropout: f32, rng: &mut Rng) -> impl Iterator<Item = f32> {
    let factor = 1.0 / (1.0 - dropout);
    (0..count).map(move |_| if rng.unit() < dropout { 0.0 } else { factor })
}

/// Multiplies numbers by what [`keep`] says.
fn weaken(numbers: &mut [f32], kept: &[f32]) {
    numbers.iter_mut().zip(kept).for_each(|(number, kept)| *number *= kept);
}

/// Adds the gradient of the log loss of a margin, which counts for `share`: that of its parameters, and that of the
/// numbers that it weighs.
fn learn_margin(
    numbers: &[f32],
    parameters: &[f32],
    probability: f32,
    share: f32,
    of_parameters: &mut [f32],
    of_numbers: &mut [f32],
) {
    let margin = weigh(numbers, parameters);
    let slope = share * (1.0 / (1.0 + (-margin).exp()) - probability);
    add(of_numbers, parameters, slope);
    add(of_parameters, numbers, slope);
    of_parameters[numbers.len()] += slope;
}

/// Adam's moments, with the constants of the paper.
struct Adam {
    first: Vec<f32>,
    second: Vec<f32>,
}

impl Adam {
    fn new(size: usize) -> Self {
        Self { first: vec![0.0; size], second: vec![0.0; size] }
    }

    /// Takes step number `count`, from 1, with the parameters of a range, whose gradient is given.
    fn step(
        &mut self,
        rate: f32,
        count: i32,
        range: std::ops::Range<usize>,
        gradient: &[f32],
        parameters: &mut [f32],
    ) {
        let (first_share, second_share) = (1.0 - 0.9_f32.powi(count), 1.0 - 0.999_f32.powi(count));
        let moments = self.first[range.clone()].iter_mut().zip(&mut self.second[range.clone()]);
        for ((parameter, gradient), (first, second)) in
            parameters[range].iter_mut().zip(gradient).zip(moments)
        {
            *first += 0.1 * (gradient - *first);
            *second += 0.001 * (gradient * gradient - *second);
            *parameter -= rate * (*first / first_share) / ((*second / second_share).sqrt() + 1e-8);
        }
    }
}
