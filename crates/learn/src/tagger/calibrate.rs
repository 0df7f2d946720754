//! Fits the temperature at which a tagger's probabilities mean what they say.

use super::{TEMPERATURE_OFFSET, Tagger, TaggerScratch};
use crate::features::Features;
use crate::minimum::golden_section;
use crate::model::{ModelError, patch_f32};

/// Fits the temperature of a tagger on held-out sequences and returns the model with it.
///
/// A perceptron's scores have no scale of their own, and a CRF's tend to be too sure. Dividing them
/// by one number, chosen to make the held-out labels most likely (Guo et al. 2017), mends most of
/// that and leaves the best path as it is. `held_out` has the features and gold masks of sequences
/// that were not trained on; a few thousand tokens are enough. Sequences whose masks
/// are not one a token are left out, and with no tokens the model comes back as it was.
///
/// # Errors
///
/// When `model` is not a tagger's bytes.
pub fn calibrate(
    mut model: Vec<u8>,
    held_out: &[(Features, Vec<u64>)],
) -> Result<Vec<u8>, ModelError> {
    Tagger::from_bytes(&model)?;
    if held_out.iter().all(|(features, _)| features.is_empty()) {
        return Ok(model);
    }
    patch_f32(&mut model, TEMPERATURE_OFFSET, 1.0);
    let tagger = Tagger::from_bytes(&model)?;
    let mut scratch = TaggerScratch::new();
    let mut loss = |log_temperature: f32| {
        let tagger = tagger.at_temperature(log_temperature.exp());
        let mut loss = 0.0;
        for (features, masks) in held_out.iter().filter(|(f, masks)| f.len() == masks.len()) {
            tagger.decode(features, &mut scratch);
            let marginals = tagger.marginals(&mut scratch);
            for (token, mask) in masks.iter().enumerate() {
                let of_gold = marginals.token(token).iter().enumerate();
                let of_gold = of_gold.filter(|&(label, _)| mask >> label & 1 == 1);
                let probability: f32 = of_gold.map(|(_, probability)| probability).sum();
                // The floor keeps one gold label that the constraints rule out from deciding.
                loss -= f64::from(probability.max(1e-6).ln());
            }
        }
        loss
    };
    let temperature = golden_section(-4.0, 7.0, &mut loss).exp();
    patch_f32(&mut model, TEMPERATURE_OFFSET, temperature);
    Ok(model)
}

impl Tagger<'_> {
    /// The tagger with another temperature, if it is at 1.
    fn at_temperature(&self, temperature: f32) -> Self {
        let mut tagger = self.clone();
        tagger.unit /= temperature;
        tagger.factors.set(&tagger.chain, tagger.unit);
        tagger
    }
}
