//! What the scripted issuer publishes: trust list, catalogues, one status list; and a venue.

use essc::base::hex;
use essc::base::time::UnixTime;
use essc::crypto::digest::sha256;
use essc::model::key_id::KeyId;
use essc::model::localized::Localized;
use essc::model::region::Region;
use essc::model::sandbox_catalogue;
use essc::model::scene::SceneCode;
use essc::model::status::CardStatus;
use essc::ports::clock::Clock;
use essc::ports::http::{HeaderField, HttpRequest, HttpResponse};
use essc::wire::catalogue::Catalogue;
use essc::wire::request::{Request, SignedRequest};
use essc::wire::status_list::{Entries, StatusListToken, StatusListUri};
use essc::wire::trust_list::{
    IssuerKey, IssuerLevel, KeyState, KeyUse, ListedJwk, TrustList, TrustedIssuer,
};
use essc::wire::venue_card::{SignedVenueCard, VenueCard};

use super::{BASE, ISSUER, Script, ScriptedIssuer};
use crate::key;

/// Generations of Guangzhou's keys; the number is also the key's scalar. This one signs status lists.
pub const STATUS_KEY: u8 = 2;
/// Signs catalogues.
pub const CATALOGUE_KEY: u8 = 3;
/// Signs venue cards.
pub const VENUE_KEY: u8 = 4;
/// The province beside Guangdong; no card is issued there.
pub const GUANGXI: Region = region(450_000);
/// A city of Guangxi.
pub const GUILIN: Region = region(450_300);
/// Scalar of the root.
pub const ROOT_KEY: u8 = 100;
/// Scalar of the venue's own key.
pub const GATE_KEY: u8 = 101;

const DAY: u64 = 86_400;

/// What venues may ask for; 10500 is Guangzhou's own, 11500 Guilin's.
const VENUE_SCENES: [u16; 8] = [302, 303, 402, 501, 702, 1201, 10_500, 11_500];

const fn region(code: u32) -> Region {
    match Region::new(code) {
        Some(region) => region,
        None => panic!("six digits"),
    }
}

impl ScriptedIssuer {
    /// A published document, or that it has not changed.
    pub(super) fn document(
        &self,
        script: &Script,
        path: &str,
        request: &HttpRequest,
    ) -> Option<HttpResponse> {
        let now = self.clock.now();
        let text = match path {
            "/trust-list" => trust_list(script, now).sign(&key(ROOT_KEY)),
            "/440000/catalogue" => script.catalogue(Region::GUANGDONG, now),
            "/440100/catalogue" => script.catalogue(Region::GUANGZHOU, now),
            "/450000/catalogue" => script.catalogue(GUANGXI, now),
            "/450300/catalogue" => script.catalogue(GUILIN, now),
            "/440100/status/0" => status_list(script, now),
            _ => return None,
        };
        let etag = format!("\"{}\"", hex::encode(&sha256(text.as_bytes())[..8]));
        let known = request.headers.iter().any(|f| f.name == "if-none-match" && f.value == etag);
        let (status, body) = if known { (304, vec![]) } else { (200, text.into_bytes()) };
        Some(HttpResponse { status, headers: vec![HeaderField::new("etag", etag)], body })
    }

    /// A request of the venue in Guangzhou.
    pub fn request(&self, scene: u16, change: impl FnOnce(&mut Request)) -> String {
        self.request_in(Region::GUANGZHOU, scene, change)
    }

    /// A request of a venue that its city vouches for.
    pub fn request_in(
        &self,
        city: Region,
        scene: u16,
        change: impl FnOnce(&mut Request),
    ) -> String {
        self.request_of(city, city, scene, change)
    }

    /// A request of a venue in `place`, whose card has the signature of `city`'s venue key.
    pub fn request_of(
        &self,
        city: Region,
        place: Region,
        scene: u16,
        change: impl FnOnce(&mut Request),
    ) -> String {
        let now = self.clock.now();
        let venue = VenueCard {
            kid: KeyId::new(city, VENUE_KEY),
            not_before: now.minus(DAY),
            expires: now.plus(DAY),
            key: key(GATE_KEY).public_key(),
            venue_id: "pharmacy-1".into(),
            name: "测试药店".into(),
            region: place,
            scenes: VENUE_SCENES.map(SceneCode::new).to_vec(),
        };
        let mut request = Request {
            issued_at: now,
            expires: now.plus(120),
            scene: SceneCode::new(scene),
            nonce: [9; 16],
            amount: Some(1250),
            purpose: Some("测试".into()),
            venue_card: SignedVenueCard::sign(venue, &key(VENUE_KEY)).expect("venue card"),
        };
        change(&mut request);
        SignedRequest::sign(request, &key(GATE_KEY)).expect("request").to_text()
    }
}

impl Script {
    fn catalogue(&self, region: Region, now: UnixTime) -> String {
        let mut catalogue = catalogue(region, now);
        catalogue.seq += self.catalogue_seq;
        (self.change_scenes)(region, &mut catalogue.scenes);
        catalogue.sign(KeyId::new(region, CATALOGUE_KEY), &key(CATALOGUE_KEY))
    }
}

