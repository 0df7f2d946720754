//! Where stages are loaded from, and `copydesk.lock`: what a run may load, and what it refuses.

mod support;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use support::{Ran, compile_c, copydesk, program_in, root, run, run_with_input};

const ARTICLE: &[u8] = b"{\"id\":\"a\",\"text\":\"Ana Ruiz said no.\"}\n";

/// Builds tests/rude/stage.c; the defines make libraries of other bytes.
fn stage(defines: &[&str], name: &str, folder: &Path) -> PathBuf {
    compile_c(&root().join("tests/rude/stage.c"), defines, name, folder)
}

/// The program in this folder, with this stage.
fn here(folder: &Path, arguments: &[&str], library: &Path) -> Command {
    let mut command = copydesk();
    command.current_dir(folder).args(arguments).arg("--plugin-path").arg(library);
    command
}

fn run_here(folder: &Path, options: &[&str], library: &Path) -> Ran {
    run_with_input(here(folder, &["run", "-"], library).args(options), ARTICLE)
}

#[test]
fn a_locked_run_refuses_what_differs_with_both_sides_and_the_mend() {
    let folder = tempfile::tempdir().unwrap();
    let (at, builds) = (folder.path(), tempfile::tempdir().unwrap());
    let library = stage(&[], "rude", builds.path());
    let refused = run_here(at, &["--locked"], &library);
    assert_eq!(
        (refused.code, refused.err.as_str()),
        (
            Some(2),
            "error: copydesk.lock: there is no such file, which --locked needs; make it with `copydesk plugin lock`\n"
        )
    );

    let ran = run(&mut here(at, &["plugin", "lock"], &library));
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert!(ran.err.starts_with("copydesk.lock: 1 stages pinned"), "{}", ran.err);
    let text = fs::read_to_string(at.join("copydesk.lock")).unwrap();
    for part in ["format = 1\n", "[[stage]]\n", "name = \"rude\"\n", "version = \"0.1.0\"\n"] {
        assert!(text.contains(part), "{text}");
    }
    let again = run(&mut here(at, &["plugin", "lock"], &library));
    assert_eq!(again.code, Some(0));
    assert_eq!(fs::read_to_string(at.join("copydesk.lock")).unwrap(), text, "the same bytes");
    for options in [&[][..], &["--locked"], &["--isolate"]] {
        let ran = run_here(at, options, &library);
        assert_eq!(ran.code, Some(if cfg!(unix) || options != ["--isolate"] { 0 } else { 2 }));
    }

    // The same stage of the same version, built otherwise.
    let other = stage(&["FAILS_ON_ODD"], "other", builds.path());
    for options in [&[][..], &["--locked"], &["--isolate"]] {
        let ran = run_here(at, options, &other);
        assert_eq!((ran.code, ran.out.as_str()), (Some(2), ""), "{options:?}");
        assert_eq!(ran.err.lines().count(), 1, "{}", ran.err);
        let pinned = text.split("sha256 = \"").nth(1).unwrap().get(..16).unwrap();
        for part in [
            "error: stage rude is 0.1.0 with sha256 ",
            other.to_str().unwrap(),
            &format!("and copydesk.lock pins 0.1.0 with sha256 {pinned}"),
            "put the pinned library back, or pin this one with `copydesk plugin lock`",
        ] {
            assert!(ran.err.contains(part), "{part}: {}", ran.err);
        }
    }
    // A stage that was not there before.
    let c = root().join("plugins/readability/readability.c");
    let further = compile_c(&c, &[], "readability", builds.path());
    let mut command = here(at, &["run", "-", "--without", "rude"], &further);
    let ran = run_with_input(command.arg("--plugin-path").arg(&library), ARTICLE);
    assert_eq!(ran.code, Some(2));
    assert!(
        ran.err.contains("stage readability") || ran.err.contains("requires layer"),
        "{}",
        ran.err
    );

    // A stage that has gone.
    let lock = at.join("copydesk.lock");
    fs::write(
        &lock,
        format!(
            "{text}\n{}",
            text.split('\n').skip(2).collect::<Vec<_>>().join("\n").replace("rude", "gone")
        ),
    )
    .unwrap();
    let ran = run_here(at, &[], &library);
    assert!(
        ran.err.starts_with(
            "error: copydesk.lock pins stage gone 0.1.0, which is not in the search path"
        ),
        "{}",
        ran.err
    );
    assert_eq!(run_here(at, &["--stages", "rude"], &library).code, Some(0));

    // Elsewhere there is no lock, and beside a named configuration file there is one.
    assert_eq!(run_here(builds.path(), &[], &other).code, Some(0));
    fs::write(&lock, &text).unwrap();
    fs::write(at.join("copydesk.toml"), "").unwrap();
    let config = at.join("copydesk.toml");
    let ran = run_here(builds.path(), &["--config", config.to_str().unwrap()], &other);
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.contains("copydesk.lock pins 0.1.0"), "{}", ran.err);
}

