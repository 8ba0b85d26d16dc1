//! Generations of issuer keys: a new one, the retirement of an old one, compromise.
//!
//! Every change needs the root, since gates learn of it from the trust list; without it nothing
//! changes at all. A new key is on disk before it is recorded, recorded before it is listed, and
//! listed before it signs.

use essc::base::time::UnixTime;
use essc::crypto::SigningKey;
use essc::model::card::ISSUED_AFTER_START;
use essc::model::key_id::KeyId;
use essc::model::region::Region;
use essc::wire::trust_list::{KeyState, KeyUse};

use super::Service;
use super::publishing::PublishError;
use crate::store::publications::IssuerKey;

/// Why a key was not changed.
#[derive(Debug, thiserror::Error)]
pub enum KeyChangeError {
    /// No such key, or not of this service.
    #[error("no such key")]
    Unknown,
    /// The key's state only moves on.
    #[error("the key is {0:?} already")]
    Already(KeyState),
    /// It is the last active key of its use.
    #[error("the last active key of its use can't be retired: rotate first")]
    LastOfItsUse,
    /// A region has 255 generations.
    #[error("the region has used up its key identifiers")]
    GenerationsUsedUp,
    /// Something could not be published or kept.
    #[error(transparent)]
    Publish(#[from] PublishError),
}

impl Service {
    /// Makes a new key for a use, lists it, and signs with it from `starts_in` seconds on. The keys
    /// before it stay: two generations count at once. A start that lies ahead lets gates hear of the
    /// key before they meet it.
    ///
    /// # Errors
    /// [`KeyChangeError`].
    pub async fn rotate_key(
        &self,
        region: Region,
        usage: KeyUse,
        starts_in: u64,
    ) -> Result<KeyId, KeyChangeError> {
        if !self.config.region(region).is_some_and(|one| one.signs(usage)) {
            return Err(KeyChangeError::Unknown);
        }
        self.require_root()?;
        let starts = match starts_in {
            // As cards do: for readers whose clocks are a little behind.
            0 => self.now().minus(ISSUED_AFTER_START),
            ahead => self.now().plus(ahead),
        };
        let (record, secret) = self.make_key(region, usage, starts).await?;
        self.publish_trust().await?;
        self.keys.add(record, secret);
        Ok(record.kid)
    }

    /// Retires a key: it signs no more, and what it signed counts until its end. Whether all that
    /// follows from it is published.
    ///
    /// # Errors
    /// [`KeyChangeError::LastOfItsUse`] when nothing would be left to sign with.
    pub async fn retire_key(&self, kid: KeyId) -> Result<bool, KeyChangeError> {
        self.require_root()?;
        let (key, others) = self.key_among(kid).await?;
        if key.state != KeyState::Active {
            return Err(KeyChangeError::Already(key.state));
        }
        if !others {
            return Err(KeyChangeError::LastOfItsUse);
        }
        self.change_state(key, KeyState::Retired).await
    }

    /// Declares a key compromised: nothing it ever signed counts. When it was the last of its use, a
    /// new one takes its place in the same trust list. With it, whether all that follows is published.
    ///
    /// # Errors
    /// [`KeyChangeError`].
    pub async fn compromise_key(
        &self,
        kid: KeyId,
    ) -> Result<(Option<KeyId>, bool), KeyChangeError> {
        self.require_root()?;
        let (key, others) = self.key_among(kid).await?;
        if key.state == KeyState::Compromised {
            return Err(KeyChangeError::Already(key.state));
        }
        let mut successor = None;
        if !others {
            let starts = self.now().minus(ISSUED_AFTER_START);
            let (record, secret) = self.make_key(kid.region(), key.usage, starts).await?;
            self.keys.add(record, secret);
            successor = Some(record.kid);
        }
        let published = self.change_state(key, KeyState::Compromised).await?;
        Ok((successor, published))
    }

    /// A key, and whether other active keys of its use remain.
    async fn key_among(&self, kid: KeyId) -> Result<(IssuerKey, bool), KeyChangeError> {
        let keys = self.store.issuer_keys().await.map_err(PublishError::from)?;
        let key = *keys.iter().find(|key| key.kid == kid).ok_or(KeyChangeError::Unknown)?;
        let others = keys.iter().any(|other| {
            other.kid != kid
                && other.kid.region() == kid.region()
                && other.usage == key.usage
                && other.state == KeyState::Active
                && self.now().within(other.not_before, other.expires)
        });
        Ok((key, others))
    }

    /// Records the key's new state, publishes it in the trust list, and signs again every document
    /// that the key had signed. False when some of these are not published yet: status lists whose
    /// numbers run ahead of the clock follow with a later tick.
    async fn change_state(&self, key: IssuerKey, state: KeyState) -> Result<bool, KeyChangeError> {
        self.keys.remove(key.kid);
        self.store.set_key_state(key.kid, state).await.map_err(PublishError::from)?;
        self.publish_trust().await?;
        let region = key.kid.region();
        match key.usage {
            KeyUse::Status => match self.publish_status(region).await {
                Err(PublishError::Later) => return Ok(false),
                published => published?,
            },
            KeyUse::Catalogue => match self.publish_catalogue_again(region).await {
                Err(PublishError::NotPublished(_)) => {}
                published => published?,
            },
            KeyUse::Card | KeyUse::Venue => {}
        }
        Ok(true)
    }

    fn require_root(&self) -> Result<(), KeyChangeError> {
        self.folder.root().map(drop).map_err(|error| PublishError::from(error).into())
    }

    /// Makes a key under the region's next identifier, keeps its secret half and records it.
    pub(crate) async fn make_key(
        &self,
        region: Region,
        usage: KeyUse,
        starts: UnixTime,
    ) -> Result<(IssuerKey, SigningKey), KeyChangeError> {
        let _one = self.publishing.lock().await;
        let keys = self.store.issuer_keys().await.map_err(PublishError::from)?;
        let of_region = keys.iter().filter(|key| key.kid.region() == region);
        let newest = of_region.map(|key| key.kid.generation()).max().unwrap_or(0);
        let secret = SigningKey::generate().map_err(PublishError::from)?;
        // A file without a record is of a service that was killed between the two: its identifier
        // is passed over, never used again.
        let kid = (newest..u8::MAX)
            .map(|before| KeyId::new(region, before + 1))
            .find(|kid| !self.folder.has_issuer_key(*kid))
            .ok_or(KeyChangeError::GenerationsUsedUp)?;
        self.folder.keep_issuer_key(kid, &secret).map_err(PublishError::from)?;
        let record = IssuerKey {
            kid,
            usage,
            state: KeyState::Active,
            not_before: starts,
            expires: starts.plus(self.config.key_life),
            public_key: secret.public_key(),
        };
        let recorded = self.store.add_issuer_key(record).await.map_err(PublishError::from)?;
        if recorded { Ok((record, secret)) } else { Err(KeyChangeError::GenerationsUsedUp) }
    }
}
