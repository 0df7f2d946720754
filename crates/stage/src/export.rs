//! The one line that turns a Rust stage into a library's exported symbol.

pub use crate::abi::plugin::{table, table_with_training};

/// The manifest's bytes, for the section of the library file.
#[doc(hidden)]
#[repr(transparent)]
#[derive(Debug)]
pub struct ManifestBytes<const N: usize>(pub [u8; N]);

impl<const N: usize> ManifestBytes<N> {
    /// # Panics
    /// At compile time, when `text` is not `N` bytes long.
    #[must_use]
    pub const fn new(text: &str) -> Self {
        let bytes = text.as_bytes();
        assert!(bytes.len() == N);
        let mut copy = [0; N];
        let mut at = 0;
        while at < N {
            copy[at] = bytes[at];
            at += 1;
        }
        Self(copy)
    }
}

/// Whether the manifest text holds `"version": "<version>"`, with any spaces around the colon.
#[doc(hidden)]
#[must_use]
pub const fn is_version_of(manifest: &str, version: &str) -> bool {
    let (text, key, version) = (manifest.as_bytes(), b"\"version\"", version.as_bytes());
    let mut at = 0;
    while at + key.len() < text.len() {
        if starts_with(text, at, key) {
            let mut value = at + key.len();
            while value < text.len() && matches!(text[value], b' ' | b':' | b'\t' | b'\n' | b'\r') {
                value += 1;
            }
            return value < text.len()
                && text[value] == b'"'
                && starts_with(text, value + 1, version)
                && value + 1 + version.len() < text.len()
                && text[value + 1 + version.len()] == b'"';
        }
        at += 1;
    }
    false
}

const fn starts_with(text: &[u8], from: usize, what: &[u8]) -> bool {
    if from + what.len() > text.len() {
        return false;
    }
    let mut at = 0;
    while at < what.len() {
        if text[from + at] != what[at] {
            return false;
        }
        at += 1;
    }
    true
}

/// Exports a type that implements [`Stage`](crate::Stage) as the stage of this library.
///
/// The second argument is the manifest, a JSON object as a string literal or
/// `include_str!("stage.json")`. It goes into a section of the library file, where the host reads it
/// without running any code, and is at hand in the crate as `MANIFEST`. Its version must be the
/// crate's own, which is checked at compile time.
///
/// A third argument is a type that implements [`Training`](crate::Training), for a stage that `copydesk
/// train` can train.
///
/// Needs no unsafe code in the calling crate. A library exports one stage.
#[macro_export]
macro_rules! export {
    ($stage:ty, $manifest:expr) => {
        $crate::export!(@ $manifest, $crate::table::<$stage>(MANIFEST));
    };
    ($stage:ty, $manifest:expr, $training:ty) => {
        $crate::export!(@ $manifest, $crate::table_with_training::<$stage, $training>(MANIFEST));
    };
    (@ $manifest:expr, $table:expr) => {
        /// What the stage needs, gives and can be told: the text of its manifest.
        pub const MANIFEST: &str = $manifest;

        const _: () = {
            assert!(
                $crate::is_version_of(MANIFEST, env!("CARGO_PKG_VERSION")),
                "the manifest's version is not the crate's: change one of them"
            );

            #[cfg_attr(target_os = "macos", unsafe(link_section = "__DATA,__copydesk"))]
            #[cfg_attr(target_os = "windows", unsafe(link_section = ".cpydesk"))]
            #[cfg_attr(
                not(any(target_os = "macos", target_os = "windows")),
                unsafe(link_section = ".copydesk")
            )]
            #[used]
            static SECTION: $crate::ManifestBytes<{ MANIFEST.len() }> =
                $crate::ManifestBytes::new(MANIFEST);

            #[unsafe(no_mangle)]
            #[allow(non_upper_case_globals, reason = "the symbol's name is the ABI's")]
            pub static copydesk_stage_v1: $crate::abi::StageTable = $table;
        };
    };
}

#[cfg(test)]
mod tests {
    use super::is_version_of;

    #[test]
    fn the_version_is_found_whatever_the_spacing() {
        assert!(is_version_of(r#"{"name":"a","version":"0.1.0"}"#, "0.1.0"));
        assert!(is_version_of("{\"version\" :\n \"0.1.0\"}", "0.1.0"));
        assert!(!is_version_of(r#"{"version":"0.1.01"}"#, "0.1.0"));
        assert!(!is_version_of(r#"{"version":"0.1."#, "0.1.0"));
        assert!(!is_version_of(r#"{"name":"0.1.0"}"#, "0.1.0"));
    }
}
