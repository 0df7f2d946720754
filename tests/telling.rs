//! What the program tells of itself: the closing table, the log for programs, silence, completions and the
//! manual page.

mod support;

use serde_json::{Value, json};
use support::{copydesk, records, run, run_with_input, standard};

const TWO: &[u8] =
    b"{\"id\":\"a\",\"text\":\"Ana Ruiz said no.\"}\n{\"id\":\"b\",\"body\":\"Ana\"}\n";

fn over_two(arguments: &[&str]) -> support::Ran {
    let ran = run_with_input(standard("run", ["-"]).args(arguments), TWO);
    assert_eq!(ran.code, Some(1), "{}", ran.err);
    assert_eq!(records(&ran.out).len(), 2, "nothing but records on standard output");
    ran
}

#[test]
fn the_closing_table_has_each_step_and_the_last_line_the_sum() {
    let ran = over_two(&[]);
    let lines: Vec<_> = ran.err.lines().collect();
    assert!(lines[0].starts_with("problem: b: the object has no \"text\""), "{}", ran.err);
    let row = |line: &str| line.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
    let steps: Vec<_> = lines[1..9].iter().map(|line| row(line)[0].clone()).collect();
    let expected =
        ["stage", "reading", "segments", "entities", "quotes", "claims", "summaries", "writing"];
    assert_eq!(steps, expected);
    assert_eq!(row(lines[2])[7], "1", "the article that could not be read: {}", ran.err);
    assert!(
        lines[9].starts_with("2 articles, 4 words in ") && lines[9].ends_with(", 1 with problems")
    );
    assert_eq!(lines.len(), 10, "{}", ran.err);
    assert!(!ran.err.contains('\u{1B}') && !ran.err.contains('\r'), "nothing is drawn in a file");
}

#[test]
fn quiet_is_silent_and_timings_are_asked_for() {
    assert_eq!(over_two(&["--quiet"]).err, "");
    assert_eq!(over_two(&["--quiet", "--timings"]).err.lines().count(), 8);
}

#[test]
fn the_log_for_programs_is_json_from_start_to_done() {
    let ran = over_two(&["--json-log"]);
    let events = records(&ran.err);
    let names: Vec<_> = events.iter().map(|event| event["event"].as_str().unwrap()).collect();
    assert_eq!(names, ["start", "problem", "done"]);
    assert_eq!(events[0]["bytes"], Value::Null, "nobody knows how long standard input is");
    assert_eq!(events[0]["stages"], json!(support::STANDARD));
    assert_eq!((&events[1]["article"], &events[1]["kind"]), (&json!("b"), &json!("input")));
    let done = &events[2];
    let figures = ["articles", "words", "with_problems", "exit_code"].map(|key| done[key].clone());
    assert_eq!(figures, [2, 4, 1, 1].map(Value::from));
    let entities = done["steps"].as_array().unwrap().iter().find(|step| step["name"] == "entities");
    let entities = entities.unwrap();
    assert_eq!((&entities["articles"], &entities["problems"]), (&json!(1), &json!(0)));

    let ran = run(&mut standard("run", ["no-such-file.txt", "--json-log"]));
    assert_eq!(ran.code, Some(2));
    let error = &records(&ran.err)[0];
    assert_eq!((&error["event"], &error["exit_code"]), (&json!("error"), &json!(2)));
    assert!(error["message"].as_str().unwrap().starts_with("no-such-file.txt: "), "{error}");
}

#[test]
fn shells_and_man_learn_every_option_and_no_hidden_command() {
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let ran = run(copydesk().args(["completions", shell]));
        assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""));
        assert!(ran.out.contains("json-log") && ran.out.contains("claimreview"), "{shell}");
    }
    let ran = run(copydesk().arg("man"));
    assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""));
    for part in
        [".TH copydesk", ".SH \"COPYDESK RUN\"", "json\\-log", ".SH \"COPYDESK PLUGIN CHECK\""]
    {
        assert!(ran.out.contains(part), "{part}");
    }
    assert!(!ran.out.contains("stage\\-child") && !ran.out.contains("STAGE-CHILD"));
}
