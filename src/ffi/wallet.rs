//! A holder's wallet.

use std::sync::Arc;

use crate::base::time::UnixTime;
use crate::ffi::error::EsscError;
use crate::ffi::network::{exchange, transport};
use crate::ffi::watching::{WalletObserver, observing};
use crate::holder::{
    self, BoundDevice, CardId, CardRefresh, CardSummary, ClockHealth, Code, IssuanceError,
    OfferedScene, Refresh, WalletCondition, WalletConfig, WalletError,
};
use crate::model::disclosed::Disclosed;
use crate::model::localized::Localized;
use crate::model::profile::Profile;
use crate::model::region::Region;
use crate::model::scene::SceneCode;
use crate::ports::blocking_http::HttpClient;
use crate::ports::clock::{Clock, SystemClock};
use crate::ports::key_store::KeyStore;
use crate::ports::secret_store::SecretStore;

/// What the app brings.
#[derive(Clone, uniffi::Record)]
pub struct WalletPorts {
    /// Device keys.
    pub keys: Arc<dyn KeyStore>,
    /// The vault's key, and the anchor of the record of signatures.
    pub secrets: Arc<dyn SecretStore>,
    /// Time; the system's clocks where it is left out.
    #[uniffi(default = None)]
    pub clock: Option<Arc<dyn Clock>>,
    /// HTTP; the library's own client where it is left out and the build has one.
    #[uniffi(default = None)]
    pub http: Option<Arc<dyn HttpClient>>,
    /// Who is told what happens to the cards.
    #[uniffi(default = None)]
    pub observer: Option<Arc<dyn WalletObserver>>,
}

/// Cards on this phone: enrolled and renewed over the network, shown without it.
///
/// One for an app, kept open. Calls that use the network are asynchronous, run one at a time, and go on
/// to their end when the caller stops waiting. The others answer at once and may be called from any
/// thread but the one that draws the screen: keys are slow, and may ask the user.
#[derive(uniffi::Object)]
pub struct Wallet(holder::Wallet);

#[uniffi::export]
impl Wallet {
    /// Opens the wallet in `config.directory`; makes an empty one when there is none. Data that can't
    /// be read any more are no error: see `condition`.
    ///
    /// # Errors
    /// `Retry` (in use, keychain away), `AskUser` (storage full), `Report`.
    #[uniffi::constructor]
    pub fn open(config: WalletConfig, ports: WalletPorts) -> Result<Arc<Self>, EsscError> {
        let ports = holder::WalletPorts {
            keys: ports.keys,
            secrets: ports.secrets,
            clock: ports.clock.unwrap_or_else(|| Arc::new(SystemClock)),
            http: transport(ports.http)?,
            observer: ports.observer.map(observing),
        };
        Ok(Arc::new(Self(holder::Wallet::open(config, ports)?)))
    }

    /// Whether the wallet's data could be read.
    pub fn condition(&self) -> WalletCondition {
        self.0.condition()
    }

    /// The cards on this phone, in the order of their enrolment.
    pub fn cards(&self) -> Vec<CardSummary> {
        self.0.cards()
    }

    /// How the phone's clock stands against the servers'.
    pub fn clock_health(&self) -> ClockHealth {
        self.0.clock_health()
    }

    /// Whether the trust list is a sandbox's: say so on every screen, nothing here is legally valid.
    pub fn is_test(&self) -> bool {
        self.0.is_test()
    }

    /// What a card can be shown for: the scenes of the signed catalogue.
    ///
    /// # Errors
    /// `Refresh` without a current catalogue, `ReEnroll`, `RejectInput` (no such card).
    pub fn scenes(&self, card: CardId) -> Result<Vec<OfferedScene>, EsscError> {
        Ok(self.0.scenes(&card)?)
    }

    /// Enrols the card that an offer is for, and fetches what `present` needs, so that the card can be
    /// shown at once and without a network. A card of the same holder and issuer that is here already
    /// is replaced once the new one is safe. The identity key asks for the user once for each of its
    /// credentials.
    ///
    /// The card is kept first. If the catalogues then can't be fetched, it is enrolled all the same:
    /// its state is `RefreshDue`, `scenes` and `present` fail with `Refresh`, and the next `refresh`
    /// brings them.
    ///
    /// # Errors
    /// Any; after an error nothing is different from before, and the offer may be used up.
    pub async fn enroll(
        self: Arc<Self>,
        offer: String,
        tx_code: Option<String>,
    ) -> Result<CardId, EsscError> {
        exchange(async move { Ok(self.0.enroll(offer, tx_code).await?) }).await
    }

    /// Fetches what changed and renews cards. To be called when the app starts and once in a while.
    ///
    /// # Errors
    /// `Retry` with `InProgress` only: all else is in the summary, and no card is worse off for it.
    pub async fn refresh(self: Arc<Self>, which: Refresh) -> Result<RefreshSummary, EsscError> {
        exchange(async move { Ok(self.0.refresh(which).await?.into()) }).await
    }

