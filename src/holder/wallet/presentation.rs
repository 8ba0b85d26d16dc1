//! Showing a code (亮码): for one scene and one second, checked before it is shown.

use std::time::Duration;

use crate::base::time::UnixTime;
use crate::crypto::Signature;
use crate::holder::device_keys::DeviceKey;
use crate::holder::enrollments::{CardId, Enrollment};
use crate::holder::error::WalletError;
use crate::holder::prompt;
use crate::holder::qr::QrCode;
use crate::holder::scene_fit::{self, Ineligible, Occasion};
use crate::holder::signing_log::NoSecond;
use crate::holder::wallet::living::{LivingCodes, Moment};
use crate::holder::wallet::{VenueRequest, Wallet};
use crate::model::disclosed::Disclosed;
use crate::model::profile::KeyRole;
use crate::model::scene::{Challenge, Scene, SceneCode};
use crate::ports::key_store::KeyStoreError;
use crate::wire::card::SignedCard;
use crate::wire::code::{MAX_IAT_OFFSET, SignedCode, Statement};
use crate::wire::framing;

/// A code to be shown.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "ffi", derive(uniffi::Record))]
#[cfg_attr(not(feature = "internals"), non_exhaustive)]
pub struct Code {
    /// The text, `SSC1:…`.
    pub text: String,
    /// The same as a QR symbol.
    pub qr: QrCode,
    /// What the venue will see: to be told to the holder beside the code.
    pub discloses: Disclosed,
    /// When it was made.
    pub issued_at: UnixTime,
    /// From when on it is refused.
    pub expires_at: UnixTime,
    /// After how long from now to show a new one, whole seconds; an identity code is hidden then.
    pub rotate_after: Duration,
}

/// Shows neither the code nor what it discloses.
impl std::fmt::Debug for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Code({} at {})", self.discloses.profile().name(), self.issued_at)
    }
}

/// What a scene would be shown: chosen, and not signed yet.
struct Choice {
    card: SignedCard,
    key: DeviceKey,
    scene: Scene,
}

/// What is about to be signed.
struct Draft {
    card: SignedCard,
    key: DeviceKey,
    scene: Scene,
    statement: Statement,
}

impl Wallet {
    /// A code for a scene: the least that the scene takes is disclosed. Needs no network.
    ///
    /// Until a code rotates, the same card and scene get the same code again, its
    /// [`rotate_after`](Code::rotate_after) counted down. Masked and identity codes ask for the user
    /// when they are made; this call waits for them.
    ///
    /// # Errors
    /// [`WalletError`]: what the scene asks for is not known, it would not take this card or takes
    /// answers to a venue's request only, the keys are dead, or the user said no.
    pub fn present(&self, card: &CardId, scene: SceneCode) -> Result<Code, WalletError> {
        let _told = self.telling();
        let enrollment = self.living(card)?;
        let (signed, rules) = self.shown_at(&enrollment, scene, self.clock.now())?;
        let choice = Choice::of(&enrollment, signed, rules)?;
        if let Some(code) = self.on_show(card, &choice)? {
            return Ok(code);
        }
        let draft = self.draft(choice, None)?;
        let signature = self.sign(&draft, None).map_err(|error| self.key_failed(card, error))?;
        let at = self.moment();
        self.state().living.show(card, &draft.card, &draft.statement, &signature, at);
        draft.finish(signature)
    }

    /// A code that answers a venue's request, for the venue that made it and for nobody else. Always
    /// made anew, and once for each request, unless the user says no: then the request can still be
    /// answered. Needs no network. Masked and identity codes ask for the user; this call waits for
    /// them.
    ///
    /// # Errors
    /// [`WalletError`]: the request was answered or has expired, the answer would tell something else
    /// than [`Wallet::disclosure`] does, the scene would not take this card, the keys are dead, or the
    /// user said no.
    pub fn answer(&self, card: &CardId, request: &VenueRequest) -> Result<Code, WalletError> {
        let _told = self.telling();
        let enrollment = self.living(card)?;
        let (signed, rules) = self.agreed_to(&enrollment, request, self.clock.now())?;
        let choice = Choice::of(&enrollment, signed, rules)?;
        let draft = self.draft(choice, Some(request))?;
        match self.sign(&draft, Some(request.venue())) {
            Ok(signature) => draft.finish(signature),
            Err(error) => {
                if matches!(error, KeyStoreError::Cancelled | KeyStoreError::UserNotAuthenticated) {
                    let mut state = self.state();
                    state.signing_log.withdraw(request.id());
                    state.save_signing_log()?;
                }
                Err(self.key_failed(card, error))
            }
        }
    }

    /// The signature of a draft, verified by the card's own key; asks the user where the profile does.
    fn sign(&self, draft: &Draft, venue: Option<&str>) -> Result<Signature, KeyStoreError> {
        let cwt = draft.statement.cwt(&draft.card.card, &draft.card.to_cose());
        let profile = draft.card.card.profile();
        let prompt = (profile.key_role() == KeyRole::Identity)
            .then(|| prompt::for_code(self.config.language, &draft.scene, profile, venue));
        self.keys.sign(&draft.key, &cwt.to_be_signed(), prompt)
    }

