//! The host's side of the boundary: a document laid out for a stage, and the functions that take a
//! stage's records.
#![expect(unsafe_code, reason = "the boundary itself")]

use std::ffi::c_void;
use std::panic::{AssertUnwindSafe, catch_unwind};

use copydesk_document::{Document, Value};

use super::{
    CallTable, NO_SPAN, RawAnnotation, RawAttr, RawDocument, RawLayer, Str, kind, slice, words,
};
use crate::collect::{Collector, Field, Incoming, Refusal};

/// A document's declared layers, laid out as the ABI wants them. Keeps its memory from one document
/// to the next.
///
/// The layout borrows from the document without a lifetime, so it is private: the one way to use it
/// is [`Frame::with`], which holds the document for as long.
#[derive(Debug, Default)]
pub struct Frame {
    annotations: Vec<RawAnnotation>,
    attrs: Vec<RawAttr>,
    layers: Vec<RawLayer>,
}

// SAFETY: between calls of `with` the vectors are empty, so no pointer ever crosses threads.
unsafe impl Send for Frame {}

impl Frame {
    /// Lays out `document` with those of the layers named in `visible` that it has, and passes the
    /// result to `body`.
    pub fn with<T>(
        &mut self,
        document: &Document,
        visible: &[&str],
        body: impl FnOnce(&RawDocument) -> T,
    ) -> T {
        let layers = || visible.iter().filter_map(|name| document.layer(name));
        for layer in layers() {
            for annotation in layer.annotations() {
                let first_attr = self.attrs.len();
                for attr in &annotation.attrs {
                    push_value(&mut self.attrs, &attr.key, &attr.value);
                }
                for link in &annotation.links {
                    for target in link.targets.iter() {
                        self.attrs.push(RawAttr {
                            target: target.get(),
                            ..blank(&link.role, kind::LINK)
                        });
                    }
                }
                let (start, end) =
                    annotation.span.map_or((NO_SPAN, NO_SPAN), |span| (span.start(), span.end()));
                self.annotations.push(RawAnnotation {
                    id: annotation.id.get(),
                    start,
                    end,
                    score: annotation.score.unwrap_or(f32::NAN),
                    label: Str::new(&annotation.label),
                    first_attr: first_attr as u64,
                    n_attrs: (self.attrs.len() - first_attr) as u64,
                });
            }
        }
        // Only now do the vectors no longer move. All layers share the attributes.
        let mut rest = self.annotations.as_slice();
        for layer in layers() {
            let (own, others) = rest.split_at(layer.annotations().len());
            rest = others;
            self.layers.push(RawLayer {
                name: Str::new(layer.name()),
                annotations: own.as_ptr(),
                n_annotations: own.len() as u64,
                attrs: self.attrs.as_ptr(),
                n_attrs: self.attrs.len() as u64,
            });
        }
        let known = |value: &Option<String>| value.as_deref().map_or(Str::EMPTY, Str::new);
        let meta = &document.meta;
        let raw = RawDocument {
            size: size_of::<RawDocument>() as u64,
            text: Str::new(document.text()),
            id: Str::new(document.id()),
            title: known(&meta.title),
            url: known(&meta.url),
            published: known(&meta.published),
            language: known(&meta.language),
            layers: self.layers.as_ptr(),
            n_layers: self.layers.len() as u64,
        };
        // Cleared even when `body` panics, so that no pointer outlives the document.
        let result = catch_unwind(AssertUnwindSafe(|| body(&raw)));
        self.annotations.clear();
        self.attrs.clear();
        self.layers.clear();
        result.unwrap_or_else(|payload| std::panic::resume_unwind(payload))
    }
}

/// Adds the raw form of an attribute; one for each item of a list.
fn push_value(attrs: &mut Vec<RawAttr>, key: &str, value: &Value) {
    attrs.push(match value {
        Value::Text(text) => RawAttr { text: Str::new(text), ..blank(key, kind::TEXT) },
        Value::Int(integer) => RawAttr { integer: *integer, ..blank(key, kind::INTEGER) },
        Value::Float(number) => RawAttr { number: *number, ..blank(key, kind::NUMBER) },
        Value::Bool(flag) => RawAttr { integer: i64::from(*flag), ..blank(key, kind::BOOLEAN) },
        Value::List(items) => return items.iter().for_each(|item| push_value(attrs, key, item)),
    });
}

