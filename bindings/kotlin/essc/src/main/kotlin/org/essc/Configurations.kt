// Set-ups with what is right for most; each value can be replaced with `copy`.
@file:JvmName("Configurations")

package org.essc

import java.io.File

/**
 * The set-up of a gate that runs all day: 65,536 acceptances and as many cards are remembered,
 * cool-downs outlive a restart, and Guangdong's catalogue is used across the border.
 *
 * From Java: `Configurations.verifierConfig(directory, venueRegion, roots)`.
 *
 * @param directory where lists, requests and the replay journal are; made when it is missing
 * @param venueRegion where the venue stands
 * @param roots the roots it trusts, oldest first
 */
@JvmName("verifierConfig")
public fun VerifierConfig(directory: File, venueRegion: Region, roots: List<PinnedRoot>): VerifierConfig = VerifierConfig(
    directory = directory,
    venueRegion = venueRegion,
    roots = roots,
    baseRegion = Region("440000"),
    remember = Remember.COOL_DOWNS,
    replayCapacity = 1 shl 16,
    cacheCapacity = 1 shl 16,
)

/**
 * What a key is made for that no issuer judges, as a gate's.
 *
 * From Java: `Configurations.noAttestation()`.
 */
public fun noAttestation(): AttestationRequest = AttestationRequest("", "", ByteArray(0), null)
