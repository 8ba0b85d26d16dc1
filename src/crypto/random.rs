//! Random bytes from the operating system.
//!
//! Logic below the ports takes its randomness as an argument; only ports and what stands above them
//! call this.

use ring::rand::{SecureRandom as _, SystemRandom};

/// The operating system gave no random bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the operating system gave no random bytes")]
pub struct RandomUnavailable;

/// `N` fresh random bytes.
///
/// # Errors
/// [`RandomUnavailable`]; nothing falls back to a weaker source.
pub fn bytes<const N: usize>() -> Result<[u8; N], RandomUnavailable> {
    let mut bytes = [0; N];
    SystemRandom::new().fill(&mut bytes).map_err(|_| RandomUnavailable)?;
    Ok(bytes)
}
