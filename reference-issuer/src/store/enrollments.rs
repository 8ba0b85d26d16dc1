//! Enrolments: one card on one device, what is issued for it, and its end.

use std::sync::Arc;

use essc::base::time::UnixTime;
use essc::crypto::PublicKey;
use essc::crypto::digest::Sha256;
use essc::issuance::attestation::{KeptAttestation, KnownAppAttestKey, Revocations, Serial};
use essc::model::card::StatusIndex;
use essc::model::functions::Functions;
use essc::model::identifiers::CardNumber;
use essc::model::profile::KeyRole;
use essc::model::region::Region;

use super::register::Holder;
use super::{Answer, SingleUse};
use crate::store::grants::NotIssuable;

/// Identifies an enrolment within the store.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct EnrollmentId(pub i64);

/// Whom an access token speaks for.
#[derive(Debug, Clone, Copy)]
pub struct Session {
    /// The enrolment.
    pub enrollment: EnrollmentId,
    /// The region that issued the token.
    pub region: Region,
    /// Thumbprint of the key the token is bound to, the everyday key's.
    pub thumbprint: Sha256,
    /// The everyday key.
    pub everyday_key: PublicKey,
    /// End of the token.
    pub expires: UnixTime,
}

/// What came of the evidence about where a key lives.
#[derive(Debug, Clone)]
pub enum Attested {
    /// None was sent.
    NotAtAll,
    /// It was refused.
    Refused {
        /// By the word for it in the protocol.
        reason: &'static str,
    },
    /// It counts.
    Proved(Box<ProvedProtection>),
}

/// What was proved of where a key lives.
#[derive(Debug, Clone)]
pub struct ProvedProtection {
    /// What is kept of it.
    pub kept: KeptAttestation,
    /// The remotely provisioned certificate that vouches for the key, which is of one phone; none where
    /// there is none.
    pub provisioned: Option<Serial>,
    /// The App Attest key that vouches for it.
    pub app_attest: Option<ProvedAppAttest>,
}

/// An App Attest key that has just vouched for a device key.
#[derive(Debug, Clone)]
pub struct ProvedAppAttest {
    /// Its identifier.
    pub key_id: [u8; 32],
    /// What is known of it, with the counter of this time.
    pub known: KnownAppAttestKey,
}

/// What a credential is bound to.
#[derive(Debug, Clone)]
pub enum Binding {
    /// A key whose proof was verified; its nonce is used up in this transaction.
    Proved {
        /// The key.
        key: PublicKey,
        /// What the issuer could verify of where it lives; counts with the first credential of the key.
        attested: Attested,
        /// The nonce of the proof.
        nonce: SingleUse,
    },
    /// The key recorded at enrolment, and no other.
    Recorded,
}

/// A request to issue one credential.
#[derive(Debug, Clone)]
pub struct Issue {
    /// The enrolment.
    pub enrollment: EnrollmentId,
    /// Which of the two keys it is for.
    pub role: KeyRole,
    /// What it is bound to.
    pub binding: Binding,
    /// The `jti` of the request's `DPoP` proof.
    pub proof: SingleUse,
    /// Most devices of one card.
    pub device_cap: u32,
    /// How long a card lives that is issued now, in seconds.
    pub card_lifetime: u64,
    /// By which what was proved of the key is looked at again.
    pub revocations: Arc<Revocations>,
    /// Whether a key that is new here has to be proved to be in secure hardware.
    pub attestation_required: bool,
}

/// All that a credential says, as it stood in the transaction that let it be issued.
#[derive(Debug, Clone)]
pub struct Issued {
    /// Issue time. Later than every status list of the region published before.
    pub at: UnixTime,
    /// Issuing region.
    pub region: Region,
    /// The person.
    pub holder: Holder,
    /// The card number.
    pub card_number: CardNumber,
    /// Functions, with the protection of the key as it may be stated now.
    pub functions: Functions,
    /// The key the credential is bound to.
    pub device_key: PublicKey,
    /// Where its state is listed.
    pub status: StatusIndex,
    /// Whether other devices were unbound to make room: the next status list revokes them.
    pub unbound_others: bool,
}

/// Why no credential is issued.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum IssueRefused {
    /// The `DPoP` proof was used before.
    #[error("the proof was used before")]
    ProofReused,
    /// The nonce was used before.
    #[error("the nonce was used before")]
    NonceUsed,
    /// The card's state forbids it.
    #[error(transparent)]
    Card(#[from] NotIssuable),
    /// The device was unbound.
    #[error("the device was unbound")]
    Unbound,
    /// The card has as many devices as it may.
    #[error("the card has as many devices as it may")]
    DeviceCap,
    /// Another key than the recorded one.
    #[error("another key than the recorded one")]
    OtherKey,
    /// The key is new here, has to be proved to be in secure hardware, and is not.
    #[error("the key is not proved to be in secure hardware")]
    NotAttested,
    /// A renewal before anything was issued for this key.
    #[error("nothing was issued for this key yet")]
    NothingToRenew,
    /// The region has given out every status index it can have.
    #[error("no status index is left")]
    IndexesUsedUp,
}

/// Operations on enrolments.
pub trait Enrollments: Send + Sync {
    /// Whom an access token speaks for; none when it is unknown. The caller looks at the expiry.
    fn session(&self, access: Sha256) -> Answer<'_, Option<Session>>;

    /// What is known of an App Attest key, if it has vouched for a key here.
    fn app_attest_key(&self, key_id: [u8; 32]) -> Answer<'_, Option<KnownAppAttestKey>>;

    /// Lets one credential be issued: uses up proof and nonce, looks at the card's state, records
    /// the key and gives it a status index the first time. What comes back may be signed.
    fn issue(&self, request: Issue) -> Answer<'_, Result<Issued, IssueRefused>>;
}
