//! Showing a code (亮码): for one scene and one second, checked before it is shown.

use crate::base::time::UnixTime;
use crate::crypto::Signature;
use crate::holder::device_keys::DeviceKey;
use crate::holder::error::{RequestFault, WalletError};
use crate::holder::holdings::CardId;
use crate::holder::prompt;
use crate::holder::qr::QrCode;
use crate::holder::scene_fit::{self, Occasion, Unfit};
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
    /// After how many seconds to show a new one; an identity code is hidden then.
    pub rotate_after: u32,
}

/// Shows neither the code nor what it discloses.
impl std::fmt::Debug for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Code({} at {})", self.discloses.profile.name(), self.issued_at)
    }
}

/// What is about to be signed.
struct Draft {
    card: SignedCard,
    key: DeviceKey,
    scene: Scene,
    statement: Statement,
}

impl Wallet {
    /// Makes a code for a scene: the least that the scene takes is disclosed. Needs no network.
    ///
    /// Masked and identity codes ask for the user; this call waits for them.
    ///
    /// # Errors
    /// [`WalletError`]: what the scene asks for is not known, it would not take this card, the
    /// request was answered or has expired, the keys are dead, or the user said no.
    pub fn present(
        &self,
        card: &CardId,
        scene: SceneCode,
        request: Option<&VenueRequest>,
    ) -> Result<Code, WalletError> {
        let draft = self.draft(card, scene, request)?;
        let cwt = draft.statement.cwt(&draft.card.card, &draft.card.to_cose());
        let profile = draft.card.card.profile();
        let prompt = (profile.key_role() == KeyRole::Identity).then(|| {
            let venue = request.map(VenueRequest::venue);
            prompt::for_code(self.config.language, &draft.scene, profile, venue)
        });
        // Verified by the card's own key before it leaves.
        match self.keys.sign(&draft.key, &cwt.to_be_signed(), prompt) {
            Ok(signature) => draft.finish(signature),
            Err(error) => {
                let unsigned =
                    matches!(error, KeyStoreError::Cancelled | KeyStoreError::UserNotAuthenticated);
                if let (true, Some(request)) = (unsigned, request) {
                    let mut state = self.state();
                    state.ledger.withdraw(request.challenge());
                    state.save_ledger()?;
                }
                Err(self.key_failed(card, error))
            }
        }
    }

    /// Chooses card and second, and writes down that they are used.
    fn draft(
        &self,
        id: &CardId,
        code: SceneCode,
        request: Option<&VenueRequest>,
    ) -> Result<Draft, WalletError> {
        let enrolment = self.living(id)?;
        let now = self.clock.now();
        let mut state = self.state();
        if let Some(request) = request {
            if request.scene() != code {
                return Err(WalletError::OtherScene);
            }
            request.check_time(now)?;
        }
        let place = request.map_or(enrolment.region, VenueRequest::region);
        let scene = state.documents.scene(code, place.province(), now)?;
        let occasion = Occasion {
            scene: &scene,
            now,
            trust: state.documents.trust().map(AsRef::as_ref),
            venue: request.map(VenueRequest::region),
        };
        let card = scene_fit::choose(&enrolment, &occasion)?.clone();
        if scene.challenge == Challenge::Request && request.is_none() {
            return Err(WalletError::RequestNeeded);
        }
        let key = enrolment.key(card.card.profile().key_role()).cloned();
        let key = key.ok_or(WalletError::Unfit(Unfit::NoProfile))?;
        let (second, mut unsaved) = state.ledger.take_second(&key.alias, now)?;
        if let Some(request) = request {
            if state.ledger.is_answered(request.challenge()) {
                return Err(RequestFault::Answered.into());
            }
            state.ledger.answer(request.challenge(), request.expires_at());
            unsaved = true;
        }
        if unsaved && let Err(error) = state.save_ledger() {
            state.ledger.give_back_unsaved();
            if let Some(request) = request {
                state.ledger.withdraw(request.challenge());
            }
            return Err(error);
        }
        let iat_offset = u32::try_from(second.since(card.card.starts()))
            .ok()
            .filter(|offset| *offset <= MAX_IAT_OFFSET && second < card.card.expires())
            .ok_or(Unfit::Expired)?;
        let challenge = request.map(|request| *request.challenge());
        let statement = Statement { iat_offset, scene: code, challenge };
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
