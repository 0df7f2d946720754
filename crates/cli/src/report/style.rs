//! Holds the colours of site/style.css to what readers need: the contrast that WCAG 2.2 asks for at level
//! AA, and sorts of names that stay apart for colour-blind eyes.

type Colour = [f64; 3];

/// The colours by name, in the light theme (0) or the dark one (1).
fn colours(theme: usize) -> Vec<(&'static str, Colour)> {
    let line = |line: &'static str| {
        let (name, value) = line.trim().split_once(": light-dark(#")?;
        let hex = value.trim_end_matches(");").split(", #").nth(theme)?;
        let of = |at| f64::from(u8::from_str_radix(&hex[at..at + 2], 16).unwrap()) / 255.0;
        Some((name, [of(0), of(2), of(4)]))
    };
    include_str!("site/style.css").lines().filter_map(line).collect()
}

fn of(theme: usize, name: &str) -> Colour {
    let all = colours(theme);
    assert!(all.len() > 20, "{} colours were read", all.len());
    all.into_iter().find(|(known, _)| *known == name).unwrap_or_else(|| panic!("{name}")).1
}

/// Without the correction for screens.
fn linear(colour: Colour) -> Colour {
    colour.map(|c| if c <= 0.04045 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) })
}

fn times(matrix: [Colour; 3], colour: Colour) -> Colour {
    matrix.map(|row| row.iter().zip(colour).map(|(one, other)| one * other).sum())
}

/// The contrast ratio of WCAG 2.2.
fn contrast(one: Colour, other: Colour) -> f64 {
    let luminance = |colour| {
        let [r, g, b] = linear(colour);
        0.2126 * r + 0.7152 * g + 0.0722 * b
    };
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

#[test]
fn words_stand_out_from_what_is_behind_them() {
    let names = ["--person", "--org", "--place", "--other", "--panel"];
    let shades = ["--shade-1", "--shade-2", "--shade-3", "--shade-4"];
    let series = ["--series-0", "--series-1", "--series-2", "--series-3", "--series-4"];
    for theme in [0, 1] {
        let hold = |front: &str, back: &str, least: f64| {
            let ratio = contrast(of(theme, front), of(theme, back));
            assert!(ratio >= least, "{front} on {back}, theme {theme}: {ratio:.2}");
        };
        for front in ["--ink", "--quiet", "--link", "--quote"] {
            for back in ["--paper", "--panel"] {
                hold(front, back, 4.5);
            }
        }
        for back in names.into_iter().chain(["--pen"]) {
            hold("--ink", back, 4.5);
            // Names in quotes.
            hold("--quote", back, 4.5);
        }
        shades.iter().for_each(|back| hold("--ink", back, 4.5));
        // What is no text needs less.
        for front in series.into_iter().chain(["--bar", "--claim"]) {
            hold(front, "--paper", 3.0);
        }
    }
}

/// How far apart two colours are to the eye (CIE 1976); 2.3 can just be told apart.
fn distance(one: Colour, other: Colour) -> f64 {
    let lab = |colour: Colour| {
        // To XYZ under daylight (D65), by its white.
        let xyz = times(
            [[0.4339, 0.3762, 0.1899], [0.2126, 0.7152, 0.0722], [0.0177, 0.1095, 0.8728]],
            colour,
        );
        let [x, y, z] =
            xyz.map(|v| if v > 0.008_856 { v.cbrt() } else { 7.787 * v + 16.0 / 116.0 });
        [116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)]
    };
    let (one, other) = (lab(one), lab(other));
    one.iter().zip(other).map(|(a, b)| (a - b).powi(2)).sum::<f64>().sqrt()
}

#[test]
fn colours_stay_apart_for_colour_blind_eyes() {
    // As eyes without one of the three sorts of cones see them: Machado, Oliveira and Fernandes 2009.
    let eyes: [(&str, [Colour; 3]); 4] = [
        ("all cones", [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]),
        (
            "no long",
            [
                [0.152_286, 1.052_583, -0.204_868],
                [0.114_503, 0.786_281, 0.099_216],
                [-0.003_882, -0.048_116, 1.051_998],
            ],
        ),
        (
            "no middle",
            [
                [0.367_322, 0.860_646, -0.227_968],
                [0.280_085, 0.672_501, 0.047_413],
                [-0.011_820, 0.042_940, 0.968_881],
            ],
        ),
        (
            "no short",
            [
                [1.255_528, -0.076_749, -0.178_779],
                [-0.078_411, 0.930_809, 0.147_602],
                [0.004_733, 0.691_367, 0.303_900],
            ],
        ),
    ];
    let sets: [&[&str]; 2] = [
        &["--person", "--org", "--place", "--other", "--paper"],
        &["--series-0", "--series-1", "--series-2", "--series-3", "--series-4"],
    ];
    for (eye, matrix) in eyes {
        for (theme, set) in [0, 1].into_iter().flat_map(|theme| sets.map(|set| (theme, set))) {
            let seen =
                |name: &str| times(matrix, linear(of(theme, name))).map(|c| c.clamp(0.0, 1.0));
            for (at, one) in set.iter().enumerate() {
                for other in &set[at + 1..] {
                    let apart = distance(seen(one), seen(other));
                    assert!(apart > 7.0, "{one} and {other}, theme {theme}, {eye}: {apart:.1}");
                }
            }
        }
    }
}
