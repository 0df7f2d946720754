//! A run that is broken off, by whatever means, goes on with the same command and ends with the bytes
//! of an undisturbed run; a run after a change runs only what changed.
#![allow(clippy::print_stdout, reason = "what a test prints is for who reads its output")]

mod support;

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use support::{Ran, run, standard};

/// Changes the claims stage and nothing else.
const CHANGED_CLAIMS: [&str; 2] = ["--set", "claims.threshold=0.8"];

/// A collection of `count` articles that differ, with what makes trouble among them: one without text,
/// two of one id, one in another language, a line that is no article.
fn collection(folder: &Path, count: usize) -> PathBuf {
    let path = folder.join("news.jsonl");
    let mut file = fs::File::create(&path).unwrap();
    for number in 0..count {
        let text = format!(
            "Mayor Ana Ruiz said on Monday that street {number} would close for {} weeks. “We must \
            spend ${number} million on it,” she added. Hugh Hill, a doctor in Port Elsing, called \
            that false: “Nobody has asked for it.” ",
            number % 7 + 2
        );
        let text = text.repeat(1 + (number * 7) % 5);
        let id = format!("article-{}", if number == 9 { 8 } else { number });
        let line = match number {
            3 => serde_json::json!({"id": id, "text": ""}).to_string(),
            5 => "{\"id\": \"broken".to_owned(),
            6 => serde_json::json!({"id": id, "text": SPANISH}).to_string(),
            _ => serde_json::json!({"id": id, "text": text, "title": "Street"}).to_string(),
        };
        writeln!(file, "{line}").unwrap();
    }
    path
}

const SPANISH: &str = "El ayuntamiento aprobó anoche el presupuesto después de un debate de seis horas en el que la \
    alcaldesa defendió las cuentas y la oposición pidió que se retrasara la votación. Los vecinos que esperaban \
    fuera del edificio dijeron que la decisión llega tarde para las escuelas del barrio.";

/// A run of the collection into `output`.
fn into(news: &Path, output: &Path, further: &[&str]) -> Command {
    let mut command = standard("run", [news, "-o".as_ref(), output]);
    command.args(further);
    if !further.contains(&"--quiet") {
        command.arg("--timings");
    }
    command
}

/// The bytes of a file, or of all files in a folder.
fn bytes(path: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    if path.is_file() {
        return BTreeMap::from([(PathBuf::new(), fs::read(path).unwrap())]);
    }
    let entries = fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path());
    entries.map(|file| (file.file_name().unwrap().into(), fs::read(&file).unwrap())).collect()
}

fn store_of(output: &Path) -> PathBuf {
    PathBuf::from(format!("{}.store", output.display()))
}

/// By stage, on how many articles it was run and of how many its results were kept.
fn work(ran: &Ran) -> BTreeMap<String, (u64, u64)> {
    let mut lines = ran.err.lines().skip_while(|line| !line.starts_with("stage  "));
    let header =
        lines.next().unwrap_or_else(|| panic!("no table, code {:?}: {}", ran.code, ran.err));
    let columns: Vec<_> = header.split_whitespace().collect();
    let place = |name| columns.iter().position(|column| *column == name).expect("the column");
    // From the right: some columns to the left are empty.
    let from_right = |name| columns.len() - place(name);
    let (articles, kept) = (from_right("articles"), from_right("kept"));
    let rows = lines.map(|line| line.split_whitespace().collect::<Vec<_>>());
    let rows = rows.take_while(|row| row.get(1).is_some_and(|word| word.parse::<f64>().is_ok()));
    rows.map(|row| {
        let number = |place: usize| row[row.len() - place].parse().expect("a count");
        (row[0].to_owned(), (number(articles), number(kept)))
    })
    .collect()
}

/// Numbers that look random and are the same every time.
struct Random(u64);

impl Random {
    fn below(&mut self, most: Duration) -> Duration {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        most.mul_f64((self.0 >> 11) as f64 / (1_u64 << 53) as f64)
    }
}

