//! Lists of revoked authorities of our own making, each as good as a root's but for what a test changes.

use essc::wire::x509::Certificate;
use essc_sandbox_attestation::der::{boolean, explicit, integer, octets, oid, sequence, tagged};
use rcgen::SigningKey as _;

use crate::minting::Minted;
use crate::scene::{Scene, SignedList};

pub const ECDSA_SHA256: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2];
pub const ECDSA_SHA384: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 3];

pub const REASON: &[u8] = &[0x55, 0x1d, 0x15];
pub const NUMBER: &[u8] = &[0x55, 0x1d, 0x14];
pub const DELTA: &[u8] = &[0x55, 0x1d, 0x1b];
pub const SCOPE: &[u8] = &[0x55, 0x1d, 0x1c];
pub const CERTIFICATE_ISSUER: &[u8] = &[0x55, 0x1d, 0x1d];

/// A list to be written, with nothing wrong.
#[derive(Clone)]
pub struct ListDraft {
    pub version: Vec<u8>,
    pub algorithm: &'static [u8],
    pub outer_algorithm: &'static [u8],
    pub issuer: Option<Vec<u8>>,
    pub this_update: Vec<u8>,
    pub next_update: Vec<u8>,
    pub entries: Vec<Vec<u8>>,
    pub extensions: Vec<Vec<u8>>,
    pub tail: Vec<u8>,
}

pub fn time(text: &str) -> Vec<u8> {
    tagged(&[0x17], text.as_bytes())
}

pub fn entry(serial: &[u8]) -> Vec<u8> {
    sequence(&[tagged(&[2], serial), time("261101000000Z")])
}

pub fn extension(id: &[u8], criticality: Option<bool>, value: &[u8]) -> Vec<u8> {
    let criticality = criticality.map(boolean).unwrap_or_default();
    sequence(&[oid(id), criticality, octets(value)])
}

impl ListDraft {
    pub fn new() -> Self {
        Self {
            version: integer(1),
            algorithm: ECDSA_SHA256,
            outer_algorithm: ECDSA_SHA256,
            issuer: None,
            this_update: time("261116000000Z"),
            next_update: time("261123000000Z"),
            entries: vec![entry(&[0x71, 0x72]), entry(&[0x55])],
            extensions: vec![extension(NUMBER, None, &integer(7))],
            tail: Vec::new(),
        }
    }

    /// One that revokes these serial numbers and nothing else.
    pub fn revoking(serials: &[u64]) -> Self {
        let entry = |serial: &u64| sequence(&[integer(*serial), time("261101000000Z")]);
        Self { entries: serials.iter().map(entry).collect(), ..Self::new() }
    }

    /// Signed by the root of a scene's chain.
    pub fn of(&self, scene: &Scene) -> SignedList {
        let root = Minted::mint(&scene.drafts[..1]);
        SignedList { list: self.sign(&root), root: root.certificates[0].clone() }
    }

    pub fn make_delta(&mut self) {
        self.extensions.push(extension(DELTA, Some(true), &integer(6)));
    }

    pub fn name_twice(&mut self) {
        self.entries.extend([entry(&[0x55]), entry(&[0x55])]);
    }

    pub fn sign(&self, root: &Minted) -> Vec<u8> {
        let subject = Certificate::read(&root.certificates[0]).expect("a root").subject.to_vec();
        let mut members = vec![
            self.version.clone(),
            sequence(&[oid(self.algorithm)]),
            self.issuer.clone().unwrap_or(subject),
            self.this_update.clone(),
            self.next_update.clone(),
        ];
        if !self.entries.is_empty() {
            members.push(sequence(&self.entries));
        }
        if !self.extensions.is_empty() {
            members.push(explicit(0, &sequence(&self.extensions)));
        }
        members.push(self.tail.clone());
        let signed = sequence(&members);
        let signature = root.keys[0].sign(&signed).expect("a signature");
        let bits = tagged(&[3], &[&[0], signature.as_slice()].concat());
        sequence(&[signed, sequence(&[oid(self.outer_algorithm)]), bits])
    }
}
