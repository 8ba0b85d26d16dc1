//! Why what an Android chain says of the key does not do, with a word for each rule.

/// Why what an Android chain says of the key does not do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[cfg_attr(not(feature = "internals"), non_exhaustive)]
pub enum AndroidRefusal {
    /// The key description can't be read.
    #[error("the key description is not in its form")]
    KeyDescriptionForm,
    /// The key was made for another nonce.
    #[error("the key was made for another challenge")]
    Challenge,
    /// Key and attestation are at different levels.
    #[error("the security levels of key and attestation differ")]
    LevelsDiffer,
    /// The key is in software.
    #[error("the key is in software")]
    SoftwareKey,
    /// A level that is not known.
    #[error("the security level is not known")]
    LevelUnknown,
    /// The certificates are of another level than the description says.
    #[error("the certificates are of another security level")]
    LevelOfChain,
    /// The key does not sign, or does more than sign and verify.
    #[error("the key's purposes are not those of a signing key")]
    Purpose,
    /// Not an EC key.
    #[error("the key is not an EC key")]
    Algorithm,
    /// Not of 256 bits.
    #[error("the key has not 256 bits")]
    KeySize,
    /// Not on P-256.
    #[error("the key is not on P-256")]
    Curve,
    /// It can't sign with SHA-256.
    #[error("the key does not sign with SHA-256")]
    Digest,
    /// Software says where the key comes from.
    #[error("the key's origin is in the software's list")]
    OriginInSoftware,
    /// The key was imported or derived, or nobody says where it comes from.
    #[error("the key was not generated in the hardware")]
    Origin,
    /// Software says what the phone booted.
    #[error("the root of trust is in the software's list")]
    RootOfTrustInSoftware,
    /// The identity key takes no password and no biometrics.
    #[error("the hardware demands no authentication by password or biometrics")]
    UserAuthentication,
    /// The identity key needs no authentication.
    #[error("the key needs no authentication")]
    NoAuthentication,
    /// One authentication is good for a while.
    #[error("one authentication is good for more than one signature")]
    AuthenticationTimeout,
    /// The identity key stays usable while the phone is worn.
    #[error("the key may be used while the device is on the body")]
    WhileOnBody,
    /// The everyday key may sign while the phone is locked, and the policy refuses that.
    #[error("the key may be used while the device is locked")]
    UnlockedDevice,
    /// Nothing says what the phone booted.
    #[error("the hardware says nothing of the root of trust")]
    RootOfTrust,
    /// The boot loader is unlocked.
    #[error("the device's boot loader is unlocked")]
    DeviceUnlocked,
    /// Not the maker's system, nor one of the policy's.
    #[error("the device booted a system that is not accepted")]
    BootState,
    /// Nothing says which app made the key.
    #[error("nothing says which app made the key")]
    ApplicationMissing,
    /// What says which app made the key can't be read.
    #[error("what says which app made the key is not in its form")]
    ApplicationForm,
    /// Another app, or several that share the key.
    #[error("the key was made by an app that is not accepted")]
    Application,
    /// The app is signed by somebody else.
    #[error("the app is signed with other keys")]
    ApplicationSignature,
    /// Nothing says how old the system is.
    #[error("nothing says which patches the system has")]
    PatchMissing,
    /// A patch level is not a month.
    #[error("a patch level is not a month")]
    PatchForm,
    /// Patches that are too old.
    #[error("the patches are older than the policy allows")]
    PatchTooOld,
    /// Patches from the future, or the issuer's clock is behind.
    #[error("the patches are of a month that is to come")]
    PatchInFuture,
    /// A factory chain, where the policy takes only remotely provisioned ones.
    #[error("the policy takes only remotely provisioned chains")]
    FactoryChain,
}

impl AndroidRefusal {
    /// The word for it in logs and statistics.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::KeyDescriptionForm => "key_description_form",
            Self::Challenge => "key_challenge",
            Self::LevelsDiffer => "security_levels_differ",
            Self::SoftwareKey => "software_key",
            Self::LevelUnknown => "security_level_unknown",
            Self::LevelOfChain => "security_level_of_chain",
            Self::Purpose => "key_purpose",
            Self::Algorithm => "key_algorithm",
            Self::KeySize => "key_size",
            Self::Curve => "key_curve",
            Self::Digest => "key_digest",
            Self::OriginInSoftware => "key_origin_in_software",
            Self::Origin => "key_origin",
            Self::RootOfTrustInSoftware => "root_of_trust_in_software",
            Self::UserAuthentication => "user_authentication",
            Self::NoAuthentication => "no_authentication",
            Self::AuthenticationTimeout => "authentication_timeout",
            Self::WhileOnBody => "while_on_body",
            Self::UnlockedDevice => "unlocked_device",
            Self::RootOfTrust => "root_of_trust",
            Self::DeviceUnlocked => "device_unlocked",
            Self::BootState => "boot_state",
            Self::ApplicationMissing => "application_missing",
            Self::ApplicationForm => "application_form",
            Self::Application => "application",
            Self::ApplicationSignature => "application_signature",
            Self::PatchMissing => "patch_missing",
            Self::PatchForm => "patch_form",
            Self::PatchTooOld => "patch_too_old",
            Self::PatchInFuture => "patch_in_future",
            Self::FactoryChain => "factory_chain",
        }
    }
}
