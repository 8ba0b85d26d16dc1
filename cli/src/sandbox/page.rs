//! The page that a sandbox serves: an authority, a phone and a gate beside each other in a browser.
//!
//! Its files are part of the program; what happens on it happens here, behind calls below `/sandbox/`
//! (docs/json.md). They act for the authority and for a holder without the operator's token, so the page
//! is there only where nobody but this machine gets to it, and only for itself.

mod assets;
mod authority;
mod callers;
mod device;
mod fault;
mod forgeries;
mod gate;
mod library_texts;
mod phone;
mod phone_calls;
mod pictures;

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use essc::base::{hex, json};
use essc::crypto::{PublicKey, jwk, random};
use essc::ports::clock::{Clock as _, SystemClock};
use essc::trust::PinnedRoot;
use essc_reference_issuer::service::Service;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::failure::Failure;
use crate::sandbox::folder::SandboxFolder;
use crate::sandbox::holders::SampleHolder;
use crate::sandbox::reach::Reach;
use authority::Authority;
use device::{Conditions, SwitchedNetwork};
use fault::Fault;
use gate::Gate;
use phone::Phone;
use pictures::Eye;

/// Most bytes of a call: a picture's text, an offer, a request fit many times.
const MAX_BODY: usize = 64 * 1024;

/// Most trust lists of the past that a new phone or gate takes.
const LEAST_SEQ: i64 = 1;

/// The page and what is behind it.
pub struct Page {
    /// Tells a page that stayed open whether the sandbox was started again.
    instance: String,
    trust_list: String,
    root_thumbprint: String,
    authority: Authority,
    phone: Phone,
    gate: Gate,
    eye: Eye,
    names: Arc<callers::Names>,
}

impl Page {
    /// Opens what is behind the page in the sandbox's folder.
    ///
    /// # Errors
    /// A folder that can't be used.
    pub fn open(
        reach: &Reach,
        folder: &SandboxFolder,
        root: PublicKey,
        service: &Arc<Service>,
        holders: &[SampleHolder],
    ) -> Result<Self, Failure> {
        let place = folder.page();
        let authority = Authority::open(Arc::clone(service), place.join("added.json"))?;
        for holder in holders {
            if let Some((uri, _, _)) = holder.offered() {
                authority.note_offer(uri, holder.person.card_number);
            }
        }
        let pin = PinnedRoot::new(root, LEAST_SEQ);
        let trust_list = reach.trust_list();
        let network = || SwitchedNetwork::new(reach);
        let phone = Phone::open(place.join("phone"), pin, trust_list.clone(), network()?)?;
        let service = Arc::clone(service);
        let gate = Gate::open(place.join("gate"), pin, trust_list.clone(), service, network()?)?;
        let instance = random::bytes::<8>().map_err(Failure::unexpected)?;
        Ok(Self {
            instance: hex::encode(&instance),
            trust_list,
            root_thumbprint: jwk::thumbprint_text(&root),
            authority,
            phone,
            gate,
            eye: Eye::default(),
            names: Arc::new(callers::Names::of(reach)),
        })
    }

    /// Gives a gate that has none its first lists. Whether they came is seen on the page.
    pub async fn bring_first_lists(&self) {
        if let Err(fault) = self.gate.sync().await {
            tracing::warn!(?fault, "the page's gate has no lists yet");
        }
    }

    /// The page's routes.
    pub fn routes(self: &Arc<Self>) -> Router {
        let names = Arc::clone(&self.names);
        Router::new()
            .route("/", get(assets::index))
            .route("/sandbox/page/{name}", get(assets::file))
            .route("/sandbox/texts", get(|| async { Json(library_texts::all()) }))
            .route("/sandbox/state", get(state))
            .route("/sandbox/authority/holders", post(add_holder))
            .route("/sandbox/authority/offers", post(make_offer))
            .route("/sandbox/authority/acts", post(act))
            .route("/sandbox/phone/enrol", post(enroll))
            .route("/sandbox/phone/codes", post(present))
            .route("/sandbox/phone/requests", post(read_request))
            .route("/sandbox/phone/answers", post(answer))
            .route("/sandbox/phone/refresh", post(refresh))
            .route("/sandbox/phone/unbind", post(unbind))
            .route("/sandbox/phone/loss", post(lose))
            .route("/sandbox/phone/new", post(new_phone))
            .route("/sandbox/phone/conditions", post(set_phone))
            .route("/sandbox/gate/verdicts", post(verify))
            .route(
                "/sandbox/gate/pictures",
                post(see).layer(DefaultBodyLimit::max(pictures::MAX_BYTES)),
            )
            .route("/sandbox/gate/requests", post(ask))
            .route("/sandbox/gate/forgeries", post(make_forgery))
            .route("/sandbox/gate/sync", post(sync))
            .route("/sandbox/gate/place", post(place))
            .route("/sandbox/gate/new", post(new_gate))
            .route("/sandbox/gate/conditions", post(set_gate))
            .layer(DefaultBodyLimit::max(MAX_BODY))
            .layer(middleware::from_fn(to_the_end))
            .layer(middleware::from_fn_with_state(names, callers::only_the_page))
            .with_state(Arc::clone(self))
    }
}

