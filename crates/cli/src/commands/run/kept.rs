//! What a run keeps for the next one, and what it says of that.

use copydesk_pipeline::store::Store;

use crate::cli::RunArguments;
use crate::exclusive::{OutputLock, beside};
use crate::failure::Failure;
use crate::interrupt::Interrupt;
use crate::store::ResultStore;

/// The output, taken for this run alone, with the store beside it, if there is to be one.
pub struct Kept {
    store: Option<ResultStore>,
    // Given up after the store.
    _lock: Option<OutputLock>,
}

impl Kept {
    /// Takes the output, and opens the store that the options ask for: with an output file or folder,
    /// the one beside it.
    ///
    /// # Errors
    /// When another process has one of them, or the store cannot be used.
    pub fn open(arguments: &RunArguments) -> Result<Self, Failure> {
        let RunArguments { output, keeping, .. } = arguments;
        let lock = match output {
            Some(path) => OutputLock::take(path)?,
            None => None,
        };
        let path = match (&keeping.store, output) {
            (Some(store), _) => Some(store.clone()),
            // What is locked is a file or a folder, and not a device or a pipe.
            (None, Some(path)) if lock.is_some() && !keeping.no_store => {
                Some(beside(path, ".store"))
            }
            (None, _) => None,
        };
        let store = path.map(|path| ResultStore::open(&path, keeping.force)).transpose()?;
        Ok(Self { store, _lock: lock })
    }

    /// The store, for the workers.
    pub fn store(&self) -> Option<&dyn Store> {
        self.store.as_ref().map(|store| store as &dyn Store)
    }

    /// What was wrong with the store.
    pub fn remarks(&self) -> Vec<String> {
        self.store.as_ref().map(ResultStore::remarks).unwrap_or_default()
    }

    /// The failure of a run that could not be brought to its end, with what is kept of it.
    pub fn broken_off(&self, failure: Failure) -> Failure {
        let Some(store) = &self.store else { return failure };
        let what_to_do = if failure.signal().is_some() { ", and" } else { ": mend that, and" };
        failure.with(&format!(
            "; what was done is kept in {}{what_to_do} the same command goes on from there",
            store.path().display()
        ))
    }

    /// Ends a run that came to its end. Returns what to say of it.
    pub fn finish(self, whole: bool) -> Option<String> {
        let failure = self.store?.finish(whole).err()?;
        Some(format!("what is kept could not be tidied up: {failure}"))
    }
}

/// The failure that a signal asked for, if one did.
pub fn interrupted(interrupt: &Interrupt) -> Option<Failure> {
    interrupt.signal().map(|signal| Failure::of_signal(signal, "interrupted"))
}
