//! Layer 4: what the host brings (keys, a vault key, time, HTTP) and the implementations that ship
//! with the core.
//!
//! Foreign implementations are synchronous but for HTTP, take and return owned plain data, and are
//! called off the main thread.

pub mod clock;
pub mod durable_file;
pub mod http;
pub mod key_store;
pub mod secret_store;
