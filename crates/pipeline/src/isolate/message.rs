//! What the program and a child process say to each other.
//!
//! The program sends [`Orders`] once, then one article after another. The child says which stage it
//! is loading, then that it is ready; then, for each article, what came of each stage as soon as that
//! stage is done: so that when the process dies, the program knows in which stage, and has what the
//! stages before it made.

use std::time::Duration;

use copydesk_document::{Document, Layer, ProblemKind};
use serde::{Deserialize, Serialize};

use super::Walls;
use super::codec::{self, Bytes, Malformed, Names};
use super::frame::{self, FrameError};
use crate::in_process::StageOrder;

/// The kinds of frame: to the child, then to the program.
mod tag {
    pub const ORDERS: u8 = 1;
    pub const ARTICLE: u8 = 2;
    pub const LOADING: u8 = 17;
    pub const READY: u8 = 18;
    pub const UNABLE: u8 = 19;
    pub const MADE: u8 = 20;
    pub const FAILED: u8 = 21;
}

/// What a child is to load, and within which limits.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Orders {
    /// The stages in the order in which they run.
    pub stages: Vec<StageOrder>,
    /// How much memory the process may take, in bytes.
    pub memory: u64,
}

/// What a child says when everything is loaded.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Ready {
    /// How long loading and creating took, by stage.
    pub start_up: Vec<Duration>,
    /// What the system forbids to the process from now on.
    pub walls: Walls,
}

/// A message to a child.
#[derive(Debug)]
pub enum ToChild {
    /// What to load.
    Orders(Orders),
    /// An article to run the stages on.
    Article(Box<Task>),
}

/// An article for a child to run the stages on.
#[derive(Debug)]
pub struct Task {
    /// The first stage to run; those before it have been run.
    pub first: usize,
    /// Stages that are not to be run.
    pub without: Vec<usize>,
    /// The article, with what was made so far.
    pub document: Document,
}

