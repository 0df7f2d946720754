//! Texts and the tokens that they are cut into.

use super::*;

#[test]
fn words_and_marks() {
    for (text, expected) in [
        ("Rain fell.", "Rain fell ."),
        (
            "Ana's dog didn't bark; they can't say why",
            "Ana 's dog did n't bark ; they ca n't say why",
        ),
        ("Ana’s dog didn’t bark; it’s old", "Ana ’s dog did n’t bark ; it ’s old"),
        ("the Lowes' ferry, IT'S OLD, ISN'T IT", "the Lowes ' ferry , IT 'S OLD , IS N'T IT"),
        (
            "a $4.50 fare, US$5m, N4.7bn or ₦1,20,000 (3.5%)",
            "a $ 4.50 fare , US$ 5m , N4.7bn or ₦ 1,20,000 ( 3.5 % )",
        ),
        (
            "a U.S.-based firm near St. Ives, Hart Inc. or not",
            "a U.S. - based firm near St. Ives , Hart Inc. or not",
        ),
        ("It is Hart Inc.", "It is Hart Inc ."),
        ("Hart Inc. -LRB-HI-RRB- of -LSB- L-RB ]", "Hart Inc. -LRB- HI -RRB- of -LSB- L - RB ]"),
        ("Peru—their home", "Peru — their home"),
        (
            "pro-Kenyan, non-stop and well-known co-owners",
            "pro - Kenyan , non-stop and well - known co-owners",
        ),
        (
            "2019-20, 3-2, 9.30am, 12:30, 9/11 or 24/7",
            "2019-20 , 3-2 , 9.30am , 12:30 , 9/11 or 24/7",
        ),
        (
            "https://example.org/a?b=c, ana@example.org, @ana, #sea!",
            "https://example.org/a?b=c , ana@example.org , @ana , #sea !",
        ),
        ("the '90s, the '97 trick, rock 'n' roll", "the '90s , the '97 trick , rock 'n ' roll"),
        ("“Why?” he asked: “Who’s there?”", "“ Why ? ” he asked : “ Who ’s there ? ”"),
        ("\"Why,\" he said, \"not?\"", "\" Why , \" he said , \" not ? \""),
        ("‘ring-fenced’ or 'livid'", "‘ ring - fenced ’ or ' livid '"),
        ("wait... and… there", "wait ... and … there"),
        ("👩\u{200D}🚒🇰🇪👍🏽 ok", "👩\u{200D}🚒 🇰🇪 👍🏽 ok"),
        ("Cafe\u{301} Núñez", "Cafe\u{301} Núñez"),
        (
            "Mr. J. K. Lowe, Ph.D., at No. 10, plan B.",
            "Mr. J. K. Lowe , Ph.D. , at No. 10 , plan B .",
        ),
        ("AT&T, R&D & O'Hara, D’Arcy, o'clock", "AT&T , R&D & O'Hara , D’Arcy , o'clock"),
        ("cannot, gonna, either/or, w/o", "can not , gon na , either / or , w/o"),
        ("the sea.She left.It rained", "the sea . She left . It rained"),
        ("a\u{A0}b\0c\r\nd", "a b c d"),
    ] {
        let mut found = Vec::new();
        split(text, 0, text.len(), &mut found);
        let words: Vec<&str> = found.iter().map(|token| token.of(text)).collect();
        assert_eq!(words.join(" "), expected, "in {text:?}");
    }
}

#[test]
fn straight_marks_open_and_close() {
    let text = "\"Why,\" he said, \"is the 'fast' ferry late?\" (\"So it is.\")";
    let mut found = Vec::new();
    split(text, 0, text.len(), &mut found);
    let marks: Vec<Kind> = found
        .iter()
        .map(|token| token.kind)
        .filter(|kind| matches!(kind, Kind::OpenQuote | Kind::CloseQuote))
        .collect();
    use Kind::{CloseQuote as C, OpenQuote as O};
    assert_eq!(marks, [O, C, O, O, C, C, O, C]);
}

#[test]
fn nothing_breaks_and_every_letter_is_covered() {
    for text in [
        "",
        " ",
        "\0",
        "'",
        "n't",
        "'s",
        ".",
        "..",
        "a.",
        ".a",
        "-",
        "--",
        "$",
        "@",
        "#",
        "@@",
        "http://",
        "www.",
        "a@b",
        "’’’’",
        "\u{301}",
        "\u{200D}",
        "🇰",
        "a.b.c.d.e.f",
        "1,2,3,,",
        "x/",
        "/x",
        "&",
        "A&",
        "N'T",
        "'90",
        "(((",
        "…….",
        "a\u{A0}b",
        "U.S",
        "e.g",
        "₦",
        "J.\u{301}",
    ] {
        let mut found = Vec::new();
        split(text, 0, text.len(), &mut found);
        let covered: usize = found.iter().map(|token| token.end - token.start).sum();
        let solid: usize = text.chars().filter(|&c| !is_blank(c)).map(char::len_utf8).sum();
        assert_eq!(covered, solid, "in {text:?}: {found:?}");
        assert!(
            found.windows(2).all(|pair| pair[0].end <= pair[1].start),
            "in {text:?}: {found:?}"
        );
        assert!(found.iter().all(|token| token.start < token.end), "in {text:?}: {found:?}");
    }
}
