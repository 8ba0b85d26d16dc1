//! What `essc.js` calls, with numbers as arguments. Bytes cross through two buffers: the caller asks for
//! room with [`essc_input`], writes there, and calls; what the call answers lies at [`essc_output`] until
//! the next one. So nothing is ever freed by the caller, and nothing that it forgets leaks.
//!
//! A call answers 0, or 1 with a code and a sentence in the output, in two lines. Whatever comes is
//! refused like that; a call that does not come back has met a fault of this library, and the instance
//! must not be called again.

use std::cell::RefCell;
use std::collections::BTreeMap;

use essc::gate::Remember;
use essc::{PinnedRoot, Region, SceneCode, UnixTime};

use crate::fault::Fault;
use crate::gate::{Gate, Setup};

/// Counts up with every change of these functions: `essc.js` refuses a module of another number.
const VERSION: u32 = 1;

/// Most bytes of an input: a gate's files with all the lists of the country.
const MAX_INPUT: usize = 256 << 20;

const DONE: u32 = 0;
const REFUSED: u32 = 1;

/// What the functions share. WebAssembly has one thread for an instance.
#[derive(Default)]
struct Module {
    input: Vec<u8>,
    output: Vec<u8>,
    /// The roots of the gate that is opened next.
    roots: Vec<PinnedRoot>,
    gates: BTreeMap<u32, Gate>,
    /// The number given out last.
    last: u32,
}

thread_local! {
    static MODULE: RefCell<Module> = RefCell::default();
}

/// Takes the input, and puts the answer where the caller finds it.
fn answer<T: Into<Vec<u8>>>(call: impl FnOnce(&mut Module, &[u8]) -> Result<T, Fault>) -> u32 {
    MODULE.with_borrow_mut(|module| {
        let input = std::mem::take(&mut module.input);
        module.output = Vec::new();
        match call(module, &input) {
            Ok(output) => {
                module.output = output.into();
                DONE
            }
            Err(Fault { code, message }) => {
                module.output = format!("{code}\n{message}").into_bytes();
                REFUSED
            }
        }
    })
}

impl Module {
    fn gate(&self, gate: u32) -> Result<&Gate, Fault> {
        self.gates.get(&gate).ok_or_else(|| Fault::new(Fault::ARGUMENT, "the gate is closed"))
    }
}

fn time(seconds: f64) -> Result<UnixTime, Fault> {
    let refused =
        || Fault::new(Fault::ARGUMENT, "a time is seconds since 1970, up to the year 9999");
    if seconds.is_nan() || seconds < 0.0 {
        return Err(refused());
    }
    // What is larger becomes the largest number, which is no time either.
    UnixTime::try_from(seconds as u64).map_err(|_| refused())
}

fn region(code: u32) -> Result<Region, Fault> {
    Region::new(code).ok_or_else(|| Fault::new(Fault::REGION, "a region is six digits"))
}

fn scene(number: u32) -> Result<SceneCode, Fault> {
    let refused = |_| Fault::new(Fault::ARGUMENT, "a scene is a number up to 65535");
    Ok(SceneCode::new(u16::try_from(number).map_err(refused)?))
}

/// The number of this interface.
#[unsafe(no_mangle)]
pub extern "C" fn essc_version() -> u32 {
    VERSION
}

/// Makes room for an input of so many bytes, and gives its address; 0 where there is none.
#[unsafe(no_mangle)]
pub extern "C" fn essc_input(length: usize) -> *mut u8 {
    MODULE.with_borrow_mut(|module| {
        module.input = Vec::new();
        if length > MAX_INPUT || module.input.try_reserve_exact(length).is_err() {
            return std::ptr::null_mut();
        }
        module.input.resize(length, 0);
        module.input.as_mut_ptr()
    })
}

/// The address of what the last call answered.
#[unsafe(no_mangle)]
pub extern "C" fn essc_output() -> *const u8 {
    MODULE.with_borrow(|module| module.output.as_ptr())
}

/// How many bytes that is.
#[unsafe(no_mangle)]
pub extern "C" fn essc_output_length() -> usize {
    MODULE.with_borrow(|module| module.output.len())
}

