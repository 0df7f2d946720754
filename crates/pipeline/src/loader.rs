//! Loads a stage's library and calls its functions. Beside the ABI itself, the only unsafe code.
//!
//! A library is loaded from a copy named by its hash and never closed. Closing does nothing once
//! the code has touched a thread-local, and replacing a file that is loaded then runs the old code;
//! a copy under a name of its own gives pinning, and no surprise when the original is rebuilt
//! during a run.
#![expect(unsafe_code, reason = "loads and calls foreign code")]

use std::env;
use std::ffi::c_void;
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use copydesk_stage::abi::host::{CreateReason, Door};
use copydesk_stage::abi::training::{self, Lesson, TrainingTable};
use copydesk_stage::abi::{
    ABI, CallTable, FINGERPRINT, HostTable, RawDocument, SYMBOL, StageTable, Str,
};
use copydesk_stage::{Collector, Frame, Manifest};

use crate::in_process::StageOrder;
use crate::library::LibraryFile;
use crate::{Error, LoadError};

type Process =
    unsafe extern "C" fn(*const c_void, *mut c_void, *const RawDocument, *const CallTable) -> i32;

/// A loaded stage with its model.
#[derive(Debug)]
pub(crate) struct LoadedStage {
    /// For the life of the program, as the library is.
    pub manifest: &'static Manifest,
    /// The layers that it sees.
    visible: Vec<&'static str>,
    model: *mut c_void,
    open: unsafe extern "C" fn(*const c_void, *mut *mut c_void) -> i32,
    process: Process,
    close: unsafe extern "C" fn(*mut c_void),
    destroy: unsafe extern "C" fn(*mut c_void),
}

// SAFETY: the header requires that a model may be used by `open` and `process` from any thread, and
// by many at once; nothing else here changes after creation.
unsafe impl Send for LoadedStage {}
// SAFETY: as above.
unsafe impl Sync for LoadedStage {}

impl LoadedStage {
    /// Loads the library and creates the stage with its configuration.
    ///
    /// `manifest` is what `order` has in words, read.
    pub(crate) fn new(order: &StageOrder, manifest: &'static Manifest) -> Result<Self, Error> {
        let fail = |reason| Error::Load { path: order.path.clone(), reason };
        let table = load_table(&order.copy).map_err(fail)?;
        let functions = check(table, &order.manifest).map_err(fail)?;
        let (create, open, process, close, destroy) = functions;

        let mut reason = CreateReason::default();
        let mut model = std::ptr::null_mut();
        let host = reason.table(&order.config);
        // SAFETY: the table passed its checks, so that by the header this is the stage's `create`; it
        // gets a valid host table and a place to write to, both for the time of the call.
        let status = unsafe { create(&raw const host, &raw mut model) };
        if status != 0 {
            let message = reason.0.unwrap_or_else(|| no_reason(status));
            return Err(Error::Create { stage: manifest.name.clone(), message });
        }
        let visible = manifest.visible().collect();
        Ok(Self { manifest, visible, model, open, process, close, destroy })
    }

    /// Opens scratch memory for one worker. `None` when the stage will not.
    pub(crate) fn open(&self) -> Option<Scratch> {
        let mut memory = std::ptr::null_mut();
        // SAFETY: `model` is what `create` gave, and `memory` a place to write to.
        let status = unsafe { (self.open)(self.model, &raw mut memory) };
        (status == 0).then(|| Scratch { memory, close: self.close, door: Door::default() })
    }

    /// Runs the stage on one document and returns its status with what it handed over.
    pub(crate) fn process(
        &self,
        scratch: &mut Scratch,
        frame: &mut Frame,
        document: &copydesk_document::Document,
        collector: Collector,
    ) -> (i32, Collector) {
        let memory = scratch.memory;
        frame.with(document, &self.visible, |raw| {
            scratch.door.with(collector, |call| {
                // SAFETY: `model` and `memory` are what `create` and `open` gave; `&mut Scratch` keeps
                // a second call from the same memory; the tables are valid for the call.
                unsafe { (self.process)(self.model, memory, raw, call) }
            })
        })
    }
}

impl Drop for LoadedStage {
    fn drop(&mut self) {
        // SAFETY: `model` is given back once; every `Scratch` that used it is gone, because workers
        // hold the pipeline that holds this.
        unsafe { (self.destroy)(self.model) }
    }
}

/// One worker's memory for one stage.
#[derive(Debug)]
pub(crate) struct Scratch {
    memory: *mut c_void,
    close: unsafe extern "C" fn(*mut c_void),
    door: Door,
}

// SAFETY: the header lets a scratch move between threads, as long as two never use it at once,
// which `&mut` in `LoadedStage::process` holds.
unsafe impl Send for Scratch {}

