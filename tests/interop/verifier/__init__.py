"""A gate's verifier of the electronic social security card, written from docs/protocol.md alone.

It shares no code with the SDK and was written without looking at any, so that an agreement of the
two says something about the specification. One module for one chapter:

    cbor.py        deterministic CBOR                        section 0
    keys.py        P-256, thumbprints                        sections 0 and 1
    words.py       regions, scenes, texts, addresses         section 0
    jose.py        strict JSON and compact JWS               section 0
    attributes.py  what a card says about its holder         section 2.2
    carrier.py     the QR text and its bytes                 section 4
    cose.py        the CWTs a code expands into              sections 2 and 3
    requests.py    requests and venue cards                  section 9
    trust.py       the trust list                            section 7.2
    documents.py   status lists, what documents share        sections 7.1 and 7.3
    scenes.py      one scene, of this version or a later  section 7.4
    catalogue.py   base and overlay                          section 7.4
    replay.py      the replay guard                          sections 6.3 and 6.6
    rules.py       authenticity, policy, status              sections 6.1, 6.2 and 6.4
    roots.py       pinned roots and their roll-over          section 7.2
    holdings.py    what is held, and what is taken           sections 7.1 to 7.5
    gate.py        keeps time, scans, gives verdicts         sections 6.5 and 6.7
"""
