//! The reference issuer from outside: real HTTP on loopback, a real SQLite file, a clock that tests
//! move. All persons and numbers are made up.

mod app_attest;
mod attestation;
mod credentials;
mod device_places;
mod devices;
mod documents;
mod foreign_clients;
mod foreign_proofs;
mod key_attestations;
mod keys;
mod life_cycle;
mod losses;
mod made_up_iphone;
mod operator;
mod proofs;
mod redemption;
mod renewal;
mod sdk_wallet;
mod storage;
mod stored;
mod suspended;
mod venues;
