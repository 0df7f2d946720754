use super::*;
use crate::features::{hash_str, hash2, hash3};
use crate::model::check_refuses_damage;
use crate::rng::Rng;

fn words(sentence: &str) -> ValuedFeatures {
    let mut features = ValuedFeatures::new();
    sentence.split(' ').for_each(|word| features.push(hash2(1, hash_str(word))));
    features
}

const SENTENCES: [(&str, usize); 6] = [
    ("unemployment fell by 4 percent", 1),
    ("crime rose by 9 percent", 1),
    ("thank you very much", 0),
    ("good evening and thank you", 0),
    ("will you resign ?", 2),
    ("why did he resign ?", 2),
];

fn model(classes: usize, options: ClassifierOptions) -> Vec<u8> {
    let mut trainer = ClassifierTrainer::new(classes, options);
    for (sentence, class) in SENTENCES.into_iter().filter(|&(_, class)| class < classes) {
        trainer.push(&words(sentence), class, 1.0);
    }
    trainer.train()
}

#[test]
fn classes_are_separated() {
    for classes in [2, 3] {
        let model = model(classes, ClassifierOptions::default());
        let classifier = Classifier::from_bytes(&model).unwrap();
        let mut probabilities = vec![0.0; classes];
        for (sentence, class) in SENTENCES.into_iter().filter(|&(_, class)| class < classes) {
            classifier.probabilities(&words(sentence), &mut probabilities);
            assert!((probabilities.iter().sum::<f32>() - 1.0).abs() < 1e-5);
            assert!(probabilities[class] > 0.6, "{sentence}: {probabilities:?}");
            assert!((classifier.score(&words(sentence)) - probabilities[1]).abs() < 1e-6);
        }
    }
}

#[test]
fn the_same_items_give_the_same_bytes() {
    let options = ClassifierOptions::default();
    assert_eq!(model(3, options.clone()), model(3, options));
}

#[test]
fn rare_features_are_dropped() {
    let options = ClassifierOptions { min_count: 2, bias: false, ..Default::default() };
    let model = model(2, options);
    let classifier = Classifier::from_bytes(&model).unwrap();
    assert_eq!(classifier.score(&words("crime")), 0.5);
    assert!(classifier.score(&words("percent")) > 0.5);
}

#[test]
fn damage_is_refused() {
    for classes in [2, 3] {
        check_refuses_damage(&model(classes, ClassifierOptions::default()), |bytes| {
            let classifier = Classifier::from_bytes(bytes)?;
            classifier.score(&words("crime rose"));
            Ok(())
        });
    }
}

/// Items whose class is drawn with a probability that their features determine.
fn drawn(rng: &mut Rng, items: usize) -> Vec<(ValuedFeatures, usize)> {
    (0..items)
        .map(|_| {
            let (a, b) = (rng.signed_unit(), rng.signed_unit());
            let mut features = ValuedFeatures::new();
            features.push_value(hash2(1, 0), a);
            features.push_value(hash2(1, 1), b);
            let probability = 1.0 / (1.0 + (-(3.0 * a - 2.0 * b + 0.5)).exp());
            (features, usize::from((rng.signed_unit() + 1.0) / 2.0 < probability))
        })
        .collect()
}

/// The weights that the items were drawn with are found again.
#[test]
fn probabilities_are_those_of_the_data() {
    let mut rng = Rng::new(3);
    let mut trainer = ClassifierTrainer::new(2, ClassifierOptions::default());
    for (features, class) in drawn(&mut rng, 20_000) {
        trainer.push(&features, class, 1.0);
    }
    let model = trainer.train();
    let classifier = Classifier::from_bytes(&model).unwrap();
    for (a, b) in [(0.0, 0.0), (1.0, 0.0), (0.0, 1.0), (-1.0, 1.0)] {
        let mut features = ValuedFeatures::new();
        features.push_value(hash2(1, 0), a);
        features.push_value(hash2(1, 1), b);
        let margin = classifier.margin(&features);
        let expected = 3.0 * a - 2.0 * b + 0.5;
        assert!((margin - expected).abs() < 0.25, "{margin} and not {expected}");
    }
}

#[test]
fn calibration_mends_an_overconfident_model() {
    let mut rng = Rng::new(4);
    // Each item has a feature of its own, with which the training can tell it by heart.
    let mut trainer =
        ClassifierTrainer::new(2, ClassifierOptions { l2: 0.0, ..Default::default() });
    for (number, (mut features, class)) in drawn(&mut rng, 300).into_iter().enumerate() {
        (0..10).for_each(|n| features.push(hash3(2, number as u64 % 100, n)));
        trainer.push(&features, class, 1.0);
    }
    let held_out: Vec<_> = drawn(&mut rng, 4000)
        .into_iter()
        .enumerate()
        .map(|(number, (mut features, class))| {
            (0..10).for_each(|n| features.push(hash3(2, number as u64 % 100, n)));
            (features, class)
        })
        .collect();
    let loss = |model: &[u8]| {
        let classifier = Classifier::from_bytes(model).unwrap();
        let losses = held_out.iter().map(|(features, class)| {
            let score = classifier.score(features);
            -(if *class == 1 { score } else { 1.0 - score }).max(1e-6).ln()
        });
        losses.sum::<f32>() / held_out.len() as f32
    };
    let before = trainer.train();
    let after = calibrate(before.clone(), &held_out).unwrap();
    assert!(loss(&after) < loss(&before) - 0.02, "{} and {}", loss(&after), loss(&before));

    let classifier = Classifier::from_bytes(&after).unwrap();
    let sure: Vec<bool> = held_out
        .iter()
        .filter(|(features, _)| (0.75..0.95).contains(&classifier.score(features)))
        .map(|(_, class)| *class == 1)
        .collect();
    let right = sure.iter().filter(|&&right| right).count() as f32 / sure.len() as f32;
    assert!((0.75..0.95).contains(&right), "{right} of {}", sure.len());
}

#[test]
fn several_classes_are_calibrated_by_a_temperature() {
    let before = model(3, ClassifierOptions::default());
    // Every other item of the third kind is of the second: the model must become less sure.
    let held_out: Vec<_> = (0..40).map(|n| (words("why resign ?"), 2 - n % 2)).collect();
    let after = calibrate(before.clone(), &held_out).unwrap();
    let score = |model: &[u8]| {
        let mut probabilities = [0.0; 3];
        Classifier::from_bytes(model)
            .unwrap()
            .probabilities(&words("why resign ?"), &mut probabilities);
        probabilities[2]
    };
    assert!(score(&after) < score(&before));
    assert_eq!(calibrate(before.clone(), &[]).unwrap(), before);
}

#[test]
fn differences_train_a_ranker() {
    let item = |quality: f32, length: f32| {
        let mut features = ValuedFeatures::new();
        features.push_value(hash2(1, 0), quality);
        features.push_value(hash2(1, 1), length);
        features
    };
    let options = ClassifierOptions { bias: false, ..Default::default() };
    let mut trainer = ClassifierTrainer::new(2, options);
    let mut rng = Rng::new(9);
    for _ in 0..200 {
        let (a, b) = ([rng.signed_unit(), rng.signed_unit()], [rng.signed_unit(), 0.0]);
        let mut difference = item(a[0], a[1]);
        difference.push_all(&item(b[0], b[1]), -1.0);
        trainer.push(&difference, usize::from(a[0] > b[0]), 1.0);
    }
    let model = trainer.train();
    let ranker = Classifier::from_bytes(&model).unwrap();
    assert!(ranker.margin(&item(0.9, -0.5)) > ranker.margin(&item(0.4, 0.8)));
}
