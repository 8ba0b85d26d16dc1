//! Judges what came with a proof about where its key lives, by the authority's policy.

use essc::issuance::attestation::{self, Judgment, KeptAttestation, Question, Refusal};
use essc::model::profile::KeyRole;

use super::Service;
use super::publishing::IS_TEST;
use crate::evidence::SentEvidence;
use crate::key_proof::KeyProof;
use crate::store::StoreError;
use crate::store::enrollments::{ProvedAppAttest, ProvedProtection};

/// The policy demands a proof that a key is in secure hardware, and this key has none that counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the key is not proved to be in secure hardware")]
pub struct NotAttested;

impl Service {
    /// What is proved of the key of a proof; none where nothing was sent or what was sent is refused, which
    /// the log says with its reason, and nothing of the person.
    ///
    /// # Errors
    /// [`StoreError`]; within it [`NotAttested`], where the policy demands a proof.
    pub async fn attest(
        &self,
        proof: &KeyProof,
        role: KeyRole,
    ) -> Result<Result<Option<ProvedProtection>, NotAttested>, StoreError> {
        let judged = self.judge(proof, role).await?;
        let required = self.attestation_policy.required;
        Ok(match judged {
            Some(Ok(judgment)) => Ok(Some(proved(judgment, proof.evidence.as_ref()))),
            None | Some(Err(_)) if required => Err(NotAttested),
            None | Some(Err(_)) => Ok(None),
        })
    }

    async fn judge(
        &self,
        proof: &KeyProof,
        role: KeyRole,
    ) -> Result<Option<Result<Judgment, Rejected>>, StoreError> {
        let Some(sent) = &proof.evidence else { return Ok(None) };
        let Some(evidence) = sent.as_evidence() else {
            tracing::info!(reason = "evidence_unreadable", ?role, "a key is not attested");
            return Ok(Some(Err(Rejected)));
        };
        let known = match sent {
            SentEvidence::AppAttest(statement) => {
                self.store.app_attest_key(statement.key_id).await?
            }
            _ => None,
        };
        let question = Question {
            known: known.as_ref(),
            is_test: IS_TEST,
            ..Question::new(&proof.key, &proof.nonce_text, role, self.now())
        };
        let revocations = self.revocations.current();
        let judged =
            attestation::judge(&evidence, &question, &self.attestation_policy, &revocations);
        match &judged {
            Ok(judgment) => {
                let notes: Vec<_> = judgment.notes.iter().map(|note| note.code()).collect();
                tracing::info!(
                    scheme = ?judgment.scheme, level = ?judgment.level, ?role, ?notes,
                    pending = judgment.is_pending, "a key is attested"
                );
            }
            Err(refusal) => log_refusal(refusal, role),
        }
        Ok(Some(judged.map_err(|_| Rejected)))
    }
}

/// Evidence that proves nothing; why is in the log.
struct Rejected;

fn log_refusal(refusal: &Refusal, role: KeyRole) {
    tracing::info!(reason = refusal.code(), ?role, "a key is not attested");
}

fn proved(judgment: Judgment, sent: Option<&SentEvidence>) -> ProvedProtection {
    let app_attest = match (sent, &judgment.app_attest) {
        (Some(SentEvidence::AppAttest(statement)), Some(known)) => {
            Some(ProvedAppAttest { key_id: statement.key_id, known: known.clone() })
        }
        _ => None,
    };
    ProvedProtection {
        kept: KeptAttestation::from(&judgment),
        provisioned: judgment.provisioned().cloned(),
        app_attest,
    }
}
