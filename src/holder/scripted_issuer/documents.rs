//! What the scripted issuer publishes: trust list, catalogues, one status list; and a venue.

use super::{BASE, ISSUER, Script, ScriptedIssuer, key};
use crate::base::hex;
use crate::base::time::UnixTime;
use crate::crypto::digest::sha256;
use crate::model::key_id::KeyId;
use crate::model::localized::Localized;
use crate::model::region::Region;
use crate::model::sandbox_catalogue;
use crate::model::scene::SceneCode;
use crate::model::status::CardStatus;
use crate::ports::clock::Clock;
use crate::ports::http::{HeaderField, HttpRequest, HttpResponse};
use crate::wire::catalogue::Catalogue;
use crate::wire::request::{Request, SignedRequest};
use crate::wire::status_list::{Entries, StatusListToken, StatusListUri};
use crate::wire::trust_list::{
    IssuerKey, IssuerLevel, KeyState, KeyUse, ListedJwk, TrustList, TrustedIssuer,
};
use crate::wire::venue_card::{SignedVenueCard, VenueCard};

/// Generations of Guangzhou's keys; the number is also the key's scalar.
pub const STATUS_KEY: u8 = 2;
pub const CATALOGUE_KEY: u8 = 3;
pub const VENUE_KEY: u8 = 4;
/// Scalar of the root.
pub const ROOT_KEY: u8 = 100;
/// Scalar of the venue's own key.
pub const GATE_KEY: u8 = 101;

const DAY: u64 = 86_400;

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
            "/440000/catalogue" => {
                let kid = KeyId::new(Region::GUANGDONG, CATALOGUE_KEY);
                catalogue(Region::GUANGDONG, now).sign(kid, &key(CATALOGUE_KEY))
            }
            "/440100/catalogue" => {
                let kid = KeyId::new(Region::GUANGZHOU, CATALOGUE_KEY);
                catalogue(Region::GUANGZHOU, now).sign(kid, &key(CATALOGUE_KEY))
            }
            "/440100/status/0" => status_list(script, now),
            _ => return None,
        };
        let etag = format!("\"{}\"", hex::encode(&sha256(text.as_bytes())[..8]));
        let known = request.headers.iter().any(|f| f.name == "if-none-match" && f.value == etag);
        let (status, body) = if known { (304, vec![]) } else { (200, text.into_bytes()) };
        Some(HttpResponse { status, headers: vec![HeaderField::new("etag", etag)], body })
    }

    /// A request of the venue.
    pub fn request(&self, scene: u16, change: impl FnOnce(&mut Request)) -> String {
        let now = self.clock.now();
        let venue = VenueCard {
            kid: KeyId::new(Region::GUANGZHOU, VENUE_KEY),
            not_before: now.minus(DAY),
            expires: now.plus(DAY),
            key: key(GATE_KEY).public_key(),
            venue_id: "pharmacy-1".into(),
            name: "测试药店".into(),
            region: Region::GUANGZHOU,
            scenes: vec![SceneCode::new(302), SceneCode::new(702)],
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

/// Midnight before `now`, so that a document stays the same for a day.
fn day_of(now: UnixTime) -> UnixTime {
    UnixTime::from_secs(now.as_secs() / DAY * DAY)
}

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
        keys: vec![issuer_key(Region::GUANGDONG, CATALOGUE_KEY, KeyUse::Catalogue)],
        status_base: format!("{BASE}/440000/status"),
        status_lists: vec![],
        catalogue: Some(format!("{BASE}/440000/catalogue")),
    };
    TrustList {
        seq: script.trust_seq + iat.as_secs() / DAY,
        iat,
        exp: iat.plus(30 * DAY),
        soft_exp: iat.plus(7 * DAY),
        test: script.test,
        next_root: None,
        issuers: vec![province, city],
    }
}

pub fn catalogue(region: Region, now: UnixTime) -> Catalogue {
    let iat = day_of(now);
    let scenes = if region.is_province() {
        sandbox_catalogue::base()
    } else {
        sandbox_catalogue::guangzhou_overlay()
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
