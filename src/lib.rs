//! Electronic social security card (电子社会保障卡): device-bound keys, rotating signed QR codes,
//! and their verification without a network.
//!
//! # Where to start
//!
//! | you write | open | which needs | more names in | feature |
//! | --- | --- | --- | --- | --- |
//! | an app in which people keep their cards | [`Wallet`] | [`WalletConfig`], [`WalletPorts`] | [`wallet`] | `holder` |
//! | a gate, a counter, anything that scans a code | [`Verifier`] | [`VerifierConfig`], a [`Clock`] | [`gate`] | `verifier` |
//! | an authority's back end, which signs cards and lists | [`issuer::issue_card`] | [`IssuerSigner`] | [`issuer`] | `issuance` |
//!
//! What the platform brings (keys, two secrets, time, HTTP) is behind four traits: [`KeyStore`],
//! [`SecretStore`], [`Clock`], [`HttpTransport`]. [`host`] has their records and errors, and
//! implementations for servers and tests. What cards, scenes and verdicts consist of is in [`card`], and
//! what the signed lists say, and why one is refused, in [`document`].
//!
//! The crate is on no registry yet: `essc = { git = "…" }`, and for a gate `default-features = false,
//! features = ["verifier", "http"]` (without `http`: `["verifier", "ring"]`). [`ReqwestTransport`] needs a running tokio runtime; over
//! [`host::BlockingHttp`] any executor will do. `docs/protocol.md` is the specification, `examples/` has
//! whole programs. A scene is four digits of the signed catalogue ("0501": the entrance of a museum); a
//! [`PinnedRoot`] is the authority's root key with the lowest number of a trust list that is accepted.
//! Nothing that a sandbox signs is legally valid, and nobody independent has reviewed this yet.
//!
//! ## An app
//!
//! Enrolling and refreshing need the network, showing a code doesn't.
//!
//! ```no_run
//! # #[cfg(all(feature = "holder", feature = "http"))]
//! # async fn app(root: essc::PinnedRoot) -> Result<(), Box<dyn std::error::Error>> {
//! use essc::{FileSecretStore, ReqwestTransport, SoftwareKeyStore, SystemClock};
//! use essc::{Wallet, WalletConfig, WalletPorts};
//! use std::sync::Arc;
//!
//! let folder = std::path::Path::new("wallet");
//! let ports = WalletPorts::new(
//!     Arc::new(SoftwareKeyStore::in_directory(&folder.join("keys"))?), // a phone: its secure hardware
//!     Arc::new(FileSecretStore::in_directory(&folder.join("secrets"))?), // a phone: its keychain
//!     Arc::new(SystemClock),
//!     Arc::new(ReqwestTransport::new()?),
//! );
//! let config = WalletConfig::new(folder.join("vault"), "https://card.example/trust-list", [root]);
//! let wallet = Wallet::open(config, ports)?;
//! let card = wallet.enroll("openid-credential-offer://?…".into(), Some("123456".into())).await?;
//! let code = wallet.present(&card, "0501".parse()?)?;
//! println!("{}", code.text); // or code.qr, as modules, PNG or SVG
//! # Ok(())
//! # }
//! ```
//!
//! ## A gate
//!
//! The lists come by [`Verifier::sync`] or in a file; [`Verifier::verify`] asks nobody and never fails.
//!
//! ```no_run
//! # #[cfg(feature = "verifier")]
//! # fn gate(root: essc::PinnedRoot, text: &str) -> Result<(), Box<dyn std::error::Error>> {
//! use essc::{Language, Outcome, SystemClock, Verifier, VerifierConfig};
//!
//! let config = VerifierConfig::new("gate", "440106".parse()?, [root]);
//! let gate = Verifier::open(config, std::sync::Arc::new(SystemClock))?;
//! gate.import_bundle(&std::fs::read("bundle.json")?)?;
//! let verdict = gate.verify(text, "0501".parse()?);
//! match verdict.outcome {
//!     Outcome::Accepted => println!("welcome"),
//!     _ => verdict.reasons.iter().for_each(|reason| println!("{}", reason.text(Language::En))),
//! }
//! # Ok(())
//! # }
//! ```
//!
//! ## An authority
//!
//! Whom it may sign for, and what was given out before, is the back end's to know.
//!
//! ```
//! # #[cfg(feature = "issuance")]
//! # fn authority() -> Result<(), Box<dyn std::error::Error>> {
//! use essc::document::StatusListUri;
//! use essc::issuer::{ListTerms, publish_status_list};
//! use essc::{CardStatus, IssuerSigner, KeyId, Region, SigningKey, UnixTime};
//!
//! let key = SigningKey::generate()?;
//! let (kid, now) = (KeyId::new(Region::GUANGZHOU, 2), UnixTime::from_secs(1_800_000_000));
//! let signer = IssuerSigner::new(kid, &key, now.plus(365 * 86_400));
//! let uri = StatusListUri { region: Region::GUANGZHOU, number: 0 };
//! let terms = ListTerms::new(now, 86_400, 3_600, 1);
//! let given = [(7, CardStatus::Valid), (8, CardStatus::Suspended)];
//! let (text, until) = publish_status_list(uri, given, &terms, &signer)?;
//! # assert!(text.starts_with("ey") && until == now.plus(86_400));
//! # Ok(())
//! # }
//! # #[cfg(feature = "issuance")]
//! # authority().expect("signed");
//! ```
//!
//! # Errors
//!
//! Each call names its error, an enum that says what happened and never holds personal data, keys or
//! tokens: [`WalletError`], [`OpenError`], [`AskError`], [`host::KeyStoreError`] and so on. A code that
//! is refused is no error but a [`Verdict`] with its [`Reason`]s.
//!
//! # Features
//!
//! | feature | what it adds | on by default |
//! | --- | --- | --- |
//! | `holder` | [`Wallet`] | yes |
//! | `verifier` | [`Verifier`] | yes |
//! | `issuance` | [`issuer`] | yes |
//! | `http` | [`ReqwestTransport`]; without it the host brings its HTTP | yes |
//! | `ring` | signatures and digests by ring; every feature but `verifier` brings it. A gate without it verifies with p256, at about a tenth of the speed: for WebAssembly | with the others |
//! | `ffi` | what the Kotlin, Swift and Python libraries are generated from | no |
//! | `internals` | the layers behind all this, as public modules, for this project's own tools and tests; they change without notice | no |
#![cfg_attr(not(feature = "internals"), warn(unnameable_types))]
// With all three roles nothing may be unused.
#![cfg_attr(
    not(all(feature = "holder", feature = "verifier", feature = "issuance")),
    allow(dead_code, unused_imports, reason = "what only another role needs")
)]

