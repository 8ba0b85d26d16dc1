//! What a sandbox's report says to people, in two languages.

use essc::model::localized::Language;

/// The words of one language.
pub struct Words {
    /// Whose numbers the sample holders' are.
    pub made_up: &'static str,
    /// Before the page's address.
    pub page: &'static str,
    /// Why there is no page.
    pub no_page: &'static str,
    /// Trust list, time, attestation, root key, its thumbprint, its file, the token's file.
    pub addresses: [&'static str; 7],
    /// Of the table of holders: number, name, city, state, what they show.
    pub heading: [&'static str; 5],
    /// Over the offers; their life follows.
    pub offers: &'static str,
    /// Before a transaction code.
    pub tx_code: &'static str,
    /// For a card that gets no offer.
    pub no_offer: &'static str,
    /// How phones get there; the base URL follows.
    pub phones: &'static str,
    /// Before the command for Android.
    pub android: &'static str,
    /// What a simulator of a phone on this Mac needs.
    pub simulator: &'static str,
    /// What an iPhone needs.
    pub iphone: &'static str,
    /// Over the command for another offer.
    pub another_offer: &'static str,
    /// Over the command that reports a loss.
    pub loss: &'static str,
    /// Over the command that ends one.
    pub release: &'static str,
    /// Over the command that adds a person.
    pub another_person: &'static str,
    /// Over the command that adds a venue.
    pub venue: &'static str,
    /// Before the number of the card whose offer is drawn.
    pub picture: &'static str,
    /// How it ends.
    pub end: &'static str,
}

/// The words of a language.
pub const fn words(language: Language) -> &'static Words {
    match language {
        Language::Zh => &ZH,
        Language::En => &EN,
    }
}

const ZH: Words = Words {
    made_up: "以下的人都是生成的，号码不属于任何人。",
    page: "在本机浏览器中打开",
    no_page: "没有浏览器页面：其他机器可以访问这个沙箱，而页面无需口令即可操作",
    addresses: [
        "信任列表",
        "时间",
        "密钥证明（测试声明）",
        "根公钥",
        "根公钥指纹",
        "根公钥文件",
        "操作员口令文件",
    ],
    heading: ["卡号", "姓名", "城市", "状态", "用来看什么"],
    offers: "申领码，各用一次，限时有效",
    tx_code: "验证码",
    no_offer: "此状态的卡没有申领码",
    phones: "手机访问",
    android: "Android 模拟器，或 USB 连接的手机：",
    simulator: "iOS 模拟器：无需设置",
    iphone: "iPhone 真机：需要 https，用隧道或反向代理，并以 --public-url 说明其地址",
    another_offer: "再要一个申领码：",
    loss: "挂失，下一批名单即生效：",
    release: "解挂：",
    another_person: "再加一个生成的人：",
    venue: "登记场所，公钥由 essc gate init 打印：",
    picture: "扫码申领",
    end: "Ctrl-C 结束；数据保留，下次启动接着用。",
};

const EN: Words = Words {
    made_up: "The people below are generated; their numbers are nobody's.",
    page: "Open in this machine's browser",
    no_page: "No page in the browser: other machines can reach this sandbox, and the page asks for no \
              token",
    addresses: [
        "trust list",
        "time",
        "key attestation (test statements)",
        "root key",
        "its thumbprint",
        "its file",
        "operator token's file",
    ],
    heading: ["card number", "name", "city", "state", "what to see"],
    offers: "Offers, good once and for a short time",
    tx_code: "transaction code",
    no_offer: "no offer for a card in this state",
    phones: "Phones reach it at",
    android: "Android emulator, or a phone on USB:",
    simulator: "iOS simulator: as it is",
    iphone: "iPhone: needs https, by a tunnel or reverse proxy that --public-url names",
    another_offer: "Another offer:",
    loss: "Report a loss, which the next lists carry:",
    release: "Release:",
    another_person: "Another generated person:",
    venue: "Register a venue, whose key essc gate init printed:",
    picture: "Scan to enrol",
    end: "Ctrl-C ends it; what there is stays for the next start.",
};
