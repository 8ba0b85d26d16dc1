// A wallet on eudi-lib-jvm-openid4vci-kt, as it is published: OpenID4VCI draft 15. How far that goes with an
// issuer of version 1.0, and that nothing but the drafts' differences and our format stop it.
package org.essc.foreign

import com.nimbusds.jose.JWSAlgorithm
import com.nimbusds.jose.jwk.Curve
import com.nimbusds.jose.jwk.KeyUse
import com.nimbusds.jose.jwk.gen.ECKeyGenerator
import eu.europa.ec.eudi.openid4vci.AccessToken
import eu.europa.ec.eudi.openid4vci.AuthorizationServerMetadataResolver
import eu.europa.ec.eudi.openid4vci.AuthorizedRequest
import eu.europa.ec.eudi.openid4vci.CIAuthorizationServerMetadata
import eu.europa.ec.eudi.openid4vci.CredentialConfigurationIdentifier
import eu.europa.ec.eudi.openid4vci.CredentialIssuanceError
import eu.europa.ec.eudi.openid4vci.CredentialIssuanceEvent
import eu.europa.ec.eudi.openid4vci.CredentialIssuerEndpoint
import eu.europa.ec.eudi.openid4vci.CredentialIssuerId
import eu.europa.ec.eudi.openid4vci.CredentialIssuerMetadata
import eu.europa.ec.eudi.openid4vci.CredentialIssuerMetadataError
import eu.europa.ec.eudi.openid4vci.CredentialIssuerMetadataResolver
import eu.europa.ec.eudi.openid4vci.CredentialOffer
import eu.europa.ec.eudi.openid4vci.CredentialOfferRequest
import eu.europa.ec.eudi.openid4vci.CredentialOfferRequestException
import eu.europa.ec.eudi.openid4vci.CredentialResponseEncryptionPolicy
import eu.europa.ec.eudi.openid4vci.CryptographicBindingMethod
import eu.europa.ec.eudi.openid4vci.Grants
import eu.europa.ec.eudi.openid4vci.IssuanceRequestPayload
import eu.europa.ec.eudi.openid4vci.Issuer
import eu.europa.ec.eudi.openid4vci.IssuerMetadataPolicy
import eu.europa.ec.eudi.openid4vci.JwtBindingKey
import eu.europa.ec.eudi.openid4vci.KeyAttestationRequirement
import eu.europa.ec.eudi.openid4vci.KeyGenerationConfig
import eu.europa.ec.eudi.openid4vci.MsoMdocCredential
import eu.europa.ec.eudi.openid4vci.NotificationId
import eu.europa.ec.eudi.openid4vci.OpenId4VCIConfig
import eu.europa.ec.eudi.openid4vci.PopSigner
import eu.europa.ec.eudi.openid4vci.ProofTypeMeta
import eu.europa.ec.eudi.openid4vci.ProofTypesSupported
import eu.europa.ec.eudi.openid4vci.SubmissionOutcome
import io.ktor.client.HttpClient
import io.ktor.client.plugins.HttpSend
import io.ktor.client.plugins.plugin
import io.ktor.client.request.get
import io.ktor.client.statement.bodyAsText
import io.ktor.http.encodedPath
import io.ktor.http.parseUrl
import java.net.URI
import kotlinx.coroutines.runBlocking
import kotlinx.serialization.json.Json
import kotlinx.serialization.json.jsonObject

private const val WELL_KNOWN = "/.well-known/openid-credential-issuer"
private const val GRANT = "urn:ietf:params:oauth:grant-type:pre-authorized_code"

private val validity = CredentialConfigurationIdentifier("essc-validity")
private val holder = setting.getValue("holders").jsonObject.getValue("adult").jsonObject

/** The device's key. Nimbus gives its public form a `kid` and a `use`. */
private val signer: PopSigner.Jwt = run {
    val key = ECKeyGenerator(Curve.P_256).keyUse(KeyUse.SIGNATURE).keyIDFromThumbprint(true).generate()
    PopSigner.jwtPopSigner(key, JWSAlgorithm.ES256, JwtBindingKey.Jwk(key.toPublicJWK()))
}

private val config = OpenId4VCIConfig(
    clientId = "essc-foreign-eudi",
    authFlowRedirectionURI = URI("essc-foreign-eudi:done"),
    keyGenerationConfig = KeyGenerationConfig.ecOnly(Curve.P_256),
    credentialResponseEncryptionPolicy = CredentialResponseEncryptionPolicy.SUPPORTED,
    dPoPSigner = signer,
)

