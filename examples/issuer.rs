//! An authority in one file: a root lists a province and a city; the city's keys sign a card of a
//! made-up person and the list that says that it is good; the province's the scenes that it is for.
//!
//! ```sh
//! cargo run --package essc-examples --bin issuer -- authority
//! ```
//!
//! Writes `root.jwk` and `bundle.json`, which a gate takes in (see `gate.rs`), and `card.cbor`, which a
//! wallet would be handed as its credential (OpenID4VCI; `reference-issuer/` serves that protocol). The
//! keys are made anew by each run and kept nowhere; a real authority's are in hardware.
#![allow(clippy::print_stdout, reason = "a program for a terminal")]

use std::error::Error;
use std::path::PathBuf;
use std::time::{SystemTime, UNIX_EPOCH};

use essc::card::{
    CardFunction, CardNumber, Challenge, Delegated, Functions, IdDocumentKind, IdNumber,
    KeyProtection, Localized, Profile, Replay, Scene, StatusIndex,
};
use essc::document::{
    Bundle, Catalogue, IssuerKey, IssuerLevel, KeyState, KeyUse, ListedJwk, StatusListUri,
    TrustList, TrustedIssuer,
};
use essc::issuer::{
    Device, Grounds, ListTerms, Person, Terms, issue_card, publish_catalogue, publish_status_list,
    publish_trust_list,
};
use essc::{CardStatus, IssuerSigner, Jwk, KeyId, Region, SceneCode, SigningKey, UnixTime};

const DAY: u64 = 86_400;
/// Where the card's state is listed: in list 0, at this index.
const INDEX: u32 = 41_872;

/// A key of an issuer, with what it signs.
struct Key {
    kid: KeyId,
    key: SigningKey,
    key_use: KeyUse,
}

fn main() -> Result<(), Box<dyn Error>> {
    let folder = PathBuf::from(std::env::args().nth(1).ok_or("usage: issuer FOLDER")?);
    let now = UnixTime::try_from(SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs())?;
    let root = SigningKey::generate()?;
    let scenes = Key::generate(Region::GUANGDONG, 1, KeyUse::Catalogue)?;
    let cards = Key::generate(Region::GUANGZHOU, 1, KeyUse::Card)?;
    let status = Key::generate(Region::GUANGZHOU, 2, KeyUse::Status)?;

    // Each is checked by the rules of its readers before it is signed.
    let list = trust_list(now, &scenes, &[&cards, &status]);
    let trust = publish_trust_list(&list, &root, None, now)?.text;
    let catalogue = publish_catalogue(&catalogue(now), None, &scenes.signer(now))?;
    let uri = StatusListUri { region: Region::GUANGZHOU, number: 0 };
    let given_out = [(INDEX, CardStatus::Valid)];
    let terms = ListTerms::new(now, DAY, 3_600, list.seq);
    let (states, _) = publish_status_list(uri, given_out, &terms, &status.signer(now))?;
    let card = card(&cards.signer(now), now)?;

    std::fs::create_dir_all(&folder)?;
    let bundle = Bundle { trust, roots: vec![], status: vec![states], catalogues: vec![catalogue] };
    std::fs::write(folder.join("bundle.json"), bundle.to_json())?;
    let root = serde_json::to_vec(&Jwk::from(&root.public_key()))?;
    std::fs::write(folder.join("root.jwk"), root)?;
    std::fs::write(folder.join("card.cbor"), &card)?;
    println!("a card of {} bytes, and the lists, in {}", card.len(), folder.display());
    Ok(())
}

impl Key {
    fn generate(region: Region, generation: u8, key_use: KeyUse) -> Result<Self, Box<dyn Error>> {
        Ok(Self { kid: KeyId::new(region, generation), key: SigningKey::generate()?, key_use })
    }

    fn signer(&self, now: UnixTime) -> IssuerSigner<'_> {
        IssuerSigner::new(self.kid, &self.key, now.plus(365 * DAY))
    }

    fn listed(&self, now: UnixTime) -> IssuerKey {
        IssuerKey {
            kid: self.kid,
            jwk: ListedJwk::from(&self.key.public_key()),
            suite: 0,
            key_use: self.key_use,
            state: KeyState::Active,
            nbf: now,
            exp: now.plus(365 * DAY),
        }
    }
}

/// What the root signs: who may sign what.
fn trust_list(now: UnixTime, province: &Key, city: &[&Key]) -> TrustList {
    let issuer = |region: Region, level, keys: Vec<IssuerKey>, has_catalogue: bool| {
        let base = format!("https://card.example/{region}");
        TrustedIssuer {
            region,
            level,
            name: Localized::new("演示签发机构", "Sample issuer"),
            credential_issuer: base.clone(),
            max_card_life: 14 * DAY,
            keys,
            status_base: format!("{base}/status"),
            status_lists: if has_catalogue { vec![] } else { vec![0] },
            catalogue: has_catalogue.then(|| format!("{base}/catalogue")),
        }
    };
    let keys = city.iter().map(|key| key.listed(now)).collect();
    TrustList {
        seq: 1,
        iat: now,
        exp: now.plus(30 * DAY),
        soft_exp: now.plus(7 * DAY),
        test: true,
        next_root: None,
        issuers: vec![
            issuer(Region::GUANGDONG, IssuerLevel::Province, vec![province.listed(now)], true),
            issuer(Region::GUANGZHOU, IssuerLevel::Prefecture, keys, false),
        ],
    }
}

/// One scene: a museum that asks for nothing but a valid card.
fn catalogue(now: UnixTime) -> Catalogue {
    let museum = Scene {
        code: SceneCode::new(501),
        area: "culture".into(),
        name: Localized::new("博物馆入场", "Museum entry"),
        department: "文化和旅游部门".into(),
        profiles: vec![Profile::Validity],
        answers: vec![],
        functions: vec![],
        level: 0,
        min_key: KeyProtection::Software,
        delegated: Delegated::Allowed,
        rotate_after: 30,
        max_code_age: 60,
        max_card_age: None,
        max_status_age: 86_400,
        challenge: Challenge::None,
        replay: Replay::Code,
        cooldown: None,
        receipt_days: 0,
        regions: None,
        cross_border: true,
        enabled: true,
    };
    Catalogue {
        region: Region::GUANGDONG,
        seq: 1,
        iat: now,
        exp: now.plus(90 * DAY),
        effective: now,
        min_trust_seq: 1,
        scenes: vec![museum],
    }
}

/// A card that says no more than that it is valid. The person is nobody: the sequence 000 in the number
/// is never assigned.
fn card(signer: &IssuerSigner<'_>, now: UnixTime) -> Result<Vec<u8>, Box<dyn Error>> {
    let number = IdNumber::from_seventeen_digits(44_010_019_900_101_000).ok_or("no such number")?;
    let person = Person::new(
        IdDocumentKind::Mainland,
        &number,
        "测试甲",
        CardNumber::parse("SBX000001")?,
        Grounds::new(number.birth_date(), true, false),
    );
    // On a phone, in its secure hardware; what an issuer has not verified is software to it.
    let device_key = SigningKey::generate()?.public_key();
    let functions = Functions::new(1, KeyProtection::Software, false, &[CardFunction::Identity]);
    let device = Device::new(device_key, StatusIndex { list: 0, index: INDEX }, functions);
    let terms = Terms::new(7 * DAY, 14 * DAY, 60);
    Ok(issue_card(&person, Profile::Validity, &device, &terms, signer, now)?.to_cose())
}