/// Kills runs into `output` at random moments, so often, begins anew each time that one came to its
/// end before its moment, and compares what comes out then, and at last, with an undisturbed run.
fn kill(form: &str, name: &str, articles: usize, times: usize) {
    let folder = tempfile::tempdir().unwrap();
    let news = collection(folder.path(), articles);
    let undisturbed = folder.path().join(format!("undisturbed-{name}"));
    let further = ["--to", form, "--threads", "2", "--quiet"];
    let started = Instant::now();
    let code = run(into(&news, &undisturbed, &further).arg("--no-store")).code;
    assert_eq!(code, Some(1), "the collection has problems");
    let usual = started.elapsed();
    let expected = bytes(&undisturbed);
    assert!(!store_of(&undisturbed).exists());

    let output = folder.path().join(name);
    let mut random = Random(articles as u64);
    let (mut killed, mut with_results, mut ended) = (0, 0, 0);
    // A fast machine may be done with a stage before most of the kills come.
    while killed < times || with_results == 0 && killed < 20 * times {
        let mut command = into(&news, &output, &further);
        let mut child = command
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("the program starts");
        std::thread::sleep(random.below(usual));
        child.kill().expect("it is ours");
        let code = child.wait().expect("it ends").code();
        match code {
            // Killed; what has the output's name is then whole.
            None => {
                killed += 1;
                with_results +=
                    usize::from(fs::metadata(store_of(&output)).is_ok_and(|s| s.len() > 10_000));
            }
            Some(code) => {
                assert_eq!(code, 1, "after {killed} kills");
                ended += 1;
            }
        }
        if output.exists() {
            assert!(bytes(&output) == expected, "{form} differs after {killed} kills");
            support::remove(&output);
            fs::remove_file(store_of(&output)).unwrap();
        }
    }
    let ran = run(&mut into(&news, &output, &further));
    assert_eq!((ran.code, ran.err.as_str()), (Some(1), ""));
    assert!(bytes(&output) == expected, "{form} differs at last");
    assert!(with_results > 0, "no kill came while the stages were running");
    println!(
        "{form}: {killed} kills, {with_results} with results to go on from, {ended} ends before a kill"
    );
    let mut left: Vec<_> =
        fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    left.sort();
    let store = store_of(&output);
    let expected = [
        "news.jsonl".as_ref(),
        output.file_name().unwrap(),
        store.file_name().unwrap(),
        undisturbed.file_name().unwrap(),
    ];
    assert_eq!(left, expected);
}

#[test]
fn a_run_that_is_killed_goes_on_and_ends_as_if_nothing_had_been() {
    for (form, name) in [("jsonl", "out.jsonl"), ("sqlite", "out.db"), ("parquet", "out.parquet")] {
        kill(form, name, 150, 6);
    }
}

#[test]
#[ignore = "takes seven minutes in a release build"]
fn a_run_that_is_killed_a_thousand_times_ends_as_if_nothing_had_been() {
    for (form, name, times) in
        [("jsonl", "out.jsonl", 334), ("sqlite", "out.db", 333), ("parquet", "out.parquet", 333)]
    {
        kill(form, name, 200, times);
    }
}

