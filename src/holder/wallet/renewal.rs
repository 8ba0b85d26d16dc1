//! Renewal: early, tolerant of no network, all credentials of a card in one write.

use crate::holder::credential_check::{self, Expected};
use crate::holder::enrollments::{CardId, Enrollment};
use crate::holder::error::WalletError;
use crate::holder::openid::{DpopKey, IssuanceError, IssuerClient, Login, Refusal};
use crate::holder::wallet::{Wallet, enrollment::renewal_time};
use crate::model::profile::Profile;
use crate::trust::trust_list::VerifiedTrustList;

/// Which cards are renewed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "ffi", derive(uniffi::Enum))]
#[cfg_attr(not(feature = "internals"), non_exhaustive)]
pub enum Refresh {
    /// Those whose time has come.
    WhenDue,
    /// All: the app knows that something changed.
    Now,
}

/// What a refresh did. Without a network everything in it is an error, and the cards work on.
#[derive(Debug)]
#[cfg_attr(not(feature = "internals"), non_exhaustive)]
pub struct RefreshSummary {
    /// Trust list and catalogues.
    pub documents: Result<(), WalletError>,
    /// The cards, in the order of their enrolment.
    pub cards: Vec<(CardId, Result<CardRefresh, WalletError>)>,
}

/// What a refresh did with one card.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(not(feature = "internals"), non_exhaustive)]
pub enum CardRefresh {
    /// Its time has not come.
    NotDue,
    /// It was renewed.
    Renewed,
    /// Its issuer revoked it; its keys are deleted.
    Revoked,
}

impl Wallet {
    /// Fetches what changed and renews cards. To be called when the app starts and once in a while;
    /// calling it more often costs little.
    ///
    /// # Errors
    /// [`WalletError::InProgress`] only: all else is in the report, and no card is worse off for it.
    pub async fn refresh(&self, which: Refresh) -> Result<RefreshSummary, WalletError> {
        let mut told = self.telling();
        let _turn = self.turn()?;
        let synced = self.sync_trust().await;
        let (trust, mut documents) = match synced {
            Ok(trust) => (Some(trust), Ok(())),
            Err(error) => (self.trust().ok(), Err(error)),
        };
        if let Some(trust) = &trust {
            documents = documents.and(self.sync_catalogues(trust).await);
        }
        let ids: Vec<CardId> = self.state().enrollments.list.iter().map(|e| e.id.clone()).collect();
        let mut cards = Vec::with_capacity(ids.len());
        for id in ids {
            let outcome = match &trust {
                Some(trust) => self.bring_up_to_date(&id, trust, which).await,
                None => Err(WalletError::TrustMissing),
            };
            cards.push((id, outcome));
        }
        self.keep_reading();
        if let Err(error) = &documents {
            told.failed(None, error);
        }
        for (card, outcome) in &cards {
            if let Err(error) = outcome {
                told.failed(Some(card), error);
            }
        }
        Ok(RefreshSummary { documents, cards })
    }

    /// Renews one card now: a push said that something happened to it. Needs a current trust list, and
    /// fetches one; catalogues and other cards are left to [`Wallet::refresh`].
    ///
    /// # Errors
    /// [`WalletError`]; the card is no worse off for it.
    pub async fn refresh_card(&self, card: &CardId) -> Result<CardRefresh, WalletError> {
        let mut told = self.telling();
        let _turn = self.turn()?;
        if self.state().enrollments.enrollment(card).is_none() {
            return Err(WalletError::NoSuchCard);
        }
        let trust = match self.sync_trust().await {
            Ok(trust) => Ok(trust),
            // The list held will do, if there is one.
            Err(error) => self.trust().map_err(|_| error),
        };
        let outcome = match trust {
            Ok(trust) => self.bring_up_to_date(card, &trust, Refresh::Now).await,
            Err(error) => Err(error),
        };
        self.keep_reading();
        if let Err(error) = &outcome {
            told.failed(Some(card), error);
        }
        outcome
    }

