//! Texts without labels and what a larger model made of them (knowledge distillation; Hinton et al. 2015).

use std::error::Error;
use std::ops::Range;
use std::path::Path;

use copydesk_document::{OffsetMap, OffsetUnit};
use copydesk_quotes::reading::Reading;
use copydesk_quotes::roles::{BEGIN, CONTENT, CUE, PARTS, SOURCE};
use copydesk_stage::{Document, Span};

use crate::corpus::{self, Gold};
use crate::texts;

/// What it made of them, word by word. `teacher/teach.py` says how it was asked, and how they are written.
static ROLES: &[u8] = include_bytes!("teacher/roles.bin");

/// The log-odds that half a byte stands for: 0 to 15, for -6 to 6.
fn odds(level: u8) -> f32 {
    0.8 * (f32::from(level) - 7.5)
}

/// A cue of which the teacher is less sure is none.
const LEAST_CUE: f32 = 0.06;

/// A text and what the teacher made of its words.
#[derive(Debug)]
pub struct Taught {
    /// The text with the layers of the earlier stages.
    pub document: Document,
    /// Where the teacher's words that may play a part begin, in bytes, and how probable each part is of each.
    words: Vec<(u32, [f32; PARTS])>,
}

/// The texts that the teacher judged.
pub fn read(data: &Path, stages: &Path) -> Result<Vec<Taught>, Box<dyn Error>> {
    let texts = texts::read(data)?;
    let pipeline = corpus::earlier(stages)?;
    let mut worker = pipeline.worker()?;
    let mut taught = Vec::new();
    let other = "the teacher judged other texts";
    let mut rest = ROLES;
    while !rest.is_empty() {
        let [number, length] = [take_number(&mut rest)?, take_number(&mut rest)?];
        let text = texts.get(number).ok_or(other)?.text();
        let words = words(text, take(&mut rest, length)?).ok_or(other)?;
        let document = corpus::annotated(&mut worker, Document::new("", text)?);
        taught.push(Taught { document, words });
    }
    Ok(taught)
}

/// Takes so many bytes off the front.
fn take(rest: &mut &'static [u8], length: usize) -> Result<&'static [u8], &'static str> {
    let (front, behind) = rest.split_at_checked(length).ok_or("judgements that are cut short")?;
    *rest = behind;
    Ok(front)
}

/// Takes a number of four bytes off the front, the lowest first.
fn take_number(rest: &mut &'static [u8]) -> Result<usize, &'static str> {
    let bytes = take(rest, 4)?;
    Ok(bytes.iter().rev().fold(0, |number, &byte| number << 8 | usize::from(byte)))
}

/// The words of one record.
fn words(text: &str, record: &[u8]) -> Option<Vec<(u32, [f32; PARTS])>> {
    let points = OffsetMap::new(text, OffsetUnit::Char);
    let (mut at, mut words) = (0, Vec::new());
    let mut bytes = record.iter().copied();
    while let Some(far) = bytes.next() {
        at += u32::from(far);
        if far == 255 {
            continue;
        }
        let (low, high) = (bytes.next()?, bytes.next()?);
        let mut chances = [0.0; PARTS];
        for (part, level) in
            [(SOURCE, low & 15), (CONTENT, low >> 4), (CUE, high & 15), (BEGIN, high >> 4)]
        {
            chances[part] = 1.0 / (1.0 + (-odds(level)).exp());
        }
        words.push((points.inward(at, at + 1)?.start(), chances));
    }
    Some(words)
}

impl Taught {
    /// How probable each part is of each word as the stage reads them: what the teacher made of the first of its
    /// words that begins in it.
    pub fn chances(&self, reading: &Reading) -> Vec<[f32; PARTS]> {
        let mut rest = self.words.iter().copied().peekable();
        let chances = reading.words.iter().map(|word| {
            while rest.next_if(|(start, _)| *start < word.start).is_some() {}
            rest.next_if(|(start, _)| *start < word.end)
                .map_or([0.0; PARTS], |(_, chances)| chances)
        });
        chances.collect()
    }
}

/// The contents that are more likely than not, each as an attribution of one part, and the cues by how sure they
/// are: the teacher does not say which source and content a cue has.
pub fn attributions(reading: &Reading, chances: &[[f32; PARTS]]) -> Vec<Gold> {
    let span = |words: Range<usize>| {
        vec![Span::new(reading.words[words.start].start, reading.words[words.end - 1].end)]
    };
    let none = |sure| Gold { source: Vec::new(), cue: Vec::new(), content: Vec::new(), sure };
    let mut found = Vec::new();
    for sentence in &reading.sentences {
        let words = sentence.words.clone();
        let mut at = words.start;
        while at < words.end {
            let sure = chances[at][BEGIN];
            if sure < LEAST_CUE {
                at += 1;
                continue;
            }
            let goes_on = |chances: &[f32; PARTS]| {
                chances[BEGIN] < 0.5 * chances[CUE] && chances[CUE] >= 0.5 * sure
            };
            let end = at
                + 1
                + chances[at + 1..words.end].iter().take_while(|chances| goes_on(chances)).count();
            found.push(Gold { cue: span(at..end), ..none(sure) });
            at = end;
        }
    }
    let mut at = 0;
    for run in chances.chunk_by(|a, b| (a[CONTENT] >= 0.5) == (b[CONTENT] >= 0.5)) {
        let words = at..at + run.len();
        at = words.end;
        if run[0][CONTENT] >= 0.5 {
            found.push(Gold { content: span(words), ..none(1.0) });
        }
    }
    found
}
