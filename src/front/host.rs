//! What the host brings: the records and errors of the four ports, what keys are and sign, and the
//! implementations for servers, tools and tests.

pub use crate::crypto::random::RandomUnavailable;
pub use crate::crypto::{KeyError, Signature, SignatureError};
pub use crate::ports::blocking_http::{BlockingHttp, HttpClient};
pub use crate::ports::clock::Monotonic;
pub use crate::ports::http::{
    BoxFuture, HeaderField, HttpError, HttpRequest, HttpResponse, Method,
};
pub use crate::ports::in_memory::InMemorySecretStore;
pub use crate::ports::key_store::{
    Attestation, AttestationRequest, Authentication, Hardware, KeyAlgorithm, KeyInfo, KeyPolicy,
    KeyStoreError, SecurityLevel, SignPrompt,
};
pub use crate::ports::own_thread::block_on;
#[cfg(feature = "http")]
pub use crate::ports::reqwest_transport::TlsUnavailable;
pub use crate::ports::secret_store::SecretStoreError;