/// Midnight before `now`, so that a document stays the same for a day.
fn day_of(now: UnixTime) -> UnixTime {
    UnixTime::from_secs(now.as_secs() / DAY * DAY)
}

/// Its trust list, before it is signed.
pub fn trust_list(script: &Script, now: UnixTime) -> TrustList {
    let iat = day_of(now);
    let issuer_key = |region, generation: u8, key_use| IssuerKey {
        kid: KeyId::new(region, generation),
        jwk: ListedJwk::from(&key(generation).public_key()),
        suite: 0,
        key_use,
        state: KeyState::Active,
        nbf: UnixTime::from_secs(1_700_000_000),
        exp: UnixTime::from_secs(2_000_000_000),
    };
    let city = TrustedIssuer {
        region: Region::GUANGZHOU,
        level: IssuerLevel::Prefecture,
        name: Localized::new("广州", "Guangzhou"),
        credential_issuer: ISSUER.into(),
        max_card_life: 7 * DAY,
        keys: vec![
            issuer_key(Region::GUANGZHOU, 1, KeyUse::Card),
            issuer_key(Region::GUANGZHOU, STATUS_KEY, KeyUse::Status),
            issuer_key(Region::GUANGZHOU, CATALOGUE_KEY, KeyUse::Catalogue),
            issuer_key(Region::GUANGZHOU, VENUE_KEY, KeyUse::Venue),
        ],
        status_base: format!("{ISSUER}/status"),
        status_lists: vec![0],
        catalogue: Some(format!("{ISSUER}/catalogue")),
    };
    let province = TrustedIssuer {
        region: Region::GUANGDONG,
        level: IssuerLevel::Province,
        name: Localized::new("广东", "Guangdong"),
        credential_issuer: format!("{BASE}/440000"),
        max_card_life: 7 * DAY,
        keys: vec![
            issuer_key(Region::GUANGDONG, CATALOGUE_KEY, KeyUse::Catalogue),
            issuer_key(Region::GUANGDONG, VENUE_KEY, KeyUse::Venue),
        ],
        status_base: format!("{BASE}/440000/status"),
        status_lists: vec![],
        catalogue: Some(format!("{BASE}/440000/catalogue")),
    };
    let neighbour = |region: Region, level, name, key_use, generation| TrustedIssuer {
        region,
        level,
        name,
        credential_issuer: format!("{BASE}/{region}"),
        max_card_life: 7 * DAY,
        keys: vec![
            issuer_key(region, CATALOGUE_KEY, KeyUse::Catalogue),
            issuer_key(region, generation, key_use),
        ],
        status_base: format!("{BASE}/{region}/status"),
        status_lists: vec![],
        catalogue: (!region.is_across_the_border()).then(|| format!("{BASE}/{region}/catalogue")),
    };
    let guangxi = Localized::new("广西", "Guangxi");
    let guangxi = neighbour(GUANGXI, IssuerLevel::Province, guangxi, KeyUse::Status, STATUS_KEY);
    let guilin = Localized::new("桂林", "Guilin");
    let guilin = neighbour(GUILIN, IssuerLevel::Prefecture, guilin, KeyUse::Venue, VENUE_KEY);
    let hong_kong = Localized::new("香港", "Hong Kong");
    let hong_kong =
        neighbour(Region::HONG_KONG, IssuerLevel::Province, hong_kong, KeyUse::Venue, VENUE_KEY);
    TrustList {
        seq: script.trust_seq + iat.as_secs() / DAY,
        iat,
        exp: iat.plus(30 * DAY),
        soft_exp: iat.plus(7 * DAY),
        test: script.test,
        next_root: None,
        issuers: vec![province, city, guangxi, guilin, hong_kong],
    }
}

/// The catalogue of a province or a city, before it is signed.
pub fn catalogue(region: Region, now: UnixTime) -> Catalogue {
    let iat = day_of(now);
    let scenes = if region.is_province() {
        sandbox_catalogue::base()
    } else {
        let mut overlay = sandbox_catalogue::guangzhou_overlay();
        let from_guangzhou = 500 * (region.prefecture_digits() - 1) as u16;
        for scene in &mut overlay {
            scene.code = SceneCode::new(scene.code.number() + from_guangzhou);
        }
        overlay
    };
    Catalogue {
        region,
        seq: 1 + iat.as_secs() / DAY,
        iat,
        exp: iat.plus(365 * DAY),
        effective: iat.minus(DAY),
        min_trust_seq: 1,
        scenes,
    }
}

fn status_list(script: &Script, now: UnixTime) -> String {
    let mut entries = Entries::none_given_out();
    for index in [10, 11] {
        let status = script.statuses.get(&index).copied().unwrap_or(CardStatus::Valid);
        entries.set(index, status);
    }
    let token = StatusListToken {
        sub: StatusListUri { region: Region::GUANGZHOU, number: 0 },
        iat: now,
        exp: now.plus(DAY),
        ttl: 600,
        min_trust_seq: 1,
        status_list: entries.pack(),
    };
    token.sign(KeyId::new(Region::GUANGZHOU, STATUS_KEY), &key(STATUS_KEY))
}
