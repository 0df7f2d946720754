//! `copydesk report`: a site whose links lead somewhere, in which hostile text does nothing, and which a
//! real browser shows without complaint.

#![allow(clippy::print_stdout, reason = "what a test prints is for who reads its output")]

mod support;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::json;
use support::{copydesk, fixture, run, standard};
use tempfile::TempDir;

/// The site of the articles in fixtures/ and of one that means harm.
fn site(folder: &TempDir) -> PathBuf {
    let hostile = json!({
        "id": "../../<b>evil</b>",
        "title": "</title><script>document.title = 'harm'</script>",
        "url": "javascript:alert(1)",
        "byline": "\" onmouseover=\"alert(1)",
        "text": "</script><script>alert(1)</script> Ana \u{202e}Ruiz said: “<img src=x onerror=alert(1)> 🙂 e\u{301} costs $4 million.”\n\n{{ 7 * 7 }} Ana Ruiz denied it.",
    });
    let path = folder.path().join("hostile.jsonl");
    fs::write(&path, format!("{hostile}\n")).unwrap();
    let records = folder.path().join("records.jsonl");
    let mut command = standard("run", ["--quiet", "-o"]);
    let ran = run(command.arg(&records).arg(fixture("articles")).arg(&path));
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let site = folder.path().join("site");
    let ran = run(copydesk().arg("report").arg(&records).arg("-o").arg(&site));
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    site
}

fn pages(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(pages(&path));
        } else if path.extension().is_some_and(|ending| ending == "html") {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// The values of an attribute in a page.
fn values<'a>(page: &'a str, attribute: &str) -> Vec<&'a str> {
    let start = format!(" {attribute}=\"");
    page.split(start.as_str()).skip(1).map(|rest| rest.split('"').next().unwrap()).collect()
}

#[test]
fn every_link_leads_to_a_page_and_a_place_in_it() {
    let folder = tempfile::tempdir().unwrap();
    let site = site(&folder);
    let all = pages(&site);
    assert!(all.len() > 200, "{} pages", all.len());
    let mut checked = 0;
    for path in &all {
        let page = fs::read_to_string(path).unwrap().replace("&#x2f;", "/");
        let links = values(&page, "href").into_iter().chain(values(&page, "src"));
        for link in links.filter(|link| !link.starts_with("http")) {
            checked += 1;
            let (file, anchor) = link.split_once('#').unwrap_or((link, ""));
            let target =
                if file.is_empty() { path.clone() } else { path.parent().unwrap().join(file) };
            assert!(target.is_file(), "{}: {link}", path.display());
            if !anchor.is_empty() {
                let target = fs::read_to_string(&target).unwrap();
                assert!(values(&target, "id").contains(&anchor), "{}: {link}", path.display());
            }
        }
    }
    assert!(checked > 3_000, "{checked} links");
    // A second time, over itself, the same bytes.
    let before: Vec<_> = all.iter().map(|path| fs::read(path).unwrap()).collect();
    let records = folder.path().join("records.jsonl");
    assert_eq!(run(copydesk().arg("report").arg(records).arg("-o").arg(&site)).code, Some(0));
    let after: Vec<_> = pages(&site).iter().map(|path| fs::read(path).unwrap()).collect();
    assert!(before == after);
}

#[test]
fn hostile_text_is_text() {
    let folder = tempfile::tempdir().unwrap();
    let site = site(&folder);
    for path in pages(&site) {
        let page = fs::read_to_string(&path).unwrap();
        let name = path.display();
        assert_eq!(page.matches("<script").count(), 2, "{name}: only our own two");
        assert!(page.contains("default-src 'none'"), "{name}");
        for harm in
            ["<img", "onmouseover=\"", "javascript:", "<b>evil", "\u{202e}", "<style", " style=\""]
        {
            let inert = harm == "javascript:" && !page.contains("\"javascript:");
            assert!(inert || !page.contains(harm), "{name}: {harm}");
        }
        assert!(!page.contains(">49 Ana"), "{name}: a template was run");
    }
    let index = fs::read_to_string(site.join("index.js")).unwrap();
    assert!(!index.contains('<') && index.starts_with("window.COPYDESK_INDEX = ["));
}

#[test]
fn a_folder_of_somebody_else_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let records = folder.path().join("records.jsonl");
    assert_eq!(
        run(standard("run", ["-q", "-o"]).arg(&records).arg(fixture("articles/court.txt"))).code,
        Some(0)
    );
    let mine = folder.path().join("mine");
    fs::create_dir(&mine).unwrap();
    fs::write(mine.join("index.html"), "my own").unwrap();
    let ran = run(copydesk().arg("report").arg(&records).arg("-o").arg(&mine));
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.contains("something stands there"), "{}", ran.err);
    assert_eq!(fs::read_to_string(mine.join("index.html")).unwrap(), "my own");
}

/// In headless Chromium: nothing is complained of, the script has run, and the words that are marked as
/// entities are the record's, emoji and combining marks before them or not.
#[test]
fn a_browser_shows_the_pages_without_complaint() {
    let browsers = ["chromium", "chromium-browser", "google-chrome"];
    let works = |name: &&&str| Command::new(name).arg("--version").output().is_ok();
    let Some(browser) = browsers.iter().find(works) else {
        println!("passed over: there is no Chromium here");
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let site = site(&folder);
    let records = fs::read_to_string(folder.path().join("records.jsonl")).unwrap();
    let hostile: serde_json::Value = serde_json::from_str(records.lines().last().unwrap()).unwrap();
    let articles = pages(&site.join("articles"));
    let evil = articles.iter().find(|path| path.to_str().unwrap().contains("evil")).unwrap();
    for path in [&site.join("index.html"), &articles[3], &pages(&site.join("entities"))[7], evil] {
        let ran = Command::new(browser)
            .args(["--headless=new", "--no-sandbox", "--disable-gpu", "--enable-logging=stderr"])
            .args(["--virtual-time-budget=3000", "--dump-dom"])
            .arg(format!("--user-data-dir={}", folder.path().join("profile").display()))
            .arg(format!("file://{}", path.display()))
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&ran.stderr);
        let complaints: Vec<_> = said.lines().filter(|line| line.contains("CONSOLE")).collect();
        assert!(complaints.is_empty(), "{}: {complaints:?}", path.display());
        let dom = String::from_utf8_lossy(&ran.stdout);
        assert!(dom.contains(">Dark</button>") || dom.contains(">Light</button>"), "{dom}");
        if path == evil {
            assert!(!dom.contains("<title>harm"), "a script of the article ran");
            let marked = dom.split("m-entity e-person").skip(1);
            let marked: Vec<_> = marked
                .map(|rest| rest.split_once('>').unwrap().1.split('<').next().unwrap().to_owned())
                .collect();
            let expected: Vec<_> = hostile["annotations"]["entity"]
                .as_array()
                .unwrap()
                .iter()
                .filter(|one| one["label"] == "PERSON")
                .map(|one| one["text"].as_str().unwrap().replace('\u{202e}', "⟨U+202E⟩"))
                .collect();
            assert!(!expected.is_empty());
            assert_eq!(marked, expected);
        }
    }
}
