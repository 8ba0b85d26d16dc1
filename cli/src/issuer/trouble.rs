//! What can be wrong with an issuer and with a call to it, in the operator's language.

use std::net::SocketAddr;
use std::path::Path;

use essc::model::localized::Localized;
use essc::ports::http::HttpError;
use essc_reference_issuer::IssuerError;
use essc_reference_issuer::key_folder::KeyFolderError;
use serde_json::Value;

use crate::failure::{Failure, Message};

/// A folder that holds no issuer.
pub fn no_issuer_in(path: &Path) -> Failure {
    let path = path.display();
    Failure::SetUp(Message::new(
        format!("{path}：没有发卡服务，请先运行 essc issuer init"),
        format!("{path}: holds no issuer; make one with essc issuer init"),
    ))
}

/// A failure of an issuer in a folder.
pub fn issuer(error: IssuerError) -> Failure {
    let (zh, en) = match &error {
        IssuerError::Exists(path) => {
            let path = path.display();
            (format!("{path}：已有发卡服务"), format!("{path}: holds an issuer already"))
        }
        IssuerError::Missing(path) => return no_issuer_in(path),
        IssuerError::InUse(path) => {
            let path = path.display();
            (
                format!("{path}：另一个进程正在使用，同一文件夹只能由一个进程使用"),
                format!("{path}: in use by another process; only one can use a folder at a time"),
            )
        }
        IssuerError::Io { path, source } => return Failure::file(path, source),
        IssuerError::Keys(KeyFolderError::Io { path, source }) => {
            return Failure::file(path, source);
        }
        IssuerError::Keys(KeyFolderError::TooOpen { path, mode }) => {
            let path = path.display();
            (
                format!(
                    "{path}：其他用户可以访问（权限 {mode:o}），密钥可能已泄露；如确认无人读取，请用 \
                     chmod go= 收回权限"
                ),
                format!(
                    "{path}: others can use it (mode {mode:o}), so the key may have been read; if \
                     nobody did, take the permissions back with chmod go="
                ),
            )
        }
        IssuerError::Keys(KeyFolderError::Malformed(path)) => {
            let path = path.display();
            (format!("{path}：不是密钥文件"), format!("{path}: holds no key"))
        }
        IssuerError::Keys(KeyFolderError::NoRoot) => {
            ("根密钥不在本机".into(), "the root's key is not at hand".into())
        }
        IssuerError::Config(error) => (format!("配置无效：{error}"), error.to_string()),
        IssuerError::AttestationPolicy(error) => (
            format!("密钥证明策略无效（{error}）"),
            format!("the attestation policy is refused: {error}"),
        ),
        IssuerError::Unreadable(error) => (
            format!("配置文件已损坏（{error}）"),
            format!("the configuration is damaged ({error})"),
        ),
        IssuerError::FileLimit(few) => (
            format!("进程最多可打开 {} 个文件，至少需要 {} 个（ulimit -n）", few.limit, few.least),
            few.to_string(),
        ),
        IssuerError::Store(error) => {
            (format!("数据库无法使用（{error}）"), format!("the database can't be used ({error})"))
        }
        IssuerError::Publish(error) => {
            (format!("名单无法发布（{error}）"), format!("a list can't be published ({error})"))
        }
        IssuerError::KeyChange(error) => {
            (format!("密钥无法更换（{error}）"), format!("a key can't be changed ({error})"))
        }
        IssuerError::Random(_) => {
            ("系统无法提供随机数".into(), "the system gives no random bytes".into())
        }
    };
    Failure::SetUp(Message::new(zh, en))
}

/// An address that can't be listened on.
pub fn address(bind: SocketAddr, error: &std::io::Error) -> Failure {
    use std::io::ErrorKind as K;
    let (zh, en) = match error.kind() {
        K::AddrInUse => ("端口已被占用".into(), "the port is in use".into()),
        K::PermissionDenied => ("没有权限使用该端口".into(), "no permission for this port".into()),
        K::AddrNotAvailable => {
            ("本机没有这个地址".into(), "this machine has no such address".into())
        }
        _ => (format!("无法监听（{error}）"), format!("can't be listened on ({error})")),
    };
    Failure::SetUp(Message::new(format!("{bind}：{zh}"), format!("{bind}: {en}")))
}

