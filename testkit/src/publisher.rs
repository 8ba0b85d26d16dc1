//! A province and two cities that publish. Keys are made from fixed scalars.

use essc::base::time::UnixTime;
use essc::crypto::SigningKey;
use essc::model::functions::{CardFunction, KeyProtection};
use essc::model::key_id::KeyId;
use essc::model::localized::Localized;
use essc::model::profile::Profile;
use essc::model::region::Region;
use essc::model::scene::{Challenge, Delegated, Replay, Scene, SceneCode};
use essc::model::status::CardStatus;
use essc::wire::bundle::Bundle;
use essc::wire::catalogue::Catalogue;
use essc::wire::status_list::{Entries, StatusListToken, StatusListUri};
use essc::wire::trust_list::{
    IssuerKey, IssuerLevel, KeyState, KeyUse, ListedJwk, TrustList, TrustedIssuer,
};
use essc::wire::venue_card::{SignedVenueCard, VenueCard};

/// The moment of these tests: 2027-01-15T08:00:00Z.
pub const NOW: UnixTime = UnixTime::from_secs(1_800_000_000);
/// The address of Guangzhou's status list.
pub const GUANGZHOU_0: StatusListUri = StatusListUri { region: Region::GUANGZHOU, number: 0 };
/// The address of Shenzhen's status list.
pub const SHENZHEN_0: StatusListUri = StatusListUri { region: Region::SHENZHEN, number: 0 };

/// The root of a generation.
pub fn root(generation: u8) -> SigningKey {
    SigningKey::from_bytes(&[200 + generation; 32]).expect("scalar")
}

fn key(region: Region, generation: u8) -> SigningKey {
    let seed = region.prefecture_digits() as u8 * 10 + generation;
    SigningKey::from_bytes(&[seed; 32]).expect("scalar")
}

/// A museum scene.
pub fn scene(code: u16) -> Scene {
    Scene {
        code: SceneCode::new(code),
        area: "culture".into(),
        name: Localized::new("博物馆", "Museum"),
        department: "文化和旅游".into(),
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
        replay: Replay::Code,
        cooldown: None,
        receipt_days: 30,
        regions: None,
        cross_border: false,
        enabled: true,
    }
}

/// What is published; change `list` and publish again.
pub struct Publisher {
    /// The trust list, before it is signed.
    pub list: TrustList,
    /// The generation of the root that signs.
    pub root: u8,
}

impl Default for Publisher {
    fn default() -> Self {
        Self::new()
    }
}

impl Publisher {
    /// A province and two cities, each with a key for each use.
    pub fn new() -> Self {
        let issuers = [Region::GUANGDONG, Region::GUANGZHOU, Region::SHENZHEN].map(issuer).into();
        let list = TrustList {
            seq: 7,
            iat: NOW.minus(60),
            exp: NOW.plus(86_400 * 7),
            soft_exp: NOW.plus(86_400),
            test: true,
            next_root: None,
            issuers,
        };
        Self { list, root: 1 }
    }

    /// The trust list, signed.
    pub fn trust(&self) -> String {
        self.list.sign(&root(self.root))
    }

    /// Its trust list and its base, in force since half a minute before [`NOW`].
    pub fn bundle(&self) -> Bundle {
        let catalogues = vec![self.base(1, NOW.minus(30))];
        Bundle { trust: self.trust(), roots: vec![], status: vec![], catalogues }
    }

    /// The name of a key.
    pub fn kid(&self, region: Region, generation: u8) -> KeyId {
        KeyId::new(region, generation)
    }

    /// Changes the state of a key.
    pub fn set_state(&mut self, region: Region, generation: u8, state: KeyState) {
        let kid = self.kid(region, generation);
        for key in self.list.issuers.iter_mut().flat_map(|issuer| &mut issuer.keys) {
            if key.kid == kid {
                key.state = state;
            }
        }
    }

    /// A status list of these entries, for a day.
    pub fn status(&self, uri: StatusListUri, iat: UnixTime, set: &[(u32, CardStatus)]) -> String {
        self.status_by(2, uri, iat, set)
    }