#[test]
fn only_what_changed_is_run_again() {
    let folder = tempfile::tempdir().unwrap();
    let news = collection(folder.path(), 30);
    let at = |name: &str| folder.path().join(name);
    let all = |ran: &Ran, expected: [(u64, u64); 5]| {
        let work = work(ran);
        let found = support::STANDARD.map(|stage| work[stage]);
        assert_eq!(found, expected, "{}", ran.err);
    };
    // 27 of the articles have English text.
    let output = at("out.jsonl");
    let first = run(&mut into(&news, &output, &[]));
    all(&first, [(27, 0); 5]);
    let plain = bytes(&output);

    let again = run(&mut into(&news, &output, &[]));
    all(&again, [(0, 27); 5]);
    assert!(bytes(&output) == plain);
    // Another form and other layers need no stage either, but the tokens, which had been passed over.
    let ran = run(&mut into(
        &news,
        &at("all.jsonl"),
        &["--layers", "all", "--store", store_of(&output).to_str().unwrap()],
    ));
    all(&ran, [(0, 27); 5]);
    let undisturbed = run(&mut into(&news, &at("plain.jsonl"), &["--layers", "all", "--no-store"]));
    all(&undisturbed, [(27, 0); 5]);
    assert!(bytes(&at("all.jsonl")) == bytes(&at("plain.jsonl")));

    // The claims are fewer, so the annotations of the stages after them have other numbers.
    let changed = run(&mut into(&news, &output, &CHANGED_CLAIMS));
    all(&changed, [(0, 27), (0, 27), (0, 27), (27, 0), (0, 27)]);
    run(into(&news, &at("plain.jsonl"), &CHANGED_CLAIMS).arg("--no-store"));
    assert!(bytes(&output) == bytes(&at("plain.jsonl")));
    assert!(bytes(&output) != plain, "the change shows");
    let changed = run(&mut into(&news, &output, &CHANGED_CLAIMS));
    all(&changed, [(0, 27); 5]);

    // What comes first changes everything that can see it.
    let own = at("names.txt");
    fs::write(&own, "ORG: Ana Ruiz\n").unwrap();
    let set = format!("entities.names_file={}", own.display());
    let changed = run(&mut into(&news, &output, &["--set", &set]));
    all(&changed, [(0, 27), (27, 0), (27, 0), (27, 0), (27, 0)]);
    run(&mut into(&news, &at("plain.jsonl"), &["--set", &set, "--no-store"]));
    assert!(bytes(&output) == bytes(&at("plain.jsonl")));
    // The file's name is the same, and what is in it counts.
    fs::write(&own, "ORG: Hugh Hill\n").unwrap();
    let changed = run(&mut into(&news, &output, &["--set", &set]));
    assert_eq!(work(&changed)["entities"], (27, 0));

    // An article more, and one that was changed.
    let mut lines = fs::read_to_string(&news).unwrap().replace("street 12 ", "street twelve ");
    lines.push_str("{\"id\": \"new\", \"text\": \"Ana Ruiz said no.\"}\n");
    fs::write(&news, lines).unwrap();
    let changed = run(&mut into(&news, &output, &["--set", &set]));
    all(&changed, [(2, 26); 5]);

    let forced = run(&mut into(&news, &output, &["--set", &set, "--force"]));
    all(&forced, [(28, 0); 5]);
}

#[test]
fn the_store_changes_nothing_whatever_the_stages_do() {
    let folder = tempfile::tempdir().unwrap();
    let news = collection(folder.path(), 20);
    let at = |name: &str| folder.path().join(name);
    // Between claims and summaries, so that a stage whose results are kept stands between two that run.
    let c = support::root().join("plugins/readability/readability.c");
    let readability = support::compile_c(&c, &[], "readability", folder.path());
    let with = |input: &Path, output: &str, options: &[&str]| {
        let mut command = into(input, &at(output), options);
        let ran = run(command.arg("--plugin-path").arg(&readability));
        assert_eq!(ran.code, Some(1), "{options:?}: {}", ran.err);
        ran
    };
    let check = |input: &Path, options: &[&str], expected: [(u64, u64); 5]| {
        let ran = with(input, "out.db", options);
        let work = work(&ran);
        let found = support::STANDARD.map(|stage| work.get(stage).copied().unwrap_or_default());
        assert_eq!(found, expected, "{options:?}: {}", ran.err);
        with(input, "plain.db", &[options, &["--no-store"]].concat());
        assert!(bytes(&at("out.db")) == bytes(&at("plain.db")), "{options:?}");
    };
    const NEW: (u64, u64) = (17, 0);
    const KEPT: (u64, u64) = (0, 17);
    const NOT: (u64, u64) = (0, 0);
    check(&news, &["--isolate"], [NEW; 5]);
    check(&news, &["--isolate"], [KEPT; 5]);
    check(&news, &[], [KEPT; 5]);
    let claims = ["--isolate", "--set", "claims.threshold=0.8"];
    check(&news, &claims, [KEPT, KEPT, KEPT, NEW, KEPT]);
    check(
        &news,
        &["--isolate", "--set", "summaries.sentences=1", "--set", "claims.threshold=0.7"],
        [KEPT, KEPT, KEPT, NEW, NEW],
    );
    check(&news, &["--without", "quotes,claims"], [KEPT, KEPT, NOT, NOT, NEW]);

    // Records as input, whose layers are made anew or stay, and whose numbers go on from those there.
    with(&news, "first.jsonl", &["--layers", "all", "--no-store"]);
    let first = at("first.jsonl");
    for options in [&["--stages", "entities"][..], &["--isolate", "--without", "quotes,claims"]] {
        let all = [options, &["--layers", "all"]].concat();
        let ran = with(&first, "again.jsonl", &all);
        assert_eq!(
            work(&ran)["entities"].0,
            if options.len() == 2 { 17 } else { 0 },
            "{}",
            ran.err
        );
        with(&first, "again.jsonl", &all);
        with(&first, "plain.jsonl", &[&all[..], &["--no-store"]].concat());
        assert!(bytes(&at("again.jsonl")) == bytes(&at("plain.jsonl")), "{options:?}");
    }
}

