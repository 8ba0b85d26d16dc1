//! Time and memory: expired, replayed, passed back, a clock set back.

use essc::ports::clock::Clock as _;

use crate::demo::ordinary_use::present;
use crate::demo::scenario::Scenario;
use crate::failure::Failure;

const HOUR: u64 = 3600;

/// Runs the steps.
///
/// # Errors
/// Something around the steps.
pub fn show(scenario: &mut Scenario) -> Result<(), Failure> {
    scenario.say("the clock of the demonstration moves");
    scenario.clock.advance(HOUR);
    let code = present(&scenario.elder()?.holder, 901)?.text;
    scenario.scan("a code at the government hall (0901)", "accepted", &code, 901);
    scenario.scan("replayed: the same code again", "REPLAYED", &code, 901);
    let entry = present(&scenario.elder()?.holder, 501)?.text;
    scenario.scan("a turnstile lets the card in (0501)", "accepted", &entry, 501);
    scenario.clock.advance(30);
    let passed_back = present(&scenario.elder()?.holder, 501)?.text;
    scenario.scan(
        "pass-back: the card's next code, half a minute later",
        "REPLAYED",
        &passed_back,
        501,
    );
    let photograph = present(&scenario.elder()?.holder, 901)?.text;
    scenario.clock.advance(61);
    scenario.scan("expired: a photograph, a minute later", "CODE_EXPIRED", &photograph, 901);

    // A restart forgets the running time since the last sync, and leaves the floor on disk.
    let now = scenario.clock.now();
    scenario.gate = None;
    scenario.clock.reboot();
    scenario.clock.set_wall(now.minus(2 * HOUR));
    scenario.gate = Some(scenario.open_gate("gate-a")?);
    scenario.scan(
        "the gate's clock set back two hours, gate restarted",
        "CLOCK_UNTRUSTED",
        &photograph,
        901,
    );
    scenario.gate = None;
    scenario.clock.set_wall(now);
    scenario.gate = Some(scenario.open_gate("gate-a")?);
    let code = present(&scenario.elder()?.holder, 901)?.text;
    scenario.scan(
        "a gate that just started: wait for the next code",
        "REPLAY_GUARD_COLD",
        &code,
        901,
    );
    scenario.clock.advance(30);
    let code = present(&scenario.elder()?.holder, 901)?.text;
    scenario.scan("the next code", "accepted", &code, 901);
    Ok(())
}
