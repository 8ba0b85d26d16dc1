//! Layer 4: what the host brings (keys, a vault key, time, HTTP) and the implementations that ship
//! with the core.
//!
//! Foreign implementations are synchronous but for HTTP, take and return owned plain data, and are
//! called off the main thread.

pub mod blocking_http;
pub mod clock;
pub mod durable_file;
pub mod file_secret_store;
pub mod http;
pub mod in_memory;
pub mod key_store;
pub mod own_thread;
pub mod owner_only;
#[cfg(feature = "http")]
pub mod reqwest_transport;
pub mod secret_store;
pub mod software_key_store;
#[cfg(feature = "http")]
mod tls_provider;
#[cfg(feature = "internals")]
pub mod vouching;
