//! `copydesk report`: a site whose links lead somewhere, in which hostile text does nothing, and that works
//! in a real browser.

#[path = "support/browser.rs"]
mod browser;
mod support;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use browser::Browser;
use serde_json::{Value, json};
use support::{copydesk, fixture, run, standard};
use tempfile::TempDir;

/// An article that means harm, with letters of more than one code unit, code point and direction.
const HOSTILE: &str = "</script><script>alert(1)</script> Ana \u{202e}Ruiz said: “<img src=x onerror=alert(1)> 🙂 e\u{301} costs $4 million.”\n\n\
    👩\u{200d}🚒🙂🙂 José Nún\u{303}ez met Ana Ruiz in Z\u{fc}rich. שלום.\n\n{{ 7 * 7 }} “We paid 40 percent 🙂 more,” José Núñez said.";

/// What all tests look at: the site of the articles in fixtures/ and of the hostile one, as a folder and as
/// one file, and the records that they are of.
struct Sites {
    folder: TempDir,
}

impl Sites {
    fn get() -> &'static Self {
        static SITES: OnceLock<Sites> = OnceLock::new();
        SITES.get_or_init(|| {
            let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
            let hostile = json!({
                "id": "../../<b>evil</b>",
                "title": "</title><script>document.title = 'harm'</script>",
                "url": "javascript:alert(1)",
                "byline": "\" onmouseover=\"alert(1)",
                "published": "2024-02-03",
                "text": HOSTILE,
            });
            let plain = json!({
                "id": "plain", "published": "5 March 2024", "title": "Talks",
                "text": "“It is false,” Ana Ruiz said of José Núñez. Crime rose by 12 percent, she claimed falsely.",
            });
            let path = folder.path().join("hostile.jsonl");
            fs::write(&path, format!("{hostile}\n{plain}\n")).unwrap();
            let sites = Self { folder };
            let mut command = standard("run", ["--quiet", "-o"]);
            let ran = run(command.arg(sites.at("records.jsonl")).arg(fixture("articles")).arg(&path));
            assert_eq!(ran.code, Some(0), "{}", ran.err);
            for target in ["site", "site.html"] {
                sites.report(target, &[]);
            }
            sites
        })
    }

    fn at(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    fn report(&self, target: &str, more: &[&str]) {
        let mut command = copydesk();
        command.arg("report").arg(self.at("records.jsonl")).arg("-o").arg(self.at(target));
        let ran = run(command.args(more));
        assert_eq!(ran.code, Some(0), "{}", ran.err);
    }

    /// A page whose file's name has this in it.
    fn page(&self, folder: &str, name: &str) -> PathBuf {
        let all = pages(&self.at("site").join(folder));
        let of = |path: &&PathBuf| path.file_name().unwrap().to_str().unwrap().contains(name);
        all.iter().find(of).unwrap_or_else(|| panic!("{folder}/{name}: {all:?}")).clone()
    }
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

fn address(path: &Path) -> String {
    format!("file://{}", path.display())
}

#[test]
fn every_link_leads_to_a_page_and_a_place_in_it() {
    let sites = Sites::get();
    let all = pages(&sites.at("site"));
    assert!(all.len() > 200, "{} pages", all.len());
    let mut checked = 0;
    for path in &all {
        let page = fs::read_to_string(path).unwrap();
        let mut ids = values(&page, "id");
        ids.sort_unstable();
        assert!(ids.windows(2).all(|two| two[0] != two[1]), "{}: an id twice", path.display());
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
    // In one file there are as many pages, and all links stay in it.
    let single = fs::read_to_string(sites.at("site.html")).unwrap();
    assert_eq!(single.matches("<section class=\"page\"").count(), all.len());
    let ids: std::collections::BTreeSet<_> = values(&single, "id").into_iter().collect();
    assert_eq!(ids.len(), values(&single, "id").len(), "an id twice");
    let links = values(&single, "href").into_iter().filter(|link| !link.starts_with("http"));
    for link in links {
        assert!(link.strip_prefix('#').is_some_and(|id| ids.contains(id)), "{link}");
    }
}

#[test]
fn the_same_records_make_the_same_bytes_on_any_number_of_threads() {
    let sites = Sites::get();
    sites.report("again", &["--threads", "1"]);
    // A second time, over itself.
    sites.report("again", &["--threads", "3"]);
    let read = |folder: &str| -> Vec<(PathBuf, Vec<u8>)> {
        let root = sites.at(folder);
        let all = pages(&root).into_iter();
        all.map(|path| (path.strip_prefix(&root).unwrap().to_owned(), fs::read(&path).unwrap()))
            .collect()
    };
    assert!(read("again") == read("site"));
}

#[test]
fn hostile_text_is_text() {
    let sites = Sites::get();
    for path in pages(&sites.at("site")).into_iter().chain([sites.at("site.html")]) {
        let page = fs::read_to_string(&path).unwrap();
        let name = path.display();
        let own = if path.ends_with("site.html") { 2 } else { 1 };
        assert_eq!(page.matches("<script").count(), own, "{name}: only our own");
        assert!(page.contains("default-src 'none'"), "{name}");
        for harm in [
            "<img",
            "onmouseover=\"",
            "\"javascript:",
            "<b>evil",
            "\u{202e}",
            " style=\"",
            ">49 Ana",
        ] {
            assert!(!page.contains(harm), "{name}: {harm}");
        }
    }
    let index = fs::read_to_string(sites.at("site/index.js")).unwrap();
    assert!(!index.contains('<') && index.starts_with("COPYDESK_INDEX={"));
}

#[test]
fn a_folder_of_somebody_else_is_left_alone() {
    let sites = Sites::get();
    let mine = sites.at("mine");
    fs::create_dir(&mine).unwrap();
    fs::write(mine.join("index.html"), "my own").unwrap();
    let ran = run(copydesk().arg("report").arg(sites.at("records.jsonl")).arg("-o").arg(&mine));
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.contains("something stands there"), "{}", ran.err);
    assert_eq!(fs::read_to_string(mine.join("index.html")).unwrap(), "my own");
}

#[test]
fn the_claims_most_worth_checking_are_listed_with_who_made_them() {
    let sites = Sites::get();
    let claims =
        |more: &[&str]| run(copydesk().arg("claims").arg(sites.at("records.jsonl")).args(more));
    let ran = claims(&["--top", "5", "--json"]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let best = support::records(&ran.out);
    let scores: Vec<_> = best.iter().map(|one| one["score"].as_u64().unwrap()).collect();
    assert_eq!(scores.len(), 5);
    assert!(scores.is_sorted_by(|one, other| one >= other) && scores[4] > 0, "{scores:?}");
    let records = fs::read_to_string(sites.at("records.jsonl")).unwrap();
    let all = support::records(&records);
    let scores_of = all.iter().flat_map(|one| one["annotations"]["claim"].as_array().unwrap());
    let most = scores_of.map(|one| one["score"].as_f64().unwrap()).fold(0.0, f64::max);
    assert_eq!(scores[0], (most * 100.0).round() as u64);
    let ran = claims(&["--by", "marsh"]);
    assert!(ran.out.contains("Linda Marsh · ") && !ran.out.contains("Penhallow · "), "{}", ran.out);
}

/// The words that an article's page marks as each annotation, beside those of the record: compared
/// without white space, which pages lay out as they like.
const MARKED: &str = "(() => {
    const text = document.querySelector('.text');
    const found = {};
    let at = 0;
    const walk = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
    for (let node = walk.nextNode(); node; node = walk.nextNode()) {
        const start = at;
        at += [...node.data.replace(/\\s/g, '')].length;
        const piece = node.parentElement.closest('[data-of]');
        const drawn = piece && piece.getClientRects().length > 0;
        for (const of of drawn ? piece.dataset.of.split(' ') : []) (found[of] ||= []).push([start, at]);
    }
    return [found, at];
})()";

