// A reference issuer with its made-up sample holders: `essc sandbox` in a process of its own.
package org.essc.demo.support

import com.google.gson.JsonObject
import com.google.gson.JsonParser
import java.nio.file.Files
import java.nio.file.Path
import org.essc.PublicKey
import org.essc.demo.sdk.IssuerSettings

/** One of the sample holders, made up like all of them. */
class Sample(val cardNumber: String, val offer: String, val txCode: String, val region: String)

/** Serves until it is closed. */
class Sandbox private constructor(private val process: Process, private val report: JsonObject) : AutoCloseable {
    val address: String = report["base_url"].asString
    val root: String = report["root"].asJsonObject.toString()
    val issuer = IssuerSettings(address, PublicKey(root))

    /** The sample holder of a role, with its fresh offer. */
    fun holder(role: String): Sample {
        val holder = report["holders"].asJsonArray.map { it.asJsonObject }.first { it["role"].asString == role }
        return Sample(
            cardNumber = holder["card_number"].asString,
            offer = holder["offer"].asString,
            txCode = holder["tx_code"].asString,
            region = holder["region"].asString,
        )
    }

    /** An operator's call, as `essc issuer …` makes it. */
    fun operate(vararg call: String): String {
        val command = listOf(Surroundings.cli.toString(), "issuer", call.first(), "--url", report["operator_url"].asString)
        val builder = ProcessBuilder(command + call.drop(1)).redirectError(ProcessBuilder.Redirect.INHERIT)
        builder.environment()["ESSC_OPERATOR_TOKEN"] =
            Files.readString(Path.of(report["operator_token_file"].asString)).trim()
        val running = builder.start()
        val said = running.inputStream.readAllBytes().decodeToString()
        check(running.waitFor() == 0) { "essc issuer ${call.joinToString(" ")} failed: $said" }
        return said
    }

    /** The issuer goes off the net. */
    override fun close() {
        process.destroy()
        process.waitFor()
    }

    companion object {
        /** Starts one in a folder of its own, on a port of its own. */
        fun start(): Sandbox {
            val folder = Files.createTempDirectory("essc-sandbox")
            val process = ProcessBuilder(
                Surroundings.cli.toString(), "sandbox", "--json", "--bind", "127.0.0.1:0", "--data", folder.resolve("data").toString(),
            ).redirectError(folder.resolve("log").toFile()).start()
            val line = process.inputReader().readLine()
                ?: error("the sandbox did not start: ${Files.readString(folder.resolve("log"))}")
            return Sandbox(process, JsonParser.parseString(line).asJsonObject)
        }
    }
}
