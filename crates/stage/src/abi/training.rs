//! The extension by which a stage is trained: its tables, the stage's side of it, and the host's.
#![expect(unsafe_code, reason = "the boundary itself")]

use std::ffi::c_void;
use std::panic::{AssertUnwindSafe, catch_unwind};

use super::plugin::{guarded, note_panics, status, trusted};
use super::{HostTable, RawDocument, Str, words};
use crate::{Article, Config, Report, Training};

/// The name under which a stage has a [`TrainingTable`].
pub const NAME: &str = "copydesk_training_1";

/// `copydesk_lesson`.
#[derive(Clone, Copy, Debug)]
#[repr(C)]
#[expect(missing_docs, reason = "the header documents each field")]
pub struct LessonTable {
    pub size: u64,
    pub ctx: *mut c_void,
    pub fail: unsafe extern "C" fn(*mut c_void, Str),
    pub say: unsafe extern "C" fn(*mut c_void, Str),
    pub write: unsafe extern "C" fn(*mut c_void, Str),
}

/// `copydesk_training`. Functions are optional so that a null one is refused rather than called.
#[derive(Clone, Copy, Debug)]
#[repr(C)]
#[expect(missing_docs, reason = "the header documents each field")]
pub struct TrainingTable {
    pub size: u64,
    pub begin: Option<unsafe extern "C" fn(*const HostTable, *mut *mut c_void) -> i32>,
    pub add: Option<
        unsafe extern "C" fn(*mut c_void, *const RawDocument, Str, *const LessonTable) -> i32,
    >,
    pub finish: Option<unsafe extern "C" fn(*mut c_void, *const LessonTable) -> i32>,
    pub end: Option<unsafe extern "C" fn(*mut c_void)>,
}

/// The function `extension` of a stage that `T` trains.
pub(super) unsafe extern "C" fn extension<T: Training>(name: Str) -> *const c_void {
    // SAFETY: the host passes words that are valid for the call.
    if unsafe { words(name) } == Some(NAME) {
        std::ptr::from_ref(table::<T>()).cast()
    } else {
        std::ptr::null()
    }
}

const fn table<T: Training>() -> &'static TrainingTable {
    const {
        &TrainingTable {
            size: size_of::<TrainingTable>() as u64,
            begin: Some(begin::<T>),
            add: Some(add::<T>),
            finish: Some(finish::<T>),
            end: Some(end::<T>),
        }
    }
}

unsafe extern "C" fn begin<T: Training>(host: *const HostTable, training: *mut *mut c_void) -> i32 {
    note_panics();
    // SAFETY: the host passes a valid table for the time of the call.
    let host = unsafe { &*host };
    // SAFETY: the host passes UTF-8 that lives for the call.
    match guarded(|| T::begin(&Config::new(unsafe { trusted(host.config) }))) {
        Ok(begun) => {
            // SAFETY: the host passes a place to write to. `end` takes the box back.
            unsafe { *training = Box::into_raw(Box::new(begun)).cast() };
            status::OK
        }
        Err((code, message)) => {
            // SAFETY: `fail` may be called during `begin` with the table's own context.
            unsafe { (host.fail)(host.ctx, Str::new(&message)) };
            code
        }
    }
}

unsafe extern "C" fn add<T: Training>(
    training: *mut c_void,
    document: *const RawDocument,
    line: Str,
    lesson: *const LessonTable,
) -> i32 {
    // SAFETY: the host passes back what `begin` gave, and valid tables and words for the call.
    let (training, document, line, lesson) =
        unsafe { (&mut *training.cast::<T>(), &*document, trusted(line), &*lesson) };
    // SAFETY: as above; the view borrows from `document`, which outlives the closure.
    let outcome = guarded(|| training.add(&unsafe { Article::from_raw(document) }, line));
    // SAFETY: as above.
    unsafe { told(outcome, lesson) }
}

unsafe extern "C" fn finish<T: Training>(training: *mut c_void, lesson: *const LessonTable) -> i32 {
    // SAFETY: the host passes back what `begin` gave, and a valid table for the call.
    let (training, lesson) = unsafe { (&mut *training.cast::<T>(), &*lesson) };
    let outcome = guarded(|| {
        // SAFETY: `say` may be called during `finish` with the table's own context.
        let mut say = |line: &str| unsafe { (lesson.say)(lesson.ctx, Str::new(line)) };
        let model = training.finish(&mut Report::new(&mut say))?;
        // SAFETY: and so may `write`.
        unsafe { (lesson.write)(lesson.ctx, Str::new(&model)) };
        Ok(())
    });
    // SAFETY: as above.
    unsafe { told(outcome, lesson) }
}

unsafe extern "C" fn end<T: Training>(training: *mut c_void) {
    // SAFETY: the host passes back what `begin` gave, once.
    let training = unsafe { Box::from_raw(training.cast::<T>()) };
    let _ = catch_unwind(AssertUnwindSafe(|| drop(training)));
}

/// The status of an outcome, its message told.
///
/// # Safety
/// `lesson` must be the table of the call that is under way.
unsafe fn told(outcome: Result<(), (i32, String)>, lesson: &LessonTable) -> i32 {
    match outcome {
        Ok(()) => status::OK,
        Err((code, message)) => {
            // SAFETY: the caller's.
            unsafe { (lesson.fail)(lesson.ctx, Str::new(&message)) };
            code
        }
    }
}

/// The host's end of a call of `add` or `finish`.
pub struct Lesson<'a> {
    /// Why the stage failed.
    pub reason: Option<String>,
    /// The model, as far as it was handed over; nothing if it was not UTF-8.
    pub model: Option<String>,
    say: &'a mut dyn FnMut(&str),
}

impl<'a> Lesson<'a> {
    /// What the stage says goes to `say`.
    pub fn new(say: &'a mut dyn FnMut(&str)) -> Self {
        Self { reason: None, model: Some(String::new()), say }
    }

    /// Passes `body` the table to hand to the stage, to be used during the call alone.
    pub fn with<R>(&mut self, body: impl FnOnce(&LessonTable) -> R) -> R {
        let table = LessonTable {
            size: size_of::<LessonTable>() as u64,
            ctx: std::ptr::from_mut(self).cast(),
            fail,
            say,
            write,
        };
        body(&table)
    }
}

impl std::fmt::Debug for Lesson<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Lesson").field("reason", &self.reason).finish_non_exhaustive()
    }
}

unsafe extern "C" fn fail(ctx: *mut c_void, message: Str) {
    // SAFETY: the stage passes the context of `Lesson::with` and valid words, during the call.
    let (lesson, message) = unsafe { (&mut *ctx.cast::<Lesson<'_>>(), words(message)) };
    lesson.reason = Some(message.unwrap_or("(a reason that is not UTF-8)").to_owned());
}

unsafe extern "C" fn say(ctx: *mut c_void, line: Str) {
    // SAFETY: as for `fail`.
    let (lesson, line) = unsafe { (&mut *ctx.cast::<Lesson<'_>>(), words(line)) };
    // A panic of ours must not leave an `extern "C"` function.
    let line = line.unwrap_or("(a line that is not UTF-8)");
    let _ = catch_unwind(AssertUnwindSafe(|| (lesson.say)(line)));
}

unsafe extern "C" fn write(ctx: *mut c_void, text: Str) {
    // SAFETY: as for `fail`.
    let (lesson, text) = unsafe { (&mut *ctx.cast::<Lesson<'_>>(), words(text)) };
    lesson.model = lesson.model.take().zip(text).map(|(model, text)| model + text);
}
