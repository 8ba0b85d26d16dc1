//! The other devices that a card is on, and taking it off one (解除关联).

use crate::holder::enrollments::{CardId, Enrollment};
use crate::holder::error::WalletError;
use crate::holder::openid::{BoundDevice, DpopKey, IssuanceError, IssuerClient, Login, Refusal};
use crate::holder::prompt;
use crate::holder::wallet::Wallet;

impl Wallet {
    /// The devices that a card is on, this one among them.
    ///
    /// # Errors
    /// [`WalletError`].
    pub async fn devices(&self, card: &CardId) -> Result<Vec<BoundDevice>, WalletError> {
        let _told = self.telling();
        let _turn = self.turn()?;
        let enrollment = self.living(card)?;
        let login = self.log_in(&enrollment, &[]).await?;
        login
            .client
            .devices(&login.dpop, &login.tokens)
            .await
            .map_err(|error| self.asked(card, error))
    }

    /// Takes a card off another device; its credentials there are revoked by the issuer. The identity
    /// key asks for the user: a phone in other hands must not take the card off its holder's.
    ///
    /// # Errors
    /// [`WalletError`]; [`Refusal::IdentityKeyNeeded`](crate::holder::Refusal::IdentityKeyNeeded)
    /// where this phone has no identity credential of the card.
    pub async fn unbind_device(&self, card: &CardId, device: String) -> Result<(), WalletError> {
        let _told = self.telling();
        let _turn = self.turn()?;
        let enrollment = self.living(card)?;
        let Login { client, dpop, tokens } = self.log_in(&enrollment, &[]).await?;
        let prompt = prompt::for_unbinding(self.config.language);
        let identity = enrollment.identity.as_ref();
        let unbound = client.unbind_another(&dpop, &tokens, &device, identity, &prompt).await;
        unbound.map_err(|error| self.asked(card, error))
    }

    /// Takes a card off this phone: at the issuer first, then here. Where the issuer can't be asked,
    /// nothing happens, since a card that only vanished from the screen would go on living. One whose
    /// life has ended, or that was taken off this phone already, is only forgotten here.
    ///
    /// # Errors
    /// [`WalletError`].
    pub async fn unbind(&self, card: &CardId) -> Result<(), WalletError> {
        let _told = self.telling();
        let _turn = self.turn()?;
        let enrollment = self.living(card)?;
        let unbound = match self.log_in(&enrollment, &[]).await {
            Ok(login) => login.unbind_this().await.map_err(|error| self.asked(card, error)),
            Err(error) => Err(error),
        };
        match unbound {
            Ok(()) => {}
            Err(WalletError::Issuance(IssuanceError::Refused(
                Refusal::Replaced | Refusal::Cancelled | Refusal::Unbound,
            ))) => tracing::debug!("a card whose life has ended is forgotten"),
            Err(error) => return Err(error),
        }
        self.forget(card)
    }

    /// Takes a card off this phone without asking its issuer: one whose keys are dead, or whose
    /// issuer does not know it any more.
    ///
    /// # Errors
    /// [`WalletError`].
    pub fn forget(&self, card: &CardId) -> Result<(), WalletError> {
        let _told = self.telling();
        let mut state = self.state();
        let Some(enrollment) = state.enrollments.enrollment(card).cloned() else {
            return Err(WalletError::NoSuchCard);
        };
        state.change(|enrollments| {
            enrollments.list.retain(|held| held.id != *card);
            enrollments.pending.push(card.clone());
        })?;
        let keys: Vec<_> =
            std::iter::once(&enrollment.everyday).chain(&enrollment.identity).collect();
        // The card is gone from here on. What is left of it is deleted now or the next time.
        let forgotten = state.forget(&keys);
        drop(state);
        if let Err(error) = forgotten.and_then(|()| self.drop_pending()) {
            tracing::warn!(%error, "the keys of a card that is gone are left for later");
        }
        Ok(())
    }

    /// Gives an enrolment back that failed, so that it does not count as a device. Where the issuer
    /// can't be told, an enrolment that never reported a card as accepted gives way to others.
    pub(super) async fn give_back(&self, login: &Login<'_>) {
        if let Err(error) = login.unbind_this().await {
            tracing::debug!(%error, "a failed enrolment could not be given back");
        }
    }

    /// Takes an enrolment off at its issuer that another has replaced on this phone. Where that
    /// can't be done, it counts as a device until its cards have run out.
    pub(super) async fn leave(&self, old: &Enrollment) {
        let left = async {
            let client = IssuerClient::connect(
                &self.exchange,
                &old.credential_issuer,
                &[],
                self.config.sandbox,
            )
            .await?;
            let dpop = DpopKey::new(&self.keys, old.everyday.clone());
            let tokens = client.refresh(&dpop, &old.refresh_token).await?;
            Login { client, dpop, tokens }.unbind_this().await
        };
        if let Err(error) = left.await {
            tracing::debug!(%error, "a replaced enrolment could not be unbound");
        }
    }
}
