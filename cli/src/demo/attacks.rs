//! Attacks on codes and cards, at one gate that knows the real ones.

use essc::crypto::SigningKey;
use essc::model::functions::{CardFunction, Functions, KeyProtection};
use essc::model::key_id::KeyId;
use essc::model::region::Region;
use essc::ports::clock::Clock as _;
use essc::wire::framing;

use crate::demo::modified_app::{self, ModifiedApp, blatant};
use crate::demo::ordinary_use::present;
use crate::demo::scenario::Scenario;
use crate::failure::Failure;

/// Runs the steps.
///
/// # Errors
/// Something around the steps.
pub fn show(scenario: &mut Scenario) -> Result<(), Failure> {
    scenario.say("a forger with keys of his own, and the holder's real codes as patterns");
    forgeries(scenario)?;
    scenario.say("a modified app on the holder's phone: real keys, wrong uses");
    misuse(scenario)
}

fn forgeries(scenario: &mut Scenario) -> Result<(), Failure> {
    let elder = scenario.elder()?;
    let key = || SigningKey::generate().map_err(Failure::of_demo);
    let (stranger, device) = (key()?, key()?);
    let pattern = &elder.validity.text;
    let forged_card = blatant(|_| modified_app::forge(pattern, &key()?, &device, |_| {}))?;
    let richer = blatant(|_| {
        modified_app::forge(pattern, &key()?, &device, |code| {
            let all = Functions::new(7, KeyProtection::SecureElement, false, &CardFunction::ALL);
            code.card.card.functions = all;
        })
    })?;
    let nowhere = Region::new(110_000).ok_or_else(|| Failure::of_demo("region"))?;
    let unknown = modified_app::forge(pattern, &stranger, &device, |code| {
        code.card.card.kid = KeyId::new(nowhere, 1);
    })?;
    let forged_code = blatant(|attempt| {
        let mut forged = modified_app::read(pattern)?;
        forged.statement.iat_offset += 30 + attempt;
        forged.signature = forged.cwt().sign(&device);
        Ok(framing::code_text(&forged))
    })?;
    let unreadable = pattern.replacen('1', "I", 2).to_lowercase();
    scenario.scan(
        "forged card: the real one's ids, a stranger's signature",
        "CARD_FORGED",
        &forged_card,
        501,
    );
    scenario.scan("forged card with everything switched on", "CARD_FORGED", &richer, 501);
    scenario.scan("card of an issuer that nobody trusts", "ISSUER_UNKNOWN", &unknown, 501);
    scenario.scan("forged code: the real card, another device", "CODE_FORGED", &forged_code, 501);
    scenario.scan("a torn code", "UNREADABLE", &unreadable, 501);
    scenario.scan(
        "a code of a later version",
        "UNSUPPORTED_VERSION",
        &pattern.replacen("SSC1", "SSC2", 1),
        501,
    );
    Ok(())
}

fn misuse(scenario: &mut Scenario) -> Result<(), Failure> {
    scenario.clock.advance(60);
    let now = scenario.clock.now();
    let elder = scenario.elder()?;
    let app = ModifiedApp::with_card_of(&elder.holder, &elder.validity)?;
    let identity = ModifiedApp::with_card_of(&elder.holder, &elder.identity)?;
    let limited = scenario.limited()?;
    let limited_validity = present(&limited, 901)?;
    // What it answers is of no use at the meal hall.
    let limited_answers = present(&limited, 601)?;
    let weak = ModifiedApp::with_card_of(&limited, &limited_validity)?;
    let not_senior = ModifiedApp::with_card_of(&limited, &limited_answers)?;
    let steps = [
        (
            "wrong scene: a hall's code at a campus gate (1001)",
            "SCENE_MISMATCH",
            app.code(901, now, None)?,
            1001,
        ),
        (
            "profile mismatch: full identity at a museum door",
            "PROFILE_MISMATCH",
            identity.code(501, now, None)?,
            501,
        ),
        (
            "function not loaded: a bus without transit (0401)",
            "FUNCTION_NOT_LOADED",
            weak.code(401, now, None)?,
            401,
        ),
        (
            "not entitled: an adult at the elders' meal hall (0801)",
            "NOT_ENTITLED",
            not_senior.code(801, now, None)?,
            801,
        ),
        (
            "challenge missing: a plain code where money moves (0302)",
            "CHALLENGE_MISSING",
            identity.code(302, now, None)?,
            302,
        ),
        (
            "from the future: a code signed ahead",
            "CODE_FROM_FUTURE",
            app.code(901, now.plus(60), None)?,
            901,
        ),
        (
            "hotel registration is switched off (0602)",
            "SCENE_UNKNOWN",
            identity.code(602, now, None)?,
            602,
        ),
    ];
    for (name, expected, text, scene) in steps {
        scenario.scan(name, expected, &text, scene);
    }
    Ok(())
}
