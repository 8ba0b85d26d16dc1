//! Codes: what they disclose, when they are refused, and that a gate's reader takes them.

use super::*;
use essc::holder::Ineligible;
use essc::holder::SceneFault;
use essc::model::functions::{CardFunction, Functions, KeyProtection};
use essc::model::profile::{KeyRole, Profile};
use essc::model::scene::SceneCode;
use essc::wire::framing;

pub fn scene(text: &str) -> SceneCode {
    text.parse().expect("scene")
}

/// Reads a code as a gate does, and checks both signatures.
fn verified(code: &Code) -> essc::wire::code::SignedCode {
    let carrier = framing::read_code(&code.text).expect("carrier");
    let device = carrier.device_key().expect("point");
    let signed = carrier.into_code(device, None);
    assert!(signed.verify() && signed.card.verify(&key(1).public_key()));
    signed
}

#[test]
fn a_code_discloses_the_least_that_its_scene_takes() {
    let (phone, wallet, card) = Phone::enrolled();
    phone.issuer.script().offline = true;
    for (number, profile, version) in [
        ("0501", Profile::Validity, 10),
        ("0402", Profile::Entitlement, 10),
        ("0102", Profile::Masked, 10),
        ("0101", Profile::Identity, 11),
    ] {
        let code = wallet.present(&card, scene(number)).expect(number);
        assert_eq!(code.discloses.profile(), profile);
        assert_eq!(code.discloses.name().is_some(), profile >= Profile::Masked);
        assert_eq!(code.discloses.card_number().is_some(), profile == Profile::Identity);
        assert!(code.qr.version <= version, "{number}");
        assert_eq!((code.rotate_after.as_secs(), code.expires_at.since(code.issued_at)), (30, 60));
        let signed = verified(&code);
        assert_eq!(signed.card.card.profile(), profile);
        assert_eq!(signed.statement.scene, scene(number));
        assert_eq!(signed.issued_at(), code.issued_at);
    }
}

#[test]
fn no_second_is_signed_twice_with_one_key_even_by_another_process() {
    let (phone, wallet, card) = Phone::enrolled();
    let mut seconds = std::collections::BTreeSet::new();
    let mut show = |wallet: &Wallet| {
        wallet.drop_codes();
        let code = wallet.present(&card, scene("0501"))?;
        assert!(seconds.insert(code.issued_at));
        Ok::<_, WalletError>(())
    };
    show(&wallet).expect("code");
    show(&wallet).expect("code");
    drop(wallet);
    let wallet = phone.wallet();
    for _ in 0..4 {
        show(&wallet).expect("code");
    }
    assert_eq!(show(&wallet), Err(WalletError::TooManyCodes));
    phone.advance(1);
    show(&wallet).expect("code");
}

#[test]
fn a_card_says_how_its_issuer_verified_each_of_its_keys_and_scenes_go_by_the_key_they_use() {
    let (phone, wallet, card) = Phone::enrolled();
    let protection = || {
        let card = wallet.cards().remove(0);
        (card.everyday_protection, card.identity_protection)
    };
    let (zero, one) = (KeyProtection::Software, KeyProtection::TrustedEnvironment);
    assert_eq!(protection(), (Some(zero), Some(zero)));
    phone.issuer.script().change_card = |card| {
        let protection = match card.profile().key_role() {
            KeyRole::Everyday => KeyProtection::SecureElement,
            KeyRole::Identity => KeyProtection::TrustedEnvironment,
        };
        card.functions = Functions::new(2, protection, false, &CardFunction::ALL);
    };
    assert_eq!(refresh(&wallet, Refresh::Now), Ok(CardRefresh::Renewed));
    assert_eq!(protection(), (Some(KeyProtection::SecureElement), Some(one)));
    assert_eq!(wallet.present(&card, scene("0702")).err(), Some(WalletError::RequestNeeded));
}

#[test]
fn a_scene_that_would_refuse_the_card_is_told_apart() {
    let (phone, wallet, card) = Phone::enrolled();
    let show = |number: &str| wallet.present(&card, scene(number)).map(|_| ());
    let ineligible = |why: Ineligible| Err(WalletError::Ineligible(why));
    assert_eq!(show("9999"), Err(SceneFault::Unknown(scene("9999")).into()));
    assert_eq!(show("0602"), Err(SceneFault::Unknown(scene("0602")).into()), "switched off");
    assert_eq!(show("65535"), Err(SceneFault::Unknown(scene("65535")).into()));
    assert_eq!(show("0302"), Err(WalletError::RequestNeeded));
    assert_eq!(show("0702"), ineligible(Ineligible::KeyProtectionTooLow));
    let little = Functions::new(1, KeyProtection::Software, true, &[CardFunction::Identity]);
    phone.issuer.script().load(little);
    assert_eq!(refresh(&wallet, Refresh::Now), Ok(CardRefresh::Renewed));
    assert_eq!(
        show("0401"),
        ineligible(Ineligible::FunctionNotLoaded { function: CardFunction::Transit })
    );
    assert_eq!(show("0202"), ineligible(Ineligible::DelegatedNotAllowed));
    phone.issuer.script().change_card = |card| {
        if let essc::model::attributes::Attributes::Entitlement(answers) = &mut card.attributes {
            *answers = essc::model::attributes::Answers::default();
        }
    };
    assert_eq!(refresh(&wallet, Refresh::Now), Ok(CardRefresh::Renewed));
    assert_eq!(show("0801"), ineligible(Ineligible::NotEntitled));
}

