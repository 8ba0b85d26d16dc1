// Which issuer this app belongs to.
package org.essc.demo.sdk

import org.essc.PublicKey
import org.essc.Region
import org.essc.SyncSource

/**
 * What an app pins of its issuer. A product has this in its build; the demo lets it be typed in, since
 * every sandbox has a root of its own.
 *
 * @property address base URL of the issuer, without a slash at its end
 * @property root the root that signs trust lists, a JWK
 * @property venueRegion where the scanner stands: six digits
 * @property baseRegion the province whose catalogue is used across the border
 */
data class IssuerSettings(
    val address: String,
    val root: PublicKey,
    val venueRegion: Region = Region("440106"),
    val baseRegion: Region = Region("440000"),
) {
    /** Where the trust list is fetched. */
    val trustList: String get() = "$address/trust-list"

    /** Where a scanner's lists come from, and the time it measures its clock against. */
    val source: SyncSource get() = SyncSource(trustList, "$trustList/time")
}
