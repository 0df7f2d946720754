//! The order in which stages run: it follows from the layers that they require and provide.

use std::collections::BTreeMap;

use copydesk_stage::Manifest;

use crate::{Error, config};

/// Puts stages in an order in which each comes after those whose layers it uses. Returns places in
/// `stages`. Stages that do not depend on each other keep the order of their names, so that the
/// result does not hang on how they were found.
///
/// # Errors
/// Two stages of one name, two providers of one layer, a required layer that nobody provides, or a
/// circle.
pub fn order(stages: &[&Manifest]) -> Result<Vec<usize>, Error> {
    let mut by_name: BTreeMap<&str, usize> = BTreeMap::new();
    let mut provider: BTreeMap<&str, usize> = BTreeMap::new();
    for (place, stage) in stages.iter().enumerate() {
        if by_name.insert(&stage.name, place).is_some() {
            return Err(Error::Plan(format!(
                "there are two different stages called {:?}; leave one of their libraries out of the search path",
                stage.name
            )));
        }
        for spec in &stage.provides {
            if let Some(other) = provider.insert(&spec.layer, place) {
                return Err(Error::Plan(format!(
                    "both stage {} and stage {} provide layer {:?}; leave one out with --without {}",
                    stages[other].name, stage.name, spec.layer, stage.name
                )));
            }
        }
    }
    let mut order = Vec::new();
    let mut state = vec![State::New; stages.len()];
    for &place in by_name.values() {
        visit(place, stages, &provider, &mut state, &mut order, &mut Vec::new())?;
    }
    Ok(order)
}

/// The stages named in `wanted` and those whose layers they require, directly or not. Returns places
/// in `stages`, ascending. Optional layers bring no stage in.
///
/// # Errors
/// When a wanted stage is not there.
pub fn closure(stages: &[&Manifest], wanted: &[String]) -> Result<Vec<usize>, Error> {
    let find = |name: &str| {
        stages
            .iter()
            .position(|stage| stage.name == name)
            .ok_or_else(|| unknown_stage(name, stages))
    };
    let mut chosen = vec![false; stages.len()];
    let mut open: Vec<usize> = wanted.iter().map(|name| find(name)).collect::<Result<_, _>>()?;
    while let Some(place) = open.pop() {
        if std::mem::replace(&mut chosen[place], true) {
            continue;
        }
        for layer in &stages[place].requires {
            open.extend(stages.iter().position(|stage| stage.layer(layer).is_some()));
        }
    }
    Ok((0..stages.len()).filter(|&place| chosen[place]).collect())
}

/// Makes sure that no stage of those that are left lacks a layer because the stage that makes it was left out,
/// or one that this needs.
///
/// # Errors
/// When some do; all of them are named, so that nobody has to try again for each.
pub(crate) fn nothing_lacks(
    left: &[&Manifest],
    all: &[&Manifest],
    without: &[String],
) -> Result<(), Error> {
    let mut works: Vec<&Manifest> = left.to_vec();
    let mut lacking: Vec<&str> = Vec::new();
    let mut needed: Vec<&str> = Vec::new();
    // Without these, others lack what these make.
    loop {
        let makes = |stages: &[&Manifest], layer: &str| {
            stages.iter().any(|stage| stage.layer(layer).is_some())
        };
        let (lacks, rest): (Vec<_>, Vec<_>) = works.iter().copied().partition(|stage| {
            stage.requires.iter().any(|layer| !makes(&works, layer) && makes(all, layer))
        });
        if lacks.is_empty() {
            break;
        }
        for stage in &lacks {
            let made = |maker: &&&Manifest| {
                without.contains(&maker.name)
                    && stage.requires.iter().any(|layer| maker.layer(layer).is_some())
            };
            needed.extend(all.iter().filter(made).map(|maker| maker.name.as_str()));
        }
        lacking.extend(lacks.iter().map(|stage| stage.name.as_str()));
        works = rest;
    }
    if lacking.is_empty() {
        return Ok(());
    }
    lacking.sort_unstable();
    needed.sort_unstable();
    needed.dedup();
    let out: Vec<_> = without.iter().map(String::as_str).chain(lacking.iter().copied()).collect();
    Err(Error::Plan(format!(
        "{} {} {}, which --without leaves out; leave out what needs it too: --without {}",
        lacking.join(", "),
        if lacking.len() == 1 { "needs" } else { "need" },
        needed.join(", "),
        out.join(",")
    )))
}

/// The error for a stage that is not there, with the nearest that is.
pub(crate) fn unknown_stage(name: &str, stages: &[&Manifest]) -> Error {
    let names: Vec<_> = stages.iter().map(|stage| stage.name.as_str()).collect();
    let hint = config::hint(name, &names);
    Error::Plan(format!("there is no stage {name:?}; {hint}"))
}

#[derive(Clone, Copy, PartialEq)]
enum State {
    New,
    Open,
    Done,
}