impl Drop for Scratch {
    fn drop(&mut self) {
        // SAFETY: given back once, when no call uses it any more.
        unsafe { (self.close)(self.memory) }
    }
}

/// A training that a stage has begun.
#[derive(Debug)]
pub(crate) struct LoadedTraining {
    /// The layers that it sees.
    visible: Vec<&'static str>,
    training: *mut c_void,
    functions: TrainingFunctions,
}

/// Those of [`TrainingTable`] after `begin`.
type TrainingFunctions = (
    unsafe extern "C" fn(*mut c_void, *const RawDocument, Str, *const training::LessonTable) -> i32,
    unsafe extern "C" fn(*mut c_void, *const training::LessonTable) -> i32,
    unsafe extern "C" fn(*mut c_void),
);

impl LoadedTraining {
    /// Loads the library and begins a training with the stage's configuration. `None` when the stage
    /// offers none.
    pub(crate) fn begin(
        order: &StageOrder,
        manifest: &'static Manifest,
    ) -> Result<Option<Self>, Error> {
        let fail = |reason| Error::Load { path: order.path.clone(), reason };
        let table = load_table(&order.copy).map_err(fail)?;
        check(table, &order.manifest).map_err(fail)?;
        let Some(extension) = table.extension else { return Ok(None) };
        // SAFETY: the table passed its checks; by the header this returns null or a table of the name's
        // type that lives as long as the library: for good.
        let offered: *const TrainingTable = unsafe { extension(Str::new(training::NAME)) }.cast();
        if offered.is_null() {
            return Ok(None);
        }
        // SAFETY: `size` stands first in every table.
        if !offered.is_aligned() || unsafe { (*offered).size } < size_of::<TrainingTable>() as u64 {
            return Err(fail(LoadError::Table("for training is too short")));
        }
        // SAFETY: it is as large as this name promises.
        let offered = unsafe { &*offered };
        let (Some(begin), Some(add), Some(finish), Some(end)) =
            (offered.begin, offered.add, offered.finish, offered.end)
        else {
            return Err(fail(LoadError::Table("for training lacks a function")));
        };
        let mut reason = CreateReason::default();
        let mut training = std::ptr::null_mut();
        let host = reason.table(&order.config);
        // SAFETY: the function gets a valid host table and a place to write to, both for the call.
        let status = unsafe { begin(&raw const host, &raw mut training) };
        if status != 0 {
            let message = reason.0.unwrap_or_else(|| no_reason(status));
            return Err(Error::Create { stage: manifest.name.clone(), message });
        }
        let visible = manifest.visible().collect();
        Ok(Some(Self { visible, training, functions: (add, finish, end) }))
    }

    /// Hands it an article and its line.
    pub(crate) fn add(
        &mut self,
        document: &copydesk_document::Document,
        line: &str,
    ) -> Result<(), String> {
        let mut say = |_: &str| ();
        let mut lesson = Lesson::new(&mut say);
        let status = Frame::default().with(document, &self.visible, |raw| {
            // SAFETY: `training` is what `begin` gave; everything else is valid for the call.
            lesson.with(|table| unsafe {
                (self.functions.0)(self.training, raw, Str::new(line), table)
            })
        });
        if status == 0 { Ok(()) } else { Err(lesson.reason.unwrap_or_else(|| no_reason(status))) }
    }

    /// Has it learn, and returns the model.
    pub(crate) fn finish(self, say: &mut dyn FnMut(&str)) -> Result<String, String> {
        let mut lesson = Lesson::new(say);
        // SAFETY: `training` is what `begin` gave; the table is valid for the call.
        let status = lesson.with(|table| unsafe { (self.functions.1)(self.training, table) });
        if status != 0 {
            return Err(lesson.reason.unwrap_or_else(|| no_reason(status)));
        }
        lesson.model.ok_or_else(|| "its model is not UTF-8".to_owned())
    }
}

impl Drop for LoadedTraining {
    fn drop(&mut self) {
        // SAFETY: `training` is given back once, after the last call.
        unsafe { (self.functions.2)(self.training) }
    }
}

fn no_reason(status: i32) -> String {
    format!("it gave no reason (status {status})")
}

