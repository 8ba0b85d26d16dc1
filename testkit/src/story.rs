//! How a sequence is told: step by step, each with the answer that docs/protocol.md demands. The whole
//! verdict is put together here from what the teller says is held, not asked of the SDK.

use essc::base::time::UnixTime;
use essc::crypto::jwk::Jwk;
use essc::model::disclosed::Disclosed;
use essc::model::profile::Profile;
use essc::model::reason::Reason;
use essc::model::region::Region;
use essc::model::scene::SceneCode;
use essc::model::verdict::{
    Freshness, GuardScope, Outcome, StatusEvidence, StatusSource, TrustEvidence, Verdict,
};
use essc::wire::framing;

use crate::documents::{self, Document};
use crate::sequence::{
    Became, Gate, ImportStep, Names, Outcomes, Pin, Restart, RestartStep, Scan, Sequence, Step,
    VerifyStep,
};
use crate::world;

/// When the card of every code was issued, seconds from now.
pub const CARD_ISSUED: i64 = -3600;

/// `max_status_age` of every scene of a sequence.
const MAX_STATUS_AGE: i64 = 86_400;

/// A sequence that is being told.
pub struct Story {
    /// The name of its file, without the ending.
    pub name: &'static str,
    /// What was told so far.
    pub sequence: Sequence,
    trust: Option<Document>,
    status: Option<Document>,
    guarded: Vec<u16>,
}

/// A bundle, with what becomes of each document.
pub struct Delivery {
    names: Names,
    outcomes: Outcomes,
    documents: Vec<(Document, Option<Became>)>,
    texts: Vec<(String, String)>,
}

fn pin(&(n, least_seq): &(u8, i64)) -> Pin {
    Pin { root: format!("root {n}"), least_seq }
}

/// A gate in Guangzhou with root 1 pinned, least `seq` 1, opened 1000 s ago.
pub fn story(name: &'static str, shows: &str) -> Story {
    let gate = Gate {
        opened: world::time(-1000),
        region: world::tianhe(),
        base_province: Region::GUANGDONG,
        pins: vec![],
    };
    let sequence =
        Sequence { shows: shows.into(), roots: [].into(), gate, texts: [].into(), steps: vec![] };
    Story { name, sequence, trust: None, status: None, guarded: vec![] }.pinning(&[(1, 1)])
}

/// A bundle of a trust list alone.
pub fn bring(trust: &Document, became: Became) -> Delivery {
    let names =
        Names { trust: trust.name.clone(), roots: vec![], status: vec![], catalogues: vec![] };
    Delivery {
        names,
        outcomes: Outcomes { trust: became, status: vec![], catalogues: vec![] },
        documents: vec![(trust.clone(), Some(became))],
        texts: vec![],
    }
}

impl Delivery {
    /// With lists that name next roots, oldest first.
    pub fn over(mut self, naming: &[&Document]) -> Self {
        for list in naming {
            self.names.roots.push(list.name.clone());
            self.documents.push(((*list).clone(), None));
        }
        self
    }

    /// With a status list.
    pub fn status(mut self, list: &Document, became: Became) -> Self {
        self.names.status.push(list.name.clone());
        self.outcomes.status.push(became);
        self.documents.push((list.clone(), Some(became)));
        self
    }

    /// With a catalogue.
    pub fn catalogue(mut self, one: &Document, became: Became) -> Self {
        self.names.catalogues.push(one.name.clone());
        self.outcomes.catalogues.push(became);
        self.documents.push((one.clone(), Some(became)));
        self
    }

    /// Texts that are no documents, among the status lists and the catalogues.
    pub fn rubbish(mut self, name: &str, text: &str) -> Self {
        self.texts.push((name.into(), text.into()));
        self.names.status.push(name.into());
        self.outcomes.status.push(Became::Refused);
        self.names.catalogues.push(name.into());
        self.outcomes.catalogues.push(Became::Refused);
        self
    }
}

impl Story {
    /// For these scenes the replay guard is asked.
    pub fn guarding(self, scenes: &[u16]) -> Self {
        Self { guarded: scenes.to_vec(), ..self }
    }

    /// Opens the gate at another time, in seconds from now.
    pub fn opened(mut self, at: i64) -> Self {
        self.sequence.gate.opened = world::time(at);
        self
    }

    /// Puts the gate elsewhere.
    pub fn region(mut self, region: Region) -> Self {
        self.sequence.gate.region = region;
        self
    }

    /// Pins these roots, each with its least `seq`.
    pub fn pinning(mut self, pins: &[(u8, i64)]) -> Self {
        self.sequence.roots.clear();
        self.know_roots(pins);
        self.sequence.gate.pins = pins.iter().map(pin).collect();
        self
    }

    fn know_roots(&mut self, pins: &[(u8, i64)]) {
        let known = |(n, _): &(u8, i64)| -> (String, Jwk) {
            (format!("root {n}"), documents::root_jwk(*n))
        };
        self.sequence.roots.extend(pins.iter().map(known));
    }

    fn know_text(&mut self, name: &str, text: String) {
        let before = self.sequence.texts.insert(name.into(), text.clone());
        assert!(before.is_none_or(|before| before == text), "{}: two texts {name}", self.name);
    }

    /// Imports at this many seconds from now.
    pub fn import(mut self, at: i64, delivery: Delivery) -> Self {
        for (document, became) in delivery.documents {
            self.know_text(&document.name, document.text());
            if became == Some(Became::Updated) && document.is_trust_list() {
                self.trust = Some(document);
            } else if became == Some(Became::Updated) && document.is_status_list() {
                self.status = Some(document);
            }
        }
        for (name, text) in delivery.texts {
            self.know_text(&name, text);
        }
        let (import, outcomes) = (delivery.names, Some(delivery.outcomes));
        self.step(Step::Import(ImportStep { at: world::time(at), import, outcomes }))
    }

