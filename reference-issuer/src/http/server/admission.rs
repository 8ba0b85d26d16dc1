//! Which connections are let in, and which gives way when there are too many.
//!
//! A connection *waits for its client* while it has no whole request: before the head, within it,
//! within the body, and after the answer. Where all places are taken, the connection that has waited
//! longest is ended for the new one. A connection whose request is being worked on never is; that
//! lasts milliseconds, and a client can't draw it out.

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;

use super::Limits;

/// All open connections.
pub(super) struct Connections {
    most: usize,
    limits: Limits,
    open: Mutex<Open>,
    /// One connection has ended.
    ended: Notify,
}

#[derive(Default)]
struct Open {
    /// Counts admissions and waits, so that the longest wait has the least number.
    clock: u64,
    entries: BTreeMap<u64, Entry>,
}

struct Entry {
    address: Option<IpAddr>,
    standing: Standing,
    give_up: Arc<Notify>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Standing {
    WaitsSince(u64),
    Works,
    GaveWay,
}

/// A connection that was let in; dropped, its place is free.
pub(super) struct Admitted {
    id: u64,
    give_up: Arc<Notify>,
    connections: Arc<Connections>,
}

/// What is to be done about one more connection.
enum Decision {
    Admit,
    WaitForAnEnd,
    Refuse,
}

impl Connections {
    /// Room for `most` connections.
    pub fn new(most: usize, limits: Limits) -> Arc<Self> {
        Arc::new(Self { most, limits, open: Mutex::default(), ended: Notify::new() })
    }

    /// Lets a connection in, after another has given way for it if need be. None when its address has
    /// as many as it may and all of them are being worked for. Only one admission at a time may wait.
    pub async fn admit(self: &Arc<Self>, peer: IpAddr) -> Option<Admitted> {
        let address = self.counted(peer);
        loop {
            let decision = self.lock().decide(address, self.limits.per_address, self.most);
            match decision {
                Decision::Admit => return Some(self.enter(address)),
                Decision::Refuse => return None,
                Decision::WaitForAnEnd => self.ended.notified().await,
            }
        }
    }

    fn enter(self: &Arc<Self>, address: Option<IpAddr>) -> Admitted {
        let give_up = Arc::new(Notify::new());
        let mut open = self.lock();
        let id = open.tick();
        let standing = Standing::WaitsSince(id);
        open.entries.insert(id, Entry { address, standing, give_up: Arc::clone(&give_up) });
        Admitted { id, give_up, connections: Arc::clone(self) }
    }

    /// Under which address a peer is counted; none: under no one's.
    fn counted(&self, peer: IpAddr) -> Option<IpAddr> {
        let peer = peer.to_canonical();
        if self.limits.per_address == 0 || peer.is_loopback() || self.limits.proxies.contains(&peer)
        {
            return None;
        }
        Some(match peer {
            IpAddr::V4(_) => peer,
            // A subscriber has a whole /64 and may use another address for each connection.
            IpAddr::V6(v6) => IpAddr::V6(Ipv6Addr::from_bits(v6.to_bits() & !u128::from(u64::MAX))),
        })
    }

    fn lock(&self) -> MutexGuard<'_, Open> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Open {
    fn tick(&mut self) -> u64 {
        self.clock += 1;
        self.clock
    }

    fn decide(&mut self, address: Option<IpAddr>, per_address: usize, most: usize) -> Decision {
        if let Some(address) = address {
            let of_address = |entry: &Entry| entry.address == Some(address);
            if self.entries.values().filter(|entry| of_address(entry)).count() >= per_address {
                return match self.one_gives_way(of_address) {
                    true => Decision::WaitForAnEnd,
                    false => Decision::Refuse,
                };
            }
        }
        if self.entries.len() >= most {
            self.one_gives_way(|_| true);
            return Decision::WaitForAnEnd;
        }
        Decision::Admit
    }

    /// Makes the connection that has waited longest give way, unless one is about to end already;
    /// whether one is.
    fn one_gives_way(&mut self, of: impl Fn(&Entry) -> bool) -> bool {
        let mut candidates = self.entries.values_mut().filter(|entry| of(entry));
        let mut longest: Option<(u64, &mut Entry)> = None;
        for entry in candidates.by_ref() {
            match entry.standing {
                Standing::GaveWay => return true,
                Standing::Works => {}
                Standing::WaitsSince(since) => {
                    if longest.as_ref().is_none_or(|(least, _)| since < *least) {
                        longest = Some((since, entry));
                    }
                }
            }
        }
        let Some((_, entry)) = longest else { return false };
        entry.standing = Standing::GaveWay;
        entry.give_up.notify_one();
        true
    }
}

impl Admitted {
    /// Completes when this connection has to give way.
    pub async fn given_up(&self) {
        self.give_up.notified().await;
    }

    /// A whole request is there.
    pub fn work(&self) {
        self.stand(|_| Standing::Works);
    }

    /// An answer is ready to be read, or the next request may come.
    pub fn wait_for_client(&self) {
        self.stand(Standing::WaitsSince);
    }

    fn stand(&self, standing: impl FnOnce(u64) -> Standing) {
        let mut open = self.connections.lock();
        let now = open.tick();
        if let Some(entry) = open.entries.get_mut(&self.id)
            && entry.standing != Standing::GaveWay
        {
            entry.standing = standing(now);
        }
    }
}

impl Drop for Admitted {
    fn drop(&mut self) {
        self.connections.lock().entries.remove(&self.id);
        self.connections.ended.notify_one();
    }
}
