//! `copydesk plugin new`: a folder with a stage that builds, passes its own test and the check, and
//! runs.
//!
//! The templates beside this file are a real stage called `my-stage`; a new one is a copy of it with
//! the name changed.

use std::env;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use copydesk_pipeline::search::SearchPath;

use crate::failure::{Failure, Outcome};

#[derive(Debug, Args)]
pub struct NewArguments {
    /// The stage's name: lower-case letters and digits, with hyphens between words
    pub name: String,
    /// The language to write it in
    #[arg(long, value_enum, default_value_t = Language::Rust)]
    pub lang: Language,
    /// The folder to make its folder in
    #[arg(long, value_name = "FOLDER", default_value = ".")]
    pub into: PathBuf,
    /// The SDK's folder (crates/stage of a copydesk checkout), in place of the registry's release
    #[arg(long, value_name = "FOLDER")]
    pub sdk: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Language {
    /// A crate with the SDK
    Rust,
    /// One C file with the header and a Makefile
    C,
}

/// Makes the folder, whole or not at all, and says what to do next.
pub fn new(arguments: &NewArguments) -> Result<Outcome, Failure> {
    let name = arguments.name.as_str();
    check_name(name)?;
    check_free(name)?;
    let folder = if arguments.into == Path::new(".") {
        PathBuf::from(name)
    } else {
        arguments.into.join(name)
    };
    if folder.symlink_metadata().is_ok() {
        return Err(Failure::new(format!(
            "{} is there already; choose another name, or another folder with --into",
            folder.display()
        )));
    }
    if !arguments.into.is_dir() {
        return Err(Failure::new(format!(
            "{}: there is no such folder to make it in",
            arguments.into.display()
        )));
    }
    let sdk = Sdk::find(arguments.sdk.as_deref())?;
    let files = match arguments.lang {
        Language::Rust => rust(name, &sdk),
        Language::C => c(name),
    };
    write_whole(&folder, &files)?;

    let library = library(name, arguments.lang);
    anstream::eprintln!("made {}", folder.display());
    if arguments.lang == Language::Rust {
        anstream::eprintln!("it takes copydesk-stage {}", sdk.said());
    }
    anstream::eprintln!("next:\n    cd {}", folder.display());
    match arguments.lang {
        Language::Rust => anstream::eprintln!("    cargo test\n    cargo build --release"),
        Language::C => anstream::eprintln!("    make"),
    }
    anstream::eprintln!(
        "    copydesk plugin check {library}\n    copydesk show --plugin-path {library} ARTICLE"
    );
    Ok(Outcome::Done)
}

/// The longest name: it becomes part of file names and symbols.
const LONGEST: usize = 60;

/// Refuses what could not be a stage's, a crate's and a file's name at once.
fn check_name(name: &str) -> Result<(), Failure> {
    let well_formed = |part: &str| {
        !part.is_empty() && part.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit())
    };
    let starts = name.starts_with(|c: char| c.is_ascii_lowercase());
    if !starts || !name.split('-').all(well_formed) || name.len() > LONGEST {
        return Err(Failure::new(format!(
            "{name:?} is no name for a stage: up to {LONGEST} lower-case letters and digits, with single hyphens between words, starting with a letter, as in quoted-money"
        )));
    }
    // Cargo builds no library of these names.
    const RESERVED: [&str; 58] = [
        "abstract",
        "alloc",
        "as",
        "async",
        "await",
        "become",
        "box",
        "break",
        "build",
        "const",
        "continue",
        "core",
        "crate",
        "deps",
        "do",
        "dyn",
        "else",
        "enum",
        "examples",
        "extern",
        "false",
        "final",
        "fn",
        "for",
        "gen",
        "if",
        "impl",
        "in",
        "incremental",
        "let",
        "loop",
        "macro",
        "match",
        "mod",
        "move",
        "mut",
        "override",
        "priv",
        "proc-macro",
        "pub",
        "ref",
        "return",
        "self",
        "static",
        "std",
        "struct",
        "super",
        "test",
        "trait",
        "true",
        "try",
        "type",
        "typeof",
        "unsafe",
        "unsized",
        "use",
        "virtual",
        "where",
    ];
    if RESERVED.contains(&name) || ["while", "yield", "my-stage", "serde", "insta"].contains(&name)
    {
        return Err(Failure::new(format!(
            "{name:?} means something else to the compiler; choose another name"
        )));
    }
    Ok(())
}