/// Depth first: a stage's providers before the stage. `path` is how the search came here.
fn visit(
    place: usize,
    stages: &[&Manifest],
    provider: &BTreeMap<&str, usize>,
    state: &mut [State],
    order: &mut Vec<usize>,
    path: &mut Vec<usize>,
) -> Result<(), Error> {
    if state[place] == State::Done {
        return Ok(());
    }
    path.push(place);
    if state[place] == State::Open {
        let start = path.iter().position(|&other| other == place).unwrap_or(0);
        let circle: Vec<_> =
            path[start..].iter().map(|&stage| stages[stage].name.as_str()).collect();
        return Err(Error::Plan(format!(
            "the stages need each other in a circle: {}; leave one out with --without",
            circle.join(" needs ")
        )));
    }
    state[place] = State::Open;
    let stage = stages[place];
    for layer in &stage.requires {
        let Some(&needed) = provider.get(layer.as_str()) else {
            return Err(Error::Plan(format!(
                "stage {} requires layer {layer:?}, which no stage provides; add one that does to the search path, or use --without {}",
                stage.name, stage.name
            )));
        };
        visit(needed, stages, provider, state, order, path)?;
    }
    for layer in &stage.optional {
        if let Some(&useful) = provider.get(layer.as_str()) {
            visit(useful, stages, provider, state, order, path)?;
        }
    }
    path.pop();
    state[place] = State::Done;
    order.push(place);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stage(name: &str, requires: &[&str], optional: &[&str], provides: &[&str]) -> Manifest {
        let provides: Vec<_> = provides
            .iter()
            .map(|layer| serde_json::json!({"layer": layer, "description": ""}))
            .collect();
        let json = serde_json::json!({
            "abi": 1, "name": name, "version": "0.1.0", "description": "",
            "requires": requires, "optional": optional, "provides": provides,
        });
        Manifest::parse(&json.to_string()).unwrap()
    }

    fn names(stages: &[Manifest]) -> Result<Vec<&str>, String> {
        let places =
            order(&stages.iter().collect::<Vec<_>>()).map_err(|error| error.to_string())?;
        Ok(places.into_iter().map(|place| stages[place].name.as_str()).collect())
    }

    #[test]
    fn the_order_follows_the_layers_and_then_the_names() {
        let stages = [
            stage("summaries", &["sentence"], &["claim"], &["summary"]),
            stage("claims", &["sentence", "quote"], &[], &["claim"]),
            stage("quotes", &["token"], &[], &["quote"]),
            stage("segments", &[], &[], &["sentence", "token"]),
            stage("a-last-look", &["summary"], &[], &["look"]),
        ];
        let expected = ["segments", "quotes", "claims", "summaries", "a-last-look"];
        assert_eq!(names(&stages).unwrap(), expected);
        let reversed: Vec<_> = stages.iter().rev().cloned().collect();
        assert_eq!(names(&reversed).unwrap(), expected);
    }

    #[test]
    fn what_does_not_fit_is_said_in_one_sentence() {
        let circle = [stage("a", &["y"], &[], &["x"]), stage("b", &["x"], &[], &["y"])];
        assert_eq!(
            names(&circle).unwrap_err(),
            "the stages need each other in a circle: a needs b needs a; leave one out with --without"
        );
        let whole = [
            stage("segments", &[], &[], &["sentence"]),
            stage("quotes", &["sentence"], &[], &["quote"]),
            stage("claims", &["quote"], &[], &["claim"]),
            stage("weather", &[], &[], &["wind"]),
        ];
        let whole: Vec<_> = whole.iter().collect();
        assert!(nothing_lacks(&whole, &whole, &[]).is_ok());
        assert_eq!(
            nothing_lacks(&whole[1..], &whole, &["segments".to_owned()]).unwrap_err().to_string(),
            "claims, quotes need segments, which --without leaves out; leave out what needs it too: --without segments,claims,quotes"
        );
        let alone = [stage("quotes", &["entity"], &[], &["quote"])];
        assert!(
            names(&alone)
                .unwrap_err()
                .starts_with("stage quotes requires layer \"entity\", which no stage provides")
        );
        let rivals = [stage("a", &[], &[], &["quote"]), stage("b", &[], &[], &["quote"])];
        assert!(
            names(&rivals)
                .unwrap_err()
                .starts_with("both stage a and stage b provide layer \"quote\"")
        );
        let twins = [stage("a", &[], &[], &["x"]), stage("a", &[], &[], &["y"])];
        assert!(
            names(&twins).unwrap_err().starts_with("there are two different stages called \"a\"")
        );
    }

    #[test]
    fn a_wanted_stage_brings_what_it_requires_but_not_what_it_may_use() {
        let stages = [
            stage("segments", &[], &[], &["sentence"]),
            stage("claims", &["sentence"], &[], &["claim"]),
            stage("summaries", &["sentence"], &["claim"], &["summary"]),
        ];
        let stages: Vec<_> = stages.iter().collect();
        assert_eq!(closure(&stages, &["summaries".to_owned()]).unwrap(), [0, 2]);
        let error = closure(&stages, &["summary".to_owned()]).unwrap_err().to_string();
        assert_eq!(error, "there is no stage \"summary\"; there are segments, claims, summaries");
    }
}
