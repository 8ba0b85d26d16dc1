use super::*;
use crate::base::text::TextError;
use crate::crypto::SigningKey;
use crate::issuance::answers::Grounds;
use crate::model::attributes::Answer;
use crate::model::functions::{CardFunction, KeyProtection};
use crate::model::identifiers::{BirthDate, CardNumber, IdDocumentKind, IdNumber, IdentifierError};
use crate::model::key_id::KeyId;
use crate::model::person_name::NameError;
use crate::model::region::Region;

const NOW: u64 = 1_800_000_000;
const WEEK: u64 = 7 * 86_400;

const TERMS: Terms = Terms { lifetime: WEEK, max_card_life: 30 * 86_400, max_code_age: 60 };

fn key(scalar: u8) -> SigningKey {
    SigningKey::from_bytes(&[scalar; 32]).expect("scalar")
}

fn now() -> UnixTime {
    UnixTime::from_secs(NOW)
}

/// The example number of GB 11643; no person's.
fn number() -> IdNumber {
    IdNumber::parse("11010519491231002X").expect("number")
}

fn person<'p>(number: &'p IdNumber, name: &'p str) -> Person<'p> {
    Person {
        kind: IdDocumentKind::Mainland,
        number,
        name,
        card_number: CardNumber::parse("A12345678").expect("card number"),
        grounds: Grounds { birth_date: number.birth_date(), resident: true, disability: false },
    }
}

fn device() -> Device {
    Device {
        key: key(9).public_key(),
        status: StatusIndex { list: 0, index: 77 },
        functions: Functions::new(2, KeyProtection::Software, false, &[CardFunction::Identity]),
    }
}

fn issue_with(
    name: &str,
    profile: Profile,
    terms: Terms,
    key_life: u64,
) -> Result<SignedCard, CardRefused> {
    let (signing, number) = (key(3), number());
    let signer = IssuerSigner {
        kid: KeyId::new(Region::GUANGZHOU, 1),
        key: &signing,
        expires: now().plus(key_life),
    };
    issue(&person(&number, name), profile, &device(), &terms, &signer, now())
}

#[test]
fn a_padded_name_or_one_with_unknown_characters_gets_no_card_that_shows_it() {
    let refused = |name, profile| match issue_with(name, profile, TERMS, WEEK) {
        Err(CardRefused::Attributes(AttributesError::Name(error))) => error,
        other => panic!("{name:?}: {other:?}"),
    };
    for profile in [Profile::Masked, Profile::Identity] {
        assert_eq!(refused("张三  ", profile), NameError::Text(TextError::Blanks));
        assert_eq!(refused("\u{3164}", profile), NameError::Text(TextError::Unprintable));
        assert_eq!(refused("张\u{fe00}", profile), NameError::Text(TextError::Unprintable));
        assert_eq!(refused("阿依古丽•买买提", profile), NameError::Interpunct);
        // Assigned in Unicode 16.0.
        assert_eq!(refused("a\u{a7cb}", profile), NameError::Text(TextError::Unassigned));
        assert!(issue_with("\u{2ebf0}\u{323b0}", profile, TERMS, WEEK).is_ok());
    }
    for profile in [Profile::Validity, Profile::Entitlement] {
        assert!(issue_with("张三  ", profile, TERMS, WEEK).is_ok(), "it names nobody");
    }
}

#[test]
fn a_number_of_another_kind_gets_no_card() {
    let (signing, number) = (key(3), number());
    let signer = IssuerSigner {
        kid: KeyId::new(Region::GUANGZHOU, 1),
        key: &signing,
        expires: now().plus(WEEK),
    };
    for (kind, fault) in [
        (IdDocumentKind::ResidencePermit, IdentifierError::Kind),
        (IdDocumentKind::ForeignPermanentResident, IdentifierError::Kind),
        (IdDocumentKind::Passport, IdentifierError::Kind),
    ] {
        let person = Person { kind, ..person(&number, "张三") };
        for profile in Profile::ALL {
            let refused = issue(&person, profile, &device(), &TERMS, &signer, now());
            assert_eq!(refused.err(), Some(CardRefused::Person(fault.into())), "{kind:?}");
        }
    }
}

#[test]
fn a_card_starts_five_minutes_before_its_issue_and_verifies() {
    for profile in Profile::ALL {
        let signed = issue_with("张三", profile, TERMS, 10 * WEEK).expect("issued");
        assert!(signed.verify(&key(3).public_key()));
        assert_eq!(signed.card.issued_at(), now());
        assert_eq!(signed.card.expires(), now().plus(WEEK - 300));
        assert_eq!(signed.card.profile(), profile);
        assert_eq!(SignedCard::from_cose(&signed.to_cose()), Ok(signed));
    }
}

#[test]
fn a_card_never_outlives_its_key_or_what_the_root_allows() {
    let life = |terms, key_life| {
        let signed = issue_with("张三", Profile::Validity, terms, key_life).expect("issued");
        signed.card.expires().since(now())
    };
    assert_eq!(life(TERMS, 3630), 3600, "cut to whole minutes");
    assert_eq!(life(Terms { max_card_life: 900, ..TERMS }, WEEK), 600);
    let error = issue_with("张三", Profile::Validity, TERMS, 59).expect_err("no life left");
    assert_eq!(error, CardRefused::NoLifeLeft);
}

#[test]
fn an_entitlement_card_ends_with_the_day_its_answer_changes() {
    // A number that holds no date of birth.
    let number = IdNumber::parse("E12345678").expect("number");
    let signing = key(3);
    let signer = IssuerSigner {
        kid: KeyId::new(Region::GUANGZHOU, 1),
        key: &signing,
        expires: now().plus(10 * WEEK),
    };
    // 2027-01-15 in China at NOW; sixty two days later.
    let grounds =
        Grounds { birth_date: BirthDate::new(1967, 1, 17), resident: false, disability: false };
    let person = Person { kind: IdDocumentKind::Passport, grounds, ..person(&number, "张三") };
    let issue_for =
        |profile| issue(&person, profile, &device(), &TERMS, &signer, now()).expect("issued").card;
    let change = grounds.next_change(now()).expect("ahead");
    assert!(change.since(now()) < WEEK as i64);
    let card = issue_for(Profile::Entitlement);
    assert!(card.expires() <= change && change.since(card.expires()) < 60);
    assert_eq!(card.attributes, Attributes::Entitlement([].into_iter().collect()));
    assert_eq!(issue_for(Profile::Validity).expires(), now().plus(WEEK - 300));
}

#[test]
fn a_name_too_long_for_an_identity_card_leaves_the_other_three() {
    let name = "名".repeat(25);
    for profile in [Profile::Validity, Profile::Entitlement, Profile::Masked] {
        assert!(issue_with(&name, profile, TERMS, WEEK).is_ok(), "{}", profile.name());
    }
    assert_eq!(
        issue_with(&name, Profile::Identity, TERMS, WEEK),
        Err(CardRefused::Attributes(AttributesError::TooLong(91)))
    );
}

#[test]
fn equal_arguments_give_equal_bytes() {
    let make = || issue_with("张三", Profile::Identity, TERMS, WEEK).expect("issued").to_cose();
    assert_eq!(make(), make());
}

#[test]
fn an_entitlement_card_answers_for_the_instant_of_issue() {
    let signed = issue_with("张三", Profile::Entitlement, TERMS, WEEK).expect("issued");
    let Attributes::Entitlement(answers) = signed.card.attributes else {
        panic!("an entitlement card")
    };
    let given: Vec<_> = answers.given().collect();
    assert_eq!(given, [Answer::Senior60, Answer::Senior65, Answer::Resident]);
}
