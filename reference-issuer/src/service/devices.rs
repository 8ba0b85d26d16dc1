//! Taking a card off a device, by its holder or by the operator.

use essc::model::identifiers::CardNumber;
use essc::model::region::Region;

use super::Service;
use crate::store::StoreError;
use crate::store::devices::{Device, DeviceRefused, Unbinding};

impl Service {
    /// Takes the card off a device because one of its devices asks for it.
    ///
    /// # Errors
    /// [`StoreError`]; within it, why nothing was done.
    pub async fn unbind(
        &self,
        region: Region,
        unbinding: Unbinding,
    ) -> Result<Result<(), DeviceRefused>, StoreError> {
        let unbound = self.store.unbind(unbinding).await?;
        if unbound.is_ok() {
            self.publish_unbinding(region).await;
        }
        Ok(unbound)
    }

    /// The devices of a card; none when there is no such card.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn devices_of(&self, card: CardNumber) -> Result<Option<Vec<Device>>, StoreError> {
        self.store.devices_of(card, self.now()).await
    }

    /// Unbinds a device of a card; whether there was one.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn unbind_from(
        &self,
        card: CardNumber,
        device: [u8; 16],
    ) -> Result<bool, StoreError> {
        let Some(region) = self.store.unbind_from(card, device).await? else { return Ok(false) };
        self.publish_unbinding(region).await;
        Ok(true)
    }

    /// Publishes that devices were unbound. Unbound is unbound, whether the list leaves now or with
    /// the next tick.
    pub(super) async fn publish_unbinding(&self, region: Region) {
        if let Err(error) = self.publish_status(region).await {
            tracing::warn!(%error, %region, "an unbinding waits for the next list");
        }
    }
}
