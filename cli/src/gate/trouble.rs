//! What a gate's errors are called in Chinese and English.

use essc::ports::key_store::KeyStoreError;
use essc::verifier::{AskError, JournalError, OpenError, RequestsError};
use essc::wire::cbor::CborError;

use crate::failure::{Failure, Message};
use crate::wallet::words;

/// Why the folder's verifier does not open.
pub fn open(error: OpenError) -> Failure {
    match error {
        OpenError::Storage(error) => storage(error),
        OpenError::Replay(error) => guard(error),
        OpenError::Requests(error) => requests(&error),
    }
}

/// Lists or the time floor that can't be read or written.
pub fn storage(error: impl std::fmt::Display) -> Failure {
    Failure::set_up("无法读写核验终端的文件夹", error)
}

/// Why this process may not admit codes.
pub fn guard(error: JournalError) -> Failure {
    Failure::SetUp(match error {
        JournalError::InUse => Message::new(
            "本核验终端的另一个进程正在验码（例如 verify -）：请在那里扫码，或先结束它",
            "another process of this gate is verifying (verify -, for example): scan there, or end \
             it first",
        ),
        JournalError::Capacity(_) => {
            Message::new(format!("防重放记录的容量超过上限（{error}）"), error.to_string())
        }
        JournalError::File(error) => Message::new(
            format!("无法读写防重放记录：{error}"),
            format!("the replay memory can't be read or written: {error}"),
        ),
    })
}

/// Why no request was made.
pub fn ask(error: &AskError) -> Failure {
    let zh = match error {
        AskError::Scene(scene) => format!("场所证未列出场景 {scene}"),
        AskError::Period => "场所证不在有效期内：请先同步（sync）更新".into(),
        AskError::NotProved => {
            "信任列表不能证明这张场所证：请先同步（sync），或换用新的场所证".into()
        }
        AskError::Question(CborError::Value("amount")) => "金额须大于 0 分".into(),
        AskError::Question(CborError::Value("purpose")) => {
            "用途须为 1 至 60 个字符，不含控制字符".into()
        }
        AskError::Question(error) => format!("请求的内容不符合要求（{error}）"),
        AskError::Key(error) => return key(error),
        AskError::OtherKey => "本核验终端的密钥与场所证不符".into(),
        AskError::Random(_) => "系统随机数不可用".into(),
        AskError::Requests(error) => return requests(error),
    };
    Failure::SetUp(Message::new(zh, error.to_string()))
}

/// The gate's key.
pub fn key(error: &KeyStoreError) -> Failure {
    let zh = format!("核验终端的密钥不可用：{}", words::key(error));
    Failure::SetUp(Message::new(zh, format!("the gate's key can't be used: {error}")))
}

fn requests(error: &RequestsError) -> Failure {
    let zh = match error {
        RequestsError::Full => "未应答的请求过多，请等前面的请求结束".into(),
        RequestsError::File(error) => format!("无法读写未应答的请求：{error}"),
        RequestsError::Forgotten => {
            "该请求早于本机现有的请求记录，可能已被应答：请重新生成请求".into()
        }
    };
    Failure::SetUp(Message::new(zh, error.to_string()))
}

#[cfg(test)]
mod tests {
    use essc::model::localized::Language;
    use essc::model::scene::SceneCode;

    use super::*;

    #[test]
    fn why_no_request_was_made_is_told_in_both_languages() {
        let unavailable = KeyStoreError::Unavailable { reason: "gone".into() };
        for error in [
            AskError::Scene(SceneCode::new(302)),
            AskError::Period,
            AskError::NotProved,
            AskError::Question(CborError::Value("amount")),
            AskError::Question(CborError::Value("purpose")),
            AskError::Question(CborError::Value("exp")),
            AskError::Key(unavailable),
            AskError::OtherKey,
            AskError::Requests(RequestsError::Full),
            AskError::Requests(RequestsError::Forgotten),
        ] {
            let failure = ask(&error);
            assert!(failure.text(Language::En).is_ascii(), "{failure:?}");
            let zh = failure.text(Language::Zh);
            assert!(zh.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c)), "{zh}");
        }
    }
}