/// Records of two articles that claim the same, by scores, the better one last.
fn claims(scores: [f32; 4]) -> String {
    let text = "Crime rose.";
    let claim = |id: u32, score: f32| json!({"id": id, "start": 0, "end": 11, "score": score, "attrs": {"stance": "none"}});
    let record = |id: &str, claims: Value| {
        let stages =
            json!([{"name": "claims", "version": "1", "library": "sha256:0", "layers": ["claim"]}]);
        json!({"schema": "copydesk/1", "id": id, "offsets": "char", "text": text, "annotations": {"claim": claims}, "stages": stages, "problems": []})
    };
    let [a, b, c, d] = scores;
    let first = record("first", json!([claim(1, a), claim(2, b)]));
    let second = record("second", json!([claim(1, c), claim(2, d)]));
    format!("{first}\n{second}\n")
}

#[test]
fn of_equal_claims_the_one_most_worth_checking_is_listed() {
    for (scores, score, article) in [
        ([0.2, 0.3, 0.9, 0.4], 90, "second"),
        ([0.2, 0.9, 0.3, 0.4], 90, "first"),
        // Of equal ones the first.
        ([0.2, 0.9, 0.9, 0.4], 90, "first"),
    ] {
        for top in ["1", "20"] {
            let mut command = copydesk();
            command.args(["claims", "-", "--json", "--top", top]);
            let ran = support::run_with_input(&mut command, claims(scores).as_bytes());
            assert_eq!(ran.code, Some(0), "{}", ran.err);
            let listed = support::records(&ran.out);
            assert_eq!(listed.len(), 1, "{scores:?}");
            assert_eq!(
                (&listed[0]["score"], &listed[0]["article"]),
                (&json!(score), &json!(article))
            );
        }
    }
}

