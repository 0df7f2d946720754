use super::*;
use crate::bilou::Bilou;
use crate::features::{hash_str, hash2, hash3};
use crate::model::check_refuses_damage;
use crate::rng::Rng;

/// Words, and whether they are capitalised, with the word before.
fn features(sentence: &str) -> Features {
    let mut features = Features::new();
    let mut previous = "";
    for word in sentence.split(' ') {
        features.push(hash2(1, hash_str(word)));
        features.push(hash2(2, hash_str(previous)));
        features.push(hash2(3, word.starts_with(char::is_uppercase).into()));
        features.end_token();
        previous = word;
    }
    features
}

fn bits(labels: &[u8]) -> Vec<u64> {
    labels.iter().map(|label| 1 << label).collect()
}

const METHODS: [Method; 2] = [Method::Perceptron, Method::Crf { rate: 0.3, l2: 0.01 }];

fn options(method: Method) -> TaggerOptions {
    TaggerOptions { method, epochs: 20, min_count: 1, ..Default::default() }
}

/// A tagger of persons (class 0) and places (class 1).
fn names_model(method: Method) -> Vec<u8> {
    let bilou = Bilou::new(2);
    let mut trainer = TaggerTrainer::with_constraints(bilou.labels(), options(method), |p, n| {
        bilou.allowed(p, n)
    });
    for (sentence, spans) in [
        ("Mr David Kato spoke in Kampala", vec![(1..3, 0), (5..6, 1)]),
        ("Mr Okello lives in Dar es Salaam", vec![(1..2, 0), (4..7, 1)]),
        ("voters in Lagos met Mr Femi Ade Kuti", vec![(2..3, 1), (5..8, 0)]),
    ] {
        let features = features(sentence);
        let labels = bilou.encode(features.len(), &spans);
        trainer.push(&features, &bits(&labels)).unwrap();
    }
    trainer.train()
}

#[track_caller]
fn check_names(model: &[u8], sentence: &str, expected: &[(std::ops::Range<usize>, u8)]) {
    let tagger = Tagger::from_bytes(model).unwrap();
    let mut scratch = TaggerScratch::new();
    let labels = tagger.decode(&features(sentence), &mut scratch);
    assert_eq!(Bilou::new(2).decode(labels).collect::<Vec<_>>(), expected, "{sentence}");
}

#[test]
fn a_small_pattern_is_learned() {
    for method in METHODS {
        let model = names_model(method);
        check_names(&model, "Mr David Kato spoke in Kampala", &[(1..3, 0), (5..6, 1)]);
        check_names(&model, "Mr Okello lives in Dar es Salaam", &[(1..2, 0), (4..7, 1)]);
        check_names(&model, "Mr Mensah spoke in Accra", &[(1..2, 0), (4..5, 1)]);
    }
}

#[test]
fn partial_masks_learn_the_distinction_from_the_rest() {
    const OUTSIDE: u8 = 0;
    const PLACE: u8 = 1;
    const FACILITY: u8 = 2;
    let coarse = 1 << PLACE | 1 << FACILITY;
    for method in METHODS {
        let mut trainer = TaggerTrainer::new(3, options(method));
        let out = 1 << OUTSIDE;
        for _ in 0..3 {
            trainer.push(&features("near Airport gates"), &[out, 1 << FACILITY, out]).unwrap();
            trainer.push(&features("flew to Lagos"), &[out, out, 1 << PLACE]).unwrap();
            // A corpus that does not tell the two apart, but has words that the other has not.
            trainer.push(&features("near Stadium gates"), &[out, coarse, out]).unwrap();
            trainer.push(&features("flew to Accra"), &[out, out, coarse]).unwrap();
        }
        let model = trainer.train();
        let tagger = Tagger::from_bytes(&model).unwrap();
        let mut scratch = TaggerScratch::new();
        let mut decode = |s: &str| tagger.decode(&features(s), &mut scratch).to_vec();
        assert_eq!(decode("near Stadium gates"), [OUTSIDE, FACILITY, OUTSIDE]);
        assert_eq!(decode("flew to Accra"), [OUTSIDE, OUTSIDE, PLACE]);
    }
}

#[test]
fn the_same_examples_and_seed_give_the_same_bytes() {
    for method in METHODS {
        assert_eq!(names_model(method), names_model(method));
    }
}

