//! What the user reads when the identity key asks for their finger or face.

use crate::model::localized::Language;
use crate::model::profile::Profile;
use crate::model::scene::Scene;
use crate::ports::key_store::SignPrompt;

/// At enrolment: proving that the key is here.
pub(crate) fn for_enrollment(language: Language) -> SignPrompt {
    let (title, detail) = match language {
        Language::Zh => ("申领电子社保卡", "确认将身份凭证绑定到本机"),
        Language::En => ("Enrol your card", "Binds the identity credential to this phone"),
    };
    SignPrompt { title: title.into(), detail: detail.into() }
}

/// Before the card is taken off another device.
pub(crate) fn for_unbinding(language: Language) -> SignPrompt {
    let (title, detail) = match language {
        Language::Zh => ("解除其他设备的关联", "确认将电子社保卡从另一台设备上移除"),
        Language::En => ("Unbind another device", "Takes your card off the other device"),
    };
    SignPrompt { title: title.into(), detail: detail.into() }
}

/// When a code is made: the scene, and what it discloses; for a request also who asks.
pub(crate) fn for_code(
    language: Language,
    scene: &Scene,
    profile: Profile,
    venue: Option<&str>,
) -> SignPrompt {
    let disclosed = match (language, profile) {
        (Language::Zh, Profile::Validity) => "出示：卡状态",
        (Language::Zh, Profile::Entitlement) => "出示：资格",
        (Language::Zh, Profile::Masked) => "出示：脱敏姓名和号码",
        (Language::Zh, Profile::Identity) => "出示：姓名、社会保障号码、卡号",
        (Language::En, Profile::Validity) => "Shows: that the card is valid",
        (Language::En, Profile::Entitlement) => "Shows: entitlement",
        (Language::En, Profile::Masked) => "Shows: masked name and number",
        (Language::En, Profile::Identity) => "Shows: name, social security number, card number",
    };
    let detail = match venue {
        Some(venue) => format!("{venue} · {disclosed}"),
        None => disclosed.to_owned(),
    };
    SignPrompt { title: scene.name.get(language).to_owned(), detail }
}
