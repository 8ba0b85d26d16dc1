//! Tokens: the short one for this exchange, the long one for the next.

use serde::Deserialize;
use zeroize::Zeroizing;

use crate::holder::openid::error::{AnswerFault, Asked, IssuanceError};
use crate::holder::openid::exchange;
use crate::ports::http::HttpResponse;

/// A refresh token; wiped when dropped, never shown. Written only into the sealed vault.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct RefreshToken(Zeroizing<String>);

impl RefreshToken {
    pub(crate) fn new(text: String) -> Self {
        Self(Zeroizing::new(text))
    }

    /// The token's text, for the vault and for the request that uses it.
    pub(crate) fn expose(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for RefreshToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("RefreshToken(…)")
    }
}

/// What the token endpoint gave.
pub(crate) struct Tokens {
    pub(super) access: Zeroizing<String>,
    /// The next refresh token.
    pub(crate) refresh: RefreshToken,
}

#[derive(Deserialize)]
struct TokenAnswer {
    access_token: String,
    token_type: String,
    refresh_token: String,
}

impl Tokens {
    pub(super) fn read(response: &HttpResponse, asked: Asked) -> Result<Self, IssuanceError> {
        let answer: TokenAnswer = exchange::read_json(response, "token answer", asked)?;
        let access = Zeroizing::new(answer.access_token);
        let refresh = RefreshToken::new(answer.refresh_token);
        let sendable = |text: &str| {
            (1..=4096).contains(&text.len()) && text.bytes().all(|c| c.is_ascii_graphic())
        };
        if !answer.token_type.eq_ignore_ascii_case("DPoP")
            || !sendable(&access)
            || !sendable(refresh.expose())
        {
            return Err(AnswerFault::Token.into());
        }
        Ok(Self { access, refresh })
    }
}