#[test]
fn several_trainings_give_the_mean_of_their_weights() {
    let train = |seed: u64, trainings: u32| {
        let method = Method::Crf { rate: 0.3, l2: 0.01 };
        let options = TaggerOptions { dropout: 0.5, seed, trainings, ..options(method) };
        let mut trainer = TaggerTrainer::new(2, options);
        trainer.push(&features("votes in Lagos"), &[1, 1, 2]).unwrap();
        trainer.push(&features("Lagos votes in May"), &[2, 1, 1, 1]).unwrap();
        trainer.train()
    };
    let weights = |model: &[u8]| -> Vec<f32> {
        let tagger = Tagger::from_bytes(model).unwrap();
        let mut scratch = TaggerScratch::new();
        let sums = tagger.sum(&features("Lagos votes"), &mut scratch).iter();
        let chain = tagger.chain.weights().as_chunks::<8>().0.iter();
        let units = sums.flat_map(|sums| [sums[0] as f32, sums[1] as f32]);
        units.chain(chain.flat_map(|row| [row[0], row[1]])).map(|sum| sum * tagger.unit).collect()
    };
    let single: Vec<Vec<f32>> = (1..=3).map(|seed| weights(&train(seed, 1))).collect();
    assert_ne!(single[0], single[1]);
    for (number, mean) in weights(&train(1, 3)).into_iter().enumerate() {
        let expected = single.iter().map(|weights| weights[number]).sum::<f32>() / 3.0;
        assert!((mean - expected).abs() < 0.05, "{number}: {mean}, not {expected}");
    }
    assert_eq!(train(1, 3), train(1, 3));
}

#[test]
fn rare_features_are_dropped() {
    let mut trainer = TaggerTrainer::new(2, TaggerOptions { min_count: 2, ..Default::default() });
    trainer.push(&features("Lagos votes"), &[2, 1]).unwrap();
    let model = trainer.train();
    let tagger = Tagger::from_bytes(&model).unwrap();
    let mut scratch = TaggerScratch::new();
    assert_eq!(tagger.sum(&features("Lagos votes"), &mut scratch), [[0; 64]; 2]);
}

#[test]
fn gold_that_no_path_can_follow_is_refused() {
    let bilou = Bilou::new(1);
    let mut trainer =
        TaggerTrainer::with_constraints(5, TaggerOptions::default(), |p, n| bilou.allowed(p, n));
    let sentence = features("Kato was killed");
    let refused = |trainer: &mut TaggerTrainer, gold: &[u8]| {
        trainer.push(&sentence, &bits(gold)).unwrap_err()
    };
    assert_eq!(refused(&mut trainer, &[0, 0]), GoldError::Length { tokens: 3, masks: 2 });
    assert_eq!(refused(&mut trainer, &[2, 0, 0]), GoldError::NoPath { token: 0 });
    assert_eq!(refused(&mut trainer, &[1, 4, 0]), GoldError::NoPath { token: 1 });
    assert_eq!(refused(&mut trainer, &[0, 0, 1]), GoldError::NoPath { token: 2 });
    assert!(trainer.is_empty());
    trainer.push(&Features::new(), &[]).unwrap();
    trainer.push(&sentence, &bits(&[4, 0, 0])).unwrap();
    assert_eq!(trainer.len(), 1);
}

#[test]
fn empty_sequences_have_no_labels() {
    let model = names_model(Method::Perceptron);
    let tagger = Tagger::from_bytes(&model).unwrap();
    let mut scratch = TaggerScratch::new();
    assert_eq!(tagger.decode(&Features::new(), &mut scratch), &[] as &[u8]);
    tagger.marginals(&mut scratch);
}

#[test]
fn damage_is_refused() {
    let mut trainer = TaggerTrainer::new(3, options(Method::Perceptron));
    trainer.push(&features("flew to Lagos"), &[1, 1, 2]).unwrap();
    check_refuses_damage(&trainer.train(), |bytes| {
        let tagger = Tagger::from_bytes(bytes)?;
        let mut scratch = TaggerScratch::new();
        tagger.decode(&features("flew to Accra"), &mut scratch);
        tagger.marginals(&mut scratch);
        Ok(())
    });
    assert_eq!(Tagger::from_bytes(&[]).unwrap_err(), ModelError::NotAModel);
    let other = crate::word_table::WordTableBuilder::new().finish();
    assert_eq!(Tagger::from_bytes(&other).unwrap_err(), ModelError::Kind);
}

/// A chain with random whole weights, a quarter of the transitions forbidden, and emissions.
fn random_chain(rng: &mut Rng, labels: usize, tokens: usize) -> (Chain, Vec<f32>) {
    let mut forbidden: Vec<bool> = (0..labels * labels).map(|_| rng.below(4) == 0).collect();
    (0..labels).for_each(|label| forbidden[label * labels + label] = false);
    let mut chain = Chain::new(labels, |prev, next| match (prev, next) {
        (Some(prev), Some(next)) => !forbidden[usize::from(prev) * labels + usize::from(next)],
        (Some(prev), None) => prev > 0 || labels == 1,
        _ => true,
    });
    for weight in chain.weights_mut() {
        if *weight > FORBIDDEN {
            *weight = (rng.signed_unit() * 6.0).round();
        }
    }
    chain.transpose();
    let emissions = (0..tokens * chain.stride()).map(|_| (rng.signed_unit() * 9.0).round());
    (chain, emissions.collect())
}

