//! What a trust list must satisfy, whoever signed it.

use std::collections::HashSet;

use crate::base::text::{self, TextError};
use crate::model::key_id::KeyId;
use crate::model::region::Region;
use crate::wire::address::Address;
use crate::wire::trust_list::listed::ListedIssuer;
use crate::wire::trust_list::{
    IssuerLevel, MAX_ISSUERS, MAX_KEYS, MAX_LIFE, MAX_STATUS_LISTS, TrustList,
};

/// Most characters of an issuer's name in one language.
const MAX_NAME_CHARS: usize = 60;
/// The suite of version 1: ES256.
pub(crate) const SUITE_ES256: u8 = 0;

/// The rule that a trust list's content breaks.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[cfg_attr(not(feature = "internals"), non_exhaustive)]
pub enum TrustListRule {
    /// `exp` is not after `iat`, or more than 30 days after it.
    #[error("its life is not between 1 second and 30 days")]
    Life,
    /// `soft_exp` is not between `iat` and `exp`.
    #[error("soft_exp is outside its life")]
    SoftExp,
    /// `next_root` is not a key of P-256, or is the root that signed.
    #[error("next_root is not another key of P-256")]
    NextRoot,
    /// More issuers, keys or status lists than the bounds.
    #[error("{what} are more than {limit}")]
    TooMany {
        /// What there is too much of.
        what: &'static str,
        /// The bound.
        limit: usize,
    },
    /// Two issuers of one region.
    #[error("region {0} stands twice")]
    DuplicateRegion(Region),
    /// The level does not fit the region's code: a province's or a city's.
    #[error("the level of {0} does not fit its code")]
    Level(Region),
    /// A name that must not be shown.
    #[error("the name of {region} was refused: {reason}")]
    Name {
        /// The issuer's region.
        region: Region,
        /// What is wrong with it.
        reason: TextError,
    },
    /// A URL in another form than protocol §0 allows.
    #[error("a URL of {0} was refused")]
    Url(Region),
    /// `max_card_life` is zero.
    #[error("max_card_life of {0} is zero")]
    CardLife(Region),
    /// One status list number twice.
    #[error("status list {number} of {region} stands twice")]
    DuplicateStatusList {
        /// The issuer's region.
        region: Region,
        /// The number.
        number: u16,
    },
    /// A key of another region.
    #[error("key {0} stands under another region")]
    ForeignKey(KeyId),
    /// One `kid` twice.
    #[error("key {0} stands twice")]
    DuplicateKey(KeyId),
    /// A key's period is empty.
    #[error("the period of key {0} is empty")]
    KeyPeriod(KeyId),
    /// A key of suite 0 that is not a key of P-256.
    #[error("key {0} is not a key of P-256")]
    Key(KeyId),
}

/// Checks everything but keys being points, which is done where they are read.
pub(crate) fn check(list: &TrustList<ListedIssuer>) -> Result<(), TrustListRule> {
    if list.exp <= list.iat || list.exp > list.iat.plus(MAX_LIFE) {
        return Err(TrustListRule::Life);
    }
    if list.soft_exp < list.iat || list.soft_exp > list.exp {
        return Err(TrustListRule::SoftExp);
    }
    at_most("issuers", list.issuers.len(), MAX_ISSUERS)?;
    let mut regions = HashSet::new();
    let mut kids = HashSet::new();
    for issuer in &list.issuers {
        let region = issuer.entry().region;
        if !regions.insert(region) {
            return Err(TrustListRule::DuplicateRegion(region));
        }
        check_issuer(issuer, list.test, &mut kids)?;
    }
    Ok(())
}

fn check_issuer(
    listed: &ListedIssuer,
    test: bool,
    kids: &mut HashSet<KeyId>,
) -> Result<(), TrustListRule> {
    let issuer = listed.entry();
    let region = issuer.region;
    // Scene numbers are given by the city's digits: a district with a catalogue would share them.
    let fits = match listed.level() {
        Some(IssuerLevel::Province) => region.is_province(),
        Some(IssuerLevel::Prefecture) => region.is_city(),
        None => true,
    };
    if !fits {
        return Err(TrustListRule::Level(region));
    }
    for name in [&issuer.name.zh, &issuer.name.en] {
        text::check(name, MAX_NAME_CHARS)
            .map_err(|reason| TrustListRule::Name { region, reason })?;
    }
    let urls = [&issuer.credential_issuer, &issuer.status_base];
    if !urls.into_iter().chain(&issuer.catalogue).all(|url| Address::parse(url, test).is_ok()) {
        return Err(TrustListRule::Url(region));
    }
    if issuer.max_card_life == 0 {
        return Err(TrustListRule::CardLife(region));
    }
    at_most("status lists", issuer.status_lists.len(), MAX_STATUS_LISTS)?;
    let mut numbers = HashSet::new();
    if let Some(twice) = issuer.status_lists.iter().find(|n| !numbers.insert(**n)) {
        return Err(TrustListRule::DuplicateStatusList { region, number: *twice });
    }
    at_most("keys", issuer.keys.len(), MAX_KEYS)?;
    for key in &issuer.keys {
        if key.kid.region() != region {
            return Err(TrustListRule::ForeignKey(key.kid));
        }
        if !kids.insert(key.kid) {
            return Err(TrustListRule::DuplicateKey(key.kid));
        }
        if key.exp <= key.nbf {
            return Err(TrustListRule::KeyPeriod(key.kid));
        }
    }
    Ok(())
}

const fn at_most(what: &'static str, got: usize, limit: usize) -> Result<(), TrustListRule> {
    if got > limit { Err(TrustListRule::TooMany { what, limit }) } else { Ok(()) }
}
