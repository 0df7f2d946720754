//! Documents and layers as plain bytes: fixed-width little-endian numbers, and strings with their
//! length before them.
//!
//! An annotation is what it is at the stage boundary: number, span, score, label, and flat fields
//! (a value that can come several times is several fields). So a stage in a child process sees
//! exactly what it would see in the program itself, and what it hands over goes through the same
//! [`Collector`] again on the way in: the program believes a child's records no more than a stage's.
//!
//! Names (of layers, labels, attributes and roles) that a manifest declares are sent as their place
//! in a list that both sides make from the manifests; others are spelt out.

use std::collections::{BTreeSet, HashMap};
use std::fmt;

use copydesk_document::{
    Annotation, AnnotationId, Attr, Document, Layer, Link, Name, Span, Targets, Value,
};
use copydesk_stage::abi::{NO_SPAN, kind};
use copydesk_stage::{Collector, Field, Incoming, Manifest, Refusal};

/// What stands in place of a name's number where the name is spelt out.
const SPELT_OUT: u16 = u16::MAX;

/// The names that the manifests of a pipeline declare, in an order that both sides agree on.
#[derive(Debug, Default)]
pub struct Names {
    list: Vec<&'static str>,
    place: HashMap<&'static str, u16>,
}

impl Names {
    /// The names that these manifests declare.
    pub fn of(manifests: impl Iterator<Item = &'static Manifest>) -> Self {
        let mut all = BTreeSet::new();
        for spec in manifests.flat_map(|manifest| &manifest.provides) {
            all.insert(spec.layer.as_str());
            all.extend(spec.labels.iter().map(String::as_str));
            all.extend(spec.attrs.keys().map(String::as_str));
            all.extend(spec.links.keys().map(String::as_str));
        }
        all.insert("");
        let list: Vec<_> = all.into_iter().take(usize::from(SPELT_OUT)).collect();
        let place = (0..).zip(&list).map(|(place, name)| (*name, place)).collect();
        Self { list, place }
    }
}

/// Adds a document to `bytes`: its text, what is known of it, and those of its layers whose names
/// are in `wanted`.
pub fn put_document(
    bytes: &mut Vec<u8>,
    names: &Names,
    document: &Document,
    wanted: impl Fn(&str) -> bool,
) {
    put_str(bytes, document.text());
    put_str(bytes, document.id());
    let meta = &document.meta;
    for known in [&meta.title, &meta.url, &meta.published, &meta.language] {
        put_u8(bytes, u8::from(known.is_some()));
        put_str(bytes, known.as_deref().unwrap_or_default());
    }
    put_u32(bytes, document.next_id().get());
    for layer in document.layers().iter().filter(|layer| wanted(layer.name())) {
        put_layer(bytes, names, layer);
    }
}

/// Adds a layer to `bytes`.
pub fn put_layer(bytes: &mut Vec<u8>, names: &Names, layer: &Layer) {
    put_name(bytes, names, layer.name());
    put_u32(bytes, layer.annotations().len() as u32);
    for annotation in layer.annotations() {
        let (start, end) =
            annotation.span.map_or((NO_SPAN, NO_SPAN), |span| (span.start(), span.end()));
        put_u32(bytes, annotation.id.get());
        put_u32(bytes, start);
        put_u32(bytes, end);
        put_u32(bytes, annotation.score.unwrap_or(f32::NAN).to_bits());
        put_name(bytes, names, &annotation.label);
        // The number of fields goes here when it is known.
        let at = bytes.len();
        put_u32(bytes, 0);
        let mut fields = 0;
        for attr in &annotation.attrs {
            fields += put_value(bytes, names, &attr.key, &attr.value);
        }
        for link in &annotation.links {
            for target in link.targets.iter() {
                put_name(bytes, names, &link.role);
                put_u8(bytes, kind::LINK as u8);
                put_u32(bytes, target.get());
                fields += 1;
            }
        }
        bytes[at..at + 4].copy_from_slice(&fields.to_le_bytes());
    }
}

/// Adds the fields of an attribute, one for each item of a list, and returns how many they are.
fn put_value(bytes: &mut Vec<u8>, names: &Names, key: &str, value: &Value) -> u32 {
    if let Value::List(items) = value {
        return items.iter().map(|item| put_value(bytes, names, key, item)).sum();
    }
    put_name(bytes, names, key);
    match value {
        Value::Text(text) => {
            put_u8(bytes, kind::TEXT as u8);
            put_str(bytes, text);
        }
        Value::Int(integer) => {
            put_u8(bytes, kind::INTEGER as u8);
            bytes.extend(integer.to_le_bytes());
        }
        Value::Float(number) => {
            put_u8(bytes, kind::NUMBER as u8);
            bytes.extend(number.to_bits().to_le_bytes());
        }
        Value::Bool(flag) => {
            put_u8(bytes, kind::BOOLEAN as u8);
            put_u8(bytes, u8::from(*flag));
        }
        Value::List(_) => {}
    }
    1
}

