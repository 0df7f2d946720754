//! The boundary with real libraries: stages in C from the header alone, good and rude ones.

mod support;

use std::fs;
use std::path::Path;
use std::process::Command;

use support::{compile_c, copydesk, library, records, root, run, run_with_input, standard};

/// Builds tests/rude/stage.c with these defines.
fn rude(defines: &[&str], folder: &Path) -> std::path::PathBuf {
    compile_c(&root().join("tests/rude/stage.c"), defines, "rude", folder)
}

/// The first character is two bytes long.
const ARTICLES: &str = "{\"id\":\"a\",\"text\":\"Éva said no.\"}\n{\"id\":\"b\",\"text\":\"Ana! Ruiz!\"}\n{\"id\":\"c\",\"text\":\"Ana\"}\n";

#[test]
fn a_library_that_cannot_be_a_stage_is_refused_in_one_line() {
    let folder = tempfile::tempdir().unwrap();
    for (defines, says) in [
        (&["NO_MANIFEST"][..], "this library is no copydesk stage: it has no manifest"),
        (
            &["RUDE_MANIFEST_ABI=\"7\""],
            "stage \"rude\" was built for stage ABI 7, this copydesk runs ABI 1; use a newer copydesk",
        ),
        (
            &["RUDE_MANIFEST_ABI=\"0\""],
            "stage \"rude\" was built for stage ABI 0, this copydesk runs ABI 1; rebuild the stage",
        ),
        (
            &["RUDE_MANIFEST_ABI=\"1, \\\"shape\\\": 2\""],
            "the manifest cannot be read: unknown field `shape`",
        ),
        (
            &["RUDE_ABI=2u"],
            "its table is of stage ABI 2, this copydesk runs ABI 1; rebuild the stage",
        ),
        (
            &["RUDE_FINGERPRINT=1"],
            "its structs are laid out differently (fingerprint 0000000000000001",
        ),
        (&["LYING_MANIFEST"], "the manifest in its table is not the one in the file"),
        (&["NO_SYMBOL"], "the library does not export copydesk_stage_v1"),
        (&["NO_PROCESS"], "its table lacks a function"),
        (
            &["REFUSE_CREATE"],
            "stage rude would not start: the model of the year 1900 is not here; install it",
        ),
        (
            &["RUDE_REQUIRES=\"\\\"token\\\"\""],
            "stage rude requires layer \"token\", which no stage provides",
        ),
        (&["RUDE_REQUIRES=\"\\\"mark\\\"\""], "layer \"mark\" is both needed and provided"),
    ] {
        let library = rude(defines, folder.path());
        let ran = run_with_input(
            copydesk().args(["run", "-", "--plugin-path"]).arg(&library),
            ARTICLES.as_bytes(),
        );
        assert_eq!((ran.code, ran.out.as_str()), (Some(2), ""), "{defines:?}: {}", ran.err);
        assert_eq!(ran.err.lines().count(), 1, "{defines:?}: {}", ran.err);
        assert!(ran.err.contains(says), "{defines:?}: {}", ran.err);
    }
}

#[test]
fn a_search_path_that_does_not_lead_to_stages_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let text = folder.path().join(format!("notes{}", std::env::consts::DLL_SUFFIX));
    fs::write(&text, "not a library").unwrap();
    let input = ARTICLES.as_bytes();
    let ran = run_with_input(copydesk().args(["run", "-", "--plugin-path"]).arg(&text), input);
    assert!(ran.err.contains("this is no shared library"), "{}", ran.err);
    let ran =
        run_with_input(copydesk().args(["run", "-", "--plugin-path", "no-such-folder"]), input);
    assert!(
        ran.err.starts_with("error: no-such-folder: there is no such file or folder"),
        "{}",
        ran.err
    );
    let ran = run_with_input(copydesk().args(["run", "-"]), input);
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.starts_with("error: no stage was found in "), "{}", ran.err);
    // The variable is searched too.
    let ran = run_with_input(
        copydesk().args(["run", "-"]).env("COPYDESK_PLUGIN_PATH", library("segments")),
        input,
    );
    assert_eq!(ran.code, Some(0), "{}", ran.err);
}

#[cfg(unix)]
#[test]
fn a_library_that_anybody_may_change_is_refused() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let library = rude(&[], folder.path());
    let refused = |what: &Path| {
        let ran = run_with_input(
            copydesk().args(["run", "-", "--plugin-path"]).arg(&library),
            ARTICLES.as_bytes(),
        );
        assert_eq!(ran.code, Some(2));
        assert!(
            ran.err.contains("anybody may write to") && ran.err.contains(what.to_str().unwrap()),
            "{}",
            ran.err
        );
    };
    fs::set_permissions(&library, fs::Permissions::from_mode(0o777)).unwrap();
    refused(&library);
    fs::set_permissions(&library, fs::Permissions::from_mode(0o755)).unwrap();
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o777)).unwrap();
    refused(folder.path());
}