#[cfg(unix)]
#[test]
fn what_failed_is_tried_again_and_budgets_count_as_without_a_store() {
    let folder = tempfile::tempdir().unwrap();
    let killer = support::compile_c(
        &support::root().join("tests/rude/killer.c"),
        &[],
        "killer",
        folder.path(),
    );
    let news = folder.path().join("news.jsonl");
    let lines = ["hello", "SEGFAULT", "hello", "SEGFAULT", "SEGFAULT", "hello", "SEGFAULT"]
        .iter()
        .enumerate()
        .map(|(number, word)| {
            let text = format!("{word} Ana Ruiz said no.");
            format!("{}\n", serde_json::json!({"id": number.to_string(), "text": text}))
        });
    fs::write(&news, lines.collect::<String>()).unwrap();
    let output = folder.path().join("out.jsonl");
    let go = |output: &Path, further: &[&str]| {
        let mut command = into(&news, output, &["--isolate", "--threads", "2"]);
        let ran = run(command.args(further).arg("--plugin-path").arg(&killer));
        assert_eq!(ran.code, Some(1), "{}", ran.err);
        (work(&ran)["killer"], work(&ran)["summaries"])
    };
    let plain = folder.path().join("plain.jsonl");
    go(&plain, &["--no-store"]);
    assert_eq!(go(&output, &[]), ((7, 0), (7, 0)));
    assert!(bytes(&output) == bytes(&plain));
    assert_eq!(go(&output, &[]), ((4, 3), (0, 7)));
    assert!(bytes(&output) == bytes(&plain));
    // Disabled after the third, so not run on the fourth: whether or not the others' results are kept.
    let budget = ["--budget", "killer=3:disable"];
    go(&plain, &[&budget[..], &["--no-store"]].concat());
    assert!(fs::read_to_string(&plain).unwrap().contains("\"kind\":\"disabled\""));
    for _ in 0..2 {
        go(&output, &budget);
        assert!(bytes(&output) == bytes(&plain));
    }
}

#[test]
fn a_damaged_store_is_noticed_and_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let news = collection(folder.path(), 20);
    let output = folder.path().join("out.jsonl");
    let store = store_of(&output);
    run(&mut into(&news, &output, &[]));
    let (expected, whole) = (bytes(&output), fs::read(&store).unwrap());
    let first_frame = whole.iter().position(|&byte| byte == b'\n').unwrap() + 1;
    let middle = whole.len() / 2;
    type Damage<'a> = (&'a str, Box<dyn Fn(&mut Vec<u8>) + 'a>);
    let damages: [Damage<'_>; 9] = [
        ("in the middle of an entry", Box::new(|bytes| bytes.truncate(bytes.len() - 10))),
        ("in the middle of an entry", Box::new(|bytes| bytes.truncate(first_frame + 5))),
        ("in the middle of an entry", Box::new(|bytes| bytes.extend([0; 5000]))),
        ("damaged in 1 place", Box::new(|bytes| bytes[middle] ^= 1)),
        // The mark, the key, and the length of the first entry.
        ("damaged in 1 place", Box::new(|bytes| bytes[first_frame] ^= 0x80)),
        ("damaged in 1 place", Box::new(|bytes| bytes[first_frame + 10] ^= 0x80)),
        ("damaged in 1 place", Box::new(|bytes| bytes[first_frame + 23] ^= 0x80)),
        ("damaged in", Box::new(|bytes| drop(bytes.splice(middle..middle + 10, [])))),
        ("begun anew", Box::new(|bytes| bytes[16] ^= 1)),
    ];
    for (place, (said, damage)) in damages.iter().enumerate() {
        let mut bytes_now = whole.clone();
        damage(&mut bytes_now);
        fs::write(&store, bytes_now).unwrap();
        let ran = run(&mut into(&news, &output, &[]));
        assert!(ran.err.contains(said), "{place}: {}", ran.err);
        assert!(bytes(&output) == expected, "{place}");
        let ran = run(&mut into(&news, &output, &[]));
        assert!(!ran.err.contains(".store"), "{place}: it is mended: {}", ran.err);
        assert_eq!(work(&ran)["segments"], (0, 17), "{place}");
    }
    // What is no store of ours is left alone.
    fs::write(&store, "my notes").unwrap();
    let ran = run(&mut into(&news, &output, &[]));
    assert_eq!((ran.code, fs::read_to_string(&store).unwrap().as_str()), (Some(2), "my notes"));
    assert!(
        ran.err.contains("something stands there that is no store of copydesk's"),
        "{}",
        ran.err
    );
}

