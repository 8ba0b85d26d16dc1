//! Lists of revoked authorities: each fault is refused, and what is taken says what another reader of
//! certificate revocation lists reads in it.

use std::sync::LazyLock;

use essc::base::hex;
use essc::base::time::UnixTime;
use essc::crypto::digest::sha256;
use essc::issuance::attestation::{
    AuthorityList, AuthorityListError, Fingerprint, Revocations, Scheme, Serial,
};
use essc::wire::x509::Certificate;
use essc::wire::x509::revocation_list::{MAX_BYTES, MAX_ENTRIES, RevocationList};
use essc_sandbox_attestation::HarmonyAuthority;
use essc_sandbox_attestation::der::{
    enumerated, explicit, integer, null, octets, sequence, tagged,
};
use proptest::prelude::*;
use x509_cert::certificate::Rfc5280;
use x509_cert::crl::CertificateList;
use x509_cert::der::{Decode as _, Encode as _};

use crate::list_drafts::{
    CERTIFICATE_ISSUER, DELTA, ECDSA_SHA384, ListDraft, NUMBER, REASON, SCOPE, entry, extension,
    time,
};
use crate::minting::{COMMON_NAME, Draft, Minted};
use crate::scene::NOW;

const WEEK: u64 = 7 * 86_400;

fn root() -> Minted {
    root_of(0)
}

fn root_of(family: u8) -> Minted {
    let draft = Draft::new(vec![(COMMON_NAME, "Device Attestation Root CA 1")], 1);
    Minted::mint_with(&[draft], family)
}

fn pin(root: &[u8]) -> Fingerprint {
    Fingerprint(sha256(Certificate::read(root).expect("a certificate").key.whole))
}

fn verify(list: &[u8], root: &Minted) -> Result<AuthorityList, AuthorityListError> {
    let certificate = &root.certificates[0];
    AuthorityList::verify(list, certificate, &[pin(certificate)])
}

fn serial(text: &str) -> Serial {
    Serial::try_from(text.to_owned()).expect("a serial number")
}

#[test]
fn a_list_of_the_root_revokes_what_it_names_and_nothing_else() {
    let root = root();
    let list = verify(&ListDraft::new().sign(&root), &root).expect("taken");
    assert_eq!((list.len(), list.root()), (2, pin(&root.certificates[0])));
    assert_eq!(list.this_update(), UnixTime::from_secs(1_794_787_200));
    assert_eq!(list.next_update(), list.this_update().plus(WEEK));
    let revocations = Revocations::default().with_huks(&[list], &[pin(&root.certificates[0])]);
    let revokes = |scheme, text| revocations.revokes(scheme, &serial(text));
    assert!(revokes(Scheme::Huks, "7172") && revokes(Scheme::Huks, "55"));
    assert!(!revokes(Scheme::Huks, "1") && !revokes(Scheme::Android, "55"));
}

type Change = fn(&mut ListDraft);

