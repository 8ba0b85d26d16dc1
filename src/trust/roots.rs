//! Which roots count: the pinned ones, and those that lists of a counting root name as the next.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde::Deserialize;

use crate::base::time::UnixTime;
use crate::crypto::PublicKey;
use crate::crypto::jwk::{self, Jwk};
use crate::trust::floors::RootFloors;
use crate::trust::succession;
use crate::trust::trust_list::VerifiedTrustList;
use crate::wire::bundle::MAX_ROOTS;
use crate::wire::jws;
use crate::wire::trust_list::{MAX_BYTES, TYP};

/// A root that came with the app or was given to the gate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "ffi", derive(uniffi::Record))]
pub struct PinnedRoot {
    /// The key.
    pub key: PublicKey,
    /// Least `seq` of a list it signed, or of one that a root signed which it led to; older ones were
    /// already old when it was pinned. Below 1 it refuses none.
    pub least_seq: i64,
}

/// A root, with the lists that led to it from a pinned one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::trust) struct RootPath {
    pub key: PublicKey,
    /// Its RFC 7638 thumbprint.
    pub kid: String,
    /// Texts of the lists that named each next root, oldest first; empty for a pinned root.
    pub evidence: Vec<Arc<str>>,
    /// Thumbprints of the roots before this one, the pinned one first.
    pub before: Vec<String>,
    /// `seq` of the last list of the evidence: lists of this root have higher ones.
    pub after: Option<u64>,
    /// Least `seq` of its lists: that of the pin at the start.
    pub least_seq: u64,
    /// Whether lists of it are accepted. A root that counts no more, or that an old list names, is only
    /// a stage on the way back to the one that signed the list accepted last.
    pub counts: bool,
}

impl RootPath {
    pub(in crate::trust) fn pinned(pin: &PinnedRoot, dropped: &BTreeSet<String>) -> Self {
        let kid = jwk::thumbprint_text(&pin.key);
        Self {
            key: pin.key,
            counts: !dropped.contains(&kid),
            kid,
            evidence: vec![],
            before: vec![],
            after: None,
            least_seq: u64::try_from(pin.least_seq).unwrap_or(0),
        }
    }

    /// The pinned root that this one is, or that led to it.
    pub(in crate::trust) fn pin(&self) -> &str {
        self.before.first().unwrap_or(&self.kid)
    }

    /// The root that a list of this one names.
    pub(in crate::trust) fn next(&self, list: &VerifiedTrustList, text: &str) -> Option<Self> {
        let is_old = self.after.is_some_and(|after| list.seq() <= after);
        if self.evidence.len() >= MAX_ROOTS || is_old || list.seq() < self.least_seq {
            return None;
        }
        let key = *list.next_root()?;
        let mut evidence = self.evidence.clone();
        evidence.push(Arc::from(text));
        let mut before = self.before.clone();
        before.push(self.kid.clone());
        Some(Self {
            key,
            kid: jwk::thumbprint_text(&key),
            evidence,
            before,
            after: Some(list.seq()),
            least_seq: self.least_seq,
            counts: self.counts,
        })
    }

    /// Thumbprints of the roots whose time is over once a list signed by this one is accepted: those
    /// before it, and those pinned before the one it starts from.
    pub(in crate::trust) fn drops(&self, pins: &[PinnedRoot]) -> BTreeSet<String> {
        let pinned: Vec<String> = pins.iter().map(|pin| jwk::thumbprint_text(&pin.key)).collect();
        let at = pinned.iter().position(|pin| pin == self.pin()).unwrap_or(0);
        let older = pinned.into_iter().take(at);
        older.chain(self.before.iter().cloned()).filter(|root| *root != self.kid).collect()
    }
}

/// The `kid` in the header of what says it is a trust list.
pub(in crate::trust) fn signer_of(text: &str) -> Option<String> {
    let jws = jws::parse(text, TYP, MAX_BYTES).ok()?;
    jws.document_kid().ok().map(str::to_owned)
}

/// The thumbprint of the root that a trust list names as the next, unverified.
fn named_by(text: &str) -> Option<String> {
    /// All that is of interest of a list that may be of a later version.
    #[derive(Deserialize)]
    struct Naming {
        next_root: Option<Jwk>,
    }
    let list: Naming = jws::parse(text, TYP, MAX_BYTES).ok()?.peek().ok()?;
    let next = list.next_root?.public_key().ok()?;
    Some(jwk::thumbprint_text(&next))
}

/// Every root that `starts` and the lists of this reader's own store lead to.
pub(in crate::trust) fn reached<'a>(
    starts: Vec<RootPath>,
    evidence: impl Iterator<Item = &'a str>,
) -> Vec<RootPath> {
    let mut paths = starts;
    for text in evidence {
        extend(&mut paths, text, |_, _, _| true);
    }
    paths
}

/// Every root that `starts` and the naming lists lead to that were received. A naming list counts for
/// that name alone, even past its end, but not when it is dated more than 300 s ahead. One that is
/// older than the list accepted last may name a root that was withdrawn since: it only leads back to
/// the root of that list.
pub(in crate::trust) fn reachable(
    starts: Vec<RootPath>,
    naming: &[String],
    floors: &RootFloors,
    now: UnixTime,
) -> Vec<RootPath> {
    let mut paths = starts;
    for text in naming.iter().take(MAX_ROOTS) {
        extend(&mut paths, text, |signer, list, next| {
            let is_new = match floors.edition() {
                Some(floor) => list.edition().follow(floor, None).is_ok(),
                None => true,
            };
            let leads_back = floors.root.as_ref() == Some(&next.kid);
            next.counts = (signer.counts && is_new) || leads_back;
            succession::is_not_from_the_future(list.iat(), now)
        });
    }
    paths
}

/// Adds the root that a list names, if its signer is one of `paths` and `admit` says so.
fn extend(
    paths: &mut Vec<RootPath>,
    text: &str,
    admit: impl Fn(&RootPath, &VerifiedTrustList, &mut RootPath) -> bool,
) {
    let Some(kid) = signer_of(text) else { return };
    let Some(signer) = paths.iter().find(|path| path.kid == kid) else { return };
    let Ok(list) = VerifiedTrustList::verify_held(text, &signer.key) else { return };
    let Some(mut next) = signer.next(&list, text) else { return };
    if admit(signer, &list, &mut next) {
        paths.push(next);
    }
}

/// Finds the way to a root that is not known: the last list of each root is published under the root's
/// thumbprint and names the next one (protocol §7.1, §7.2).
#[derive(Debug, Clone)]
pub struct RollOver {
    naming: Vec<String>,
    wanted: Option<String>,
}

impl RollOver {
    /// Begins at the root with this thumbprint.
    #[must_use]
    pub const fn from_root(kid: Option<String>) -> Self {
        Self { naming: Vec::new(), wanted: kid }
    }

    /// The thumbprint of the root whose last list has to be fetched next; none when there is nowhere to
    /// go on, or after 16 lists.
    #[must_use]
    pub fn wanted(&self) -> Option<&str> {
        self.wanted.as_deref().filter(|_| self.naming.len() < MAX_ROOTS)
    }

    /// Takes the list that was fetched for the root wanted.
    pub fn found(&mut self, text: String) {
        self.wanted = named_by(&text);
        self.naming.push(text);
    }

    /// The lists found so far, oldest first.
    #[must_use]
    pub fn naming(&self) -> &[String] {
        &self.naming
    }
}
