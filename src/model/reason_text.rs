//! What to tell people: one short text in Chinese and in English for every reason, outcome and
//! freshness.
//!
//! A reason's text is for the person at the gate: what is wrong in a few words, then what to do next.
//! It never says that an electronic card counts less than a plastic one, and never blames a holder
//! for a verifier's missing data.

use crate::model::localized::Language;
use crate::model::reason::Reason;
use crate::model::verdict::{Freshness, Outcome};

/// Most Unicode scalars of a Chinese text: two lines of a gate's screen.
pub const MAX_ZH: usize = 60;

/// Most Unicode scalars of an English text.
pub const MAX_EN: usize = 120;

/// Both languages of one text, Chinese first.
type Pair = (&'static str, &'static str);

const fn pick((zh, en): Pair, language: Language) -> &'static str {
    match language {
        Language::Zh => zh,
        Language::En => en,
    }
}

impl Reason {
    /// What is wrong and what to do next, in at most 60 (Chinese) or 120 (English) characters.
    #[must_use]
    pub const fn text(self, language: Language) -> &'static str {
        pick(reason(self), language)
    }
}

impl Outcome {
    /// The outcome in a word or two.
    #[must_use]
    pub const fn text(self, language: Language) -> &'static str {
        let pair = match self {
            Self::Accepted => ("通过", "Accepted"),
            Self::Rejected => ("不通过", "Not accepted"),
            Self::Unreadable => ("未读到码", "No code read"),
        };
        pick(pair, language)
    }
}

impl Freshness {
    /// How fresh the evidence is, in a word or two.
    #[must_use]
    pub const fn text(self, language: Language) -> &'static str {
        let pair = match self {
            Self::Fresh => ("最新", "up to date"),
            Self::Stale => ("偏旧", "getting old"),
            Self::Expired => ("已过期", "out of date"),
        };
        pick(pair, language)
    }
}

