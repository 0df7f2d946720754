//! Which stages are done without from some article on.

use std::sync::{Arc, PoisonError, RwLock};

use crate::intake::source::RawArticle;

/// The stages that have used their budgets up, as the writer finds out and the workers read. An
/// article that was begun before a stage was disabled on account of an earlier one is done anew, so
/// that the output does not hang on how far ahead the workers were.
pub struct Disabled {
    may_change: bool,
    now: RwLock<Arc<[(usize, String)]>>,
}

impl Disabled {
    pub fn new(may_change: bool) -> Self {
        Self { may_change, now: RwLock::new(Arc::new([])) }
    }

    pub fn now(&self) -> Arc<[(usize, String)]> {
        Arc::clone(&self.now.read().unwrap_or_else(PoisonError::into_inner))
    }

    pub fn set(&self, disabled: Vec<(usize, String)>) {
        *self.now.write().unwrap_or_else(PoisonError::into_inner) = disabled.into();
    }

    /// A copy of the article, if it may have to be done anew.
    pub fn keep(&self, raw: &RawArticle) -> Option<RawArticle> {
        self.may_change.then(|| raw.clone())
    }

    /// Whether stages were disabled since `then`; once disabled, they stay so.
    pub fn differ_from(&self, then: &[(usize, String)]) -> bool {
        self.now().len() != then.len()
    }
}
