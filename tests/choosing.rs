//! Which articles a run takes: `--shard`, `--sample`, `--limit`, through the real program.

mod support;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use support::{run, run_with_input, standard};

const ARTICLES: usize = 100;

/// Articles in two files, one of them compressed.
fn collection(folder: &Path) -> [PathBuf; 2] {
    let line =
        |number| format!("{{\"id\":\"{number}\",\"text\":\"Ana Ruiz spoke {number} times.\"}}\n");
    let lines = |numbers: std::ops::Range<usize>| numbers.map(line).collect::<String>();
    let paths = [folder.join("a.jsonl"), folder.join("b.jsonl.zst")];
    fs::write(&paths[0], lines(0..37)).unwrap();
    fs::write(&paths[1], zstd::encode_all(lines(37..ARTICLES).as_bytes(), 0).unwrap()).unwrap();
    paths
}

/// The lines of a run over the segments alone, which is quick.
fn lines(paths: &[PathBuf], arguments: &[&str]) -> Vec<String> {
    let mut command = standard("run", ["--stages", "segments", "--layers", "token"]);
    let ran = run(command.args(paths).args(arguments));
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    ran.out.lines().map(str::to_owned).collect()
}

#[test]
fn sixteen_shards_together_are_the_whole() {
    let folder = tempfile::tempdir().unwrap();
    let paths = collection(folder.path());
    let whole = lines(&paths, &[]);
    assert_eq!(whole.len(), ARTICLES);
    let mut found = BTreeSet::new();
    for number in 1..=16 {
        let shard = lines(&paths, &["--shard", &format!("{number}/16")]);
        assert!((6..=7).contains(&shard.len()), "the work is spread evenly");
        let places: Vec<_> =
            shard.iter().map(|line| whole.iter().position(|other| other == line)).collect();
        assert!(places.is_sorted(), "in the order of the input");
        for line in shard {
            assert!(found.insert(line), "two shards have an article in common");
        }
    }
    assert_eq!(found, whole.into_iter().collect());
}

#[test]
fn a_sample_is_the_same_whatever_the_threads_and_fits_its_shards() {
    let folder = tempfile::tempdir().unwrap();
    let paths = collection(folder.path());
    let sample = lines(&paths, &["--sample", "20%", "--threads", "1"]);
    assert!((10..30).contains(&sample.len()), "{}", sample.len());
    assert_eq!(sample, lines(&paths, &["--sample", "0.2", "--threads", "4"]));
    let of_shards: BTreeSet<_> = ["1/2", "2/2"]
        .iter()
        .flat_map(|shard| lines(&paths, &["--sample", "20%", "--shard", shard]))
        .collect();
    assert_eq!(of_shards, sample.iter().cloned().collect());

    assert_eq!(lines(&paths, &["--sample", "7"]).len(), 7);
    assert_eq!(lines(&paths, &["--sample", "20%", "--limit", "3"]), sample[..3]);
    assert_eq!(lines(&paths, &["--limit", "0"]), [""; 0]);
}

#[test]
fn what_cannot_be_chosen_is_said() {
    for (arguments, says) in [
        (["--shard", "17/16"], "from 1/16 to 16/16"),
        (["--sample", "1.5"], "say a share, as 0.01 or 1%"),
        (["--longest", "much"], "say 800000, 800K, 2M, or any"),
        (["--sample", "5"], "--sample N has to read the input twice"),
    ] {
        let ran = run_with_input(standard("run", ["-"]).args(arguments), b"{\"text\":\"Ruiz.\"}");
        assert_eq!((ran.code, ran.out.as_str()), (Some(2), ""), "{arguments:?}: {}", ran.err);
        assert!(ran.err.contains(says), "{arguments:?}: {}", ran.err);
    }
}
