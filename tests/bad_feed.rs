//! A feed in which everything is broken that feeds break: crates/cli/docs/bad-feed.md shows what is said
//! of it, and this holds that page to it, and that every good article came through.
//!
//! `COPYDESK_WRITE_PAGE=1` writes the page's block anew.

mod support;

use std::collections::BTreeSet;
use std::fs;
use std::io::Write;
use std::path::Path;

use flate2::Compression;
use flate2::write::GzEncoder;
use support::{records, root, run, standard};

/// What a good article of the feed says; each says it of another street, which is its number.
fn text(street: u32) -> String {
    format!(
        "Ana Ruiz, the mayor of Larnmouth, told reporters that street {street} would stay closed."
    )
}

fn line(street: u32) -> String {
    format!("{{\"id\":\"street-{street}\",\"text\":\"{}\"}}\n", text(street))
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut gz = GzEncoder::new(Vec::new(), Compression::default());
    gz.write_all(bytes).unwrap();
    gz.finish().unwrap()
}

/// A page in a web archive, with the length that its record claims to have.
fn page(street: u32, claimed: impl Fn(usize) -> usize) -> String {
    let paragraph = format!("<p>{}</p>", text(street));
    let more = "<p>The street has been closed since the flood of last March, and the people who live there have to walk to the market.</p>";
    let html = format!(
        "<html><head><title>Street {street}</title></head><body><article>{paragraph}{more}</article></body></html>"
    );
    let answer = format!("HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{html}");
    format!(
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://larnmouth.example/{street}\r\nContent-Type: application/http; msgtype=response\r\nContent-Length: {}\r\n\r\n{answer}\r\n\r\n",
        claimed(answer.len())
    )
}

/// Writes the feed, and gives the streets whose articles are good.
fn feed(folder: &Path) -> BTreeSet<u32> {
    let mut good = BTreeSet::new();
    let write = |name: &str, bytes: &[u8]| fs::write(folder.join(name), bytes).unwrap();

    // A download that broke off. Stored and not compressed, so that where it breaks is plain.
    let lines: String = (100..110).map(line).collect();
    let mut gz = GzEncoder::new(Vec::new(), Compression::none());
    gz.write_all(lines.as_bytes()).unwrap();
    let whole = gz.finish().unwrap();
    write("cut-off.jsonl.gz", &whole[..10 + 5 + line(100).len() * 6 + 40]);
    good.extend(100..106);

    // A compressed file with a damaged one behind it, as after appending to it.
    let mut members = gzip((110..114).map(line).collect::<String>().as_bytes());
    members.extend(b"\x1F\x8B\x08\x00 this is no gzip");
    write("appended.jsonl.gz", &members);
    good.extend(110..114);

    // Pages whose records claim to be longer and shorter than they are.
    let right = |length| length;
    let archive = [
        page(200, right),
        page(201, |length| length + 300),
        page(202, right),
        page(203, |length| length - 60),
        page(204, right),
        page(205, |_| 99_999_999),
        page(206, right),
    ];
    write("pages.warc", archive.concat().as_bytes());
    good.extend([200, 204, 206]);

    // A quote that nobody closed, and a row with a column too many.
    let rows = [
        "id,text".to_owned(),
        format!("street-300,\"{}\"", text(300)),
        format!("street-301,\"{}", text(301)),
        format!("street-302,\"{}\"", text(302)),
        format!("street-303,{},{}", text(303), "more"),
        format!("street-304,\"{}\r\nShe said so twice.\"", text(304)),
        format!("street-305,\"{}\"", text(305)),
    ];
    write("rows.csv", rows.join("\r\n").as_bytes());
    good.extend([300, 302, 304, 305]);

    // Each line in an encoding of its own.
    let mut mixed = Vec::new();
    for (street, place) in [(400, "Café Ruiz"), (401, "Łódź"), (402, "Café Núñez")] {
        let line = line(street).replace("Larnmouth", place);
        match street {
            401 => mixed.extend(line.as_bytes()),
            _ => mixed.extend(line.chars().map(|c| u8::try_from(u32::from(c)).unwrap())),
        }
    }
    write("mixed.jsonl", &mixed);
    let utf16: Vec<u8> = text(403).encode_utf16().flat_map(u16::to_le_bytes).collect();
    write("utf16.txt", &utf16);
    let said = "“Yes,” she said. “Never,” said he. ".repeat(3);
    let mut damaged = format!("{said}{}", text(404)).into_bytes();
    damaged[1] = b'?';
    write("damaged.txt", &damaged);
    good.extend([400, 401, 402, 403, 404]);

    // What should not be there at all.
    write("photo.txt", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\xff\xfe\0\0");
    write("nothing.txt", b"");
    let broken = [
        line(500),
        "{\"id\":\"street-501\",\"text\":\"Ana\n".to_owned(),
        "<html>\n".to_owned(),
        line(502),
    ];
    write("lines.jsonl", broken.concat().as_bytes());
    good.extend([500, 502]);
    write("pictures.bin", b"\0\x01\x02");
    write("cut-off.zip", b"PK\x03\x04\x14\0\0\0");
    good
}

#[test]
fn every_good_article_of_a_bad_feed_comes_through_and_the_rest_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let feed_folder = folder.path().join("feed");
    fs::create_dir(&feed_folder).unwrap();
    let good = feed(&feed_folder);
    let ran = run(standard("run", ["feed"]).current_dir(folder.path()));
    assert_eq!(ran.code, Some(1), "{}", ran.err);

    // A good article has its whole text, and its mayor was found in it.
    let all = records(&ran.out);
    let mut found = BTreeSet::new();
    for record in &all {
        let text = record["text"].as_str().unwrap();
        let street: Option<u32> =
            text.split("street ").nth(1).and_then(|rest| rest.split(' ').next()?.parse().ok());
        let whole =
            text.contains("told reporters that street") && text.contains("would stay closed.");
        let mayor = support::words(record)
            .get("entity")
            .is_some_and(|names| names.iter().any(|name| name == "Ana Ruiz"));
        if whole && mayor {
            found.extend(street);
        }
    }
    let lost: Vec<_> = good.difference(&found).collect();
    assert!(lost.is_empty(), "lost: {lost:?}\n{}", ran.err);

    // What the page says is what is said.
    let said: Vec<_> = ran
        .err
        .lines()
        .filter(|line| {
            line.starts_with("problem: ")
                || line.starts_with("passed over")
                || line.starts_with("converted")
        })
        .collect();
    let said = format!("{}\n", said.join("\n"));
    let path = root().join("crates/cli/docs/bad-feed.md");
    let page = fs::read_to_string(&path).unwrap();
    let (before, rest) = page.split_once("```text\n").expect("the page has a block");
    let (shown, after) = rest.split_once("```").expect("the block has an end");
    if std::env::var_os("COPYDESK_WRITE_PAGE").is_some() {
        fs::write(&path, format!("{before}```text\n{said}```{after}")).unwrap();
    } else {
        assert_eq!(said, shown, "COPYDESK_WRITE_PAGE=1 writes the page anew");
    }
    let bad = all.iter().filter(|record| record["problems"] != serde_json::json!([])).count();
    assert_eq!(ran.err.lines().filter(|line| line.starts_with("problem: ")).count(), bad);
}
