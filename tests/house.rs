//! What each crate does not know, held by its manifest and its sources.

mod support;

use std::fs;

/// The names under `[dependencies]` of a manifest.
fn dependencies(manifest: &str) -> Vec<String> {
    let text = fs::read_to_string(support::root().join(manifest)).unwrap();
    let section = text.split("[dependencies]").nth(1).unwrap_or_default();
    let section = section.split("\n[").next().unwrap_or_default();
    let names =
        section.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    names.map(|line| line.split(['.', ' ', '=']).next().unwrap().to_owned()).collect()
}

#[test]
fn each_crate_knows_only_what_the_readme_says() {
    assert_eq!(dependencies("crates/document/Cargo.toml"), ["serde"]);
    assert_eq!(
        dependencies("crates/stage/Cargo.toml"),
        ["copydesk-document", "serde", "serde_json", "unicode-width"]
    );
    // Memory in large pages and wide vector instructions, and nothing else.
    assert_eq!(dependencies("crates/learn/Cargo.toml"), ["memmap2", "pulp"]);
    let pipeline = dependencies("crates/pipeline/Cargo.toml");
    assert!(!pipeline.contains(&"copydesk-learn".to_owned()), "{pipeline:?}");
    // No analysis in the host: neither a model nor a stage is linked.
    let host = dependencies("Cargo.toml");
    let forbidden = ["copydesk-learn"]
        .into_iter()
        .map(str::to_owned)
        .chain(support::STANDARD.map(|stage| format!("copydesk-{stage}")));
    for name in forbidden {
        assert!(!host.contains(&name) && !pipeline.contains(&name), "{name}");
    }
    for stage in support::STANDARD {
        let known = dependencies(&format!("plugins/{stage}/Cargo.toml"));
        let ours: Vec<_> =
            known.iter().filter(|name| name.starts_with("copydesk")).cloned().collect();
        assert!(
            ours.iter().all(|name| ["copydesk-learn", "copydesk-stage"].contains(&name.as_str())),
            "{stage}: {ours:?}"
        );
    }
}

#[test]
fn unsafe_code_is_in_the_abi_and_the_loader_alone() {
    let mut found = Vec::new();
    let mut open = vec![support::root().join("crates"), support::root().join("plugins")];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            if entry.is_dir() && !entry.ends_with("target") {
                open.push(entry);
            } else if entry.extension().is_some_and(|ending| ending == "rs") {
                let text = fs::read_to_string(&entry).unwrap();
                if text.contains("unsafe {")
                    || text.contains("unsafe impl")
                    || text.contains("unsafe fn")
                {
                    found.push(
                        entry.strip_prefix(support::root()).unwrap().to_str().unwrap().to_owned(),
                    );
                }
            }
        }
    }
    found.sort();
    let allowed: Vec<_> = found
        .iter()
        .filter(|path| {
            !path.starts_with("crates/stage/src/abi/")
                && *path != "crates/pipeline/src/loader.rs"
                // Calls the host's functions as a stage in C does; part of no program.
                && *path != "crates/pipeline/fuzz/src/records.rs"
        })
        .collect();
    assert!(allowed.is_empty(), "{allowed:?}");
    assert!(
        found.contains(&"crates/pipeline/src/loader.rs".to_owned()),
        "the search finds what is there"
    );
}
