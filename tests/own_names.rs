//! A newsroom's own names: listed in a file that copydesk.toml names, obeyed in every article.

mod support;

use std::fs;

use serde_json::Value;
use support::{run, standard};
use tempfile::TempDir;

/// A folder with a configuration file, a list of names beside it and an article.
fn newsroom(list: &[u8]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("desk")).unwrap();
    fs::write(
        folder.path().join("desk/copydesk.toml"),
        "[stages.entities]\nnames_file = \"names.txt\"\n",
    )
    .unwrap();
    fs::write(folder.path().join("desk/names.txt"), list).unwrap();
    fs::write(
        folder.path().join("article.txt"),
        "The Lantern opens on Friday.\n\nMama Ada's speech came first, the Elsing Echo wrote. \
         “We had no money,” said Adaeze Obi. The Echo did not say how much the Lantern cost.\n",
    )
    .unwrap();
    folder
}

fn annotate(folder: &TempDir) -> support::Ran {
    let config = folder.path().join("desk/copydesk.toml");
    let article = folder.path().join("article.txt");
    run(standard("run", [article.as_os_str()]).arg("--quiet").arg("--config").arg(config))
}

#[test]
fn listed_names_are_found_labelled_and_joined() {
    let folder = newsroom(
        "\u{feff}# Ours\nFAC: the Lantern | The Lantern\nPERSON: Adaeze Obi | Mama Ada\r\n\
         ORG: Elsing Echo | the Echo | The Echo\n"
            .as_bytes(),
    );
    let ran = annotate(&folder);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let record: Value = serde_json::from_str(&ran.out).unwrap();
    let entities = record["annotations"]["entity"].as_array().unwrap();
    let canonical = |entity: &Value| {
        let id = &entity["links"]["entity"];
        let target = entities.iter().find(|other| other["id"] == *id).unwrap();
        target["attrs"]["name"].as_str().unwrap_or("(no name)").to_owned()
    };
    let found: Vec<_> = entities
        .iter()
        .filter(|entity| entity["label"] != "DATE")
        .map(|entity| {
            let text = |key: &str| entity[key].as_str().unwrap().to_owned();
            (text("text"), text("label"), canonical(entity))
        })
        .collect();
    let expected = [
        ("The Lantern", "FAC", "Lantern"),
        ("Mama Ada", "PERSON", "Adaeze Obi"),
        ("Elsing Echo", "ORG", "Elsing Echo"),
        ("Adaeze Obi", "PERSON", "Adaeze Obi"),
        ("The Echo", "ORG", "Elsing Echo"),
        ("the Lantern", "FAC", "Lantern"),
    ];
    let expected: Vec<_> = expected
        .into_iter()
        .map(|(text, label, name)| (text.to_owned(), label.to_owned(), name.to_owned()))
        .collect();
    assert_eq!(found, expected);
}

#[test]
fn mistakes_are_told_with_file_and_line() {
    for (list, message) in [
        (&b"FAC: Lido\nPLACE: Port"[..], "desk/names.txt), line 2: \"PLACE\" is no label"),
        (b"FAC: Lido\nORG: Caf\xe9", "names.txt:2: is not UTF-8"),
    ] {
        let ran = annotate(&newsroom(list));
        assert_eq!(ran.code, Some(2));
        assert!(ran.err.contains(message) && ran.out.is_empty(), "{}", ran.err);
    }
    let folder = newsroom(b"");
    fs::remove_file(folder.path().join("desk/names.txt")).unwrap();
    let ran = annotate(&folder);
    assert_eq!(ran.code, Some(2));
    for part in ["copydesk.toml:2: \"names_file\" of stage entities: ", "names.txt: "] {
        assert!(ran.err.contains(part), "{}", ran.err);
    }
}
