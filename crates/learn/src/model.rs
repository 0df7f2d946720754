//! The frame around every model's bytes: what kind it is, how long, and whether it arrived whole.
//!
//! | bytes | what |
//! |---|---|
//! | 0..4 | `CDLM` |
//! | 4..6 | format version, little-endian like all that follows |
//! | 6..8 | kind of model |
//! | 8..16 | length of the body in bytes |
//! | 16..24 | [`hash_bytes`] of the body |
//! | 24.. | the body, described by the module that writes it |
//!
//! A reader checks the frame once. Beyond that it trusts nothing: the parts of the body that carry
//! offsets and label numbers are walked at load, so that inference cannot run out of bounds even
//! for bytes that were made to deceive.

use std::error::Error;
use std::fmt;

use crate::features::hash_bytes;

const MAGIC: &[u8; 4] = b"CDLM";
const VERSION: u16 = 1;
const HEADER: usize = 24;

/// What a model's bytes hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Tagger = 1,
    Greedy = 2,
    Classifier = 3,
    WordTable = 4,
    Recurrent = 6,
}

/// Why bytes were refused as a model.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ModelError {
    /// The bytes do not begin like a model's.
    NotAModel,
    /// The bytes were written in a format version that this release does not read.
    Version(u16),
    /// The bytes are a model of another kind, for example a classifier given to a tagger.
    Kind,
    /// The bytes are shorter or longer than they say.
    Length,
    /// The bytes have been altered since they were written.
    Checksum,
    /// The body contradicts itself; the text says where.
    Body(&'static str),
}

impl fmt::Display for ModelError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotAModel => f.write_str("not a model: the bytes do not begin with CDLM"),
            Self::Version(found) => {
                write!(f, "model format version {found}; this release reads {VERSION}")
            }
            Self::Kind => f.write_str("a model of another kind"),
            Self::Length => f.write_str("the model is cut short or has bytes after its end"),
            Self::Checksum => f.write_str("the model's checksum does not match its bytes"),
            Self::Body(part) => write!(f, "the model contradicts itself: {part}"),
        }
    }
}

impl Error for ModelError {}

/// Writes a body and, at the end, the frame around it.
#[derive(Debug)]
pub(crate) struct Writer {
    bytes: Vec<u8>,
}

impl Writer {
    pub(crate) fn new(kind: Kind) -> Self {
        let mut bytes = vec![0; HEADER];
        bytes[..4].copy_from_slice(MAGIC);
        bytes[4..6].copy_from_slice(&VERSION.to_le_bytes());
        bytes[6..8].copy_from_slice(&(kind as u16).to_le_bytes());
        Self { bytes }
    }

    pub(crate) fn bytes(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
    }

    pub(crate) fn u32(&mut self, value: u32) {
        self.bytes(&value.to_le_bytes());
    }

    pub(crate) fn f32(&mut self, value: f32) {
        self.bytes(&value.to_le_bytes());
    }

    pub(crate) fn finish(mut self) -> Vec<u8> {
        seal(&mut self.bytes);
        self.bytes
    }
}

/// Replaces four bytes of a body that is known to be whole, and renews the checksum.
pub(crate) fn patch_f32(bytes: &mut [u8], body_offset: usize, value: f32) {
    let at = HEADER + body_offset;
    bytes[at..at + 4].copy_from_slice(&value.to_le_bytes());
    seal(bytes);
}

fn seal(bytes: &mut [u8]) {
    let (header, body) = bytes.split_at_mut(HEADER);
    header[8..16].copy_from_slice(&(body.len() as u64).to_le_bytes());
    header[16..24].copy_from_slice(&hash_bytes(body).to_le_bytes());
}

/// Reads a body from its beginning, checking every length.
#[derive(Debug)]
pub(crate) struct Reader<'a> {
    rest: &'a [u8],
    checksum: u64,
}

impl<'a> Reader<'a> {
    /// Checks the frame and stands at the beginning of the body.
    pub(crate) fn open(bytes: &'a [u8], kind: Kind) -> Result<Self, ModelError> {
        let mut header = Self { rest: bytes, checksum: 0 };
        if header.bytes(4).map_err(|_| ModelError::NotAModel)? != MAGIC {
            return Err(ModelError::NotAModel);
        }
        let version = header.u16()?;
        if version != VERSION {
            return Err(ModelError::Version(version));
        }
        if header.u16()? != kind as u16 {
            return Err(ModelError::Kind);
        }
        let length = header.u64()?;
        let checksum = header.u64()?;
        if header.rest.len() as u64 != length {
            return Err(ModelError::Length);
        }
        if hash_bytes(header.rest) != checksum {
            return Err(ModelError::Checksum);
        }
        header.checksum = checksum;
        Ok(header)
    }

    /// The hash of the whole body.
    pub(crate) fn checksum(&self) -> u64 {
        self.checksum
    }

    pub(crate) fn bytes(&mut self, count: usize) -> Result<&'a [u8], ModelError> {
        let (taken, rest) = self.rest.split_at_checked(count).ok_or(ModelError::Length)?;
        self.rest = rest;
        Ok(taken)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], ModelError> {
        let mut array = [0; N];
        array.copy_from_slice(self.bytes(N)?);
        Ok(array)
    }

    pub(crate) fn u16(&mut self) -> Result<u16, ModelError> {
        self.array().map(u16::from_le_bytes)
    }

    pub(crate) fn u32(&mut self) -> Result<u32, ModelError> {
        self.array().map(u32::from_le_bytes)
    }

    pub(crate) fn u64(&mut self) -> Result<u64, ModelError> {
        self.array().map(u64::from_le_bytes)
    }

    /// A number, which must be finite.
    pub(crate) fn f32(&mut self) -> Result<f32, ModelError> {
        let value = self.array().map(f32::from_le_bytes)?;
        if value.is_finite() { Ok(value) } else { Err(ModelError::Body("a number is not finite")) }
    }

    /// So many numbers.
    pub(crate) fn f32s(&mut self, count: usize) -> Result<Vec<f32>, ModelError> {
        (0..count).map(|_| self.f32()).collect()
    }

    /// A number above zero.
    pub(crate) fn positive_f32(&mut self) -> Result<f32, ModelError> {
        let value = self.f32()?;
        if value > 0.0 { Ok(value) } else { Err(ModelError::Body("a scale is not above zero")) }
    }

    /// That the body ends here.
    pub(crate) fn end(&self) -> Result<(), ModelError> {
        if self.rest.is_empty() { Ok(()) } else { Err(ModelError::Length) }
    }
}

/// Tries every truncation of a model and a flip of each of its bytes; for the tests of each kind.
#[cfg(test)]
pub(crate) fn check_refuses_damage(bytes: &[u8], read: impl Fn(&[u8]) -> Result<(), ModelError>) {
    assert_eq!(read(bytes), Ok(()));
    for length in 0..bytes.len() {
        assert!(read(&bytes[..length]).is_err(), "cut to {length} bytes");
    }
    for at in 0..bytes.len() {
        let mut damaged = bytes.to_vec();
        damaged[at] ^= 0x41;
        assert!(read(&damaged).is_err(), "byte {at} altered");
        // The same damage by someone who renews the checksum may go unseen, but must not panic.
        if at >= HEADER {
            seal(&mut damaged);
            let _ = read(&damaged);
        }
    }
}
