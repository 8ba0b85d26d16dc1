//! The built program from outside: what it prints, and the exit codes it ends with.

mod attested_keys;
mod city;
mod demo;
mod documents;
mod gate;
mod gate_processes;
mod inspect;
mod issuer;
mod issuer_kills;
mod languages;
mod loop_of_processes;
mod old_copies;
mod page;
mod pictures;
mod program;
mod revocations;
mod sandbox;
mod usage;
mod vectors;
mod venues;
mod wallet_processes;
