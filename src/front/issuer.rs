//! An authority's side: signs cards, venue cards and the published documents, after the checks that
//! their readers make.

pub use crate::issuance::answers::Grounds;
pub use crate::issuance::attestation::{
    AndroidApp, AndroidPolicy, AndroidRefusal, AppAttestPolicy, AppAttestRefusal, AppProvider,
    AttestationPolicy, AuthorityList, AuthorityListError, ChainRefusal, Evidence, Fingerprint,
    FingerprintError, HUAWEI_LIST, HuksApp, HuksPolicy, HuksRefusal, Judgment, KeptAttestation,
    KnownAppAttestKey, Note, ProviderRefusal, Question, Refusal, Revocations, RevocationsError,
    RootCertificate, RootCertificateError, Scheme, Serial, SerialError, Unlocked, judge, level_now,
};
pub use crate::issuance::card_issuer::{CardRefused, Device, Terms, issue as issue_card};
pub use crate::issuance::catalogue_publisher::{CatalogueRefused, publish as publish_catalogue};
pub use crate::issuance::person::{Person, PersonRefused};
pub use crate::issuance::status_publisher::{
    ListTerms, StatusRefused, publish as publish_status_list,
};
pub use crate::issuance::trust_publisher::{
    PublishedTrust, TrustRefused, publish as publish_trust_list,
};
pub use crate::issuance::venue_issuer::{Venue, issue as issue_venue_card};
pub use crate::wire::app_attest::AppAttest;
