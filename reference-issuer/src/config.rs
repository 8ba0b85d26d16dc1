//! What an operator decides about an issuer; kept beside its database as `config.json`.

use essc::base::hex;
use essc::crypto::digest::{Sha256, equal_in_constant_time, sha256};
use essc::model::life_cycle::LifeCyclePolicy;
use essc::model::region::Region;
use essc::wire::trust_list::KeyUse;
use essc::wire::venue_card::MAX_LIFE as MAX_VENUE_LIFE;
use serde::{Deserialize, Serialize};

const HOUR: u64 = 3600;
const DAY: u64 = 24 * HOUR;

/// Settings of an issuer. All durations are seconds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Config {
    /// Where the service is reached, without a slash at the end: `http://127.0.0.1:8087`.
    pub base_url: String,
    /// Issuing regions of this service.
    pub regions: Vec<RegionConfig>,
    /// Life of a card.
    pub card_lifetime: u64,
    /// Longest life of a card that the trust list grants.
    pub max_card_life: u64,
    /// How old a code may be, 1 to 255.
    pub max_code_age: u8,
    /// Most devices of one card.
    pub device_cap: u32,
    /// Life of an offer, at most 300.
    pub offer_life: u64,
    /// Life of an access token.
    pub access_token_life: u64,
    /// Life of a refresh token; each renewal starts it anew.
    pub refresh_token_life: u64,
    /// Life of a status list.
    pub status_life: u64,
    /// After how long a status list is published again without a change, and readers ask again.
    pub status_ttl: u64,
    /// Life of a trust list, at most 30 days.
    pub trust_life: u64,
    /// After how long a trust list is called stale; it is published again in half that time.
    pub trust_soft_life: u64,
    /// Life of a catalogue, at most 366 days.
    pub catalogue_life: u64,
    /// Life of an issuer key.
    pub key_life: u64,
    /// Life of a venue card, at most 31 days: a gate that is stolen can ask until its card ends.
    pub venue_life: u64,
}

/// Settings of one issuing region.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RegionConfig {
    /// The region.
    pub region: Region,
    /// What its keys sign. Without `card` it issues none.
    pub uses: Vec<KeyUse>,
    /// The city's rules for the life of a card.
    pub life_cycle: LifeCyclePolicy,
}

/// Most of what a life of an offer may be (protocol §8).
const MAX_OFFER_LIFE: u64 = 300;

/// Life of a venue card unless the operator says otherwise.
const VENUE_LIFE: u64 = 7 * DAY;

/// The life of a venue card in every configuration that version 0.1 wrote.
const EARLIER_VENUE_LIFE: u64 = 365 * DAY;

