// What the pictures show: made-up people, a fixed time, and the code of a test vector.
package org.essc.demo.ui

import com.google.gson.JsonObject
import com.google.gson.JsonParser
import java.nio.file.Files
import java.time.Duration
import java.time.Instant
import org.essc.CardFunction
import org.essc.CardId
import org.essc.CardState
import org.essc.Code
import org.essc.Disclosed
import org.essc.ErrorCode
import org.essc.Freshness
import org.essc.KeyProtection
import org.essc.Language
import org.essc.ListName
import org.essc.Outcome
import org.essc.Profile
import org.essc.Reason
import org.essc.Region
import org.essc.SecurityLevel
import org.essc.demo.R
import org.essc.demo.presenter.Asked
import org.essc.demo.presenter.CardFace
import org.essc.demo.presenter.CardsState
import org.essc.demo.presenter.CodeState
import org.essc.demo.presenter.CodeStep
import org.essc.demo.presenter.EnrollState
import org.essc.demo.presenter.EnrollStep
import org.essc.demo.presenter.GateScene
import org.essc.demo.presenter.KeyFace
import org.essc.demo.presenter.ListRow
import org.essc.demo.presenter.ListsState
import org.essc.demo.presenter.Problem
import org.essc.demo.presenter.ScannerState
import org.essc.demo.presenter.SceneChoice
import org.essc.demo.presenter.SettingsState
import org.essc.demo.presenter.Tone
import org.essc.demo.presenter.VerdictFace
import org.essc.demo.presenter.WayOut
import org.essc.demo.support.Surroundings
import org.essc.demo.words.Words
import org.essc.demo.words.codeAge
import org.essc.demo.words.disclosed
import org.essc.demo.words.functionNames
import org.essc.demo.words.lines
import org.essc.demo.words.listName
import org.essc.demo.words.proved
import org.essc.demo.words.securityLevel
import org.essc.demo.words.state
import org.essc.demo.words.suits
import org.essc.demo.words.willDisclose
import org.essc.qrCode

/** The states of one language. */
class States(private val words: Words) {
    private val language = words.language
    private fun say(zh: String, en: String) = if (language == Language.ZH) zh else en

    fun card(state: CardState, tone: Tone, advice: ErrorCode?, region: Region = CITY, owner: String = words.text(R.string.own_card)) = CardFace(
        id = CardId("0"), city = region.name(language), owner = owner, state = words.state(state), tone = tone,
        advice = advice?.text(language), offlineUntil = words.date(NOW.plusSeconds(WEEK)),
        functions = words.functionNames(CardFunction.entries), canShow = advice == null, mustReEnroll = false,
    )

    val cards = CardsState(
        cards = listOf(card(CardState.Active, Tone.GOOD, null)), isLoaded = true, isTest = true,
    )
    val suspended = CardsState(
        cards = listOf(card(CardState.Suspended, Tone.BAD, ErrorCode.CARD_SUSPENDED, SHENZHEN, words.text(R.string.family_card))),
        isLoaded = true, isTest = true, clockWarning = words.clockOff(600),
    )
    val enroll = EnrollState(
        offer = "openid-credential-offer://?credential_offer=%7B%22credential_issuer%22…", txCode = "4711", txCodeLength = 6,
        issuer = "http://127.0.0.1:8440/issuer/440100",
    )
    val enrollFailed = enroll.copy(
        txCode = "", problem = Problem(ErrorCode.TX_CODE_WRONG.text(language), WayOut.READ, ErrorCode.TX_CODE_WRONG),
    )
    val enrolled = EnrollState(step = EnrollStep.DONE)

