//! An enrolment under way: an issuer that let the wallet in, two keys, and the credentials so far.

use crate::holder::credential_check::{self, Expected};
use crate::holder::device_keys::DeviceKey;
use crate::holder::enrollments::CardId;
use crate::holder::error::WalletError;
use crate::holder::openid::{IssuanceError, Issued, Login, Nonce, Offer, ProofKey, Refusal};
use crate::holder::prompt;
use crate::holder::wallet::Wallet;
use crate::model::profile::{KeyRole, Profile};
use crate::ports::key_store::Attestation;
use crate::trust::trust_list::VerifiedTrustList;
use crate::wire::card::SignedCard;
use crate::wire::trust_list::TrustedIssuer;

/// What an enrolment came to.
pub(super) struct Gathered {
    pub(super) cards: Vec<SignedCard>,
    pub(super) issued: Vec<Issued>,
    pub(super) everyday: DeviceKey,
    /// Made for the first credential that it signs for, if one was asked for.
    pub(super) identity: Option<DeviceKey>,
    /// Identifier of the App Attest key that the issuer has answered to, now or before.
    pub(super) app_attest_key: Option<Vec<u8>>,
}

/// An enrolment under way.
pub(super) struct Session<'a> {
    wallet: &'a Wallet,
    card: &'a CardId,
    trust: &'a VerifiedTrustList,
    issuer: &'a TrustedIssuer,
    login: &'a Login<'a>,
    gathered: Gathered,
    /// The nonce that the everyday key was made over, until the first credential is asked for.
    nonce: Option<Nonce>,
    /// The attestation of the newest key, until its first proof.
    attestation: Option<Attestation>,
}

impl<'a> Session<'a> {
    /// A session in which nothing was asked for. The tokens of `login` are bound to the everyday key.
    pub(super) const fn begun(
        wallet: &'a Wallet,
        card: &'a CardId,
        trust: &'a VerifiedTrustList,
        issuer: &'a TrustedIssuer,
        login: &'a Login<'a>,
        everyday: DeviceKey,
    ) -> Self {
        let gathered = Gathered {
            cards: vec![],
            issued: vec![],
            everyday,
            identity: None,
            app_attest_key: None,
        };
        Self { wallet, card, trust, issuer, login, gathered, nonce: None, attestation: None }
    }

    /// Notes the nonce that the everyday key was made over, what is said of the key, and the App Attest
    /// key that the issuer knew then.
    pub(super) fn attested(
        &mut self,
        nonce: Nonce,
        attestation: Option<Attestation>,
        app_attest_key: Option<Vec<u8>>,
    ) {
        self.nonce = Some(nonce);
        self.attestation = attestation;
        self.gathered.app_attest_key = app_attest_key;
    }

    /// Asks for the credentials of an offer, one after the other.
    pub(super) async fn ask_for_cards(mut self, offer: &Offer) -> Result<Gathered, WalletError> {
        for profile in offer.profiles().iter().copied() {
            let (issued, key) = match self.ask_for_card(profile).await {
                // The others are worth having without it.
                Err(WalletError::Issuance(IssuanceError::Refused(Refusal::NameTooLong)))
                    if profile == Profile::Identity =>
                {
                    continue;
                }
                issued => issued?,
            };
            let expected = Expected {
                profile,
                region: self.issuer.region,
                device_key: &key.public_key,
                trust: self.trust,
                now: self.wallet.clock.now(),
                held: None,
            };
            let checked = credential_check::check(&issued.cose, &expected);
            self.gathered.issued.push(issued);
            match checked {
                Ok(signed) => self.gathered.cards.push(signed),
                Err(fault) => {
                    self.wallet.tell(self.login, &self.gathered.issued, false).await;
                    return Err(IssuanceError::from(fault).into());
                }
            }
        }
        if let Err(fault) = credential_check::check_set(&self.gathered.cards) {
            self.wallet.tell(self.login, &self.gathered.issued, false).await;
            return Err(IssuanceError::from(fault).into());
        }
        Ok(self.gathered)
    }

    /// Asks for the credential of one profile, and once more with a fresh nonce where the first was
    /// refused: the person may have taken long to say yes. With it, the key that it is bound to.
    async fn ask_for_card(&mut self, profile: Profile) -> Result<(Issued, DeviceKey), WalletError> {
        let Login { client, dpop, tokens } = self.login;
        let role = profile.key_role();
        for _ in 0..2 {
            let fresh = match self.nonce.take() {
                Some(first) => first,
                None => client.nonce().await?,
            };
            let key = self.key(role, &fresh)?;
            // An attestation is over one nonce, so it goes with the first proof of its key only.
            let given = self.attestation.take().map(|given| self.without_what_is_known(given));
            let given = given.filter(|given| client.judges(given));
            let prompt = (role == KeyRole::Identity)
                .then(|| prompt::for_enrollment(self.wallet.config.language));
            let proof = ProofKey { key: &key, attestation: given.as_ref(), prompt };
            if let Some(issued) = client.credential(dpop, tokens, profile, &fresh, proof).await? {
                if let Some(Attestation::AppAttest { key_id, attestation: Some(_), .. }) = given {
                    self.gathered.app_attest_key = Some(key_id);
                }
                return Ok((issued, key));
            }
            // The key was attested over the refused nonce: another is made over the next one. The
            // everyday key can't be, since the tokens are bound to it; its cards then say that
            // nothing is known of where it lives.
            if role == KeyRole::Identity && given.is_some() {
                self.gathered.identity = None;
            }
        }
        Err(IssuanceError::Busy { retry_after_s: None }.into())
    }

    /// What is sent of an attestation: Apple's object only until the issuer has answered 200 once.
    fn without_what_is_known(&self, given: Attestation) -> Attestation {
        match given {
            Attestation::AppAttest { key_id, assertion, .. }
                if self.gathered.app_attest_key.as_ref() == Some(&key_id) =>
            {
                Attestation::AppAttest { key_id, attestation: None, assertion }
            }
            given => given,
        }
    }

    /// The key of a role; the identity key is made over the nonce when it is first asked for.
    fn key(&mut self, role: KeyRole, nonce: &Nonce) -> Result<DeviceKey, WalletError> {
        match (role, &self.gathered.identity) {
            (KeyRole::Everyday, _) => Ok(self.gathered.everyday.clone()),
            (KeyRole::Identity, Some(key)) => Ok(key.clone()),
            (KeyRole::Identity, None) => {
                let known = self.gathered.app_attest_key.clone();
                let request = self.login.client.attestation_request(nonce, known);
                let made = self.wallet.keys.generate(self.card.as_str(), role, request);
                let (key, attestation) = made?;
                self.attestation = attestation;
                self.gathered.identity = Some(key.clone());
                Ok(key)
            }
        }
    }
}