/// A message to the program.
#[derive(Debug)]
pub enum ToProgram<'a> {
    /// The stage of this place is about to be loaded.
    Loading(usize),
    /// Everything is loaded.
    Ready(Ready),
    /// It cannot start, for this reason.
    Unable(&'a str),
    /// The stage of this place made these layers, still to be taken with
    /// [`take_records`](codec::take_records).
    Made(usize, Bytes<'a>),
    /// The stage of this place failed.
    Failed(usize, ProblemKind, &'a str),
}

impl ToChild {
    /// Reads the message that a frame of this kind and body is.
    ///
    /// # Errors
    /// When it is none.
    pub fn read(kind: u8, body: &[u8], names: &Names) -> Result<Self, Malformed> {
        let mut bytes = Bytes::new(body);
        match kind {
            tag::ORDERS => serde_json::from_slice(body)
                .map(Self::Orders)
                .map_err(|_| Malformed("the orders are not as this release writes them")),
            tag::ARTICLE => {
                let first = usize::from(bytes.u16()?);
                let count = bytes.u16()?;
                let without = (0..count)
                    .map(|_| bytes.u16().map(usize::from))
                    .collect::<Result<Vec<_>, _>>()?;
                let document = codec::take_document(&mut bytes, names)?;
                Ok(Self::Article(Box::new(Task { first, without, document })))
            }
            _ => Err(Malformed("it is of no known kind")),
        }
    }
}

impl<'a> ToProgram<'a> {
    /// Reads the message that a frame of this kind and body is.
    ///
    /// # Errors
    /// When it is none.
    pub fn read(kind: u8, body: &'a [u8]) -> Result<Self, Malformed> {
        let mut bytes = Bytes::new(body);
        Ok(match kind {
            tag::LOADING => Self::Loading(usize::from(bytes.u16()?)),
            tag::READY => Self::Ready(
                serde_json::from_slice(body).map_err(|_| Malformed("its report is no report"))?,
            ),
            tag::UNABLE => Self::Unable(bytes.str()?),
            tag::MADE => {
                let place = usize::from(bytes.u16()?);
                Self::Made(place, bytes)
            }
            tag::FAILED => {
                let place = usize::from(bytes.u16()?);
                let kind = match bytes.u8()? {
                    0 => ProblemKind::Failed,
                    1 => ProblemKind::Panicked,
                    2 => ProblemKind::Refused,
                    _ => return Err(Malformed("a problem of no known kind")),
                };
                Self::Failed(place, kind, bytes.str()?)
            }
            _ => return Err(Malformed("it is of no known kind")),
        })
    }
}

/// Puts orders into `buffer` as a frame.
///
/// # Errors
/// When they are too long.
pub fn orders(buffer: &mut Vec<u8>, orders: &Orders) -> Result<(), FrameError> {
    frame::begin(buffer, tag::ORDERS);
    serde_json::to_writer(&mut *buffer, orders).expect("orders are plain JSON");
    frame::end(buffer)
}

/// Puts an article into `buffer` as a frame: see [`ToChild::Article`]. Of its layers, those that
/// `wanted` says.
///
/// # Errors
/// When it is too long.
pub fn article(
    buffer: &mut Vec<u8>,
    names: &Names,
    first: usize,
    without: &[usize],
    document: &Document,
    wanted: impl Fn(&str) -> bool,
) -> Result<(), FrameError> {
    frame::begin(buffer, tag::ARTICLE);
    put_place(buffer, first);
    put_place(buffer, without.len());
    for &place in without {
        put_place(buffer, place);
    }
    codec::put_document(buffer, names, document, wanted);
    frame::end(buffer)
}

/// Puts [`ToProgram::Loading`] into `buffer` as a frame.
pub fn loading(buffer: &mut Vec<u8>, place: usize) {
    frame::begin(buffer, tag::LOADING);
    put_place(buffer, place);
    frame::end(buffer).expect("a place is short");
}

/// Puts [`ToProgram::Ready`] into `buffer` as a frame.
pub fn ready(buffer: &mut Vec<u8>, ready: &Ready) {
    frame::begin(buffer, tag::READY);
    serde_json::to_writer(&mut *buffer, ready).expect("a report is plain JSON");
    frame::end(buffer).expect("a report is short");
}

/// Puts [`ToProgram::Unable`] into `buffer` as a frame.
pub fn unable(buffer: &mut Vec<u8>, reason: &str) {
    frame::begin(buffer, tag::UNABLE);
    codec::put_str(buffer, shortened(reason));
    frame::end(buffer).expect("a shortened reason is short");
}

/// Puts [`ToProgram::Made`] into `buffer` as a frame.
///
/// # Errors
/// When the layers are too long.
pub fn made(
    buffer: &mut Vec<u8>,
    names: &Names,
    place: usize,
    layers: &[Layer],
) -> Result<(), FrameError> {
    frame::begin(buffer, tag::MADE);
    put_place(buffer, place);
    for layer in layers {
        codec::put_layer(buffer, names, layer);
    }
    frame::end(buffer)
}

/// Puts [`ToProgram::Failed`] into `buffer` as a frame.
pub fn failed(buffer: &mut Vec<u8>, place: usize, kind: ProblemKind, message: &str) {
    frame::begin(buffer, tag::FAILED);
    put_place(buffer, place);
    buffer.push(match kind {
        ProblemKind::Panicked => 1,
        ProblemKind::Refused => 2,
        _ => 0,
    });
    codec::put_str(buffer, shortened(message));
    frame::end(buffer).expect("a shortened message is short");
}

fn put_place(buffer: &mut Vec<u8>, place: usize) {
    codec::put_u16(buffer, u16::try_from(place).expect("a pipeline has fewer than 65536 stages"));
}

/// As much of a stage's words as a frame surely holds.
fn shortened(words: &str) -> &str {
    const MOST: usize = 64 << 20;
    &words[..words.floor_char_boundary(MOST)]
}