fun main(): Unit = runBlocking {
    val offer = step("offer, read by the library") {
        val read = CredentialOfferRequest(holder.text("offer")).getOrThrow()
        Json.parseToJsonElement((read as CredentialOfferRequest.PassByValue).value).jsonObject
    }
    val issuer = CredentialIssuerId(offer.text("credential_issuer")).getOrThrow()

    metadataWhereTheDraftLooks(issuer)
    val servers = step<CIAuthorizationServerMetadata>("metadata of the authorisation server") {
        AuthorizationServerMetadataResolver(::httpClient).resolve(issuer.value).getOrThrow()
    }
    val metadata = step("metadata, read by hand from where version 1.0 has them") { metadataByHand(issuer) }
    val code = offer.getValue("grants").jsonObject.getValue(GRANT).jsonObject.text("pre-authorized_code")
    val resolved =
        CredentialOffer(issuer, metadata, servers, listOf(validity), Grants.PreAuthorizedCode(code))
    with(Issuer.make(config, resolved, ::httpClient).getOrThrow()) { enroll() }
}

/**
 * Draft 15 appends the well-known name to the identifier. The library then passes over configurations of
 * formats that it doesn't know, and takes no issuer that has no others.
 */
private suspend fun metadataWhereTheDraftLooks(issuer: CredentialIssuerId) {
    refused("offer, resolved by the library", "UnableToResolveCredentialIssuerMetadata", ::offerWord) {
        Issuer.make(config, holder.text("offer"), ::httpClient).getOrThrow()
    }
    refused("metadata, brought to where draft 15 looks", "CredentialsSupportedRequired", ::metadataWord) {
        CredentialIssuerMetadataResolver(::redirectingClient)
            .resolve(issuer, IssuerMetadataPolicy.IgnoreSigned)
            .getOrThrow()
    }
}

private suspend fun Issuer.enroll() {
    val txCode = holder.text("tx_code")
    val wrong = txCode.map { (it.digitToInt() + 1) % 10 }.joinToString("")
    refused("token, wrong tx_code", "invalid_grant", ::issuanceWord) {
        authorizeWithPreAuthorizationCode(wrong).getOrThrow()
    }
    val authorized = step<AuthorizedRequest>("token with DPoP") {
        authorizeWithPreAuthorizationCode(txCode).getOrThrow().also {
            check(it.accessToken is AccessToken.DPoP) { "the token is not bound" }
        }
    }
    with(authorized) {
        refused("credential, asked for with the `proof` of draft 15", "invalid_proof", ::issuanceWord) {
            val asked = IssuanceRequestPayload.ConfigurationBased(validity)
            val (_, outcome) = request(asked, listOf(signer)).getOrThrow()
            if (outcome is SubmissionOutcome.Failed) throw outcome.error
        }
        refused("notification, unknown id", "invalid_notification_id", ::issuanceWord) {
            notify(CredentialIssuanceEvent.Accepted(NotificationId("made-up"), null)).getOrThrow()
        }
    }
}

/** The metadata in the library's words; it has none for our format, so a near one stands in. */
private suspend fun metadataByHand(issuer: CredentialIssuerId): CredentialIssuerMetadata {
    val read = httpClient().use { http ->
        val url = parseUrl(issuer.toString()) ?: error("no address")
        val address = "https://${url.host}:${url.port}$WELL_KNOWN${url.encodedPath}"
        Json.parseToJsonElement(http.get(address).bodyAsText())
    }.jsonObject
    val endpoint = { name: String -> CredentialIssuerEndpoint(read.text(name)).getOrThrow() }
    val proofs = ProofTypeMeta.Jwt(listOf(JWSAlgorithm.ES256), KeyAttestationRequirement.NotRequired)
    val configuration = MsoMdocCredential(
        cryptographicBindingMethodsSupported = listOf(CryptographicBindingMethod.COSE),
        isoPolicy = null,
        proofTypesSupported = ProofTypesSupported(setOf(proofs)),
        docType = "essc+cwt",
    )
    return CredentialIssuerMetadata(
        credentialIssuerIdentifier = issuer,
        credentialEndpoint = endpoint("credential_endpoint"),
        nonceEndpoint = endpoint("nonce_endpoint"),
        notificationEndpoint = endpoint("notification_endpoint"),
        credentialConfigurationsSupported = mapOf(validity to configuration),
    )
}

/** A client that finds the metadata of version 1.0 at the address of draft 15. */
private fun redirectingClient(): HttpClient = httpClient().apply {
    plugin(HttpSend).intercept { request ->
        val identifier = request.url.encodedPath.removeSuffix(WELL_KNOWN)
        request.url.encodedPath = WELL_KNOWN + identifier
        execute(request)
    }
}

private fun offerWord(error: Throwable): String =
    (error as? CredentialOfferRequestException)?.error?.let { it::class.simpleName } ?: error.toString()

private fun metadataWord(error: Throwable): String =
    (error as? CredentialIssuerMetadataError)?.let { it::class.simpleName } ?: error.toString()

private fun issuanceWord(error: Throwable): String = when (error) {
    is CredentialIssuanceError.AccessTokenRequestFailed -> error.error
    is CredentialIssuanceError.InvalidProof -> "invalid_proof"
    is CredentialIssuanceError.NotificationFailed -> error.error
    else -> error.toString()
}
