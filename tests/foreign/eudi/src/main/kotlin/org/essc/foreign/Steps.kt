// What the wallet did, step by step: printed, and an exception where a step ended otherwise than it must.
package org.essc.foreign

import io.ktor.client.HttpClient
import io.ktor.client.engine.java.Java
import io.ktor.client.plugins.api.createClientPlugin
import io.ktor.client.plugins.contentnegotiation.ContentNegotiation
import io.ktor.client.statement.request
import io.ktor.serialization.kotlinx.json.json
import java.io.File
import java.security.KeyStore
import java.security.cert.CertificateFactory
import javax.net.ssl.SSLContext
import javax.net.ssl.TrustManagerFactory
import kotlinx.serialization.json.Json
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.jsonObject
import kotlinx.serialization.json.jsonPrimitive

/** What run_wallet.py hands every wallet. */
val setting: JsonObject =
    Json.parseToJsonElement(File(System.getenv("ESSC_FOREIGN_SETTING")).readText()).jsonObject

fun JsonObject.text(name: String): String = getValue(name).jsonPrimitive.content

/** The last part of the path and the status of every answer in the step that is under way. */
private val answers = mutableListOf<String>()

/** Does one thing and prints what [tell] says of the result, and what the server answered meanwhile. */
suspend fun <T> step(what: String, tell: (T) -> String = { "" }, work: suspend () -> T): T {
    answers.clear()
    val result = try {
        work()
    } catch (e: Throwable) {
        println("  FAILED  $what")
        throw e
    }
    val told = tell(result).let { if (it.isEmpty()) it else ": $it" }
    val answered = if (answers.isEmpty()) "" else answers.joinToString(", ", " (", ")")
    println("  passed  $what$told$answered")
    return result
}

/** Does one thing that must be refused; [word] gives what the refusal says, which must be [wanted]. */
suspend fun refused(what: String, wanted: String, word: (Throwable) -> String, work: suspend () -> Any?) {
    step(what, { said: String -> "refused, $said" }) {
        val error = runCatching { work() }.exceptionOrNull() ?: error("nothing was refused")
        val said = word(error)
        if (said != wanted) throw IllegalStateException("\"$said\" instead of \"$wanted\"", error)
        said
    }
}

/** An HTTP client as the library's own, except that it trusts this run's authority and remembers answers. */
fun httpClient(): HttpClient = HttpClient(Java) {
    engine { config { sslContext(trustingTheAuthority) } }
    install(ContentNegotiation) { json(Json { ignoreUnknownKeys = true }) }
    install(
        createClientPlugin("Remember") {
            onResponse {
                val name = it.request.url.encodedPath.substringAfterLast('/')
                answers += "$name ${it.status.value}"
            }
        },
    )
    expectSuccess = false
}

private val trustingTheAuthority: SSLContext by lazy {
    val trusted = KeyStore.getInstance(KeyStore.getDefaultType()).apply { load(null) }
    val authority = File(setting.text("authority")).inputStream().use {
        CertificateFactory.getInstance("X.509").generateCertificate(it)
    }
    trusted.setCertificateEntry("authority", authority)
    val managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm())
    managers.init(trusted)
    SSLContext.getInstance("TLS").apply { init(null, managers.trustManagers, null) }
}
