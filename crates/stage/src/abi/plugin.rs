//! The stage's side of the boundary: the table of a Rust stage, and safe views of what the host
//! passes in.
//!
//! A panic stops here: one that left an `extern "C"` function would abort the host.
#![expect(unsafe_code, reason = "the boundary itself")]

use std::any::Any;
use std::cell::RefCell;
use std::ffi::c_void;
use std::panic::{AssertUnwindSafe, catch_unwind};

use super::{
    CallTable, HostTable, RawAnnotation, RawAttr, RawDocument, RawLayer, StageTable, Str, slice,
};
use crate::{Article, Config, Failure, Output, Stage, Training};

/// What a stage's function returns to the host.
pub mod status {
    /// It succeeded.
    pub const OK: i32 = 0;
    /// It failed, and said why.
    pub const FAILED: i32 = 1;
    /// It panicked, and the panic's message was given as the reason. Only Rust stages return this.
    pub const PANICKED: i32 = 2;
}

/// The table of the stage `S` with the given manifest.
#[must_use]
pub const fn table<S: Stage>(manifest: &'static str) -> StageTable {
    StageTable {
        size: size_of::<StageTable>() as u64,
        abi: super::ABI,
        reserved: 0,
        fingerprint: super::FINGERPRINT,
        manifest: Str::new(manifest),
        create: Some(create::<S>),
        open: Some(open::<S>),
        process: Some(process::<S>),
        close: Some(close::<S>),
        destroy: Some(destroy::<S>),
        extension: None,
    }
}

/// The same for a stage that can also be trained.
#[must_use]
pub const fn table_with_training<S: Stage, T: Training>(manifest: &'static str) -> StageTable {
    StageTable { extension: Some(super::training::extension::<T>), ..table::<S>(manifest) }
}

thread_local! {
    /// Where the last panic on this thread was.
    static PLACE: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Keeps panics from being reported twice: the host says what happened, beside the article that it
/// happened on. A library has a hook of its own, so this is nobody else's.
pub(super) fn note_panics() {
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string);
        PLACE.with(|cell| *cell.borrow_mut() = place);
    }));
}

unsafe extern "C" fn create<S: Stage>(host: *const HostTable, model: *mut *mut c_void) -> i32 {
    note_panics();
    // SAFETY: passed on from the host.
    unsafe { create_quietly::<S>(host, model) }
}

unsafe fn create_quietly<S: Stage>(host: *const HostTable, model: *mut *mut c_void) -> i32 {
    // SAFETY: the host passes a valid table for the time of the call.
    let host = unsafe { &*host };
    let outcome = guarded(|| {
        // SAFETY: the host passes UTF-8 that lives for the call.
        let config = unsafe { trusted(host.config) };
        S::create(&Config::new(config))
    });
    match outcome {
        Ok(stage) => {
            // SAFETY: the host passes a place to write to. `destroy` takes the box back.
            unsafe { *model = Box::into_raw(Box::new(stage)).cast() };
            status::OK
        }
        Err((code, message)) => {
            // SAFETY: `fail` may be called during `create` with the table's own context.
            unsafe { (host.fail)(host.ctx, Str::new(&message)) };
            code
        }
    }
}

unsafe extern "C" fn open<S: Stage>(_model: *const c_void, scratch: *mut *mut c_void) -> i32 {
    match guarded(|| Ok(Box::new(S::Scratch::default()))) {
        Ok(memory) => {
            // SAFETY: the host passes a place to write to. `close` takes the box back.
            unsafe { *scratch = Box::into_raw(memory).cast() };
            status::OK
        }
        Err((code, _)) => code,
    }
}

unsafe extern "C" fn process<S: Stage>(
    model: *const c_void,
    scratch: *mut c_void,
    document: *const RawDocument,
    call: *const CallTable,
) -> i32 {
    // SAFETY: the host passes back what `create` and `open` gave, never the same scratch to two
    // calls at once, and valid tables for the time of the call.
    let (stage, scratch, document, call) =
        unsafe { (&*model.cast::<S>(), &mut *scratch.cast::<S::Scratch>(), &*document, &*call) };
    let outcome = guarded(|| {
        // SAFETY: as above; the views borrow from `document` and `call`, which outlive the closure.
        let (article, mut output) =
            unsafe { (Article::from_raw(document), Output::from_raw(call)) };
        stage.process(scratch, &article, &mut output)
    });
    match outcome {
        Ok(()) => status::OK,
        Err((code, message)) => {
            if code == status::PANICKED {
                // A panic may have left the scratch half-written. Later articles must not see it.
                let _ = catch_unwind(AssertUnwindSafe(|| *scratch = S::Scratch::default()));
            }
            // SAFETY: `fail` may be called during `process` with the table's own context.
            unsafe { (call.fail)(call.ctx, Str::new(&message)) };
            code
        }
    }
}

