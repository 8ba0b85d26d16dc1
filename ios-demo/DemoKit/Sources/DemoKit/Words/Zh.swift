// 中文。

import Essc
import Foundation

/// Simplified Chinese.
struct Zh: Words {
    let language = Language.zh

    let appName = "电子社保卡"
    let sandbox = "沙箱演示 · 此处的卡在任何地方都无效"
    let sandboxShort = "演示用，无效"
    let screenCaptured = "屏幕正在被录制或投屏，内容已隐藏。结束后即可继续"
    let back = "返回"
    let close = "知道了"
    let tryAgain = "重试"
    let refresh = "立即更新"
    let reEnroll = "重新申领"
    let otherInput = "换一个"
    let openSettings = "去设置"
    let noIssuer = "还没有设置发卡机构。请在“设置”中填写地址和根公钥。"
    let working = "请稍候…"
    let upToDate = "已是最新"
    let tabCards = "卡包"
    let tabScan = "验码"
    let tabLists = "名单"
    let tabSettings = "设置"
    func clockOff(_ skewS: Int) -> String {
        let way = skewS > 0 ? "快了" : "慢了"
        return "手机时间\(way) \(span(rounded(skewS)))，请在系统设置中打开“自动设置时间”"
    }
    func date(_ at: Date) -> String {
        let day = ChinaTime(at)
        return "\(day.year)年\(day.month)月\(day.day)日 \(day.minutes)"
    }
    func time(_ at: Date) -> String { ChinaTime(at).seconds }
    func age(_ age: TimeInterval) -> String { age < 60 ? "刚刚" : "\(span(Int(age)))前" }
    func yuan(_ fen: Int) -> String { "\(decimal(fen)) 元" }

    let welcomeTitle = "您的电子社保卡"
    let welcomeLead = "装在手机里的社会保障卡：亮码即用，断网也能用。"
    let welcomePoints = [
        WelcomePoint(title: "断网可用", lead: "亮码和验码都不需要网络"),
        WelcomePoint(title: "只给该看的", lead: "对方能看到什么，亮码前先告诉您"),
        WelcomePoint(title: "别人拿不走", lead: "密钥保存在手机的安全硬件中"),
    ]
    let welcomeWarning = "这是演示应用。沙箱中的卡和人都是虚构的，在任何地方都无效。"
    let welcomeStart = "开始使用"

    let enrollTitle = "申领"
    let enrollLead = "粘贴或扫描发卡机构给您的申领码。"
    let offerLabel = "申领码"
    let offerHint = "openid-credential-offer://…"
    let paste = "粘贴"
    let scanOffer = "扫描申领码"
    func offeredBy(_ issuer: String) -> String { "发卡机构：\(issuer)" }
    func txCodeLabel(_ digits: Int) -> String { digits > 0 ? "验证码（\(digits) 位数字）" : "验证码" }
    let enroll = "申领这张卡"
    let enrollWorking = "正在生成密钥并签发，请稍候…"
    let enrollDone = "申领成功"
    let enrollDoneLead = "这张卡已在本机，断网也能用。"
    let seeCards = "查看我的卡"

    let cardsTitle = "我的卡"
    let cardName = "社会保障卡"
    let noCards = "还没有卡"
    let noCardsLead = "向发卡机构要一个申领码，扫一扫就能申领。"
    let ownCard = "本人"
    let familyCard = "亲情卡"
    let offlineUntil = "断网可用至"
    let showCode = "亮码"
    let answerVenue = "扫场所的码"
    let addCard = "申领一张卡"
    let refreshing = "正在更新…"
    func state(_ state: CardState) -> String {
        switch state {
        case .active: "正常"
        case .refreshDue: "可用，待更新"
        case .expired: "已过期"
        case .suspended: "已挂失"
        case .needsReEnrollment: "需重新申领"
        }
    }
    let functionsLabel = "功能"

    let codeTitle = "亮码"
    let pickScene = "在哪里用？"
    let showNow = "亮码"
    let venueWillSee = "对方将看到"
    let venueSees = "对方看到"
    let anotherScene = "换个场景"
    let offline = "当前没有网络，亮码不受影响"
    let codeOver = "这个码已收起。需要时请再亮一次。"
    let codeHidden = "码已隐藏"
    let needsRequest = "先扫场所的码"
    func newCodeIn(_ seconds: Int) -> String { "\(seconds) 秒后换新码" }
    func hiddenIn(_ seconds: Int) -> String { "\(seconds) 秒后收起" }
    func codePicture(_ scene: String) -> String { "“\(scene)”的二维码，请对准扫码设备" }

    let consentTitle = "确认"
    let asksYou = "请您确认"
    let vouchedBy = "认证机构"
    let place = "所在地"
    let forWhat = "事项"
    let purpose = "用途"
    let amount = "金额"
    let answerBy = "有效至"
    let agree = "同意并亮码"
    let decline = "拒绝"

    let scannerTitle = "验码"
    let scannerHint = "对准电子社保卡的二维码"
    let scene = "场景"
    let nextScan = "扫下一个"
    let noLists = "还没有名单，不能验码。请先到“名单”更新一次。"
    let cameraDenied = "没有相机权限，不能扫码。"
    let cameraPicture = "相机画面"
    let allowCamera = "允许使用相机"
    let aimAtOffer = "对准申领码的二维码"
    let aimAtRequest = "对准场所的二维码"
    let seen = "可见信息"
    let basis = "依据"
    let testCard = "沙箱卡，不具法律效力"
    func codeAge(_ seconds: Int) -> String { "此码生成于 \(max(seconds, 0)) 秒前" }
    func statusAge(_ freshness: String, age: String) -> String { "卡状态：\(freshness)（\(age)）" }
    func trustAge(_ freshness: String, age: String) -> String { "信任列表：\(freshness)（\(age)）" }

    let listsTitle = "名单"
    let listsLead = "验码只靠这些名单，不需要网络。"
    let noListsYet = "还没有名单。连网更新一次，或导入离线包。"
    let sync = "立即更新"
    let importBundle = "导入离线包"
    let someListsFailed = "有名单没有更新，请稍后重试"
    func validUntil(_ date: String) -> String { "有效至 \(date)" }
    func syncing(_ done: Int, total: Int, bytes: Int) -> String {
        "已完成 \(done) / \(total)，\(bytes / 1024) KB"
    }

    let settingsTitle = "设置"
    let languageLabel = "语言 Language"
    let largePrint = "大字版"
    let largePrintLead = "字更大，按钮更大"
    let issuerLabel = "发卡机构"
    let issuerAddress = "地址"
    let issuerRoot = "根公钥（JWK）"
    let save = "保存"
    let issuerSaved = "已保存"
    let keysLabel = "密钥保护"
    let noKeys = "有卡之后，这里说明密钥存放在哪里。"
    let keyGone = "密钥已失效"
    let reEnrollLead = "换了面容或指纹、恢复了备份，或卡出了问题时"
    func securityLevel(_ level: SecurityLevel) -> String {
        switch level {
        case .software: "软件密钥，没有硬件保护"
        case .trustedEnvironment: "可信执行环境"
        case .secureElement: "安全隔区（Secure Enclave）"
        }
    }

    private func span(_ seconds: Int) -> String {
        switch seconds {
        case 86_400...: "\(seconds / 86_400) 天"
        case 3600...: "\(seconds / 3600) 小时"
        case 60...: "\(seconds / 60) 分钟"
        default: "\(seconds) 秒"
        }
    }
}
