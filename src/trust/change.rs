//! What an accepted document changes on disk, in the order in which it has to be done.
//!
//! A host that is killed between two steps has lost nothing: whatever the next
//! [`restore`](crate::trust::restore) finds is either the state before or one that it brings to its
//! end.

use crate::trust::refusal::Acceptance;

/// One step of writing a change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// A file is replaced whole, or made.
    Write {
        /// Its name.
        name: String,
        /// What it holds from now on.
        bytes: Vec<u8>,
    },
    /// A file is removed; one that does not exist is removed already.
    Remove {
        /// Its name.
        name: String,
    },
}

impl Step {
    /// The name of the file.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Write { name, .. } | Self::Remove { name } => name,
        }
    }
}

/// What accepting a document changed, and what has to be written for it. [`TrustState::steps`] spells it out,
/// for one change or for several that were joined.
///
/// [`TrustState::steps`]: crate::trust::TrustState::steps
#[derive(Debug, Default)]
#[must_use = "what was accepted has to be written before it counts"]
pub struct Change {
    pub(crate) acceptance: Acceptance,
    /// Documents, and the way to the root that signed them.
    pub(crate) documents: Vec<Step>,
    /// Whether the floors of trust list and roots changed.
    pub(crate) floors: bool,
    /// Whether the numbers of status lists and catalogues changed.
    pub(crate) editions: bool,
    /// What is done when the floors are written.
    pub(crate) afterwards: Vec<Step>,
}

impl Change {
    /// Whether the document was updated; of several, whether any was.
    #[must_use]
    pub const fn acceptance(&self) -> Acceptance {
        self.acceptance
    }

    /// Whether there is nothing to write.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.documents.is_empty() && self.afterwards.is_empty() && !self.floors && !self.editions
    }

    /// Joins a change that was made after this one, so that both are written together and the floors
    /// once.
    pub fn join(&mut self, later: Self) {
        if later.acceptance == Acceptance::Updated {
            self.acceptance = Acceptance::Updated;
        }
        // What this change removes when all is written, the later one may have put there anew.
        let anew = |step: &Step| later.steps().any(|other| other.name() == step.name());
        self.afterwards.retain(|step| !anew(step));
        self.documents.extend(later.documents);
        self.floors |= later.floors;
        self.editions |= later.editions;
        self.afterwards.extend(later.afterwards);
    }

    fn steps(&self) -> impl Iterator<Item = &Step> {
        self.documents.iter().chain(&self.afterwards)
    }

    pub(crate) fn write(&mut self, name: impl Into<String>, bytes: Vec<u8>) {
        self.documents.push(Step::Write { name: name.into(), bytes });
    }

    pub(crate) fn remove_afterwards(&mut self, name: String) {
        self.afterwards.push(Step::Remove { name });
    }
}
