//! Which app made the key: `AttestationApplicationId`, its packages and the digests of their signers.

use super::AndroidRefusal;
use crate::issuance::attestation::{AndroidApp, Fingerprint};
use crate::wire::der::{DerError, Reader, Tag, Value};

struct ApplicationId<'a> {
    /// Package names.
    packages: Vec<&'a [u8]>,
    /// SHA-256 of the certificates that signed them.
    signatures: Vec<&'a [u8]>,
}

impl<'a> ApplicationId<'a> {
    /// Reads `SEQUENCE { SET OF SEQUENCE { OCTET STRING name, INTEGER version }, SET OF OCTET STRING }`.
    fn read(der: &'a [u8]) -> Result<Self, DerError> {
        let mut inside = Value::read(der)?.inside(Tag::SEQUENCE)?;
        let packages = all(inside.expect(Tag::SET)?, |list| {
            let mut package = list.expect(Tag::SEQUENCE)?.inside(Tag::SEQUENCE)?;
            let name = package.value()?.bytes(Tag::OCTET_STRING)?;
            package.expect(Tag::INTEGER)?;
            package.end()?;
            Ok(name)
        })?;
        let signatures =
            all(inside.expect(Tag::SET)?, |list| list.value()?.bytes(Tag::OCTET_STRING))?;
        inside.end()?;
        Ok(Self { packages, signatures })
    }
}

fn all<'a>(
    set: Value<'a>,
    read: impl Fn(&mut Reader<'a>) -> Result<&'a [u8], DerError>,
) -> Result<Vec<&'a [u8]>, DerError> {
    let mut list = set.inside(Tag::SET)?;
    let mut elements = Vec::new();
    while !list.is_empty() {
        elements.push(read(&mut list)?);
    }
    Ok(elements)
}

/// That exactly one app made the key, that the policy names it, and that it is signed by exactly the
/// keys that the policy names for it. `id` is an `AttestationApplicationId` in DER.
///
/// # Errors
/// [`AndroidRefusal`].
pub fn check_application(id: Option<&[u8]>, apps: &[AndroidApp]) -> Result<(), AndroidRefusal> {
    let id = id.ok_or(AndroidRefusal::ApplicationMissing)?;
    let id = ApplicationId::read(id).map_err(|_| AndroidRefusal::ApplicationForm)?;
    // Apps that share a user id share keys, and one of them may be anybody's.
    let [package] = id.packages.as_slice() else { return Err(AndroidRefusal::Application) };
    let mut named = apps.iter().filter(|app| app.package.as_bytes() == *package).peekable();
    if named.peek().is_none() {
        return Err(AndroidRefusal::Application);
    }
    if named.any(|app| is_same_set(&app.signatures, &id.signatures)) {
        Ok(())
    } else {
        Err(AndroidRefusal::ApplicationSignature)
    }
}

fn is_same_set(wanted: &[Fingerprint], found: &[&[u8]]) -> bool {
    !wanted.is_empty()
        && wanted.iter().all(|digest| found.contains(&digest.0.as_slice()))
        && found.iter().all(|digest| wanted.iter().any(|wanted| wanted.0 == **digest))
}
