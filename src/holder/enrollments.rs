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
use crate::model::functions::KeyProtection;
use crate::model::key_id::KeyId;
use crate::model::profile::{KeyRole, Profile};
use crate::model::region::Region;
use crate::model::status::CardStatus;
use crate::trust::succession::Edition;
use crate::wire::card::SignedCard;

/// Most enrolments of one wallet: the holder's own and eight relatives' (亲情服务), twice over.
pub(crate) const MAX_ENROLLMENTS: usize = 18;

/// A card on this phone: a name for it that means nothing outside.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CardId(String);

impl CardId {
    pub(crate) fn random() -> Result<Self, RandomUnavailable> {
        Ok(Self(hex::encode(&random::bytes::<8>()?)))
    }

    /// The card of this name; whether there is one is seen when it is used.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The eight bytes that its name stands for; none of a name that this wallet did not give.
    pub(crate) fn to_bytes(&self) -> Option<[u8; 8]> {
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
#[cfg_attr(not(feature = "internals"), non_exhaustive)]
pub enum ReEnrollReason {
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
pub(crate) struct Enrollments {
    /// Enrolments under way: if the wallet dies, their keys are deleted when it is opened.
    pub(crate) pending: Vec<CardId>,
    #[serde(rename = "enrolments")]
    pub(crate) list: Vec<Enrollment>,
    /// The server's time, for the rest of the boot.
    pub(crate) reading: Option<Reading>,
    /// Provinces without a card here whose venues asked, and when one last did.
    #[serde(default)]
    pub(crate) visited: BTreeMap<Region, UnixTime>,
    /// The line of the signing log, in hexadecimal, once one was kept with an anchor: from then on
    /// there is one of each.
    #[serde(default, rename = "ledger_line")]
    pub(crate) log_line: Option<String>,
}

/// One person's card on this phone: two keys, up to four credentials.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Enrollment {
    pub(crate) id: CardId,
    pub(crate) region: Region,
    pub(crate) credential_issuer: String,
    /// By the issuer's clock.
    pub(crate) enrolled_at: UnixTime,
    pub(crate) everyday: DeviceKey,
    pub(crate) identity: Option<DeviceKey>,
    #[serde(with = "cose_text")]
    pub(crate) cards: Vec<SignedCard>,
    #[serde(with = "token_text")]
    pub(crate) refresh_token: RefreshToken,
    /// From when on it is renewed.
    pub(crate) renew_at: UnixTime,
    /// The issuer did not know the refresh token.
    pub(crate) access_lost: bool,
    /// Why its keys can't be used any more.
    pub(crate) dead: Option<ReEnrollReason>,
    /// What the status lists said last.
    pub(crate) facts: Vec<StatusFact>,
    /// What its holder calls it on this phone.
    #[serde(default)]
    pub(crate) nickname: Option<String>,
    /// Identifier of the App Attest key that the issuer has answered to, at this enrolment or before.
    #[serde(default, with = "key_id_text", skip_serializing_if = "Option::is_none")]
    pub(crate) app_attest_key: Option<Vec<u8>>,
}

/// What a status list said of one of this phone's own indexes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct StatusFact {
    pub(crate) list: u16,
    pub(crate) index: u32,
    pub(crate) status: CardStatus,
    /// Who signed it: if the key turns out to be compromised, the fact is none.
    pub(crate) kid: KeyId,
    pub(crate) as_of: UnixTime,
    pub(crate) edition: Edition,
    pub(crate) etag: Option<String>,
}

impl Enrollments {
    pub(crate) fn enrollment(&self, id: &CardId) -> Option<&Enrollment> {
        self.list.iter().find(|enrollment| enrollment.id == *id)
    }

    /// The App Attest key that an issuer knows: the one of its newest card here that states a key
    /// protection. Where none does, the issuer did not accept what vouched for its keys, whatever it
    /// answered, and is to be asked anew.
    pub(crate) fn app_attest_key(&self, credential_issuer: &str) -> Option<Vec<u8>> {
        let of_issuer = |held: &&Enrollment| {
            held.credential_issuer == credential_issuer && held.is_of_protected_keys()
        };
        self.list.iter().rev().filter(of_issuer).find_map(|held| held.app_attest_key.clone())
    }

    pub(crate) fn enrollment_mut(&mut self, id: &CardId) -> Option<&mut Enrollment> {
        self.list.iter_mut().find(|enrollment| enrollment.id == *id)
    }
}

impl Enrollment {
    pub(crate) fn card(&self, profile: Profile) -> Option<&SignedCard> {
        self.cards.iter().find(|signed| signed.card.profile() == profile)
    }

    pub(crate) fn key(&self, role: KeyRole) -> Option<&DeviceKey> {
        match role {
            KeyRole::Everyday => Some(&self.everyday),
            KeyRole::Identity => self.identity.as_ref(),
        }
    }

    /// Whether one of its cards states that the key it is bound to is in hardware.
    fn is_of_protected_keys(&self) -> bool {
        let protection = |signed: &SignedCard| signed.card.functions.key_protection();
        self.cards.iter().any(|signed| protection(signed) != KeyProtection::Software)
    }

    pub(crate) fn profiles(&self) -> Vec<Profile> {
        Profile::ALL.into_iter().filter(|profile| self.card(*profile).is_some()).collect()
    }

    /// Its status indexes, one for each key.
    pub(crate) fn indexes(&self) -> Vec<StatusIndex> {
        let mut indexes: Vec<StatusIndex> = self.cards.iter().map(|c| c.card.status).collect();
        indexes.sort_unstable();
        indexes.dedup();
        indexes
    }

    pub(crate) fn fact(&self, index: StatusIndex) -> Option<&StatusFact> {
        self.facts.iter().find(|f| f.list == index.list && f.index == index.index)
    }

    /// Whether both are cards of one person by one issuer, as far as the cards tell: the new one
    /// takes the old one's place.
    pub(crate) fn is_same_holder(&self, other: &Self) -> bool {
        let who = |enrollment: &Self| {
            let of =
                |profile| enrollment.card(profile).map(|signed| signed.card.attributes.clone());
            of(Profile::Masked)
        };
        let number = |enrollment: &Self| match enrollment.card(Profile::Identity)?.card.attributes {
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

/// A key's identifier as base64url.
mod key_id_text {
    use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

    use crate::base::base64url;

    pub(super) fn serialize<S: Serializer>(id: &Option<Vec<u8>>, to: S) -> Result<S::Ok, S::Error> {
        id.as_deref().map(base64url::encode).serialize(to)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        from: D,
    ) -> Result<Option<Vec<u8>>, D::Error> {
        let text = Option::<String>::deserialize(from)?;
        text.map(|text| base64url::decode(&text)).transpose().map_err(de::Error::custom)
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
