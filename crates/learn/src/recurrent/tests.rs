use super::gradient::{Shape, Worker};
use super::matrix::{LANES, Pair, PairMatrix, write_pairs};
use super::*;
use crate::features::{hash_str, hash2};
use crate::model::check_refuses_damage;
use crate::rng::Rng;

fn tokens(sentence: &str) -> Features {
    let mut features = Features::new();
    for word in sentence.split_whitespace() {
        features.push(hash2(1, hash_str(word)));
        features.end_token();
    }
    features
}

const SENTENCES: [(&str, bool); 6] = [
    ("exports fell by four percent", true),
    ("crime rose by nine percent", true),
    ("wages fell by two dollars", true),
    ("thank you very much", false),
    ("good evening and thank you", false),
    ("welcome to the debate", false),
];

fn margin(net: &RecurrentNet<'_>, tokens: &Features) -> f32 {
    net.margin(tokens, &mut RecurrentScratch::default())
}

/// Small, quickly trained, with a row for each word.
fn options() -> RecurrentOptions {
    RecurrentOptions {
        inputs: 8,
        units: 12,
        epochs: 60,
        batch: 3,
        rate: 0.01,
        min_count: 1,
        ..Default::default()
    }
}

fn model(seed: u64) -> Vec<u8> {
    let mut trainer = RecurrentTrainer::new(RecurrentOptions { seed, ..options() });
    for (word, vector) in [("four", [2.0, 0.1]), ("seven", [2.0, 0.2]), ("evening", [0.0, 2.0])] {
        trainer.vector(hash2(1, hash_str(word)), &vector);
    }
    for (sentence, positive) in SENTENCES {
        trainer.push(&tokens(sentence), f32::from(u8::from(positive)));
    }
    trainer.train()
}

#[test]
fn positives_are_told_from_negatives() {
    let model = model(1);
    let net = RecurrentNet::from_bytes(&model).unwrap();
    for (sentence, positive) in SENTENCES {
        assert_eq!(margin(&net, &tokens(sentence)) > 0.0, positive, "{sentence}");
    }
}

#[test]
fn a_probability_is_learned_as_one() {
    let mut trainer = RecurrentTrainer::new(RecurrentOptions {
        epochs: 400,
        dropout: 0.0,
        token_dropout: 0.0,
        ..options()
    });
    let wanted = [("crime rose", 0.8), ("good evening", 0.1)];
    for (sentence, probability) in wanted {
        trainer.push(&tokens(sentence), probability);
    }
    let model = trainer.train();
    let net = RecurrentNet::from_bytes(&model).unwrap();
    for (sentence, probability) in wanted {
        let found = 1.0 / (1.0 + (-margin(&net, &tokens(sentence))).exp());
        assert!((found - probability).abs() < 0.03, "{sentence}: {found}");
    }
}

#[test]
fn a_word_of_no_item_is_known_by_its_vector() {
    let model = model(1);
    let net = RecurrentNet::from_bytes(&model).unwrap();
    let margin = |sentence: &str| margin(&net, &tokens(sentence));
    assert!(margin("seven") > margin("eight"));
    assert_eq!(margin("eight"), margin("ten"), "words without a vector that no item had");
}

#[test]
fn the_order_of_words_is_learned() {
    let mut trainer = RecurrentTrainer::new(options());
    let pairs = [("dog", "man"), ("cat", "boy"), ("horse", "judge"), ("goat", "king")];
    for (animal, person) in pairs {
        trainer.push(&tokens(&format!("the {animal} bit the {person} today")), 0.0);
        trainer.push(&tokens(&format!("the {person} bit the {animal} today")), 1.0);
    }
    let model = trainer.train();
    let net = RecurrentNet::from_bytes(&model).unwrap();
    // A pair that was not learned together.
    assert!(margin(&net, &tokens("the judge bit the cat today")) > 0.0);
    assert!(margin(&net, &tokens("the cat bit the judge today")) < 0.0);
}

#[test]
fn an_empty_text_has_a_margin() {
    let model = model(1);
    let net = RecurrentNet::from_bytes(&model).unwrap();
    assert!(margin(&net, &Features::new()).is_finite());
}