fn put_u8(bytes: &mut Vec<u8>, number: u8) {
    bytes.push(number);
}

pub(crate) fn put_u16(bytes: &mut Vec<u8>, number: u16) {
    bytes.extend(number.to_le_bytes());
}

pub(crate) fn put_u32(bytes: &mut Vec<u8>, number: u32) {
    bytes.extend(number.to_le_bytes());
}

/// A string that is too long for its length field makes a frame that is too long to be sent.
pub(crate) fn put_str(bytes: &mut Vec<u8>, text: &str) {
    put_u32(bytes, u32::try_from(text.len()).unwrap_or(u32::MAX));
    bytes.extend(text.as_bytes());
}

fn put_name(bytes: &mut Vec<u8>, names: &Names, name: &str) {
    match names.place.get(name) {
        Some(&place) => put_u16(bytes, place),
        None => {
            put_u16(bytes, SPELT_OUT);
            put_str(bytes, name);
        }
    }
}

/// Reads the numbers and strings of a frame's body from its front.
#[derive(Clone, Copy, Debug)]
pub struct Bytes<'a>(&'a [u8]);

impl<'a> Bytes<'a> {
    /// A reader of all of `body`.
    #[must_use]
    pub fn new(body: &'a [u8]) -> Self {
        Self(body)
    }

    /// Whether everything has been read.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn take(&mut self, count: usize) -> Result<&'a [u8], Malformed> {
        let (taken, rest) = self.0.split_at_checked(count).ok_or(Malformed("it ends too early"))?;
        self.0 = rest;
        Ok(taken)
    }

    pub(crate) fn array<const N: usize>(&mut self) -> Result<[u8; N], Malformed> {
        let (taken, rest) = self.0.split_first_chunk().ok_or(Malformed("it ends too early"))?;
        self.0 = rest;
        Ok(*taken)
    }

    pub(crate) fn u8(&mut self) -> Result<u8, Malformed> {
        self.array::<1>().map(|[byte]| byte)
    }

    pub(crate) fn u16(&mut self) -> Result<u16, Malformed> {
        self.array().map(u16::from_le_bytes)
    }

    pub(crate) fn u32(&mut self) -> Result<u32, Malformed> {
        self.array().map(u32::from_le_bytes)
    }

    pub(crate) fn str(&mut self) -> Result<&'a str, Malformed> {
        let length = self.u32()? as usize;
        std::str::from_utf8(self.take(length)?).map_err(|_| Malformed("a string is not UTF-8"))
    }

    fn name(&mut self, names: &Names) -> Result<NameRead<'a>, Malformed> {
        match self.u16()? {
            SPELT_OUT => self.str().map(NameRead::Spelt),
            place => {
                let name = names.list.get(usize::from(place));
                name.copied().map(NameRead::Known).ok_or(Malformed("a name that nobody declared"))
            }
        }
    }

    fn record(&mut self, names: &Names) -> Result<RecordRead<'a>, Malformed> {
        Ok(RecordRead {
            id: self.u32()?,
            start: self.u32()?,
            end: self.u32()?,
            score: f32::from_bits(self.u32()?),
            label: self.name(names)?,
            fields: self.u32()?,
        })
    }

    fn field(&mut self, names: &Names) -> Result<(NameRead<'a>, Field<'a>), Malformed> {
        let key = self.name(names)?;
        let field = match u32::from(self.u8()?) {
            kind::TEXT => Field::Text(self.str()?),
            kind::INTEGER => Field::Integer(i64::from_le_bytes(self.array()?)),
            kind::NUMBER => Field::Number(f64::from_bits(u64::from_le_bytes(self.array()?))),
            kind::BOOLEAN => Field::Boolean(i64::from(self.u8()?)),
            kind::LINK => Field::Link(self.u32()?),
            _ => return Err(Malformed("a field of no known kind")),
        };
        Ok((key, field))
    }
}

/// A name as it was read.
#[derive(Clone, Copy, Debug)]
enum NameRead<'a> {
    Known(&'static str),
    Spelt(&'a str),
}

impl<'a> NameRead<'a> {
    fn as_str(self) -> &'a str {
        match self {
            Self::Known(name) => name,
            Self::Spelt(name) => name,
        }
    }

    fn into_name(self) -> Name {
        match self {
            Self::Known(name) => Name::Borrowed(name),
            Self::Spelt(name) => Name::Owned(name.to_owned()),
        }
    }
}

struct RecordRead<'a> {
    id: u32,
    start: u32,
    end: u32,
    score: f32,
    label: NameRead<'a>,
    fields: u32,
}

/// The least bytes that a record and a field take: no claimed count makes room for more of them than
/// the bytes that are there could hold.
const LEAST_RECORD: usize = 22;
const LEAST_FIELD: usize = 4;

