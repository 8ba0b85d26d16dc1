// 中文。
package org.essc.demo.words

import java.time.Duration
import java.time.Instant
import java.time.ZoneId
import java.time.format.DateTimeFormatter
import org.essc.CardState
import org.essc.Language
import org.essc.SecurityLevel

/** Simplified Chinese. */
object Zh : Words {
    override val language = Language.ZH

    override val appName = "电子社保卡"
    override val sandbox = "沙箱演示 · 此处的卡在任何地方都无效"
    override val sandboxShort = "演示用，无效"
    override val touchDropped = "有其他应用的窗口遮挡，本次点按无效。请先关闭悬浮窗"
    override val back = "返回"
    override val close = "知道了"
    override val tryAgain = "重试"
    override val refresh = "立即更新"
    override val reEnroll = "重新申领"
    override val otherInput = "换一个"
    override val openSettings = "去设置"
    override val noIssuer = "还没有设置发卡机构。请在“设置”中填写地址和根公钥。"
    override val working = "请稍候…"
    override val stopWaiting = "不等了"
    override val upToDate = "已是最新"
    override val tabCards = "卡包"
    override val tabScan = "验码"
    override val tabLists = "名单"
    override val tabSettings = "设置"
    override fun clockOff(skewS: Long): String {
        val amount = span(Words.rounded(skewS))
        return "手机时间${if (skewS > 0) "快了" else "慢了"} $amount，请在系统设置中打开“自动设置时间”"
    }
    override fun date(at: Instant): String = DATE.format(at.atZone(ZONE))
    override fun time(at: Instant): String = TIME.format(at.atZone(ZONE))
    override fun age(age: Duration) = if (age.toMinutes() < 1) "刚刚" else "${span(age)}前"
    override fun yuan(fen: Long) = "%d.%02d 元".format(fen / 100, fen % 100)

    override val welcomeTitle = "您的电子社保卡"
    override val welcomeLead = "装在手机里的社会保障卡：亮码即用，断网也能用。"
    override val welcomePoints = listOf(
        "断网可用" to "亮码和验码都不需要网络",
        "只给该看的" to "对方能看到什么，亮码前先告诉您",
        "别人拿不走" to "密钥保存在手机的安全硬件中",
    )
    override val welcomeWarning = "这是演示应用。沙箱中的卡和人都是虚构的，在任何地方都无效。"
    override val welcomeStart = "开始使用"

    override val enrollTitle = "申领"
    override val enrollLead = "粘贴或扫描发卡机构给您的申领码。"
    override val offerLabel = "申领码"
    override val offerHint = "openid-credential-offer://…"
    override val paste = "粘贴"
    override val scanOffer = "扫描申领码"
    override fun offeredBy(issuer: String) = "发卡机构：$issuer"
    override fun txCodeLabel(digits: Int) = if (digits > 0) "验证码（$digits 位数字）" else "验证码"
    override val enroll = "申领这张卡"
    override val enrollWorking = "正在生成密钥并签发，请稍候…"
    override val enrollDone = "申领成功"
    override val enrollDoneLead = "这张卡已在本机，断网也能用。"
    override val seeCards = "查看我的卡"

    override val cardsTitle = "我的卡"
    override val cardName = "社会保障卡"
    override val noCards = "还没有卡"
    override val noCardsLead = "向发卡机构要一个申领码，扫一扫就能申领。"
    override val ownCard = "本人"
    override val familyCard = "亲情卡"
    override val offlineUntil = "断网可用至"
    override val showCode = "亮码"
    override val answerVenue = "扫场所的码"
    override val addCard = "申领一张卡"
    override val refreshing = "正在更新…"
    override fun state(state: CardState) = when (state) {
        is CardState.Active -> "正常"
        is CardState.RefreshDue -> "可用，待更新"
        is CardState.Expired -> "已过期"
        is CardState.Suspended -> "已挂失"
        is CardState.NeedsReEnrollment -> "需重新申领"
    }
    override val functionsLabel = "功能"

