//! What to tell people about an error: one short text in Chinese and in English for every code, what
//! it is and what to do next.

use crate::ffi::error_code::ErrorCode;
use crate::model::localized::Language;

impl ErrorCode {
    /// The text in a language.
    pub(in crate::ffi) const fn text_in(self, language: Language) -> &'static str {
        let (zh, en) = pair(self);
        match language {
            Language::Zh => zh,
            Language::En => en,
        }
    }
}

#[rustfmt::skip]
const fn pair(code: ErrorCode) -> (&'static str, &'static str) {
    use ErrorCode as C;
    match code {
        C::NetworkUnreachable => ("网络未连接，请连网后重试", "No connection. Try again when you are online."),
        C::NetworkTimeout => ("网络超时，请稍后重试", "The server did not answer in time. Try again."),
        C::IssuerBusy => ("发卡机构繁忙，请稍后重试", "The issuer is busy. Try again later."),
        C::InProgress => ("上一步尚未完成，请稍候", "The last step is still under way. Please wait."),
        C::TooManyCodes => ("操作太快，请稍候再亮码", "Too many codes at once. Try again in a moment."),
        C::RecordLost => ("本机亮码记录曾丢失，为防重复使用，请稍候再试", "The record of past codes was lost. Please wait, then try again."),
        C::KeyStoreUnavailable => ("本机安全模块暂不可用，请稍后重试", "This phone's secure hardware is not available. Try again."),
        C::SecretStoreUnavailable => ("本机钥匙串暂不可用，请解锁手机后重试", "This phone's keychain is not available. Unlock it and try again."),
        C::InUse => ("仍在使用中，请稍后重试", "Still in use. Try again in a moment."),
        C::TrustMissing => ("信任列表需要更新，请连网更新", "The trust list is out of date. Go online and refresh."),
        C::CatalogueMissing => ("应用目录尚未下载，请连网更新", "The catalogue is missing. Go online and refresh."),
        C::CatalogueExpired => ("应用目录已过期，请连网更新", "The catalogue is out of date. Go online and refresh."),
        C::CardExpired => ("电子卡凭证已到期，请连网更新", "The card ran out. Go online to renew it."),
        C::CardNotFresh => ("此场景需要最新凭证，请连网更新", "This scene wants a fresh card. Go online to renew it."),
        C::TxCodeNeeded => ("请输入验证码", "Enter the transaction code you were given."),
        C::TxCodeWrong => ("验证码不正确，请核对后重新输入", "The transaction code is wrong. Check it and enter it again."),
        C::OfferDead => ("申领码已失效，请重新获取", "The offer is no longer valid. Ask for another one."),
        C::IssuerRefused => ("发卡机构未予办理，请咨询社保经办机构", "The issuer refused. Ask your social security office."),
        C::CardSuspended => ("卡已挂失或锁定，请咨询社保经办机构", "The card is suspended. Ask your social security office."),
        C::CardNotActive => ("卡尚未启用，请先启用社保卡", "The card is not enabled yet. Enable it first."),
        C::DeviceLimit => ("绑定设备已达上限，请先解绑一台设备", "The card is on too many devices. Unbind one first."),
        C::TooManyCards => ("本机卡片数量已达上限", "There are as many cards on this phone as there may be."),
        C::StorageFull => ("手机存储空间不足，请清理后重试", "This phone's storage is full. Make room and try again."),
        C::ClockWrong => ("手机时间不准，请设为自动获取时间", "This phone's clock is wrong. Set it to automatic."),
        C::SceneUnknown => ("此应用场景未开通", "This use of the card is not open here."),
        C::NoProfile => ("本机没有此场景所需的凭证", "This phone has no credential that this scene takes."),
        C::FunctionNotLoaded => ("卡片未加载所需功能，请先加载", "The card lacks a function that this scene needs."),
        C::LevelTooLow => ("签发等级不足，不能用于此场景", "The card's issue level is too low for this scene."),
        C::KeyProtectionTooLow => ("本机安全等级不足，不能用于此场景", "This phone protects its keys too little for this scene."),
        C::DelegatedNotAllowed => ("此场景不支持亲情卡", "This scene does not take a relative's card."),
        C::NotEntitled => ("不符合此场景的优待条件", "The holder is not entitled here."),
        C::RegionNotEligible => ("此场景不支持该地区签发的卡", "This scene does not take cards of this region."),
        C::CrossBorderNotAllowed => ("此场景不支持跨境使用", "This scene can't be used across the border."),
        C::RequestNeeded => ("请先扫描对方出示的请求码", "Scan the venue's request first."),
        C::RequestExpired => ("请求已过期，请对方重新出示", "The request has expired. Ask the venue for a new one."),
        C::RequestAnswered => ("该请求已经确认过", "This request was answered before."),
        C::DisclosureChanged => ("出示内容有变化，请重新查看请求后再确认", "What would be shown has changed. Look at the request again."),
        C::UserNotAuthenticated => ("请先验证指纹、面容或锁屏密码", "Authenticate with your fingerprint, face or screen lock."),
        C::UserCancelled => ("已取消", "Cancelled."),
        C::KeyInvalidated => ("指纹、面容或锁屏已更改，请重新申领电子卡", "Biometrics or screen lock changed. Enrol the card again."),
        C::KeyMissing => ("本机没有此卡的密钥，请重新申领电子卡", "This phone has no keys for the card. Enrol it again."),
        C::VaultKeyLost => ("数据从备份恢复，请重新申领电子卡", "The data came from a backup. Enrol the card again."),
        C::VaultDamaged => ("本机数据已损坏，请重新申领电子卡", "The data on this phone are damaged. Enrol the card again."),
        C::CardRevoked => ("此电子卡已被注销，请重新申领", "The card was revoked. Enrol again."),
        C::CardReplaced => ("社保卡已换新，请重新申领电子卡", "The card was replaced. Enrol the new one."),
        C::CardCancelled => ("社保卡已注销，请咨询社保经办机构", "The card was cancelled. Ask your social security office."),
        C::AccessLost => ("本机已解绑，请重新申领电子卡", "This phone was unbound. Enrol the card again."),
        C::OfferRefused => ("这不是电子社保卡的申领码", "This is not an offer of an electronic social security card."),
        C::IssuerNotTrusted => ("发卡机构不在信任列表中", "The issuer is not on the trust list."),
        C::RequestRefused => ("这不是有效的场所请求码", "This is not a venue's request."),
        C::VenueUnknown => ("无法确认对方身份，谨防诈骗", "No city vouches for this venue. It may be a fraud."),
        C::VenueForged => ("对方身份系伪造，谨防诈骗", "The venue's identity is forged. It may be a fraud."),
        C::VenueExpired => ("对方的场所证不在有效期内", "The venue's credential is not valid now."),
        C::RequestForged => ("请求系伪造，谨防诈骗", "The request is forged. It may be a fraud."),
        C::SceneNotGranted => ("对方无权发起此场景的请求", "The venue may not ask for this."),
        C::NoSuchCard => ("本机没有这张卡", "This card is not on this phone."),
        C::UnknownDevice => ("该设备没有绑定这张卡", "The card is not on that device."),
        C::BundleRefused => ("文件不是有效的列表包", "The file is not a bundle of lists."),
        C::VenueCardRefused => ("场所证无效或与本机密钥不符", "The venue card is no venue card, or not for this gate."),
        C::VenueCardNotProved => ("场所证当前无效，请连网同步更新", "The venue card is not valid now. Go online and sync to renew it."),
        C::QuestionRefused => ("请求的金额、用途或时限不合规定", "Amount, purpose or life of the request is out of range."),
        C::TooManyRequests => ("待确认的请求过多，请稍候", "Too many requests are open. Please wait."),
        C::KeyRefused => ("公钥格式不正确", "The public key is not a JWK of P-256."),
        C::RegionRefused => ("地区代码应为六位数字", "A region is six digits."),
        C::CapacityRefused => ("防重放记录的容量过大", "The capacity of the replay memory is too large."),
        C::AddressRefused => ("地址不正确", "The address was refused."),
        C::NicknameRefused => ("备注名须为 1 至 20 个可显示的字符", "A nickname has 1 to 20 characters that can be shown."),
        C::AccountRefused => ("账户名不正确", "The account's name was refused."),
        C::IssueRefused => ("签发内容不符合规定", "What is to be issued breaks a rule."),
        C::IssuerAnswer => ("发卡机构返回异常，请稍后再试或反馈", "The issuer's answer was refused. Please report it."),
        C::CredentialRefused => ("收到的凭证未通过校验，请反馈", "A credential was refused. Please report it."),
        C::DocumentRefused => ("更新的列表未通过校验，请反馈", "A list was refused. Please report it."),
        C::SandboxRefused => ("测试环境的列表不能用于正式应用", "A sandbox's list can't be used here."),
        C::HttpRefused => ("服务器响应异常，请反馈", "The server's answer was refused. Please report it."),
        C::StorageFailed => ("读写本机文件失败，请反馈", "Files on this phone can't be reached. Please report it."),
        C::NoHttpClient => ("应用未提供网络功能", "The app gave no HTTP client."),
        C::NoRandomness => ("系统随机数不可用，请反馈", "The system gives no randomness. Please report it."),
        C::Internal => ("程序内部错误，请反馈", "An internal error. Please report it."),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_code_has_one_short_text_of_its_own_in_both_languages() {
        for language in [Language::Zh, Language::En] {
            let texts: BTreeSet<&str> =
                ErrorCode::ALL.iter().map(|code| code.text_in(language)).collect();
            assert_eq!(texts.len(), ErrorCode::ALL.len());
            let most = if language == Language::Zh { 30 } else { 70 };
            let long = texts.iter().find(|text| text.chars().count() > most || text.is_empty());
            assert_eq!(long, None);
        }
        let is_chinese = |c: &char| ('\u{4e00}'..='\u{9fff}').contains(c);
        for code in ErrorCode::ALL {
            assert!(code.text_in(Language::Zh).chars().any(|c| is_chinese(&c)), "{code:?}");
            assert!(!code.text_in(Language::En).chars().any(|c| is_chinese(&c)), "{code:?}");
        }
    }
}
