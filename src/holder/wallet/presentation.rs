//! Showing a code (亮码): for one scene and one second, checked before it is shown.

use crate::base::time::UnixTime;
use crate::crypto::Signature;
use crate::holder::device_keys::DeviceKey;
use crate::holder::error::WalletError;
use crate::holder::holdings::{CardId, Enrolment};
use crate::holder::ledger::NoSecond;
use crate::holder::prompt;
use crate::holder::qr::QrCode;
use crate::holder::scene_fit::{self, Ineligible, Occasion};
use crate::holder::wallet::living::{LivingCodes, Moment};
use crate::holder::wallet::{VenueRequest, Wallet};
use crate::model::profile::KeyRole;
use crate::model::scene::{Challenge, Scene, SceneCode};
use crate::model::verdict::Disclosed;
use crate::ports::key_store::KeyStoreError;
use crate::wire::card::SignedCard;
use crate::wire::code::{MAX_IAT_OFFSET, SignedCode, Statement};
use crate::wire::framing;

/// A code to be shown.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "ffi", derive(uniffi::Record))]
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
    /// After how many seconds from now to show a new one; an identity code is hidden then.
    pub rotate_after: u32,
}

/// Shows neither the code nor what it discloses.
impl std::fmt::Debug for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Code({} at {})", self.discloses.profile.name(), self.issued_at)
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
    /// Until a plain code rotates, the same card and scene get the same code again, its
    /// [`rotate_after`](Code::rotate_after) counted down; an answer to a request is always made anew.
    /// Masked and identity codes ask for the user when they are made; this call waits for them.
    ///
    /// # Errors
    /// [`WalletError`]: what the scene asks for is not known, it would not take this card, the
    /// request was answered or has expired or the answer would tell something else than
    /// [`Wallet::disclosure`] does, the keys are dead, or the user said no.
    pub fn present(
        &self,
        card: &CardId,
        scene: SceneCode,
        request: Option<&VenueRequest>,
    ) -> Result<Code, WalletError> {
        let choice = self.choose(card, scene, request)?;
        if request.is_none()
            && let Some(code) = self.on_show(card, &choice)?
        {
            return Ok(code);
        }
        let draft = self.draft(choice, request)?;
        let cwt = draft.statement.cwt(&draft.card.card, &draft.card.to_cose());
        let profile = draft.card.card.profile();
        let prompt = (profile.key_role() == KeyRole::Identity).then(|| {
            let venue = request.map(VenueRequest::venue);
            prompt::for_code(self.config.language, &draft.scene, profile, venue)
        });
        // Verified by the card's own key before it leaves.
        match self.keys.sign(&draft.key, &cwt.to_be_signed(), prompt) {
            Ok(signature) => {
                if request.is_none() {
                    let at = self.moment();
                    let mut state = self.state();
                    state.living.show(card, &draft.card, &draft.statement, &signature, at);
                }
                draft.finish(signature)
            }
            Err(error) => {
                let unsigned =
                    matches!(error, KeyStoreError::Cancelled | KeyStoreError::UserNotAuthenticated);
                if let (true, Some(request)) = (unsigned, request) {
                    let mut state = self.state();
                    state.ledger.withdraw(request.id());
                    state.save_ledger()?;
                }
                Err(self.key_failed(card, error))
            }
        }
    }

    /// What a card would show, by everything that is known now.
    fn choose(
        &self,
        id: &CardId,
        code: SceneCode,
        request: Option<&VenueRequest>,
    ) -> Result<Choice, WalletError> {
        let enrolment = self.living(id)?;
        let now = self.clock.now();
        let (card, scene) = match request {
            Some(request) if request.scene() != code => return Err(WalletError::OtherScene),
            Some(request) => self.answer(&enrolment, request, now)?,
            None => self.unasked(&enrolment, code, now)?,
        };
        let key = enrolment.key(card.card.profile().key_role()).cloned();
        let key = key.ok_or(WalletError::Ineligible(Ineligible::NoProfile))?;
        Ok(Choice { card, key, scene })
    }

    /// The card that answers a request, and the scene: what the holder was told, or nothing. Who asks
    /// is proved again, since a refresh may have brought other lists.
    fn answer(
        &self,
        enrolment: &Enrolment,
        request: &VenueRequest,
        now: UnixTime,
    ) -> Result<(SignedCard, Scene), WalletError> {
        request.prove_again(&*self.trust()?, now)?;
        let (card, scene) =
            self.state().answering(enrolment, request.region(), request.scene(), now)?;
        request.told().check(&enrolment.id, &Disclosed::by(&card.card, &scene))?;
        Ok((card, scene))
    }

    /// The card that is shown at a scene where no venue asked, and the scene.
    fn unasked(
        &self,
        enrolment: &Enrolment,
        code: SceneCode,
        now: UnixTime,
    ) -> Result<(SignedCard, Scene), WalletError> {
        let state = self.state();
        let scene = state.documents.scene(code, enrolment.region.province(), now)?;
        let trust = state.documents.trust().map(AsRef::as_ref);
        let occasion = Occasion { scene: &scene, now, trust, venue: None };
        let card = scene_fit::choose(enrolment, &occasion)?.clone();
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
        Ok(is_good.then_some(Code { rotate_after: left, ..code }))
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
        let second = match state.ledger.take_second(&key.alias, now) {
            Ok(second) => second,
            Err(NoSecond::Busy) => return Err(WalletError::TooManyCodes),
            Err(NoSecond::InDoubt { until }) => return Err(self.record_lost(until, now)),
        };
        if let Some(request) = request {
            state.ledger.answer(request.id(), request.expires_at());
        }
        if let Err(error) = state.record(now) {
            if let Some(request) = request {
                state.ledger.withdraw(request.id());
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

impl Draft {
    fn finish(self, signature: Signature) -> Result<Code, WalletError> {
        let Self { card, scene, statement, .. } = self;
        let limit = scene.max_code_age.min(u32::from(card.card.max_code_age));
        let issued_at = statement.issued_at(&card.card);
        let expires_at = issued_at.plus(u64::from(limit)).min(card.card.expires());
        let discloses = Disclosed::by(&card.card, &scene);
        let text = framing::code_text(&SignedCode { card, statement, signature });
        let qr = QrCode::of(&text)?;
        Ok(Code { text, qr, discloses, issued_at, expires_at, rotate_after: scene.rotate_after })
    }
}
