//! What a wallet's errors are called in Chinese and English, and the exit code each ends with.

use essc::holder::{
    Ineligible, IssuanceError, OfferError, ReEnrollReason, Refusal, RequestFault, SceneFault,
    VaultError, WalletError,
};
use essc::model::functions::KeyProtection;
use essc::model::localized::{Language, Localized};
use essc::ports::http::HttpError;
use essc::ports::key_store::KeyStoreError;

use crate::failure::{Failure, Message};

impl From<WalletError> for Failure {
    fn from(error: WalletError) -> Self {
        let text = Message::from(told(&error));
        match error {
            WalletError::Request(RequestFault::Form(_))
            | WalletError::Issuance(IssuanceError::Offer(_)) => Self::Input(text),
            WalletError::NoSuchCard | WalletError::Issuance(IssuanceError::TxCodeNeeded { .. }) => {
                Self::Usage(text)
            }
            WalletError::Request(_)
            | WalletError::Ineligible(_)
            | WalletError::RequestNeeded
            | WalletError::Scene(_)
            | WalletError::NeedsReEnrollment { .. } => Self::Refused(text),
            _ => Self::SetUp(text),
        }
    }
}

/// An error in a language.
pub fn say(error: &WalletError, language: Language) -> String {
    told(error).get(language).to_owned()
}

/// Why a card has to be enrolled again, in a language.
pub fn say_why(why: ReEnrollReason, language: Language) -> String {
    told_why(why).get(language).to_owned()
}

/// Why a card has to be enrolled again, in both languages.
pub fn told_why(why: ReEnrollReason) -> Localized {
    Localized::new(re_enroll(why), why.to_string())
}

/// Why a scene would not take a card, in both languages.
pub fn told_unfit(fault: Ineligible) -> Localized {
    Localized::new(ineligible(fault), fault.to_string())
}

/// An error in both languages, with what mends it where the holder can.
pub fn told(error: &WalletError) -> Localized {
    let en = match error {
        WalletError::Scene(SceneFault::CatalogueMissing | SceneFault::CatalogueExpired) => {
            format!("{error}: run `essc wallet refresh` first")
        }
        WalletError::Issuance(IssuanceError::TxCodeNeeded { .. }) => format!("{error}: --tx-code"),
        _ => error.to_string(),
    };
    Localized::new(chinese(error), en)
}

fn chinese(error: &WalletError) -> String {
    match error {
        WalletError::Vault(fault) => vault(fault),
        WalletError::Issuance(fault) => issuance(fault),
        WalletError::Document(_) => format!("收到的名单未通过校验，沿用原有名单（{error}）"),
        WalletError::ClockWrong => "本机时间与签名文件不符，请校准时钟（设为自动获取）".into(),
        WalletError::TrustMissing => "没有有效的信任列表，请先联网更新（refresh）".into(),
        WalletError::TrustAddress => "信任列表的地址不可用".into(),
        WalletError::NeedsReEnrollment { why } => format!("需要重新申领：{}", re_enroll(*why)),
        WalletError::InProgress => "上一步尚未完成".into(),
        WalletError::NoSuchCard => "本机没有这张卡".into(),
        WalletError::TooManyCards => "本机卡片数量已达上限".into(),
        WalletError::Key(fault) => key(fault),
        WalletError::Scene(fault) => scene(fault),
        WalletError::Ineligible(fault) => format!("此场景不接受这张卡：{}", ineligible(*fault)),
        WalletError::Nickname(_) => "备注名须为 1 至 20 个可显示的字符".into(),
        WalletError::RequestNeeded => "此场景须先出示场所的请求（--request）".into(),
        WalletError::Request(fault) => format!("拒绝场所的请求：{}", request(fault)),
        WalletError::TooManyCodes => "亮码过于频繁，请稍候再试".into(),
        WalletError::RecordLost { wait_s, .. } => {
            format!("亮码记录曾丢失或被旧副本替换，为防重复使用，请 {wait_s} 秒后再试")
        }
        WalletError::Qr(_) => "内容放不进二维码，这是程序错误，请反馈".into(),
        WalletError::Random(_) => "系统随机数不可用".into(),
    }
}

