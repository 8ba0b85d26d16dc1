//! Catalogues: the one in force, and beside it the one that is announced.
//!
//! What is announced is served apart until its time has come, so that readers who can't keep two
//! lose nothing. Numbers grow over both: a catalogue that is published for now withdraws what was
//! announced before it.

use std::sync::Arc;

use essc::base::time::UnixTime;
use essc::issuance::catalogue_publisher;
use essc::model::region::Region;
use essc::model::scene::Scene;
use essc::wire::catalogue::{self, Catalogue};
use essc::wire::jws;
use essc::wire::trust_list::KeyUse;

use super::Service;
use super::publishing::PublishError;
use crate::published_documents::PublishedDocument;
use crate::store::publications::Document;

/// Path of the catalogue in force.
pub(super) fn catalogue_name(region: Region) -> String {
    format!("{region}/catalogue")
}

/// Path of the announced one.
fn next_name(region: Region) -> String {
    format!("{region}/catalogue/next")
}

impl Service {
    /// Signs and publishes a catalogue: a province's base, or a city's overlay of its province's.
    /// One whose time has not come is announced. Names the catalogue in the trust list when it is the
    /// region's first.
    ///
    /// # Errors
    /// [`PublishError::Catalogue`] for scenes that break a rule or an overlay that does not only add.
    pub async fn publish_catalogue(
        &self,
        region: Region,
        scenes: Vec<Scene>,
        effective: Option<UnixTime>,
    ) -> Result<(), PublishError> {
        let is_first = {
            let _one = self.publishing.lock().await;
            let is_first = self.published_documents.find(&catalogue_name(region)).is_none();
            self.sign_catalogue(region, scenes, effective).await?;
            is_first
        };
        if is_first && self.trust_seq() > 0 { self.publish_trust().await } else { Ok(()) }
    }

    /// Signs what is published of a region anew, the scenes as they are.
    pub(crate) async fn publish_catalogue_again(&self, region: Region) -> Result<(), PublishError> {
        let _one = self.publishing.lock().await;
        let in_force = self.catalogue_at(region, self.now())?;
        let in_force = in_force.ok_or(PublishError::NotPublished(region))?;
        let announced = self.announced_catalogue(region).map(|next| read(&next)).transpose()?;
        for one in [Some(in_force), announced].into_iter().flatten() {
            self.sign_catalogue(region, one.scenes, Some(one.effective)).await?;
        }
        Ok(())
    }

    /// The published catalogue of a region that is in force.
    #[must_use]
    pub fn catalogue_in_force(&self, region: Region) -> Option<Arc<PublishedDocument>> {
        self.published_at(region, self.now())
    }

    /// The catalogue of a region whose time is yet to come.
    #[must_use]
    pub fn announced_catalogue(&self, region: Region) -> Option<Arc<PublishedDocument>> {
        let (now, in_force) = (self.now(), self.catalogue_in_force(region)?);
        let next = self.published_documents.find(&next_name(region));
        next.filter(|next| next.number > in_force.number && next.effective > now)
    }

    /// Makes one; the caller holds the publishing lock.
    async fn sign_catalogue(
        &self,
        region: Region,
        scenes: Vec<Scene>,
        effective: Option<UnixTime>,
    ) -> Result<(), PublishError> {
        let now = self.now();
        if !self.config.region(region).is_some_and(|one| one.signs(KeyUse::Catalogue)) {
            return Err(PublishError::NotPublished(region));
        }
        let key = self.keys.current(region, KeyUse::Catalogue, now);
        let key = key.ok_or(PublishError::NoKey { region, usage: KeyUse::Catalogue })?;
        let names = [catalogue_name(region), next_name(region)];
        let numbers =
            names.iter().filter_map(|name| Some(self.published_documents.find(name)?.number));
        let catalogue = Catalogue {
            region,
            seq: numbers.max().map_or(1, |number| number.saturating_add(1)),
            iat: now,
            exp: now.plus(self.config.catalogue_life).min(key.record.expires),
            effective: effective.unwrap_or(now),
            min_trust_seq: self.trust_seq(),
            scenes,
        };
        let begins = catalogue.effective.max(now);
        let base = match region.province() {
            province if province == region => None,
            province => self.catalogue_at(province, begins)?,
        };
        let body = catalogue_publisher::publish(&catalogue, base.as_ref(), &key.signer())?;
        let [current, next] = names;
        // A first one is published at once: there is nothing in force that it could stand beside.
        let is_announced = begins > now && self.published_documents.find(&current).is_some();
        if is_announced {
            self.make_room_for_the_next(region, now).await?;
        }
        self.put(Document {
            name: if is_announced { next } else { current },
            number: catalogue.seq,
            issued: catalogue.iat,
            effective: catalogue.effective,
            expires: catalogue.exp,
            body,
        })
        .await
    }

    /// Moves an announced catalogue whose time has come to the place of the one in force.
    async fn make_room_for_the_next(
        &self,
        region: Region,
        now: UnixTime,
    ) -> Result<(), PublishError> {
        let Some(in_force) = self.published_at(region, now) else { return Ok(()) };
        let document = Document {
            name: catalogue_name(region),
            number: in_force.number,
            issued: in_force.issued,
            effective: in_force.effective,
            expires: in_force.expires,
            body: text(&in_force)?.to_owned(),
        };
        self.put(document).await
    }

    /// Of the two that are published, the one in force at a time.
    fn published_at(&self, region: Region, at: UnixTime) -> Option<Arc<PublishedDocument>> {
        let current = self.published_documents.find(&catalogue_name(region))?;
        let next = self.published_documents.find(&next_name(region));
        let next = next.filter(|next| next.number > current.number && next.effective <= at);
        Some(next.unwrap_or(current))
    }

    fn catalogue_at(
        &self,
        region: Region,
        at: UnixTime,
    ) -> Result<Option<Catalogue>, PublishError> {
        self.published_at(region, at).map(|document| read(&document)).transpose()
    }
}

/// A catalogue that this service published; its own word needs no signature check.
fn read(document: &PublishedDocument) -> Result<Catalogue, PublishError> {
    let jws = jws::parse(text(document)?, catalogue::TYP, catalogue::MAX_BYTES);
    jws.and_then(|jws| jws.peek()).map_err(|_| PublishError::Unreadable("catalogue"))
}

fn text(document: &PublishedDocument) -> Result<&str, PublishError> {
    std::str::from_utf8(&document.body).map_err(|_| PublishError::Unreadable("catalogue"))
}
