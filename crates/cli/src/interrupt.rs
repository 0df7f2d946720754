//! Ctrl-C and the like: the first asks for an end, the second does not ask.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::{flag, low_level};

/// Whether somebody wants an end.
#[derive(Clone, Debug)]
pub struct Interrupt(Arc<AtomicUsize>);

impl Interrupt {
    /// From now on the first SIGINT or SIGTERM is only noted here; the next one ends the process as if
    /// nobody had listened.
    ///
    /// # Errors
    /// When the system does not let us listen.
    pub fn listen() -> io::Result<Self> {
        let noted = Arc::new(AtomicUsize::new(0));
        let once = Arc::new(AtomicBool::new(false));
        for signal in [SIGINT, SIGTERM] {
            // In this order: the first signal finds the flag down, the second finds it up.
            flag::register_conditional_default(signal, Arc::clone(&once))?;
            flag::register(signal, Arc::clone(&once))?;
            flag::register_usize(signal, Arc::clone(&noted), signal as usize)?;
        }
        Ok(Self(noted))
    }

    /// The signal that asked for an end, if one did.
    pub fn signal(&self) -> Option<i32> {
        i32::try_from(self.0.load(Ordering::SeqCst)).ok().filter(|&signal| signal != 0)
    }
}

/// Ends the process as the signal would have done, so that a shell's loop around it ends too.
pub fn die_of(signal: i32) {
    // It does not come back from a signal that ends processes.
    let _ = low_level::emulate_default_handler(signal);
}
