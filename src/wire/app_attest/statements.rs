//! Apple's attestation objects and assertions (App Attest), read in place and not judged.
//!
//! They are CBOR by Apple's hand, over which nobody here has a say: members may stand in any order and
//! new ones are passed over, so nothing is written again and compared. What is signed are the bytes of
//! the authenticator data, which are read at fixed places (`WebAuthn` §6.1).

use crate::wire::cbor::{CborError, Reader};

/// Most bytes of an attestation object; those seen so far have less than 5,400.
const MAX_ATTESTATION_BYTES: usize = 16_384;

/// Most bytes of an assertion; those seen so far have less than 150.
const MAX_ASSERTION_BYTES: usize = 1_024;

/// Most members of a map.
const MAX_MEMBERS: u64 = 16;

/// The format of Apple's attestation objects.
const FORMAT: &str = "apple-appattest";

/// What Apple says of a key that it attested.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AttestationObject<'a> {
    /// The certificate of the key, in DER.
    pub leaf: &'a [u8],
    /// The certificate of who signed it.
    pub intermediate: &'a [u8],
    /// The authenticator data.
    pub authenticator_data: &'a [u8],
}

impl<'a> AttestationObject<'a> {
    /// Reads an attestation object: a map with `fmt` (`apple-appattest`), `attStmt` with `x5c` of two
    /// certificates, and `authData`.
    ///
    /// # Errors
    /// [`CborError`] for more than 16,384 bytes, a member twice, a member that is missing or of another
    /// type, another format, and bytes after the object.
    pub fn read(bytes: &'a [u8]) -> Result<Self, CborError> {
        let mut reader = Reader::new(bytes, MAX_ATTESTATION_BYTES)?;
        let (mut format, mut x5c, mut data) = (None, None, None);
        members(&mut reader, |name, reader| match name {
            "fmt" => once(&mut format, "fmt", reader.text()?),
            "attStmt" => once(&mut x5c, "attStmt", certificates(reader)?),
            "authData" => once(&mut data, "authData", reader.bytes()?),
            _ => reader.skip(),
        })?;
        reader.end()?;
        if format != Some(FORMAT) {
            return Err(CborError::Value("fmt"));
        }
        let [leaf, intermediate] = x5c.ok_or(CborError::Value("x5c"))?;
        let authenticator_data = data.ok_or(CborError::Value("authData"))?;
        Ok(Self { leaf, intermediate, authenticator_data })
    }
}

/// What an attested key signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Assertion<'a> {
    /// An ASN.1 DER signature.
    pub signature: &'a [u8],
    /// The authenticator data.
    pub authenticator_data: &'a [u8],
}

impl<'a> Assertion<'a> {
    /// Reads an assertion: a map with `signature` and `authenticatorData`.
    ///
    /// # Errors
    /// [`CborError`] for more than 1,024 bytes, a member twice, a member that is missing or of another
    /// type, and bytes after the object.
    pub fn read(bytes: &'a [u8]) -> Result<Self, CborError> {
        let mut reader = Reader::new(bytes, MAX_ASSERTION_BYTES)?;
        let (mut signature, mut data) = (None, None);
        members(&mut reader, |name, reader| match name {
            "signature" => once(&mut signature, "signature", reader.bytes()?),
            "authenticatorData" => once(&mut data, "authenticatorData", reader.bytes()?),
            _ => reader.skip(),
        })?;
        reader.end()?;
        Ok(Self {
            signature: signature.ok_or(CborError::Value("signature"))?,
            authenticator_data: data.ok_or(CborError::Value("authenticatorData"))?,
        })
    }
}

/// What authenticator data begin with. Flags and extensions after it are signed and not judged: an
/// assertion of Apple's says by its flags that it has a credential, and has none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AuthenticatorData<'a> {
    /// SHA-256 of the App ID, team identifier and bundle identifier with a dot between.
    pub app_id_hash: &'a [u8; 32],
    /// How many assertions the key has made.
    pub counter: u32,
    rest: &'a [u8],
}

/// The key that authenticator data are about; only an attestation has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Credential<'a> {
    /// The environment.
    pub aaguid: &'a [u8; 16],
    /// The identifier of the key.
    pub id: &'a [u8],
}

impl<'a> AuthenticatorData<'a> {
    /// Reads authenticator data; none for less than 37 bytes.
    #[must_use]
    pub fn read(bytes: &'a [u8]) -> Option<Self> {
        let (app_id_hash, rest) = bytes.split_first_chunk()?;
        let ([_flags, counter @ ..], rest) = rest.split_first_chunk::<5>()?;
        Some(Self { app_id_hash, counter: u32::from_be_bytes(*counter), rest })
    }

    /// The credential; none where the bytes end before it does.
    #[must_use]
    pub fn credential(&self) -> Option<Credential<'a>> {
        let (aaguid, rest) = self.rest.split_first_chunk()?;
        let (length, rest) = rest.split_first_chunk()?;
        let id = rest.get(..usize::from(u16::from_be_bytes(*length)))?;
        Some(Credential { aaguid, id })
    }
}

/// Reads the members of a map by their names.
fn members<'a>(
    reader: &mut Reader<'a>,
    mut member: impl FnMut(&'a str, &mut Reader<'a>) -> Result<(), CborError>,
) -> Result<(), CborError> {
    let count = reader.map()?;
    if count > MAX_MEMBERS {
        return Err(CborError::Value("members"));
    }
    for _ in 0..count {
        let name = reader.text()?;
        member(name, reader)?;
    }
    Ok(())
}

