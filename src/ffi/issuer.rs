//! The signing side, for an authority's own back end on the JVM: cards, venue cards, status lists,
//! catalogues. Keeping people, serving the protocol and deciding is the back end's.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use zeroize::Zeroizing;

use crate::base::base64url;
use crate::base::time::UnixTime;
use crate::crypto::{PublicKey, SigningKey};
use crate::ffi::error::EsscError;
use crate::ffi::error_code::ErrorCode;
use crate::issuance::answers::Grounds;
use crate::issuance::card_issuer::{self, Device, Terms};
use crate::issuance::person::{self, Person};
use crate::issuance::signer::IssuerSigner;
use crate::issuance::status_publisher::{self, ListTerms};
use crate::issuance::{catalogue_publisher, venue_issuer};
use crate::model::card::StatusIndex;
use crate::model::functions::{CardFunction, Functions, KeyProtection};
use crate::model::identifiers::{BirthDate, CardNumber, IdDocumentKind, IdNumber};
use crate::model::key_id::KeyId;
use crate::model::profile::Profile;
use crate::model::region::Region;
use crate::model::scene::SceneCode;
use crate::model::status::CardStatus;
use crate::ports::durable_file;
use crate::wire::catalogue::Catalogue;
use crate::wire::status_list::StatusListUri;

/// Bytes of a key file: the scalar, big-endian.
const KEY_BYTES: usize = 32;

/// One of an issuing region's keys, by handle: the secret is read from its file and never crosses.
///
/// Holds no state and no clock: what is issued at the same time from the same order differs in nothing.
#[derive(uniffi::Object)]
pub struct Issuer {
    kid: KeyId,
    key: SigningKey,
    expires: UnixTime,
}

/// What a card is to say, and for whom. `Debug` shows its profile only.
#[derive(Clone, PartialEq, Eq, uniffi::Record)]
pub struct CardOrder {
    /// What it discloses.
    pub profile: Profile,
    /// Which document the number is of.
    pub kind: IdDocumentKind,
    /// The social security number, or that of another document.
    pub number: String,
    /// The name.
    pub name: String,
    /// The card number.
    pub card_number: String,
    /// Date of birth as `YYYY-MM-DD`; none: that of the number, where it holds one.
    pub birth_date: Option<String>,
    /// Resident of the issuing region.
    pub resident: bool,
    /// Holds a disability certificate.
    pub disability: bool,
    /// The device key that signs its codes.
    pub device_key: PublicKey,
    /// Key protection **as the issuer verified it**.
    pub key_protection: KeyProtection,
    /// Issue level, 0 to 7.
    pub level: i32,
    /// Whether a relative carries it.
    pub delegated: bool,
    /// Functions that are loaded.
    pub functions: Vec<CardFunction>,
    /// Number of its status list, 0 to 65,535.
    pub status_list: i32,
    /// Index in that list, under 2²⁰.
    pub status_index: i32,
    /// For how long it counts, whole seconds.
    pub lifetime: Duration,
    /// The longest that the root allows this issuer, whole seconds.
    pub max_card_life: Duration,
    /// How old a code may be, 1 to 255 seconds.
    pub max_code_age: Duration,
    /// When it is issued.
    pub issued_at: UnixTime,
}

impl std::fmt::Debug for CardOrder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "CardOrder({})", self.profile.name())
    }
}

/// A venue as its city registered it.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct VenueOrder {
    /// Identifier within the city.
    pub id: String,
    /// Name shown to the holder.
    pub name: String,
    /// Where it stands.
    pub region: Region,
    /// Scenes it may ask for.
    pub scenes: Vec<SceneCode>,
    /// The gate's key.
    pub key: PublicKey,
    /// For how long it counts, whole seconds.
    pub lifetime: Duration,
    /// When it is issued.
    pub issued_at: UnixTime,
}

/// A status list to be signed; an index that no entry names was not given out.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct StatusOrder {
    /// Number of the list, 0 to 65,535.
    pub number: i32,
    /// What was given out.
    pub entries: Vec<StatusEntry>,
    /// When it is signed; later than the list before it.
    pub issued_at: UnixTime,
    /// For how long it counts, whole seconds.
    pub lifetime: Duration,
    /// After how long to ask for a newer one, whole seconds.
    pub ttl: Duration,
    /// Least `seq` of the trust list that it may be judged by.
    pub min_trust_seq: i64,
}

/// One index of a status list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Record)]
pub struct StatusEntry {
    /// The index, under 2²⁰.
    pub index: i32,
    /// Its state.
    pub status: CardStatus,
}