#[test]
fn the_store_says_what_it_is_and_does_not_grow_for_ever() {
    let folder = tempfile::tempdir().unwrap();
    let news = collection(folder.path(), 20);
    let output = folder.path().join("out.jsonl");
    let mut sizes = Vec::new();
    for threshold in ["0.5", "0.6", "0.7", "0.8"] {
        let set = format!("claims.threshold={threshold}");
        assert_eq!(run(&mut into(&news, &output, &["--set", &set])).code, Some(1));
        sizes.push(fs::metadata(store_of(&output)).unwrap().len());
    }
    assert!(sizes.is_sorted_by(|a, b| a >= b), "fewer claims, and no more than that: {sizes:?}");
    let store = fs::read(store_of(&output)).unwrap();
    let line = String::from_utf8_lossy(store.split(|&byte| byte == b'\n').next().unwrap());
    assert!(line.contains("May be deleted at any time"), "{line}");

    let code = run(&mut standard("run", [news.as_path(), "-o".as_ref(), &output])).code;
    assert_eq!(code, Some(1));
    for (options, stores) in
        [(&["-o", "/dev/null"][..], 0), (&[], 0), (&["--store", "here.store"], 1)]
    {
        let folder = tempfile::tempdir().unwrap();
        let mut command = standard("run", [&news]);
        let ran = run(command.current_dir(folder.path()).args(options));
        assert_eq!(ran.code, Some(1), "{}", ran.err);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), stores, "{options:?}");
    }
}

#[cfg(unix)]
mod signals {
    use std::io::{Read, Write};
    use std::os::unix::process::ExitStatusExt;
    use std::process::{Child, ChildStdin};

    use super::*;

