//! The record checker: bytes stand for the calls that a stage makes of the host's functions, with
//! right and wrong names, numbers, spans, pointers and counts. Pointers that are not null and do not
//! lead where they say are left out: nothing can be checked of those.

use copydesk_stage::Collector;
use copydesk_stage::abi::host::Door;
use copydesk_stage::abi::{CallTable, NO_SPAN, RawAnnotation, RawAttr, Str};

use crate::stage::{MANIFEST, article, hold};

/// Makes the calls, and panics when what is taken breaks a promise.
pub fn run(bytes: &[u8]) {
    let document = article();
    let collector = Collector::new(&MANIFEST, &document);
    let ((), collector) = Door::default().with(collector, |call| calls(call, bytes));
    let refused = collector.refusal().is_some();
    match collector.into_layers(&document) {
        Ok(layers) => {
            assert!(!refused);
            hold(&document, &layers);
        }
        Err(refusal) => assert!(!refusal.to_string().is_empty()),
    }
}

/// Bytes that are taken one by one; 0 without end after the last.
struct Bytes<'a>(&'a [u8]);

impl<'a> Bytes<'a> {
    fn next(&mut self) -> u8 {
        let Some((first, rest)) = self.0.split_first() else { return 0 };
        self.0 = rest;
        *first
    }

    /// A name of the manifest, or one that it does not have, or bad memory.
    fn string(&mut self) -> Str {
        const KNOWN: [&str; 14] = [
            "mark", "note", "good", "bad", "n", "x", "sure", "words", "to", "all", "who", "",
            "entity", "evil",
        ];
        match self.next() {
            place if usize::from(place) < KNOWN.len() => Str::new(KNOWN[usize::from(place)]),
            0xF0 => Str { ptr: std::ptr::null(), len: 3 },
            0xF1 => Str { ptr: b"\xFF\xFE".as_ptr(), len: 2 },
            0xF2 => Str { ptr: b"a".as_ptr(), len: 0 },
            length => {
                let (own, rest) = self.0.split_at(usize::from(length % 8).min(self.0.len()));
                self.0 = rest;
                Str { ptr: own.as_ptr(), len: own.len() as u64 }
            }
        }
    }

    /// A place in the text, or far from it.
    fn place(&mut self) -> u32 {
        match self.next() {
            0xFF => NO_SPAN,
            0xFE => NO_SPAN - 1,
            place => u32::from(place % 64),
        }
    }

    fn attr(&mut self) -> RawAttr {
        let numbers = [0.0, -1.5, f64::NAN, f64::INFINITY];
        RawAttr {
            key: self.string(),
            kind: u32::from(self.next() % 7),
            target: u32::from(self.next()),
            integer: i64::from(self.next() as i8),
            number: numbers[usize::from(self.next() % 4)],
            text: self.string(),
        }
    }

    fn annotation(&mut self) -> RawAnnotation {
        let scores = [f32::NAN, 0.5, f32::NEG_INFINITY, 2.0];
        let wide = |byte: u8| if byte == 0xFF { u64::MAX } else { u64::from(byte % 6) };
        RawAnnotation {
            id: u32::from(self.next() % 16),
            start: self.place(),
            end: self.place(),
            score: scores[usize::from(self.next() % 4)],
            label: self.string(),
            first_attr: wide(self.next()),
            n_attrs: wide(self.next()),
        }
    }
}

/// What a stage would do in `process`.
#[expect(unsafe_code, reason = "calls the host's functions, as a stage in C does")]
fn calls(call: &CallTable, bytes: &[u8]) {
    let mut bytes = Bytes(bytes);
    while !bytes.0.is_empty() {
        match bytes.next() % 8 {
            // SAFETY: the context is the table's own, on the thread of the call.
            0 | 1 => drop(unsafe { (call.reserve)(call.ctx) }),
            2 => {
                let message = bytes.string();
                // SAFETY: as above, with words that are valid, or null with a length, which the host checks.
                unsafe { (call.fail)(call.ctx, message) };
            }
            3 => {
                // SAFETY: as above.
                let closed = unsafe { (call.cancelled)(call.ctx) };
                assert!((0..=1).contains(&closed));
            }
            how => {
                let layer = bytes.string();
                let attrs: Vec<_> = (0..bytes.next() % 5).map(|_| bytes.attr()).collect();
                let annotations: Vec<_> =
                    (0..bytes.next() % 4).map(|_| bytes.annotation()).collect();
                // One way in four a null array with a count.
                let (records, fields) = match how {
                    4 => (std::ptr::null(), attrs.as_ptr()),
                    5 => (annotations.as_ptr(), std::ptr::null()),
                    _ => (annotations.as_ptr(), attrs.as_ptr()),
                };
                let (n, m) = (annotations.len() as u64, attrs.len() as u64);
                // SAFETY: as above; the arrays hold as many records as is said, or are null; their
                // strings are valid, or null with a length.
                unsafe { (call.emit)(call.ctx, layer, records, n, fields, m) };
            }
        }
    }
}
