//! The C ABI: the layout that `include/copydesk_stage.h` describes, in Rust.
//!
//! Everything here that reads foreign memory is unsafe and says on what it relies. The header is the
//! contract; this module is its mirror, and a test compiles the header to hold the two together.

pub(crate) mod article;
pub mod host;
pub(crate) mod output;
pub mod plugin;
pub mod training;

use std::ffi::c_void;
use std::mem::{align_of, offset_of, size_of};

/// The number of the ABI. It follows no release of this crate.
pub const ABI: u32 = 1;

/// The name of the one symbol that a stage's library exports.
pub const SYMBOL: &str = "copydesk_stage_v1";

/// The section of the library file that holds the manifest, by object format.
pub const SECTIONS: [&str; 3] = [".copydesk", "__copydesk", ".cpydesk"];

/// `start` and `end` of an annotation that is about the whole document.
pub const NO_SPAN: u32 = u32::MAX;

/// The values of [`RawAttr::kind`].
pub mod kind {
    /// The value is in `text`.
    pub const TEXT: u32 = 0;
    /// The value is in `integer`.
    pub const INTEGER: u32 = 1;
    /// The value is in `number`.
    pub const NUMBER: u32 = 2;
    /// The value is in `integer`, 0 or 1.
    pub const BOOLEAN: u32 = 3;
    /// The value is in `target`: a link, whose role is the key.
    pub const LINK: u32 = 4;
}

/// `copydesk_str`: UTF-8 with a length.
#[derive(Clone, Copy, Debug)]
#[repr(C)]
pub struct Str {
    /// The first byte; may be null where `len` is 0.
    pub ptr: *const u8,
    /// The length in bytes.
    pub len: u64,
}

impl Str {
    /// No words.
    pub const EMPTY: Self = Self { ptr: std::ptr::null(), len: 0 };

    /// These words, which must outlive every use of the result.
    #[must_use]
    pub const fn new(text: &str) -> Self {
        Self { ptr: text.as_ptr(), len: text.len() as u64 }
    }
}

/// `copydesk_attr`. Frozen.
#[derive(Clone, Copy, Debug)]
#[repr(C)]
#[expect(missing_docs, reason = "the header documents each field")]
pub struct RawAttr {
    pub key: Str,
    pub kind: u32,
    pub target: u32,
    pub integer: i64,
    pub number: f64,
    pub text: Str,
}

/// `copydesk_annotation`. Frozen.
#[derive(Clone, Copy, Debug)]
#[repr(C)]
#[expect(missing_docs, reason = "the header documents each field")]
pub struct RawAnnotation {
    pub id: u32,
    pub start: u32,
    pub end: u32,
    pub score: f32,
    pub label: Str,
    pub first_attr: u64,
    pub n_attrs: u64,
}

/// `copydesk_layer`. Frozen.
#[derive(Clone, Copy, Debug)]
#[repr(C)]
#[expect(missing_docs, reason = "the header documents each field")]
pub struct RawLayer {
    pub name: Str,
    pub annotations: *const RawAnnotation,
    pub n_annotations: u64,
    pub attrs: *const RawAttr,
    pub n_attrs: u64,
}

/// `copydesk_document`.
#[derive(Clone, Copy, Debug)]
#[repr(C)]
#[expect(missing_docs, reason = "the header documents each field")]
pub struct RawDocument {
    pub size: u64,
    pub text: Str,
    pub id: Str,
    pub title: Str,
    pub url: Str,
    pub published: Str,
    pub language: Str,
    pub layers: *const RawLayer,
    pub n_layers: u64,
}

/// `copydesk_call`.
#[derive(Clone, Copy, Debug)]
#[repr(C)]
#[expect(missing_docs, reason = "the header documents each field")]
pub struct CallTable {
    pub size: u64,
    pub ctx: *mut c_void,
    pub reserve: unsafe extern "C" fn(*mut c_void) -> u32,
    pub emit: unsafe extern "C" fn(
        *mut c_void,
        Str,
        *const RawAnnotation,
        u64,
        *const RawAttr,
        u64,
    ) -> u32,
    pub cancelled: unsafe extern "C" fn(*mut c_void) -> i32,
    pub fail: unsafe extern "C" fn(*mut c_void, Str),
}

/// `copydesk_host`.
#[derive(Clone, Copy, Debug)]
#[repr(C)]
#[expect(missing_docs, reason = "the header documents each field")]
pub struct HostTable {
    pub size: u64,
    pub abi: u32,
    pub reserved: u32,
    pub ctx: *mut c_void,
    pub config: Str,
    pub fail: unsafe extern "C" fn(*mut c_void, Str),
    pub extension: unsafe extern "C" fn(*mut c_void, Str) -> *const c_void,
}

