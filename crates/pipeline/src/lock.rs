//! Which libraries a run may load: pinned by name, version and hash, so that neither a stage that was
//! rebuilt nor one that appeared in the search path changes results unseen.

use serde::{Deserialize, Serialize};

use crate::Error;
use crate::library::LibraryFile;

/// The pinned stages.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lock {
    /// Where the pins stand, for messages.
    pub origin: String,
    /// The pins.
    pub stages: Vec<Pin>,
}

/// A pinned stage.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pin {
    /// The stage's name.
    pub name: String,
    /// Its version.
    pub version: String,
    /// The SHA-256 of its library, in 64 hexadecimal digits.
    pub sha256: String,
}

impl Pin {
    /// The pin of this library.
    #[must_use]
    pub fn of(library: &LibraryFile) -> Self {
        let LibraryFile { hash, manifest, .. } = library;
        Self {
            name: manifest.name.clone(),
            version: manifest.version.clone(),
            sha256: hash.clone(),
        }
    }
}

impl Lock {
    /// Checks that each of `chosen` is pinned as it is, and that every pinned stage is among them but
    /// for those that `left_out` says.
    ///
    /// # Errors
    /// The first difference, in one sentence with both sides and the mend.
    pub fn check(
        &self,
        chosen: &[LibraryFile],
        left_out: impl Fn(&str) -> bool,
    ) -> Result<(), Error> {
        let origin = &self.origin;
        for library in chosen {
            let found = Pin::of(library);
            let (name, path) = (&found.name, library.path.display());
            let Some(pinned) = self.stages.iter().find(|pin| pin.name == *name) else {
                return Err(Error::Plan(format!(
                    "stage {name} {} ({path}) is not pinned in {origin}; leave it out with --without {name}, or pin it with `copydesk plugin lock`",
                    found.version
                )));
            };
            if *pinned != found {
                return Err(Error::Plan(format!(
                    "stage {name} is {} with sha256 {} ({path}), and {origin} pins {} with sha256 {}; put the pinned library back, or pin this one with `copydesk plugin lock`",
                    found.version,
                    short(&found.sha256),
                    pinned.version,
                    short(&pinned.sha256)
                )));
            }
        }
        let there = |pin: &Pin| chosen.iter().any(|library| library.manifest.name == pin.name);
        match self.stages.iter().find(|pin| !there(pin) && !left_out(&pin.name)) {
            Some(Pin { name, version, .. }) => Err(Error::Plan(format!(
                "{origin} pins stage {name} {version}, which is not in the search path; put it back, leave it out with --without {name}, or pin what is there with `copydesk plugin lock`"
            ))),
            None => Ok(()),
        }
    }
}

/// As much of a hash as tells two apart.
fn short(hash: &str) -> &str {
    hash.get(..16).unwrap_or(hash)
}
