//! Signed documents of a small province for sequences: easily changed, and deterministic to the byte.

use essc::base::base64url;
use essc::base::time::UnixTime;
use essc::crypto::jwk::{self, Jwk};
use essc::crypto::{Signature, SigningKey};
use essc::model::functions::{CardFunction, KeyProtection};
use essc::model::key_id::KeyId;
use essc::model::localized::Localized;
use essc::model::profile::Profile;
use essc::model::region::Region;
use essc::model::scene::{Challenge, Delegated, Replay, Scene, SceneCode};
use essc::model::status::CardStatus;
use essc::wire::jws::JoseHeader;
use essc::wire::status_list::Entries;
use essc::wire::{catalogue, status_list, trust_list};
use serde_json::{Value, json};

use crate::key;
use crate::world::{self, NOW, generation};

/// Guangzhou's second keys, for what follows a first one that was stolen.
pub mod second {
    /// Signs status lists.
    pub const STATUS: u8 = 20;
    /// Signs catalogues.
    pub const CATALOGUE: u8 = 21;
}

/// Who signs a document.
#[derive(Clone, Copy)]
enum Signer {
    Root(u8),
    Issuer(KeyId),
}

/// A document before it is signed.
#[derive(Clone)]
pub struct Document {
    /// What a sequence calls it.
    pub name: String,
    typ: &'static str,
    signer: Signer,
    payload: Value,
    /// Text put before the payload's last brace, for what no JSON value holds.
    tail: String,
    rewrite: Option<(String, String)>,
    signed_again: bool,
    forged: bool,
}

/// The `n`th root; 1 is the world's.
pub fn root(n: u8) -> SigningKey {
    key(99 + n)
}

/// The public key of the `n`th root.
pub fn root_jwk(n: u8) -> Jwk {
    Jwk::from(&root(n).public_key())
}

fn document(name: String, typ: &'static str, signer: Signer, payload: Value) -> Document {
    Document {
        name,
        typ,
        signer,
        payload,
        tail: String::new(),
        rewrite: None,
        signed_again: false,
        forged: false,
    }
}

/// The trust list number `seq` of root 1: province and one city, signed yesterday, for 20 days.
pub fn trust(seq: u64) -> Document {
    let mut list = world::trust_list();
    list.seq = seq;
    list.issuers.truncate(2);
    for issuer in &mut list.issuers {
        issuer.keys.retain(|key| key.kid.generation() <= generation::CATALOGUE);
    }
    let payload = serde_json::to_value(list).expect("json");
    document(format!("trust {seq}"), trust_list::TYP, Signer::Root(1), payload)
}

/// Guangzhou's status list, signed at `iat` (seconds from now) for a day.
pub fn status(iat: i64) -> Document {
    let token = world::status_token(Region::GUANGZHOU, iat);
    let signer = Signer::Issuer(KeyId::new(Region::GUANGZHOU, generation::STATUS));
    let payload = serde_json::to_value(token).expect("json");
    document(format!("status {iat:+}"), status_list::TYP, signer, payload)
}

/// Guangzhou's status list that says this of the card of every code.
pub fn status_saying(iat: i64, state: CardStatus) -> Document {
    let mut token = world::status_token(Region::GUANGZHOU, iat);
    let mut entries = Entries::none_given_out();
    assert!(entries.set(world::index::EVERYDAY, state));
    token.status_list = entries.pack();
    let payload = serde_json::to_value(token).expect("json");
    Document { payload, ..status(iat) }
}

/// Guangdong's base number `seq`, in force since yesterday.
pub fn base(seq: u64, scenes: Vec<Scene>) -> Document {
    let signer = Signer::Issuer(KeyId::new(Region::GUANGDONG, 1));
    catalogue(format!("base {seq}"), Region::GUANGDONG, signer, seq, scenes)
}

/// Guangzhou's overlay number `seq`, in force since yesterday.
pub fn overlay(seq: u64, scenes: Vec<Scene>) -> Document {
    let signer = Signer::Issuer(KeyId::new(Region::GUANGZHOU, generation::CATALOGUE));
    catalogue(format!("overlay {seq}"), Region::GUANGZHOU, signer, seq, scenes)
}

fn catalogue(
    name: String,
    region: Region,
    signer: Signer,
    seq: u64,
    scenes: Vec<Scene>,
) -> Document {
    let mut catalogue = world::catalogue(region, scenes);
    catalogue.seq = seq;
    document(name, catalogue::TYP, signer, serde_json::to_value(catalogue).expect("json"))
}

/// A scene that takes a plain validity code as often as it is shown, so that one code can be judged
/// again and again.
pub fn scene(code: u16, area: &str) -> Scene {
    Scene {
        code: SceneCode::new(code),
        area: area.into(),
        name: Localized::new("测试场景", "Test scene"),
        department: format!("部门{code}"),
        profiles: vec![Profile::Validity],
        answers: vec![],
        functions: vec![CardFunction::Identity],
        level: 1,
        min_key: KeyProtection::Software,
        delegated: Delegated::Allowed,
        rotate_after: 30,
        max_code_age: 60,
        max_card_age: None,
        max_status_age: 86_400,
        challenge: Challenge::None,
        replay: Replay::None,
        cooldown: None,
        receipt_days: 0,
        regions: None,
        cross_border: false,
        enabled: true,
    }
}