    private val museum = SceneChoice(501, say("博物馆与图书馆入场", "Museum and library entrance"), words.willDisclose(Profile.VALIDITY), null, false)
    val scenes = CodeState(
        isTest = true,
        scenes = listOf(
            SceneChoice(302, say("医疗结算与购药", "Medical settlement and pharmacy"), words.willDisclose(Profile.IDENTITY), null, true),
            SceneChoice(401, say("公交、地铁与轮渡", "Bus, metro and ferry"), words.willDisclose(Profile.VALIDITY), null, false),
            SceneChoice(402, say("优惠乘车", "Concession fare"), words.willDisclose(Profile.ENTITLEMENT), ErrorCode.NOT_ENTITLED.text(language), false),
            museum,
            SceneChoice(502, say("图书借阅", "Library borrowing"), words.willDisclose(Profile.MASKED), null, false),
        ),
    )
    val confirm = scenes.copy(step = CodeStep.CONFIRM, scene = museum, discloses = museum.willDisclose)
    val code = scenes.copy(
        step = CodeStep.SHOWING, scene = museum, discloses = words.disclosed(validity), secondsLeft = SECONDS_LEFT, isOffline = true,
    )
    val asked = Asked(
        venue = say("荔湾区中心医院（演示）", "Liwan Central Hospital (demo)"), vouchedBy = say("广州市", "Guangzhou"),
        place = CITY.name(language), scene = 302, sceneName = say("医疗结算与购药", "Medical settlement and pharmacy"),
        amount = words.yuan(12_850), purpose = say("门诊缴费", "Outpatient fee"), until = words.time(NOW.plusSeconds(120)),
        willDisclose = words.disclosed(identity), refusal = null,
    )
    val waiting = ScannerState(
        scenes = listOf(GateScene(museum.code, museum.name)), isLoaded = true, scene = GateScene(museum.code, museum.name),
    )
    val accepted = waiting.copy(verdict = verdict("accept/masked-at-a-library", words.lines(masked)))
    val rejected = waiting.copy(verdict = verdict("reject/ended-list-still-suspends", emptyList()))
    val unreadable = waiting.copy(
        verdict = VerdictFace(
            Outcome.UNREADABLE, Outcome.UNREADABLE.text(language), listOf(Reason.UNREADABLE.text(language)), emptyList(), emptyList(), false,
        ),
    )
    val lists = ListsState(
        rows = listOf(
            row(ListName.TrustList, 3600, Freshness.FRESH, Tone.GOOD),
            row(ListName.StatusList(CITY, 0), 60 * 20, Freshness.FRESH, Tone.GOOD),
            row(ListName.StatusList(SHENZHEN, 0), 3600 * 30, Freshness.STALE, Tone.CAUTION),
            row(ListName.Catalogue(Region("440000")), DAY * 9, Freshness.EXPIRED, Tone.BAD, until = NOW.minusSeconds(DAY * 2)),
        ),
        isLoaded = true, isSyncing = true, done = 2, total = 5, bytes = 48_213,
    )
    val settings = SettingsState(
        address = "http://127.0.0.1:8440", root = "{\"crv\":\"P-256\",\"kty\":\"EC\",\"x\":\"QoqCTqfP…\"}", language = language, largePrint = false,
        keys = listOf(keys(CITY, KeyProtection.SECURE_ELEMENT, KeyProtection.TRUSTED_ENVIRONMENT, SecurityLevel.SECURE_ELEMENT)),
        isTest = true,
    )

    private fun keys(city: Region, everyday: KeyProtection, identity: KeyProtection, kept: SecurityLevel) = KeyFace(
        city.name(language), words.proved(everyday, identity),
        listOf(words.suits(minOf(everyday, identity)), words.text(R.string.kept_here, words.securityLevel(kept))),
        if (identity == KeyProtection.SOFTWARE) Tone.CAUTION else Tone.GOOD,
    )

    private fun row(name: ListName, age: Long, freshness: Freshness, tone: Tone, until: Instant = NOW.plusSeconds(WEEK)) = ListRow(
        words.listName(name), words.age(Duration.ofSeconds(age)), words.date(until), freshness.text(language), tone,
    )

    /** What the library says in a test vector: made-up verdicts may have reasons together that never come together. */
    private fun verdict(vector: String, disclosed: List<String>): VerdictFace {
        val case = read(vector)
        val verdict = case["verdict"].asJsonObject
        val outcome = Outcome.valueOf(verdict["outcome"].asString.uppercase())
        fun age(of: String, id: Int): String {
            val evidence = verdict[of].asJsonObject
            val freshness = Freshness.valueOf(evidence["grade"].asString.uppercase())
            return words.text(id, freshness.text(language), words.age(Duration.ofSeconds(case["now"].asLong - evidence["as_of"].asLong)))
        }
        return VerdictFace(
            outcome, outcome.text(language), verdict["reasons"].asJsonArray.map { Reason.valueOf(it.asString).text(language) }, disclosed,
            listOf(words.codeAge(verdict["code_age_s"].asLong), age("status", R.string.status_age), age("trust", R.string.trust_age)),
            isTest = verdict["test"].asBoolean,
        )
    }

    companion object {
        val CITY = Region("440100")
        val SHENZHEN = Region("440300")
        private const val DAY = 86_400L
        private const val WEEK = 7 * DAY

        /** Of a code's thirty. */
        const val SECONDS_LEFT = 23

        /** The vector whose code the code screen shows. */
        val vector: JsonObject by lazy { read("accept/validity-at-a-museum") }

        /** The time of that vector. */
        val NOW: Instant by lazy { Instant.ofEpochSecond(vector["now"].asLong) }

        /** The code that the code screen shows. */
        val shown: Code by lazy { Code(vector["text"].asString, qrCode(vector["text"].asString), validity, NOW, NOW.plusSeconds(60), Duration.ofSeconds(30)) }

        private fun read(vector: String) =
            JsonParser.parseString(Files.readString(Surroundings.vectors.resolve("$vector.json"))).asJsonObject

        private val validity = Disclosed.Validity(CITY)

        /** What the holder of the pictures would tell a hospital; made up. */
        private val identity = Disclosed.Identity(CITY, org.essc.IdDocumentKind.MAINLAND, "测试甲", "440100196001010003", "A12345678")

        /** What that vector discloses. */
        private val masked = Disclosed.Masked(CITY, org.essc.IdDocumentKind.MAINLAND, "测**", "440***********0003")
    }
}