#[test]
fn a_record_that_breaks_the_contract_drops_the_stage_s_output_and_says_why() {
    let folder = tempfile::tempdir().unwrap();
    for (define, says) in [
        ("PAST_THE_END", "past the text's 13 bytes"),
        ("BACKWARDS", "span 1..0 of layer \"mark\" is backwards"),
        (
            "HALF_A_CHARACTER",
            "span 0..1 of layer \"mark\" is backwards, past the text's 13 bytes, or ends inside a character",
        ),
        ("WRONG_LABEL", "label \"evil\" is not among those of layer \"mark\""),
        ("WRONG_LAYER", "layer \"entity\" is not under \"provides\""),
        ("WRONG_KIND", "attribute \"n\" of layer \"mark\" is declared as Integer"),
        ("NO_SUCH_KIND", "is of kind 99"),
        ("TWICE", "\"n\" of layer \"mark\" came twice"),
        ("DANGLING", "link \"to\" of layer \"mark\" leads to 1, which is no annotation"),
        ("FOREIGN_ID", "annotation 1000000 of layer \"mark\" has a number that was not reserved"),
        ("SAME_ID", "annotation 1 of layer \"mark\" has a number that another has too"),
        ("INFINITE", "\"score\" of layer \"mark\" is not a finite number"),
        ("NOT_UTF8", "text that is not UTF-8"),
        ("NULL_POINTER", "a bad pointer"),
        ("OUTSIDE_ATTRS", "attributes outside their array"),
        ("A_MILLION", "more than 1052 records for one article"),
        ("AFTER_FAILURE", "span 0..4294967295"),
    ] {
        let library = rude(&[define], folder.path());
        // An article on which every way is rude: its first character is two bytes long.
        let article = ARTICLES.lines().next().unwrap();
        let article = if matches!(define, "HALF_A_CHARACTER") {
            article.to_owned()
        } else {
            article.replace('É', "Ee")
        };
        let ran = run_with_input(
            copydesk().args(["run", "-", "--plugin-path"]).arg(&library),
            article.as_bytes(),
        );
        assert_eq!(ran.code, Some(1), "{define}: {}", ran.err);
        let record = &records(&ran.out)[0];
        assert_eq!(record["annotations"].as_object().unwrap().len(), 0, "{define}: {record}");
        assert_eq!(record["stages"].as_array().unwrap().len(), 0, "{define}: {record}");
        let problem = &record["problems"][0];
        assert_eq!(
            (problem["stage"].as_str(), problem["kind"].as_str()),
            (Some("rude"), Some("refused")),
            "{define}"
        );
        assert!(problem["message"].as_str().unwrap().contains(says), "{define}: {problem}");
    }
}

#[test]
fn a_stage_that_fails_on_one_article_loses_that_one_only() {
    let folder = tempfile::tempdir().unwrap();
    let library = rude(&["FAILS_ON_ODD"], folder.path());
    let articles = ARTICLES.replace("É", "E");
    let ran = run_with_input(
        copydesk().args(["run", "-", "--plugin-path"]).arg(&library),
        articles.as_bytes(),
    );
    assert_eq!(ran.code, Some(1));
    let all = records(&ran.out);
    let marks: Vec<_> =
        all.iter().map(|record| record["annotations"]["mark"].as_array().map(Vec::len)).collect();
    assert_eq!(marks, [Some(1), None, Some(1)]);
    assert_eq!(
        ran.err.lines().next().unwrap(),
        "problem: b: stage rude failed: shouting is not supported; leave such articles out"
    );
}

#[test]
fn a_stage_that_keeps_the_call_past_its_time_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let library = rude(&["LATE"], folder.path());
    let articles = ARTICLES.replace("É", "E");
    let ran = run_with_input(
        copydesk().args(["run", "-", "--threads", "1", "--plugin-path"]).arg(&library),
        articles.as_bytes(),
    );
    for record in records(&ran.out) {
        let marks = record["annotations"]["mark"].as_array().map_or(0, Vec::len);
        assert!(marks <= 2, "at most its own and one more on the same article: {record}");
    }
}

#[test]
fn two_stages_that_do_not_fit_together_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let rival = rude(&["RUDE_PROVIDES=\"quote\""], folder.path());
    let ran = run(standard("plugins", ["--plugin-path"]).arg(&rival));
    assert_eq!(ran.code, Some(2));
    assert!(
        ran.err.contains("both stage rude and stage quotes provide layer \"quote\"")
            || ran.err.contains("both stage quotes and stage rude provide layer \"quote\""),
        "{}",
        ran.err
    );
    let ran = run(standard("plugins", ["--without", "quotes,claims", "--plugin-path"]).arg(&rival));
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let missing = run(&mut standard("plugins", ["--without", "segments"]));
    assert_eq!(missing.code, Some(2));
    let says = "claims, entities, quotes, summaries need segments, which --without leaves out;";
    assert!(missing.err.contains(says), "{}", missing.err);
    // What nobody left out is nowhere.
    let alone = run(copydesk().args(["plugins", "--plugin-path"]).arg(library("quotes")));
    assert_eq!(alone.code, Some(2));
    assert!(alone.err.contains("which no stage provides; add one that does"), "{}", alone.err);
}

