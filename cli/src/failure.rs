//! Why a command could not do what was asked, in the operator's language, and its exit code.

use std::fmt::Display;
use std::io;
use std::path::Path;
use std::process::ExitCode;

use essc::model::localized::{Language, Localized};

/// A command that did not come to an answer.
#[derive(Debug)]
pub enum Failure {
    /// What was asked for was understood, and the answer is no.
    Refused(Message),
    /// Asked for in a way that can't be done.
    Usage(Message),
    /// A text that is not what it should be.
    Input(Message),
    /// Something around the command is missing or broken.
    SetUp(Message),
}

/// A text for the operator, in Chinese and in English. There is no other: what a library says in English
/// stands in brackets behind a Chinese sentence.
#[derive(Debug)]
pub struct Message(Localized);

impl Message {
    /// A text in both languages.
    pub fn new(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self(Localized::new(zh, en))
    }

    /// A typed error, whose own text is English, behind the sentence `zh` that says the same in Chinese.
    fn of(zh: impl Display, error: impl Display) -> Self {
        Self::new(format!("{zh}（{error}）"), error.to_string())
    }

    /// The text in `language`.
    pub fn text(&self, language: Language) -> &str {
        self.0.get(language)
    }
}

impl From<Localized> for Message {
    fn from(texts: Localized) -> Self {
        Self(texts)
    }
}

impl Failure {
    /// Input of the wrong form: `zh` says so in Chinese, a typed error in English.
    pub fn input(zh: impl Display, error: impl Display) -> Self {
        Self::Input(Message::of(zh, error))
    }

    /// Something around the command: `zh` says so in Chinese, a typed error in English.
    pub fn set_up(zh: impl Display, error: impl Display) -> Self {
        Self::SetUp(Message::of(zh, error))
    }

    /// What can't happen unless this program has a fault.
    pub fn unexpected(error: impl Display) -> Self {
        Self::set_up("程序出错，请反馈", error)
    }

    /// What keeps the demo from going on.
    pub fn of_demo(error: impl Display) -> Self {
        Self::set_up("演示无法进行", error)
    }

    /// A file or folder that can't be read or written.
    pub fn file(path: &Path, error: &io::Error) -> Self {
        let path = path.display();
        let Localized { zh, en } = file_trouble(error);
        Self::SetUp(Message::new(format!("{path}：{zh}"), format!("{path}: {en}")))
    }

    /// A file that a person named and that is not there.
    pub fn no_such_file(path: &Path) -> Self {
        let path = path.display();
        Self::Usage(Message::new(format!("{path}：没有这个文件"), format!("{path}: no such file")))
    }

    /// Standard input that can't be read.
    pub fn standard_input(error: &io::Error) -> Self {
        Self::SetUp(Message::new(
            format!("无法读取标准输入：{error}"),
            format!("standard input can't be read: {error}"),
        ))
    }

    /// The text in `language`.
    pub fn text(&self, language: Language) -> &str {
        match self {
            Self::Refused(text) | Self::Usage(text) | Self::Input(text) | Self::SetUp(text) => {
                text.text(language)
            }
        }
    }

    /// 1 for a refusal, 2 for unreadable input, 3 for everything else.
    pub fn exit_code(&self) -> ExitCode {
        match self {
            Self::Refused(_) => ExitCode::FAILURE,
            Self::Input(_) => ExitCode::from(2),
            Self::Usage(_) | Self::SetUp(_) => ExitCode::from(3),
        }
    }
}

/// What the operating system answered, in words; its own where there are none here.
fn file_trouble(error: &io::Error) -> Localized {
    use io::ErrorKind as K;
    let (zh, en) = match error.kind() {
        K::NotFound => ("文件或文件夹不存在", "no such file or folder"),
        K::PermissionDenied => ("没有访问权限", "permission denied"),
        K::ReadOnlyFilesystem => ("磁盘为只读", "the disk is read-only"),
        K::StorageFull => ("磁盘空间不足", "the disk is full"),
        K::QuotaExceeded => ("磁盘配额已用完", "the disk quota is used up"),
        K::IsADirectory => ("这是文件夹，不是文件", "is a folder, not a file"),
        K::NotADirectory => ("路径中有一段不是文件夹", "a part of the path is not a folder"),
        K::FileTooLarge => ("文件过大", "the file is too large"),
        _ => return Localized::new(format!("读写失败（{error}）"), error.to_string()),
    };
    Localized::new(zh, en)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_of_a_library_stands_behind_a_sentence_in_the_operators_language() {
        let failure = Failure::set_up("无法打开", "no such thing");
        assert_eq!(failure.text(Language::Zh), "无法打开（no such thing）");
        assert_eq!(failure.text(Language::En), "no such thing");
    }

    #[test]
    fn what_went_wrong_with_a_file_is_said_in_the_operators_language() {
        let path = Path::new("gate.json");
        let failure = Failure::file(path, &io::ErrorKind::PermissionDenied.into());
        assert_eq!(failure.text(Language::Zh), "gate.json：没有访问权限");
        assert_eq!(failure.text(Language::En), "gate.json: permission denied");
        // What has no words here is told as the system tells it, in both languages.
        let failure = Failure::file(path, &io::Error::other("unheard of"));
        assert!(failure.text(Language::Zh).contains("unheard of"));
        assert!(failure.text(Language::En).contains("unheard of"));
    }
}
