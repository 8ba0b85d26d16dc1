//! Random bytes from the operating system.
//!
//! Logic below the ports takes its randomness as an argument; only ports and what stands above them
//! call this. A build without ring has none: it verifies, which takes no randomness.

/// The operating system gave no random bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the operating system gave no random bytes")]
pub struct RandomUnavailable;

/// `N` fresh random bytes.
///
/// # Errors
/// [`RandomUnavailable`]; nothing falls back to a weaker source.
#[cfg(feature = "ring")]
pub fn bytes<const N: usize>() -> Result<[u8; N], RandomUnavailable> {
    use ring::rand::{SecureRandom as _, SystemRandom};

    let mut bytes = [0; N];
    SystemRandom::new().fill(&mut bytes).map_err(|_| RandomUnavailable)?;
    Ok(bytes)
}

/// `N` fresh random bytes, of which a build without the feature `ring` has none.
///
/// # Errors
/// [`RandomUnavailable`], always.
#[cfg(not(feature = "ring"))]
pub const fn bytes<const N: usize>() -> Result<[u8; N], RandomUnavailable> {
    Err(RandomUnavailable)
}