/// Loads the library for good and returns its table.
fn load_table(path: &Path) -> Result<&'static StageTable, LoadError> {
    // SAFETY: loading runs the library's initialisers. It carries a stage's manifest and lies where
    // the user lets stages be loaded from, which is as much as can be known of native code.
    let library = unsafe { libloading::Library::new(path) }.map_err(LoadError::Open)?;
    // Never closed: see the top of this file.
    let library: &'static libloading::Library = Box::leak(Box::new(library));
    // SAFETY: the symbol is data of this type, by the header. Its first fields say whether the rest
    // can be read, and `check` looks at those before anything is called.
    let symbol =
        unsafe { library.get::<*const StageTable>(SYMBOL) }.map_err(|_| LoadError::NoSymbol)?;
    let table: *const StageTable = *symbol;
    if table.is_null() || !table.is_aligned() {
        return Err(LoadError::NoSymbol);
    }
    // SAFETY: `size` and `abi` stand first in the table of every ABI.
    let (size, abi) = unsafe { ((*table).size, (*table).abi) };
    if abi != ABI {
        return Err(LoadError::TableAbi(abi));
    }
    if size < size_of::<StageTable>() as u64 {
        return Err(LoadError::Table("is too short"));
    }
    // SAFETY: the table is as large as ABI 1 has it, and lives as long as the library: for good.
    Ok(unsafe { &*table })
}

type Functions = (
    unsafe extern "C" fn(*const HostTable, *mut *mut c_void) -> i32,
    unsafe extern "C" fn(*const c_void, *mut *mut c_void) -> i32,
    Process,
    unsafe extern "C" fn(*mut c_void),
    unsafe extern "C" fn(*mut c_void),
);

/// Checks everything that can be checked of a table before calling into it.
fn check(table: &'static StageTable, expected: &str) -> Result<Functions, LoadError> {
    if table.fingerprint != FINGERPRINT {
        return Err(LoadError::Fingerprint { ours: FINGERPRINT, theirs: table.fingerprint });
    }
    let manifest = usize::try_from(table.manifest.len).unwrap_or(usize::MAX);
    if table.manifest.ptr.is_null() || manifest != expected.len() {
        return Err(LoadError::LyingManifest);
    }
    // SAFETY: the fingerprint says that the table is what the header describes: `manifest` is static
    // text of that length, which is now known to be the length of the section.
    let bytes = unsafe { std::slice::from_raw_parts(table.manifest.ptr, manifest) };
    if bytes != expected.as_bytes() {
        return Err(LoadError::LyingManifest);
    }
    match (table.create, table.open, table.process, table.close, table.destroy) {
        (Some(create), Some(open), Some(process), Some(close), Some(destroy)) => {
            Ok((create, open, process, close, destroy))
        }
        _ => Err(LoadError::Table("lacks a function")),
    }
}

/// Puts the library's bytes, as they were examined, into the cache under their hash.
pub(crate) fn cached_copy(library: &LibraryFile) -> io::Result<PathBuf> {
    let folder = cache_folder();
    make_private(&folder)?;
    let path = folder.join(format!("{}{}", library.hash, env::consts::DLL_SUFFIX));
    if holds(&path, &library.bytes) {
        return Ok(path);
    }
    // Written aside and renamed, so that a second copydesk never sees half a library.
    let partial = folder.join(format!("{}.{}.partial", library.hash, std::process::id()));
    fs::write(&partial, &library.bytes)?;
    fs::rename(&partial, &path)?;
    Ok(path)
}

/// Whether the file has these bytes. It is not read into memory as a whole, which takes longer than to read it.
fn holds(path: &Path, mut bytes: &[u8]) -> bool {
    let Ok(mut file) = fs::File::open(path) else { return false };
    let mut part = vec![0; 1 << 16];
    loop {
        match file.read(&mut part) {
            Ok(0) => return bytes.is_empty(),
            Ok(length) if bytes.starts_with(&part[..length]) => bytes = &bytes[length..],
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            _ => return false,
        }
    }
}

/// Where copies are kept: `COPYDESK_CACHE`, or `copydesk/stages` in the user's cache folder, or in
/// the system's folder for temporary files.
fn cache_folder() -> PathBuf {
    let set = |name: &str| env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    if let Some(folder) = set("COPYDESK_CACHE") {
        return folder;
    }
    let base = if cfg!(windows) {
        set("LOCALAPPDATA")
    } else if cfg!(target_os = "macos") {
        set("HOME").map(|home| home.join("Library/Caches"))
    } else {
        set("XDG_CACHE_HOME").or_else(|| set("HOME").map(|home| home.join(".cache")))
    };
    base.unwrap_or_else(env::temp_dir).join("copydesk").join("stages")
}

/// Makes the folder, for its owner alone: whoever can write to it chooses what code runs.
#[cfg(unix)]
fn make_private(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::{DirBuilderExt, PermissionsExt};
    fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    let mode = fs::metadata(folder)?.permissions().mode();
    if mode & 0o022 != 0 {
        let message = format!(
            "others may write to the cache folder {}; take that right away or set COPYDESK_CACHE",
            folder.display()
        );
        return Err(io::Error::new(io::ErrorKind::PermissionDenied, message));
    }
    Ok(())
}

#[cfg(not(unix))]
fn make_private(folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)
}