#[test]
fn the_net_that_runs_is_the_net_that_learned() {
    let mut rng = Rng::new(4);
    let shape = Shape { dimensions: 0, inputs: 5, units: 37, head: Head::Text };
    let parameters: Vec<f32> = (0..shape.size()).map(|_| rng.signed_unit()).collect();
    let mut rows = RowsBuilder::new(5);
    // Of weights that are whole units, so that nothing is lost in writing them.
    let row = |word: f32| [127.0, word, -word, 3.0 * word, 1.0].map(|number| number / 64.0);
    let words = ["never", "said", "that"];
    for (number, word) in words.iter().enumerate() {
        rows.push(crate::features::feature_id(hash2(1, hash_str(word))), &row(number as f32), 0.0);
    }
    let model = write_model(shape, &parameters, rows);
    let net = RecurrentNet::from_bytes(&model).unwrap();
    let (mut outputs, mut pooled) = (Vec::new(), Vec::new());
    let inputs = [row(1.0), row(2.0), row(0.0), row(1.0)].concat();
    Worker::new(shape).forward(&inputs, &parameters, &mut outputs);
    pool(&outputs, DIRECTIONS * 37, &mut pooled);
    let wanted = weigh(&pooled, &parameters[shape.head()]);
    let found = margin(&net, &tokens("said that never said"));
    assert!((found - wanted).abs() < 0.02 * wanted.abs().max(1.0), "{found}, not {wanted}");
}

#[test]
fn a_sigmoid_makes_probabilities_of_margins() {
    let platt = Platt { slope: 0.5, offset: -0.25 };
    let model = set_platt(model(1), platt).unwrap();
    let net = RecurrentNet::from_bytes(&model).unwrap();
    let tokens = tokens("crime rose by nine percent");
    let found = net.probability(margin(&net, &tokens));
    let wanted = 1.0 / (1.0 + (0.25 - 0.5 * margin(&net, &tokens)).exp());
    assert!((found - wanted).abs() < 1e-6, "{found}, not {wanted}");
    assert!(set_platt(b"no model".to_vec(), platt).is_err());
}

#[test]
fn the_same_items_give_the_same_bytes() {
    assert_eq!(model(3), model(3));
    assert_ne!(model(3), model(4));
}

#[test]
fn damage_is_refused() {
    check_refuses_damage(&model(1), |bytes| {
        let net = RecurrentNet::from_bytes(bytes)?;
        margin(&net, &tokens("crime rose by nine percent"));
        Ok(())
    });
}

/// Each number of the gradient against the difference that a small step makes.
#[test]
fn gradients_are_slopes() {
    let shape = Shape { dimensions: 0, inputs: 3, units: 9, head: Head::Text };
    let mut rng = Rng::new(5);
    let mut drawn = |count: usize, largest: f32| -> Vec<f32> {
        (0..count).map(|_| largest * rng.signed_unit()).collect()
    };
    let parameters = drawn(shape.size(), 0.7);
    let items = [drawn(3 * 4, 1.0), drawn(3, 1.0)];
    // What is weighed of each output, so that the sum has a slope in each.
    let weights = drawn(4 * DIRECTIONS * 9, 1.0);
    let sum = |items: &[Vec<f32>], parameters: &[f32]| -> f32 {
        let (mut worker, mut outputs) = (Worker::new(shape), Vec::new());
        let mut sum = 0.0;
        for item in items {
            worker.forward(item, parameters, &mut outputs);
            sum += outputs.iter().zip(&weights).map(|(one, other)| one * other).sum::<f32>();
        }
        sum
    };
    let mut gradient = vec![0.0; shape.size()];
    let (mut worker, mut outputs) = (Worker::new(shape), Vec::new());
    let mut of_inputs = vec![Vec::new(); items.len()];
    for (item, of_inputs) in items.iter().zip(&mut of_inputs) {
        worker.forward(item, &parameters, &mut outputs);
        let weights = &weights[..outputs.len()];
        worker.backward(item, &parameters, weights, &mut gradient, of_inputs);
    }
    const STEP: f32 = 2e-3;
    let check = |moved: &dyn Fn(f32) -> f32, found: f32, what: String| {
        let slope = (moved(STEP) - moved(-STEP)) / (2.0 * STEP);
        assert!((slope - found).abs() < 5e-3, "{what}: {slope}, not {found}");
    };
    for at in 0..shape.head().start {
        let moved = |by: f32| {
            let mut parameters = parameters.clone();
            parameters[at] += by;
            sum(&items, &parameters)
        };
        check(&moved, gradient[at], format!("parameter {at}"));
    }
    for item in 0..items.len() {
        for at in 0..items[item].len() {
            let moved = |by: f32| {
                let mut items = items.clone();
                items[item][at] += by;
                sum(&items, &parameters)
            };
            check(&moved, of_inputs[item][at], format!("input {at} of item {item}"));
        }
    }
    let of_units = &gradient[..shape.head().start];
    assert!(of_units.iter().filter(|number| number.abs() > 1e-3).count() > of_units.len() / 2);
}

