"""An issuer's reader of key proofs, written after docs/protocol.md sections 0 and 8.5.

It shares no code with the SDK: where the two disagree about a vector, one of them or the text is wrong.

    der.py              strict DER                              section 8.5, "DER here is"
    certificates.py     certificates and their signatures       section 8.5, Certificates
    revocations.py      Google's list, lists of authorities     section 8.5
    chains.py           x5c: what all chains have in common     section 8.5, Certificates
    android.py          what Android says of a key              section 8.5, Android
    harmony.py          what HarmonyOS says of a key            section 8.5, HarmonyOS
    app_attest.py       Apple's App Attest                      section 8.5, App Attest
    key_attestation.py  statements of app providers             section 8.5
    proofs.py           the proof around all of these           sections 0 and 8.5
"""