#[test]
fn a_list_of_claims_says_what_was_never_run_and_which_stances_there_are() {
    let listed = |input: &str, arguments: &[&str]| {
        let mut command = copydesk();
        support::run_with_input(command.args(["claims", "-"]).args(arguments), input.as_bytes())
    };
    let ran = listed("{\"id\":\"raw\",\"text\":\"Crime rose.\"}\n", &[]);
    assert_eq!(ran.code, Some(1));
    let says = "problem: raw: no stage was run on this; make a record with `copydesk run`\n0 of 0 claims in 1 article\n";
    assert_eq!(ran.err, says);

    let records = claims([0.5; 4]);
    let ran = listed(&records, &["--stance", "dispute"]);
    assert_eq!((ran.code, &*ran.out), (Some(2), ""));
    assert!(
        ran.err.contains("no claim has the stance \"dispute\"; did you mean \"disputed\"?"),
        "{}",
        ran.err
    );
    for (stance, count) in [("disputed", 0), ("none", 1)] {
        let ran = listed(&records, &["--stance", stance]);
        assert_eq!(ran.code, Some(0), "{}", ran.err);
        assert!(ran.err.starts_with(&format!("{count} of ")), "{stance}: {}", ran.err);
    }
}

#[test]
fn the_top_of_a_page_keeps_to_its_lines() {
    let sites = Sites::get();
    let Some(mut browser) = Browser::start() else { return };
    for path in [sites.at("site/index.html"), sites.at("site.html")] {
        for width in [400, 640, 992, 1000, 1020, 1040, 1100, 1400] {
            browser.size(width, 700);
            browser.go(&address(&path));
            let apart = browser.eval(
                "(() => { const middle = (one) => { const box = document.querySelector(one).getBoundingClientRect(); \
                 return (box.top + box.bottom) / 2; }; return Math.abs(middle('#theme') - middle('#search')); })()",
            );
            assert!(
                apart.as_f64().unwrap() < 8.0,
                "{width}: the button is {apart} from the search"
            );
        }
    }
}