fn blank(key: &str, kind: u32) -> RawAttr {
    RawAttr { key: Str::new(key), kind, target: 0, integer: 0, number: 0.0, text: Str::EMPTY }
}

/// The receiving end of one worker's calls of one stage. It lives as long as the worker, so that a
/// stage that wrongly keeps the call table finds a closed door and not freed memory.
#[derive(Debug)]
pub struct Door {
    /// The thread of the call that is under way.
    thread: usize,
    /// The collector of the call that is under way.
    open: Option<Collector>,
}

impl Default for Door {
    fn default() -> Self {
        Self { thread: this_thread(), open: None }
    }
}

impl Door {
    /// Opens the door for one call of `process`: passes `body` the table to hand to the stage, and
    /// returns the body's result with the collector.
    pub fn with<T>(
        &mut self,
        collector: Collector,
        body: impl FnOnce(&CallTable) -> T,
    ) -> (T, Collector) {
        self.thread = this_thread();
        self.open = Some(collector);
        let table = CallTable {
            size: size_of::<CallTable>() as u64,
            ctx: std::ptr::from_mut(self).cast(),
            reserve,
            emit,
            cancelled,
            fail,
        };
        let result = body(&table);
        let collector = self.open.take().expect("only `with` takes the collector");
        (result, collector)
    }
}

/// What tells this thread from all others that live: the address of something of its own. Asking the
/// standard library for its id costs ten times as much, and this is asked for every record.
fn this_thread() -> usize {
    thread_local!(static PLACE: u8 = const { 0 });
    PLACE.with(|place| std::ptr::from_ref(place).addr())
}

/// Runs `body` on the collector behind `ctx`, or returns `otherwise` when the door is closed or the
/// call comes from another thread than the one that `process` runs on.
///
/// # Safety
/// `ctx` must be that of a table made by [`Door::with`], whose door is alive.
unsafe fn enter<T>(ctx: *mut c_void, otherwise: T, body: impl FnOnce(&mut Collector) -> T) -> T {
    let door = ctx.cast::<Door>();
    // SAFETY: the door is alive. `thread` is written only before the stage runs, so that reading it
    // from a wrong thread is no race.
    if unsafe { (*door).thread } != this_thread() {
        return otherwise;
    }
    // SAFETY: on the right thread nothing else touches the door while the stage runs: `Door::with`
    // holds it exclusively and does not use it meanwhile.
    match unsafe { (*door).open.as_mut() } {
        // A panic of ours must not leave an `extern "C"` function either.
        Some(collector) => catch_unwind(AssertUnwindSafe(|| body(collector))).unwrap_or(otherwise),
        None => otherwise,
    }
}

unsafe extern "C" fn reserve(ctx: *mut c_void) -> u32 {
    // SAFETY: the stage passes the table's own context, by the header's contract.
    unsafe { enter(ctx, 0, |collector| collector.reserve().get()) }
}

unsafe extern "C" fn emit(
    ctx: *mut c_void,
    layer: Str,
    annotations: *const RawAnnotation,
    n_annotations: u64,
    attrs: *const RawAttr,
    n_attrs: u64,
) -> u32 {
    let body = |collector: &mut Collector| {
        // SAFETY: the header's contract: the arrays and every string in them are valid for the call.
        let records =
            unsafe { (slice(annotations, n_annotations), slice(attrs, n_attrs), words(layer)) };
        let (Some(annotations), Some(attrs), Some(layer)) = records else {
            collector.refuse(Refusal::Memory);
            return 0;
        };
        if annotations.len() > 1 {
            collector.expect(layer, annotations.len());
        }
        let mut first = 0;
        for raw in annotations {
            // SAFETY: as above.
            match unsafe { take(collector, layer, raw, attrs) } {
                Ok(id) if first == 0 => first = id,
                Ok(_) => {}
                Err(refusal) => {
                    collector.refuse(refusal);
                    return 0;
                }
            }
        }
        first
    };
    // SAFETY: the stage passes the table's own context, by the header's contract.
    unsafe { enter(ctx, 0, body) }
}