/// Forgets what the last call answered, which may be large.
#[unsafe(no_mangle)]
pub extern "C" fn essc_forget_output() {
    MODULE.with_borrow_mut(|module| module.output = Vec::new());
}

/// Pins a root for the gate that is opened next. Input: its public JWK.
#[unsafe(no_mangle)]
pub extern "C" fn essc_pin(least_seq: f64) -> u32 {
    answer(|module, input| {
        let root = PinnedRoot::from_jwk(input, least_seq as i64);
        module.roots.push(root.map_err(|e| Fault::new(Fault::KEY, e))?);
        Ok([])
    })
}

/// Unpins the roots that were pinned for a gate that is not opened after all.
#[unsafe(no_mangle)]
pub extern "C" fn essc_unpin() {
    MODULE.with_borrow_mut(|module| module.roots.clear());
}

/// Opens a gate with the roots pinned. Input: its state, or nothing. Output: its number, in digits.
///
/// `remember` is 1 where all acceptances outlive a reload, else only cool-downs do.
#[unsafe(no_mangle)]
pub extern "C" fn essc_open(
    place: u32,
    base_region: u32,
    remember: u32,
    capacity: u32,
    now: f64,
) -> u32 {
    answer(|module, input| {
        let roots = std::mem::take(&mut module.roots);
        let setup = Setup {
            roots,
            region: region(place)?,
            base_region: region(base_region)?,
            remember: if remember == 1 { Remember::Everything } else { Remember::CoolDowns },
            capacity: i32::try_from(capacity).unwrap_or(i32::MAX),
        };
        let gate = Gate::open(setup, input, time(now)?)?;
        module.last += 1;
        module.gates.insert(module.last, gate);
        Ok(module.last.to_string())
    })
}

/// Forgets a gate.
#[unsafe(no_mangle)]
pub extern "C" fn essc_close(gate: u32) {
    MODULE.with_borrow_mut(|module| module.gates.remove(&gate));
}

/// Takes documents in. Input: a bundle or a document. Output: the report.
#[unsafe(no_mangle)]
pub extern "C" fn essc_load(gate: u32, now: f64) -> u32 {
    answer(|module, input| module.gate(gate)?.load(input, time(now)?))
}

/// Judges a code. Input: its text. Output: the verdict.
#[unsafe(no_mangle)]
pub extern "C" fn essc_verify(gate: u32, scene_code: u32, place: u32, now: f64) -> u32 {
    answer(|module, input| {
        let text = String::from_utf8_lossy(input);
        let (scene, place) = (scene(scene_code)?, region(place)?);
        Ok(module.gate(gate)?.verify(&text, scene, place, time(now)?))
    })
}

/// Keeps a request that is about to be shown. Input: its text.
#[unsafe(no_mangle)]
pub extern "C" fn essc_keep_request(gate: u32, now: f64) -> u32 {
    answer(|module, input| {
        let text = String::from_utf8_lossy(input);
        module.gate(gate)?.keep_request(&text, time(now)?).map(|()| [])
    })
}

/// The documents held. Output: a list.
#[unsafe(no_mangle)]
pub extern "C" fn essc_lists(gate: u32, now: f64) -> u32 {
    answer(|module, _| Ok(module.gate(gate)?.lists(time(now)?)))
}

/// The scenes of a place. Output: a list.
#[unsafe(no_mangle)]
pub extern "C" fn essc_scenes(gate: u32, place: u32, now: f64) -> u32 {
    answer(|module, _| Ok(module.gate(gate)?.scenes(region(place)?, time(now)?)))
}

/// All that has to outlive a reload. Output: bytes.
#[unsafe(no_mangle)]
pub extern "C" fn essc_state(gate: u32) -> u32 {
    answer(|module, _| Ok(module.gate(gate)?.state()))
}

/// How often the state has changed since the gate was opened; -1 for a gate that is closed.
#[unsafe(no_mangle)]
pub extern "C" fn essc_changes(gate: u32) -> f64 {
    MODULE.with_borrow(|module| module.gates.get(&gate).map_or(-1.0, |gate| gate.changes() as f64))
}
