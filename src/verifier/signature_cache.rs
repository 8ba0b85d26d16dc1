//! Remembers which issuer signatures were checked, so that the next code of a card costs one
//! verification instead of two and a decompression (protocol §6).

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use crate::crypto::PublicKey;
use crate::crypto::digest::{Sha256, sha256_of};

const SHARDS: usize = 16;

/// A bounded memory of successes: SHA-256(issuer public key ‖ carrier bytes of the card, signature
/// included, flags zeroed) → the card's decompressed device key.
///
/// Holds nothing that a rule is judged by: periods, status and policy run again on every hit. It is
/// emptied at every change of the trust list.
#[derive(Debug)]
pub struct SignatureCache {
    shards: [Mutex<Shard>; SHARDS],
    /// Entries of one generation of one shard; a shard holds two.
    half: usize,
}

/// Two maps: when the young one is full it becomes the old one, and what was old is forgotten.
#[derive(Debug, Default)]
struct Shard {
    trust: u64,
    young: HashMap<Sha256, PublicKey>,
    old: HashMap<Sha256, PublicKey>,
}

/// What is looked up: made of everything that was checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CacheKey(Sha256);

impl CacheKey {
    /// The key of a card's bytes under an issuer's key.
    #[must_use]
    pub fn new(issuer: &PublicKey, card_bytes: &[u8]) -> Self {
        Self(sha256_of(&[issuer.uncompressed(), card_bytes]))
    }
}

impl SignatureCache {
    /// A cache of at most `capacity` cards (rounded up to a multiple of 32); 97 bytes and a map entry
    /// each.
    #[must_use]
    pub fn with_capacity(capacity: usize) -> Self {
        Self { shards: Default::default(), half: capacity.div_ceil(2 * SHARDS).max(1) }
    }

    /// The device key of a card whose issuer signature was checked under trust list generation
    /// `trust`.
    #[must_use]
    pub fn find(&self, trust: u64, key: &CacheKey) -> Option<PublicKey> {
        let mut shard = self.shard(key);
        if !shard.is_of(trust) {
            return None;
        }
        let young = shard.young.get(&key.0).copied();
        young.or_else(|| {
            let device_key = shard.old.get(&key.0).copied()?;
            shard.insert(self.half, key.0, device_key);
            Some(device_key)
        })
    }

    /// Remembers a success under trust list generation `trust`; one of an older generation than the
    /// cache has seen is dropped.
    pub fn remember(&self, trust: u64, key: &CacheKey, device_key: PublicKey) {
        let mut shard = self.shard(key);
        if shard.is_of(trust) {
            shard.insert(self.half, key.0, device_key);
        }
    }

    fn shard(&self, key: &CacheKey) -> std::sync::MutexGuard<'_, Shard> {
        let at = usize::from(key.0[0]) % SHARDS;
        self.shards[at].lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Shard {
    /// Whether it holds entries of this generation; it is emptied for a newer one.
    fn is_of(&mut self, trust: u64) -> bool {
        if trust > self.trust {
            *self = Self { trust, ..Self::default() };
        }
        trust == self.trust
    }

    fn insert(&mut self, half: usize, key: Sha256, device_key: PublicKey) {
        if self.young.len() >= half && !self.young.contains_key(&key) {
            self.old = std::mem::take(&mut self.young);
        }
        self.young.insert(key, device_key);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crypto::SigningKey;

    fn key(n: u8) -> PublicKey {
        SigningKey::from_bytes(&[n; 32]).expect("scalar").public_key()
    }

    #[test]
    fn a_new_trust_list_empties_it_and_an_old_one_adds_nothing() {
        let cache = SignatureCache::with_capacity(100);
        let card = CacheKey::new(&key(1), b"card");
        cache.remember(1, &card, key(2));
        assert_eq!(cache.find(1, &card), Some(key(2)));
        assert_eq!(cache.find(2, &card), None);
        cache.remember(1, &card, key(2));
        assert_eq!(cache.find(2, &card), None);
        assert_eq!(cache.find(1, &card), None);
    }

    #[test]
    fn one_changed_byte_or_another_issuer_is_another_entry() {
        let cache = SignatureCache::with_capacity(100);
        cache.remember(1, &CacheKey::new(&key(1), b"card"), key(2));
        assert_eq!(cache.find(1, &CacheKey::new(&key(1), b"carD")), None);
        assert_eq!(cache.find(1, &CacheKey::new(&key(3), b"card")), None);
    }

    #[test]
    fn it_never_holds_more_than_its_capacity() {
        let cache = SignatureCache::with_capacity(320);
        for n in 0..5000u32 {
            cache.remember(1, &CacheKey::new(&key(1), &n.to_be_bytes()), key(2));
        }
        let held = |shard: &Mutex<Shard>| {
            let shard = shard.lock().expect("lock");
            shard.young.len() + shard.old.len()
        };
        assert!(cache.shards.iter().map(held).sum::<usize>() <= 320);
        let last = CacheKey::new(&key(1), &4999u32.to_be_bytes());
        assert_eq!(cache.find(1, &last), Some(key(2)));
    }
}
