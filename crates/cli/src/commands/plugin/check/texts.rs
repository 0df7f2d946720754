//! The articles that a stage is checked on, written for it: ordinary ones and ones that nobody
//! expects.

/// An article of the check: its name in reports, and its text.
#[derive(Clone, Debug)]
pub struct Text {
    pub name: String,
    pub text: String,
}

impl Text {
    fn new(name: &str, text: impl Into<String>) -> Self {
        Self { name: name.to_owned(), text: text.into() }
    }
}

/// Ordinary news.
const NEWS: &str = "Harbour vote divides Port Elsing\n\n\
    The mayor of Port Elsing, Ana Ruiz, said on Monday that “nobody will lose their home” to the new harbour. \
    Engineers warned in March that the quay could fail within 12 years, at a cost of $40 million.\n\n\
    “We have waited long enough,” she told reporters, adding that work would begin before the winter. \
    Her opponent, Dr Tom Okafor of the Harbour Union, falsely claimed that the plan had never been published. \
    According to the council, 312 of 400 residents had read it.\n\n\
    Read also: What the harbour means for you\n\n\
    Shares of Elsing Ports Ltd fell 4.5% to €12.30 on Tuesday. “That is a blow,” said its chief executive, Mr O'Brien.\n";

/// Characters of one to four bytes, wide and narrow, that begin, end and stand side by side.
const WIDTHS: &str = "É£東🙂a “Łódź”—ﬁ́n: “Ä東京” said Zoë Ågren, €5m 🇳🇴ß.";

/// Ordinary news.
pub fn plain() -> Vec<Text> {
    vec![Text::new("news", NEWS)]
}

/// No text, and texts with nothing in them.
pub fn empty() -> Vec<Text> {
    vec![
        Text::new("no text", ""),
        Text::new("a space", " "),
        Text::new("empty lines", "\n\n\n"),
        Text::new("a full stop", "."),
        Text::new("a letter", "a"),
        Text::new("a quotation mark", "“"),
    ]
}

/// 1 MB of ordinary news, numbered so that no two paragraphs are alike.
pub fn large() -> Vec<Text> {
    let mut text = String::new();
    let mut number = 0_u32;
    while text.len() < 1_000_000 {
        number += 1;
        text.push_str(&NEWS.replace("312", &number.to_string()));
        text.push('\n');
    }
    vec![Text::new("1 MB of news", text)]
}

/// 1 MB without the end of a line, of a sentence, or of a word.
pub fn one_line() -> Vec<Text> {
    let words = "and the mayor of the harbour said ".repeat(1_000_000 / 34);
    vec![
        Text::new("1 MB in one sentence", words),
        Text::new("1 MB in one word", "ab".repeat(500_000)),
    ]
}

/// Pictures, also those made of several, in words, names and quotes.
pub fn emoji() -> Vec<Text> {
    vec![
        Text::new("emoji", "🙂 Ana Ruiz 🙃 said “no 👍” and paid $4 💰.\n\n🎉🎉🎉\n\nThe end🏁"),
        Text::new("joined emoji", "👩‍👩‍👧‍👦 “We won 🏳️‍🌈👨🏽‍🚀,” 🇳🇴 Zoë 👩🏿‍🔬 Okafor said.👨‍👩‍👧"),
        Text::new("only emoji", "🙂🙃👍💰🎉🏁👩‍👩‍👧‍👦🇳🇴"),
    ]
}

/// Marks that stand on the letter before, one or many.
pub fn combining() -> Vec<Text> {
    let tower = format!(
        "Z{}o said “no{}” to E{}va.",
        "\u{301}".repeat(200),
        "\u{308}\u{327}".repeat(100),
        "\u{301}"
    );
    vec![
        Text::new(
            "decomposed accents",
            "E\u{301}va Nu\u{301}n\u{303}ez of Lo\u{301}dz\u{301} said “e\u{302}tre”.",
        ),
        Text::new("towers of marks", tower),
        Text::new("marks without a letter", "\u{301}\u{308} “\u{327}” \u{301}"),
        Text::new(
            "other scripts",
            "قال الرئيس «لا» يوم الاثنين. הנשיא אמר \"לא\". राष्ट्रपति ने कहा “नहीं”. ไม่ใช่ 大統領は「いいえ」と述べた。",
        ),
    ]
}

/// Lines that end as on Windows, as on old Macs, and in every way at once.
pub fn crlf() -> Vec<Text> {
    vec![
        Text::new("CRLF", NEWS.replace('\n', "\r\n")),
        Text::new("CR", NEWS.replace('\n', "\r")),
        Text::new(
            "mixed line ends",
            NEWS.replace("\n\n", "\r\n\n\r\u{2028}\u{2029}\u{85}\u{b}\u{c}"),
        ),
    ]
}

/// Characters that mean the end elsewhere, or nothing.
pub fn nul() -> Vec<Text> {
    vec![
        Text::new("NUL", NEWS.replace(' ', "\0")),
        Text::new("NUL in words", NEWS.replace('a', "a\0")),
        Text::new("only NUL", "\0\0\0"),
        Text::new("control characters", NEWS.replace(' ', "\u{1b}\u{7f}\u{1}")),
        Text::new("byte order marks", NEWS.replace(' ', "\u{feff} \u{200b}")),
    ]
}

/// A text of characters of every width, begun and ended at each of them.
pub fn widths() -> Vec<Text> {
    let cuts: Vec<_> = WIDTHS.char_indices().map(|(at, _)| at).chain([WIDTHS.len()]).collect();
    let ended = cuts.iter().map(|&at| Text::new(&format!("its first {at} bytes"), &WIDTHS[..at]));
    let begun = cuts.iter().map(|&at| Text::new(&format!("from byte {at} on"), &WIDTHS[at..]));
    ended.chain(begun).collect()
}

/// Every small text of the above.
pub fn all_small() -> Vec<Text> {
    [plain(), empty(), emoji(), combining(), crlf(), nul(), widths()].concat()
}

/// So many different short articles.
pub fn many(count: usize) -> Vec<Text> {
    let paragraphs: Vec<_> = NEWS.split("\n\n").collect();
    let article = |number: usize| {
        let mut text = paragraphs[1 + number % 2].replace("12 years", &format!("{number} years"));
        text.push_str("\n\n");
        text.push_str(paragraphs[2 + number % 3]);
        Text { name: format!("short article {number}"), text }
    };
    (0..count).map(article).collect()
}