    /// Renews one card now: for a push that says that something happened to it. Other cards and the
    /// catalogues are left to `refresh`.
    ///
    /// # Errors
    /// `Retry` with `InProgress`, `RejectInput` (no such card); all else is in the answer.
    pub async fn refresh_card(self: Arc<Self>, card: CardId) -> Result<CardRefreshed, EsscError> {
        exchange(async move {
            match self.0.refresh_card(&card).await {
                Err(error @ (WalletError::InProgress | WalletError::NoSuchCard)) => {
                    Err(error.into())
                }
                outcome => Ok((card, outcome).into()),
            }
        })
        .await
    }

    /// Names a card on this phone, for its holder to tell it from others: 1 to 20 characters; left out,
    /// the name is taken away. No issuer and no venue is told, and a card that replaces this one keeps
    /// it.
    ///
    /// # Errors
    /// `RejectInput` (`NICKNAME_REFUSED`, no such card), `AskUser` (storage full), `Report`.
    #[uniffi::method(default(nickname = None))]
    pub fn set_nickname(&self, card: CardId, nickname: Option<String>) -> Result<(), EsscError> {
        Ok(self.0.set_nickname(&card, nickname)?)
    }

    /// Reads a venue's request and proves who asks, offline. To be shown to the holder together with
    /// `disclosure`, and given to `answer` when they agree; nothing is signed here.
    ///
    /// # Errors
    /// `RejectInput` for what is no request or may be a fraud, `AskUser`, `Refresh`.
    pub fn read_request(&self, text: &str) -> Result<Arc<VenueRequest>, EsscError> {
        Ok(Arc::new(VenueRequest(self.0.read_request(text)?)))
    }

    /// What a card would tell the venue that made a request, by the rules of the place where the venue
    /// is. To be shown before the holder agrees: `answer` signs for this or for nothing. What
    /// `scenes` says is by the rules of the card's own province, and is no answer to this.
    ///
    /// # Errors
    /// `AskUser` when the scene would not take the card (`DISCLOSURE_CHANGED`: it was enrolled after
    /// the request was read), `Refresh`, `ReEnroll`, `RejectInput` (no such card).
    pub fn disclosure(
        &self,
        card: CardId,
        request: Arc<VenueRequest>,
    ) -> Result<Disclosed, EsscError> {
        Ok(self.0.disclosure(&card, &request.0)?)
    }

    /// A code for a scene, offline: the least that the scene takes is disclosed. Until it rotates, the
    /// same card and scene get the same code again, with what is left of its time. Masked and identity
    /// codes ask for the user when they are made; this call waits for them.
    ///
    /// # Errors
    /// `AskUser` when the scene would not take the card, or takes answers to a venue's request only
    /// (`REQUEST_NEEDED`), `Authenticate`, `ReEnroll` when the keys are dead, `Refresh`, `Retry`,
    /// `RejectInput`.
    pub fn present(&self, card: CardId, scene: SceneCode) -> Result<Code, EsscError> {
        Ok(self.0.present(&card, scene)?)
    }

    /// A code that answers a venue's request, offline, for that venue only: always a new one, and one
    /// for each request. Masked and identity codes ask for the user; this call waits for them.
    ///
    /// # Errors
    /// `AskUser` when the answer would tell something else than `disclosure` does
    /// (`DISCLOSURE_CHANGED`: read the request again), when the request has expired or was answered, or
    /// when the scene would not take the card, `Authenticate`, `ReEnroll` when the keys are dead,
    /// `Refresh`, `Retry`, `RejectInput`.
    pub fn answer(&self, card: CardId, request: Arc<VenueRequest>) -> Result<Code, EsscError> {
        Ok(self.0.answer(&card, &request.0)?)
    }

    /// The devices that a card is on, as its issuer knows them.
    ///
    /// # Errors
    /// As `enroll`.
    pub async fn devices(self: Arc<Self>, card: CardId) -> Result<Vec<BoundDevice>, EsscError> {
        exchange(async move { Ok(self.0.devices(&card).await?) }).await
    }

    /// Takes a card off another device. The identity key asks for the user.
    ///
    /// # Errors
    /// As `enroll`.
    pub async fn unbind_device(
        self: Arc<Self>,
        card: CardId,
        device: String,
    ) -> Result<(), EsscError> {
        exchange(async move { Ok(self.0.unbind_device(&card, device).await?) }).await
    }

    /// Takes a card off this phone: tells the issuer, deletes keys and data.
    ///
    /// # Errors
    /// As `enroll`; the card is then still here.
    pub async fn unbind(self: Arc<Self>, card: CardId) -> Result<(), EsscError> {
        exchange(async move { Ok(self.0.unbind(&card).await?) }).await
    }

