//! Which roots count: the pinned ones, and those that lists of a counting root name as the next.

use std::collections::BTreeSet;

use serde::Deserialize;

use crate::crypto::PublicKey;
use crate::crypto::jwk::{self, Jwk};
use crate::wire::bundle::MAX_ROOTS;
use crate::wire::jws;
use crate::wire::succession::Edition;
use crate::wire::trust_list::{MAX_BYTES, TYP, TrustList, VerifiedTrustList};

/// A root that came with the app or was given to the gate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "ffi", derive(uniffi::Record))]
pub struct PinnedRoot {
    /// The key.
    pub key: PublicKey,
    /// Least `seq` of a list it signed; older ones were already old when it was pinned.
    pub least_seq: u64,
}

/// A root that counts, with the lists that led to it from a pinned one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct RootPath {
    pub key: PublicKey,
    /// Texts of the lists that named each next root, oldest first; empty for a pinned root.
    pub evidence: Vec<String>,
    /// Thumbprints of the roots before this one, the pinned one first.
    pub before: Vec<String>,
    /// `seq` of the last list of the evidence: lists of this root have higher ones.
    pub after: Option<u64>,
}

impl RootPath {
    pub(super) fn pinned(pin: &PinnedRoot) -> Self {
        Self { key: pin.key, evidence: vec![], before: vec![], after: None }
    }

    pub(super) fn kid(&self) -> String {
        jwk::thumbprint_text(&self.key)
    }

    /// The root that a list of this one names.
    pub(super) fn next(&self, list: &VerifiedTrustList, text: &str) -> Option<Self> {
        if self.evidence.len() >= MAX_ROOTS || self.after.is_some_and(|after| list.seq() <= after) {
            return None;
        }
        let evidence = self.evidence.iter().cloned().chain([text.to_owned()]).collect();
        let before = self.before.iter().cloned().chain([self.kid()]).collect();
        Some(Self { key: *list.next_root()?, evidence, before, after: Some(list.seq()) })
    }
}

/// The `kid` in the header of what says it is a trust list.
pub(super) fn signer_of(text: &str) -> Option<String> {
    let jws = jws::parse(text, TYP, MAX_BYTES).ok()?;
    jws.document_kid().ok().map(str::to_owned)
}

/// The thumbprint of the root that a trust list names as the next, unverified.
pub(super) fn named_by(text: &str) -> Option<String> {
    /// All that is of interest of a list that may be of a later version.
    #[derive(Deserialize)]
    struct Naming {
        next_root: Option<Jwk>,
    }
    let list: Naming = jws::parse(text, TYP, MAX_BYTES).ok()?.peek().ok()?;
    let next = list.next_root?.public_key().ok()?;
    Some(jwk::thumbprint_text(&next))
}

/// Every root that `starts` and the naming lists lead to. A naming list counts for that name alone,
/// even past its end, but not when it is older than the list accepted last: the name may have been
/// withdrawn since.
pub(super) fn reachable(
    starts: Vec<RootPath>,
    naming: &[String],
    floor: Option<Edition>,
) -> Vec<RootPath> {
    let mut paths = starts;
    for text in naming.iter().take(MAX_ROOTS) {
        let Some(kid) = signer_of(text) else { continue };
        let Some(signer) = paths.iter().find(|path| path.kid() == kid) else { continue };
        let Ok(list) = TrustList::verify_held(text, &signer.key) else { continue };
        if floor.is_some_and(|floor| list.edition().follow(floor, None).is_err()) {
            continue;
        }
        paths.extend(signer.next(&list, text));
    }
    paths
}

/// Thumbprints of the roots whose time is over once a list signed by the last of `path` is accepted:
/// those before it, and those pinned before the one it starts from.
pub(super) fn dropped_by(path: &RootPath, pins: &[PinnedRoot]) -> BTreeSet<String> {
    let kid = path.kid();
    let start = path.before.first().unwrap_or(&kid);
    let pinned: Vec<String> = pins.iter().map(|pin| jwk::thumbprint_text(&pin.key)).collect();
    let at = pinned.iter().position(|pin| pin == start).unwrap_or(0);
    let older = pinned.into_iter().take(at);
    older.chain(path.before.iter().cloned()).filter(|root| *root != kid).collect()
}