    /// Imports what is refused as a whole.
    pub fn import_no_bundle(mut self, at: i64, delivery: Delivery) -> Self {
        for (document, _) in delivery.documents {
            self.know_text(&document.name, document.text());
        }
        let import = delivery.names;
        self.step(Step::Import(ImportStep { at: world::time(at), import, outcomes: None }))
    }

    /// Opens the gate again.
    pub fn restart(self, at: i64) -> Self {
        let pins = self.sequence.gate.pins.clone();
        let (at, restart) = (world::time(at), Restart { pins });
        self.step(Step::Restart(RestartStep { at, restart }))
    }

    /// Opens the gate again with other roots pinned, as an update does.
    pub fn restart_pinning(mut self, at: i64, pins: &[(u8, i64)]) -> Self {
        self.know_roots(pins);
        let restart = Restart { pins: pins.iter().map(pin).collect() };
        self.step(Step::Restart(RestartStep { at: world::time(at), restart }))
    }

    /// From here on verdicts rest on no trust list.
    pub fn without_trust(self) -> Self {
        Self { trust: None, ..self }
    }

    /// From here on verdicts rest on no status list.
    pub fn without_status(self) -> Self {
        Self { status: None, ..self }
    }

    /// Shows a code five seconds old.
    pub fn scan(self, at: i64, scene: u16, reasons: &[Reason]) -> Self {
        self.scan_code(at, scene, at - 5, reasons)
    }

    /// Shows the code that was made at `made`.
    pub fn scan_code(mut self, at: i64, scene: u16, made: i64, reasons: &[Reason]) -> Self {
        let card = world::signed(world::card(Profile::Validity));
        let code = world::code(card, scene, -made, None);
        let name = format!("code {scene:04} {made:+}");
        self.know_text(&name, framing::code_text(&code));
        let verdict = self.verdict(at, scene, made, reasons);
        let verify = Scan { text: name, scene: SceneCode::new(scene) };
        self.step(Step::Verify(VerifyStep { at: world::time(at), verify, verdict }))
    }

    fn step(mut self, step: Step) -> Self {
        self.sequence.steps.push(step);
        self
    }

    fn verdict(&self, at: i64, scene: u16, made: i64, reasons: &[Reason]) -> Verdict {
        let now = world::time(at);
        let trust = self.trust.as_ref().map(|list| TrustEvidence {
            freshness: match (now < list.time("soft_exp"), now < list.time("exp")) {
                (true, _) => Freshness::Fresh,
                (_, true) => Freshness::Stale,
                _ => Freshness::Expired,
            },
            as_of: list.time("iat"),
        });
        let test = trust.is_some();
        let bare = Verdict {
            outcome: if reasons.is_empty() { Outcome::Accepted } else { Outcome::Rejected },
            reasons: reasons.to_vec(),
            disclosed: None,
            code_age_s: None,
            trust,
            status: None,
            guard: None,
            suite: None,
            skew_s: None,
            test,
            as_of: None,
        };
        if reasons.iter().any(|reason| NOT_AUTHENTIC.contains(reason)) {
            return bare;
        }
        let is_asked = self.guarded.contains(&scene)
            && reasons.iter().all(|reason| OF_THE_GUARD.contains(reason));
        let disclosed = Disclosed::Validity { region: Region::GUANGZHOU };
        Verdict {
            disclosed: reasons.is_empty().then_some(disclosed),
            code_age_s: Some(at - made),
            status: Some(self.status_at(now, reasons)),
            guard: is_asked.then_some(GuardScope::Local),
            suite: Some(0),
            ..bare
        }
    }

    fn status_at(&self, now: UnixTime, reasons: &[Reason]) -> StatusEvidence {
        let issued = world::time(CARD_ISSUED);
        let newer = self.status.as_ref().filter(|list| list.time("iat") >= issued);
        let speaks = newer.filter(|list| now < list.time("exp"));
        let (as_of, source) = match speaks {
            Some(list) => (list.time("iat"), StatusSource::List),
            None => (issued, StatusSource::Card),
        };
        let no_scene = [Reason::SceneUnknown, Reason::CatalogueMissing];
        let is_fresh = if reasons.iter().any(|reason| no_scene.contains(reason)) {
            speaks.is_some()
        } else {
            now.since(as_of) <= MAX_STATUS_AGE
        };
        match newer.filter(|list| !is_fresh && now >= list.time("exp")) {
            Some(list) => StatusEvidence {
                freshness: Freshness::Expired,
                as_of: list.time("iat"),
                source: StatusSource::List,
            },
            None => {
                let freshness = if is_fresh { Freshness::Fresh } else { Freshness::Stale };
                StatusEvidence { freshness, as_of, source }
            }
        }
    }
}

/// The reasons of §6.3 that a sequence meets.
const OF_THE_GUARD: [Reason; 2] = [Reason::Replayed, Reason::ReplayGuardCold];

/// The reasons of §6.1 that a sequence meets.
const NOT_AUTHENTIC: [Reason; 6] = [
    Reason::ClockUntrusted,
    Reason::TrustMissing,
    Reason::TrustExpired,
    Reason::IssuerUnknown,
    Reason::IssuerKeyOutOfPeriod,
    Reason::IssuerKeyCompromised,
];