#[test]
fn a_list_that_differs_from_its_form_in_one_thing_is_refused() {
    let changes: [(&str, Change); 29] = [
        ("version 1", |l| l.version.clear()),
        ("version 3", |l| l.version = integer(2)),
        ("two signature algorithms", |l| l.outer_algorithm = ECDSA_SHA384),
        ("no nextUpdate", |l| l.next_update.clear()),
        ("nextUpdate before thisUpdate", |l| l.next_update = time("261115235959Z")),
        ("a time without seconds", |l| l.this_update = time("2611160000Z")),
        ("a time with an offset", |l| l.this_update = time("261116000000+0800")),
        ("a day that is none", |l| l.this_update = time("261131000000Z")),
        ("a time that is a text", |l| l.this_update = octets(b"261116000000Z")),
        ("a serial number twice", |l| l.entries.push(entry(&[0x55]))),
        ("a negative serial number", |l| l.entries.push(entry(&[0xf5]))),
        ("a serial number with a leading zero", |l| l.entries.push(entry(&[0, 0x12]))),
        ("a serial number of 21 bytes", |l| l.entries.push(entry(&[0x11; 21]))),
        ("an entry without a date", |l| l.entries.push(sequence(&[integer(9)]))),
        ("an entry with a member more", |l| {
            l.entries.push(sequence(&[integer(9), time("261101000000Z"), null()]));
        }),
        ("an entry of another issuer", |l| {
            let other = sequence(&[extension(CERTIFICATE_ISSUER, Some(true), &sequence(&[]))]);
            l.entries.push(sequence(&[integer(9), time("261101000000Z"), other]));
        }),
        ("a critical reason", |l| {
            let reason = sequence(&[extension(REASON, Some(true), &enumerated(1))]);
            l.entries.push(sequence(&[integer(9), time("261101000000Z"), reason]));
        }),
        ("an entry with no extension where some are", |l| {
            l.entries.push(sequence(&[integer(9), time("261101000000Z"), sequence(&[])]));
        }),
        ("a delta list", |l| l.extensions.push(extension(DELTA, Some(true), &integer(6)))),
        ("a delta list that is not critical", |l| {
            l.extensions.push(extension(DELTA, None, &integer(6)));
        }),
        ("a critical extension that is not known", |l| {
            l.extensions.push(extension(&[0x55, 0x1d, 0x63], Some(true), &null()));
        }),
        ("an extension twice", |l| l.extensions.push(extension(NUMBER, None, &integer(8)))),
        ("a criticality of FALSE, which is the default", |l| {
            l.extensions.push(extension(&[0x55, 0x1d, 0x63], Some(false), &null()));
        }),
        ("of users' certificates alone", |l| {
            l.extensions.push(extension(SCOPE, Some(true), &sequence(&[tagged(&[0x81], &[0xff])])));
        }),
        ("of some reasons alone", |l| {
            l.extensions.push(extension(
                SCOPE,
                Some(true),
                &sequence(&[tagged(&[0x83], &[0, 0x80])]),
            ));
        }),
        ("for other issuers too", |l| {
            l.extensions.push(extension(SCOPE, Some(true), &sequence(&[tagged(&[0x84], &[0xff])])));
        }),
        ("of authorities alone, in a BOOLEAN of 1", |l| {
            l.extensions.push(extension(SCOPE, Some(true), &sequence(&[tagged(&[0x82], &[1])])));
        }),
        ("a scope that is not DER", |l| {
            l.extensions.push(extension(SCOPE, Some(true), &[0x30, 0x80, 0, 0]));
        }),
        ("a member more", |l| l.tail = null()),
    ];
    let root = root();
    for (what, change) in changes {
        let mut list = ListDraft::new();
        change(&mut list);
        assert_eq!(verify(&list.sign(&root), &root), Err(AuthorityListError::Form), "{what}");
    }
}

#[test]
fn a_list_in_other_bytes_than_der_is_refused() {
    let root = root();
    let good = ListDraft::revoking(&(1..=20).collect::<Vec<_>>()).sign(&root);
    let changed = |change: fn(&mut Vec<u8>)| {
        let mut der = good.clone();
        change(&mut der);
        verify(&der, &root)
    };
    let form = Err(AuthorityListError::Form);
    assert_eq!(changed(Vec::clear), form);
    assert_eq!(changed(|der| der.push(0)), form, "a byte after");
    assert_eq!(changed(|der| der.truncate(der.len() - 1)), form, "a byte short");
    let indefinite = changed(|der| {
        assert_eq!(der[1], 0x82);
        der.splice(1..4, [0x80]);
        der.extend([0, 0]);
    });
    assert_eq!(indefinite, form, "BER of indefinite length");
    let longer = changed(|der| {
        der[1] = 0x83;
        der.insert(2, 0);
    });
    assert_eq!(longer, form, "BER with a length in more bytes than it takes");
    assert_eq!(changed(|der| *der = b"-----BEGIN X509 CRL-----".to_vec()), form, "PEM");
}

