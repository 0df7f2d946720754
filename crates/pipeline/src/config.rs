//! What the user tells a stage, checked against the stage's manifest before anything runs.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use copydesk_stage::{ConfigSpec, ConfigType, Manifest};
use serde_json::{Map, Value};

/// A value that the user gave for a key, and where: a place in a file, or an option.
#[derive(Clone, Debug, PartialEq)]
pub struct Setting {
    /// The key.
    pub key: String,
    /// The value.
    pub value: Value,
    /// Where it was said, for messages: "copydesk.toml:7", "--set".
    pub origin: String,
    /// The folder that the paths in it are relative to; empty for the current one.
    pub folder: PathBuf,
}

impl Setting {
    /// A setting whose paths are relative to the current folder.
    #[must_use]
    pub fn new(key: &str, value: Value, origin: impl Into<String>) -> Self {
        Self { key: key.to_owned(), value, origin: origin.into(), folder: PathBuf::new() }
    }
}

/// The whole configuration of a stage: what the user said, checked, over the manifest's defaults. Of
/// two settings of one key the later counts. In place of a file's path stands what is in it.
///
/// # Errors
/// An unknown key (with the nearest known one), a value of another type, one out of range, or a file
/// that cannot be read; in one sentence that begins with where it was said.
pub fn complete(manifest: &Manifest, said: &[Setting]) -> Result<Map<String, Value>, String> {
    fill(&format!("stage {}", manifest.name), &manifest.config, said)
}

/// Like [`complete`], for anything that is told things in this way; `owner` is what messages call it.
///
/// # Errors
/// As there.
pub fn fill(
    owner: &str,
    specs: &BTreeMap<String, ConfigSpec>,
    said: &[Setting],
) -> Result<Map<String, Value>, String> {
    let default = |(key, spec): (&String, &ConfigSpec)| (key.clone(), spec.default.clone());
    let mut config: Map<String, Value> = specs.iter().map(default).collect();
    for Setting { key, value, origin, folder } in said {
        let Some(spec) = specs.get(key) else {
            let known = specs.keys().map(String::as_str);
            let hint = match nearest(key, known.clone()) {
                Some(near) => format!("did you mean {near:?}?"),
                None if specs.is_empty() => "it can be told nothing".to_owned(),
                None => format!("it knows {}", known.collect::<Vec<_>>().join(", ")),
            };
            return Err(format!("{origin}: {owner} has no key {key:?}; {hint}"));
        };
        check(spec, value)
            .map_err(|what| format!("{origin}: {key:?} of {owner} {what}, not {value}"))?;
        let value = match (spec.kind, value.as_str()) {
            (ConfigType::File, Some(path)) => read(&folder.join(path))
                .map_err(|what| format!("{origin}: {key:?} of {owner}: {what}"))?
                .into(),
            _ => value.clone(),
        };
        config.insert(key.clone(), value);
    }
    Ok(config)
}

/// What a stage says of a file that it was told, with the file's path: the stage knows only what is in it, and
/// names the key, first of all.
pub(crate) fn with_file(manifest: &Manifest, said: &[Setting], message: &str) -> String {
    let is_file =
        |key: &str| manifest.config.get(key).is_some_and(|spec| spec.kind == ConfigType::File);
    for Setting { key, value, folder, .. } in said.iter().rev().filter(|said| is_file(&said.key)) {
        if let (Some(rest), Some(path)) = (message.strip_prefix(key.as_str()), value.as_str())
            && !rest.starts_with(|c: char| c.is_alphanumeric() || c == '_')
        {
            return format!("{key} ({}){rest}", folder.join(path).display());
        }
    }
    message.to_owned()
}

/// The text of a file, without a byte order mark.
fn read(path: &Path) -> Result<String, String> {
    let bytes = fs::read(path).map_err(|error| format!("{}: {error}", path.display()))?;
    let text = String::from_utf8(bytes).map_err(|error| {
        let line = 1 + error.as_bytes()[..error.utf8_error().valid_up_to()]
            .iter()
            .filter(|&&byte| byte == b'\n')
            .count();
        format!("{}:{line}: is not UTF-8; save it as that", path.display())
    })?;
    Ok(text.strip_prefix('\u{feff}').map_or_else(|| text.clone(), str::to_owned))
}