#[test]
fn marks_sit_on_the_right_words_in_a_browser() {
    let sites = Sites::get();
    let Some(mut browser) = Browser::start() else { return };
    let records = fs::read_to_string(sites.at("records.jsonl")).unwrap();
    let mut checked = 0;
    for record in support::records(&records) {
        let name = record["id"].as_str().unwrap().replace(".txt", "-txt");
        let hostile = record["text"] == HOSTILE;
        let name = if hostile { "evil" } else { name.rsplit('/').next().unwrap() };
        browser.go(&address(&sites.page("articles", name)));
        let answer = browser.eval(MARKED);
        // Positions in the text as shown, without white space, from positions in the record.
        let shown = |c: char| match c {
            '\u{202e}' => "⟨U+202E⟩".chars().count(),
            c => usize::from(!c.is_whitespace()),
        };
        let mut places = vec![0];
        for c in record["text"].as_str().unwrap().chars() {
            places.push(places.last().unwrap() + shown(c));
        }
        assert_eq!(answer[1], *places.last().unwrap(), "{name}: the text is all there");
        let annotations = &record["annotations"];
        let span = |one: &Value| {
            let at = |key: &str| places[one[key].as_u64().unwrap() as usize];
            (at("start"), at("end"))
        };
        let by_id = |id: &Value| {
            let layers = annotations.as_object().unwrap().values();
            let mut all = layers.flat_map(|layer| layer.as_array().unwrap());
            all.find(|one| one["id"] == *id).unwrap().clone()
        };
        for (layer, sort) in [("quote", "q"), ("claim", "c")] {
            for one in annotations[layer].as_array().unwrap() {
                let mut spans = vec![span(one)];
                if layer == "quote" {
                    let links = &one["links"];
                    let parts = links["parts"].as_array().cloned().unwrap_or_default();
                    if !parts.is_empty() {
                        spans = parts.iter().map(|id| span(&by_id(id))).collect();
                    }
                    let more = ["source", "cue"].into_iter().filter_map(|role| links.get(role));
                    spans.extend(more.map(|id| span(&by_id(id))));
                }
                let of = format!("{sort}{}", one["id"]);
                let mut expected: Vec<usize> =
                    spans.iter().flat_map(|&(start, end)| start..end).collect();
                expected.sort_unstable();
                expected.dedup();
                let pieces = answer[0][&of].as_array().unwrap_or_else(|| panic!("{name}: {of}"));
                let marked: Vec<usize> = pieces
                    .iter()
                    .flat_map(|p| p[0].as_u64().unwrap() as usize..p[1].as_u64().unwrap() as usize)
                    .collect();
                assert_eq!(marked, expected, "{name}: {of}: {}", one["text"]);
                checked += 1;
            }
        }
        // All mentions of all entities together.
        let mut expected: Vec<_> =
            annotations["entity"].as_array().unwrap().iter().map(span).collect();
        let found = answer[0].as_object().unwrap().iter().filter(|(of, _)| of.starts_with('e'));
        let mut marked: Vec<_> = found
            .flat_map(|(_, pieces)| pieces.as_array().unwrap())
            .map(|p| (p[0].as_u64().unwrap() as usize, p[1].as_u64().unwrap() as usize))
            .collect();
        checked += expected.len();
        expected.sort_unstable();
        marked.sort_unstable();
        // A mention that a quote begins or ends in is marked in pieces.
        let flat = |spans: &[(usize, usize)]| -> Vec<usize> {
            spans.iter().flat_map(|&(start, end)| start..end).collect()
        };
        assert_eq!(flat(&marked), flat(&expected), "{name}: names");
        if hostile {
            assert!(expected.len() >= 4, "{name}: {expected:?}");
        }
    }
    assert!(checked > 1_000, "{checked} were checked");
    assert_eq!(browser.complaints, [] as [String; 0]);
}

