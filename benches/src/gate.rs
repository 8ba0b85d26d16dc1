//! What a gate and a phone pay for one code: judging it, on one thread and on two, and drawing it.

use std::fs;
use std::path::PathBuf;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use essc::holder::QrCode;
use essc::model::profile::Profile;
use essc::model::region::Region;
use essc::model::scene::SceneCode;
use essc::model::verdict::Outcome;
use essc::ports::clock::ManualClock;
use essc::verifier::{PinnedRoot, Verifier, VerifierConfig};
use essc::wire::bundle::Bundle;
use essc::wire::framing;

use crate::crypto::Signed;
use crate::measure::{compare, median, time};
use crate::table::Row;
use essc_testkit::world;

/// The library entrance: validity code.
const SCENE: u16 = 501;

/// Cards that come by in turn; far more than a small cache holds.
const CARDS: u32 = 512;

/// Rounds of the comparison of two threads with one, and what each lasts.
const ROUNDS: usize = 31;
const ROUND: Duration = Duration::from_millis(100);

/// A verifier in a directory of its own, and the codes it is shown.
struct Gate {
    verifier: Verifier,
    directory: PathBuf,
    texts: Vec<String>,
}

impl Gate {
    fn open(name: &str, cache_capacity: i32, texts: Vec<String>) -> Option<Self> {
        let name = format!("essc-bench-{}-{name}", std::process::id());
        let directory = std::env::temp_dir().join(name);
        let root = PinnedRoot::new(world::root().public_key(), 0);
        let mut config = VerifierConfig::new(&directory, world::tianhe(), [root]);
        config.cache_capacity = cache_capacity;
        let verifier = Verifier::open(config, Arc::new(ManualClock::at(world::time(0)))).ok()?;
        let bundle = Bundle {
            trust: world::trust_text(),
            roots: Vec::new(),
            status: vec![world::status_text(Region::GUANGZHOU, -600)],
            catalogues: world::catalogue_texts(),
        };
        verifier.import_bundle(bundle.to_json().as_bytes()).ok()?;
        let gate = Self { verifier, directory, texts };
        (0..gate.texts.len()).all(|n| gate.accepts(n)).then_some(gate)
    }

    /// Everything but the replay guard, which would take each code once only.
    fn accepts(&self, n: usize) -> bool {
        let Some(text) = self.texts.get(n % self.texts.len().max(1)) else { return false };
        let verdict = self.verifier.verify_as_of(text, SceneCode::new(SCENE), world::time(0));
        verdict.outcome == Outcome::Accepted
    }

    /// The whole way, guard and time floor included.
    fn verify(&self) -> usize {
        let text = self.texts.first().map_or("", String::as_str);
        self.verifier.verify(text, SceneCode::new(SCENE)).reasons.len()
    }
}

impl Drop for Gate {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.directory);
    }
}

/// A code of a card that started `n` seconds before the usual one.
fn text(n: u32) -> String {
    let mut card = world::card(Profile::Validity);
    card.not_before -= n;
    framing::code_text(&world::code(world::signed(card), SCENE, 5, None))
}

/// Judging, drawing, and two threads; empty if the gate doesn't take its own world's codes.
pub fn rows() -> Vec<Row> {
    measure().unwrap_or_default()
}

fn measure() -> Option<Vec<Row>> {
    let signed = Signed::sample()?;
    let knowing = Gate::open("knowing", 1 << 16, vec![text(0)])?;
    let forgetful = Gate::open("forgetful", 0, (0..CARDS).map(text).collect())?;
    let again = compare(|| knowing.accepts(0), || signed.verify_raw());
    let mut next = 0;
    let first = compare(
        || {
            next += 1;
            forgetful.accepts(next)
        },
        || (signed.verify_raw(), signed.verify_raw(), signed.decompress_raw()),
    );
    let (gate, raw) = two_threads(|| knowing.accepts(0), || signed.verify_raw());
    let per_second = |n: f64| format!("{n:.0} /s");
    let code = world::code(world::signed(world::card(Profile::Validity)), SCENE, 5, None);
    Some(vec![
        Row::ratio("verify, issuer seen / raw verify", again, 1.15),
        Row::ratio("verify, first sight / 2 raw + decompression", first, 1.15),
        Row::time("verify with replay guard and time floor", time(|| knowing.verify())),
        Row::factor(
            "two threads / one",
            per_second(gate.two),
            per_second(gate.one),
            gate.factor,
            None,
        ),
        Row::factor(
            "two threads / one: ring verify",
            per_second(raw.two),
            per_second(raw.one),
            raw.factor,
            None,
        ),
        // What a second core gives depends on the machine and on who else is on it; what a gate makes
        // of it is the gate's.
        Row::factor(
            "second thread's gain: gate / ring alone",
            format!("{:.2} x", gate.factor),
            format!("{:.2} x", raw.factor),
            gate.factor / raw.factor,
            Some(0.95),
        ),
        Row::time_at_most(
            "frame, base45 and QR matrix of a signed code",
            time(|| QrCode::of(&framing::code_text(&code))),
            3e-3,
        ),
    ])
}

/// Work a second of one thread and of two, and the median ratio of rounds taken in turn.
#[derive(Debug, Clone, Copy)]
struct Scaling {
    one: f64,
    two: f64,
    factor: f64,
}

/// How the gate's work and its reference grow with a second thread, round by round in turn, so that a
/// machine that doesn't give two whole cores shows in both.
fn two_threads(
    gate: impl Fn() -> bool + Sync,
    reference: impl Fn() -> bool + Sync,
) -> (Scaling, Scaling) {
    let (mut gates, mut references) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        gates.push((rate(1, &gate), rate(2, &gate)));
        references.push((rate(1, &reference), rate(2, &reference)));
    }
    (scaling(&gates), scaling(&references))
}

fn scaling(rounds: &[(f64, f64)]) -> Scaling {
    Scaling {
        one: median(rounds.iter().map(|(one, _)| *one)),
        two: median(rounds.iter().map(|(_, two)| *two)),
        factor: median(rounds.iter().map(|(one, two)| two / one)),
    }
}

/// How often a second `threads` threads together get `work` done.
fn rate(threads: usize, work: impl Fn() -> bool + Sync) -> f64 {
    let started = Instant::now();
    let count: u64 = thread::scope(|scope| {
        let worker = || {
            let mut count = 0u64;
            while started.elapsed() < ROUND {
                count += u64::from(work());
            }
            count
        };
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(worker)).collect();
        workers.into_iter().filter_map(|worker| worker.join().ok()).sum()
    });
    count as f64 / started.elapsed().as_secs_f64()
}
