//! The cards on this phone, as they are kept in the vault.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::base::hex;
use crate::base::time::UnixTime;
use crate::crypto::random::{self, RandomUnavailable};
use crate::holder::clock_health::Reading;
use crate::holder::device_keys::DeviceKey;
use crate::holder::openid::RefreshToken;
use crate::model::attributes::Attributes;
use crate::model::card::StatusIndex;
use crate::model::key_id::KeyId;
use crate::model::profile::{KeyRole, Profile};
use crate::model::region::Region;
use crate::model::status::CardStatus;
use crate::trust::succession::Edition;
use crate::wire::card::SignedCard;

/// Most enrolments of one wallet: the holder's own and eight relatives' (亲情服务), twice over.
pub(in crate::holder) const MAX_ENROLMENTS: usize = 18;

/// A card on this phone: a name for it that means nothing outside.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CardId(String);

impl CardId {
    pub(in crate::holder) fn random() -> Result<Self, RandomUnavailable> {
        Ok(Self(hex::encode(&random::bytes::<8>()?)))
    }

    /// The card of this name; whether there is one is seen when it is used.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The eight bytes that its name stands for; none of a name that this wallet did not give.
    pub(in crate::holder) fn to_bytes(&self) -> Option<[u8; 8]> {
        hex::decode_array(&self.0).ok()
    }

    /// Its name, 16 hexadecimal digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Why a card has to be enrolled again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[cfg_attr(feature = "ffi", derive(uniffi::Enum))]
#[serde(rename_all = "snake_case")]
pub enum ReEnrolReason {
    /// Biometrics or screen lock changed, and the keys died with that.
    #[error("the phone's keys were invalidated")]
    KeyInvalidated,
    /// The data came back from a backup, the key to them did not.
    #[error("the data were restored without their key")]
    VaultKeyLost,
    /// The data were changed or the disk failed.
    #[error("the data on this phone are damaged")]
    VaultDamaged,
    /// The issuer revoked the card for good.
    #[error("the card was revoked")]
    Revoked,
    /// The card ran out, and the issuer does not renew it for this wallet any more.
    #[error("the issuer does not renew this card any more")]
    AccessLost,
}

/// What the vault holds of cards.
#[derive(Default, Serialize, Deserialize, Clone)]
pub(in crate::holder) struct Enrolments {
    /// Enrolments under way: if the wallet dies, their keys are deleted when it is opened.
    pub(in crate::holder) pending: Vec<CardId>,
    #[serde(rename = "enrolments")]
    pub(in crate::holder) list: Vec<Enrolment>,
    /// The server's time, for the rest of the boot.
    pub(in crate::holder) reading: Option<Reading>,
    /// Provinces without a card here whose venues asked, and when one last did.
    #[serde(default)]
    pub(in crate::holder) visited: BTreeMap<Region, UnixTime>,
    /// The line of the signing log, in hexadecimal, once one was kept with an anchor: from then on
    /// there is one of each.
    #[serde(default, rename = "ledger_line")]
    pub(in crate::holder) log_line: Option<String>,
}

/// One person's card on this phone: two keys, up to four credentials.
#[derive(Clone, Serialize, Deserialize)]
pub(in crate::holder) struct Enrolment {
    pub(in crate::holder) id: CardId,
    pub(in crate::holder) region: Region,
    pub(in crate::holder) credential_issuer: String,
    /// By the issuer's clock.
    pub(in crate::holder) enrolled_at: UnixTime,
    pub(in crate::holder) everyday: DeviceKey,
    pub(in crate::holder) identity: Option<DeviceKey>,
    #[serde(with = "cose_text")]
    pub(in crate::holder) cards: Vec<SignedCard>,
    #[serde(with = "token_text")]
    pub(in crate::holder) refresh_token: RefreshToken,
    /// From when on it is renewed.
    pub(in crate::holder) renew_at: UnixTime,
    /// The issuer did not know the refresh token.
    pub(in crate::holder) access_lost: bool,
    /// Why its keys can't be used any more.
    pub(in crate::holder) dead: Option<ReEnrolReason>,
    /// What the status lists said last.
    pub(in crate::holder) facts: Vec<StatusFact>,
    /// What its holder calls it on this phone.
    #[serde(default)]
    pub(in crate::holder) nickname: Option<String>,
}

/// What a status list said of one of this phone's own indexes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::holder) struct StatusFact {
    pub(in crate::holder) list: u16,
    pub(in crate::holder) index: u32,
    pub(in crate::holder) status: CardStatus,
    /// Who signed it: if the key turns out to be compromised, the fact is none.
    pub(in crate::holder) kid: KeyId,
    pub(in crate::holder) as_of: UnixTime,
    pub(in crate::holder) edition: Edition,
    pub(in crate::holder) etag: Option<String>,
}