/// Refuses a name that a stage on the search path has, or whose layer one makes: the two could not
/// run together.
fn check_free(name: &str) -> Result<(), Failure> {
    // Libraries that cannot be used are the business of the commands that use them.
    let known = SearchPath::standard(&[]).find().unwrap_or_default();
    for library in known {
        let manifest = &library.manifest;
        let what = if manifest.name == name {
            "there is a stage"
        } else if manifest.layer(&snake(name)).is_some() {
            "a stage makes a layer"
        } else {
            continue;
        };
        return Err(Failure::new(format!(
            "{what} of the name {name:?} already: {} {} ({}); choose another name",
            manifest.name,
            manifest.version,
            library.path.display()
        )));
    }
    Ok(())
}

/// Where a new crate takes the SDK from.
enum Sdk {
    Registry,
    Folder(PathBuf),
}

impl Sdk {
    /// The folder that was named, or the one of the checkout that this program was built in, or the
    /// registry.
    fn find(named: Option<&Path>) -> Result<Self, Failure> {
        if let Some(folder) = named {
            if !is_sdk(folder) {
                return Err(Failure::new(format!(
                    "{} is not the SDK's folder: it should be crates/stage of a copydesk checkout",
                    folder.display()
                )));
            }
            let folder = fs::canonicalize(folder).map_err(|error| Failure::at(folder, &error))?;
            return Ok(Self::Folder(folder));
        }
        let program = env::current_exe().and_then(fs::canonicalize).ok();
        let above = program.iter().flat_map(|path| path.ancestors().skip(1));
        let found = above.map(|folder| folder.join("crates/stage")).find(|folder| is_sdk(folder));
        Ok(found.map_or(Self::Registry, Self::Folder))
    }

    /// As a dependency's table has it, without the braces.
    fn requirement(&self) -> String {
        match self {
            Self::Registry => format!("version = \"{}\"", env!("CARGO_PKG_VERSION")),
            // A TOML string has JSON's escapes.
            Self::Folder(folder) => {
                format!("path = {}", serde_json::Value::from(folder.to_string_lossy()))
            }
        }
    }

    fn said(&self) -> String {
        match self {
            Self::Registry => format!(
                "{} from the registry (--sdk FOLDER takes a checkout's crates/stage)",
                env!("CARGO_PKG_VERSION")
            ),
            Self::Folder(folder) => format!("from {}", folder.display()),
        }
    }
}

fn is_sdk(folder: &Path) -> bool {
    fs::read_to_string(folder.join("Cargo.toml"))
        .is_ok_and(|manifest| manifest.contains("name = \"copydesk-stage\""))
}

/// A file of the new folder: its path there and what stands in it.
type NewFile = (String, String);

fn rust(name: &str, sdk: &Sdk) -> Vec<NewFile> {
    let files = [
        ("Cargo.toml", include_str!("templates/rust/Cargo.toml.in")),
        ("stage.json", include_str!("templates/rust/stage.json")),
        ("src/lib.rs", include_str!("templates/rust/lib.rs")),
        ("README.md", include_str!("templates/rust/README.md")),
        (".gitignore", include_str!("templates/rust/gitignore")),
    ];
    let mut files = renamed(&files, name);
    files[0].1 = files[0].1.replace("{ SDK", &format!("{{ {}", sdk.requirement()));
    files
}