/// All paths with their scores, the last label changing fastest.
fn all_paths(chain: &Chain, emissions: &[f32]) -> Vec<(Vec<u8>, f32)> {
    let mut paths = vec![(Vec::new(), 0.0)];
    for row in emissions.chunks_exact(chain.stride()) {
        paths = paths
            .iter()
            .flat_map(|(path, score): &(Vec<u8>, f32)| {
                (0..chain.labels()).map(move |label| {
                    let step = chain.from(path.last().copied())[label] + row[label];
                    let mut path = path.clone();
                    path.push(label as u8);
                    (path, score + step)
                })
            })
            .collect();
    }
    for (path, score) in &mut paths {
        *score += path.last().map_or(0.0, |&label| chain.end()[usize::from(label)]);
    }
    paths.retain(|(_, score)| *score > FORBIDDEN / 2.0);
    paths
}

#[test]
fn viterbi_equals_brute_force() {
    let mut rng = Rng::new(5);
    for _ in 0..300 {
        let (labels, tokens) = (1 + rng.below(5), 1 + rng.below(5));
        let (chain, emissions) = random_chain(&mut rng, labels, tokens);
        let (mut best, mut path) = (Vec::new(), Vec::new());
        chain.viterbi(&emissions, &mut best, &mut path);
        let paths = all_paths(&chain, &emissions);
        let top = paths.iter().map(|(_, score)| *score).fold(f32::MIN, f32::max);
        let found = paths.iter().find(|(labels, _)| *labels == path);
        assert_eq!(found.map(|(_, score)| *score), Some(top), "{path:?}");
    }
}

#[test]
fn marginals_equal_brute_force() {
    let mut rng = Rng::new(6);
    for _ in 0..300 {
        let (labels, tokens) = (1 + rng.below(5), 1 + rng.below(5));
        let (chain, emissions) = random_chain(&mut rng, labels, tokens);
        let unit = 0.3;
        let mut factors = Factors::default();
        factors.set(&chain, unit);
        let mut sums = ForwardBackward::default();
        sums.run(&factors, &emissions, unit, |_| u64::MAX);
        let marginals = Marginals { labels, factors: &factors, sums: &sums };

        let paths = all_paths(&chain, &emissions);
        let weight = |score: f32| f64::from(score * unit).exp();
        let total: f64 = paths.iter().map(|(_, score)| weight(*score)).sum();
        let share = |within: &dyn Fn(&[u8]) -> bool| {
            let paths = paths.iter().filter(|(path, _)| within(path));
            (paths.map(|(_, score)| weight(*score)).sum::<f64>() / total) as f32
        };
        for token in 0..tokens {
            assert!((marginals.token(token).iter().sum::<f32>() - 1.0).abs() < 1e-4);
            for label in 0..labels as u8 {
                let expected = share(&|path| path[token] == label);
                assert!((marginals.label(token, label) - expected).abs() < 1e-4);
            }
        }
        let first = rng.below(tokens);
        let run: Vec<u8> =
            (first..=first + rng.below(tokens - first)).map(|_| rng.below(labels) as u8).collect();
        let expected = share(&|path| path[first..first + run.len()] == run);
        assert!((marginals.path(first, &run) - expected).abs() < 1e-4, "{first} {run:?}");
    }
}

/// The probability that the CRF reports for its gold masks, against that of all its paths.
#[test]
fn the_loss_of_the_first_step_is_that_of_equal_paths() {
    let mut trainer = TaggerTrainer::new(3, TaggerOptions { epochs: 1, ..options(Method::CRF) });
    trainer.push(&features("flew to Lagos"), &[0b001, 0b011, 0b100]).unwrap();
    let mut reported = 0.0;
    trainer.train_reporting(|epoch| reported = epoch.loss);
    assert!((reported - f64::ln(27.0 / 2.0)).abs() < 1e-4, "{reported}");
}

#[test]
fn calibration_tells_a_sure_tagger_how_often_it_errs() {
    // One feature decides between two labels and is wrong in a quarter of the held-out tokens.
    let one = |kind: u64| {
        let mut features = Features::new();
        features.push(hash3(1, kind, 0));
        features.end_token();
        features
    };
    let mut trainer = TaggerTrainer::new(2, options(Method::Perceptron));
    for _ in 0..20 {
        trainer.push(&one(0), &[1]).unwrap();
        trainer.push(&one(1), &[2]).unwrap();
    }
    let held_out: Vec<_> = (0..400)
        .map(|n| (one(n % 2), vec![if n % 8 < 6 { 1 << (n % 2) } else { 2 >> (n % 2) }]))
        .collect();
    let model = calibrate(trainer.train(), &held_out).unwrap();
    let tagger = Tagger::from_bytes(&model).unwrap();
    let mut scratch = TaggerScratch::new();
    for kind in [0, 1] {
        assert_eq!(tagger.decode(&one(kind), &mut scratch), [kind as u8]);
        let probability = tagger.marginals(&mut scratch).label(0, kind as u8);
        assert!((probability - 0.75).abs() < 0.03, "{probability}");
    }
    assert!(calibrate(b"CDLM".to_vec(), &held_out).is_err());
}