const fn reason(reason: Reason) -> Pair {
    match reason {
        Reason::Unreadable => ("没有读到有效的码，请重新扫码。", "No readable code. Scan again."),
        Reason::UnsupportedVersion => (
            "本机不认识这个版本的码，请升级核验设备。",
            "This verifier does not know this version of code. Update the verifier.",
        ),
        Reason::ClockUntrusted => (
            "核验设备时间不对，请校准后联网同步。",
            "This verifier's clock is behind. Set it, then sync.",
        ),
        Reason::TrustMissing => (
            "核验设备尚无信任列表，请先联网同步。",
            "This verifier has no trust list yet. Sync it first.",
        ),
        Reason::TrustExpired => (
            "核验设备的信任列表已过期，请联网同步。",
            "This verifier's trust list has expired. Sync it.",
        ),
        Reason::IssuerUnknown => (
            "信任列表中没有这个发卡机构，请同步后再试。",
            "The trust list does not name this issuer. Sync and try again.",
        ),
        Reason::IssuerKeyOutOfPeriod => (
            "发卡机构的密钥不在使用期内，请持卡人联网更新电子社保卡。",
            "The issuer's key is outside its period. Ask the holder to refresh the card online.",
        ),
        Reason::IssuerKeyCompromised => (
            "发卡机构的密钥已停用，请持卡人联网更新电子社保卡。",
            "The issuer's key was withdrawn. Ask the holder to refresh the card online.",
        ),
        Reason::CardForged => (
            "卡的签名不符，请改用实体卡或到柜台办理。",
            "The card's signature does not match. Use the physical card or go to a counter.",
        ),
        Reason::ChallengeMismatch => (
            "这个码回答的是别处或先前的请求，请重新扫描本处的请求。",
            "This code answers another request. Scan this venue's request and try again.",
        ),
        Reason::CodeForged => (
            "码的签名不符，请在本人手机上重新亮码。",
            "The code's signature does not match. Show a new code on the holder's own phone.",
        ),
        Reason::CardNotYetValid => (
            "卡的有效期尚未开始，请检查设备时间。",
            "The card's validity has not begun. Check this verifier's clock.",
        ),
        Reason::CardExpired => (
            "电子社保卡授权已到期，请持卡人联网更新。",
            "The card's authorisation has ended. Ask the holder to refresh it online.",
        ),
        Reason::CardOverlong => (
            "卡的有效期超出规定，请持卡人联网更新。",
            "The card's validity is longer than allowed. Ask the holder to refresh it.",
        ),
        Reason::CodeExpired => {
            ("码已过时，请刷新后出示新码。", "The code is too old. Show a new one.")
        }
        Reason::CodeFromFuture => (
            "码的时间超前，请校准手机时间后重新亮码。",
            "The code is dated ahead. Set the phone's clock and show a new code.",
        ),
        Reason::StatusMissing => (
            "本机没有该卡的状态名单，请同步，或请持卡人联网更新后再试。",
            "No status list for this card. Sync, or ask the holder to refresh the card and try again.",
        ),
        Reason::StatusStale => (
            "状态名单太旧，请同步，或请持卡人联网更新后再试。",
            "The status list is too old. Sync, or ask the holder to refresh the card and try again.",
        ),
        Reason::CardSuspended => (
            "卡已挂失或锁定。如已找回，请先解挂。",
            "The card is reported lost or locked. If it was found, release it first.",
        ),
        Reason::CardUnlisted => (
            "发卡机构没有这张卡的记录，请改用实体卡或到柜台办理。",
            "The issuer has no such card on record. Use the physical card or go to a counter.",
        ),
        Reason::CardRevoked => (
            "这个电子社保卡已注销、补换或解除关联，请重新领取。",
            "This electronic card was cancelled, replaced or unbound. Enrol again.",
        ),
        Reason::CatalogueMissing => (
            "核验设备尚无应用目录，请先联网同步。",
            "This verifier has no catalogue yet. Sync it first.",
        ),
        Reason::CatalogueExpired => (
            "核验设备的应用目录已过期，请联网同步。",
            "This verifier's catalogue has expired. Sync it.",
        ),
        Reason::SceneUnknown => (
            "应用目录没有或未启用本场景，请检查设备设置。",
            "The catalogue does not have this scene switched on. Check the verifier's settings.",
        ),
        Reason::SceneMismatch => (
            "这个码用于其他场景，请在手机上选择本场景。",
            "The code was made for another scene. Choose this scene on the phone.",
        ),
        Reason::ProfileMismatch => (
            "出示的信息种类与本场景不符，请在手机上重新选择场景。",
            "This scene takes another kind of code. Choose this scene on the phone.",
        ),
        Reason::FunctionNotLoaded => (
            "卡未加载本场景所需功能，请先在 App 或柜台开通。",
            "The card lacks a function that this scene needs. Load it in the app or at a counter.",
        ),
        Reason::LevelTooLow => (
            "签发等级不够，请在 App 中提升等级。",
            "The issue level is too low. Raise it in the app.",
        ),
        Reason::KeyProtectionTooLow => (
            "手机密钥保护不够，请改用实体卡或其他手机。",
            "This phone's key protection is too low here. Use the physical card or another phone.",
        ),
        Reason::DelegatedNotAllowed => (
            "本场景不能使用亲情卡，请持卡人本人出示。",
            "Family cards can't be used here. The holder must present the card in person.",
        ),
        Reason::NotEntitled => (
            "卡上没有本处优待所需的资格，请按普通方式办理。",
            "The card does not show an entitlement for this offer. Use the ordinary service.",
        ),
        Reason::RegionNotEligible => {
            ("本场景不适用于该发卡地区。", "This scene does not take cards of this issuing region.")
        }
        Reason::CrossBorderNotAllowed => (
            "本场景不能在港澳使用。",
            "This scene or kind of code can't be used across the border.",
        ),
        Reason::CardNotFresh => (
            "本场景需要最近更新的卡，请持卡人联网更新后再试。",
            "This scene needs a recently refreshed card. Ask the holder to refresh it online.",
        ),
        Reason::ChallengeMissing => (
            "本场景须先用手机扫描商户请求，再出示生成的码。",
            "Scan the venue's request with the phone first, then show the code it makes.",
        ),
        Reason::Replayed => (
            "这个码或这张卡刚刚用过，请稍候再出示新码。",
            "This code or card was just used. Wait, then show a new code.",
        ),
        Reason::ReplayGuardFull => (
            "短时间内出示次数过多，请稍候再试。",
            "Too many codes in a short time. Wait a minute and try again.",
        ),
        Reason::ReplayGuardCold => (
            "核验设备刚启动，请等下一个码。",
            "This verifier has just started. Wait for the next code.",
        ),
        Reason::ReplayGuardUnavailable => (
            "暂时连不上本场所的防重放服务，请联系工作人员。",
            "This venue's shared replay check can't be reached. Ask the staff.",
        ),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    fn texts(language: Language) -> Vec<&'static str> {
        let outcomes = [Outcome::Accepted, Outcome::Rejected, Outcome::Unreadable];
        let grades = [Freshness::Fresh, Freshness::Stale, Freshness::Expired];
        let mut texts: Vec<_> = Reason::ALL.iter().map(|r| r.text(language)).collect();
        texts.extend(outcomes.map(|o| o.text(language)));
        texts.extend(grades.map(|g| g.text(language)));
        texts
    }

    #[test]
    fn every_text_exists_in_its_language_and_is_short() {
        for text in texts(Language::Zh) {
            assert!(text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c)), "{text}");
            assert!(text.chars().count() <= MAX_ZH, "{text}");
        }
        for text in texts(Language::En) {
            assert!(!text.is_empty() && text.is_ascii(), "{text}");
            assert!(text.len() <= MAX_EN, "{text}");
        }
    }

    #[test]
    fn no_two_texts_are_equal() {
        for language in [Language::Zh, Language::En] {
            let all = texts(language);
            let distinct: HashSet<_> = all.iter().collect();
            assert_eq!(distinct.len(), all.len(), "{language:?}");
        }
    }

    #[test]
    fn an_unreadable_code_is_scanned_again_and_not_called_forged() {
        assert!(Reason::Unreadable.text(Language::En).contains("Scan again"));
        assert!(Reason::Unreadable.text(Language::Zh).contains("重新扫码"));
    }
}