/// Finishes a call whose page was closed: half an enrolment helps nobody.
async fn to_the_end(request: Request, next: Next) -> Response {
    match tokio::spawn(next.run(request)).await {
        Ok(response) => response,
        Err(error) => Fault::server(error).into_response(),
    }
}

type Body = Result<Bytes, BytesRejection>;
type Answer = Result<Json<Value>, Fault>;
type ThePage = State<Arc<Page>>;

/// What was sent; an empty body is an object without members.
fn read<T: DeserializeOwned>(body: Body) -> Result<T, Fault> {
    let body = body.map_err(|_| Fault::form())?;
    let body = if body.is_empty() { Bytes::from_static(b"{}") } else { body };
    json::parse(&body, MAX_BODY).map_err(|_| Fault::form())
}

async fn state(State(page): ThePage) -> Answer {
    Ok(Json(json!({
        "test": true,
        "instance": page.instance,
        "now": SystemClock.now(),
        "trust_list": page.trust_list,
        "root_thumbprint": page.root_thumbprint,
        "authority": page.authority.state().await?,
        "phone": phone_calls::state(&page.phone).await?,
        "gate": page.gate.state().await?,
    })))
}

async fn set_phone(State(page): ThePage, body: Body) -> Answer {
    read::<Conditions>(body)?.apply(&page.phone.network, &page.phone.clock);
    Ok(Json(json!({})))
}

async fn set_gate(State(page): ThePage, body: Body) -> Answer {
    read::<Conditions>(body)?.apply(&page.gate.network, &page.gate.clock);
    Ok(Json(json!({})))
}

async fn see(State(page): ThePage, picture: Body) -> Answer {
    let picture = picture.map_err(|_| {
        Fault::input("picture", "图片过大（超过 32 MiB）", "the picture is too large (over 32 MiB)")
    });
    Ok(Json(page.eye.read(picture).await?))
}

/// A call that takes an object.
macro_rules! calls {
    ($($name:ident => |$page:ident, $call:ident| $do:expr),* $(,)?) => {
        $(async fn $name(State($page): ThePage, body: Body) -> Answer {
            let $call = read(body)?;
            Ok(Json($do?))
        })*
    };
}

/// A call that takes none.
macro_rules! bare_calls {
    ($($name:ident => |$page:ident| $do:expr),* $(,)?) => {
        $(async fn $name(State($page): ThePage) -> Answer {
            Ok(Json($do?))
        })*
    };
}

calls! {
    add_holder => |page, call| page.authority.add(call).await,
    make_offer => |page, call| page.authority.offer(call).await,
    act => |page, call| page.authority.act(call).await,
    enroll => |page, call| phone_calls::enroll(&page.phone, &page.authority, call).await,
    present => |page, call| phone_calls::present(&page.phone, call).await,
    read_request => |page, call| phone_calls::read_request(&page.phone, call).await,
    answer => |page, call| phone_calls::answer(&page.phone, call).await,
    unbind => |page, call| phone_calls::unbind(&page.phone, call).await,
    lose => |page, call| phone_calls::lose(&page.phone, &call),
    verify => |page, call| page.gate.verify(call).await,
    ask => |page, call| page.gate.ask(call).await,
    make_forgery => |_page, call| forgeries::make(&call),
    place => |page, call| page.gate.put_into(call).await,
}

bare_calls! {
    refresh => |page| phone_calls::refresh(&page.phone).await,
    new_phone => |page| phone_calls::replace(&page.phone).await,
    sync => |page| page.gate.sync().await,
    new_gate => |page| page.gate.replace().await,
}
