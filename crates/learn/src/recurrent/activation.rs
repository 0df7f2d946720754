//! The units' activation functions, of sums and products alone, so that they are vector instructions and the
//! same on every machine.

/// The Padé approximant of the hyperbolic tangent, x(27 + x²) ÷ (27 + 9x²), which comes to 1 with slope 0
/// at 3 and stays there. It is off by up to 0.024, which makes no difference to a net that was trained with it.
#[inline(always)]
pub(super) fn tanh(x: f32) -> f32 {
    let x = x.clamp(-3.0, 3.0);
    let square = x * x;
    x * (27.0 + square) / (27.0 + 9.0 * square)
}

/// The slope of [`tanh`] at `x`.
#[inline(always)]
pub(super) fn tanh_slope(x: f32) -> f32 {
    let square = (x * x).min(9.0);
    let root = (9.0 - square) / (9.0 + 3.0 * square);
    root * root
}

/// The logistic function by [`tanh`]: 0 to 1.
#[inline(always)]
pub(super) fn sigmoid(x: f32) -> f32 {
    0.5 + 0.5 * tanh(0.5 * x)
}

/// The slope of [`sigmoid`] at `x`.
#[inline(always)]
pub(super) fn sigmoid_slope(x: f32) -> f32 {
    0.25 * tanh_slope(0.5 * x)
}
