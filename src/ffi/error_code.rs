//! What can go wrong, as stable codes, each with what the app should do.

/// What an app should do about an error: the variant of the error, as a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum ErrorAction {
    /// Try again: in a moment, or when there is a network.
    Retry,
    /// Call `refresh` (a wallet) or `sync` (a verifier), then try again.
    Refresh,
    /// Tell the user and let them choose or do something.
    AskUser,
    /// Let the user authenticate, or accept that they chose not to.
    Authenticate,
    /// Enrol again: the card is gone from this phone for good.
    ReEnroll,
    /// Refuse what was given; nothing was signed or sent because of it.
    RejectInput,
    /// Report it: a fault of the app, the issuer or this library.
    Report,
}

macro_rules! codes {
    ($($action:ident { $($(#[$doc:meta])* $variant:ident = $code:literal,)* })*) => {
        /// What went wrong. Later versions may add codes: an app that does not know one goes by the
        /// variant of the error.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, uniffi::Enum)]
        pub enum ErrorCode {
            $($($(#[$doc])* $variant,)*)*
        }

        impl ErrorCode {
            /// All codes.
            #[cfg(test)]
            pub const ALL: &'static [Self] = &[$($(Self::$variant,)*)*];

            /// The stable code, upper case with underscores.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $($(Self::$variant => $code,)*)* }
            }

            /// What to do about it.
            #[must_use]
            pub const fn action(self) -> ErrorAction {
                match self { $($(Self::$variant => ErrorAction::$action,)*)* }
            }
        }
    };
}

codes! {
    Retry {
        /// No connection, or it broke.
        NetworkUnreachable = "NETWORK_UNREACHABLE",
        /// The server did not answer in time.
        NetworkTimeout = "NETWORK_TIMEOUT",
        /// The issuer has too much to do, or a fault.
        IssuerBusy = "ISSUER_BUSY",
        /// Another exchange of this wallet is under way.
        InProgress = "IN_PROGRESS",
        /// More codes were made than seconds have passed.
        TooManyCodes = "TOO_MANY_CODES",
        /// The record of what was signed was lost, or is an old copy: wait as long as the error says.
        RecordLost = "RECORD_LOST",
        /// The key store can't do it now, or at all; the reason says why.
        KeyStoreUnavailable = "KEY_STORE_UNAVAILABLE",
        /// The platform's keychain did not answer.
        SecretStoreUnavailable = "SECRET_STORE_UNAVAILABLE",
        /// Another process, or another wallet in this one, has the directory open.
        InUse = "IN_USE",
    }
    Refresh {
        /// There is no current trust list.
        TrustMissing = "TRUST_MISSING",
        /// There is no catalogue.
        CatalogueMissing = "CATALOGUE_MISSING",
        /// The catalogue is past its end.
        CatalogueExpired = "CATALOGUE_EXPIRED",
        /// The card ran out.
        CardExpired = "CARD_EXPIRED",
        /// The card was issued longer ago than the scene takes.
        CardNotFresh = "CARD_NOT_FRESH",
    }
    AskUser {
        /// The offer needs the transaction code that the holder was given.
        TxCodeNeeded = "TX_CODE_NEEDED",
        /// The transaction code is wrong.
        TxCodeWrong = "TX_CODE_WRONG",
        /// The offer was used, has expired, or was tried too often.
        OfferDead = "OFFER_DEAD",
        /// The issuer will not issue, and says no more.
        IssuerRefused = "ISSUER_REFUSED",
        /// The card is suspended (lost or locked).
        CardSuspended = "CARD_SUSPENDED",
        /// The card is not enabled yet.
        CardNotActive = "CARD_NOT_ACTIVE",
        /// The card is on as many devices as it may be.
        DeviceLimit = "DEVICE_LIMIT",
        /// There are as many cards on this phone as there may be.
        TooManyCards = "TOO_MANY_CARDS",
        /// The phone's storage is full, or can't be written.
        StorageFull = "STORAGE_FULL",
        /// The phone's clock is wrong.
        ClockWrong = "CLOCK_WRONG",
        /// No catalogue has this scene, or it is switched off.
        SceneUnknown = "SCENE_UNKNOWN",
        /// This phone has no card of a profile that the scene takes.
        NoProfile = "NO_PROFILE",
        /// A function that the scene needs is not loaded.
        FunctionNotLoaded = "FUNCTION_NOT_LOADED",
        /// The issue level is under the scene's.
        LevelTooLow = "LEVEL_TOO_LOW",
        /// This phone protects its keys less than the scene asks.
        KeyProtectionTooLow = "KEY_PROTECTION_TOO_LOW",
        /// A relative's card, and the scene refuses those.
        DelegatedNotAllowed = "DELEGATED_NOT_ALLOWED",
        /// None of the answers that the scene asks for is yes.
        NotEntitled = "NOT_ENTITLED",
        /// The scene does not take cards of this region.
        RegionNotEligible = "REGION_NOT_ELIGIBLE",
        /// The venue is across the border, and the scene or the profile does not go there.
        CrossBorderNotAllowed = "CROSS_BORDER_NOT_ALLOWED",
        /// The scene takes only answers to a venue's request: scan that first.
        RequestNeeded = "REQUEST_NEEDED",
        /// The request is past its end: let the venue show a new one.
        RequestExpired = "REQUEST_EXPIRED",
        /// The request was answered before.
        RequestAnswered = "REQUEST_ANSWERED",
        /// The answer would tell the venue something else than was shown: read the request again.
        DisclosureChanged = "DISCLOSURE_CHANGED",
    }
    Authenticate {
        /// The user has to authenticate first.
        UserNotAuthenticated = "USER_NOT_AUTHENTICATED",
        /// The user said no.
        UserCancelled = "USER_CANCELLED",
    }
    ReEnroll {
        /// Biometrics or screen lock changed, and the keys died with that.
        KeyInvalidated = "KEY_INVALIDATED",
        /// The keys are not on this phone.
        KeyMissing = "KEY_MISSING",
        /// The data came back from a backup, the key to them did not.
        VaultKeyLost = "VAULT_KEY_LOST",
        /// The data were changed, or the disk failed.
        VaultDamaged = "VAULT_DAMAGED",
        /// The issuer revoked the card for good.
        CardRevoked = "CARD_REVOKED",
        /// The card was replaced.
        CardReplaced = "CARD_REPLACED",
        /// The card was cancelled.
        CardCancelled = "CARD_CANCELLED",
        /// The issuer does not know this wallet any more, or unbound this phone.
        AccessLost = "ACCESS_LOST",
    }
    RejectInput {
        /// Not an offer, or not one for a card of this SDK.
        OfferRefused = "OFFER_REFUSED",
        /// The trust list does not name the issuer.
        IssuerNotTrusted = "ISSUER_NOT_TRUSTED",
        /// Not a venue's request, or one that must not be shown.
        RequestRefused = "REQUEST_REFUSED",
        /// No city vouches for the venue: it may be a fraud.
        VenueUnknown = "VENUE_UNKNOWN",
        /// The venue's card is forged: it may be a fraud.
        VenueForged = "VENUE_FORGED",
        /// The venue's card is not valid now.
        VenueExpired = "VENUE_EXPIRED",
        /// The request is forged: it may be a fraud.
        RequestForged = "REQUEST_FORGED",
        /// The venue may not ask for this scene.
        SceneNotGranted = "SCENE_NOT_GRANTED",
        /// No such card on this phone.
        NoSuchCard = "NO_SUCH_CARD",
        /// The card is not on that device.
        UnknownDevice = "UNKNOWN_DEVICE",
        /// Not a bundle of lists.
        BundleRefused = "BUNDLE_REFUSED",
        /// Not a venue card, or not the one of this gate's key.
        VenueCardRefused = "VENUE_CARD_REFUSED",
        /// The venue card is not valid now, or not proved by the trust list.
        VenueCardNotProved = "VENUE_CARD_NOT_PROVED",
        /// Purpose, amount or life of a request is out of its range.
        QuestionRefused = "QUESTION_REFUSED",
        /// As many requests are open as there may be.
        TooManyRequests = "TOO_MANY_REQUESTS",
        /// Not a public key of P-256 as a JWK.
        KeyRefused = "KEY_REFUSED",
        /// Not six digits.
        RegionRefused = "REGION_REFUSED",
        /// A gate is set up to remember more acceptances than can be read back.
        CapacityRefused = "CAPACITY_REFUSED",
        /// Not an address that this wallet speaks to.
        AddressRefused = "ADDRESS_REFUSED",
        /// Not a nickname: empty, longer than 20 characters, or with what can't be shown.
        NicknameRefused = "NICKNAME_REFUSED",
        /// Not the name of an account.
        AccountRefused = "ACCOUNT_REFUSED",
        /// What is to be issued breaks a rule of the protocol.
        IssueRefused = "ISSUE_REFUSED",
    }
    Report {
        /// The issuer's answer is not what the protocol says.
        IssuerAnswer = "ISSUER_ANSWER",
        /// A credential is not the one that was asked for; nothing of it was kept.
        CredentialRefused = "CREDENTIAL_REFUSED",
        /// A trust list, catalogue or status list was refused; the one held stays.
        DocumentRefused = "DOCUMENT_REFUSED",
        /// A sandbox's trust list, and this wallet is not one.
        SandboxRefused = "SANDBOX_REFUSED",
        /// The server redirected or answered more than was asked for.
        HttpRefused = "HTTP_REFUSED",
        /// Files can't be reached.
        StorageFailed = "STORAGE_FAILED",
        /// No HTTP client was given, and this build has none of its own.
        NoHttpClient = "NO_HTTP_CLIENT",
        /// The system gives no randomness.
        NoRandomness = "NO_RANDOMNESS",
        /// A fault of this library.
        Internal = "INTERNAL",
    }
}
