//! The raw articles of all sources, one after another.

use std::ops::ControlFlow;
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use copydesk_document::Document;
use serde_json::{Map, Value};

use super::format::InputFormat;
use super::paths::Source;
use super::position::{self, Position};
use super::read;
use crate::interrupt::Interrupt;

/// The most bytes that one article may have. More is no article, and would be held in memory whole.
pub const MOST_BYTES: usize = Document::MAX_BYTES;

/// An article that nobody has looked into yet.
#[derive(Clone, Debug)]
pub struct RawArticle {
    /// Its path, with the line's or the record's number where there are several in a file.
    pub name: String,
    /// What it holds.
    pub content: Content,
}

/// What a raw article holds.
#[derive(Clone, Debug)]
pub enum Content {
    /// The bytes of a text.
    Text(Vec<u8>),
    /// The bytes of a text in Markdown.
    Markdown(Vec<u8>),
    /// The bytes of a web page, and what its carrier said of it.
    Html(Vec<u8>, Carrier),
    /// The bytes of a JSON object.
    Json(Vec<u8>),
    /// A row of a table, by column.
    Row(Map<String, Value>),
    /// Nothing: it could not be read, and this is why.
    Unreadable(String),
}

/// What the carrier of a page, such as a web archive, says of it.
#[derive(Clone, Debug, Default)]
pub struct Carrier {
    /// Where the page was.
    pub url: Option<String>,
    /// Its encoding, as the server gave it.
    pub charset: Option<String>,
}

impl RawArticle {
    /// An article that could not be read.
    pub fn unreadable(name: impl Into<String>, reason: impl Into<String>) -> Self {
        Self { name: name.into(), content: Content::Unreadable(reason.into()) }
    }

    /// How many bytes it holds.
    pub fn len(&self) -> usize {
        match &self.content {
            Content::Text(bytes)
            | Content::Markdown(bytes)
            | Content::Html(bytes, _)
            | Content::Json(bytes) => bytes.len(),
            Content::Row(row) => row.values().map(|value| value.as_str().map_or(8, str::len)).sum(),
            Content::Unreadable(_) => 0,
        }
    }
}

/// Where the readers put what they read; `Break` when nobody wants more.
pub type Sink<'a> = dyn FnMut(RawArticle) -> ControlFlow<()> + 'a;

/// The raw articles of all sources. Never ends early: what cannot be read is an article too, with the
/// reason in place of its text.
///
/// The sources are read on a thread of its own, a few articles ahead, so that readers of nested
/// formats can be plain nested loops.
pub struct RawArticles {
    articles: Receiver<RawArticle>,
    passed_over: PassedOver,
    interrupt: Option<Interrupt>,
    position: Position,
}

/// The names of the files in archives that were passed over because no reader is for them.
#[derive(Clone, Debug, Default)]
pub struct PassedOver(Arc<Mutex<Vec<String>>>);

impl PassedOver {
    /// Adds one.
    pub fn push(&self, name: String) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(name);
    }

    /// Those until now.
    pub fn names(&self) -> Vec<String> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// How often somebody who waits for an article looks up.
const LOOK_UP: Duration = Duration::from_millis(100);
/// How many raw articles are read ahead.
const AHEAD: usize = 4;

impl RawArticles {
    /// The articles of these sources, all of them of this format where one is given.
    pub fn new(sources: Vec<Source>, format: Option<InputFormat>) -> Self {
        let (sender, articles) = sync_channel(AHEAD);
        let passed_over = PassedOver::default();
        let position = Position::default();
        let (theirs, place) = (passed_over.clone(), position.clone());
        thread::spawn(move || read_all(sources, format, &theirs, &place, &sender));
        Self { articles, passed_over, position, interrupt: None }
    }

    /// The same, but no more once somebody wants an end, even while a source gives nothing.
    #[must_use]
    pub fn until(mut self, interrupt: &Interrupt) -> Self {
        self.interrupt = Some(interrupt.clone());
        self
    }

    /// How far the reading has come: a few articles ahead of those that were handed out.
    pub fn position(&self) -> Position {
        self.position.clone()
    }

    /// What is passed over in archives while they are read.
    pub fn passed_over(&self) -> PassedOver {
        self.passed_over.clone()
    }
}

fn read_all(
    sources: Vec<Source>,
    format: Option<InputFormat>,
    passed_over: &PassedOver,
    position: &Position,
    sender: &SyncSender<RawArticle>,
) {
    let mut sink = |article| match sender.send(article) {
        Ok(()) => ControlFlow::Continue(()),
        Err(_) => ControlFlow::Break(()),
    };
    for source in sources {
        let end = position.bytes() + position::size(&source).unwrap_or(0);
        if read::source(source, format, passed_over, position, &mut sink).is_break() {
            return;
        }
        position.set(end.max(position.bytes()));
    }
}

impl Iterator for RawArticles {
    type Item = RawArticle;

    fn next(&mut self) -> Option<RawArticle> {
        let Some(interrupt) = &self.interrupt else {
            return self.articles.recv().ok();
        };
        while interrupt.signal().is_none() {
            match self.articles.recv_timeout(LOOK_UP) {
                Ok(article) => return Some(article),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => break,
            }
        }
        None
    }
}
