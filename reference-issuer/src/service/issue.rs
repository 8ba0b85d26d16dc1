//! Issue of one credential: the store decides and says what holds, then it is signed.
//!
//! The signature is made after the transaction. What it states is what held in it, at the time of
//! it: a loss recorded later is in a list that is not older, and overrules the card.

use essc::issuance::answers::Grounds;
use essc::issuance::card_issuer::{self, CardRefused, Device, Terms};
use essc::issuance::person::Person;
use essc::model::identifiers::CardNumber;
use essc::model::profile::Profile;
use essc::model::region::Region;
use essc::wire::trust_list::KeyUse;

use super::Service;
use super::tokens::Failure;
use crate::key_proof::KeyProof;
use crate::store::SingleUse;
use crate::store::enrollments::{Binding, EnrollmentId, Issue, IssueRefused, Issued};
use crate::store::register::Holder;

/// A request for one credential, its proofs checked.
#[derive(Debug, Clone)]
pub struct CredentialRequest {
    /// Who asks.
    pub enrollment: EnrollmentId,
    /// Region that issues.
    pub region: Region,
    /// Which of the four.
    pub profile: Profile,
    /// Proof of the key it shall be bound to; none at renewal.
    pub key: Option<KeyProof>,
    /// The `DPoP` proof of the request.
    pub proof: SingleUse,
}

/// Why no credential was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CredentialRefused {
    /// The store's decision.
    #[error(transparent)]
    Store(#[from] IssueRefused),
    /// The holder's data don't fit a card of this profile.
    #[error(transparent)]
    Card(#[from] CardRefused),
    /// No card key is in its period.
    #[error("no card key can sign")]
    NoKey,
}

impl Service {
    /// Issues one credential: a tagged `COSE_Sign1`.
    ///
    /// # Errors
    /// [`Failure`]; within it, why there is none.
    pub async fn issue(
        &self,
        request: CredentialRequest,
    ) -> Result<Result<Vec<u8>, CredentialRefused>, Failure> {
        let role = request.profile.key_role();
        let binding = match request.key {
            Some(proof) => {
                let attested = self.attest(&proof, role).await?;
                let KeyProof { key, nonce, .. } = proof;
                Binding::Proved { key, attested, nonce }
            }
            None => Binding::Recorded,
        };
        let decided = self
            .store
            .issue(Issue {
                enrollment: request.enrollment,
                role,
                binding,
                proof: request.proof,
                device_cap: self.config.device_cap,
                card_lifetime: self.config.card_lifetime,
                revocations: self.revocations.current(),
                attestation_required: self.attestation_policy.required,
            })
            .await?;
        if decided.as_ref().is_ok_and(|issued| issued.unbound_others) {
            self.publish_unbinding(request.region).await;
        }
        Ok(decided.map_err(CredentialRefused::from).and_then(|issued| {
            let signed = self.sign(&issued, request.profile)?;
            Ok(signed)
        }))
    }

    fn sign(&self, issued: &Issued, profile: Profile) -> Result<Vec<u8>, CredentialRefused> {
        let key = self.keys.current(issued.region, KeyUse::Card, issued.at);
        let key = key.ok_or(CredentialRefused::NoKey)?;
        let person = person(&issued.holder, issued.card_number);
        let device =
            Device { key: issued.device_key, status: issued.status, functions: issued.functions };
        let terms = Terms {
            lifetime: self.config.card_lifetime,
            max_card_life: self.config.max_card_life,
            max_code_age: self.config.max_code_age,
        };
        let signed =
            card_issuer::issue(&person, profile, &device, &terms, &key.signer(), issued.at)?;
        Ok(signed.to_cose())
    }
}

/// A holder as what signs needs them.
pub(super) fn person(holder: &Holder, card_number: CardNumber) -> Person<'_> {
    Person {
        kind: holder.kind,
        number: &holder.number,
        name: &holder.name,
        card_number,
        grounds: Grounds {
            birth_date: holder.birth_date,
            resident: holder.resident,
            disability: holder.disability,
        },
    }
}