#[test]
fn the_readability_stage_in_c_counts_what_is_there() {
    let folder = tempfile::tempdir().unwrap();
    let library = compile_c(
        &root().join("plugins/readability/readability.c"),
        &[],
        "readability",
        folder.path(),
    );
    let article = "{\"text\":\"The cat sat on the mat. Nobody believed it.\"}";
    let mut command = standard("run", ["-", "--stages", "readability", "--plugin-path"]);
    let ran = run_with_input(command.arg(&library), article.as_bytes());
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let figures = &records(&ran.out)[0]["annotations"]["readability"];
    // Nine words and two sentences; No-bo-dy be-lie-ved it: counted as groups of vowels, 13 syllables.
    let words = figures[0]["attrs"]["words"].as_i64();
    assert_eq!((words, figures[0]["attrs"]["sentences"].as_i64()), (Some(9), Some(2)), "{figures}");
    let ease = figures[0]["attrs"]["ease"].as_f64().unwrap();
    assert!((ease - (206.835 - 1.015 * 4.5 - 84.6 * 13.0 / 9.0)).abs() < 0.01, "{figures}");
    assert!(figures[0].get("start").is_none());
}

#[test]
fn the_header_lays_every_struct_out_as_the_host_does_and_is_clean_in_c_and_cpp() {
    let folder = tempfile::tempdir().unwrap();
    let header = root().join("crates/stage/include/copydesk_stage.h");
    for language in
        [["-xc", "-std=c99"], ["-xc", "-std=c11"], ["-xc++", "-std=c++11"], ["-xc++", "-std=c++20"]]
    {
        let output = Command::new("cc")
            .args(["-fsyntax-only", "-Wall", "-Wextra", "-pedantic", "-Werror"])
            .args(language)
            .arg(&header)
            .output()
            .expect("a C compiler is needed for this test");
        assert!(
            output.status.success(),
            "{language:?}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
    }
    let program = folder.path().join("layout");
    let source = folder.path().join("layout.c");
    let mut code =
        "#include \"copydesk_stage.h\"\n#include <stdio.h>\nint main(void){\n".to_owned();
    let mut expected = String::new();
    for (name, size, fields) in layouts() {
        code.push_str(&format!("printf(\"{name} %zu\\n\", sizeof({name}));\n"));
        expected.push_str(&format!("{name} {size}\n"));
        for (field, offset) in fields {
            code.push_str(&format!(
                "printf(\"{name}.{field} %zu\\n\", offsetof({name}, {field}));\n"
            ));
            expected.push_str(&format!("{name}.{field} {offset}\n"));
        }
    }
    fs::write(&source, code + "return 0;}\n").unwrap();
    let built = Command::new("cc")
        .arg("-I")
        .arg(header.parent().unwrap())
        .arg(&source)
        .arg("-o")
        .arg(&program)
        .status();
    assert!(built.unwrap().success());
    assert_eq!(run(&mut Command::new(&program)).out, expected);
}

/// A struct's name in C, its size, and its fields with their offsets.
type Layout = (&'static str, usize, Vec<(&'static str, usize)>);

/// Each struct's name in C, its size, and its fields with their offsets, as Rust has them.
fn layouts() -> Vec<Layout> {
    use copydesk_stage::abi::{
        CallTable, HostTable, RawAnnotation, RawAttr, RawDocument, RawLayer, StageTable, Str,
    };
    macro_rules! layout {
        ($name:literal, $type:ty: $($field:ident),+) => {
            ($name, size_of::<$type>(), vec![$((stringify!($field), std::mem::offset_of!($type, $field))),+])
        };
    }
    vec![
        layout!("copydesk_str", Str: ptr, len),
        layout!("copydesk_attr", RawAttr: key, kind, target, integer, number, text),
        layout!("copydesk_annotation", RawAnnotation: id, start, end, score, label, first_attr, n_attrs),
        layout!("copydesk_layer", RawLayer: name, annotations, n_annotations, attrs, n_attrs),
        layout!("copydesk_document", RawDocument: size, text, id, title, url, published, language, layers, n_layers),
        layout!("copydesk_call", CallTable: size, ctx, reserve, emit, cancelled, fail),
        layout!("copydesk_host", HostTable: size, abi, reserved, ctx, config, fail, extension),
        layout!("copydesk_stage", StageTable: size, abi, reserved, fingerprint, manifest, create, open, process, close, destroy, extension),
    ]
}