/// A setting that no issuer may run with.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the configuration was refused: {0}")]
pub struct ConfigError(&'static str);

impl Config {
    /// The sandbox: Guangdong with the provincial catalogue, Guangzhou and Shenzhen issuing cards.
    #[must_use]
    pub fn sandbox(base_url: impl Into<String>) -> Self {
        let city = |region| RegionConfig {
            region,
            uses: vec![KeyUse::Card, KeyUse::Status, KeyUse::Catalogue, KeyUse::Venue],
            life_cycle: LifeCyclePolicy::default(),
        };
        let province = RegionConfig {
            region: Region::GUANGDONG,
            uses: vec![KeyUse::Catalogue],
            life_cycle: LifeCyclePolicy::default(),
        };
        Self {
            base_url: base_url.into(),
            regions: vec![province, city(Region::GUANGZHOU), city(Region::SHENZHEN)],
            card_lifetime: 7 * DAY,
            max_card_life: 30 * DAY,
            max_code_age: 60,
            device_cap: 5,
            offer_life: MAX_OFFER_LIFE,
            access_token_life: 10 * 60,
            refresh_token_life: 90 * DAY,
            status_life: 2 * DAY,
            status_ttl: HOUR,
            trust_life: 30 * DAY,
            trust_soft_life: 7 * DAY,
            catalogue_life: 180 * DAY,
            key_life: 730 * DAY,
            venue_life: VENUE_LIFE,
        }
    }

    /// Puts today's life of a venue card in the place of the year that version 0.1 wrote into every
    /// configuration and nobody chose. Whether it did.
    pub(crate) fn shorten_venue_life(&mut self) -> bool {
        let is_earlier = self.venue_life == EARLIER_VENUE_LIFE;
        if is_earlier {
            self.venue_life = VENUE_LIFE;
        }
        is_earlier
    }

    /// Checks what types don't.
    ///
    /// # Errors
    /// [`ConfigError`], naming the first setting that is refused.
    pub fn check(&self) -> Result<(), ConfigError> {
        let mut regions: Vec<_> = self.regions.iter().map(|r| r.region).collect();
        regions.sort_unstable();
        regions.dedup();
        let durations = [
            self.card_lifetime,
            self.max_card_life,
            self.access_token_life,
            self.refresh_token_life,
            self.status_life,
            self.status_ttl,
            self.trust_life,
            self.trust_soft_life,
            self.catalogue_life,
            self.key_life,
            self.venue_life,
        ];
        for (ok, what) in [
            (self.base_url.starts_with("http") && !self.base_url.ends_with('/'), "base_url"),
            (regions.len() == self.regions.len() && !regions.is_empty(), "regions"),
            ((1..=MAX_OFFER_LIFE).contains(&self.offer_life), "offer_life"),
            (self.max_code_age != 0, "max_code_age"),
            (self.device_cap != 0, "device_cap"),
            (durations.iter().all(|d| (60..=100 * 365 * DAY).contains(d)), "durations"),
            (self.trust_soft_life <= self.trust_life, "trust_soft_life"),
            (self.venue_life <= MAX_VENUE_LIFE, "venue_life"),
        ] {
            if !ok {
                return Err(ConfigError(what));
            }
        }
        Ok(())
    }

    /// Settings of a region this issuer serves.
    #[must_use]
    pub fn region(&self, region: Region) -> Option<&RegionConfig> {
        self.regions.iter().find(|one| one.region == region)
    }

    /// Identifier of a region's credential issuer: `B/440100`.
    #[must_use]
    pub fn credential_issuer(&self, region: Region) -> String {
        format!("{}/{region}", self.base_url)
    }
}

impl RegionConfig {
    /// Whether keys of this region sign such things.
    #[must_use]
    pub fn signs(&self, usage: KeyUse) -> bool {
        self.uses.contains(&usage)
    }
}

/// What opens the operator's calls: 256 random bits, shown once, kept as a hash.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct OperatorTokenHash(String);

impl OperatorTokenHash {
    /// The hash of a token.
    #[must_use]
    pub fn of(token: &str) -> Self {
        Self(hex::encode(&sha256(token.as_bytes())))
    }

    /// Whether this is the hash of `token`.
    #[must_use]
    pub fn fits(&self, token: &str) -> bool {
        let given: Sha256 = sha256(token.as_bytes());
        equal_in_constant_time(self.0.as_bytes(), hex::encode(&given).as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sandbox_passes_and_offers_and_venue_cards_that_live_too_long_do_not() {
        let good = Config::sandbox("http://127.0.0.1:1");
        assert_eq!(good.check(), Ok(()));
        let long = Config { offer_life: 301, ..good.clone() };
        assert_eq!(long.check(), Err(ConfigError("offer_life")));
        let longest = Config { venue_life: 31 * DAY, ..good.clone() };
        assert_eq!(longest.check(), Ok(()));
        for life in [31 * DAY + 1, 365 * DAY] {
            let long = Config { venue_life: life, ..good.clone() };
            assert_eq!(long.check(), Err(ConfigError("venue_life")));
        }
        let slash = Config { base_url: "http://127.0.0.1:1/".into(), ..good };
        assert_eq!(slash.check(), Err(ConfigError("base_url")));
    }

    #[test]
    fn only_the_token_itself_fits_its_hash() {
        let hash = OperatorTokenHash::of("token");
        assert!(hash.fits("token"));
        assert!(!hash.fits("Token") && !hash.fits(""));
        assert!(!serde_json::to_string(&hash).expect("json").contains("token"));
    }
}