#[test]
fn tokens_are_told_apart_by_what_stands_around_them() {
    let mut trainer = RecurrentTrainer::of_tokens(2, options());
    // Before the verb the one who accuses, behind it who is accused.
    let people = ["Nurses", "Teachers", "Ministers", "Bankers"];
    for (nth, one) in people.iter().enumerate() {
        for other in people.iter().skip(nth % 2).step_by(2).filter(|other| *other != one) {
            let wanted = [1.0, 0.0, 0.0, 0.0, 0.0, 1.0];
            trainer.push_tokens(&tokens(&format!("{one} accuse {other}")), &wanted);
        }
    }
    let model = trainer.train();
    let net = RecurrentNet::from_bytes(&model).unwrap();
    let (mut scratch, mut margins) = (RecurrentScratch::default(), Vec::new());
    net.margins(&tokens("Bankers accuse Nurses"), &mut scratch, &mut margins);
    let told: Vec<bool> = margins.iter().map(|&margin| margin > 0.0).collect();
    assert_eq!(told, [true, false, false, false, false, true]);
    net.margins(&Features::new(), &mut scratch, &mut margins);
    assert!(margins.is_empty());
}

#[test]
#[should_panic(expected = "a net that tells of tokens")]
fn a_net_of_texts_tells_nothing_of_tokens() {
    let model = model(1);
    let net = RecurrentNet::from_bytes(&model).unwrap();
    net.margins(&tokens("crime rose"), &mut RecurrentScratch::default(), &mut Vec::new());
}

/// What a [`PairMatrix`] makes of a vector.
fn product(matrix: &PairMatrix, vector: &[f32]) -> Vec<f32> {
    let mut pairs: Vec<Pair> = vec![[0; 2 * LANES]; vector.len() / 2];
    for (numbers, pairs) in vector.as_chunks().0.iter().zip(pairs.as_chunks_mut().0) {
        write_pairs(numbers, pairs);
    }
    let mut product = vec![0.0; matrix.width()];
    matrix.multiply(&pairs, |from, numbers| {
        for (written, &number) in product[from..].iter_mut().zip(numbers) {
            *written = number as f32 * matrix.unit();
        }
    });
    product
}

#[test]
fn products_of_pairs_are_those_of_numbers() {
    let mut rng = Rng::new(5);
    let (inputs, outputs) = (40, 3 * 37);
    let weights: Vec<f32> = (0..inputs * outputs).map(|_| 3.0 * rng.signed_unit()).collect();
    let vector: Vec<f32> = (0..inputs).map(|_| rng.signed_unit()).collect();
    let found = product(&PairMatrix::new(inputs, &weights), &vector);
    for (output, found) in found[..outputs].iter().enumerate() {
        let terms =
            vector.iter().zip(weights.chunks(outputs)).map(|(number, row)| number * row[output]);
        let wanted: f32 = terms.sum();
        assert!((found - wanted).abs() < 0.01, "{found} for {wanted}");
    }
    assert!(found[outputs..].iter().all(|&padding| padding == 0.0));
}

#[test]
fn the_largest_products_of_pairs_fit() {
    for weight in [0.0, 1e-3, 1.0, 1e6] {
        let matrix = PairMatrix::new(128, &[weight; 128 * 3]);
        let found = product(&matrix, &[-1.0; 128]);
        assert!(
            (found[0] + 128.0 * weight).abs() <= 128.0 * weight * 1e-3,
            "{} of {weight}",
            found[0]
        );
    }
}