    /// A status list signed by the key of a generation.
    pub fn status_by(
        &self,
        generation: u8,
        uri: StatusListUri,
        iat: UnixTime,
        set: &[(u32, CardStatus)],
    ) -> String {
        let mut entries = Entries::none_given_out();
        for (index, status) in set {
            assert!(entries.set(*index, *status));
        }
        let token = StatusListToken {
            sub: uri,
            iat,
            exp: iat.plus(86_400),
            ttl: 300,
            min_trust_seq: 1,
            status_list: entries.pack(),
        };
        token.sign(self.kid(uri.region, generation), &key(uri.region, generation))
    }

    /// The province's catalogue, with the museum in it.
    pub fn base(&self, seq: u64, effective: UnixTime) -> String {
        self.base_with(seq, effective, vec![scene(501)])
    }

    /// The province's catalogue with these scenes.
    pub fn base_with(&self, seq: u64, effective: UnixTime, scenes: Vec<Scene>) -> String {
        self.catalogue(Region::GUANGDONG, seq, effective, scenes)
    }

    /// Guangzhou's catalogue, with a library in it.
    pub fn overlay(&self, seq: u64, effective: UnixTime) -> String {
        let added = Scene { department: "广州图书馆".into(), ..scene(10_500) };
        self.overlay_with(seq, effective, vec![added])
    }

    /// Guangzhou's catalogue with these scenes.
    pub fn overlay_with(&self, seq: u64, effective: UnixTime, scenes: Vec<Scene>) -> String {
        self.catalogue(Region::GUANGZHOU, seq, effective, scenes)
    }

    /// The catalogue of any region.
    pub fn of(&self, region: Region, seq: u64, effective: UnixTime, scenes: Vec<Scene>) -> String {
        self.catalogue(region, seq, effective, scenes)
    }

    fn catalogue(
        &self,
        region: Region,
        seq: u64,
        effective: UnixTime,
        scenes: Vec<Scene>,
    ) -> String {
        self.catalogue_by(3, region, seq, effective, scenes)
    }

    /// A catalogue signed by the key of a generation.
    pub fn catalogue_by(
        &self,
        generation: u8,
        region: Region,
        seq: u64,
        effective: UnixTime,
        scenes: Vec<Scene>,
    ) -> String {
        let iat = NOW.minus(120);
        let exp = NOW.plus(86_400 * 30);
        let catalogue = Catalogue { region, seq, iat, exp, effective, min_trust_seq: 1, scenes };
        catalogue.sign(self.kid(region, generation), &key(region, generation))
    }

    /// A venue card signed by the key of a generation.
    pub fn venue_card(&self, generation: u8, card: VenueCard) -> SignedVenueCard {
        let card = VenueCard { kid: self.kid(card.kid.region(), generation), ..card };
        let key = key(card.kid.region(), generation);
        SignedVenueCard::sign(card, &key).expect("a venue card")
    }

    /// Lists one more key of a region.
    pub fn add_key(&mut self, region: Region, generation: u8, key_use: KeyUse) {
        let issuer = self.list.issuers.iter_mut().find(|issuer| issuer.region == region);
        issuer.expect("listed").keys.push(listed(region, generation, key_use));
    }
}

fn listed(region: Region, generation: u8, key_use: KeyUse) -> IssuerKey {
    IssuerKey {
        kid: KeyId::new(region, generation),
        jwk: ListedJwk::from(&key(region, generation).public_key()),
        suite: 0,
        key_use,
        state: KeyState::Active,
        nbf: NOW.minus(86_400),
        exp: NOW.plus(86_400 * 365),
    }
}

fn issuer(region: Region) -> TrustedIssuer {
    let entry = |(generation, key_use): (u8, KeyUse)| listed(region, generation, key_use);
    let keys = [(1, KeyUse::Card), (2, KeyUse::Status), (3, KeyUse::Catalogue)];
    let province = region.is_province();
    TrustedIssuer {
        region,
        level: if province { IssuerLevel::Province } else { IssuerLevel::Prefecture },
        name: Localized::new("城市", "City"),
        credential_issuer: format!("https://card.example/{region}"),
        max_card_life: 86_400 * 14,
        keys: keys.map(entry).into(),
        status_base: format!("https://card.example/{region}/status"),
        status_lists: if province { vec![] } else { vec![0] },
        catalogue: (region != Region::SHENZHEN)
            .then(|| format!("https://card.example/{region}/catalogue")),
    }
}