unsafe extern "C" fn close<S: Stage>(scratch: *mut c_void) {
    // SAFETY: the host passes back what `open` gave, once.
    let memory = unsafe { Box::from_raw(scratch.cast::<S::Scratch>()) };
    let _ = catch_unwind(AssertUnwindSafe(|| drop(memory)));
}

unsafe extern "C" fn destroy<S: Stage>(model: *mut c_void) {
    // SAFETY: the host passes back what `create` gave, once, when no call uses it any more.
    let stage = unsafe { Box::from_raw(model.cast::<S>()) };
    let _ = catch_unwind(AssertUnwindSafe(|| drop(stage)));
}

/// Runs `body`, and turns a failure or a panic into a status and a message.
pub(super) fn guarded<T>(body: impl FnOnce() -> Result<T, Failure>) -> Result<T, (i32, String)> {
    match catch_unwind(AssertUnwindSafe(body)) {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(failure)) => Err((status::FAILED, failure.message().to_owned())),
        Err(payload) => Err((status::PANICKED, panic_message(payload))),
    }
}

/// The words of a panic, where it has any. Dropping the payload can itself panic.
fn panic_message(payload: Box<dyn Any + Send>) -> String {
    let mut message = match (payload.downcast_ref::<&str>(), payload.downcast_ref::<String>()) {
        (Some(text), _) => (*text).to_owned(),
        (_, Some(text)) => text.clone(),
        _ => "a panic without a message".to_owned(),
    };
    if let Some(place) = PLACE.with(|cell| cell.borrow_mut().take()) {
        message.push_str(" (at ");
        message.push_str(&place);
        message.push(')');
    }
    let _ = catch_unwind(AssertUnwindSafe(|| drop(payload)));
    message
}

/// Words from the host, which by the header's contract are UTF-8.
///
/// # Safety
/// `text` must be words that the host passed in and that live for `'a`.
pub(crate) unsafe fn trusted<'a>(text: Str) -> &'a str {
    // SAFETY: the host's contract: valid for the call, and UTF-8.
    unsafe { std::str::from_utf8_unchecked(slice(text.ptr, text.len).unwrap_or_default()) }
}

/// The layers of a document that the host passed in.
///
/// # Safety
/// `document` must be one that the host passed in.
pub(crate) unsafe fn layers(document: &RawDocument) -> &[RawLayer] {
    // SAFETY: the host's contract.
    unsafe { slice(document.layers, document.n_layers) }.unwrap_or_default()
}

/// The annotations and the attributes of a layer that the host passed in.
///
/// # Safety
/// `layer` must be one that the host passed in.
pub(crate) unsafe fn records(layer: &RawLayer) -> (&[RawAnnotation], &[RawAttr]) {
    // SAFETY: the host's contract.
    unsafe {
        (
            slice(layer.annotations, layer.n_annotations).unwrap_or_default(),
            slice(layer.attrs, layer.n_attrs).unwrap_or_default(),
        )
    }
}

/// A stage of this very program behind its own table, for the harness.
pub(crate) struct Native {
    table: StageTable,
    model: *mut c_void,
    scratch: *mut c_void,
}

impl Native {
    /// Creates and opens the stage. `None` when it says no; the table's context then knows why.
    pub(crate) fn new<S: Stage>(manifest: &'static str, host: &HostTable) -> Option<Self> {
        let (mut model, mut scratch) = (std::ptr::null_mut(), std::ptr::null_mut());
        // SAFETY: the functions are those above, called in the header's order with places to write to.
        let ready = unsafe { create_quietly::<S>(host, &raw mut model) == status::OK };
        // SAFETY: as above.
        if !ready || unsafe { open::<S>(model, &raw mut scratch) } != status::OK {
            return None;
        }
        Some(Self { table: table::<S>(manifest), model, scratch })
    }

    /// Runs the stage and returns its status.
    pub(crate) fn process(&mut self, document: &RawDocument, call: &CallTable) -> i32 {
        let process = self.table.process.expect("a Rust stage has every function");
        // SAFETY: model and scratch are `new`'s own; `&mut self` makes this the one use of them.
        unsafe { process(self.model, self.scratch, document, call) }
    }
}

impl Drop for Native {
    fn drop(&mut self) {
        let (close, destroy) = (self.table.close, self.table.destroy);
        // SAFETY: each is taken back once, when no call uses it any more.
        unsafe {
            close.expect("a Rust stage has every function")(self.scratch);
            destroy.expect("a Rust stage has every function")(self.model);
        }
    }
}

/// Passes `body` the view of a document that [`Frame`](super::host::Frame) laid out.
pub(crate) fn with_article<T>(raw: &RawDocument, body: impl FnOnce(&Article<'_>) -> T) -> T {
    // SAFETY: only `Frame::with` makes such a document in this crate, and it is valid while its
    // closure runs, which is what the borrow of `raw` is.
    body(&unsafe { Article::from_raw(raw) })
}
