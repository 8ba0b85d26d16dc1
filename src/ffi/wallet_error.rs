//! What a wallet's errors are to an app.

use std::time::Duration;

use crate::ffi::error::EsscError;
use crate::ffi::error_code::ErrorCode as C;
use crate::holder::{
    Ineligible, IssuanceError, ReEnrollReason, Refusal, RequestFault, SceneFault, VaultError,
    WalletError,
};
use crate::ports::http::HttpError;
use crate::ports::key_store::KeyStoreError;
use crate::trust;

impl From<WalletError> for EsscError {
    fn from(error: WalletError) -> Self {
        let made = Self::with(code_of(&error), &error);
        match (made, error) {
            (
                Self::Retry { code, reason, .. },
                WalletError::Issuance(IssuanceError::Busy { retry_after_s }),
            ) => Self::Retry { code, reason, retry_after: retry_after_s.map(seconds) },
            (Self::Retry { code, reason, .. }, WalletError::RecordLost { wait_s, .. }) => {
                Self::Retry { code, reason, retry_after: Some(seconds(wait_s)) }
            }
            (made, _) => made,
        }
    }
}

impl From<IssuanceError> for EsscError {
    fn from(error: IssuanceError) -> Self {
        WalletError::from(error).into()
    }
}

fn seconds(count: u32) -> Duration {
    Duration::from_secs(count.into())
}

fn code_of(error: &WalletError) -> C {
    match error {
        WalletError::Vault(fault) => vault(fault),
        WalletError::Issuance(fault) => issuance(fault),
        WalletError::Document(trust::Refusal::Test) => C::SandboxRefused,
        WalletError::Document(_) => C::DocumentRefused,
        WalletError::ClockWrong => C::ClockWrong,
        WalletError::TrustMissing => C::TrustMissing,
        WalletError::TrustAddress => C::AddressRefused,
        WalletError::NeedsReEnrollment { why } => re_enroll(*why),
        WalletError::InProgress => C::InProgress,
        WalletError::NoSuchCard => C::NoSuchCard,
        WalletError::TooManyCards => C::TooManyCards,
        WalletError::Nickname(_) => C::NicknameRefused,
        WalletError::Key(fault) => key(fault),
        WalletError::Scene(SceneFault::CatalogueMissing) => C::CatalogueMissing,
        WalletError::Scene(SceneFault::CatalogueExpired) => C::CatalogueExpired,
        WalletError::Scene(SceneFault::Unknown(_)) => C::SceneUnknown,
        WalletError::Ineligible(fault) => ineligible(*fault),
        WalletError::RequestNeeded => C::RequestNeeded,
        WalletError::Request(fault) => request(fault),
        WalletError::TooManyCodes => C::TooManyCodes,
        WalletError::RecordLost { .. } => C::RecordLost,
        WalletError::Qr(_) => C::Internal,
        WalletError::Random(_) => C::NoRandomness,
    }
}

const fn vault(fault: &VaultError) -> C {
    match fault {
        VaultError::InUse => C::InUse,
        VaultError::Account => C::AccountRefused,
        VaultError::Full | VaultError::ReadOnly => C::StorageFull,
        VaultError::Files { .. } => C::StorageFailed,
        VaultError::Key(_) => C::SecretStoreUnavailable,
        VaultError::Random(_) => C::NoRandomness,
        VaultError::TooLarge => C::Internal,
    }
}

const fn issuance(fault: &IssuanceError) -> C {
    match fault {
        IssuanceError::Offline(fault) => http(fault),
        IssuanceError::InPlace(what) if what.is_of_the_network() => C::NetworkUnreachable,
        IssuanceError::InPlace(_) => C::DocumentRefused,
        IssuanceError::Busy { .. } => C::IssuerBusy,
        IssuanceError::Offer(_) => C::OfferRefused,
        IssuanceError::IssuerNotTrusted => C::IssuerNotTrusted,
        IssuanceError::TxCodeNeeded { .. } => C::TxCodeNeeded,
        IssuanceError::TxCodeWrong | IssuanceError::TxCodeOrOffer => C::TxCodeWrong,
        IssuanceError::OfferDead => C::OfferDead,
        IssuanceError::Refused(refusal) => refused(*refusal),
        IssuanceError::AccessLost => C::AccessLost,
        IssuanceError::Answer(_) => C::IssuerAnswer,
        IssuanceError::Credential(_) => C::CredentialRefused,
        IssuanceError::Key(fault) => key(fault),
        IssuanceError::Random(_) => C::NoRandomness,
    }
}

const fn http(fault: &HttpError) -> C {
    match fault {
        HttpError::Unreachable => C::NetworkUnreachable,
        HttpError::Timeout => C::NetworkTimeout,
        HttpError::TooLarge { .. } | HttpError::Redirected => C::HttpRefused,
        HttpError::Url => C::AddressRefused,
    }
}

