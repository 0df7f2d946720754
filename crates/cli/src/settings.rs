//! What stages are told, in a configuration file or on the command line.
//!
//! The file has a table for each stage, whose keys are those of the stage's manifest:
//!
//! ```toml
//! [stages.summaries]
//! sentences = 2
//!
//! [stages.entities.names]
//! "Port Elsing Gazette" = "ORG"
//! ```
//!
//! Its other tables say how a run is kept safe from its stages: see [`safeguards`](crate::safeguards).

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;

use copydesk_pipeline::config::Setting;
use serde::Deserialize;
use serde_json::Value;
use toml::Spanned;

use crate::failure::Failure;

/// The file that is read where none is named.
pub const DEFAULT: &str = "copydesk.toml";

/// A table whose keys know their lines.
type Keys = BTreeMap<Spanned<String>, toml::Value>;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    stages: BTreeMap<String, Keys>,
    #[serde(default)]
    isolate: Keys,
    #[serde(default)]
    budget: Keys,
    #[serde(default)]
    budgets: BTreeMap<String, Keys>,
}

/// What a configuration file says, table by table.
#[derive(Default)]
pub struct Tables {
    /// What each stage is told.
    pub stages: Vec<(String, Setting)>,
    /// How stages are isolated.
    pub isolate: Vec<Setting>,
    /// The budget of each stage.
    pub budget: Vec<Setting>,
    /// The budgets of single stages.
    pub budgets: Vec<(String, Setting)>,
}

/// What stages are told in the file at `path`, or in the current folder's own if there is one.
///
/// # Errors
/// When a named file cannot be read, or it is not of the form above; with file and line.
pub fn from_file(path: Option<&Path>) -> Result<Vec<(String, Setting)>, Failure> {
    Ok(tables(path)?.stages)
}

/// All that is said in the file at `path`, or in the current folder's own if there is one.
///
/// # Errors
/// As for [`from_file`].
pub fn tables(path: Option<&Path>) -> Result<Tables, Failure> {
    let named = path.is_some();
    let path = path.unwrap_or(Path::new(DEFAULT));
    let text = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if !named && error.kind() == io::ErrorKind::NotFound => {
            return Ok(Tables::default());
        }
        Err(error) => return Err(Failure::at(path, &error)),
    };
    let origin = |at: usize| {
        format!("{}:{}", path.display(), 1 + text[..at.min(text.len())].matches('\n').count())
    };
    let file: File = toml::from_str(&text).map_err(|error| {
        let at = error.span().map_or(0, |span| span.start);
        Failure::new(format!("{}: {}", origin(at), error.message()))
    })?;
    let settings = |keys: Keys| {
        let setting = |(key, value): (Spanned<String>, _)| {
            let origin = origin(key.span().start);
            let folder = path.parent().unwrap_or(Path::new("")).to_owned();
            Setting { folder, ..Setting::new(&key.into_inner(), json(value), origin) }
        };
        keys.into_iter().map(setting).collect::<Vec<_>>()
    };
    let of_stages = |tables: BTreeMap<String, Keys>| {
        let of_stage = |(stage, keys): (String, _)| {
            settings(keys).into_iter().map(move |setting| (stage.clone(), setting))
        };
        tables.into_iter().flat_map(of_stage).collect()
    };
    Ok(Tables {
        stages: of_stages(file.stages),
        isolate: settings(file.isolate),
        budget: settings(file.budget),
        budgets: of_stages(file.budgets),
    })
}

/// The setting that was typed as `STAGE.KEY=VALUE`. A value that is no JSON is meant as words, so that
/// those need no quotation marks.
///
/// # Errors
/// When it is not of that form.
pub fn from_option(typed: &str) -> Result<(String, Setting), Failure> {
    let parts = typed.split_once('=').and_then(|(key, value)| Some((key.split_once('.')?, value)));
    let Some(((stage, key), value)) = parts else {
        return Err(Failure::new(format!(
            "--set {typed}: say STAGE.KEY=VALUE, as in summaries.sentences=2"
        )));
    };
    let value = serde_json::from_str(value).unwrap_or_else(|_| Value::String(value.to_owned()));
    Ok((stage.to_owned(), Setting::new(key, value, "--set")))
}

fn json(value: toml::Value) -> Value {
    match value {
        toml::Value::String(text) => Value::String(text),
        toml::Value::Integer(number) => number.into(),
        toml::Value::Float(number) => number.into(),
        toml::Value::Boolean(flag) => Value::Bool(flag),
        toml::Value::Datetime(time) => Value::String(time.to_string()),
        toml::Value::Array(items) => items.into_iter().map(json).collect(),
        toml::Value::Table(table) => {
            table.into_iter().map(|(key, value)| (key, json(value))).collect()
        }
    }
}
