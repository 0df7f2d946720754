//! Frames: how bytes travel between the program and its child processes.
//!
//! A frame is five bytes and a body: the body's length as a little-endian `u32`, one byte that says
//! what the body is (see [`message`](super::message)), and the body. A stage's native code has run in
//! the process at the other end, so nothing that comes from there is believed: a reader says how
//! long a body may be, and memory grows with the bytes that come, never with the length they claim.

use std::fmt;
use std::io::{self, Read};

/// The bytes before a frame's body.
pub const HEADER: usize = 5;

/// The longest body that either side sends or takes, in bytes: what a document of the greatest
/// length and its layers can need.
pub const MOST: usize = u32::MAX as usize / 2;

/// Begins a frame in `buffer`, in place of what is there. The body is then pushed onto it.
pub fn begin(buffer: &mut Vec<u8>, kind: u8) {
    buffer.clear();
    buffer.extend([0, 0, 0, 0, kind]);
}

/// Ends the frame that [`begin`] began: `buffer` then holds the bytes to send.
///
/// # Errors
/// When the body is longer than [`MOST`].
pub fn end(buffer: &mut [u8]) -> Result<(), FrameError> {
    let length = buffer.len() - HEADER;
    let field = u32::try_from(length).ok().filter(|_| length <= MOST);
    let field = field.ok_or(FrameError::TooLong { length, most: MOST })?;
    buffer[..4].copy_from_slice(&field.to_le_bytes());
    Ok(())
}

/// Reads one frame: returns its kind and puts its body into `body`, in place of what is there. `None`
/// when `input` ends where a frame would begin.
///
/// # Errors
/// When reading fails, the body would be longer than `most` bytes, or `input` ends within the frame.
pub fn read(
    input: &mut impl Read,
    most: usize,
    body: &mut Vec<u8>,
) -> Result<Option<u8>, FrameError> {
    body.clear();
    let mut header = [0; HEADER];
    let mut filled = 0;
    while filled < HEADER {
        match input.read(&mut header[filled..]) {
            Ok(0) if filled == 0 => return Ok(None),
            Ok(0) => return Err(FrameError::CutOff),
            Ok(count) => filled += count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(FrameError::Io(error)),
        }
    }
    let [a, b, c, d, kind] = header;
    let length = u32::from_le_bytes([a, b, c, d]) as usize;
    if length > most {
        return Err(FrameError::TooLong { length, most });
    }
    let got = input.take(length as u64).read_to_end(body).map_err(FrameError::Io)?;
    if got < length { Err(FrameError::CutOff) } else { Ok(Some(kind)) }
}

/// Why a frame cannot be read or sent.
#[derive(Debug)]
#[non_exhaustive]
pub enum FrameError {
    /// The connection broke, or nothing came in time.
    Io(io::Error),
    /// The input ends within a frame.
    CutOff,
    /// The body is longer than is wanted.
    TooLong {
        /// Its length in bytes.
        length: usize,
        /// The greatest length that is wanted.
        most: usize,
    },
}

impl fmt::Display for FrameError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io(error) => error.fmt(f),
            Self::CutOff => f.write_str("a message was cut off"),
            Self::TooLong { length, most } => {
                write!(f, "a message of {length} bytes, where the most is {most}")
            }
        }
    }
}

impl std::error::Error for FrameError {}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame(kind: u8, body: &[u8]) -> Vec<u8> {
        let mut bytes = Vec::new();
        begin(&mut bytes, kind);
        bytes.extend(body);
        end(&mut bytes).unwrap();
        bytes
    }

    #[test]
    fn what_is_written_is_read() {
        let bytes = [frame(7, b"Ana"), frame(8, b"")].concat();
        let mut input = bytes.as_slice();
        let mut body = b"old".to_vec();
        assert_eq!(read(&mut input, 3, &mut body).unwrap(), Some(7));
        assert_eq!(body, b"Ana");
        assert_eq!(read(&mut input, 3, &mut body).unwrap(), Some(8));
        assert_eq!(body, b"");
        assert_eq!(read(&mut input, 3, &mut body).unwrap(), None);
    }

    #[test]
    fn a_cut_or_boastful_frame_is_refused_without_making_room_for_it() {
        let whole = frame(7, b"Ana Ruiz");
        for cut in 1..whole.len() {
            let mut body = Vec::new();
            let error = read(&mut &whole[..cut], 100, &mut body).unwrap_err();
            assert!(matches!(error, FrameError::CutOff), "{cut}: {error}");
        }
        let mut body = Vec::new();
        let boast = [&u32::MAX.to_le_bytes()[..], &[1], b"abc"].concat();
        let error = read(&mut boast.as_slice(), MOST, &mut body).unwrap_err();
        assert!(matches!(error, FrameError::TooLong { .. }), "{error}");
        let boast = [&(MOST as u32).to_le_bytes()[..], &[1], b"abc"].concat();
        assert!(matches!(read(&mut boast.as_slice(), MOST, &mut body), Err(FrameError::CutOff)));
        assert!(body.capacity() < 1 << 16, "{}", body.capacity());
    }
}