#[test]
fn what_makes_no_difference_to_a_list_makes_none() {
    let changes: [(&str, Change); 6] = [
        ("nothing revoked", |l| l.entries.clear()),
        ("no extensions", |l| l.extensions.clear()),
        ("times of the other form", |l| {
            l.this_update = tagged(&[0x18], b"20261116000000Z");
            l.next_update = tagged(&[0x18], b"99991231235959Z");
        }),
        ("a reason", |l| {
            let reason = sequence(&[extension(REASON, None, &enumerated(6))]);
            l.entries.push(sequence(&[integer(9), time("261101000000Z"), reason]));
        }),
        ("of authorities alone, where it is published", |l| {
            let point = explicit(0, &explicit(0, &tagged(&[0x86], b"http://example/crl")));
            let scope = sequence(&[point, tagged(&[0x82], &[0xff])]);
            l.extensions.push(extension(SCOPE, Some(true), &scope));
        }),
        ("an extension that is not known", |l| {
            l.extensions.push(extension(&[0x55, 0x1d, 0x63], None, &null()));
        }),
    ];
    let root = root();
    for (what, change) in changes {
        let mut list = ListDraft::new();
        change(&mut list);
        let taken = verify(&list.sign(&root), &root);
        assert_eq!(taken.map(|taken| taken.len()), Ok(list.entries.len()), "{what}");
    }
}

#[test]
fn only_the_root_of_the_policy_speaks_for_itself() {
    let (root, other) = (root(), root_of(1));
    let good = ListDraft::new().sign(&root);
    let wrong_signer = verify(&ListDraft::new().sign(&other), &root);
    assert_eq!(wrong_signer, Err(AuthorityListError::Signature), "a root that looks alike");
    let mut named = ListDraft::new();
    named.issuer = Some(sequence(&[]));
    assert_eq!(verify(&named.sign(&root), &root), Err(AuthorityListError::Issuer));
    let mut algorithm = ListDraft::new();
    (algorithm.algorithm, algorithm.outer_algorithm) = (ECDSA_SHA384, ECDSA_SHA384);
    assert_eq!(verify(&algorithm.sign(&root), &root), Err(AuthorityListError::Signature));
    let mut changed = good.clone();
    let at = changed.windows(2).position(|part| part == [0x71, 0x72]).expect("a serial number");
    changed[at] = 0x70;
    assert_eq!(verify(&changed, &root), Err(AuthorityListError::Signature));

    let (certificate, pinned) = (&root.certificates[0], pin(&root.certificates[0]));
    let by = |root: &[u8], roots: &[Fingerprint]| AuthorityList::verify(&good, root, roots).err();
    assert_eq!(by(certificate, &[pinned]), None);
    assert_eq!(by(certificate, &[]), Some(AuthorityListError::RootUnknown));
    assert_eq!(by(&other.certificates[0], &[pinned]), Some(AuthorityListError::RootUnknown));
    assert_eq!(by(b"", &[pinned]), Some(AuthorityListError::Root));
    // The pinned key under a name that it did not sign.
    let mut renamed = certificate.clone();
    let at = renamed.windows(4).rposition(|part| part == b"Root").expect("a name");
    renamed[at] = b'r';
    assert_eq!(by(&renamed, &[pinned]), Some(AuthorityListError::Root));
}

#[test]
fn a_list_is_bounded_in_entries_and_in_bytes() {
    let root = root();
    let mut list = ListDraft::new();
    list.entries = (0..MAX_ENTRIES as u64)
        .map(|number| sequence(&[integer(number), time("261101000000Z")]))
        .collect();
    assert_eq!(verify(&list.sign(&root), &root).map(|taken| taken.len()), Ok(MAX_ENTRIES));
    list.entries.push(entry(&[0x7f; 20]));
    assert_eq!(verify(&list.sign(&root), &root), Err(AuthorityListError::Form));
    let mut huge = ListDraft::new();
    huge.extensions.push(extension(&[0x55, 0x1d, 0x63], None, &vec![0; MAX_BYTES]));
    assert_eq!(verify(&huge.sign(&root), &root), Err(AuthorityListError::Form));
}

