//! Judges what came with a proof about where its key lives, by the authority's policy.

use essc::issuance::attestation::{self, Judgment, KeptAttestation, Question};
use essc::model::profile::KeyRole;

use super::Service;
use super::publishing::IS_TEST;
use crate::evidence::SentEvidence;
use crate::key_proof::KeyProof;
use crate::store::StoreError;
use crate::store::enrollments::{Attested, ProvedAppAttest, ProvedProtection};

impl Service {
    /// What came of the evidence in a proof. Why some is refused is in the log, without anything of the
    /// person or the phone.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn attest(&self, proof: &KeyProof, role: KeyRole) -> Result<Attested, StoreError> {
        let attested = self.judge(proof, role).await?;
        if let Attested::Refused { reason } = attested {
            tracing::info!(reason, ?role, "a key is not attested");
        }
        Ok(attested)
    }

    async fn judge(&self, proof: &KeyProof, role: KeyRole) -> Result<Attested, StoreError> {
        let Some(sent) = &proof.evidence else { return Ok(Attested::NotAtAll) };
        let evidence = match sent.as_evidence() {
            Ok(evidence) => evidence,
            Err(reason) => return Ok(Attested::Refused { reason }),
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
        let policy = &self.attestation_policy;
        Ok(match attestation::judge(&evidence, &question, policy, &revocations) {
            Ok(judgment) => {
                let notes: Vec<_> = judgment.notes.iter().map(|note| note.code()).collect();
                tracing::info!(
                    scheme = ?judgment.scheme, level = ?judgment.level, ?role, ?notes,
                    pending = judgment.is_pending, "a key is attested"
                );
                Attested::Proved(Box::new(proved(&judgment, sent)))
            }
            Err(refusal) => Attested::Refused { reason: refusal.code() },
        })
    }
}

fn proved(judgment: &Judgment, sent: &SentEvidence) -> ProvedProtection {
    let app_attest = match (sent, &judgment.app_attest) {
        (SentEvidence::AppAttest(statement), Some(known)) => {
            Some(ProvedAppAttest { key_id: statement.key_id, known: known.clone() })
        }
        _ => None,
    };
    ProvedProtection {
        kept: KeptAttestation::from(judgment),
        provisioned: judgment.single_phone().cloned(),
        app_attest,
    }
}
