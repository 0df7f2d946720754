//! Articles with hand-made layers for tests: sentences, tokens and rough tags by rule of thumb, and
//! one quote whose source, cue and content are given as words of the text.

use copydesk_document::{
    Annotation, AnnotationId, Attr, Document, Layer, Link, Span, Targets, Value,
};
use copydesk_stage::harness::Harness;

use crate::{Claims, MANIFEST};

/// Words of a quote, each as it stands in the text.
#[derive(Clone, Copy, Debug, Default)]
pub struct Said<'a> {
    /// Who. With a capital it becomes a PERSON, or an ORG behind "The", and the speaker; a pronoun's
    /// speaker is whoever was named last.
    pub source: &'a str,
    /// The verb.
    pub cue: &'a str,
    /// What.
    pub content: &'a str,
}

/// A claim that came out.
#[derive(Clone, Debug, Default)]
pub struct Found {
    /// Its words.
    pub text: String,
    /// The annotation.
    pub label: String,
    attrs: Vec<Attr>,
    /// Whom it links to as claimant: the words of the mention.
    pub claimant: String,
    /// Its score.
    pub score: f32,
}

impl Found {
    /// A text attribute; "" where it has none.
    pub fn text_attr(&self, key: &str) -> &str {
        self.attr(key).and_then(Value::as_str).unwrap_or("")
    }

    /// A yes-or-no attribute.
    pub fn flag(&self, key: &str) -> bool {
        self.attr(key) == Some(&Value::Bool(true))
    }

    /// A whole number.
    pub fn integer(&self, key: &str) -> i64 {
        if let Some(Value::Int(number)) = self.attr(key) { *number } else { 0 }
    }

    /// A list of words.
    pub fn list(&self, key: &str) -> Vec<&str> {
        match self.attr(key) {
            Some(Value::List(list)) => list.iter().filter_map(Value::as_str).collect(),
            _ => Vec::new(),
        }
    }

    fn attr(&self, key: &str) -> Option<&Value> {
        self.attrs.iter().find(|attr| attr.key == key).map(|attr| &attr.value)
    }
}