fn c(name: &str) -> Vec<NewFile> {
    let header = include_str!("../../../../stage/include/copydesk_stage.h");
    let files = [
        ("my_stage.c", include_str!("templates/c/my_stage.c")),
        ("Makefile", include_str!("templates/c/Makefile")),
        ("README.md", include_str!("templates/c/README.md")),
        ("tests/article.txt", include_str!("templates/c/article.txt")),
        ("tests/article.snap", include_str!("templates/c/article.snap")),
        (".gitignore", include_str!("templates/c/gitignore")),
    ];
    let mut files = renamed(&files, name);
    files.push(("copydesk_stage.h".to_owned(), header.to_owned()));
    files
}

/// The template's files with the stage's name in place of the template's.
fn renamed(files: &[(&str, &str)], name: &str) -> Vec<NewFile> {
    let rename = |text: &str| {
        text.replace("my-stage", name)
            .replace("my_stage", &snake(name))
            .replace("MyStage", &camel(name))
    };
    files.iter().map(|(path, text)| (rename(path), rename(text))).collect()
}

/// `quoted-money` as `quoted_money`.
fn snake(name: &str) -> String {
    name.replace('-', "_")
}

/// `quoted-money` as `QuotedMoney`.
fn camel(name: &str) -> String {
    name.split('-')
        .flat_map(|part| {
            let (first, rest) = part.split_at(1);
            [first.to_ascii_uppercase(), rest.to_owned()]
        })
        .collect()
}

/// Where the new folder's build puts the library.
fn library(name: &str, language: Language) -> String {
    let (prefix, ending) = (env::consts::DLL_PREFIX, env::consts::DLL_SUFFIX);
    match language {
        Language::Rust => format!("target/release/{prefix}{}{ending}", snake(name)),
        Language::C => format!("lib{}{ending}", snake(name)),
    }
}

/// Writes the files aside and renames the folder into its place, so that nothing half-written is ever
/// left there.
fn write_whole(folder: &Path, files: &[NewFile]) -> Result<(), Failure> {
    let name = folder.file_name().unwrap_or_default().to_string_lossy();
    let partial = folder.with_file_name(format!(".{name}.{}.partial", std::process::id()));
    let written = write_files(&partial, files)
        .and_then(|()| fs::rename(&partial, folder).map_err(|error| Failure::at(folder, &error)));
    if written.is_err() {
        let _ = fs::remove_dir_all(&partial);
    }
    written
}

fn write_files(folder: &Path, files: &[NewFile]) -> Result<(), Failure> {
    let fail = |path: &Path| {
        let path = path.to_owned();
        move |error: io::Error| Failure::at(&path, &error)
    };
    fs::create_dir(folder).map_err(fail(folder))?;
    for (path, text) in files {
        let path = folder.join(path);
        if let Some(above) = path.parent() {
            fs::create_dir_all(above).map_err(fail(above))?;
        }
        fs::write(&path, text).map_err(fail(&path))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_taken_or_refused() {
        for name in ["money", "quoted-money", "top-10", "a"] {
            assert!(check_name(name).is_ok(), "{name}");
            assert!(copydesk_stage::Manifest::parse(&rust(name, &Sdk::Registry)[1].1).is_ok());
        }
        let long = "a".repeat(LONGEST + 1);
        for name in [
            "",
            "Money",
            "quoted_money",
            "-money",
            "money-",
            "a--b",
            "10-top",
            "mönt",
            "../x",
            "match",
            "test",
            &long,
        ] {
            assert!(check_name(name).is_err(), "{name}");
        }
    }

    #[test]
    fn nothing_of_the_template_s_name_is_left() {
        for (path, text) in rust("top-10", &Sdk::Registry).into_iter().chain(c("top-10")) {
            for left in ["my-stage", "my_stage", "MyStage", "SDK }", "SDK,"] {
                assert!(!path.contains(left) && !text.contains(left), "{path} holds {left}");
            }
        }
    }
}
