//! Reference issuer of electronic social security cards: `OpenID4VCI` 1.0 over HTTP, SQLite behind a
//! store trait.
//!
//! ```no_run
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! use std::{path::Path, sync::Arc};
//! use essc::ports::clock::SystemClock;
//! use essc_reference_issuer::{Config, ReferenceIssuer};
//!
//! let listener = tokio::net::TcpListener::bind("127.0.0.1:8087").await?;
//! let dir = Path::new("issuer-data");
//! let config = Config::sandbox("http://127.0.0.1:8087");
//! let operator_token = ReferenceIssuer::init(dir, config, Arc::new(SystemClock)).await?;
//! let issuer = ReferenceIssuer::open(dir, Arc::new(SystemClock)).await?;
//! issuer.serve(listener, std::future::pending()).await?;
//! # drop(operator_token);
//! # Ok(())
//! # }
//! ```
//!
//! From the outside in: [`issuer`] opens a folder and serves it, `http` is the face, [`service`] does
//! what is asked, [`store`] remembers and decides what may happen once. Signing is
//! [`essc::issuance`]'s.

pub mod attestation_policy;
pub mod authority_list_copy;
pub mod config;
pub mod dpop;
pub mod evidence;
mod http;
pub mod issuer;
pub mod issuer_folder;
pub mod key_folder;
pub mod key_proof;
pub mod key_ring;
pub mod nonces;
pub mod published_documents;
pub mod random_token;
mod request_url;
pub mod revocation_copy;
pub mod service;
pub mod service_secret;
pub mod store;
pub mod venue_proof;

pub use config::{Config, RegionConfig};
pub use http::server::{FileLimitTooLow, Limits};
pub use issuer::{IssuerError, OperatorToken, ReferenceIssuer};
pub use issuer_folder::IssuerFolder;