/// An issuer that gave no answer to a call.
pub fn no_answer(url: &str, error: &HttpError) -> Failure {
    let (zh, en) = match error {
        HttpError::Unreachable => (
            "无法连接发卡服务；它是否在运行（essc issuer serve）？".to_owned(),
            "the issuer can't be reached; does it run (essc issuer serve)?".to_owned(),
        ),
        HttpError::Timeout => {
            ("发卡服务没有及时答复".into(), "the issuer did not answer in time".into())
        }
        HttpError::TooLarge { limit } => {
            (format!("答复超过 {limit} 字节"), format!("the answer is larger than {limit} bytes"))
        }
        HttpError::Redirected => {
            ("该地址转到了别处，不是发卡服务".into(), "the address redirects: no issuer".into())
        }
        HttpError::Url => ("网址无效".into(), "not a URL that can be called".into()),
    };
    Failure::SetUp(Message::new(format!("{url}：{zh}"), format!("{url}: {en}")))
}

/// An answer that is not an issuer's.
pub fn no_issuer(url: &str) -> Failure {
    Failure::SetUp(Message::new(
        format!("{url}：答复不是发卡服务的"),
        format!("{url}: this is no issuer's answer"),
    ))
}

/// A call that the issuer refused, by the status and the JSON of its answer.
pub fn refusal(status: i32, answer: Option<&Value>) -> Failure {
    let member = |name: &str| answer.and_then(|body| body[name].as_str());
    let Localized { zh, en } = match (member("essc_reason").and_then(reason), status) {
        (Some(words), _) => words,
        (None, 401) => words(
            "操作员口令不对（ESSC_OPERATOR_TOKEN）",
            "this is not the operator's token (ESSC_OPERATOR_TOKEN)",
        ),
        (None, 400 | 413 | 415) => words("请求内容无效", "the request is not valid"),
        (None, 404) => words("没有这个接口，网址可能不对", "no such call; the URL may be wrong"),
        (None, 408 | 429 | 500..) => {
            words("发卡服务暂时无法处理，请稍后重试", "the issuer can't do it now; try again later")
        }
        (None, _) => words("发卡服务拒绝了请求", "the issuer refused"),
    };
    // Codes that a report can quote; they are words of the protocol, without data of the request.
    let code = member("essc_reason").or(member("error"));
    let code = code.filter(|code| code.len() <= 64 && code.bytes().all(|c| c.is_ascii_graphic()));
    let code = code.map(|code| format!(", {code}")).unwrap_or_default();
    Failure::SetUp(Message::new(
        format!("{zh}（{status}{code}）"),
        format!("{en} ({status}{code})"),
    ))
}

fn words(zh: &str, en: &str) -> Localized {
    Localized::new(zh, en)
}

