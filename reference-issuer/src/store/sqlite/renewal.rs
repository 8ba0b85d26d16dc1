//! Rotation of refresh tokens (RFC 9700 §4.14): reuse ends the family, one lost answer is forgiven.
//!
//! A family has one `current` token and at most one `previous`. When the previous comes back while
//! the current was never used, its answer was lost: the current one, which nobody can have, gives way
//! to a new one and the previous is spent. So a second loss of the same answer, and every older
//! token, ends the family.

use super::columns;
use super::writer::Step;
use crate::store::StoreError;
use crate::store::grants::{RenewRefused, Renewal};

/// A presented refresh token's row.
struct TokenRow {
    enrolment: i64,
    standing: String,
    thumbprint: Vec<u8>,
    unbound: bool,
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
        match token.standing.as_str() {
            "current" => {
                self.restand(token.enrolment, "previous", "spent").await?;
                self.restand(token.enrolment, "current", "previous").await?;
            }
            "previous" => {
                self.restand(token.enrolment, "previous", "spent").await?;
                self.restand(token.enrolment, "current", "spent").await?;
            }
            _ => {
                self.end_tokens(token.enrolment).await?;
                return Ok(Err(RenewRefused::Reused));
            }
        }
        self.keep_tokens(token.enrolment, &request.tokens).await?;
        // Whoever comes back with a refresh token has kept what came with it.
        self.keep_place(token.enrolment).await?;
        Ok(Ok(()))
    }

    async fn refresh_token(&mut self, request: &Renewal) -> Result<Option<TokenRow>, StoreError> {
        let row: Option<(i64, String, Vec<u8>, bool)> = sqlx::query_as(
            "SELECT r.enrolment, r.standing, e.thumbprint, e.unbound
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
        Ok(row.map(|(enrolment, standing, thumbprint, unbound)| TokenRow {
            enrolment,
            standing,
            thumbprint,
            unbound,
        }))
    }

    async fn restand(&mut self, enrolment: i64, from: &str, to: &str) -> Result<(), StoreError> {
        sqlx::query(
            "UPDATE refresh_tokens SET standing = ?3 WHERE enrolment = ?1 AND standing = ?2",
        )
        .bind(enrolment)
        .bind(from)
        .bind(to)
        .execute(&mut *self.db)
        .await?;
        Ok(())
    }
}
