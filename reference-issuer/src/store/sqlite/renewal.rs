//! Rotation of refresh tokens (RFC 9700 §4.14): reuse ends the family, lost answers do not.
//!
//! Tokens are bound to a key that never leaves its phone, so a token that comes back is nearly always
//! one whose answer was lost. The token used last is `previous`; every token that was given for it
//! and not used is `current`, since any of their answers may be the one that arrived. The first of
//! those to be used becomes `previous`, its siblings are forgotten, and the one before it is
//! `spent`: its successor was used, so its return ends the family.

use super::columns;
use super::grants::issuable;
use super::writer::Step;
use crate::store::StoreError;
use crate::store::grants::{NotIssuable, RenewRefused, Renewal};

/// Most unused tokens that are kept for one whose answers get lost. Only the oldest give way.
const MAX_UNUSED: i64 = 8;

/// A presented refresh token's row.
struct TokenRow {
    enrollment: i64,
    standing: String,
    thumbprint: Vec<u8>,
    unbound: bool,
    standing_of_card: Result<(), NotIssuable>,
}

impl Step<'_> {
    pub(super) async fn renew_tokens(
        &mut self,
        request: Renewal,
    ) -> Result<Result<(), RenewRefused>, StoreError> {
        if !self.spend(request.prover.proof).await? {
            return Ok(Err(RenewRefused::ProofReused));
        }
        let Some(token) = self.refresh_token(&request).await? else {
            return Ok(Err(RenewRefused::Unknown));
        };
        // Before anything is judged as reuse: a thief without the key can't end the family.
        if token.thumbprint != request.prover.thumbprint {
            return Ok(Err(RenewRefused::Unknown));
        }
        if token.unbound {
            return Ok(Err(RenewRefused::Unbound));
        }
        // While a card is suspended its devices change nothing: the token stays as it is.
        if let Err(refused) = token.standing_of_card {
            return Ok(Err(refused.into()));
        }
        match token.standing.as_str() {
            "current" => self.advance_family(&token, &request).await?,
            "previous" => self.trim_unused(token.enrollment).await?,
            _ => {
                self.end_tokens(token.enrollment).await?;
                return Ok(Err(RenewRefused::Reused));
            }
        }
        self.keep_tokens(token.enrollment, &request.tokens).await?;
        // Whoever comes back with a refresh token has kept what came with it.
        self.keep_place(token.enrollment).await?;
        Ok(Ok(()))
    }

    async fn refresh_token(&mut self, request: &Renewal) -> Result<Option<TokenRow>, StoreError> {
        let row: Option<(i64, String, Vec<u8>, bool, i64, String)> = sqlx::query_as(
            "SELECT r.enrolment, r.standing, e.thumbprint, e.unbound, c.status, c.life
             FROM refresh_tokens r
             JOIN enrolments e ON e.id = r.enrolment
             JOIN cards c ON c.id = e.card
             WHERE r.hash = ?1 AND r.expires > ?2 AND c.region = ?3",
        )
        .bind(request.presented.as_slice())
        .bind(columns::time(self.now))
        .bind(columns::region(request.region))
        .fetch_optional(&mut *self.db)
        .await?;
        row.map(|(enrollment, standing, thumbprint, unbound, status, life)| {
            let standing_of_card = issuable(status, &life)?;
            Ok(TokenRow { enrollment, standing, thumbprint, unbound, standing_of_card })
        })
        .transpose()
    }

    /// Makes a token the last one used: what was used before it is spent, and its siblings, whose
    /// answers never arrived, are forgotten.
    async fn advance_family(
        &mut self,
        token: &TokenRow,
        request: &Renewal,
    ) -> Result<(), StoreError> {
        for sql in [
            "UPDATE refresh_tokens SET standing = 'spent'
             WHERE enrolment = ?1 AND standing = 'previous' AND hash <> ?2",
            "UPDATE refresh_tokens SET standing = 'previous' WHERE enrolment = ?1 AND hash = ?2",
            "DELETE FROM refresh_tokens
             WHERE enrolment = ?1 AND standing = 'current' AND hash <> ?2",
        ] {
            sqlx::query(sql)
                .bind(token.enrollment)
                .bind(request.presented.as_slice())
                .execute(&mut *self.db)
                .await?;
        }
        Ok(())
    }

    /// Makes room for one more unused token: answers may get lost any number of times.
    async fn trim_unused(&mut self, enrollment: i64) -> Result<(), StoreError> {
        sqlx::query(
            "DELETE FROM refresh_tokens
             WHERE enrolment = ?1 AND standing = 'current' AND hash NOT IN (
                SELECT hash FROM refresh_tokens WHERE enrolment = ?1 AND standing = 'current'
                ORDER BY expires DESC LIMIT ?2)",
        )
        .bind(enrollment)
        .bind(MAX_UNUSED - 1)
        .execute(&mut *self.db)
        .await?;
        Ok(())
    }
}