    override val codeTitle = "亮码"
    override val pickScene = "在哪里用？"
    override val showNow = "亮码"
    override val venueWillSee = "对方将看到"
    override val venueSees = "对方看到"
    override val anotherScene = "换个场景"
    override val offline = "当前没有网络，亮码不受影响"
    override val codeOver = "这个码已收起。需要时请再亮一次。"
    override val codeHidden = "码已隐藏"
    override val needsRequest = "先扫场所的码"
    override fun newCodeIn(seconds: Int) = "$seconds 秒后换新码"
    override fun hiddenIn(seconds: Int) = "$seconds 秒后收起"
    override fun codePicture(scene: String) = "“$scene”的二维码，请对准扫码设备"

    override val consentTitle = "确认"
    override val asksYou = "请您确认"
    override val vouchedBy = "认证机构"
    override val place = "所在地"
    override val forWhat = "事项"
    override val purpose = "用途"
    override val amount = "金额"
    override val answerBy = "有效至"
    override val agree = "同意并亮码"
    override val decline = "拒绝"

    override val scannerTitle = "验码"
    override val scannerHint = "对准电子社保卡的二维码"
    override val scene = "场景"
    override val nextScan = "扫下一个"
    override val noLists = "还没有名单，不能验码。请先到“名单”更新一次。"
    override val cameraDenied = "没有相机权限，不能扫码。"
    override val cameraPicture = "相机画面"
    override val allowCamera = "允许使用相机"
    override val aimAtOffer = "对准申领码的二维码"
    override val aimAtRequest = "对准场所的二维码"
    override val seen = "可见信息"
    override val basis = "依据"
    override val testCard = "沙箱卡，不具法律效力"
    override fun codeAge(seconds: Long) = "此码生成于 ${seconds.coerceAtLeast(0)} 秒前"
    override fun statusAge(freshness: String, age: String) = "卡状态：$freshness（$age）"
    override fun trustAge(freshness: String, age: String) = "信任列表：$freshness（$age）"

    override val listsTitle = "名单"
    override val listsLead = "验码只靠这些名单，不需要网络。"
    override val noListsYet = "还没有名单。连网更新一次，或导入离线包。"
    override val sync = "立即更新"
    override val importBundle = "导入离线包"
    override val someListsFailed = "有名单没有更新，请稍后重试"
    override fun validUntil(date: String) = "有效至 $date"
    override fun syncing(done: Int, total: Int, bytes: Long) = "已完成 $done / $total，${bytes / 1024} KB"

    override val settingsTitle = "设置"
    override val languageLabel = "语言 Language"
    override val largePrint = "大字版"
    override val largePrintLead = "字更大，按钮更大"
    override val issuerLabel = "发卡机构"
    override val issuerAddress = "地址"
    override val issuerRoot = "根公钥（JWK）"
    override val save = "保存"
    override val issuerSaved = "已保存"
    override val keysLabel = "密钥保护"
    override val noKeys = "有卡之后，这里说明密钥存放在哪里。"
    override val keyGone = "密钥已失效"
    override val reEnrollLead = "换了指纹、恢复了备份，或卡出了问题时"
    override fun securityLevel(level: SecurityLevel) = when (level) {
        SecurityLevel.SOFTWARE -> "软件密钥，没有硬件保护"
        SecurityLevel.TRUSTED_ENVIRONMENT -> "可信执行环境"
        SecurityLevel.SECURE_ELEMENT -> "独立安全芯片"
    }

    private fun span(of: Duration): String = when {
        of.toDays() > 0 -> "${of.toDays()} 天"
        of.toHours() > 0 -> "${of.toHours()} 小时"
        of.toMinutes() > 0 -> "${of.toMinutes()} 分钟"
        else -> "${of.seconds} 秒"
    }

    private val ZONE = ZoneId.of("Asia/Shanghai")
    private val DATE = DateTimeFormatter.ofPattern("yyyy年M月d日 HH:mm")
    private val TIME = DateTimeFormatter.ofPattern("HH:mm:ss")
}
