//! Keys in files that a sandbox's authority attests, so that the command line can show what only phones
//! with secure hardware show elsewhere. What is attested is a test statement: the keys stay where they are.

use std::thread;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use clap::ValueEnum;
use essc::base::{base64url, json};
use essc::ports::http::{HeaderField, HttpRequest, HttpTransport as _, Method};
use essc::ports::key_store::{Attestation, AttestationRequest, KeyInfo, KeyPolicy, KeyStoreError};
use essc::ports::software_key_store::SoftwareKeyStore;
use essc::ports::vouching::Vouching;
use serde::Deserialize;
use serde_json::json;

use crate::runtime;
use crate::sandbox::attestation;

/// Most bytes of an answer: five certificates are a tenth of it.
const MAX_ANSWER: i64 = 64 * 1024;

/// The longest that a sandbox may take.
const TIMEOUT: Duration = Duration::from_secs(15);

/// What a sandbox is asked to state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum AttestedAs {
    /// In a trusted execution environment: key protection 1.
    TrustedEnvironment,
    /// In a secure element: key protection 2.
    SecureElement,
}

impl AttestedAs {
    const fn word(self) -> &'static str {
        match self {
            Self::TrustedEnvironment => "trusted_environment",
            Self::SecureElement => "secure_element",
        }
    }
}

/// A key store whose new keys are attested by the sandbox of the issuer they are for.
pub struct SandboxAttestation {
    /// Where the keys are.
    pub keys: SoftwareKeyStore,
    /// What is to be stated of them.
    pub attested_as: AttestedAs,
}

impl Vouching for SandboxAttestation {
    fn keys(&self) -> &SoftwareKeyStore {
        &self.keys
    }

    fn vouch(
        &self,
        made: KeyInfo,
        policy: KeyPolicy,
        request: AttestationRequest,
    ) -> Result<KeyInfo, KeyStoreError> {
        if request.challenge.is_empty() {
            return Ok(made);
        }
        let asked = json!({
            "public_key": base64url::encode(&made.public_key),
            "challenge": base64url::encode(&request.challenge),
            "authentication": policy.authentication,
            "security_level": self.attested_as.word(),
        });
        // Who asked for a statement is not given a key without one.
        let certificates = ask(&request.issuer, asked.to_string().into_bytes())
            .map_err(|reason| KeyStoreError::Unavailable { reason })?;
        Ok(KeyInfo { attestation: Some(Attestation::AndroidChain { certificates }), ..made })
    }
}

/// The chain that the sandbox of an issuer makes. A key store is asked in the middle of an exchange, so
/// this waits on a thread of its own.
fn ask(issuer: &str, body: Vec<u8>) -> Result<Vec<Vec<u8>>, String> {
    #[derive(Deserialize)]
    struct Answer {
        x5c: Vec<String>,
    }
    // An issuer's identifier is the sandbox's address and its region.
    let (base, _) = issuer.rsplit_once('/').ok_or("the issuer has no address")?;
    let url = format!("{base}{}", attestation::PATH);
    let mut request = HttpRequest::new(Method::Post, url, MAX_ANSWER, TIMEOUT);
    request.headers.push(HeaderField::new("content-type", "application/json"));
    request.body = body;
    let sent = thread::spawn(move || {
        let transport = runtime::transport().map_err(|_| "HTTP can't be set up".to_owned())?;
        let answered = runtime::block_on(transport.send(request));
        let answered = answered.map_err(|_| "no threads to be had".to_owned())?;
        answered.map_err(|error| error.to_string())
    });
    let answer = sent.join().map_err(|_| "the exchange broke off".to_owned())??;
    if answer.status != 200 {
        let status = answer.status;
        return Err(format!("the issuer attests no keys as a sandbox does (status {status})"));
    }
    let limit = usize::try_from(MAX_ANSWER).unwrap_or_default();
    let Answer { x5c } = json::parse(&answer.body, limit).map_err(|error| error.to_string())?;
    let decoded: Result<Vec<_>, _> = x5c.iter().map(|text| STANDARD.decode(text)).collect();
    decoded.map_err(|_| "a certificate is not base64".to_owned())
}
