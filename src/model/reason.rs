//! Why a code was refused: stable codes in the order the protocol judges them (protocol §6).

use std::fmt;

use serde::{Deserialize, Serialize};

/// The part of verification a reason belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(not(feature = "internals"), non_exhaustive)]
pub enum Stage {
    /// Is it what it says it is? The first reason stands alone.
    Authenticity,
    /// May it be used here and now? Every reason is given.
    Policy,
    /// Was it used before? Asked only when there is no reason yet.
    Replay,
}

macro_rules! reasons {
    ($($stage:ident { $($(#[$doc:meta])* $variant:ident = $code:literal,)* })*) => {
        /// One reason. The variants stand in the order in which they are judged and reported.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "ffi", derive(uniffi::Enum))]
        #[cfg_attr(not(feature = "internals"), non_exhaustive)]
        pub enum Reason {
            $($($(#[$doc])* #[serde(rename = $code)] $variant,)*)*
        }

        impl Reason {
            /// All reasons, in order.
            pub const ALL: &'static [Self] = &[$($(Self::$variant,)*)*];

            /// The stable code, upper case with underscores.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self { $($(Self::$variant => $code,)*)* }
            }

            /// The part of verification it belongs to.
            #[must_use]
            pub const fn stage(self) -> Stage {
                match self { $($(Self::$variant => Stage::$stage,)*)* }
            }
        }
    };
}

reasons! {
    Authenticity {
        /// No well-formed code was read: scan again. Neither accepted nor rejected.
        Unreadable = "UNREADABLE",
        /// A well-formed code of a version, suite or flag this verifier does not know.
        UnsupportedVersion = "UNSUPPORTED_VERSION",
        /// This verifier's clock stands before what it has already seen signed.
        ClockUntrusted = "CLOCK_UNTRUSTED",
        /// There is no trust list.
        TrustMissing = "TRUST_MISSING",
        /// The trust list is past its end.
        TrustExpired = "TRUST_EXPIRED",
        /// The trust list knows no card key of this `kid`.
        IssuerUnknown = "ISSUER_UNKNOWN",
        /// Now is outside the period of the issuer's key.
        IssuerKeyOutOfPeriod = "ISSUER_KEY_OUT_OF_PERIOD",
        /// The issuer's key is compromised; nothing it signed counts.
        IssuerKeyCompromised = "ISSUER_KEY_COMPROMISED",
        /// The issuer's signature does not fit the card.
        CardForged = "CARD_FORGED",
        /// The code answers a request, and none of this verifier's fits.
        ChallengeMismatch = "CHALLENGE_MISMATCH",
        /// The device's signature does not fit the code.
        CodeForged = "CODE_FORGED",
    }
    Policy {
        /// Now is before the card's start.
        CardNotYetValid = "CARD_NOT_YET_VALID",
        /// Now is at or past the card's end.
        CardExpired = "CARD_EXPIRED",
        /// The card lives longer than its issuer's key or the root allows.
        CardOverlong = "CARD_OVERLONG",
        /// The code is as old as its limit, or older.
        CodeExpired = "CODE_EXPIRED",
        /// The code was made more than 15 s after now.
        CodeFromFuture = "CODE_FROM_FUTURE",
        /// No status list, and the card is not young enough to stand alone.
        StatusMissing = "STATUS_MISSING",
        /// Status list and card are both older than the scene takes.
        StatusStale = "STATUS_STALE",
        /// The card is suspended (lost or locked).
        CardSuspended = "CARD_SUSPENDED",
        /// The list says this index was never given out.
        CardUnlisted = "CARD_UNLISTED",
        /// The card is revoked, for good.
        CardRevoked = "CARD_REVOKED",
        /// There is no catalogue.
        CatalogueMissing = "CATALOGUE_MISSING",
        /// The catalogue is past its end.
        CatalogueExpired = "CATALOGUE_EXPIRED",
        /// The catalogue has no such scene, or has it switched off.
        SceneUnknown = "SCENE_UNKNOWN",
        /// The code was made for another scene.
        SceneMismatch = "SCENE_MISMATCH",
        /// The scene does not take this profile.
        ProfileMismatch = "PROFILE_MISMATCH",
        /// A function that the scene needs is not loaded.
        FunctionNotLoaded = "FUNCTION_NOT_LOADED",
        /// The issue level is under the scene's.
        LevelTooLow = "LEVEL_TOO_LOW",
        /// The key protection is under the scene's.
        KeyProtectionTooLow = "KEY_PROTECTION_TOO_LOW",
        /// A delegated (family) card, and the scene refuses those.
        DelegatedNotAllowed = "DELEGATED_NOT_ALLOWED",
        /// None of the answers that the scene asks for is yes.
        NotEntitled = "NOT_ENTITLED",
        /// The issuing region is not among the scene's.
        RegionNotEligible = "REGION_NOT_ELIGIBLE",
        /// A venue across the border, and the scene or the profile does not go there.
        CrossBorderNotAllowed = "CROSS_BORDER_NOT_ALLOWED",
        /// The card was issued longer ago than the scene takes.
        CardNotFresh = "CARD_NOT_FRESH",
        /// The scene needs an answer to a request, and this is a plain code.
        ChallengeMissing = "CHALLENGE_MISSING",
    }
    Replay {
        /// This code, or this card, was accepted before.
        Replayed = "REPLAYED",
        /// Too many live codes of this card, or of all, are remembered.
        ReplayGuardFull = "REPLAY_GUARD_FULL",
        /// The code may be older than this verifier's memory: wait for the next one.
        ReplayGuardCold = "REPLAY_GUARD_COLD",
        /// The shared memory of a venue's gates is away, and policy says refuse.
        ReplayGuardUnavailable = "REPLAY_GUARD_UNAVAILABLE",
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_order_of_the_reasons_is_the_order_of_their_stages() {
        assert!(Reason::ALL.is_sorted());
        assert!(Reason::ALL.is_sorted_by_key(|r| r.stage()));
        assert_eq!(Reason::ALL.len(), 39);
    }

    #[test]
    fn codes_and_json_are_the_same_word() {
        for reason in Reason::ALL {
            let json = serde_json::to_string(reason).expect("json");
            assert_eq!(json, format!("\"{}\"", reason.code()));
        }
    }
}