#[test]
fn lists_are_current_until_the_first_of_them_ends_and_only_if_every_root_has_one() {
    let authorities = [2, 3].map(|serial| HarmonyAuthority::generate(serial).expect("a root"));
    let now = NOW.as_secs();
    let [one, other] = [&authorities[0], &authorities[1]].map(|authority| {
        let root = authority.root_certificate(now).expect("a certificate");
        let pinned = Fingerprint(authority.root_fingerprint());
        let list = authority.revocation_list(&[0xbad], now, now + WEEK).expect("a list");
        AuthorityList::verify(&list, &root, &[pinned]).expect("taken")
    });
    let none = Revocations::default();
    assert!(!none.is_current(Scheme::Huks, NOW), "without any list");
    assert!(!none.clone().with_huks(&[], &[]).is_current(Scheme::Huks, NOW), "and any root");
    let of_one = none.clone().with_huks(std::slice::from_ref(&one), &[one.root()]);
    assert!(of_one.is_current(Scheme::Huks, NOW.plus(WEEK)));
    assert!(!of_one.is_current(Scheme::Huks, NOW.plus(WEEK + 1)));
    assert!(!of_one.is_current(Scheme::Android, NOW), "the other maker's list is another one");
    let roots = [one.root(), other.root()];
    let half = none.clone().with_huks(std::slice::from_ref(&one), &roots);
    assert!(!half.is_current(Scheme::Huks, NOW));
    assert!(half.revokes(Scheme::Huks, &serial("bad")), "what there is is heeded");
    assert!(none.with_huks(&[one, other], &roots).is_current(Scheme::Huks, NOW.plus(WEEK)));
}

#[test]
fn another_reader_reads_the_same_in_a_list_that_another_writer_made() {
    let authority = HarmonyAuthority::generate(2).expect("a root");
    let (from, until) = (NOW.as_secs(), NOW.as_secs() + WEEK);
    for serials in [&[][..], &[0x80], &[1, 0xc0ff_ee00, u64::MAX]] {
        let der = authority.revocation_list(serials, from, until).expect("a list");
        agrees(&der);
    }
    agrees(&ListDraft::new().sign(&root()));
}

fn agrees(der: &[u8]) {
    let ours = RevocationList::read(der).expect("a list");
    let theirs = CertificateList::<Rfc5280>::from_der(der).expect("a list");
    let signed = theirs.tbs_cert_list;
    assert_eq!(signed.to_der().expect("DER"), ours.signed);
    assert_eq!(signed.issuer.to_der().expect("DER"), ours.issuer);
    assert_eq!(theirs.signature.raw_bytes(), ours.signature);
    let seconds = |time: x509_cert::time::Time| time.to_unix_duration().as_secs();
    assert_eq!(seconds(signed.this_update), ours.this_update.as_secs());
    assert_eq!(signed.next_update.map(seconds), Some(ours.next_update.as_secs()));
    let revoked = signed.revoked_certificates.unwrap_or_default();
    let mut serials: Vec<_> = revoked
        .iter()
        .map(|entry| hex::encode(entry.serial_number.as_bytes()).trim_start_matches('0').to_owned())
        .collect();
    serials.sort();
    let mut read: Vec<_> = ours.serials().collect();
    read.sort();
    assert_eq!(read, serials);
}

proptest! {
    #[test]
    fn random_bytes_are_no_list_and_never_panic(
        bytes in proptest::collection::vec(any::<u8>(), 0..300)
    ) {
        prop_assert!(RevocationList::read(&bytes).is_err());
    }

    #[test]
    fn a_list_with_one_byte_changed_is_of_the_same_root_no_more(at: usize, to: u8) {
        static MADE: LazyLock<(Minted, Vec<u8>)> = LazyLock::new(|| {
            let root = root();
            let list = ListDraft::new().sign(&root);
            (root, list)
        });
        let (root, good) = &*MADE;
        let mut changed = good.clone();
        changed[at % good.len()] = to;
        prop_assert_eq!(verify(&changed, root).is_ok(), changed == *good);
    }
}