    /// Deletes a card's keys and data on this phone without telling the issuer.
    ///
    /// # Errors
    /// `RejectInput` (no such card), `Retry`, `Report`.
    pub fn forget(&self, card: CardId) -> Result<(), EsscError> {
        Ok(self.0.forget(&card)?)
    }
}

/// Deletes a wallet from this phone for good: the keys of its cards, the key of its vault, its files.
/// Other accounts' wallets are not touched, and no issuer is told: unbind every card first where there
/// is a network. A call that was broken off is gone on with by the next.
///
/// # Errors
/// `Retry` while the wallet is open (`IN_USE`) or a key can't be deleted, `Report`.
#[uniffi::export]
pub fn destroy_wallet(config: &WalletConfig, ports: WalletPorts) -> Result<(), EsscError> {
    Ok(holder::Wallet::destroy(config, ports.keys, ports.secrets)?)
}

/// A request whose venue was proved: what the holder is asked to agree to. Only
/// `Wallet.read_request` makes one.
#[derive(uniffi::Object)]
pub struct VenueRequest(holder::VenueRequest);

#[uniffi::export]
impl VenueRequest {
    /// What to show to the holder.
    pub fn details(&self) -> RequestDetails {
        let request = &self.0;
        RequestDetails {
            venue_id: request.venue_id().to_owned(),
            venue: request.venue().to_owned(),
            region: request.region(),
            city: request.city().clone(),
            scene: request.scene(),
            scene_name: request.scene_name().clone(),
            amount_fen: request.amount().map(i64::from),
            purpose: request.purpose().map(str::to_owned),
            expires_at: request.expires_at(),
        }
    }
}

/// What a venue asks, in the words to be shown.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct RequestDetails {
    /// Identifier of the venue.
    pub venue_id: String,
    /// Name of the venue, as its city vouches for it.
    pub venue: String,
    /// Where it stands.
    pub region: Region,
    /// Name of the issuer that vouches for it.
    pub city: Localized,
    /// The scene it asks for.
    pub scene: SceneCode,
    /// Name of the scene.
    pub scene_name: Localized,
    /// Amount in fen.
    pub amount_fen: Option<i64>,
    /// Purpose, as the venue wrote it.
    pub purpose: Option<String>,
    /// Until when it can be answered.
    pub expires_at: UnixTime,
}

/// What a refresh did. Without a network everything in it is an error, and the cards work on.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct RefreshSummary {
    /// Why trust list and catalogues are not up to date; left out when they are.
    pub documents: Option<EsscError>,
    /// The cards, in the order of their enrolment.
    pub cards: Vec<CardRefreshed>,
}

/// What a refresh did with one card.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Enum)]
pub enum CardRefreshed {
    /// Its time has not come.
    NotDue {
        /// The card.
        card: CardId,
    },
    /// It was renewed.
    Renewed {
        /// The card.
        card: CardId,
    },
    /// Its issuer revoked it; its keys are deleted.
    Revoked {
        /// The card.
        card: CardId,
    },
    /// Nothing was done.
    Failed {
        /// The card.
        card: CardId,
        /// Why.
        error: EsscError,
    },
}

impl From<(CardId, Result<CardRefresh, WalletError>)> for CardRefreshed {
    fn from((card, outcome): (CardId, Result<CardRefresh, WalletError>)) -> Self {
        match outcome {
            Ok(CardRefresh::NotDue) => Self::NotDue { card },
            Ok(CardRefresh::Renewed) => Self::Renewed { card },
            Ok(CardRefresh::Revoked) => Self::Revoked { card },
            Err(error) => Self::Failed { card, error: error.into() },
        }
    }
}

impl From<holder::RefreshSummary> for RefreshSummary {
    fn from(summary: holder::RefreshSummary) -> Self {
        Self {
            documents: summary.documents.err().map(Into::into),
            cards: summary.cards.into_iter().map(Into::into).collect(),
        }
    }
}

/// What an offer is for, before anything is sent.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Offer {
    /// The issuer it names; whether to trust it, enrolment finds out.
    pub credential_issuer: String,
    /// The profiles it offers.
    pub profiles: Vec<Profile>,
    /// Digits of the transaction code it asks for, 4 to 8; 0: it asks for one and does not say of how
    /// many; none: it asks for none.
    pub tx_code_length: Option<i32>,
}

/// Reads an offer without sending anything: to ask for the transaction code before enrolling.
///
/// # Errors
/// `RejectInput`.
#[uniffi::export]
pub fn read_offer(text: &str) -> Result<Offer, EsscError> {
    let offer = holder::Offer::parse(text).map_err(IssuanceError::from)?;
    Ok(Offer {
        credential_issuer: offer.credential_issuer().to_owned(),
        profiles: offer.profiles().to_vec(),
        tx_code_length: offer.tx_code().map(|form| form.length.unwrap_or(0).into()),
    })
}
