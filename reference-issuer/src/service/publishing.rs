//! Publication: trust list and status lists; all documents on every change and again before they age.
//!
//! One publication runs at a time. Each document's number grows in the store, so that a service that
//! is killed half-way neither loses a number nor uses one twice with other content.

use essc::base::time::UnixTime;
use essc::crypto::jwk;
use essc::crypto::random::RandomUnavailable;
use essc::issuance::catalogue_publisher::CatalogueRefused;
use essc::issuance::status_publisher::{self, ListTerms, StatusRefused};
use essc::issuance::trust_publisher::{self, TrustRefused};
use essc::model::localized::{Language, Localized};
use essc::model::region::Region;
use essc::trust::trust_floor::TrustFloor;
use essc::trust::trust_list::VerifiedTrustList;
use essc::wire::status_list::StatusListUri;
use essc::wire::trust_list::{IssuerKey, IssuerLevel, KeyUse, ListedJwk, TrustList, TrustedIssuer};

use super::Service;
use super::catalogues::catalogue_name;
use crate::config::RegionConfig;
use crate::key_folder::KeyFolderError;
use crate::store::StoreError;
use crate::store::publications::Document;

/// Path of the trust list.
pub const TRUST_LIST: &str = "trust-list";

/// How far status lists may run ahead of the clock, in seconds: two changes within a second take two
/// numbers. Readers take up to 300.
const AHEAD: u64 = 120;

/// Whether the trust list is for tests: everything that this issuer signs is.
pub(crate) const IS_TEST: bool = true;

