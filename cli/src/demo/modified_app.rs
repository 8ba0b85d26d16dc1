//! A modified app: it holds the device keys' handles and signs whatever it likes with them. What it
//! shows must be stopped at the gate.

use essc::base::time::UnixTime;
use essc::crypto::{Signature, SigningKey};
use essc::holder::Code;
use essc::model::profile::KeyRole;
use essc::model::scene::SceneCode;
use essc::ports::key_store::{KeyStore as _, SignPrompt};
use essc::wire::card::SignedCard;
use essc::wire::code::{ChallengeHash, MAX_IAT_OFFSET, SignedCode, Statement};
use essc::wire::{blanks, framing};

use crate::demo::scenario::Holder;
use crate::failure::Failure;

/// A card as it was once shown, and a holder's keys.
pub struct ModifiedApp<'a> {
    holder: &'a Holder,
    card: SignedCard,
}

impl<'a> ModifiedApp<'a> {
    /// Takes the card out of a code that the holder showed.
    ///
    /// # Errors
    /// Never for a code of a wallet.
    pub fn with_card_of(holder: &'a Holder, code: &Code) -> Result<Self, Failure> {
        Ok(Self { holder, card: read(&code.text)?.card })
    }

    /// A code for any scene and time, signed by the card's own device key.
    ///
    /// # Errors
    /// A time the card can't carry, or a key that does not sign.
    pub fn code(
        &self,
        scene: u16,
        iat: UnixTime,
        challenge: Option<ChallengeHash>,
    ) -> Result<String, Failure> {
        let offset = iat.since(self.card.card.starts());
        let iat_offset = u32::try_from(offset).unwrap_or(MAX_IAT_OFFSET);
        let statement = Statement { iat_offset, scene: SceneCode::new(scene), challenge };
        let message = statement.cwt(&self.card.card, &self.card.to_cose()).to_be_signed();
        let role = match self.card.card.profile().key_role() {
            KeyRole::Everyday => "everyday",
            KeyRole::Identity => "identity",
        };
        let alias = format!("essc.{}.{role}", self.holder.card.as_str());
        let prompt = SignPrompt { title: String::new(), detail: String::new() };
        let der = self.holder.keys.sign(alias, message, Some(prompt)).map_err(Failure::of_demo)?;
        let signature = Signature::from_der(&der).map_err(Failure::of_demo)?;
        let code = SignedCode { card: self.card.clone(), statement, signature };
        Ok(framing::code_text(&code))
    }
}

/// A code as a forger sees it: all its values, and no key that counts.
///
/// # Errors
/// Never for a code of a wallet.
pub fn read(text: &str) -> Result<SignedCode, Failure> {
    let carrier = framing::read_code(text).map_err(Failure::of_demo)?;
    let device_key = carrier.device_key().map_err(Failure::of_demo)?;
    Ok(carrier.into_code(device_key, None))
}

/// A code like `text` whose card is changed and signed by `issuer`, around the forger's own device
/// key.
///
/// # Errors
/// Never for a code of a wallet.
pub fn forge(
    text: &str,
    issuer: &SigningKey,
    device: &SigningKey,
    change: impl FnOnce(&mut SignedCode),
) -> Result<String, Failure> {
    let mut code = read(text)?;
    code.card.card.device_key = device.public_key();
    change(&mut code);
    code.card = SignedCard::sign(code.card.card, issuer);
    code.signature = code.cwt().sign(device);
    Ok(framing::code_text(&code))
}

/// The first of a forger's texts that no scanner's mistake explains: with only blanks or only plus signs
/// in it, a text is called unreadable and not forged (protocol §6.1, §9.3).
///
/// # Errors
/// A text that can't be made.
pub fn blatant(mut forge: impl FnMut(u32) -> Result<String, Failure>) -> Result<String, Failure> {
    for attempt in 0..64 {
        let text = forge(attempt)?;
        if !blanks::in_doubt(&text) {
            return Ok(text);
        }
    }
    Err(Failure::of_demo("every text of 64 had only blanks or only plus signs"))
}
