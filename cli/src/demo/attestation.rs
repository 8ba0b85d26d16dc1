//! Phones whose keys are proved to be in hardware, and phones that only say so.

use std::sync::Arc;

use essc::holder::Refresh;
use essc::model::scene::SceneCode;
use essc::ports::clock::Clock as _;
use essc::ports::software_key_store::SoftwareKeyStore;
use essc_reference_issuer::attestation_policy::POLICY_FILE;
use essc_reference_issuer::revocation_copy;
use essc_sandbox_attestation::{App, AttestationAuthority, Level, Origin, Phone, revocation_list};
use serde_json::{Value, json};

use crate::demo::attested_phone::AttestedPhone;
use crate::demo::scenario::{Holder, Scenario};
use crate::demo::{attempt, ordinary_use, venues};
use crate::failure::Failure;

/// The scene that asks for a key in hardware: subsidies are paid out.
const SUBSIDIES: u16 = 702;

/// The made-up people of these steps.
const FIRST_PERSON: u32 = 10;

/// Serial number of the attestation certificate of the phone that is found to be broken later.
const BROKEN: u64 = 0x00c0_ffee;

const PACKAGE: &str = "cn.example.card";
const SIGNATURE: [u8; 32] = [0x5a; 32];

/// Runs the steps. The issuer is off before and afterwards.
///
/// # Errors
/// Something around the steps.
pub async fn show(scenario: &mut Scenario) -> Result<(), Failure> {
    scenario.say("the authority demands proof that keys are in hardware; phones come with theirs");
    let authority = AttestationAuthority::generate().map_err(Failure::of_demo)?;
    let authority = Arc::new(authority);
    scenario.configure_issuer(POLICY_FILE, &policy(&authority))?;
    mirror(scenario, &[])?;
    scenario.start_issuer().await?;

    let strong = Phone::new(BROKEN, Level::StrongBox, app(SIGNATURE));
    let holder = enroll(scenario, &authority, Some(strong.clone()), None).await?;
    let got = protection(scenario, &holder).await?;
    scenario.note("a key in a secure element", "KEY_PROTECTION_2", got);
    let gate = scenario.gate()?;
    let synced = scenario.sync(&gate).await?;
    scenario.note("the gate hears of the issuer's new key", attempt::SYNCED, synced);
    let got = disburse(scenario, &holder)?;
    scenario.note("a subsidy is paid out to its holder (0702)", "accepted", got);

    let environment = Phone::new(2, Level::TrustedEnvironment, app(SIGNATURE));
    let trusted = enroll(scenario, &authority, Some(environment.clone()), None).await?;
    let got = protection(scenario, &trusted).await?;
    scenario.note("a key in a trusted environment", "KEY_PROTECTION_1", got);

    let unlocked = Phone { is_locked: false, ..environment.clone() };
    let repackaged = Phone { app: app([0xbd; 32]), ..environment.clone() };
    let imported = Phone { origin: Origin::Imported, ..environment.clone() };
    let software = Phone { level: Level::Software, ..environment.clone() };
    for (name, expected, phone, challenge) in [
        ("a key in software, of which nothing is said", "KEY_PROTECTION_0", None, None),
        (
            "a phone that says itself that its keys are in software",
            "software_key",
            Some(software),
            None,
        ),
        ("a phone with an unlocked boot loader", "device_unlocked", Some(unlocked), None),
        ("a repackaged app", "application_signature", Some(repackaged), None),
        ("a key that was brought into the phone", "key_origin", Some(imported), None),
        ("the proof of another key's nonce", "key_challenge", Some(environment), Some(vec![7; 32])),
    ] {
        let holder = enroll(scenario, &authority, phone, challenge).await?;
        let got = protection(scenario, &holder).await?;
        scenario.note(name, expected, got);
    }

    scenario
        .say("the attestation key of the first phone has leaked, and its certificate is revoked");
    scenario.stop_issuer().await;
    scenario.clock.advance(60);
    mirror(scenario, &[&strong.serial_text()])?;
    scenario.start_issuer().await?;
    holder.wallet.refresh(Refresh::Now).await.map_err(Failure::of_demo)?;
    let got = protection(scenario, &holder).await?;
    scenario.note(
        "a phone whose certificate was revoked, at its next renewal",
        "KEY_PROTECTION_0",
        got,
    );
    let got = disburse(scenario, &holder)?;
    scenario.note("and nothing is paid out to it (0702)", "WALLET_UNFIT", got);
    scenario.stop_issuer().await;
    Ok(())
}

