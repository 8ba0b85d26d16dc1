//! The one place where this program waits: for the network, and for the signal to end.

use std::future::Future;

use essc::ports::reqwest_transport::ReqwestTransport;
use tokio::signal::unix::{SignalKind, signal};

use crate::failure::Failure;

/// Runs a future to its end on a runtime of its own.
///
/// # Errors
/// No threads to be had.
pub fn block_on<F: Future>(future: F) -> Result<F::Output, Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let runtime = runtime.map_err(|error| Failure::set_up("系统无法提供线程", error))?;
    Ok(runtime.block_on(future))
}

/// The HTTP transport.
///
/// # Errors
/// TLS that can't be set up.
pub fn transport() -> Result<ReqwestTransport, Failure> {
    ReqwestTransport::new().map_err(|error| Failure::set_up("无法建立加密连接（TLS）", error))
}

/// Completes when someone interrupts (Ctrl-C) or terminates the program; from the call on, neither
/// ends it by itself.
///
/// # Errors
/// No signal handlers to be had.
pub fn interruption() -> Result<impl Future<Output = ()> + Send + 'static, Failure> {
    let refused = |error: std::io::Error| Failure::set_up("无法接收系统的结束信号", error);
    let mut interrupt = signal(SignalKind::interrupt()).map_err(refused)?;
    let mut terminate = signal(SignalKind::terminate()).map_err(refused)?;
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}
