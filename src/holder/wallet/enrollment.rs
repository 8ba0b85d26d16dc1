//! Enrolment: from an offer to a card on this phone.

mod session;

use session::{Gathered, Session};

use crate::base::time::UnixTime;
use crate::crypto::random;
use crate::holder::enrollments::{CardId, Enrollment, MAX_ENROLLMENTS};
use crate::holder::error::WalletError;
use crate::holder::openid::{
    DpopKey, IssuanceError, Issued, IssuerClient, Login, NotificationEvent, Offer, Tokens,
};
use crate::holder::wallet::{Wallet, WalletCondition};
use crate::model::profile::KeyRole;
use crate::trust::trust_list::VerifiedTrustList;
use crate::wire::card::SignedCard;
use crate::wire::trust_list::TrustedIssuer;

impl Wallet {
    /// Enrols the card that an offer is for, and brings what it is shown by: the trust list, the
    /// catalogues of its province, the server's time. A card of the same holder and issuer that is
    /// here already is replaced, its keys deleted, once the new one is safe.
    ///
    /// Makes two keys; the identity key asks for the user once for each of its credentials.
    ///
    /// The card is kept before the catalogues are fetched. Where those can't be had, it is enrolled
    /// all the same, since its offer is used up: its state is then
    /// [`CardState::RefreshDue`](crate::holder::CardState::RefreshDue), [`Wallet::scenes`] and
    /// [`Wallet::present`] say [`WalletError::Scene`], and the next refresh brings them.
    ///
    /// # Errors
    /// [`WalletError`]. After an error nothing is different from before, and the offer may be used
    /// up: what the issuer handed out is given back, and where it can't be reached for that, it
    /// counts for nothing against the card's next device.
    pub async fn enroll(
        &self,
        offer: String,
        tx_code: Option<String>,
    ) -> Result<CardId, WalletError> {
        let _told = self.telling();
        let _turn = self.turn()?;
        let offer = Offer::parse(&offer).map_err(IssuanceError::from)?;
        if let Some(form) = offer.tx_code()
            && !tx_code.as_deref().is_some_and(|code| form.takes(code))
        {
            return Err(IssuanceError::TxCodeNeeded { length: form.length }.into());
        }
        if self.state().enrollments.list.len() >= MAX_ENROLLMENTS {
            return Err(WalletError::TooManyCards);
        }
        let trust = match self.sync_trust().await {
            Ok(trust) => trust,
            // The list held will do, if there is one.
            Err(error) => self.trust().map_err(|_| error)?,
        };
        let named = offer.credential_issuer();
        let issuer = trust.list().issuers.iter().find(|one| one.credential_issuer == named);
        let issuer = issuer.ok_or(IssuanceError::IssuerNotTrusted)?;
        let card = CardId::random()?;
        self.state().change(|enrollments| enrollments.pending.push(card.clone()))?;
        let enrolled = self.gather(&card, &offer, tx_code.as_deref(), &trust, issuer).await;
        if let Err(error) = enrolled {
            // A write may have failed after it was done: the keys go only once disk and memory agree
            // that there is no such card. Otherwise they go when the wallet is opened.
            let reading = self.clock.reading();
            let agreed = self.state().change(|enrollments| enrollments.reading = reading);
            agreed.and_then(|()| self.drop_pending()).unwrap_or_else(|error| {
                tracing::warn!(%error, "the keys of a failed enrolment are left for later");
            });
            return Err(error);
        }
        if let Err(error) = self.sync_scenes_of(issuer.region, &trust).await {
            tracing::debug!(%error, "a card is here without all its catalogues");
        }
        Ok(card)
    }