#[test]
fn a_clock_before_the_cards_start_is_told_and_never_clamped() {
    let (phone, wallet, card) = Phone::enrolled();
    phone.clock.reboot();
    phone.clock.set_wall(START.minus(301));
    let shown = wallet.present(&card, scene("0501"));
    assert_eq!(shown, Err(WalletError::Ineligible(Ineligible::NotYetValid)));
    phone.clock.set_wall(START.minus(300));
    let code = wallet.present(&card, scene("0501")).expect("the first second");
    assert_eq!(verified(&code).statement.iat_offset, 0);
}

#[test]
fn a_phone_whose_clock_is_off_dates_codes_by_the_servers_time() {
    let phone = Phone::new();
    phone.clock.set_wall(START.plus(3600));
    let wallet = phone.wallet();
    let card = phone.enroll(&wallet).expect("enrols");
    assert_eq!(wallet.clock_health(), ClockHealth::Off { skew_s: 3600 });
    let code = wallet.present(&card, scene("0501")).expect("code");
    assert_eq!(code.issued_at, START);
    drop(wallet);
    let wallet = phone.wallet();
    assert_eq!(wallet.clock_health(), ClockHealth::Off { skew_s: 3600 }, "the same boot");
    phone.clock.reboot();
    assert_eq!(wallet.clock_health(), ClockHealth::Unknown);
}

#[test]
fn an_expired_card_is_not_shown() {
    let (phone, wallet, card) = Phone::enrolled();
    phone.advance(7 * 86_400 - 300);
    let shown = wallet.present(&card, scene("0501"));
    assert_eq!(shown, Err(WalletError::Ineligible(Ineligible::Expired)));
    assert_eq!(wallet.cards()[0].state, essc::holder::CardState::Expired);
}

#[test]
fn an_invalidated_key_leads_to_enrollment_and_back() {
    let (phone, wallet, card) = Phone::enrolled();
    phone.keys.invalidate(&format!("essc.{}.identity", card.as_str()));
    let why = ReEnrollReason::KeyInvalidated;
    let shown = wallet.present(&card, scene("0101"));
    assert_eq!(shown, Err(WalletError::NeedsReEnrollment { why }));
    drop(wallet);
    let wallet = phone.wallet();
    let state = essc::holder::CardState::NeedsReEnrollment { why };
    assert_eq!(wallet.cards()[0].state, state, "it is remembered");
    let again = phone.enroll(&wallet).expect("enrols again");
    assert_eq!(wallet.cards().len(), 1);
    assert!(wallet.present(&again, scene("0101")).is_ok());
}

#[test]
fn a_damaged_vault_and_a_lost_key_are_states_with_a_way_out() {
    let (phone, wallet, card) = Phone::enrolled();
    wallet.present(&card, scene("0501")).expect("code");
    drop(wallet);
    phone.storage.change("holdings.sealed", |bytes| bytes[20] ^= 1);
    let wallet = phone.wallet();
    let why = ReEnrollReason::VaultDamaged;
    assert_eq!(wallet.condition(), WalletCondition::NeedsReEnrollment { why });
    assert!(wallet.cards().is_empty());
    let card = phone.enroll(&wallet).expect("enrols again");
    assert_eq!(wallet.condition(), WalletCondition::Ready);
    wallet.present(&card, scene("0501")).expect("code");
    drop(wallet);
    assert_eq!(phone.wallet().condition(), WalletCondition::Ready);
    let (mut phone, wallet, _) = Phone::enrolled();
    drop(wallet);
    phone.secrets = Arc::new(InMemorySecretStore::default());
    let wallet = phone.wallet();
    let why = ReEnrollReason::VaultKeyLost;
    assert_eq!(wallet.condition(), WalletCondition::NeedsReEnrollment { why });
    phone.enroll(&wallet).expect("enrols again");
    drop(wallet);
    assert_eq!(phone.wallet().condition(), WalletCondition::Ready);
}

#[test]
fn damaged_documents_cost_a_refresh_and_no_card() {
    let (phone, wallet, card) = Phone::enrolled();
    drop(wallet);
    phone.storage.change("documents.sealed", |bytes| bytes[20] ^= 1);
    let wallet = phone.wallet();
    assert_eq!(wallet.condition(), WalletCondition::Ready);
    let shown = wallet.present(&card, scene("0501"));
    assert_eq!(shown, Err(SceneFault::CatalogueMissing.into()));
    assert_eq!(refresh(&wallet, Refresh::WhenDue), Ok(CardRefresh::NotDue));
    assert!(wallet.present(&card, scene("0501")).is_ok());
}

#[test]
fn a_full_disk_shows_no_code_and_harms_nothing() {
    use essc_testkit::crashing_storage::Failure;
    let (phone, wallet, card) = Phone::enrolled();
    wallet.present(&card, scene("0501")).expect("code");
    wallet.drop_codes();
    phone.storage.fail_at(0, Failure::Error(io::ErrorKind::StorageFull));
    let shown = wallet.present(&card, scene("0501"));
    assert_eq!(shown, Err(VaultError::Full.into()));
    phone.storage.fail_at(usize::MAX - 1, Failure::KilledBefore);
    assert!(wallet.present(&card, scene("0501")).is_ok());
    assert_eq!(phone.storage.steps(), 3, "no second is used that was not written down");
}
