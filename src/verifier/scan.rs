//! One scan: authenticity first, its first reason alone; then every policy rule (protocol §6).

use crate::base::time::UnixTime;
use crate::model::disclosed::Disclosed;
use crate::model::reason::Reason;
use crate::model::region::Region;
use crate::model::scene::{Replay, Scene, SceneCode};
use crate::model::verdict::{Freshness, Outcome, Verdict};
use crate::trust::TrustSnapshot;
use crate::trust::effective::EffectiveCatalogue;
use crate::trust::trust_list::TrustedKey;
use crate::verifier::replay::{Claim, ClaimKey, GuardedCard};
use crate::verifier::requests::{Candidate, OutstandingRequests};
use crate::verifier::rules::{self, Subject};
use crate::verifier::signature_cache::{CacheKey, SignatureCache};
use crate::wire::blanks;
use crate::wire::card;
use crate::wire::carrier::CarrierError;
use crate::wire::code::{self, SignedCode};
use crate::wire::framing;
use crate::wire::trust_list::{KeyState, KeyUse};

/// The suite of version 1 (protocol §1).
const SUITE_ES256: u8 = 0;

/// What one scan is judged with. No clock, no network.
pub struct Scan<'a> {
    /// The verified lists of one moment.
    pub lists: &'a TrustSnapshot,
    /// Requests that this gate made.
    pub requests: &'a OutstandingRequests,
    /// Issuer signatures that were checked before.
    pub cache: &'a SignatureCache,
    /// Where the venue stands.
    pub venue: Region,
    /// The scene it judges for.
    pub scene: SceneCode,
    /// This verifier's time.
    pub now: UnixTime,
    /// Whether `now` may be believed (the time floor).
    pub now_is_trusted: bool,
}

/// A scan up to and without the replay guard.
#[derive(Debug)]
pub struct Judged {
    /// The verdict, as it stands if the guard admits the claim.
    pub verdict: Verdict,
    /// What the guard must admit; none when the code is refused already or the scene asks for nothing.
    pub claim: Option<Claim>,
    /// The request that the code answers.
    pub answers: Option<Candidate>,
}

/// A code whose two signatures fit.
struct Authentic {
    code: SignedCode,
    issuer_key: TrustedKey,
    answers: Option<Candidate>,
}