/// Says what the value should be, when it is not.
fn check(spec: &ConfigSpec, value: &Value) -> Result<(), String> {
    let fits = match spec.kind {
        ConfigType::Text | ConfigType::File => value.is_string(),
        ConfigType::Integer => value.is_i64() || value.is_u64(),
        ConfigType::Number => value.is_number(),
        ConfigType::Boolean => value.is_boolean(),
        ConfigType::Texts => {
            value.as_array().is_some_and(|items| items.iter().all(Value::is_string))
        }
        ConfigType::Table => {
            value.as_object().is_some_and(|table| table.values().all(Value::is_string))
        }
    };
    if !fits {
        return Err(format!(
            "takes {}",
            match spec.kind {
                ConfigType::Text => "words",
                ConfigType::File => "the path of a file",
                ConfigType::Integer => "a whole number",
                ConfigType::Number => "a number",
                ConfigType::Boolean => "true or false",
                ConfigType::Texts => "an array of words",
                ConfigType::Table => "a table of words",
            }
        ));
    }
    if let Some(number) = value.as_f64()
        && (spec.minimum.is_some_and(|least| number < least)
            || spec.maximum.is_some_and(|most| number > most))
    {
        let bound = |bound: Option<f64>, word: &str| bound.map(|bound| format!("{word} {bound}"));
        let bounds: Vec<_> = [bound(spec.minimum, "at least"), bound(spec.maximum, "at most")]
            .into_iter()
            .flatten()
            .collect();
        return Err(format!("takes {}", bounds.join(" and ")));
    }
    if let Some(word) = value.as_str()
        && !spec.values.is_empty()
        && !spec.values.iter().any(|known| known == word)
    {
        return Err(format!("takes one of {}", spec.values.join(", ")));
    }
    Ok(())
}

/// What to say of a name that is none of those known: the nearest that is, or else all of them.
pub fn hint(name: &str, known: &[&str]) -> String {
    match nearest(name, known.iter().copied()) {
        _ if known.is_empty() => "none was found".to_owned(),
        Some(near) => format!("did you mean {near:?}?"),
        None => format!("there are {}", known.join(", ")),
    }
}

/// The known word that is nearest to `word`, if one is near: within a third of its length in
/// Levenshtein's edits.
#[must_use]
pub fn nearest<'a>(word: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let most = (word.chars().count() / 3).max(1);
    known
        .map(|other| (edits(word, other), other))
        .filter(|(distance, _)| *distance <= most)
        .min()
        .map(|(_, other)| other)
}

/// Levenshtein's distance in characters.
fn edits(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let replaced = diagonal + usize::from(x != *y);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn manifest() -> Manifest {
        Manifest::parse(
            r#"{"abi":1,"name":"summaries","version":"0.1.0","description":"","provides":[{"layer":"summary","description":""}],
                "config":{"sentences":{"type":"integer","default":3,"minimum":1,"maximum":50,"description":""},
                          "order":{"type":"text","default":"article","values":["article","rank"],"description":""}}}"#,
        )
        .unwrap()
    }

    fn told(json: &str) -> Result<String, String> {
        let said: Map<String, Value> = serde_json::from_str(json).unwrap();
        let setting = |(key, value): (String, _)| Setting::new(&key, value, "--set");
        let said: Vec<_> = said.into_iter().map(setting).collect();
        complete(&manifest(), &said).map(|whole| Value::Object(whole).to_string())
    }

    #[test]
    fn defaults_are_filled_in() {
        assert_eq!(told(r#"{"sentences":2}"#).unwrap(), r#"{"order":"article","sentences":2}"#);
    }

    #[test]
    fn each_mistake_is_one_sentence() {
        for (json, message) in [
            (
                r#"{"sentenses":2}"#,
                r#"stage summaries has no key "sentenses"; did you mean "sentences"?"#,
            ),
            (
                r#"{"colour":2}"#,
                r#"stage summaries has no key "colour"; it knows order, sentences"#,
            ),
            (
                r#"{"sentences":2.5}"#,
                r#""sentences" of stage summaries takes a whole number, not 2.5"#,
            ),
            (
                r#"{"sentences":0}"#,
                r#""sentences" of stage summaries takes at least 1 and at most 50, not 0"#,
            ),
            (
                r#"{"order":"up"}"#,
                r#""order" of stage summaries takes one of article, rank, not "up""#,
            ),
        ] {
            assert_eq!(told(json).unwrap_err(), format!("--set: {message}"));
        }
    }
}