#[cfg(feature = "ffi")]
uniffi::setup_scaffolding!();

// The layers, from the bottom; each imports only what stands above it here. ARCHITECTURE.md says what
// each owns.
#[cfg(feature = "internals")]
pub mod base;
#[cfg(feature = "internals")]
pub mod crypto;
#[cfg(all(feature = "internals", feature = "holder"))]
pub mod holder;
#[cfg(all(feature = "internals", feature = "issuance"))]
pub mod issuance;
#[cfg(feature = "internals")]
pub mod model;
#[cfg(feature = "internals")]
pub mod ports;
#[cfg(feature = "internals")]
pub mod trust;
#[cfg(all(feature = "internals", feature = "verifier"))]
pub mod verifier;
#[cfg(feature = "internals")]
pub mod wire;

#[cfg(not(feature = "internals"))]
mod base;
#[cfg(not(feature = "internals"))]
mod crypto;
#[cfg(feature = "ffi")]
mod ffi;
#[cfg(all(not(feature = "internals"), feature = "holder"))]
mod holder;
#[cfg(all(not(feature = "internals"), feature = "issuance"))]
mod issuance;
#[cfg(not(feature = "internals"))]
mod model;
#[cfg(not(feature = "internals"))]
mod ports;
#[cfg(not(feature = "internals"))]
mod trust;
#[cfg(all(not(feature = "internals"), feature = "verifier"))]
mod verifier;
#[cfg(not(feature = "internals"))]
mod wire;

mod front;

pub use front::{card, document, host};

pub use base::time::UnixTime;
pub use crypto::{PublicKey, SigningKey, jwk::Jwk};
pub use model::disclosed::Disclosed;
pub use model::key_id::KeyId;
pub use model::localized::Language;
pub use model::reason::Reason;
pub use model::region::Region;
pub use model::scene::SceneCode;
pub use model::status::CardStatus;
pub use model::verdict::{Outcome, Verdict};
pub use ports::clock::{Clock, ManualClock, SystemClock};
pub use ports::file_secret_store::FileSecretStore;
pub use ports::http::HttpTransport;
pub use ports::key_store::KeyStore;
#[cfg(feature = "http")]
pub use ports::reqwest_transport::ReqwestTransport;
pub use ports::secret_store::SecretStore;
pub use ports::software_key_store::SoftwareKeyStore;
pub use trust::PinnedRoot;

#[cfg(feature = "holder")]
pub use front::wallet;
#[cfg(feature = "holder")]
pub use holder::{
    CardId, CardState, CardSummary, Code, Offer, QrCode, VenueRequest, Wallet, WalletConfig,
    WalletError, WalletPorts,
};

#[cfg(feature = "verifier")]
pub use front::gate;
#[cfg(feature = "verifier")]
pub use verifier::{AskError, OpenError, Question, SyncSource, Venue, Verifier, VerifierConfig};

#[cfg(feature = "issuance")]
pub use front::issuer;
#[cfg(feature = "issuance")]
pub use issuance::signer::IssuerSigner;

/// The program in the README, compiled and run with the other examples.
#[cfg(all(doctest, feature = "verifier"))]
#[doc = include_str!("../README.md")]
mod readme {}