/// `copydesk_stage`: the type of the exported symbol. Functions are optional here and only here, so
/// that a null one in a library is refused rather than called.
#[derive(Clone, Copy, Debug)]
#[repr(C)]
#[expect(missing_docs, reason = "the header documents each field")]
pub struct StageTable {
    pub size: u64,
    pub abi: u32,
    pub reserved: u32,
    pub fingerprint: u64,
    pub manifest: Str,
    pub create: Option<unsafe extern "C" fn(*const HostTable, *mut *mut c_void) -> i32>,
    pub open: Option<unsafe extern "C" fn(*const c_void, *mut *mut c_void) -> i32>,
    pub process: Option<
        unsafe extern "C" fn(
            *const c_void,
            *mut c_void,
            *const RawDocument,
            *const CallTable,
        ) -> i32,
    >,
    pub close: Option<unsafe extern "C" fn(*mut c_void)>,
    pub destroy: Option<unsafe extern "C" fn(*mut c_void)>,
    pub extension: Option<unsafe extern "C" fn(Str) -> *const c_void>,
}

// SAFETY: the table is read-only data: function pointers and a pointer to a static string.
#[expect(unsafe_code, reason = "a static with a pointer in it must be declared Sync")]
unsafe impl Sync for StageTable {}

/// Hashes the layout of one struct: its size and alignment and each field's offset.
macro_rules! layout {
    ($hash:expr, $type:ty: $($field:ident),+) => {{
        let hash = mix($hash, size_of::<$type>() as u64);
        let hash = mix(hash, align_of::<$type>() as u64);
        $(let hash = mix(hash, offset_of!($type, $field) as u64);)+
        hash
    }};
}

/// A digest of the layout of every struct as ABI 1 began. Fields that are appended to a table later
/// stay out of it: `size` speaks for those.
pub const FINGERPRINT: u64 = {
    let hash = 0xCBF2_9CE4_8422_2325;
    let hash = layout!(hash, Str: ptr, len);
    let hash = layout!(hash, RawAttr: key, kind, target, integer, number, text);
    let hash = layout!(hash, RawAnnotation: id, start, end, score, label, first_attr, n_attrs);
    let hash = layout!(hash, RawLayer: name, annotations, n_annotations, attrs, n_attrs);
    let hash = layout!(hash, RawDocument: size, text, id, title, url, published, language, layers, n_layers);
    let hash = layout!(hash, CallTable: size, ctx, reserve, emit, cancelled, fail);
    let hash = layout!(hash, HostTable: size, abi, reserved, ctx, config, fail, extension);
    layout!(hash, StageTable: size, abi, reserved, fingerprint, manifest, create, open, process, close, destroy, extension)
};

/// One step of 64-bit FNV-1a over the eight bytes of `value`, lowest first.
const fn mix(mut hash: u64, value: u64) -> u64 {
    let mut byte = 0;
    while byte < 8 {
        hash ^= (value >> (8 * byte)) & 0xFF;
        hash = hash.wrapping_mul(0x0000_0100_0000_01B3);
        byte += 1;
    }
    hash
}

/// Borrows `len` values at `ptr`. `None` for a null or misaligned pointer with a length, or a length
/// that no memory has.
///
/// # Safety
/// When `ptr` is not null and `len` not 0, `len` initialised values must stand at `ptr` and stay
/// unwritten for `'a`.
#[expect(unsafe_code, reason = "reads memory of the other side")]
pub(crate) unsafe fn slice<'a, T>(ptr: *const T, len: u64) -> Option<&'a [T]> {
    if len == 0 {
        return Some(&[]);
    }
    let len = usize::try_from(len).ok()?;
    let bytes = len.checked_mul(size_of::<T>())?;
    if ptr.is_null() || !ptr.is_aligned() || isize::try_from(bytes).is_err() {
        return None;
    }
    // SAFETY: not null, aligned and of a possible size, as checked; the caller vouches for the rest.
    Some(unsafe { std::slice::from_raw_parts(ptr, len) })
}

/// Borrows the words at `text`. `None` for a null pointer with a length, or for bytes that are not
/// UTF-8.
///
/// # Safety
/// As for [`slice()`].
#[expect(unsafe_code, reason = "reads memory of the other side")]
pub(crate) unsafe fn words<'a>(text: Str) -> Option<&'a str> {
    // SAFETY: passed on to the caller.
    let bytes = unsafe { slice(text.ptr, text.len) }?;
    std::str::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_header_has_this_fingerprint() {
        let header = include_str!("../../include/copydesk_stage.h");
        let line = format!("#define COPYDESK_FINGERPRINT UINT64_C(0x{:016x})", super::FINGERPRINT);
        assert!(header.contains(&line), "the header should say {line}");
    }
}