#[uniffi::export]
impl Issuer {
    /// The key of a region in a file of 32 bytes (the scalar, big-endian, as the reference issuer keeps
    /// it), which only its owner should be able to read.
    ///
    /// # Errors
    /// `Report` when the file can't be read, `RejectInput` when it holds no key, and for a generation
    /// that is not 0 to 255.
    #[uniffi::constructor]
    pub fn from_file(
        path: PathBuf,
        region: Region,
        generation: i32,
        expires_at: UnixTime,
    ) -> Result<Arc<Self>, EsscError> {
        let bytes = durable_file::read(&path, KEY_BYTES as u64)
            .map_err(|e| EsscError::with(ErrorCode::StorageFailed, &e.kind()))?;
        let refused = || EsscError::with(ErrorCode::KeyRefused, "the file holds no key");
        let bytes = Zeroizing::new(bytes.ok_or_else(refused)?);
        let scalar = bytes.as_slice().try_into().map_err(|_| refused())?;
        let key = SigningKey::from_bytes(scalar).map_err(|_| refused())?;
        let generation = in_range("generation", generation)?;
        Ok(Arc::new(Self { kid: KeyId::new(region, generation), key, expires: expires_at }))
    }

    /// Its public key, for the trust list.
    pub fn public_key(&self) -> PublicKey {
        self.key.public_key()
    }

    /// Signs one card: a COSE_Sign1 in bytes, to be handed out as the credential.
    ///
    /// # Errors
    /// `RejectInput` with what is wrong with the order.
    pub fn issue(&self, order: CardOrder) -> Result<Vec<u8>, EsscError> {
        let number = IdNumber::read(order.kind, &order.number).map_err(|e| refused(&e))?;
        let stated = match &order.birth_date {
            Some(text) => Some(date(text).ok_or_else(|| refused("the date of birth is none"))?),
            None => None,
        };
        let birth_date =
            person::check(order.kind, &number, stated, order.issued_at).map_err(|e| refused(&e))?;
        let person = Person {
            kind: order.kind,
            number: &number,
            name: &order.name,
            card_number: CardNumber::parse(&order.card_number).map_err(|e| refused(&e))?,
            grounds: Grounds { birth_date, resident: order.resident, disability: order.disability },
        };
        let device = Device {
            key: order.device_key,
            status: StatusIndex {
                list: in_range("status_list", order.status_list)?,
                index: in_range("status_index", order.status_index)?,
            },
            functions: Functions::new(
                level(order.level)?,
                order.key_protection,
                order.delegated,
                &order.functions,
            ),
        };
        let terms = Terms {
            lifetime: order.lifetime.as_secs(),
            max_card_life: order.max_card_life.as_secs(),
            max_code_age: in_range("max_code_age", order.max_code_age.as_secs())?,
        };
        let issued = card_issuer::issue(
            &person,
            order.profile,
            &device,
            &terms,
            &self.signer(),
            order.issued_at,
        );
        Ok(issued.map_err(|e| refused(&e))?.to_cose())
    }

    /// Signs a venue card: base64url of a COSE_Sign1, as `Venue.of` takes it.
    ///
    /// # Errors
    /// `RejectInput` with what is wrong with the order.
    pub fn venue_card(&self, order: VenueOrder) -> Result<String, EsscError> {
        let venue = venue_issuer::Venue {
            id: &order.id,
            name: &order.name,
            region: order.region,
            scenes: &order.scenes,
            key: order.key,
        };
        let signed =
            venue_issuer::issue(&venue, order.lifetime.as_secs(), &self.signer(), order.issued_at);
        Ok(base64url::encode(&signed.map_err(|e| refused(&e))?.to_cose()))
    }

    /// Signs a status list (IETF Token Status List): a compact JWS.
    ///
    /// # Errors
    /// `RejectInput` for an index that does not fit a list.
    pub fn status_list(&self, order: StatusOrder) -> Result<String, EsscError> {
        let number = in_range("number", order.number)?;
        let uri = StatusListUri { region: self.kid.region(), number };
        let given = order.entries.into_iter();
        let given = given.map(|entry| Ok((in_range("index", entry.index)?, entry.status)));
        let given = given.collect::<Result<Vec<_>, EsscError>>()?;
        let terms = ListTerms {
            at: order.issued_at,
            life: order.lifetime.as_secs(),
            ttl: order.ttl.as_secs(),
            min_trust_seq: in_range("min_trust_seq", order.min_trust_seq)?,
        };
        let signed = status_publisher::publish(uri, given, &terms, &self.signer());
        Ok(signed.map_err(|e| refused(&e))?.0)
    }

    /// Checks a catalogue (JSON, docs/protocol.md §7) by the rules of its readers, a city's against its
    /// province's, and signs it: a compact JWS.
    ///
    /// # Errors
    /// `RejectInput` with the scene and the rule it breaks.
    #[uniffi::method(default(base = None))]
    pub fn catalogue(&self, catalogue: &str, base: Option<String>) -> Result<String, EsscError> {
        let read = |text: &str| serde_json::from_str::<Catalogue>(text).map_err(|e| refused(&e));
        let base = base.as_deref().map(read).transpose()?;
        let signed = catalogue_publisher::publish(&read(catalogue)?, base.as_ref(), &self.signer());
        signed.map_err(|e| refused(&e))
    }
}