/// Hands one record to the collector, its strings checked to be UTF-8.
///
/// # Safety
/// The strings in `raw` and `attrs` must be valid.
unsafe fn take(
    collector: &mut Collector,
    layer: &str,
    raw: &RawAnnotation,
    attrs: &[RawAttr],
) -> Result<u32, Refusal> {
    let first = usize::try_from(raw.first_attr).map_err(|_| Refusal::Memory)?;
    let count = usize::try_from(raw.n_attrs).map_err(|_| Refusal::Memory)?;
    let own = if count == 0 {
        Some(&[][..])
    } else {
        first.checked_add(count).and_then(|last| attrs.get(first..last))
    };
    let own = own.ok_or(Refusal::Memory)?;
    // SAFETY: the caller's.
    let label = unsafe { words(raw.label) }.ok_or(Refusal::Memory)?;
    let mut draft = collector.start(
        layer,
        Incoming { id: raw.id, start: raw.start, end: raw.end, score: raw.score, label },
    )?;
    let links = own.iter().filter(|attr| attr.kind == kind::LINK).count();
    draft.expect(own.len() - links, links);
    for attr in own {
        // SAFETY: the caller's.
        let (key, text) = unsafe { (words(attr.key), words(attr.text)) };
        let (Some(key), Some(text)) = (key, text) else {
            return Err(Refusal::Memory);
        };
        let field = match attr.kind {
            kind::TEXT => Field::Text(text),
            kind::INTEGER => Field::Integer(attr.integer),
            kind::NUMBER => Field::Number(attr.number),
            kind::BOOLEAN => Field::Boolean(attr.integer),
            kind::LINK => Field::Link(attr.target),
            unknown => {
                return Err(Refusal::UnknownAttrKind {
                    layer: layer.to_owned(),
                    key: key.to_owned(),
                    kind: unknown,
                });
            }
        };
        collector.add(&mut draft, key, field)?;
    }
    Ok(collector.finish(draft).get())
}

unsafe extern "C" fn cancelled(ctx: *mut c_void) -> i32 {
    // SAFETY: the stage passes the table's own context, by the header's contract.
    unsafe { enter(ctx, 1, |collector| i32::from(collector.is_closed())) }
}

unsafe extern "C" fn fail(ctx: *mut c_void, message: Str) {
    // SAFETY: the stage passes words that are valid for the call.
    let message = unsafe { words(message) }.unwrap_or("(a reason that is not UTF-8)");
    // SAFETY: the stage passes the table's own context.
    unsafe { enter(ctx, (), |collector| collector.fail(message)) };
}

/// What a stage's `create` said through its `fail`.
#[derive(Debug, Default)]
pub struct CreateReason(pub Option<String>);

impl CreateReason {
    /// The table to hand to `create`, with this configuration (a JSON object). It borrows from both
    /// without saying so, and is to be used at once.
    #[must_use]
    pub fn table(&mut self, config: &str) -> super::HostTable {
        super::HostTable {
            size: size_of::<super::HostTable>() as u64,
            abi: super::ABI,
            reserved: 0,
            ctx: std::ptr::from_mut(self).cast(),
            config: Str::new(config),
            fail: create_failed,
            extension: no_extension,
        }
    }
}

unsafe extern "C" fn create_failed(ctx: *mut c_void, message: Str) {
    // SAFETY: the stage passes the context of `CreateReason::table`, on the thread and during the
    // call of `create`, when nothing else uses it.
    let (reason, message) = unsafe { (&mut *ctx.cast::<CreateReason>(), words(message)) };
    reason.0 = Some(message.unwrap_or("(a reason that is not UTF-8)").to_owned());
}

unsafe extern "C" fn no_extension(_ctx: *mut c_void, _name: Str) -> *const c_void {
    std::ptr::null()
}
