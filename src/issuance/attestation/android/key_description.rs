//! The key description of Android Key Attestation, read strictly: `KeyDescription` in the schema of
//! Android's documentation, of all versions from 1 to 500.

use crate::wire::der::{DerError, Tag, Value};

/// What the key master says of a key.
#[derive(Debug, Clone)]
pub struct KeyDescription<'a> {
    /// Where the attestation was made.
    pub attestation_level: u64,
    /// Where the key lives.
    pub key_level: u64,
    /// What the app passed when the key was made.
    pub challenge: &'a [u8],
    /// What the operating system vouches for.
    pub software: AuthorizationList<'a>,
    /// What the hardware vouches for.
    pub hardware: AuthorizationList<'a>,
}

/// The authorizations that are judged; a missing set is an empty one.
#[derive(Debug, Clone, Default)]
pub struct AuthorizationList<'a> {
    /// Tag 1. Purposes: 2 signs, 3 verifies.
    pub purposes: Vec<u64>,
    /// Tag 2. Algorithm: 3 is EC.
    pub algorithm: Option<u64>,
    /// Tag 3. Bits of the key.
    pub key_size: Option<u64>,
    /// Tag 5. Digests: 4 is SHA-256.
    pub digests: Vec<u64>,
    /// Tag 10. Curve: 1 is P-256.
    pub curve: Option<u64>,
    /// Tag 503. The key needs no authentication.
    pub no_auth_required: bool,
    /// Tag 504. Kinds of authentication, a set of bits: 1 password, 2 biometrics.
    pub user_auth_type: Option<u64>,
    /// Tag 505. Whether one authentication is good for some seconds.
    pub has_auth_timeout: bool,
    /// Tag 506. The key stays usable while the device is on the body.
    pub allow_while_on_body: bool,
    /// Tag 509. The device has to be unlocked.
    pub unlocked_device_required: bool,
    /// Tag 702. Where the key comes from: 0 generated.
    pub origin: Option<u64>,
    /// Tag 704. What the phone booted.
    pub root_of_trust: Option<RootOfTrust<'a>>,
    /// Tag 706. Patch level of the system.
    pub os_patch: Option<u64>,
    /// Tag 709. Which app made the key, DER of its own.
    pub application: Option<&'a [u8]>,
    /// Tag 718. Patch level of the vendor's part.
    pub vendor_patch: Option<u64>,
    /// Tag 719. Patch level of the boot loader.
    pub boot_patch: Option<u64>,
}

/// What the phone booted.
#[derive(Debug, Clone, Copy)]
pub struct RootOfTrust<'a> {
    /// Digest of the key that verified the system.
    pub boot_key: &'a [u8],
    /// Whether the boot loader is locked.
    pub is_locked: bool,
    /// 0 verified, 1 self-signed, 2 unverified, 3 failed.
    pub boot_state: u64,
}

impl<'a> KeyDescription<'a> {
    /// Reads the extension's value.
    ///
    /// # Errors
    /// [`DerError`] for anything in it that is not DER, another number of members than eight, a member of
    /// another kind, and authorizations whose tags don't rise.
    pub fn read(der: &'a [u8]) -> Result<Self, DerError> {
        let mut members = Value::read(der)?.inside(Tag::SEQUENCE)?;
        members.value()?.number(Tag::INTEGER)?;
        let attestation_level = members.value()?.number(Tag::ENUMERATED)?;
        members.value()?.number(Tag::INTEGER)?;
        let key_level = members.value()?.number(Tag::ENUMERATED)?;
        let challenge = members.value()?.bytes(Tag::OCTET_STRING)?;
        members.value()?.bytes(Tag::OCTET_STRING)?;
        let software = AuthorizationList::read(members.value()?)?;
        let hardware = AuthorizationList::read(members.value()?)?;
        members.end()?;
        Ok(Self { attestation_level, key_level, challenge, software, hardware })
    }
}

impl<'a> AuthorizationList<'a> {
    fn read(list: Value<'a>) -> Result<Self, DerError> {
        let mut members = list.inside(Tag::SEQUENCE)?;
        let mut read = Self::default();
        let mut last = None;
        while !members.is_empty() {
            let member = members.value()?;
            let number = member.tag.number;
            if last.is_some_and(|last| last >= number) {
                return Err(DerError);
            }
            last = Some(number);
            // Tags are explicit: the value is in another one.
            let mut inside = member.inside(Tag::context(number))?;
            read.take(number, inside.value()?)?;
            inside.end()?;
        }
        Ok(read)
    }

    fn take(&mut self, number: u32, value: Value<'a>) -> Result<(), DerError> {
        let integer = || value.number(Tag::INTEGER);
        let is_set = || value.bytes(Tag::NULL).map(|_| true);
        match number {
            1 => self.purposes = integers(value)?,
            2 => self.algorithm = Some(integer()?),
            3 => self.key_size = Some(integer()?),
            5 => self.digests = integers(value)?,
            10 => self.curve = Some(integer()?),
            503 => self.no_auth_required = is_set()?,
            504 => self.user_auth_type = Some(integer()?),
            505 => self.has_auth_timeout = integer().map(|_| true)?,
            506 => self.allow_while_on_body = is_set()?,
            509 => self.unlocked_device_required = is_set()?,
            702 => self.origin = Some(integer()?),
            704 => self.root_of_trust = Some(RootOfTrust::read(value)?),
            706 => self.os_patch = Some(integer()?),
            709 => self.application = Some(value.bytes(Tag::OCTET_STRING)?),
            718 => self.vendor_patch = Some(integer()?),
            719 => self.boot_patch = Some(integer()?),
            _ => {}
        }
        Ok(())
    }
}

fn integers(set: Value<'_>) -> Result<Vec<u64>, DerError> {
    let mut inside = set.inside(Tag::SET)?;
    let mut numbers = Vec::new();
    while !inside.is_empty() {
        numbers.push(inside.value()?.number(Tag::INTEGER)?);
    }
    Ok(numbers)
}

impl<'a> RootOfTrust<'a> {
    fn read(value: Value<'a>) -> Result<Self, DerError> {
        let mut members = value.inside(Tag::SEQUENCE)?;
        let boot_key = members.value()?.bytes(Tag::OCTET_STRING)?;
        let is_locked = members.value()?.boolean()?;
        let boot_state = members.value()?.number(Tag::ENUMERATED)?;
        // The hash of the system came with version 3.
        members.optional(Tag::OCTET_STRING)?;
        members.end()?;
        Ok(Self { boot_key, is_locked, boot_state })
    }
}