#[test]
fn search_finds_names_headlines_and_words_without_a_server() {
    let sites = Sites::get();
    let Some(mut browser) = Browser::start() else { return };
    for (start, width) in [("site/index.html", 1200), ("site.html", 320)] {
        browser.size(width, 700);
        browser.go(&address(&sites.at(start)));
        browser.press("/");
        assert_eq!(browser.eval("document.activeElement.id"), "search", "{start}");
        // A name, without its accents; by the keyboard alone.
        browser.type_in("jose nunez");
        browser.until("document.querySelector('#found a')?.textContent.includes('José Núñez')");
        assert_eq!(browser.eval("document.documentElement.scrollWidth"), width);
        browser.press("ArrowDown");
        let name = browser.eval("document.activeElement.textContent");
        browser.press("Enter");
        browser.until(&format!(
            "[...document.querySelectorAll('h1')].some((h) => h.checkVisibility() && h.textContent === {name})"
        ));
        // Words that are in texts alone, one of them begun.
        browser.until("!!document.getElementById('search')");
        browser.press("/");
        browser.type_in("racehorse villa hosp");
        browser.until("/in the text/.test(document.getElementById('found').textContent) || /headline/.test(document.getElementById('found').textContent)");
        assert_eq!(browser.eval("document.querySelectorAll('#found li').length"), 1, "{start}");
        browser.press("Escape");
        assert_eq!(browser.eval("document.querySelectorAll('#found li').length"), 0);
        // What is on every object of the language is nobody's name.
        browser.type_in("constructor __proto__");
        browser.until("document.getElementById('told').textContent === 'Nothing found.'");
    }
    assert_eq!(browser.complaints, [] as [String; 0]);
}

/// The text nodes of a page whose colour is too near to what is behind them for WCAG AA, worst first.
const PALE: &str = "(() => {
    const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
    const rgb = (colour) => {
        canvas.clearRect(0, 0, 1, 1);
        canvas.fillStyle = colour;
        canvas.fillRect(0, 0, 1, 1);
        return [...canvas.getImageData(0, 0, 1, 1).data];
    };
    const light = ([r, g, b]) => [r, g, b].map((c) => c / 255)
        .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
        .reduce((sum, c, at) => sum + c * [0.2126, 0.7152, 0.0722][at], 0);
    const pale = [];
    let seen = 0;
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walk.nextNode(); node; node = walk.nextNode()) {
        const element = node.parentElement;
        if (!node.data.trim() || !element.checkVisibility() || element.closest('script, style, svg')) continue;
        let back = element;
        while (back && rgb(getComputedStyle(back).backgroundColor)[3] < 255) back = back.parentElement;
        const [one, other] = [light(rgb(getComputedStyle(element).color)), light(rgb(getComputedStyle(back || document.body).backgroundColor))];
        const ratio = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
        seen++;
        if (ratio < 4.5) pale.push([ratio, node.data.slice(0, 40), element.className]);
    }
    return [seen, pale.sort((a, b) => a[0] - b[0]).slice(0, 5)];
})()";