    async fn bring_up_to_date(
        &self,
        id: &CardId,
        trust: &VerifiedTrustList,
        which: Refresh,
    ) -> Result<CardRefresh, WalletError> {
        let status = self.sync_status(id, trust).await;
        if matches!(status, Ok(true)) {
            return Ok(CardRefresh::Revoked);
        }
        let enrollment = self.living(id)?;
        let due = which == Refresh::Now || self.clock.now() >= enrollment.renew_at;
        if due {
            // A status list that can't be had does not stand in the way of a fresh card.
            self.renew(&enrollment, trust).await?;
        }
        status.map(|_| if due { CardRefresh::Renewed } else { CardRefresh::NotDue })
    }

    async fn renew(
        &self,
        enrollment: &Enrollment,
        trust: &VerifiedTrustList,
    ) -> Result<(), WalletError> {
        let profiles = enrollment.profiles();
        let login = self.log_in(enrollment, &profiles).await?;
        let mut issued = Vec::with_capacity(profiles.len());
        let mut cards = Vec::with_capacity(profiles.len());
        for profile in profiles {
            let one = login
                .client
                .renewal(&login.dpop, &login.tokens, profile)
                .await
                .map_err(|error| self.asked(&enrollment.id, error))?;
            let Some(key) = enrollment.key(profile.key_role()) else { continue };
            let expected = Expected {
                profile,
                region: enrollment.region,
                device_key: &key.public_key,
                trust,
                now: self.clock.now(),
                held: enrollment.card(profile),
            };
            let checked = credential_check::check(&one.cose, &expected);
            issued.push(one);
            match checked {
                Ok(signed) => cards.push(signed),
                Err(fault) => {
                    self.tell(&login, &issued, false).await;
                    return Err(IssuanceError::from(fault).into());
                }
            }
        }
        if let Err(fault) = credential_check::check_set(&cards) {
            self.tell(&login, &issued, false).await;
            return Err(IssuanceError::from(fault).into());
        }
        let renew_at = renewal_time(&cards)?;
        let reading = self.clock.reading();
        self.state().change(|enrollments| {
            enrollments.reading = reading;
            if let Some(held) = enrollments.enrollment_mut(&enrollment.id) {
                held.cards = cards;
                held.renew_at = renew_at;
            }
        })?;
        self.tell(&login, &issued, true).await;
        Ok(())
    }

    /// Trades a card's refresh token for new tokens, and writes the next one down before anything
    /// else: once it is used, the old one ends everything.
    pub(super) async fn log_in(
        &self,
        enrollment: &Enrollment,
        profiles: &[Profile],
    ) -> Result<Login<'_>, WalletError> {
        let client = IssuerClient::connect(
            &self.exchange,
            &enrollment.credential_issuer,
            profiles,
            self.config.sandbox,
        )
        .await?;
        let dpop = DpopKey::new(&self.keys, enrollment.everyday.clone());
        let tokens = client
            .refresh(&dpop, &enrollment.refresh_token)
            .await
            .map_err(|error| self.asked(&enrollment.id, error))?;
        let next = tokens.refresh.clone();
        let reading = self.clock.reading();
        self.state().change(|enrollments| {
            enrollments.reading = reading;
            if let Some(held) = enrollments.enrollment_mut(&enrollment.id) {
                held.refresh_token = next;
                held.access_lost = false;
            }
        })?;
        Ok(Login { client, dpop, tokens })
    }

    /// What an issuer's refusal means for a card: a dead key and a final no are remembered. No answer
    /// costs the card itself: it works until it runs out or a signed list says otherwise.
    pub(super) fn asked(&self, card: &CardId, error: IssuanceError) -> WalletError {
        let is_final = match error {
            IssuanceError::Key(error) => return self.key_failed(card, error),
            IssuanceError::AccessLost => true,
            IssuanceError::Refused(refusal) => {
                matches!(refusal, Refusal::Unbound | Refusal::Cancelled | Refusal::Replaced)
            }
            _ => false,
        };
        if is_final {
            let remembered = self.state().change(|enrollments| {
                if let Some(held) = enrollments.enrollment_mut(card) {
                    held.access_lost = true;
                }
            });
            if let Err(error) = remembered {
                return error;
            }
        }
        error.into()
    }
}
