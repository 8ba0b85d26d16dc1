//! How calls that use the network run: on a thread of their own, over the host's HTTP client or ours.

use std::future::Future;
use std::sync::Arc;

use crate::ffi::error::EsscError;
use crate::ffi::error_code::ErrorCode;
use crate::ports::blocking_http::{BlockingHttp, HttpClient};
use crate::ports::http::HttpTransport;
use crate::ports::own_thread;

/// The host's client, or our own where this build has one.
pub(crate) fn transport(
    client: Option<Arc<dyn HttpClient>>,
) -> Result<Arc<dyn HttpTransport>, EsscError> {
    match client {
        Some(client) => Ok(Arc::new(BlockingHttp::new(client))),
        None => own_transport(),
    }
}

#[cfg(feature = "http")]
fn own_transport() -> Result<Arc<dyn HttpTransport>, EsscError> {
    use crate::ports::reqwest_transport::ReqwestTransport;
    let transport =
        ReqwestTransport::new().map_err(|e| EsscError::with(ErrorCode::Internal, &e))?;
    Ok(Arc::new(transport))
}

#[cfg(not(feature = "http"))]
fn own_transport() -> Result<Arc<dyn HttpTransport>, EsscError> {
    Err(EsscError::with(ErrorCode::NoHttpClient, "this build needs the host's HTTP client"))
}

/// Runs an exchange to its end, even when the host stops waiting for it: an enrolment that is half
/// done helps nobody, and `InProgress` says that it goes on.
///
/// Not on the host's threads: in it, keys sign and may ask the user, whose answer comes on the thread
/// that draws the screen.
pub(crate) async fn exchange<T: Send + 'static>(
    work: impl Future<Output = Result<T, EsscError>> + Send + 'static,
) -> Result<T, EsscError> {
    #[cfg(feature = "http")]
    let runtime = runtime()?;
    let done = own_thread::run(move || {
        #[cfg(feature = "http")]
        let _entered = runtime.enter();
        own_thread::block_on(work)
    });
    let broke = || EsscError::with(ErrorCode::Internal, "the exchange broke off");
    done.await.ok_or_else(broke)?
}

/// One thread that moves bytes for all wallets and verifiers of the process.
#[cfg(feature = "http")]
fn runtime() -> Result<&'static tokio::runtime::Runtime, EsscError> {
    use std::sync::OnceLock;
    use tokio::runtime::{Builder, Runtime};
    static RUNTIME: OnceLock<Runtime> = OnceLock::new();
    if let Some(runtime) = RUNTIME.get() {
        return Ok(runtime);
    }
    let mut builder = Builder::new_multi_thread();
    let built = builder.worker_threads(1).thread_name("essc-net").enable_all().build();
    let runtime = built.map_err(|e| EsscError::with(ErrorCode::Internal, &e))?;
    // Another thread may have been faster; its runtime is as good.
    Ok(RUNTIME.get_or_init(|| runtime))
}
