//! ABI 1 as it was released: a frozen header, and a stage built from it that uses all of it. Every
//! later host loads and runs it, in its own process and in a child.

mod support;

use std::fs;
use std::path::Path;

use serde_json::json;
use support::{compile_c_with, copydesk, library, records, root, run, run_with_input};

/// Builds tests/abi1/everything.c with the header beside it.
fn everything(folder: &Path) -> std::path::PathBuf {
    let source = root().join("tests/abi1/everything.c");
    compile_c_with(&root().join("tests/abi1"), &source, &[], "everything", folder)
}

#[test]
fn a_stage_of_abi_1_runs_in_every_later_host() {
    let folder = tempfile::tempdir().unwrap();
    let stage = everything(folder.path());
    let article = json!({"id": "a", "title": "T", "text": "Ana left."}).to_string();
    for isolated in [&[][..], &["--isolate"]] {
        let mut command = copydesk();
        command.args(["run", "-", "--layers", "all"]).args(isolated);
        command.arg("--plugin-path").arg(library("segments")).arg("--plugin-path").arg(&stage);
        let ran = run_with_input(&mut command, article.as_bytes());
        assert_eq!(ran.code, Some(0), "{isolated:?}: {}", ran.err);
        let record = &records(&ran.out)[0];
        let found = &record["annotations"];
        let tokens: Vec<_> =
            found["token"].as_array().unwrap().iter().map(|token| token["id"].clone()).collect();
        let whole = &found["whole"][0];
        assert_eq!(
            whole["attrs"],
            json!({"id": "a", "title": "T", "config": "{\"n\":7}", "entities": -1}),
            "{isolated:?}"
        );
        assert!(whole.get("start").is_none() && whole.get("score").is_none(), "{whole}");
        let seen = found["seen"].as_array().unwrap();
        assert_eq!((seen.len(), tokens.len()), (3, 3), "{record}");
        for (at, (seen, (words, label))) in
            seen.iter().zip([("Ana", "word"), ("left", "word"), (".", "mark")]).enumerate()
        {
            let letters = [&words[..1], &words[words.len() - 1..]];
            assert_eq!(
                (&seen["text"], &seen["label"], &seen["score"], &seen["attrs"], &seen["links"]),
                (
                    &json!(words),
                    &json!(label),
                    &json!(0.5),
                    &json!({"text": words, "place": at as i64 - 1, "half": at as f64 / 2.0, "first": at == 0, "letters": letters}),
                    &json!({"token": tokens[at], "whole": [whole["id"]]}),
                ),
                "{isolated:?}"
            );
        }
        let stage = record["stages"]
            .as_array()
            .unwrap()
            .iter()
            .find(|stage| stage["name"] == "everything")
            .unwrap();
        assert_eq!(stage["version"], "1.2.3");
    }
    let segments = library("segments");
    let ran = run(copydesk().args(["plugin", "check", "--plugin-path"]).arg(&segments).arg(&stage));
    assert_eq!(ran.code, Some(0), "{}{}", ran.out, ran.err);
}

/// What the header of this release declares may grow at the end of the tables. What ABI 1 declared
/// stays word for word.
#[test]
fn this_release_s_header_still_has_every_declaration_of_abi_1() {
    let read = |path: &str| without_comments(&fs::read_to_string(root().join(path)).unwrap());
    let frozen = read("tests/abi1/copydesk_stage.h");
    let now = read("crates/stage/include/copydesk_stage.h");
    let mut rest = now.iter();
    for line in &frozen {
        assert!(rest.any(|found| found == line), "{line:?} of ABI 1 is gone, or stands elsewhere");
    }
    assert!(frozen.len() > 80, "the frozen header is there");
}

/// The lines of code, with single spaces.
fn without_comments(text: &str) -> Vec<String> {
    let mut code = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("/*") {
        code.push_str(before);
        rest = after.split_once("*/").expect("comments end").1;
    }
    code.push_str(rest);
    let lines = code.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "));
    lines.filter(|line| !line.is_empty()).collect()
}