    /// A run into `output` that has been given the articles and waits for more.
    fn waiting(news: &Path, output: &Path) -> (Child, ChildStdin) {
        let mut command = into("-".as_ref(), output, &["--format", "jsonl"]);
        let mut child = command
            .stdin(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let mut input = child.stdin.take().unwrap();
        input.write_all(&fs::read(news).unwrap()).unwrap();
        input.flush().unwrap();
        // Until it has begun to keep results.
        while !fs::metadata(store_of(output)).is_ok_and(|store| store.len() > 5_000) {
            assert!(child.try_wait().unwrap().is_none(), "it goes on");
            std::thread::sleep(Duration::from_millis(5));
        }
        (child, input)
    }

    fn send(signal: &str, child: &Child) {
        let sent = Command::new("kill").args([signal, &child.id().to_string()]).status();
        assert!(sent.unwrap().success());
    }

    #[test]
    fn ctrl_c_stops_cleanly_and_the_same_command_goes_on() {
        let folder = tempfile::tempdir().unwrap();
        let news = collection(folder.path(), 20);
        let plain = folder.path().join("plain.jsonl");
        assert_eq!(run(into(&news, &plain, &[]).arg("--no-store")).code, Some(1));
        for (signal, number) in [("-INT", 2), ("-TERM", 15)] {
            let output = folder.path().join(format!("out{signal}.jsonl"));
            let (mut child, input) = waiting(&news, &output);
            send(signal, &child);
            let status = child.wait().unwrap();
            let mut err = String::new();
            child.stderr.take().unwrap().read_to_string(&mut err).unwrap();
            assert_eq!(status.signal(), Some(number), "as a shell's loop wants it: {err}");
            let kept = store_of(&output).display().to_string();
            let said = format!(
                "error: interrupted; what was done is kept in {kept}, and the same command goes on from there\n"
            );
            assert!(err.ends_with(&said), "{err}");
            assert!(!output.exists());
            drop(input);
            let ran = run(&mut into(&news, &output, &[]));
            assert!(work(&ran)["claims"].1 > 0, "{}", ran.err);
            assert!(bytes(&output) == bytes(&plain));
        }
    }

    #[test]
    fn an_output_is_one_processs_at_a_time() {
        let folder = tempfile::tempdir().unwrap();
        let news = collection(folder.path(), 20);
        let output = folder.path().join("out.jsonl");
        let (mut child, input) = waiting(&news, &output);
        for options in [&[][..], &["--no-store"]] {
            let ran = run(&mut into(&news, &output, options));
            assert_eq!(ran.code, Some(2));
            assert!(
                ran.err.contains("out.jsonl: another copydesk is writing this; wait"),
                "{}",
                ran.err
            );
        }
        let store = store_of(&output);
        let other = folder.path().join("other.jsonl");
        let ran = run(&mut into(&news, &other, &["--store", store.to_str().unwrap()]));
        assert_eq!(ran.code, Some(2));
        assert!(ran.err.contains("another copydesk is using this store"), "{}", ran.err);
        child.kill().unwrap();
        child.wait().unwrap();
        drop(input);
        // What a killed process leaves keeps nobody out.
        assert_eq!(run(&mut into(&news, &output, &[])).code, Some(1));
    }

    /// A run whose files may not be longer than so many blocks of 512 bytes.
    fn with_room_for(blocks: u32, news: &Path, output: &Path, options: &[&str]) -> Ran {
        let command = into(news, output, options);
        let mut shell = Command::new("sh");
        let script = format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$@\"");
        shell.args(["-c", &script, "sh"]).arg(command.get_program()).args(command.get_args());
        for (name, value) in command.get_envs() {
            match value {
                Some(value) => shell.env(name, value),
                None => shell.env_remove(name),
            };
        }
        run(shell.current_dir(support::root()).stdin(Stdio::null()))
    }

    #[test]
    fn a_run_without_room_says_so_and_goes_on_when_there_is_some() {
        let folder = tempfile::tempdir().unwrap();
        let news = collection(folder.path(), 60);
        let plain = folder.path().join("plain.jsonl");
        let room = run(into(&news, &plain, &[]).arg("--no-store"));
        assert_eq!(room.code, Some(1));
        // Enough for a few results, and for the beginning of the output.
        for (form, blocks) in [("jsonl", 60), ("sqlite", 200), ("parquet", 16)] {
            let output = folder.path().join(format!("out.{form}"));
            let all = ["--to", form, "--layers", "all"];
            let ran = with_room_for(blocks, &news, &output, &all);
            assert_eq!(ran.code, Some(2), "{form}: {}", ran.err);
            let last = ran.err.lines().last().unwrap();
            assert!(last.starts_with(&format!("error: {}", output.display())), "{}", ran.err);
            let kept = store_of(&output).display().to_string();
            let said = format!(
                "; what was done is kept in {kept}: mend that, and the same command goes on from there"
            );
            assert!(last.ends_with(&said), "{}", ran.err);
            assert!(!output.exists(), "{form}");
            let ran = run(&mut into(&news, &output, &all));
            assert!(work(&ran)["claims"].1 > 0, "{form}: {}", ran.err);
            let whole = folder.path().join(format!("plain.{form}"));
            run(into(&news, &whole, &all).arg("--no-store"));
            assert!(bytes(&output) == bytes(&whole), "{form}");
        }
        // No room for what is kept is no failure where there is room for the output.
        let (output, store) = (Path::new("/dev/null"), folder.path().join("small.store"));
        let plenty = fs::metadata(store_of(&folder.path().join("out.jsonl"))).unwrap().len();
        let blocks = u32::try_from(plenty / 512 / 2).unwrap();
        let options = ["--store", store.to_str().unwrap()];
        let ran = with_room_for(blocks, &news, output, &options);
        assert_eq!(ran.code, Some(1), "{}", ran.err);
        assert!(ran.err.contains("from some article on no more could be kept"), "{}", ran.err);
        let ran = run(&mut into(&news, output, &options));
        let (again, kept) = work(&ran)["claims"];
        assert!(again > 0 && kept > 0, "{}", ran.err);
    }
}