impl Scan<'_> {
    /// Judges a QR text.
    #[must_use]
    pub fn judge(&self, text: &str) -> Judged {
        match self.authenticate(text) {
            Ok(authentic) => self.apply_rules(&authentic),
            Err(reason) => {
                let reason = unless_blanks_are_in_doubt(reason, text);
                let verdict = self.with_trust(Verdict::refused(reason));
                Judged { verdict, claim: None, answers: None }
            }
        }
    }

    fn with_trust(&self, verdict: Verdict) -> Verdict {
        let trust = self.lists.trust();
        Verdict {
            trust: trust.map(|list| list.evidence(self.now)),
            test: trust.is_some_and(|list| list.is_test()),
            ..verdict
        }
    }

    /// Authenticity: the first reason that applies.
    fn authenticate(&self, text: &str) -> Result<Authentic, Reason> {
        let carrier = framing::read_code(text).map_err(unread)?;
        let key = self.lists.trust().and_then(|list| list.key(carrier.kid(), KeyUse::Card));
        let cache_key = key.map(|key| CacheKey::new(&key.public_key, carrier.card_bytes()));
        let generation = self.lists.generation();
        let seen = cache_key.and_then(|cache_key| self.cache.find(generation, &cache_key));
        // Off the curve is unreadable, whatever else is wrong, so this stands before the trust list.
        let device_key = seen.map_or_else(|| carrier.device_key().map_err(unread), Ok)?;
        if !self.now_is_trusted {
            return Err(Reason::ClockUntrusted);
        }
        let trust = self.lists.trust().ok_or(Reason::TrustMissing)?;
        if trust.freshness(self.now) == Freshness::Expired {
            return Err(Reason::TrustExpired);
        }
        let issuer_key = *key.ok_or(Reason::IssuerUnknown)?;
        if !self.now.within(issuer_key.nbf, issuer_key.exp) {
            return Err(Reason::IssuerKeyOutOfPeriod);
        }
        if issuer_key.state == KeyState::Compromised {
            return Err(Reason::IssuerKeyCompromised);
        }
        let hint = carrier.challenge_hint();
        let mut code = carrier.into_code(device_key, None);
        let unsigned = card::cwt(&code.card.card);
        if seen.is_none() {
            if !unsigned.verify(&issuer_key.public_key, &code.card.signature) {
                return Err(Reason::CardForged);
            }
            if let Some(cache_key) = cache_key {
                self.cache.remember(generation, &cache_key, device_key);
            }
        }
        let card_cose = unsigned.to_bytes(&code.card.signature);
        let answers = match hint {
            None => {
                let fits = signature_fits(&code, &card_cose);
                if fits { Ok(None) } else { Err(Reason::CodeForged) }
            }
            Some(hint) => self.find_request(&mut code, &card_cose, hint).map(Some),
        }?;
        Ok(Authentic { code, issuer_key, answers })
    }

    /// The request that a code with a hint answers, its challenge put into the code.
    fn find_request(
        &self,
        code: &mut SignedCode,
        card_cose: &[u8],
        hint: [u8; 2],
    ) -> Result<Candidate, Reason> {
        let (scene, iat) = (code.statement.scene, code.issued_at());
        let candidates = self.requests.fitting(hint, scene, iat, self.now);
        if candidates.is_empty() {
            return Err(Reason::ChallengeMismatch);
        }
        for candidate in candidates {
            code.statement.challenge = Some(candidate.challenge);
            if signature_fits(code, card_cose) {
                return Ok(candidate);
            }
        }
        Err(Reason::CodeForged)
    }

    fn apply_rules(&self, authentic: &Authentic) -> Judged {
        let Authentic { code, issuer_key, answers } = authentic;
        let card = &code.card.card;
        let catalogue = self.lists.catalogue(self.venue, self.now).map(AsRef::as_ref);
        let scene =
            catalogue.and_then(|catalogue: &EffectiveCatalogue| catalogue.scene(self.scene));
        let subject = Subject {
            code,
            issuer_key,
            now: self.now,
            venue: self.venue,
            scene_code: self.scene,
            catalogue,
            scene: scene.filter(|scene| scene.enabled),
            status_list: self.lists.status_list(card.kid.region(), card.status.list),
        };
        let reasons = rules::judge(&subject);
        let accepted = subject.scene.filter(|_| reasons.is_empty());
        let verdict = Verdict {
            outcome: if reasons.is_empty() { Outcome::Accepted } else { Outcome::Rejected },
            reasons,
            disclosed: accepted.map(|scene| Disclosed::by(&code.card.card, scene)),
            code_age_s: Some(self.now.since(code.issued_at())),
            status: Some(rules::status::evidence(&subject)),
            trust: None,
            guard: None,
            suite: Some(SUITE_ES256.into()),
            skew_s: None,
            test: false,
            as_of: None,
        };
        let claim = accepted.and_then(|scene| claim(code, scene, *answers, self.now));
        Judged { verdict: self.with_trust(verdict), claim, answers: *answers }
    }
}

fn unread(error: CarrierError) -> Reason {
    match error {
        CarrierError::Unsupported => Reason::UnsupportedVersion,
        CarrierError::Unreadable(_) => Reason::Unreadable,
    }
}

/// A scanner that types `+` for blanks must not make a forger of the person before it: where that may
/// be why a signature does not fit or a key is not known, the text is unreadable (protocol §6.1).
fn unless_blanks_are_in_doubt(reason: Reason, text: &str) -> Reason {
    let in_doubt = match reason {
        Reason::CardForged | Reason::CodeForged => blanks::in_doubt(text),
        Reason::IssuerUnknown | Reason::IssuerKeyOutOfPeriod | Reason::IssuerKeyCompromised => {
            blanks::in_doubt_within_kid(text)
        }
        _ => false,
    };
    if in_doubt { Reason::Unreadable } else { reason }
}

fn signature_fits(code: &SignedCode, card_cose: &[u8]) -> bool {
    code::verify(&code.card.card, card_cose, &code.statement, &code.signature)
}

/// What the guard is asked for an otherwise accepted code.
fn claim(
    code: &SignedCode,
    scene: &Scene,
    answers: Option<Candidate>,
    now: UnixTime,
) -> Option<Claim> {
    let card = &code.card.card;
    let issued_at = code.issued_at();
    let code_ends = issued_at.plus(rules::limit(card, Some(scene)));
    let (key, until) = match scene.replay {
        Replay::None => return None,
        Replay::Code => {
            let challenge = code.statement.challenge.as_ref();
            let scene = code.statement.scene;
            (ClaimKey::of_code(card.profile(), issued_at, scene, challenge), code_ends)
        }
        Replay::Card => {
            let cool_down = u64::from(scene.cooldown.unwrap_or(0));
            (ClaimKey::Card(scene.code), code_ends.max(now.plus(cool_down)))
        }
    };
    let request_made_at = answers.map(|candidate| candidate.made_at);
    Some(Claim { card: GuardedCard::of(code), key, issued_at, until, request_made_at })
}