impl Enrolments {
    pub(in crate::holder) fn enrolment(&self, id: &CardId) -> Option<&Enrolment> {
        self.list.iter().find(|enrolment| enrolment.id == *id)
    }

    pub(in crate::holder) fn enrolment_mut(&mut self, id: &CardId) -> Option<&mut Enrolment> {
        self.list.iter_mut().find(|enrolment| enrolment.id == *id)
    }
}

impl Enrolment {
    pub(in crate::holder) fn card(&self, profile: Profile) -> Option<&SignedCard> {
        self.cards.iter().find(|signed| signed.card.profile() == profile)
    }

    pub(in crate::holder) fn key(&self, role: KeyRole) -> Option<&DeviceKey> {
        match role {
            KeyRole::Everyday => Some(&self.everyday),
            KeyRole::Identity => self.identity.as_ref(),
        }
    }

    pub(in crate::holder) fn profiles(&self) -> Vec<Profile> {
        Profile::ALL.into_iter().filter(|profile| self.card(*profile).is_some()).collect()
    }

    /// Its status indexes, one for each key.
    pub(in crate::holder) fn indexes(&self) -> Vec<StatusIndex> {
        let mut indexes: Vec<StatusIndex> = self.cards.iter().map(|c| c.card.status).collect();
        indexes.sort_unstable();
        indexes.dedup();
        indexes
    }

    pub(in crate::holder) fn fact(&self, index: StatusIndex) -> Option<&StatusFact> {
        self.facts.iter().find(|f| f.list == index.list && f.index == index.index)
    }

    /// Whether both are cards of one person by one issuer, as far as the cards tell: the new one
    /// takes the old one's place.
    pub(in crate::holder) fn is_same_holder(&self, other: &Self) -> bool {
        let who = |enrolment: &Self| {
            let of = |profile| enrolment.card(profile).map(|signed| signed.card.attributes.clone());
            of(Profile::Masked)
        };
        let number = |enrolment: &Self| match enrolment.card(Profile::Identity)?.card.attributes {
            Attributes::Identity(ref identity) => Some(identity.number().clone()),
            _ => None,
        };
        let same_number = match (number(self), number(other)) {
            (Some(a), Some(b)) => a == b,
            _ => true,
        };
        self.region == other.region && who(self).is_some() && who(self) == who(other) && same_number
    }
}

/// Cards as base64url of their COSE bytes.
mod cose_text {
    use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

    use crate::base::base64url;
    use crate::wire::card::SignedCard;

    pub(super) fn serialize<S: Serializer>(cards: &[SignedCard], to: S) -> Result<S::Ok, S::Error> {
        let texts = cards.iter().map(|card| base64url::encode(&card.to_cose()));
        texts.collect::<Vec<_>>().serialize(to)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        from: D,
    ) -> Result<Vec<SignedCard>, D::Error> {
        let read = |text: String| {
            let bytes = base64url::decode(&text).map_err(de::Error::custom)?;
            SignedCard::from_cose(&bytes).map_err(de::Error::custom)
        };
        Vec::<String>::deserialize(from)?.into_iter().map(read).collect()
    }
}

/// The one place where a refresh token is written: into bytes that are sealed at once.
mod token_text {
    use serde::{Deserialize, Deserializer, Serializer};

    use crate::holder::openid::RefreshToken;

    pub(super) fn serialize<S: Serializer>(token: &RefreshToken, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(token.expose())
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        from: D,
    ) -> Result<RefreshToken, D::Error> {
        String::deserialize(from).map(RefreshToken::new)
    }
}