    async fn gather(
        &self,
        card: &CardId,
        offer: &Offer,
        tx_code: Option<&str>,
        trust: &VerifiedTrustList,
        issuer: &TrustedIssuer,
    ) -> Result<(), WalletError> {
        let client = IssuerClient::connect(
            &self.exchange,
            &issuer.credential_issuer,
            offer.profiles(),
            self.config.sandbox,
        )
        .await?;
        // The everyday key is made over a nonce before there is a token: the token is bound to it.
        let nonce = client.nonce().await?;
        let known = self.state().enrollments.app_attest_key(&issuer.credential_issuer);
        let request = client.attestation_request(&nonce, known.clone());
        let (everyday, attestation) =
            self.keys.generate(card.as_str(), KeyRole::Everyday, request)?;
        let dpop = DpopKey::new(&self.keys, everyday.clone());
        let tokens = client.redeem(&dpop, offer, tx_code).await?;
        let login = Login { client, dpop, tokens };
        let mut session = Session::begun(self, card, trust, issuer, &login, everyday);
        session.attested(nonce, attestation, known);
        let kept = match session.ask_for_cards(offer).await {
            Ok(gathered) => {
                let issued = gathered.issued.clone();
                let kept = self.keep(card, gathered, &login.tokens, issuer);
                kept.map(|replaced| (issued, replaced))
            }
            Err(error) => Err(error),
        };
        let (issued, replaced) = match kept {
            Ok(kept) => kept,
            Err(error) => {
                // A write that failed after it was done has kept the card all the same.
                if self.state().enrollments.enrollment(card).is_none() {
                    self.give_back(&login).await;
                }
                return Err(error);
            }
        };
        self.tell(&login, &issued, true).await;
        for old in &replaced {
            self.leave(old).await;
        }
        // The card is here, whatever becomes of the keys of the one it replaced.
        if let Err(error) = self.drop_pending() {
            tracing::warn!(%error, "the keys of a replaced card are left for later");
        }
        Ok(())
    }

    /// Writes the new card down; answers with the ones whose place it takes. Their keys are deleted
    /// with what is pending, once their issuer knows that they are gone. Nothing that is done after
    /// the card is written fails any more: it is here then.
    fn keep(
        &self,
        card: &CardId,
        gathered: Gathered,
        tokens: &Tokens,
        issuer: &TrustedIssuer,
    ) -> Result<Vec<Enrollment>, WalletError> {
        let Gathered { cards, everyday, identity, app_attest_key, .. } = gathered;
        let enrollment = Enrollment {
            id: card.clone(),
            region: issuer.region,
            credential_issuer: issuer.credential_issuer.clone(),
            enrolled_at: cards.iter().map(|c| c.card.issued_at()).min().unwrap_or_default(),
            everyday,
            identity,
            renew_at: renewal_time(&cards)?,
            cards,
            refresh_token: tokens.refresh.clone(),
            access_lost: false,
            dead: None,
            facts: vec![],
            nickname: None,
            app_attest_key,
        };
        let mut state = self.state();
        let held = state.enrollments.list.iter();
        let replaced: Vec<Enrollment> =
            held.filter(|held| held.is_same_holder(&enrollment)).cloned().collect();
        let nickname = replaced.iter().find_map(|held| held.nickname.clone());
        let enrollment = Enrollment { nickname, ..enrollment };
        let ids: Vec<CardId> = replaced.iter().map(|held| held.id.clone()).collect();
        let reading = self.clock.reading();
        let mut line = None;
        if state.condition != WalletCondition::Ready {
            // What could not be read is gone for good; the signing log goes on with the new cards.
            line = Some(state.write_record(self.clock.now(), card.to_bytes())?);
        }
        state.change(|enrollments| {
            enrollments.pending.retain(|pending| pending != card);
            // Their keys are deleted at the end, or when the wallet is opened the next time.
            enrollments.pending.extend(ids.iter().cloned());
            enrollments.list.retain(|held| !ids.contains(&held.id));
            enrollments.list.push(enrollment);
            enrollments.reading = reading;
            enrollments.log_line = line.or(enrollments.log_line.take());
        })?;
        state.condition = WalletCondition::Ready;
        Ok(replaced)
    }

    /// Tells the issuer whether its credentials were kept. It is a courtesy: failing changes nothing.
    pub(super) async fn tell(&self, login: &Login<'_>, issued: &[Issued], kept: bool) {
        let event = if kept { NotificationEvent::Accepted } else { NotificationEvent::Failure };
        for one in issued {
            let told = login.client.notify(&login.dpop, &login.tokens, one, event).await;
            let Err(error) = told else { continue };
            tracing::debug!(%error, "the issuer could not be notified");
            if error.is_of_the_network() {
                // Nor will it be by the others, and somebody waits.
                return;
            }
        }
    }
}

/// From when on cards are renewed: half their life after issue, and up to a tenth more at random, so
/// that a province's phones don't all ask at once.
pub(super) fn renewal_time(cards: &[SignedCard]) -> Result<UnixTime, WalletError> {
    let Some(card) = cards.iter().map(|signed| &signed.card).min_by_key(|card| card.expires())
    else {
        return Ok(UnixTime::EPOCH);
    };
    let life = u64::from(card.lifetime_minutes) * 60;
    let random = u64::from(u32::from_be_bytes(random::bytes()?));
    let jitter = life / 10 * random / u64::from(u32::MAX);
    Ok(card.starts().plus(life / 2 + jitter))
}