#[test]
fn a_lock_file_that_cannot_be_used_has_its_line() {
    let folder = tempfile::tempdir().unwrap();
    let library = stage(&[], "rude", folder.path());
    for (text, says) in [
        ("format = 1\n\n[[stages]]\n", "copydesk.lock:3: unknown field `stages`"),
        ("format = 1\n[[stage]]\nname = \"rude\"\n", "copydesk.lock:2: missing field `version`"),
        ("format = 9\n", "copydesk.lock: it is of format 9, this copydesk reads format 1"),
        ("", "copydesk.lock:1: missing field `format`"),
    ] {
        fs::write(folder.path().join("copydesk.lock"), text).unwrap();
        let ran = run_here(folder.path(), &[], &library);
        assert_eq!(ran.code, Some(2));
        assert!(ran.err.starts_with(&format!("error: {says}")), "{}", ran.err);
        assert!(ran.err.contains("make it anew with `copydesk plugin lock`"), "{}", ran.err);
    }
}

/// Beside the program, the user's folder, --plugin-path, the environment variable: of one library
/// in all of them the first counts.
#[test]
fn stages_are_looked_for_in_the_documented_order() {
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let builds = tempfile::tempdir().unwrap();
    let at = folder.path();
    let library = stage(&[], "rude", builds.path());
    let file = library.file_name().unwrap();
    let user = if cfg!(target_os = "macos") {
        at.join("home/Library/Application Support/copydesk/stages")
    } else {
        at.join("data/copydesk/stages")
    };
    let places = [at.join("program"), user, at.join("named"), at.join("variable")];
    for place in &places {
        fs::create_dir_all(place).unwrap();
        fs::copy(&library, place.join(file)).unwrap();
    }
    let program = program_in(&places[0]);
    let found = || {
        let mut command = Command::new(&program);
        command.args(["plugin", "list", "--plugin-path"]).arg(&places[2]);
        command.env("COPYDESK_PLUGIN_PATH", &places[3]);
        command.env("XDG_DATA_HOME", at.join("data")).env("HOME", at.join("home"));
        command.env("COPYDESK_CACHE", at.join("cache")).current_dir(&places[0]);
        let ran = run(&mut command);
        let from = ran.out.lines().find_map(|line| line.trim().strip_prefix("from"));
        from.map(|path| PathBuf::from(path.trim()))
    };
    for place in &places {
        let expected = fs::canonicalize(place).unwrap().join(file);
        let there = found().unwrap_or_else(|| panic!("nothing found; {} is next", place.display()));
        assert_eq!(fs::canonicalize(&there).unwrap(), expected);
        fs::remove_file(place.join(file)).unwrap();
    }
    // The current folder is no place to look in.
    fs::copy(&library, at.join(file)).unwrap();
    assert_eq!(found(), None);
}

#[cfg(unix)]
#[test]
fn a_library_below_a_folder_that_anybody_may_change_is_refused() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let open = folder.path().join("open");
    let inner = open.join("inner");
    fs::create_dir_all(&inner).unwrap();
    let library = stage(&[], "rude", &inner);
    let run = || run_here(folder.path(), &[], &library);
    assert_eq!(run().code, Some(0));
    fs::set_permissions(&open, fs::Permissions::from_mode(0o777)).unwrap();
    let ran = run();
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.contains("anybody may write to"), "{}", ran.err);
    // With the sticky bit only the owner of a file may put another in its place.
    fs::set_permissions(&open, fs::Permissions::from_mode(0o1777)).unwrap();
    assert_eq!(run().code, Some(0));
}
