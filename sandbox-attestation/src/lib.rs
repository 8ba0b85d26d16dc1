//! An attestation authority for sandboxes and tests.
//!
//! Makes chains of certificates as Android phones have them whose attestation keys are provisioned
//! remotely: root, intermediate, server, attestation certificate, leaf; and as HarmonyOS phones have them:
//! root, intermediate, leaf. Only an issuer whose policy pins these roots believes them. What a phone states is a parameter, so that a chain can be wrong in one thing.

mod authority;
pub mod der;
mod harmony;
mod key_description;
mod phone;

pub use authority::{AttestationAuthority, AuthorityError, KeyToAttest};
pub use harmony::{HarmonyApp, HarmonyAuthority};
pub use phone::{App, Level, Origin, Phone};

/// A revocation list as Google publishes its own, in JSON, that revokes certificates with these serial
/// numbers.
#[must_use]
pub fn revocation_list<'a>(serials: impl IntoIterator<Item = &'a str>) -> String {
    let entries: Vec<String> = serials
        .into_iter()
        .map(|serial| format!(r#""{serial}":{{"status":"REVOKED","reason":"KEY_COMPROMISE"}}"#))
        .collect();
    format!(r#"{{"entries":{{{}}}}}"#, entries.join(","))
}
