//! What can be taken from a device of the page or set wrong on it: its network and its clock.

use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};

use essc::base::time::UnixTime;
use essc::ports::clock::{Clock, Monotonic, SystemClock};
use essc::ports::http::{BoxFuture, HttpError, HttpRequest, HttpResponse, HttpTransport};
use essc::ports::reqwest_transport::ReqwestTransport;

use serde::Deserialize;

use crate::failure::Failure;
use crate::runtime;
use crate::sandbox::reach::Reach;

/// The farthest that a clock can be set off, in seconds: an hour.
pub const MAX_OFFSET_S: i64 = 3600;

/// `POST /sandbox/phone/conditions` and `/sandbox/gate/conditions`: what is left out stays.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Conditions {
    /// Whether the device's network is off.
    offline: Option<bool>,
    /// Seconds that its clock is ahead.
    clock_offset_s: Option<i64>,
}

impl Conditions {
    /// Puts a device under them.
    pub fn apply(&self, network: &SwitchedNetwork, clock: &OffsetClock) {
        if let Some(offline) = self.offline {
            network.switch_off(offline);
        }
        if let Some(seconds) = self.clock_offset_s {
            clock.set_offset_s(seconds);
        }
    }
}

/// The system's clock, set some seconds off as its owner can; the monotonic clock is the system's.
#[derive(Debug, Default)]
pub struct OffsetClock(AtomicI64);

impl OffsetClock {
    /// Seconds that it is ahead.
    pub fn offset_s(&self) -> i64 {
        self.0.load(Ordering::Relaxed)
    }

    /// Sets it so many seconds ahead, at most [`MAX_OFFSET_S`] either way.
    pub fn set_offset_s(&self, seconds: i64) {
        self.0.store(seconds.clamp(-MAX_OFFSET_S, MAX_OFFSET_S), Ordering::Relaxed);
    }
}

impl Clock for OffsetClock {
    fn now(&self) -> UnixTime {
        let (now, offset) = (SystemClock.now(), self.offset_s());
        let seconds = offset.unsigned_abs();
        if offset < 0 { now.minus(seconds) } else { now.plus(seconds) }
    }

    fn monotonic(&self) -> Monotonic {
        SystemClock.monotonic()
    }
}

/// A network that can be switched off. It leads to the sandbox on this machine, also where phones reach
/// it through a port of theirs that is forwarded.
pub struct SwitchedNetwork {
    network: ReqwestTransport,
    is_off: AtomicBool,
    published: String,
    bound: String,
}

impl SwitchedNetwork {
    /// A network that is on.
    ///
    /// # Errors
    /// TLS that can't be set up.
    pub fn new(reach: &Reach) -> Result<Self, Failure> {
        Ok(Self {
            network: runtime::transport()?,
            is_off: AtomicBool::new(false),
            published: reach.base_url().to_owned(),
            bound: format!("http://{}", reach.bound()),
        })
    }

    /// Whether it is switched off.
    pub fn is_off(&self) -> bool {
        self.is_off.load(Ordering::Relaxed)
    }

    /// Switches it.
    pub fn switch_off(&self, off: bool) {
        self.is_off.store(off, Ordering::Relaxed);
    }

    /// The address that is called for one that is published.
    fn reached(&self, url: &str) -> Option<String> {
        let rest = url.strip_prefix(&self.published)?;
        let ends = rest.is_empty() || rest.starts_with(['/', '?']);
        ends.then(|| format!("{}{rest}", self.bound))
    }
}

impl HttpTransport for SwitchedNetwork {
    fn send(&self, mut request: HttpRequest) -> BoxFuture<'_, Result<HttpResponse, HttpError>> {
        if self.is_off() {
            return Box::pin(async { Err(HttpError::Unreachable) });
        }
        if let Some(reached) = self.reached(&request.url) {
            request.url = reached;
        }
        self.network.send(request)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_goes_as_it_was_set_and_no_farther_than_an_hour() {
        let clock = OffsetClock::default();
        assert!(clock.now().since(SystemClock.now()).abs() <= 1);
        clock.set_offset_s(-90_000);
        assert_eq!(clock.offset_s(), -3600);
        assert!((clock.now().since(SystemClock.now()) + 3600).abs() <= 1);
    }

    #[test]
    fn what_phones_reach_through_a_forwarded_port_is_reached_here() {
        let bound = "127.0.0.1:8440".parse().expect("an address");
        let reach = Reach::new(bound, Some("http://127.0.0.1:90".into())).expect("a reach");
        let network = SwitchedNetwork::new(&reach).expect("a network");
        let reached = |url| network.reached(url);
        let here = |path: &str| Some(format!("http://127.0.0.1:8440{path}"));
        assert_eq!(reached("http://127.0.0.1:90/trust-list"), here("/trust-list"));
        assert_eq!(reached("http://127.0.0.1:90"), here(""));
        assert_eq!(reached("http://127.0.0.1:9000/trust-list"), None);
        assert_eq!(reached("https://elsewhere.example/"), None);
    }
}
