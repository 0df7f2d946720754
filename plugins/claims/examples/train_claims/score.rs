//! How well scores put what is worth checking first, and whether they mean what they say.

use copydesk_learn::eval::average_precision;

/// A report on scored sentences: average precision, and precision, recall and F1 at `cut`.
pub fn report(seen: &[(f32, bool)], cut: f32) -> String {
    let count = |test: &dyn Fn(f32, bool) -> bool| {
        seen.iter().filter(|&&(score, worthy)| test(score, worthy)).count() as f64
    };
    let hits = count(&|score, worthy| score >= cut && worthy);
    let precision = hits / count(&|score, _| score >= cut).max(1.0);
    let recall = hits / count(&|_, worthy| worthy).max(1.0);
    format!(
        "average precision {:.2}, at {cut}: precision {:.2} recall {:.2} F1 {:.2}, of {} items",
        100.0 * average_precision(seen),
        100.0 * precision,
        100.0 * recall,
        200.0 * precision * recall / (precision + recall).max(1e-9),
        seen.len()
    )
}

/// Prints, for each tenth of the scale, the mean score and the share that is worth checking.
pub fn print_calibration(seen: &[(f32, bool)]) {
    println!("| score | items | mean score | worth checking |\n|---|---|---|---|");
    for tenth in 0..10 {
        let (low, high) = (tenth as f32 / 10.0, (tenth + 1) as f32 / 10.0);
        let inside: Vec<_> = seen
            .iter()
            .filter(|&&(score, _)| score >= low && (score < high || tenth == 9))
            .collect();
        if inside.is_empty() {
            continue;
        }
        let mean =
            inside.iter().map(|&&(score, _)| f64::from(score)).sum::<f64>() / inside.len() as f64;
        let share = inside.iter().filter(|item| item.1).count() as f64 / inside.len() as f64;
        println!("| {low:.1} to {high:.1} | {} | {mean:.2} | {share:.2} |", inside.len());
    }
}