#[test]
fn pages_can_be_read_in_the_dark_on_narrow_screens_and_on_paper() {
    let sites = Sites::get();
    let Some(mut browser) = Browser::start() else { return };
    let site = sites.at("site");
    let shown = [
        site.join("index.html"),
        sites.page("articles", "court"),
        sites.page("articles", "evil"),
        sites.page("entities", "linda-marsh"),
        sites.page("lists", "claims-1"),
        sites.page("lists", "problems-1"),
        sites.at("site.html"),
    ];
    let dark = "getComputedStyle(document.body).backgroundColor";
    for path in &shown {
        let name = path.display();
        for (width, scheme) in [(1200, "light"), (1200, "dark"), (320, "light")] {
            browser.size(width, 900);
            browser.medium("screen", scheme);
            browser.go(&address(path));
            let pale = browser.eval(PALE);
            assert!(pale[0].as_u64().unwrap() > 5 && pale[1] == json!([]), "{name}: {pale}");
            let wide = browser.eval("document.documentElement.scrollWidth");
            assert!(wide.as_u64().unwrap() <= u64::from(width), "{name}: {wide} of {width} pixels");
        }
        // On paper there is nothing to press, and the paper is white in a dark room too.
        browser.medium("print", "dark");
        browser.go(&address(path));
        assert_eq!(
            browser.eval("document.querySelector('.top').checkVisibility()"),
            false,
            "{name}"
        );
        assert_eq!(browser.eval(dark), "rgb(253, 252, 249)", "{name}");
    }
    // The button turns the theme over, and it stays so.
    browser.medium("screen", "light");
    browser.go(&address(&shown[0]));
    browser.eval("document.getElementById('theme').click()");
    assert_eq!(browser.eval(dark), "rgb(25, 26, 28)");
    browser.go(&address(&shown[1]));
    assert_eq!(browser.eval(dark), "rgb(25, 26, 28)");
    assert_eq!(browser.eval("document.getElementById('theme').textContent"), "Light");
    assert_eq!(browser.complaints, [] as [String; 0]);
}

#[test]
fn a_quote_leads_to_its_speaker_and_back_and_tells_what_it_is() {
    let sites = Sites::get();
    let Some(mut browser) = Browser::start() else { return };
    browser.size(1200, 900);
    browser.go(&address(&sites.page("articles", "court")));
    // From the list beside the text to the words, from there to who says them, and back.
    browser.eval("[...document.querySelectorAll('.said a.to')].find((a) => /Who are Harbourlight/.test(a.textContent)).click()");
    browser.until("/^#q/.test(location.hash)");
    let aim =
        browser.eval("[...document.querySelectorAll('.aim')].map((e) => e.textContent).join('')");
    assert!(aim.as_str().unwrap().contains("Who are Harbourlight"), "{aim}");
    let quote = browser.eval("location.hash");
    browser.eval("[...document.querySelectorAll('.jump')].find((a) => a.hash === location.hash.replace('q', 's')).click()");
    browser.until("/^#s/.test(location.hash)");
    browser.eval("[...document.querySelectorAll('.jump')].find((a) => a.hash === location.hash.replace('s', 'q')).click()");
    assert_eq!(browser.eval("location.hash"), quote);
    // The keyboard reaches every mark that tells something, and what it tells is the speaker's name.
    let card = "document.querySelector('.card')";
    assert_eq!(browser.eval(&format!("{card}.hidden")), true);
    browser.eval("[...document.querySelectorAll('.text a.q')].find((a) => a.textContent === 'Linda').focus()");
    browser.until(&format!("!{card}.hidden"));
    let told = browser.eval(&format!("{card}.textContent"));
    let told = told.as_str().unwrap();
    assert!(told.contains("Linda Marsh") && told.contains("PERSON"), "{told}");
    browser.press("Escape");
    assert_eq!(browser.eval(&format!("{card}.hidden")), true);
    // The pointer too.
    browser.eval("document.querySelector('.text span.q').scrollIntoView({ block: 'center' })");
    let place = browser.eval("(() => { const r = document.querySelector('.text span.q').getClientRects()[0]; return [r.x + 3, r.y + 5]; })()");
    let moved = json!({"type": "mouseMoved", "x": place[0], "y": place[1]});
    browser.call("Input.dispatchMouseEvent", moved);
    browser.until(&format!("!{card}.hidden"));
    // A layer that is put away is seen no more, and stays away on the next page.
    let tint = "getComputedStyle(document.querySelector('.text .person')).backgroundColor";
    assert_ne!(browser.eval(tint), "rgba(0, 0, 0, 0)");
    browser.eval("document.querySelector('.layers [value=e]').click()");
    browser.go(&address(&sites.page("articles", "interview")));
    assert_eq!(browser.eval(tint), "rgba(0, 0, 0, 0)");
    assert_eq!(browser.complaints, [] as [String; 0]);
}