fn vault(fault: &VaultError) -> String {
    match fault {
        VaultError::InUse => "钱包正被另一进程使用，请稍后再试".into(),
        VaultError::Account => "账户名不正确".into(),
        VaultError::Full => "磁盘空间不足，钱包未能保存".into(),
        VaultError::ReadOnly => "没有写入钱包文件夹的权限".into(),
        VaultError::Files { kind } => format!("读写钱包文件失败（{kind}）"),
        VaultError::Key(fault) => format!("无法取得钱包的密钥（{fault}）"),
        VaultError::Random(_) => "系统随机数不可用".into(),
        VaultError::TooLarge => "钱包数据过大，这是程序错误，请反馈".into(),
    }
}

fn issuance(fault: &IssuanceError) -> String {
    match fault {
        IssuanceError::Offline(fault) => http(fault),
        IssuanceError::Busy { retry_after_s: Some(seconds) } => {
            format!("发卡机构繁忙，请 {seconds} 秒后再试")
        }
        IssuanceError::Busy { retry_after_s: None } => "发卡机构繁忙，请稍后再试".into(),
        IssuanceError::Offer(fault) => offer(fault).into(),
        IssuanceError::IssuerNotTrusted => "发卡机构不在信任列表中".into(),
        IssuanceError::TxCodeNeeded { length: Some(length) } => {
            format!("需要 {length} 位验证码：--tx-code")
        }
        IssuanceError::TxCodeNeeded { length: None } => "需要验证码：--tx-code".into(),
        IssuanceError::TxCodeOrOffer => "验证码可能有误，或申领码已失效：请核对验证码".into(),
        IssuanceError::TxCodeWrong => "验证码不正确".into(),
        IssuanceError::OfferDead => "申领码已失效，请重新获取".into(),
        IssuanceError::Refused(refusal) => format!("发卡机构拒绝：{}", refused(*refusal)),
        IssuanceError::InPlace(what) => what.text().zh,
        IssuanceError::AccessLost => "发卡机构已不认识本钱包，请重新申领".into(),
        IssuanceError::Answer(fault) => format!("发卡机构的应答不符合协议（{fault}）"),
        IssuanceError::Credential(fault) => {
            format!("收到的凭证未通过校验，未予保存（{fault}）")
        }
        IssuanceError::Key(fault) => key(fault),
        IssuanceError::Random(_) => "系统随机数不可用".into(),
    }
}

/// How a card's keys are protected, as its issuer verified it: one word for both keys, or the everyday key's
/// and the identity key's.
pub fn protection(
    everyday: Option<KeyProtection>,
    identity: Option<KeyProtection>,
    language: Language,
) -> String {
    let word = |protection| match (protection, language) {
        (KeyProtection::Software, Language::Zh) => "未证明",
        (KeyProtection::Software, Language::En) => "not proved",
        (KeyProtection::TrustedEnvironment, Language::Zh) => "可信执行环境",
        (KeyProtection::TrustedEnvironment, Language::En) => "trusted environment",
        (KeyProtection::SecureElement, Language::Zh) => "安全芯片",
        (KeyProtection::SecureElement, Language::En) => "secure element",
    };
    let mut words: Vec<_> = [everyday, identity].into_iter().flatten().map(word).collect();
    words.dedup();
    words.join(" / ")
}

/// Why there was no answer, in Chinese.
pub fn http(fault: &HttpError) -> String {
    match fault {
        HttpError::Unreachable => "无法连接服务器".into(),
        HttpError::Timeout => "服务器未及时应答".into(),
        HttpError::TooLarge { limit } => format!("应答超过 {limit} 字节"),
        HttpError::Redirected => "服务器要求跳转到别处，不予跟随".into(),
        HttpError::Url => "地址不可用".into(),
    }
}

const fn offer(fault: &OfferError) -> &'static str {
    match fault {
        OfferError::NotAnOffer => "这不是申领码",
        OfferError::ByReference => "不接受以链接给出的申领码",
        OfferError::TooLong => "申领码过长",
        OfferError::Content => "申领码内容有误",
        OfferError::Grant => "申领码中没有预授权码",
        OfferError::NotACard => "这不是电子社会保障卡的申领码",
        OfferError::TxCode => "申领码要求的验证码形式无法输入",
    }
}