    /// The card that answers a request, and the scene: what the holder was told, or nothing. Who asks
    /// is proved again, since a refresh may have brought other lists.
    fn agreed_to(
        &self,
        enrollment: &Enrollment,
        request: &VenueRequest,
        now: UnixTime,
    ) -> Result<(SignedCard, Scene), WalletError> {
        request.prove_again(&*self.trust()?, now)?;
        let (card, scene) =
            self.state().answering(enrollment, request.region(), request.scene(), now)?;
        request.told().check(&enrollment.id, &Disclosed::by(&card.card, &scene))?;
        Ok((card, scene))
    }

    /// The card that is shown at a scene where no venue asked, and the scene.
    fn shown_at(
        &self,
        enrollment: &Enrollment,
        code: SceneCode,
        now: UnixTime,
    ) -> Result<(SignedCard, Scene), WalletError> {
        let state = self.state();
        let scene = state.documents.scene(code, enrollment.region.province(), now)?;
        let trust = state.documents.trust().map(AsRef::as_ref);
        let occasion = Occasion { scene: &scene, now, trust, venue: None };
        let card = scene_fit::choose(enrollment, &occasion)?.clone();
        match scene.challenge {
            Challenge::Request => Err(WalletError::RequestNeeded),
            Challenge::None => Ok((card, scene)),
        }
    }

    /// The code that is on show of what was chosen.
    fn on_show(&self, id: &CardId, choice: &Choice) -> Result<Option<Code>, WalletError> {
        let Choice { card, scene, .. } = choice;
        let at = self.moment();
        let living = self.state().living.of(id, card, scene.code, scene.rotate_after, at);
        let Some((statement, signature, left)) = living else { return Ok(None) };
        let code =
            Draft { card: card.clone(), key: choice.key.clone(), scene: scene.clone(), statement }
                .finish(signature)?;
        let is_good = at.now < code.expires_at;
        Ok(is_good.then_some(Code { rotate_after: seconds(left), ..code }))
    }

    fn moment(&self) -> Moment {
        Moment { now: self.clock.now(), monotonic: self.clock.monotonic() }
    }

    /// Takes the codes down that are on show: the next ones are made anew.
    pub fn drop_codes(&self) {
        self.state().living = LivingCodes::default();
    }

    /// Keeps the codes that are on show for the next process, sealed in the vault, so that a wallet
    /// whose every call is a process shows them again as well. Not those that the holder agreed to:
    /// another process asks again. An app that stays open has no need of it.
    ///
    /// # Errors
    /// [`WalletError::Vault`].
    pub fn keep_codes(&self) -> Result<(), WalletError> {
        self.state().save_codes()
    }

    /// Chooses the second, and writes down that it is used.
    fn draft(&self, choice: Choice, request: Option<&VenueRequest>) -> Result<Draft, WalletError> {
        let Choice { card, key, scene } = choice;
        let now = self.clock.now();
        let mut state = self.state();
        if let Some(request) = request {
            request.check_time(now)?;
            let (id, challenge, end) = (request.id(), request.challenge(), request.expires_at());
            self.check_unanswered(&mut state, id, challenge, end, Some(&key.alias), now)?;
        }
        let second = match state.signing_log.take_second(&key.alias, now) {
            Ok(second) => second,
            Err(NoSecond::Busy) => return Err(WalletError::TooManyCodes),
            Err(NoSecond::InDoubt { until }) => return Err(self.record_lost(until, now)),
        };
        if let Some(request) = request {
            state.signing_log.answer(request.id(), request.expires_at());
        }
        if let Err(error) = state.record(now) {
            if let Some(request) = request {
                state.signing_log.withdraw(request.id());
            }
            return Err(error);
        }
        let iat_offset = u32::try_from(second.since(card.card.starts()))
            .ok()
            .filter(|offset| *offset <= MAX_IAT_OFFSET && second < card.card.expires())
            .ok_or(Ineligible::Expired)?;
        let challenge = request.map(|request| *request.challenge());
        let statement = Statement { iat_offset, scene: scene.code, challenge };
        Ok(Draft { card, key, scene, statement })
    }
}

impl Choice {
    /// A card of an enrolment with the key that signs its codes.
    fn of(enrollment: &Enrollment, card: SignedCard, scene: Scene) -> Result<Self, WalletError> {
        let key = enrollment.key(card.card.profile().key_role()).cloned();
        let key = key.ok_or(WalletError::Ineligible(Ineligible::NoProfile))?;
        Ok(Self { card, key, scene })
    }
}

impl Draft {
    fn finish(self, signature: Signature) -> Result<Code, WalletError> {
        let Self { card, scene, statement, .. } = self;
        let limit = scene.max_code_age.min(u32::from(card.card.max_code_age));
        let issued_at = statement.issued_at(&card.card);
        let expires_at = issued_at.plus(u64::from(limit)).min(card.card.expires());
        let discloses = Disclosed::by(&card.card, &scene);
        let text = framing::code_text(&SignedCode { card, statement, signature });
        let qr = QrCode::of(&text)?;
        Ok(Code {
            text,
            qr,
            discloses,
            issued_at,
            expires_at,
            rotate_after: seconds(scene.rotate_after),
        })
    }
}

const fn seconds(count: u32) -> Duration {
    Duration::from_secs(count as u64)
}
