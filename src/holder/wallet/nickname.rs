//! The name that a person gives a card on this phone.

use crate::base::text;
use crate::holder::enrollments::CardId;
use crate::holder::error::WalletError;
use crate::holder::wallet::Wallet;

/// Most characters of a nickname.
pub const MAX_NICKNAME_CHARS: usize = 20;

impl Wallet {
    /// Names a card on this phone, for its holder to tell it from others; none takes the name away. It
    /// stays in the vault, no issuer and no venue is told, and a card that replaces this one keeps it.
    ///
    /// # Errors
    /// [`WalletError::Nickname`] for a text that is empty, longer than 20 characters or can't be shown
    /// (protocol §0), [`WalletError::NoSuchCard`], [`WalletError::Vault`].
    pub fn set_nickname(&self, card: &CardId, nickname: Option<String>) -> Result<(), WalletError> {
        if let Some(name) = &nickname {
            text::check_line(name, MAX_NICKNAME_CHARS)?;
        }
        let _told = self.telling();
        let mut state = self.state();
        if state.enrollments.enrollment(card).is_none() {
            return Err(WalletError::NoSuchCard);
        }
        state.change(|enrollments| {
            if let Some(held) = enrollments.enrollment_mut(card) {
                held.nickname = nickname;
            }
        })
    }
}
