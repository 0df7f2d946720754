use super::gradient::{Batch, Input, Shape};
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

fn model(seed: u64) -> Vec<u8> {
    let options = PooledOptions { units: 12, epochs: 40, batch: 3, seed, ..Default::default() };
    let mut trainer = PooledTrainer::new(PooledOptions { min_count: 1, ..options });
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
    let net = PooledNet::from_bytes(&model).unwrap();
    for (sentence, positive) in SENTENCES {
        assert_eq!(net.margin(&tokens(sentence)) > 0.0, positive, "{sentence}");
    }
}

#[test]
fn a_probability_is_learned_as_one() {
    let options =
        PooledOptions { units: 4, epochs: 400, rate: 0.02, l2: 0.0, ..Default::default() };
    let mut trainer = PooledTrainer::new(PooledOptions {
        min_count: 1,
        dropout: 0.0,
        token_dropout: 0.0,
        ..options
    });
    let wanted = [("crime rose", 0.8), ("good evening", 0.1)];
    for (sentence, probability) in wanted {
        trainer.push(&tokens(sentence), probability);
    }
    let model = trainer.train();
    let net = PooledNet::from_bytes(&model).unwrap();
    for (sentence, probability) in wanted {
        let found = 1.0 / (1.0 + (-net.margin(&tokens(sentence))).exp());
        assert!((found - probability).abs() < 0.02, "{sentence}: {found}");
    }
}

#[test]
fn a_word_of_no_item_is_known_by_its_vector() {
    let model = model(1);
    let net = PooledNet::from_bytes(&model).unwrap();
    let margin = |sentence: &str| net.margin(&tokens(sentence));
    assert!(margin("seven") > margin("eight"));
    assert_eq!(margin("eight"), margin("ten"), "words without a vector that no item had");
}

#[test]
fn the_order_of_words_makes_no_difference() {
    let model = model(1);
    let net = PooledNet::from_bytes(&model).unwrap();
    let (one, other) = (tokens("crime rose by nine"), tokens("nine by rose crime"));
    assert!((net.margin(&one) - net.margin(&other)).abs() < 1e-5);
    assert!(net.margin(&Features::new()).is_finite());
}

#[test]
fn the_same_items_give_the_same_bytes() {
    assert_eq!(model(3), model(3));
    assert_ne!(model(3), model(4));
}

#[test]
fn damage_is_refused() {
    check_refuses_damage(&model(1), |bytes| {
        let net = PooledNet::from_bytes(bytes)?;
        net.margin(&tokens("crime rose by nine percent"));
        Ok(())
    });
}

/// Each number of the gradient against the difference that a small step makes.
#[test]
fn gradients_are_slopes() {
    let shape = Shape { units: 3, dimensions: 2, rows: 2 };
    let vectors = [0.5, -1.0, 1.5, 0.25, -0.75, 1.0];
    let items: [&[&[Input]]; 2] = [
        &[&[Input::Vector(0), Input::Row(0)], &[Input::Vector(1)], &[], &[Input::Vector(0)]],
        &[&[Input::Row(1), Input::Vector(2)], &[Input::Row(1)]],
    ];
    let mut rng = Rng::new(5);
    let parameters: Vec<f32> = (0..shape.size()).map(|_| rng.signed_unit()).collect();
    // What is weighed of each pooled number, so that the sum has a slope in each.
    let weights: Vec<f32> = (0..6).map(|_| rng.signed_unit()).collect();
    let sum = |parameters: &[f32]| -> f32 {
        let mut batch = Batch::new(shape, &vectors);
        let mut pooled = Vec::new();
        let mut sum = 0.0;
        for item in items {
            batch.forward(item.iter().copied(), parameters, &mut pooled);
            sum += pooled.iter().zip(&weights).map(|(pooled, weight)| pooled * weight).sum::<f32>();
        }
        sum
    };
    let mut gradient = vec![0.0; shape.size()];
    let mut batch = Batch::new(shape, &vectors);
    let mut pooled = Vec::new();
    for item in items {
        batch.forward(item.iter().copied(), &parameters, &mut pooled);
        batch.backward(item.iter().copied(), &weights, &mut gradient);
    }
    batch.finish(&mut gradient);
    const STEP: f32 = 1e-3;
    for at in 0..shape.output() {
        let moved = |by: f32| {
            let mut parameters = parameters.clone();
            parameters[at] += by;
            sum(&parameters)
        };
        let slope = (moved(STEP) - moved(-STEP)) / (2.0 * STEP);
        assert!((slope - gradient[at]).abs() < 2e-3, "{at}: {slope}, not {}", gradient[at]);
    }
    assert!(gradient[..shape.output()].iter().filter(|number| **number != 0.0).count() > 8);
}