/// Notes a member, which may be there once.
fn once<T>(place: &mut Option<T>, name: &'static str, value: T) -> Result<(), CborError> {
    if place.replace(value).is_some() { Err(CborError::Value(name)) } else { Ok(()) }
}

/// The two certificates of an attestation statement. Its receipt is for asking Apple, which nobody does.
fn certificates<'a>(reader: &mut Reader<'a>) -> Result<[&'a [u8]; 2], CborError> {
    let mut x5c = None;
    members(reader, |name, reader| match name {
        "x5c" => {
            reader.expect_array(2)?;
            once(&mut x5c, "x5c", [reader.bytes()?, reader.bytes()?])
        }
        _ => reader.skip(),
    })?;
    x5c.ok_or(CborError::Value("x5c"))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::wire::cbor::Writer;

    fn object() -> Vec<u8> {
        let map = Writer::default().map(3).text("fmt").text(FORMAT);
        let statement = map.text("attStmt").map(2).text("x5c").array(2).bytes(&[1]).bytes(&[2]);
        let statement = statement.text("receipt").bytes(&[3; 40]);
        statement.text("authData").bytes(&[4; 40]).into_bytes()
    }

    #[test]
    fn members_stand_in_any_order_and_unknown_ones_are_passed_over() {
        let read = AttestationObject::read(&object()).map(|object| object.authenticator_data.len());
        assert_eq!(read, Ok(40));
        let other = Writer::default().map(4).text("authData").bytes(&[4; 40]).text("new").array(2);
        let other = other.int(-1).map(1).uint(1).null().text("attStmt").map(1).text("x5c").array(2);
        let other = other.bytes(&[1]).bytes(&[2]).text("fmt").text(FORMAT).into_bytes();
        assert!(AttestationObject::read(&other).is_ok());
        let assertion = Writer::default().map(2).text("authenticatorData").bytes(&[0; 37]);
        let assertion = assertion.text("signature").bytes(&[1]).into_bytes();
        assert_eq!(Assertion::read(&assertion).map(|read| read.signature.len()), Ok(1));
    }

    #[test]
    fn what_is_twice_missing_or_of_another_kind_is_refused() {
        let refused = |bytes: &[u8]| AttestationObject::read(bytes).expect_err("refused");
        let twice = Writer::default().map(2).text("fmt").text(FORMAT).text("fmt").text(FORMAT);
        assert_eq!(refused(&twice.into_bytes()), CborError::Value("fmt"));
        assert_eq!(refused(&Writer::default().map(0).into_bytes()), CborError::Value("fmt"));
        let packed = Writer::default().map(1).text("fmt").text("packed").into_bytes();
        assert_eq!(refused(&packed), CborError::Value("fmt"));
        let bare = Writer::default().map(1).text("fmt").text(FORMAT).into_bytes();
        assert_eq!(refused(&bare), CborError::Value("x5c"));
        assert_eq!(refused(&[object(), vec![0]].concat()), CborError::NotDeterministic);
        let many = Writer::default().map(u64::MAX).into_bytes();
        assert_eq!(refused(&many), CborError::Value("members"));
        for count in [0, 1, 3] {
            let map = Writer::default().map(1).text("attStmt").map(1).text("x5c").array(count);
            let chain = (0..count).fold(map, |map, _| map.bytes(&[1])).into_bytes();
            assert!(matches!(refused(&chain), CborError::Structure(_)), "{count} certificates");
        }
        assert_eq!(Assertion::read(&[0xa0]), Err(CborError::Value("signature")));
        let long = CborError::TooLong { got: 16_385, limit: 16_384 };
        assert_eq!(refused(&[0; 16_385]), long);
    }

    #[test]
    fn authenticator_data_are_read_at_their_places() {
        let mut data = vec![9; 32];
        data.extend([0x40, 0, 0, 1, 2]);
        let assertion = AuthenticatorData::read(&data).expect("read");
        assert_eq!((assertion.counter, assertion.credential()), (258, None));
        assert_eq!(AuthenticatorData::read(&data[..36]), None);
        data.extend(b"appattestdevelop");
        data.extend([0, 2, 7, 8]);
        let attestation = AuthenticatorData::read(&data).expect("read");
        let credential = attestation.credential().expect("a credential");
        assert_eq!((credential.aaguid, credential.id), (b"appattestdevelop", &[7, 8][..]));
        let short = AuthenticatorData::read(&data[..data.len() - 1]).expect("read");
        assert_eq!(short.credential(), None);
        let longer = [data.as_slice(), &[0xa0]].concat();
        let extended = AuthenticatorData::read(&longer).expect("read");
        assert_eq!(extended.credential(), Some(credential));
    }

    proptest! {
        #[test]
        fn changed_and_random_bytes_never_panic(
            bytes in proptest::collection::vec(0u8.., 0..200),
            at in 0usize..100,
            to: u8,
        ) {
            let mut changed = object();
            let at = at % changed.len();
            changed[at] = to;
            for bytes in [&bytes, &changed] {
                let _ = AttestationObject::read(bytes);
                let _ = Assertion::read(bytes);
                let _ = AuthenticatorData::read(bytes).map(|data| data.credential());
            }
        }
    }
}
