//! Time and memory: expired, replayed, passed back, a clock set back.

use essc::ports::clock::Clock as _;

use crate::demo::plain::present;
use crate::demo::stage::Stage;
use crate::failure::Failure;

const HOUR: u64 = 3600;

/// Runs the steps.
///
/// # Errors
/// Something around the steps.
pub fn show(stage: &mut Stage) -> Result<(), Failure> {
    stage.say("the clock of the demonstration moves");
    stage.clock.advance(HOUR);
    let code = present(&stage.elder()?.holder, 901)?.text;
    stage.scan("a code at the government hall (0901)", "accepted", &code, 901);
    stage.scan("replayed: the same code again", "REPLAYED", &code, 901);
    let entry = present(&stage.elder()?.holder, 501)?.text;
    stage.scan("a turnstile lets the card in (0501)", "accepted", &entry, 501);
    stage.clock.advance(30);
    let passed_back = present(&stage.elder()?.holder, 501)?.text;
    stage.scan(
        "pass-back: the card's next code, half a minute later",
        "REPLAYED",
        &passed_back,
        501,
    );
    let photograph = present(&stage.elder()?.holder, 901)?.text;
    stage.clock.advance(61);
    stage.scan("expired: a photograph, a minute later", "CODE_EXPIRED", &photograph, 901);

    // A restart forgets the running time since the last sync, and leaves the floor on disk.
    let now = stage.clock.now();
    stage.gate = None;
    stage.clock.reboot();
    stage.clock.set_wall(now.minus(2 * HOUR));
    stage.gate = Some(stage.open_gate("gate-a")?);
    stage.scan(
        "the gate's clock set back two hours, gate restarted",
        "CLOCK_UNTRUSTED",
        &photograph,
        901,
    );
    stage.gate = None;
    stage.clock.set_wall(now);
    stage.gate = Some(stage.open_gate("gate-a")?);
    let code = present(&stage.elder()?.holder, 901)?.text;
    stage.scan("a gate that just started: wait for the next code", "REPLAY_GUARD_COLD", &code, 901);
    stage.clock.advance(30);
    let code = present(&stage.elder()?.holder, 901)?.text;
    stage.scan("the next code", "accepted", &code, 901);
    Ok(())
}
