//! What a call of the page answers when it can't be done: a word for the page, and what to tell people.

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use essc::holder::{IssuanceError, RequestFault, SceneFault, WalletError};
use essc::model::localized::Localized;
use essc::ports::http::HttpError;
use essc_reference_issuer::service::registration::RegistrationError;
use essc_reference_issuer::store::grants::NotIssuable;
use essc_reference_issuer::store::register::EventRefused;
use serde_json::json;

use crate::wallet::words;

/// The phone got to no server.
const UNREACHABLE: (&str, &str) = (
    "连接不上发卡机构：手机断开了网络，或者沙箱换了地址",
    "the issuer can't be reached: the phone's network is off, or the sandbox has another address now",
);

/// Why a call could not be done.
#[derive(Debug)]
pub struct Fault {
    status: StatusCode,
    word: &'static str,
    text: Localized,
}

impl Fault {
    /// A fault of what was sent.
    pub fn input(word: &'static str, zh: &str, en: &str) -> Self {
        Self { status: StatusCode::BAD_REQUEST, word, text: Localized::new(zh, en) }
    }

    /// What was understood and can't be done now.
    pub fn refused(word: &'static str, text: Localized) -> Self {
        Self { status: StatusCode::CONFLICT, word, text }
    }

    /// A request that no page of this sandbox sends.
    pub fn not_the_page(status: StatusCode, zh: &str, en: &str) -> Self {
        Self { status, word: "not_the_page", text: Localized::new(zh, en) }
    }

    /// A body that is not what the call takes.
    pub fn form() -> Self {
        Self::input("form", "请求内容无效", "the request is not valid")
    }

    /// What is not the caller's fault. The cause is logged, not told.
    pub fn server(error: impl std::fmt::Display) -> Self {
        tracing::error!(%error, "a call of the page failed");
        Self {
            status: StatusCode::INTERNAL_SERVER_ERROR,
            word: "server",
            text: Localized::new(
                "沙箱出错，请查看运行 essc sandbox 的终端",
                "the sandbox failed; see the terminal in which essc sandbox runs",
            ),
        }
    }

    /// What people are told.
    pub const fn text(&self) -> &Localized {
        &self.text
    }

    /// A card number that nobody has.
    pub fn unknown_holder() -> Self {
        Self::input("card_number", "没有这个卡号", "there is no card of this number")
    }
}

impl IntoResponse for Fault {
    fn into_response(self) -> Response {
        let Localized { zh, en } = self.text;
        (self.status, Json(json!({ "error": self.word, "zh": zh, "en": en }))).into_response()
    }
}

/// In words that fit a page: the command line's name options and commands.
impl From<WalletError> for Fault {
    fn from(error: WalletError) -> Self {
        use IssuanceError as I;
        let (word, own) = match &error {
            WalletError::Issuance(I::Offer(_)) => ("offer", None),
            WalletError::Issuance(I::TxCodeNeeded { .. }) => {
                ("tx_code", Some(("请输入验证码", "enter the transaction code")))
            }
            WalletError::Issuance(I::TxCodeWrong | I::TxCodeOrOffer) => ("tx_code", None),
            WalletError::Issuance(I::Offline(HttpError::Unreachable)) => {
                ("offline", Some(UNREACHABLE))
            }
            WalletError::TrustMissing
            | WalletError::Scene(SceneFault::CatalogueMissing | SceneFault::CatalogueExpired) => (
                "lists_missing",
                Some((
                    "名单还没有取到或已过期，请联网更新",
                    "the lists are missing or too old: update",
                )),
            ),
            WalletError::RequestNeeded => (
                "request_needed",
                Some((
                    "此场景须先读取场所的请求",
                    "this scene takes only answers to a venue's request",
                )),
            ),
            WalletError::Request(RequestFault::Form(_)) => ("request", None),
            WalletError::Request(_) => ("request_refused", None),
            WalletError::Ineligible(_) => ("ineligible", None),
            WalletError::NoSuchCard => ("no_such_card", None),
            WalletError::TooManyCodes => ("too_many_codes", None),
            WalletError::NeedsReEnrollment { .. } => ("needs_re_enrolment", None),
            _ => ("wallet", None),
        };
        let text = own.map_or_else(|| words::told(&error), |(zh, en)| Localized::new(zh, en));
        let status = match word {
            "offer" | "tx_code" | "request" | "no_such_card" => StatusCode::BAD_REQUEST,
            _ => StatusCode::CONFLICT,
        };
        Self { status, word, text }
    }
}

impl From<RegistrationError> for Fault {
    fn from(error: RegistrationError) -> Self {
        match error {
            RegistrationError::Event(EventRefused::UnknownCard) => Self::unknown_holder(),
            RegistrationError::Event(_) => Self::refused(
                "life_cycle",
                Localized::new(
                    "卡的当前状态不允许此操作",
                    "the card's present state does not allow this",
                ),
            ),
            RegistrationError::Region(_) => {
                Self::input("region", "本机构不管辖该地区", "this issuer does not serve the region")
            }
            other => Self::server(other),
        }
    }
}

impl From<NotIssuable> for Fault {
    fn from(refused: NotIssuable) -> Self {
        match refused {
            NotIssuable::UnknownCard => Self::unknown_holder(),
            NotIssuable::State(_) => Self::refused(
                "life_cycle",
                Localized::new("此状态的卡没有申领码", "a card in this state gets no offer"),
            ),
        }
    }
}