const fn refused(refusal: Refusal) -> C {
    match refusal {
        Refusal::Suspended => C::CardSuspended,
        Refusal::NotActive => C::CardNotActive,
        Refusal::Replaced => C::CardReplaced,
        Refusal::Cancelled => C::CardCancelled,
        Refusal::DeviceLimit => C::DeviceLimit,
        Refusal::Unbound => C::AccessLost,
        Refusal::UnknownDevice => C::UnknownDevice,
        Refusal::NothingToRenew => C::AccessLost,
        Refusal::NameTooLong
        | Refusal::PersonNotSupported
        | Refusal::IdentityKeyNeeded
        | Refusal::KeyNotAttested
        | Refusal::Unspecified => C::IssuerRefused,
        Refusal::UnknownCard | Refusal::OtherKey | Refusal::RegionFull => C::IssuerAnswer,
    }
}

const fn key(fault: &KeyStoreError) -> C {
    match fault {
        KeyStoreError::Invalidated => C::KeyInvalidated,
        KeyStoreError::UserNotAuthenticated => C::UserNotAuthenticated,
        KeyStoreError::Cancelled => C::UserCancelled,
        KeyStoreError::NotFound => C::KeyMissing,
        KeyStoreError::Unavailable { .. } => C::KeyStoreUnavailable,
    }
}

/// The code of what makes a card need enrolling again.
pub(crate) const fn re_enroll(why: ReEnrollReason) -> C {
    match why {
        ReEnrollReason::KeyInvalidated => C::KeyInvalidated,
        ReEnrollReason::VaultKeyLost => C::VaultKeyLost,
        ReEnrollReason::VaultDamaged => C::VaultDamaged,
        ReEnrollReason::Revoked => C::CardRevoked,
        ReEnrollReason::AccessLost => C::AccessLost,
    }
}

/// The code of what makes a scene refuse a card.
pub(crate) const fn ineligible(fault: Ineligible) -> C {
    match fault {
        Ineligible::NotYetValid => C::ClockWrong,
        Ineligible::Expired => C::CardExpired,
        Ineligible::Suspended => C::CardSuspended,
        Ineligible::NoProfile => C::NoProfile,
        Ineligible::FunctionNotLoaded { .. } => C::FunctionNotLoaded,
        Ineligible::LevelTooLow => C::LevelTooLow,
        Ineligible::KeyProtectionTooLow => C::KeyProtectionTooLow,
        Ineligible::DelegatedNotAllowed => C::DelegatedNotAllowed,
        Ineligible::NotEntitled => C::NotEntitled,
        Ineligible::RegionNotEligible => C::RegionNotEligible,
        Ineligible::CrossBorderNotAllowed => C::CrossBorderNotAllowed,
        Ineligible::NotFresh => C::CardNotFresh,
    }
}

const fn request(fault: &RequestFault) -> C {
    match fault {
        RequestFault::Form(_) => C::RequestRefused,
        RequestFault::VenueUnknown => C::VenueUnknown,
        RequestFault::VenueForged => C::VenueForged,
        RequestFault::VenueExpired => C::VenueExpired,
        RequestFault::Forged => C::RequestForged,
        RequestFault::SceneNotGranted => C::SceneNotGranted,
        RequestFault::Expired => C::RequestExpired,
        RequestFault::FromFuture => C::ClockWrong,
        RequestFault::Answered => C::RequestAnswered,
        RequestFault::Changed => C::DisclosureChanged,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::in_place::InPlace;

    #[test]
    fn a_wait_for_a_record_that_was_lost_says_how_long() {
        let until = crate::base::time::UnixTime::from_secs(1_800_000_000);
        let error = EsscError::from(WalletError::RecordLost { until, wait_s: 140 });
        let expected = (C::RecordLost, Some(Duration::from_secs(140)));
        let EsscError::Retry { code, retry_after, .. } = error else { panic!("{error:?}") };
        assert_eq!((code, retry_after), expected);
    }

    #[test]
    fn what_a_network_does_to_an_answer_is_its_fault_and_all_else_is_to_be_reported() {
        for (what, expected) in [
            (InPlace::Nothing, C::NetworkUnreachable),
            (InPlace::WebPage, C::NetworkUnreachable),
            (InPlace::Cut, C::NetworkUnreachable),
            (InPlace::Json, C::DocumentRefused),
            (InPlace::ByteOrderMark, C::DocumentRefused),
            (InPlace::Utf16, C::DocumentRefused),
            (InPlace::Gzip, C::DocumentRefused),
        ] {
            assert_eq!(issuance(&IssuanceError::InPlace(what)), expected, "{what:?}");
        }
    }
}
