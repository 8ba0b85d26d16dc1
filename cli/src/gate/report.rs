//! What a sync or an import came to, in the operator's language.

use std::process::ExitCode;

use essc::model::localized::{Language, Localized};
use essc::trust::{ListName, Refusal};
use essc::verifier::sync::{
    FetchError, ListOutcome, NotADocument, SyncStep, SyncSummary, UnreadableText,
};
use essc::verifier::trust_store::AcceptError;
use essc::verifier::{VenueCardOutcome, VenueCardSync};
use essc::wire::bundle::BundleError;

use crate::failure::{Failure, Message};
use crate::gate::report_json;
use crate::terminal::{self, answer};
use crate::wallet::words;

/// Least seconds of a skew that is worth telling: `Date` has whole seconds, and answers take time.
const TOLD_SKEW_S: u64 = 3;

/// Prints the outcome of each document and of the venue card, and how far the clock is off. The exit code
/// is 3 when a document is not up to date, or when the card was due and could not be renewed.
pub fn print(report: &SyncSummary, json: bool, language: Language) -> ExitCode {
    if json {
        answer!("{}", report_json::of(report));
    } else {
        print_words(report, language);
    }
    let card_is_good = report.venue_card.as_ref().is_none_or(|card| card.fault.is_none());
    if report.is_complete() && card_is_good { ExitCode::SUCCESS } else { ExitCode::from(3) }
}

fn print_words(report: &SyncSummary, language: Language) {
    if let Some(words) = report.skew_s.and_then(skew) {
        answer!("{}", words.get(language));
    }
    for one in &report.documents {
        let (name, outcome) = (name(one.document), outcome(&one.outcome));
        answer!("{}  {}", name.get(language), outcome.get(language));
    }
    for document in &report.passed_over {
        let (name, words) = (name(*document), Localized::new("本处不需要", "not needed here"));
        answer!("{}  {}", name.get(language), words.get(language));
    }
    for text in &report.unreadable {
        answer!("{}", unreadable(text).get(language));
    }
    if let Some(card) = &report.venue_card {
        answer!("{}", venue_card(card).get(language));
    }
}

/// The outcome of the renewal, and when the venue card that the gate now holds expires.
fn venue_card(card: &VenueCardSync) -> Localized {
    let VenueCardSync { outcome, until, fault } = card;
    // The word for a wrong that is none of the common ones says too little.
    let why = fault.as_ref().filter(|_| *outcome == VenueCardOutcome::Refused);
    let why = why.map(|fault| format!(" ({fault})")).unwrap_or_default();
    let (zh, en) = (outcome.text(Language::Zh), outcome.text(Language::En));
    let until = terminal::utc(*until);
    Localized::new(
        format!("{zh}{why}（现有场所证至 {until}）"),
        format!("{en}{why} The one that is held runs until {until}."),
    )
}

/// How far a sync is, for a person who waits.
pub fn progress(so_far: SyncStep, language: Language) {
    let SyncStep { done, total, bytes, .. } = so_far;
    match language {
        Language::Zh => eprintln!("{done}/{total} 份文件，{bytes} 字节"),
        Language::En => eprintln!("{done}/{total} documents, {bytes} bytes"),
    }
}

/// Why a bundle was not looked at.
pub fn bundle(error: &BundleError) -> Failure {
    let zh = match error {
        BundleError::InPlace(found) => format!("离线包无效：{}", found.text().zh),
        BundleError::Json(_) => format!("离线包无效（{error}）"),
        BundleError::TooMany { what, limit } => format!("离线包中的 {what} 超过 {limit} 份"),
    };
    Failure::Input(Message::new(zh, error.to_string()))
}

/// What a measured skew means to the operator; none while the clock is right.
fn skew(seconds: i64) -> Option<Localized> {
    let off = seconds.unsigned_abs();
    if off < TOLD_SKEW_S {
        return None;
    }
    let (zh, en) = if seconds > 0 { ("快", "ahead of") } else { ("慢", "behind") };
    Some(Localized::new(
        format!("本机时钟比服务器{zh} {off} 秒，请校准时钟"),
        format!("this clock is {off} seconds {en} the server's: set it"),
    ))
}

