//! The reference issuer from outside: real HTTP on loopback, a real SQLite file, a clock that tests
//! move. All persons and numbers are made up.

mod credentials;
mod device_places;
mod devices;
mod documents;
mod foreign_clients;
mod foreign_proofs;
mod keys;
mod life_cycle;
mod losses;
mod operator;
mod proofs;
mod redemption;
mod renewal;
mod sdk_wallet;
mod storage;
mod stored;
mod suspended;
mod venues;