/// Reads what [`put_document`] wrote. For a child process, which has it from the program: the
/// annotations are checked to be well formed, not to be what a manifest declares.
///
/// # Errors
/// When the bytes are not those of a document.
pub fn take_document(bytes: &mut Bytes<'_>, names: &Names) -> Result<Document, Malformed> {
    let text = bytes.str()?;
    let id = bytes.str()?;
    let mut document =
        Document::new(id, text).map_err(|_| Malformed("a text longer than a document has"))?;
    let meta = &mut document.meta;
    for known in [&mut meta.title, &mut meta.url, &mut meta.published, &mut meta.language] {
        let there = bytes.u8()? != 0;
        let words = bytes.str()?;
        *known = there.then(|| words.to_owned());
    }
    let next = bytes.u32()?;
    while !bytes.is_empty() {
        let layer = take_layer(bytes, names, text)?;
        document.insert(layer);
    }
    if let Some(last) = next.checked_sub(1).and_then(AnnotationId::new) {
        document.reserve_ids_through(last);
    }
    Ok(document)
}

fn take_layer(bytes: &mut Bytes<'_>, names: &Names, text: &str) -> Result<Layer, Malformed> {
    let name = bytes.name(names)?.into_name();
    let count = bytes.u32()? as usize;
    let mut annotations = Vec::with_capacity(count.min(bytes.0.len() / LEAST_RECORD));
    for _ in 0..count {
        let record = bytes.record(names)?;
        // The greatest number stays free, so that there is always a next one.
        let id = AnnotationId::new(record.id).filter(|id| id.get() < u32::MAX);
        let id = id.ok_or(Malformed("an annotation without a number"))?;
        let span = if record.start == NO_SPAN && record.end == NO_SPAN {
            None
        } else {
            let span = Span::checked(record.start, record.end).filter(|span| span.fits(text));
            Some(span.ok_or(Malformed("a span outside its text"))?)
        };
        let score = Some(record.score).filter(|score| !score.is_nan());
        let label = record.label.into_name();
        let fields = (record.fields as usize).min(bytes.0.len() / LEAST_FIELD);
        let (mut attrs, mut links) = (Vec::with_capacity(fields), Vec::new());
        for _ in 0..record.fields {
            let (key, field) = bytes.field(names)?;
            let value = match field {
                Field::Text(text) => Value::Text(text.to_owned()),
                Field::Integer(integer) => Value::Int(integer),
                Field::Number(number) => Value::Float(number),
                Field::Boolean(flag) => Value::Bool(flag != 0),
                Field::Link(target) => {
                    let target = AnnotationId::new(target).ok_or(Malformed("a link to nothing"))?;
                    links.push(Link { role: key.into_name(), targets: Targets::One(target) });
                    continue;
                }
            };
            attrs.push(Attr { key: key.into_name(), value });
        }
        annotations.push(Annotation { id, span, label, score, attrs, links });
    }
    Ok(Layer::new(name, annotations))
}

/// Hands the records of the layers that [`put_layer`] wrote, up to the end of `bytes`, to
/// `collector`, which checks them as if the stage had emitted them here. `number` says which number an
/// annotation has here, by the one that it has there.
///
/// # Errors
/// When the bytes are not those of layers, or the collector refuses a record.
pub fn take_records(
    mut bytes: Bytes<'_>,
    names: &Names,
    collector: &mut Collector,
    number: impl Fn(u32) -> u32,
) -> Result<(), Unusable> {
    while !bytes.is_empty() {
        let layer = bytes.name(names)?.as_str();
        let count = bytes.u32()?;
        for _ in 0..count {
            let record = bytes.record(names)?;
            if record.id == 0 {
                return Err(Malformed("an annotation without a number").into());
            }
            let RecordRead { id, start, end, score, label, fields } = record;
            let (id, label) = (number(id), label.as_str());
            collector.reserve_through(id);
            let mut draft = collector.start(layer, Incoming { id, start, end, score, label })?;
            draft.expect((fields as usize).min(bytes.0.len() / LEAST_FIELD), 0);
            for _ in 0..fields {
                let (key, field) = bytes.field(names)?;
                let field = match field {
                    Field::Link(target) => Field::Link(number(target)),
                    other => other,
                };
                collector.add(&mut draft, key.as_str(), field)?;
            }
            collector.finish(draft);
        }
    }
    Ok(())
}

/// The bytes of a message are not what they should be, for this reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Malformed(pub(crate) &'static str);

impl fmt::Display for Malformed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a message cannot be read: {}", self.0)
    }
}

impl std::error::Error for Malformed {}

/// Why records from elsewhere cannot be used.
#[derive(Debug)]
pub enum Unusable {
    /// They are no records.
    Malformed(Malformed),
    /// The manifest does not allow them.
    Refused(Refusal),
}

impl From<Malformed> for Unusable {
    fn from(malformed: Malformed) -> Self {
        Self::Malformed(malformed)
    }
}

impl From<Refusal> for Unusable {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}