const fn refused(refusal: Refusal) -> &'static str {
    match refusal {
        Refusal::Suspended => "卡已挂失或锁定",
        Refusal::NotActive => "卡尚未启用",
        Refusal::Replaced => "卡已换新",
        Refusal::Cancelled => "卡已注销",
        Refusal::DeviceLimit => "绑定设备已达上限",
        Refusal::Unbound => "本设备已解除关联",
        Refusal::UnknownDevice => "该设备没有绑定这张卡",
        Refusal::PersonNotSupported => "发卡机构登记的个人信息有误，请到经办机构更正",
        Refusal::NameTooLong => "姓名过长，放不进此凭证",
        Refusal::IdentityKeyNeeded => "解除其他设备的关联需要本机的身份凭证",
        Refusal::UnknownCard => "没有这张卡",
        Refusal::KeyNotAttested => "发卡机构未能核实本机密钥存放在安全硬件中",
        Refusal::OtherKey => "凭证绑定在另一把密钥上",
        Refusal::NothingToRenew => "本机密钥尚未签发凭证，请重新申领",
        Refusal::RegionFull => "该地区已无法签发更多卡，请反馈",
        Refusal::Unspecified => "未说明原因",
    }
}

/// Why a key did not sign, in Chinese.
pub fn key(fault: &KeyStoreError) -> String {
    match fault {
        KeyStoreError::Invalidated => "密钥已失效".into(),
        KeyStoreError::UserNotAuthenticated => "未通过身份验证".into(),
        KeyStoreError::Cancelled => "已取消".into(),
        KeyStoreError::NotFound => "找不到密钥".into(),
        KeyStoreError::Unavailable { reason } => format!("密钥库不可用（{reason}）"),
    }
}

const fn re_enroll(why: ReEnrollReason) -> &'static str {
    match why {
        ReEnrollReason::KeyInvalidated => "本机密钥已失效",
        ReEnrollReason::VaultKeyLost => "数据从备份恢复，没有对应的密钥",
        ReEnrollReason::VaultDamaged => "本机数据已损坏",
        ReEnrollReason::Revoked => "电子卡已被注销",
        ReEnrollReason::AccessLost => "发卡机构不再为本机续期",
    }
}

fn scene(fault: &SceneFault) -> String {
    match fault {
        SceneFault::CatalogueMissing => "还没有场景目录，请先联网更新（refresh）".into(),
        SceneFault::CatalogueExpired => "场景目录已过期，请先联网更新（refresh）".into(),
        SceneFault::Unknown(code) => format!("场景 {code} 未启用"),
    }
}

const fn ineligible(fault: Ineligible) -> &'static str {
    match fault {
        Ineligible::NotYetValid => "卡尚未生效，本机时间可能不准",
        Ineligible::Expired => "卡已到期",
        Ineligible::Suspended => "卡已暂停",
        Ineligible::NoProfile => "本机没有所需的凭证",
        Ineligible::FunctionNotLoaded { .. } => "所需功能未加载",
        Ineligible::LevelTooLow => "签发等级不足",
        Ineligible::KeyProtectionTooLow => "本机密钥保护等级不足",
        Ineligible::DelegatedNotAllowed => "不接受亲情卡",
        Ineligible::NotEntitled => "不符合优待条件",
        Ineligible::RegionNotEligible => "不接受该地区签发的卡",
        Ineligible::CrossBorderNotAllowed => "不支持跨境使用",
        Ineligible::NotFresh => "须先续期",
    }
}

const fn request(fault: &RequestFault) -> &'static str {
    match fault {
        RequestFault::Form(_) => "这不是场所的请求，或其内容不可显示",
        RequestFault::VenueUnknown => "没有城市为该场所作证，谨防诈骗",
        RequestFault::VenueForged => "场所证系伪造，谨防诈骗",
        RequestFault::VenueExpired => "场所证不在有效期内",
        RequestFault::Forged => "请求系伪造，谨防诈骗",
        RequestFault::SceneNotGranted => "该场所无权请求此场景",
        RequestFault::Expired => "请求已过期",
        RequestFault::FromFuture => "请求的时间在未来，本机时间可能不准",
        RequestFault::Answered => "该请求已经应答过",
        RequestFault::Changed => "将出示的内容与显示的不同，未签名",
    }
}