impl Issuer {
    const fn signer(&self) -> IssuerSigner<'_> {
        IssuerSigner { kid: self.kid, key: &self.key, expires: self.expires }
    }
}

fn refused(reason: &(impl std::fmt::Display + ?Sized)) -> EsscError {
    EsscError::with(ErrorCode::IssueRefused, reason)
}

/// A number as the format has it.
fn in_range<N, W: TryFrom<N>>(name: &str, number: N) -> Result<W, EsscError> {
    W::try_from(number).map_err(|_| refused(&format!("{name} is out of its range")))
}

/// An issue level, 0 to 7.
fn level(number: i32) -> Result<u8, EsscError> {
    in_range("level", number).and_then(|level: u8| {
        if level <= 7 { Ok(level) } else { Err(refused("level is out of its range")) }
    })
}

/// `YYYY-MM-DD`.
fn date(text: &str) -> Option<BirthDate> {
    let digits = |part: Option<&str>, length: usize| {
        part.filter(|p| p.len() == length && p.bytes().all(|c| c.is_ascii_digit()))?.parse().ok()
    };
    let mut parts = text.split('-');
    let date = BirthDate::new(
        digits(parts.next(), 4)?,
        digits(parts.next(), 2)?,
        digits(parts.next(), 2)?,
    );
    date.filter(|_| parts.next().is_none())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::card::SignedCard;

    fn issuer() -> (tempfile::TempDir, Arc<Issuer>) {
        let folder = tempfile::tempdir().expect("folder");
        let path = folder.path().join("card.key");
        // A test key: the scalar 7.
        let scalar: [u8; 32] = std::array::from_fn(|at| if at == 31 { 7 } else { 0 });
        std::fs::write(&path, scalar).expect("written");
        let expires = UnixTime::from_secs(2_000_000_000);
        let issuer = Issuer::from_file(path, Region::GUANGZHOU, 1, expires).expect("a key");
        (folder, issuer)
    }

    /// A made-up person, number with a right check character.
    fn order(issuer: &Issuer) -> CardOrder {
        CardOrder {
            profile: Profile::Identity,
            kind: IdDocumentKind::Mainland,
            number: "44010619900307001X".into(),
            name: "张样例".into(),
            card_number: "A12345678".into(),
            birth_date: None,
            resident: true,
            disability: false,
            device_key: issuer.public_key(),
            key_protection: KeyProtection::Software,
            level: 1,
            delegated: false,
            functions: vec![CardFunction::Identity],
            status_list: 0,
            status_index: 5,
            lifetime: Duration::from_secs(7 * 86_400),
            max_card_life: Duration::from_secs(30 * 86_400),
            max_code_age: Duration::from_secs(60),
            issued_at: UnixTime::from_secs(1_800_000_000),
        }
    }

    #[test]
    fn a_card_is_signed_by_the_key_of_the_file() {
        let (_folder, issuer) = issuer();
        let ordered = order(&issuer);
        let cose = issuer.issue(ordered.clone()).expect("issued");
        let signed = SignedCard::from_cose(&cose).expect("a card");
        assert!(signed.verify(&issuer.public_key()));
        assert_eq!(signed.card.status.index, 5);
        assert_eq!(issuer.issue(ordered).expect("issued"), cose, "the same order, the same card");
    }

    #[test]
    fn an_order_that_breaks_a_rule_is_refused_with_its_reason() {
        let (folder, issuer) = issuer();
        let code = |order| issuer.issue(order).expect_err("refused").code();
        for bad in [
            CardOrder { number: "440106199003070010".into(), ..order(&issuer) },
            CardOrder { card_number: "12".into(), ..order(&issuer) },
            CardOrder { birth_date: Some("1990-02-30".into()), ..order(&issuer) },
            CardOrder { max_code_age: Duration::ZERO, ..order(&issuer) },
            CardOrder { max_code_age: Duration::from_secs(256), ..order(&issuer) },
            CardOrder { level: 8, ..order(&issuer) },
            CardOrder { level: -1, ..order(&issuer) },
            CardOrder { status_list: 65_536, ..order(&issuer) },
            CardOrder { status_index: -1, ..order(&issuer) },
        ] {
            assert_eq!(code(bad), ErrorCode::IssueRefused);
        }
        let entries = vec![StatusEntry { index: 1 << 20, status: CardStatus::Valid }];
        let at = UnixTime::from_secs(1_800_000_000);
        let list = StatusOrder {
            number: 0,
            entries,
            issued_at: at,
            lifetime: Duration::from_secs(86_400),
            ttl: Duration::from_secs(600),
            min_trust_seq: 1,
        };
        assert_eq!(issuer.status_list(list).expect_err("refused").code(), ErrorCode::IssueRefused);
        let none = Issuer::from_file(folder.path().join("none"), Region::GUANGZHOU, 1, at);
        assert_eq!(none.err().expect("refused").code(), ErrorCode::KeyRefused);
    }
}