/// The words for a reason.
fn reason(code: &str) -> Option<Localized> {
    let (zh, en) = match code {
        "unknown_card" => ("没有这个卡号", "there is no card of this number"),
        "unknown_device" => ("这张卡没有绑定该设备", "the card is on no such device"),
        "unknown_venue" => ("没有这个场所", "there is no such venue"),
        "key_withdrawn" => (
            "该密钥已停用，不能再登记；请为核验终端换用新的密钥",
            "this key was withdrawn for good; give the gate a new one",
        ),
        "no_venue_key" => {
            ("该地区没有可用的场所密钥", "the region has no venue key that can sign now")
        }
        "unknown_key" => ("没有这把密钥", "there is no such key"),
        "card_not_active" => ("卡尚未启用", "the card is not enabled yet"),
        "card_suspended" => ("卡已挂失或锁定", "the card is reported lost or locked"),
        "card_replaced" => ("卡已换新卡号", "another card number took its place"),
        "card_cancelled" => ("卡已注销", "the card was cancelled"),
        "life_cycle" => {
            ("卡的当前状态不允许此操作", "the card's present state does not allow this")
        }
        "card_number" => ("卡号格式不对（九个字符）", "not a card number (nine characters)"),
        "card_number_taken" => ("卡号已被使用", "the card number is given"),
        "holder_exists" => ("此人已有卡", "this person has a card"),
        "region" => ("本机构不管辖该地区", "this issuer does not serve the region"),
        "name" => ("姓名不符合规定", "not a name that a card can hold"),
        "number" => ("证件号码不对", "not a valid document number"),
        "birth_date" => ("出生日期不对", "not a date of birth"),
        "person" => ("缺少持卡人信息", "the person is missing"),
        "level" => ("等级应为 0 至 7", "the level is 0 to 7"),
        "venue" => ("场所信息不符合规定", "not a venue that can have a card"),
        "public_key" => ("公钥无效", "not a valid public key"),
        "thumbprint" => ("密钥指纹无效", "not a thumbprint of a key"),
        "device" => ("设备标识无效", "not an identifier of a device"),
        "steps" | "sequence" => ("事件顺序不对", "the steps are not in order"),
        "until" => ("截止时间不适用", "an end does not apply here"),
        "catalogue" => ("场景目录无效", "not a valid catalogue"),
        "published_later" => {
            ("已记录，名单将在一分钟内发布", "recorded; the lists are published within a minute")
        }
        "root_key_unavailable" => ("根密钥不在本机", "the root's key is not at hand"),
        "key_state" => ("密钥已处于该状态", "the key is in this state already"),
        "last_key_of_its_use" => {
            ("这是该用途的最后一把密钥，请先添加新的", "the last key of its use; add another first")
        }
        "key_identifiers_used_up" => ("密钥编号已用完", "no key identifier is left"),
        _ => return None,
    };
    Some(Localized::new(zh, en))
}

#[cfg(test)]
mod tests {
    use essc::model::localized::Language;
    use serde_json::json;

    use super::*;

    /// The sources in which the operator's routes give their reasons.
    const ROUTES: [&str; 7] = [
        include_str!("../../../reference-issuer/src/http/operator.rs"),
        include_str!("../../../reference-issuer/src/http/operator/cards.rs"),
        include_str!("../../../reference-issuer/src/http/operator/devices.rs"),
        include_str!("../../../reference-issuer/src/http/operator/holders.rs"),
        include_str!("../../../reference-issuer/src/http/operator/keys.rs"),
        include_str!("../../../reference-issuer/src/http/operator/publications.rs"),
        include_str!("../../../reference-issuer/src/http/operator/venues.rs"),
    ];

    #[test]
    fn every_reason_of_an_operators_call_has_words_in_both_languages() {
        let mut found = 0;
        for source in ROUTES {
            for call in ["because(\"", "conflict(\""] {
                for rest in source.split(call).skip(1) {
                    let (code, _) = rest.split_once('"').expect("a literal");
                    let words = reason(code).unwrap_or_else(|| panic!("no words for {code}"));
                    assert!(!words.zh.is_ascii() && words.en.is_ascii(), "{code}");
                    found += 1;
                }
            }
        }
        assert!(found > 20, "{found}");
    }

    #[test]
    fn a_refusal_is_told_in_words_with_its_code_and_nothing_else_of_the_answer() {
        let body = json!({ "error": "conflict", "essc_reason": "life_cycle", "name": "张三" });
        let failure = refusal(409, Some(&body));
        let zh = "卡的当前状态不允许此操作（409, life_cycle）";
        assert_eq!(failure.text(Language::Zh), zh);
        assert!(failure.text(Language::En).starts_with("the card's present state"));
        let failure = refusal(401, None);
        assert!(failure.text(Language::En).contains("operator's token"));
        let strange = json!({ "error": "a\u{1b}[31m" });
        assert!(!refusal(400, Some(&strange)).text(Language::En).contains('\u{1b}'));
    }
}
