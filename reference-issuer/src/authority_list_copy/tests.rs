use essc_sandbox_attestation::HarmonyAuthority;

use super::*;

const AT: UnixTime = UnixTime::from_secs(1_800_000_000);
const WEEK: u64 = 7 * 86_400;

/// A root, its certificate and its pin.
struct Root {
    authority: HarmonyAuthority,
    certificate: Vec<u8>,
    pin: Fingerprint,
}

impl Root {
    fn new() -> Self {
        let authority = HarmonyAuthority::generate(2).expect("a root");
        let certificate = authority.root_certificate(AT.as_secs()).expect("a certificate");
        let pin = Fingerprint(authority.root_fingerprint());
        Self { authority, certificate, pin }
    }

    fn list(&self, serials: &[u64], at: UnixTime) -> Vec<u8> {
        let until = at.plus(WEEK).as_secs();
        self.authority.revocation_list(serials, at.as_secs(), until).expect("a list")
    }

    fn replace(&self, folder: &Path, list: &[u8]) -> Result<AuthorityList, CopyError> {
        replace(folder, list, &self.certificate, &[self.pin], AT)
    }
}

#[test]
fn what_a_command_writes_is_what_the_issuer_reads() {
    let folder = tempfile::tempdir().expect("folder");
    let root = Root::new();
    assert_eq!(read(folder.path(), &[root.pin]).expect("none"), []);
    let taken = root.replace(folder.path(), &root.list(&[0xbad], AT)).expect("taken");
    assert_eq!((taken.len(), taken.this_update()), (1, AT));
    assert_eq!(read(folder.path(), &[root.pin]).expect("a list"), [taken]);
    assert_eq!(read(folder.path(), &[]).expect("none"), [], "of a root that is pinned no more");
}

#[test]
fn a_list_that_is_older_of_the_future_or_not_the_roots_leaves_the_one_there_is() {
    let folder = tempfile::tempdir().expect("folder");
    let (root, other) = (Root::new(), Root::new());
    let held = root.replace(folder.path(), &root.list(&[1, 2], AT)).expect("taken");
    let older = root.replace(folder.path(), &root.list(&[], AT.minus(1)));
    assert!(matches!(older, Err(CopyError::Older(at)) if at == AT));
    let future = root.replace(folder.path(), &root.list(&[], AT.plus(301)));
    assert!(matches!(future, Err(CopyError::Future(at)) if at == AT.plus(301)));
    let good = root.list(&[], AT.plus(9));
    let torn = root.replace(folder.path(), &good[..good.len() - 1]);
    assert!(matches!(torn, Err(CopyError::List(AuthorityListError::Form))));
    let foreign = root.replace(folder.path(), &other.list(&[], AT.plus(9)));
    assert!(matches!(foreign, Err(CopyError::List(AuthorityListError::Signature))));
    let unknown = replace(folder.path(), &good, &root.certificate, &[other.pin], AT);
    assert!(matches!(unknown, Err(CopyError::List(AuthorityListError::RootUnknown))));
    assert_eq!(read(folder.path(), &[root.pin]).expect("a list"), [held]);
    assert_eq!(root.replace(folder.path(), &good).expect("newer").len(), 0);
    let same = root.replace(folder.path(), &root.list(&[7], AT.plus(9)));
    assert_eq!(same.expect("the same time is not older").len(), 1);
}

#[test]
fn each_root_has_its_own_list_and_what_does_not_read_gives_way() {
    let folder = tempfile::tempdir().expect("folder");
    let (one, other) = (Root::new(), Root::new());
    let roots = [one.pin, other.pin];
    let put = |root: &Root, list: &[u8]| {
        replace(folder.path(), list, &root.certificate, &roots, AT).expect("taken")
    };
    put(&one, &one.list(&[1], AT));
    put(&other, &other.list(&[2, 3], AT.minus(5)));
    let newer = put(&one, &one.list(&[], AT.plus(1)));
    let lists = read(folder.path(), &roots).expect("two lists");
    assert_eq!(lists.iter().map(AuthorityList::len).sum::<usize>(), 2);
    assert!(lists.contains(&newer));

    for damaged in [&b"\x30"[..], b"\x05\x00\x05\x00", b"\x30\x00", &one.certificate] {
        std::fs::write(folder.path().join(COPY_FILE), damaged).expect("written");
        assert!(read(folder.path(), &roots).is_err());
    }
    put(&other, &other.list(&[2], AT.minus(9)));
    assert_eq!(read(folder.path(), &roots).expect("one list").len(), 1);
}