/// The scene of nearly every sequence: 0501, culture.
pub fn museum() -> Vec<Scene> {
    vec![scene(501, "culture")]
}

/// Seconds from now as a JSON number.
pub fn at(offset: i64) -> Value {
    json!(NOW.checked_add_signed(offset).expect("time"))
}

impl Document {
    /// Under another name in its sequence.
    pub fn named(self, name: &str) -> Self {
        Self { name: name.into(), ..self }
    }

    /// Changes one member of the payload.
    pub fn set(self, member: &str, value: Value) -> Self {
        self.edit(|payload| payload[member] = value)
    }

    /// Changes anything in the payload.
    pub fn edit(mut self, change: impl FnOnce(&mut Value)) -> Self {
        change(&mut self.payload);
        self
    }

    /// The same number with other content.
    pub fn swapped(self) -> Self {
        let name = format!("{}, other content", self.name);
        self.set("note", json!("other")).named(&name)
    }

    /// The same text with another signature that fits too.
    pub fn signed_again(self) -> Self {
        let name = format!("{}, signed again", self.name);
        Self { signed_again: true, ..self }.named(&name)
    }

    /// With a signature that does not fit.
    pub fn forged(self) -> Self {
        Self { forged: true, ..self }
    }

    /// With a part of the payload's JSON written in another way.
    pub fn rewritten(self, from: &str, to: &str) -> Self {
        Self { rewrite: Some((from.into(), to.into())), ..self }
    }

    /// Put after the last member as it is.
    pub fn with_tail(self, tail: &str) -> Self {
        Self { tail: tail.into(), ..self }
    }

    /// Signed by the `n`th root.
    pub fn by_root(self, n: u8) -> Self {
        let name = format!("{} of root {n}", self.name);
        Self { signer: Signer::Root(n), ..self }.named(&name)
    }

    /// Signed by an issuer's key.
    pub fn by(self, region: Region, generation: u8) -> Self {
        Self { signer: Signer::Issuer(KeyId::new(region, generation)), ..self }
    }

    /// Names the `n`th root as the next.
    pub fn naming(self, n: u8) -> Self {
        let jwk = serde_json::to_value(root_jwk(n)).expect("json");
        let name = format!("{} naming root {n}", self.name);
        self.set("next_root", jwk).named(&name)
    }

    /// Changes a key of a trust list.
    pub fn with_key(self, kid: &str, change: impl FnOnce(&mut Value)) -> Self {
        self.edit(|payload| {
            let issuers = payload["issuers"].as_array_mut().expect("issuers");
            let mut keys = issuers.iter_mut().flat_map(|one| one["keys"].as_array_mut().unwrap());
            change(keys.find(|key| key["kid"] == kid).expect("key"));
        })
    }

    /// The same key in another state.
    pub fn with_state(self, kid: &str, state: &str) -> Self {
        let name = format!("{}, {kid} {state}", self.name);
        self.with_key(kid, |key| key["state"] = json!(state)).named(&name)
    }

    /// Adds a key to Guangzhou's.
    pub fn and_key(self, generation: u8, key_use: &str) -> Self {
        let kid = KeyId::new(Region::GUANGZHOU, generation);
        let jwk = Jwk::from(&world::issuer_key(kid).public_key());
        let key = json!({
            "kid": kid.to_string(), "jwk": jwk, "suite": 0, "use": key_use, "state": "active",
            "nbf": at(-86_400 * 100), "exp": at(86_400 * 400),
        });
        self.edit(|payload| payload["issuers"][1]["keys"].as_array_mut().unwrap().push(key))
    }

    /// A time in the payload, by its member.
    pub fn time(&self, member: &str) -> UnixTime {
        UnixTime::from_secs(self.payload[member].as_u64().expect("time"))
    }

    /// Whether it is a trust list.
    pub fn is_trust_list(&self) -> bool {
        self.typ == trust_list::TYP
    }

    /// Whether it is a status list.
    pub fn is_status_list(&self) -> bool {
        self.typ == status_list::TYP
    }

    /// The compact JWS.
    pub fn text(&self) -> String {
        let (kid, key) = match self.signer {
            Signer::Root(n) => (jwk::thumbprint_text(&root(n).public_key()), root(n)),
            Signer::Issuer(kid) => (kid.to_string(), world::issuer_key(kid)),
        };
        let key = if self.forged { crate::key(199) } else { key };
        let header = serde_json::to_vec(&JoseHeader::document(self.typ, &kid)).expect("json");
        let mut payload = serde_json::to_string(&self.payload).expect("json");
        payload.insert_str(payload.len() - 1, &self.tail);
        if let Some((from, to)) = &self.rewrite {
            assert!(payload.contains(from), "{}: no {from}", self.name);
            payload = payload.replacen(from, to, 1);
        }
        let input =
            format!("{}.{}", base64url::encode(&header), base64url::encode(payload.as_bytes()));
        let signature: Signature = key.sign(input.as_bytes());
        let signature = if self.signed_again { signature.other_form() } else { signature };
        format!("{input}.{}", base64url::encode(signature.as_bytes()))
    }
}
