//! The minimum of a function of one number, for calibrations.

/// The place between `low` and `high` of the minimum of a function with one valley, to within 0.01
/// (golden-section search, Kiefer 1953).
pub(crate) fn golden_section(mut low: f32, mut high: f32, f: &mut impl FnMut(f32) -> f64) -> f32 {
    const RATIO: f32 = 0.618_034;
    let (mut left, mut right) = (high - RATIO * (high - low), low + RATIO * (high - low));
    let (mut at_left, mut at_right) = (f(left), f(right));
    while high - low > 0.02 {
        if at_left <= at_right {
            (high, right, at_right) = (right, left, at_left);
            left = high - RATIO * (high - low);
            at_left = f(left);
        } else {
            (low, left, at_left) = (left, right, at_right);
            right = low + RATIO * (high - low);
            at_right = f(right);
        }
    }
    (low + high) / 2.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_valley_is_found() {
        for place in [-3.9, -1.0, 0.3, 6.5] {
            let mut valley = |x: f32| f64::from((x - place).abs());
            assert!((golden_section(-4.0, 7.0, &mut valley) - place).abs() < 0.02);
        }
    }
}
