//! What a forger makes of a code that was on show: the demo's attacks, for the page's gate to judge.

use essc::crypto::SigningKey;
use essc::model::functions::{CardFunction, Functions, KeyProtection};
use essc::model::key_id::KeyId;
use essc::model::region::Region;
use essc::wire::framing;
use essc::wire::request::SignedRequest;
use essc::wire::venue_card::SignedVenueCard;
use serde::Deserialize;
use serde_json::{Value, json};

use super::fault::Fault;
use crate::demo::modified_app::{blatant, forge, read};
use crate::failure::Failure;

/// A province whose issuers this sandbox's trust list doesn't name: Beijing.
const NOWHERE: u32 = 110_000;

/// `POST /sandbox/gate/forgeries`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Forge {
    text: String,
    forgery: Forgery,
}

/// What is forged.
#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Forgery {
    /// The card, signed by a stranger around the stranger's own device key.
    Card,
    /// The same with everything switched on.
    RicherCard,
    /// A card of an issuer that nobody trusts.
    Stranger,
    /// The real card, with a code that another device signed.
    Code,
}

/// A text like the one that was on show, forged.
///
/// # Errors
/// A text that is no code.
pub fn make(call: &Forge) -> Result<Value, Fault> {
    read(&call.text).map_err(|_| Fault::input("text", "这不是码", "this is no code"))?;
    let text = forged(&call.text, call.forgery);
    let text =
        text.map_err(|failure| Fault::server(failure.text(essc::model::localized::Language::En)))?;
    Ok(json!({ "text": text }))
}

/// A request like a real one, from a venue that no city vouches for.
///
/// # Errors
/// No fresh randomness.
pub fn rogue(real: &SignedRequest) -> Result<SignedRequest, Fault> {
    let own = SigningKey::generate().map_err(Fault::server)?;
    let mut request = real.request.clone();
    let mut card = request.venue_card.card.clone();
    card.key = own.public_key();
    request.venue_card = SignedVenueCard::sign(card, &own).map_err(Fault::server)?;
    SignedRequest::sign(request, &own).map_err(Fault::server)
}

fn forged(pattern: &str, forgery: Forgery) -> Result<String, Failure> {
    let key = || SigningKey::generate().map_err(Failure::unexpected);
    let (issuer, device) = (key()?, key()?);
    match forgery {
        Forgery::Card => blatant(|_| forge(pattern, &key()?, &device, |_| {})),
        Forgery::RicherCard => blatant(|_| {
            forge(pattern, &key()?, &device, |code| {
                let all =
                    Functions::new(7, KeyProtection::SecureElement, false, &CardFunction::ALL);
                code.card.card.functions = all;
            })
        }),
        Forgery::Stranger => {
            let nowhere =
                Region::new(NOWHERE).ok_or_else(|| Failure::unexpected("no such region"))?;
            forge(pattern, &issuer, &device, |code| code.card.card.kid = KeyId::new(nowhere, 1))
        }
        Forgery::Code => blatant(|_| {
            let mut code = read(pattern)?;
            code.signature = code.cwt().sign(&key()?);
            Ok(framing::code_text(&code))
        }),
    }
}