fn name(document: ListName) -> Localized {
    match document {
        ListName::TrustList => Localized::new("信任列表", "trust list"),
        ListName::Status(uri) => Localized::new(
            format!("卡状态名单 {} {}", uri.region, uri.number),
            format!("status list {} {}", uri.region, uri.number),
        ),
        ListName::Catalogue(region) => {
            Localized::new(format!("应用目录 {region}"), format!("catalogue {region}"))
        }
    }
}

fn outcome(outcome: &ListOutcome) -> Localized {
    match outcome {
        ListOutcome::Updated => Localized::new("已更新", "updated"),
        ListOutcome::Unchanged => Localized::new("无变化", "unchanged"),
        ListOutcome::Refused { reason } => {
            Localized::new(format!("拒收：{}", refused(reason)), format!("refused: {reason}"))
        }
        ListOutcome::Failed { reason } => {
            Localized::new(format!("失败：{}", failed(reason)), format!("failed: {reason}"))
        }
    }
}

/// The commonest reasons in Chinese; the others are for whoever publishes the lists, in the words of
/// the specification.
fn refused(reason: &AcceptError) -> String {
    match reason {
        AcceptError::Refused(Refusal::InPlace(found)) => found.text().zh,
        AcceptError::Refused(Refusal::UnknownRoot) => "由未知的根密钥签名".into(),
        AcceptError::Refused(Refusal::BeforePin { least, got }) => {
            format!("名单编号 {got} 低于预置的 {least}")
        }
        AcceptError::Refused(Refusal::NoTrustList) => "还没有信任列表".into(),
        AcceptError::Refused(Refusal::NotListed(uri)) => format!("信任列表中没有 {uri}"),
        other => format!("不符合规范（{other}）"),
    }
}

fn unreadable(text: &UnreadableText) -> Localized {
    let reason = match &text.reason {
        NotADocument::InPlace(found) => found.text().zh,
        NotADocument::Nameless => "没有说明是哪一份文件".into(),
        other @ NotADocument::Jws(_) => other.to_string(),
    };
    Localized::new(
        format!("离线包 {} 中第 {} 份内容不是其文件：{reason}", text.part, text.at + 1),
        format!(
            "text {} of {} is none of the bundle's documents: {}",
            text.at + 1,
            text.part,
            text.reason
        ),
    )
}

fn failed(reason: &FetchError) -> String {
    match reason {
        FetchError::Http(fault) => words::http(fault),
        FetchError::Status(status) => format!("服务器应答状态 {status}"),
        FetchError::NotText => "应答不是文本".into(),
        FetchError::InPlace(found) => found.text().zh,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use essc::base::time::UnixTime;
    use essc::verifier::RenewalFault;
    use essc::wire::in_place::InPlace;

    #[test]
    fn a_skew_is_told_with_its_direction_and_a_right_clock_is_not_mentioned() {
        let words = |seconds| skew(seconds).map(|words| (words.zh, words.en));
        for right in [0, 2, -2] {
            assert_eq!(words(right), None);
        }
        let (zh, en) = words(90).expect("told");
        assert!(zh.contains("快 90 秒") && en.contains("90 seconds ahead"), "{zh} {en}");
        let (zh, en) = words(-90).expect("told");
        assert!(zh.contains("慢 90 秒") && en.contains("90 seconds behind"), "{zh} {en}");
        assert!(words(i64::MIN).is_some());
    }

    #[test]
    fn what_became_of_the_venue_card_is_told_with_its_end_in_both_languages() {
        let until = UnixTime::from_secs(1_800_000_000);
        for outcome in VenueCardOutcome::ALL {
            let fault = (outcome == VenueCardOutcome::Refused).then_some(RenewalFault::Status(404));
            let told = venue_card(&VenueCardSync { outcome, until, fault: fault.clone() });
            for text in [&told.zh, &told.en] {
                assert!(text.contains("2027-01-15 08:00 UTC"), "{text}");
                assert_eq!(text.contains("404"), fault.is_some(), "{text}");
            }
        }
    }

    #[test]
    fn a_login_page_is_called_one_in_both_languages() {
        let told = outcome(&ListOutcome::Failed { reason: FetchError::InPlace(InPlace::WebPage) });
        assert!(told.zh.contains("网络登录页") && !told.zh.contains("根密钥"), "{told:?}");
        assert!(told.en.contains("login page") && !told.en.contains("root"), "{told:?}");
    }
}
