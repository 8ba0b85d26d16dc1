//! What wallets and gates do alike with signed documents, over files in memory.

use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::sync::Arc;

use essc::base::time::UnixTime;
use essc::crypto::jwk::Jwk;
use essc::model::region::Region;
use essc::trust::restoring::Restored;
use essc::trust::{
    Acceptance, Change, Files, ListName, PinnedRoot, Refusal, Step, TrustConfig, TrustState,
    restore,
};
use essc_testkit::publisher::{NOW, Publisher, root};

mod kills;
mod pins;
mod ways;

/// Files that survive a kill between any two steps.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
struct InMemoryFiles(BTreeMap<String, Vec<u8>>);

impl InMemoryFiles {
    fn take(&mut self, step: Step) {
        match step {
            Step::Write { name, bytes } => drop(self.0.insert(name, bytes)),
            Step::Remove { name } => drop(self.0.remove(&name)),
        }
    }

    fn flip_a_bit(&mut self, name: &str) {
        let bytes = self.0.get_mut(name).expect("there");
        let middle = bytes.len() / 2;
        bytes[middle] ^= 1;
    }
}

impl Files for InMemoryFiles {
    fn names(&self) -> Result<Vec<String>, ErrorKind> {
        Ok(self.0.keys().cloned().collect())
    }

    fn read(&self, name: &str, limit: usize) -> Result<Option<Vec<u8>>, ErrorKind> {
        Ok(self.0.get(name).map(|bytes| if bytes.len() > limit { vec![] } else { bytes.clone() }))
    }
}

fn pins(generations: &[(u8, i64)]) -> Arc<TrustConfig> {
    let pin = |(generation, least_seq): &(u8, i64)| PinnedRoot {
        key: root(*generation).public_key(),
        least_seq: *least_seq,
    };
    let roots = generations.iter().map(pin).collect();
    Arc::new(TrustConfig { roots, takes_test: true, across_the_border: None })
}

/// A reader that is opened, takes documents in, and is opened again.
struct Reader {
    files: InMemoryFiles,
    config: Arc<TrustConfig>,
    state: TrustState,
}

impl Reader {
    fn pinning(generations: &[(u8, i64)]) -> Self {
        let config = pins(generations);
        let state = TrustState::empty(config.clone());
        Self { files: InMemoryFiles::default(), config, state }
    }

    fn restored(&self) -> Restored {
        restore(&self.files, &self.config, None, NOW).expect("files in memory are read")
    }

    /// Opened again, with what was left undone written; the files that were not used.
    fn open_again(&mut self) -> Vec<String> {
        let restored = self.restored();
        restored.unfinished.into_iter().for_each(|step| self.files.take(step));
        self.state = restored.state;
        restored.faults.into_iter().map(|fault| fault.file).collect()
    }

    fn accept(
        &mut self,
        accept: impl FnOnce(&mut TrustState) -> Result<Change, Refusal>,
    ) -> Result<Acceptance, Refusal> {
        let change = accept(&mut self.state)?;
        let acceptance = change.acceptance();
        for step in self.state.steps(change) {
            self.files.take(step);
        }
        Ok(acceptance)
    }

    fn trust(&mut self, text: &str, naming: &[String]) -> Result<Acceptance, Refusal> {
        self.accept(|state| state.accept_trust(text, naming, None, NOW))
    }

    fn catalogue(&mut self, text: &str, region: Region) -> Result<Acceptance, Refusal> {
        self.accept(|state| state.accept_catalogue(text, region, None, NOW))
    }

    fn seq(&self) -> Option<u64> {
        self.state.trust().map(|list| list.seq())
    }
}

/// A list that root `generation` signs, numbered `seq`, naming root `next`.
fn list(generation: u8, seq: u64, next: Option<u8>) -> String {
    dated(generation, seq, next, NOW.minus(60))
}

fn dated(generation: u8, seq: u64, next: Option<u8>, iat: UnixTime) -> String {
    let mut publisher = Publisher::new();
    publisher.root = generation;
    publisher.list.seq = seq;
    publisher.list.iat = iat;
    publisher.list.next_root = next.map(|next| Jwk::from(&root(next).public_key()));
    publisher.trust()
}