/// Why something was not published.
#[derive(Debug, thiserror::Error)]
pub enum PublishError {
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A key could not be read; `NoRoot` when the root is kept elsewhere.
    #[error(transparent)]
    Keys(#[from] KeyFolderError),
    /// No fresh randomness.
    #[error(transparent)]
    Random(#[from] RandomUnavailable),
    /// The trust list would be refused by its readers.
    #[error(transparent)]
    Trust(#[from] TrustRefused),
    /// The status list would be refused by its readers.
    #[error(transparent)]
    Status(#[from] StatusRefused),
    /// The catalogue would be refused by its readers.
    #[error(transparent)]
    Catalogue(#[from] CatalogueRefused),
    /// No key of this use is in its period.
    #[error("no {usage:?} key of {region} can sign")]
    NoKey {
        /// The region.
        region: Region,
        /// The use.
        usage: KeyUse,
    },
    /// This service does not publish this for the region.
    #[error("{0} does not publish this")]
    NotPublished(Region),
    /// A published document does not read back.
    #[error("the published {0} can't be read")]
    Unreadable(&'static str),
    /// So many changes came that the lists' numbers run ahead of the clock: published with the next
    /// tick.
    #[error("too many changes at once; published within a minute")]
    Later,
}

impl Service {
    /// Publishes everything anew.
    ///
    /// # Errors
    /// The first [`PublishError`]; everything else is published all the same.
    pub async fn publish_all(&self) -> Result<(), PublishError> {
        let mut outcome = self.publish_trust().await;
        for region in &self.config.regions {
            if region.signs(KeyUse::Status) {
                outcome = outcome.and(self.publish_status(region.region).await);
            }
            if self.published_documents.find(&catalogue_name(region.region)).is_some() {
                outcome = outcome.and(self.publish_catalogue_again(region.region).await);
            }
        }
        outcome
    }

    /// Signs and publishes the next trust list. Needs the root.
    ///
    /// # Errors
    /// [`PublishError`].
    pub async fn publish_trust(&self) -> Result<(), PublishError> {
        let _one = self.publishing.lock().await;
        let root = self.folder.root()?;
        let now = self.now();
        let before = self.published_documents.find(TRUST_LIST);
        let floor = match &before {
            Some(document) => {
                let text = std::str::from_utf8(&document.body)
                    .map_err(|_| PublishError::Unreadable("trust list"))?;
                let verified = VerifiedTrustList::verify(text, &root.public_key(), now)
                    .map_err(|_| PublishError::Unreadable("trust list"))?;
                Some(verified.floor())
            }
            None => None,
        };
        let list = self.trust_list(floor.as_ref(), now).await?;
        let published = trust_publisher::publish(&list, &root, floor.as_ref(), now)?;
        let document = Document {
            name: format!("{TRUST_LIST}/{}", jwk::thumbprint_text(&root.public_key())),
            number: list.seq,
            issued: list.iat,
            effective: list.iat,
            expires: list.exp,
            body: published.text,
        };
        // Under its root's name too, for gates that still have to learn what that root said last.
        self.put(document.clone()).await?;
        self.put(Document { name: TRUST_LIST.into(), ..document }).await
    }

    async fn trust_list(
        &self,
        before: Option<&TrustFloor>,
        now: UnixTime,
    ) -> Result<TrustList, PublishError> {
        let mut issuers = Vec::new();
        let keys = self.store.issuer_keys().await?;
        for one in &self.config.regions {
            let region = one.region;
            let of_region = keys.iter().filter(|key| key.kid.region() == region);
            let count = self.store.list_count(region).await?;
            let lists = if one.signs(KeyUse::Status) { count } else { 0 };
            let issuer = self.config.credential_issuer(region);
            let has_catalogue = self.published_documents.find(&catalogue_name(region)).is_some();
            issuers.push(TrustedIssuer {
                region,
                level: if region.is_province() {
                    IssuerLevel::Province
                } else {
                    IssuerLevel::Prefecture
                },
                name: Localized::new(name(region, Language::Zh), name(region, Language::En)),
                max_card_life: self.config.max_card_life,
                keys: of_region
                    .map(|key| IssuerKey {
                        kid: key.kid,
                        jwk: ListedJwk::from(&key.public_key),
                        suite: 0,
                        key_use: key.usage,
                        state: key.state,
                        nbf: key.not_before,
                        exp: key.expires,
                    })
                    .collect(),
                status_base: format!("{issuer}/status"),
                status_lists: (0..lists).filter_map(|n| u16::try_from(n).ok()).collect(),
                catalogue: has_catalogue.then(|| format!("{issuer}/catalogue")),
                credential_issuer: issuer,
            });
        }
        Ok(TrustList {
            seq: before.map_or(1, |floor| floor.edition.number.saturating_add(1)),
            iat: now,
            exp: now.plus(self.config.trust_life),
            soft_exp: now.plus(self.config.trust_soft_life),
            test: IS_TEST,
            next_root: None,
            issuers,
        })
    }

    /// Signs and publishes the status lists of a region as its cards stand now.
    ///
    /// # Errors
    /// [`PublishError`].
    pub async fn publish_status(&self, region: Region) -> Result<(), PublishError> {
        let ticket = self.pending_publications.ask(region);
        let began_a_list = self.publish_lists(region, ticket).await?;
        // Readers learn from the trust list which lists there are.
        if began_a_list && self.trust_seq() > 0 { self.publish_trust().await } else { Ok(()) }
    }

    /// Publishes the lists of a region, unless it was done since the ticket was given; whether one
    /// of them is new.
    async fn publish_lists(&self, region: Region, ticket: u64) -> Result<bool, PublishError> {
        let _one = self.publishing.lock().await;
        let Some(last) = self.pending_publications.begin(region, ticket) else { return Ok(false) };
        // First the time, then the look at the cards: what is issued from here on is younger.
        let at = self.store.take_list_time(region, AHEAD).await?.ok_or(PublishError::Later)?;
        let key = self.keys.current(region, KeyUse::Status, self.now());
        let key = key.ok_or(PublishError::NoKey { region, usage: KeyUse::Status })?;
        let terms = ListTerms {
            at,
            life: self.config.status_life,
            ttl: self.config.status_ttl,
            min_trust_seq: self.trust_seq(),
        };
        let lists = self.store.list_count(region).await?;
        let mut began_a_list = false;
        for number in (0..lists).filter_map(|n| u16::try_from(n).ok()) {
            let entries = self.store.status_entries(region, number).await?;
            let uri = StatusListUri { region, number };
            let signing = key.clone();
            // Compressing 256 KiB takes long enough to be in the way of requests.
            let signed = tokio::task::spawn_blocking(move || {
                status_publisher::publish(uri, entries, &terms, &signing.signer())
            });
            let (body, expires) =
                signed.await.map_err(|_| PublishError::Unreadable("status list"))??;
            let name = format!("{region}/status/{number}");
            began_a_list |= number > 0 && self.published_documents.find(&name).is_none();
            let number = at.as_secs();
            self.put(Document { name, number, issued: at, effective: at, expires, body }).await?;
        }
        self.pending_publications.finish(region, last);
        Ok(began_a_list)
    }

    pub(super) fn trust_seq(&self) -> u64 {
        self.published_documents.find(TRUST_LIST).map_or(0, |document| document.number)
    }

    /// Stores a document, then shows it: nothing is served that a restart would forget.
    pub(super) async fn put(&self, document: Document) -> Result<(), PublishError> {
        if self.store.put_document(document.clone()).await? {
            self.published_documents.put(document);
        }
        Ok(())
    }

    /// What time makes necessary: losses that end by themselves, documents that age, memory that is
    /// of no use any more. What can't be done in one region keeps nothing else from being done.
    ///
    /// # Errors
    /// The first [`PublishError`]; the next tick tries again.
    pub async fn tick(&self) -> Result<(), PublishError> {
        let mut outcome = Ok(());
        for one in &self.config.regions {
            if one.signs(KeyUse::Status) {
                let passed = self.pass_time(one).await;
                outcome = outcome.and(told(passed, "status", one.region));
            }
        }
        if self.is_older(TRUST_LIST, self.config.trust_soft_life / 2) {
            match self.publish_trust().await {
                Err(PublishError::Keys(KeyFolderError::NoRoot)) => {
                    tracing::warn!("the trust list ages and the root's key is not at hand");
                }
                published => outcome = outcome.and(published),
            }
        }
        for one in &self.config.regions {
            if self.is_older(&catalogue_name(one.region), self.config.catalogue_life / 2) {
                let published = self.publish_catalogue_again(one.region).await;
                outcome = outcome.and(told(published, "catalogue", one.region));
            }
        }
        self.store.purge().await?;
        outcome
    }

    /// Records what time made happen in a region and publishes its lists where that is due.
    async fn pass_time(&self, one: &RegionConfig) -> Result<(), PublishError> {
        let region = one.region;
        let changed = self.store.pass_time(region, one.life_cycle).await?;
        let name = format!("{region}/status/0");
        let is_due = self.is_older(&name, self.config.status_ttl / 2);
        if changed || is_due || self.pending_publications.is_pending(region) {
            self.publish_status(region).await?;
        }
        Ok(())
    }

    fn is_older(&self, name: &str, age: u64) -> bool {
        self.published_documents
            .find(name)
            .is_some_and(|document| self.now() >= document.issued.plus(age))
    }
}

/// Logs a failure, since only the first of a tick is its outcome.
fn told(outcome: Result<(), PublishError>, what: &str, region: Region) -> Result<(), PublishError> {
    if let Err(error) = &outcome {
        tracing::warn!(%error, %region, what, "a region could not publish and is tried again");
    }
    outcome
}

fn name(region: Region, language: Language) -> String {
    region.name(language).map_or_else(|| region.to_string(), str::to_owned)
}