fn app(signature: [u8; 32]) -> App {
    App { package: PACKAGE.into(), signature }
}

/// The authority's policy, as it writes one.
fn policy(authority: &AttestationAuthority) -> String {
    let hex = essc::base::hex::encode;
    format!(
        "[android]\n\
         # The sandbox's own root, in the place of Google's.\n\
         roots = [\"{}\"]\n\n\
         [[android.apps]]\n\
         package = \"{PACKAGE}\"\n\
         signatures = [\"{}\"]\n",
        hex(&authority.root_fingerprint()),
        hex(&SIGNATURE)
    )
}

/// Puts a revocation list of this moment beside the issuer.
fn mirror(scenario: &Scenario, serials: &[&str]) -> Result<(), Failure> {
    let list = revocation_list(serials.iter().copied());
    let folder = scenario.issuer_folder();
    let taken = revocation_copy::replace(&folder, list.as_bytes(), scenario.clock.now());
    taken.map(drop).map_err(Failure::of_demo)
}

async fn enroll(
    scenario: &mut Scenario,
    authority: &Arc<AttestationAuthority>,
    phone: Option<Phone>,
    other_challenge: Option<Vec<u8>>,
) -> Result<Holder, Failure> {
    let person = ordinary_use::made_up(FIRST_PERSON + scenario.holders())?;
    let Some(phone) = phone else { return scenario.enroll(person).await };
    let keys = Arc::new(SoftwareKeyStore::in_memory());
    let phone = AttestedPhone {
        keys: Arc::clone(&keys),
        authority: Arc::clone(authority),
        phone,
        other_challenge,
        clock: scenario.clock.clone(),
    };
    scenario.enroll_on(person, keys, Arc::new(phone)).await
}

/// What the issuer knows of the keys of a holder's one phone: the protection that both cards state, or
/// why they state none.
async fn protection(scenario: &Scenario, holder: &Holder) -> Result<String, Failure> {
    let card = json!({ "card_number": holder.card_number });
    let answer = scenario.operate("cards/devices", card).await?;
    let device = answer["devices"].get(0).ok_or_else(|| Failure::of_demo("no device"))?;
    let of_key = |key: &Value| match (&key["protection"], key["refusal"].as_str()) {
        (_, Some(refusal)) => refusal.to_owned(),
        (Value::Number(level), None) => format!("KEY_PROTECTION_{level}"),
        (other, None) => other.to_string(),
    };
    let (everyday, identity) = (of_key(&device["everyday_key"]), of_key(&device["identity_key"]));
    Ok(if everyday == identity { everyday } else { format!("{everyday} {identity}") })
}

/// Asks for the identity of who gets a subsidy; the verdict, or why the wallet shows nothing.
fn disburse(scenario: &Scenario, holder: &Holder) -> Result<String, Failure> {
    let gate = scenario.gate()?;
    let request = venues::ask(scenario, &gate, SUBSIDIES)?;
    let asked = holder.wallet.read_request(&request.to_text()).map_err(Failure::of_demo)?;
    Ok(match holder.wallet.answer(&holder.card, &asked) {
        Ok(code) => attempt::verdict(&gate.verify(&code.text, SceneCode::new(SUBSIDIES))),
        refused => attempt::wallet(&refused),
    })
}
