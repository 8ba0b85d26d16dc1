//! `DPoP` (RFC 9449): every request to the issuer is signed by the everyday device key, so that a
//! stolen token is worth nothing on another phone.

use std::sync::{Mutex, PoisonError};

use serde::Serialize;

use crate::base::base64url;
use crate::base::time::UnixTime;
use crate::crypto::digest::sha256;
use crate::crypto::random;
use crate::holder::device_keys::{DeviceKey, DeviceKeys};
use crate::holder::openid::error::IssuanceError;
use crate::holder::openid::exchange::{self, Exchange};
use crate::ports::http::{HeaderField, HttpRequest, HttpResponse, Method};
use crate::wire::jws::{self, JoseHeader};

/// `typ` of a proof.
const TYP: &str = "dpop+jwt";

/// The key that tokens are bound to, and the nonce its next proof carries.
pub(crate) struct DpopKey<'a> {
    keys: &'a DeviceKeys,
    key: DeviceKey,
    nonce: Mutex<Option<String>>,
}

#[derive(Serialize)]
struct Proof<'a> {
    jti: String,
    htm: &'a str,
    htu: &'a str,
    iat: UnixTime,
    #[serde(skip_serializing_if = "Option::is_none")]
    nonce: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ath: Option<String>,
}

impl<'a> DpopKey<'a> {
    pub(crate) fn new(keys: &'a DeviceKeys, key: DeviceKey) -> Self {
        Self { keys, key, nonce: Mutex::default() }
    }

    pub(super) fn keys(&self) -> &DeviceKeys {
        self.keys
    }

    /// Sends a request with a proof, and with the token when there is one. When the server wants its
    /// nonce in the proof, sends it once more with that.
    pub(super) async fn send(
        &self,
        exchange: &Exchange,
        request: HttpRequest,
        access_token: Option<&str>,
    ) -> Result<HttpResponse, IssuanceError> {
        let response = self.send_once(exchange, request.clone(), access_token).await?;
        if !wants_nonce(&response) {
            return Ok(response);
        }
        self.send_once(exchange, request, access_token).await
    }

    async fn send_once(
        &self,
        exchange: &Exchange,
        mut request: HttpRequest,
        access_token: Option<&str>,
    ) -> Result<HttpResponse, IssuanceError> {
        let proof = self.proof(&request, access_token, exchange.clock().now())?;
        request.headers.push(HeaderField::new("dpop", proof));
        if let Some(token) = access_token {
            request.headers.push(HeaderField::new("authorization", format!("DPoP {token}")));
        }
        let response = exchange.send(request).await?;
        if let Some(nonce) = response.header("dpop-nonce").filter(|n| exchange::is_plain(n)) {
            *self.nonce.lock().unwrap_or_else(PoisonError::into_inner) = Some(nonce.to_owned());
        }
        Ok(response)
    }

    fn proof(
        &self,
        request: &HttpRequest,
        access_token: Option<&str>,
        now: UnixTime,
    ) -> Result<String, IssuanceError> {
        let payload = Proof {
            jti: base64url::encode(&random::bytes::<16>()?),
            htm: match request.method {
                Method::Get => "GET",
                Method::Post => "POST",
            },
            htu: &request.url,
            iat: now,
            nonce: self.nonce.lock().unwrap_or_else(PoisonError::into_inner).clone(),
            ath: access_token.map(|token| base64url::encode(&sha256(token.as_bytes()))),
        };
        let header = JoseHeader::proof(TYP, &self.key.public_key);
        let input = jws::signing_input(&header, &payload);
        let signature = self.keys.sign(&self.key, input.as_bytes(), None)?;
        Ok(jws::assemble(&input, &signature))
    }
}

/// RFC 9449 §8 (token endpoint: an error body) and §9 (protected resource: a challenge).
fn wants_nonce(response: &HttpResponse) -> bool {
    const WORD: &str = "use_dpop_nonce";
    let challenged = || {
        response.header("www-authenticate").is_some_and(|challenge| names_error(challenge, WORD))
    };
    matches!(response.status, 400 | 401)
        && response.header("dpop-nonce").is_some()
        && (exchange::error_answer(response).error == WORD || challenged())
}

/// Whether a challenge has `error=word`, quoted or not (RFC 9110 §11.2 allows both).
fn names_error(challenge: &str, word: &str) -> bool {
    challenge.split([',', ' ', '\t']).any(|parameter| {
        parameter.split_once('=').is_some_and(|(name, value)| {
            let value = value.strip_prefix('"').and_then(|v| v.strip_suffix('"')).unwrap_or(value);
            name.eq_ignore_ascii_case("error") && value == word
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_challenge_is_read_with_and_without_quotes() {
        let word = "use_dpop_nonce";
        for challenge in [
            r#"DPoP error="use_dpop_nonce", algs="ES256""#,
            "DPoP error=use_dpop_nonce",
            "DPoP algs=ES256,error=use_dpop_nonce",
            r#"Bearer, DPoP ERROR="use_dpop_nonce""#,
        ] {
            assert!(names_error(challenge, word), "{challenge}");
        }
        for other in [
            "DPoP",
            "DPoP error=use_dpop_nonces",
            "DPoP error_description=use_dpop_nonce",
            r#"DPoP error="invalid_token""#,
        ] {
            assert!(!names_error(other, word), "{other}");
        }
    }
}