/// The stage, with every claim let through.
pub fn stage() -> Harness<Claims> {
    Harness::new(MANIFEST, r#"{"threshold": 0}"#).unwrap()
}

/// Runs the stage on a text with these quotes.
pub fn claims(stage: &mut Harness<Claims>, text: &str, said: &[Said<'_>]) -> Vec<Found> {
    let document = document(text, said);
    let layers = stage.run(&document).unwrap_or_else(|problem| panic!("{problem}: {text}"));
    let claims = layers.iter().find(|layer| layer.name() == "claim").unwrap();
    let words =
        |id: AnnotationId| document.annotation(id).unwrap().span.unwrap().of(text).to_owned();
    let found = |claim: &Annotation| Found {
        text: claim.span.unwrap().of(text).to_owned(),
        label: claim.label.to_string(),
        attrs: claim.attrs.clone(),
        claimant: claim.link("claimant").map(words).unwrap_or_default(),
        score: claim.score.unwrap(),
    };
    claims.annotations().iter().map(found).collect()
}

/// An article of one paragraph a line.
pub fn document(text: &str, said: &[Said<'_>]) -> Document {
    let mut builder =
        Builder { document: Document::new("sample", text).unwrap(), layers: Default::default() };
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        builder.add(PARAGRAPH, (start, start + line.trim_end().len()), "body");
        start += line.len();
    }
    builder.add_sentences(text);
    for said in said {
        builder.add_quote(text, said);
    }
    let mut document = builder.document;
    for (name, annotations) in LAYERS.into_iter().zip(builder.layers) {
        document.insert(Layer::new(name, annotations));
    }
    document
}

const LAYERS: [&str; 8] =
    ["paragraph", "sentence", "token", "entity", "source", "cue", "content", "quote"];
const PARAGRAPH: usize = 0;
const SENTENCE: usize = 1;
const TOKEN: usize = 2;
const ENTITY: usize = 3;
const SOURCE: usize = 4;
const CUE: usize = 5;
const CONTENT: usize = 6;
const QUOTE: usize = 7;

struct Builder {
    document: Document,
    layers: [Vec<Annotation>; 8],
}

impl Builder {
    fn add(
        &mut self,
        layer: usize,
        (from, to): (usize, usize),
        label: &'static str,
    ) -> AnnotationId {
        let id = self.document.fresh_id();
        self.layers[layer].push(Annotation::new(id, Span::from_range(from..to)).with_label(label));
        id
    }

    fn add_sentences(&mut self, text: &str) {
        let tokens = tokens(text);
        let word = |nth: usize| tokens.get(nth).map_or("", |&(from, to)| &text[from..to]);
        let mut open = None;
        for (nth, &(from, to)) in tokens.iter().enumerate() {
            let first = *open.get_or_insert(from);
            self.add(TOKEN, (from, to), tag(word(nth), from == first));
            let next = word(nth + 1);
            let stop = |word: &str| matches!(word, "." | "?" | "!");
            let mark = |word: &str| matches!(word, "”" | "\"");
            let closes = stop(word(nth)) && !(mark(next) && to == tokens[nth + 1].0)
                || nth > 0 && mark(word(nth)) && stop(word(nth - 1));
            let gap = tokens.get(nth + 1).map_or("\n", |&(next, _)| &text[to..next]);
            if gap.contains('\n') || closes && !next.starts_with(char::is_lowercase) {
                self.add(SENTENCE, (first, to), "body");
                open = None;
            }
        }
    }

    fn add_quote(&mut self, text: &str, said: &Said<'_>) {
        let at = text
            .find(said.content)
            .unwrap_or_else(|| panic!("{:?} is not in {text:?}", said.content));
        let content = (at, at + said.content.len());
        let nearest = |words: &str| {
            text.match_indices(words)
                .map(|(at, _)| (at, at + words.len()))
                .filter(|&(from, to)| to <= content.0 || from >= content.1)
                .min_by_key(
                    |&(from, to)| if to <= content.0 { content.0 - to } else { from - content.1 },
                )
                .unwrap_or_else(|| panic!("{words:?} is not beside the content in {text:?}"))
        };
        let part = self.add(CONTENT, content, "");
        let mut links = vec![Link { role: "parts".into(), targets: Targets::Many(vec![part]) }];
        let mut link = |role: &'static str, id| {
            links.push(Link { role: role.into(), targets: Targets::One(id) });
        };
        if !said.cue.is_empty() {
            link("cue", self.add(CUE, nearest(said.cue), ""));
        }
        if !said.source.is_empty() {
            let source = nearest(said.source);
            let pronoun = matches!(said.source, "He" | "She" | "They" | "It");
            link("source", self.add(SOURCE, source, if pronoun { "pronoun" } else { "name" }));
            if pronoun {
                // Whoever was named last.
                if let Some(last) = self.layers[ENTITY].last() {
                    link("speaker", last.id);
                }
            } else if said.source.starts_with(char::is_uppercase) {
                let label = if said.source.starts_with("The ") { "ORG" } else { "PERSON" };
                link("speaker", self.add(ENTITY, source, label));
            }
        }
        let direct = said.content.starts_with(['“', '"']);
        self.add(QUOTE, content, if direct { "direct" } else { "indirect" });
        self.layers[QUOTE].last_mut().unwrap().links = links;
    }
}

/// Words, numbers with their points and commas, "n't" and "'s", and marks one by one.
fn tokens(text: &str) -> Vec<(usize, usize)> {
    let mut tokens = Vec::new();
    let mut chars = text.char_indices().peekable();
    let inner = |c: char| c.is_alphanumeric();
    while let Some((from, c)) = chars.next() {
        if c.is_whitespace() {
            continue;
        }
        let mut to = from + c.len_utf8();
        if inner(c) {
            while let Some(&(at, c)) = chars.peek() {
                let after = text[at + c.len_utf8()..].chars().next();
                let joined = matches!(c, '-' | '.' | ',' | '\'' | '’')
                    && after.is_some_and(inner)
                    && (c == '-'
                        || matches!(c, '\'' | '’')
                        || text[..at].ends_with(|c: char| c.is_ascii_digit()));
                if !inner(c) && !joined {
                    break;
                }
                to = at + c.len_utf8();
                chars.next();
            }
        }
        let word = &text[from..to];
        let split = ["n't", "n’t", "'s", "’s", "'ll", "’ll", "'ve", "’ve"]
            .iter()
            .find_map(|tail| word.strip_suffix(tail));
        match split.filter(|head| !head.is_empty()) {
            Some(head) => tokens.extend([(from, from + head.len()), (from + head.len(), to)]),
            None => tokens.push((from, to)),
        }
    }
    tokens
}

/// A tag that is right often enough for the rules: what has tense is what they ask for.
fn tag(word: &str, first: bool) -> &'static str {
    let lower = word.to_lowercase();
    match lower.as_str() {
        _ if !first && word == "May" => "NNP",
        "can" | "could" | "will" | "would" | "may" | "might" | "must" | "should" | "shall"
        | "'ll" | "wo" => "MD",
        "is" | "has" | "does" | "'s" => "VBZ",
        "am" | "are" | "have" | "do" | "say" | "want" | "need" | "believe" | "think" => "VBP",
        "was" | "were" | "had" | "did" | "said" | "told" | "rose" | "fell" | "cut" | "paid"
        | "took" | "lost" | "saw" | "sent" | "spent" | "met" | "won" | "grew" | "knew" | "gave"
        | "made" | "built" | "stole" | "ran" | "shows" | "cost" | "read" | "left" | "found"
        | "wrote" | "led" | "sank" => "VBD",
        "costs" | "requires" | "causes" | "kill" | "cures" | "employs" | "heals" | "swims"
        | "bans" | "says" | "expects" => "VBZ",
        "be" | "pay" | "go" | "get" | "plant" | "slow" | "run" | "create" | "resign"
        | "support" => "VB",
        _ if lower.starts_with(|c: char| c.is_ascii_digit()) => "CD",
        _ if lower.ends_with("ing") => "VBG",
        _ if lower.ends_with("ed") => "VBD",
        _ if lower.ends_with("ly") => "RB",
        _ if !lower.starts_with(char::is_alphanumeric) => ".",
        _ if !first && word.starts_with(char::is_uppercase) => "NNP",
        _ => "NN",
    }
}
