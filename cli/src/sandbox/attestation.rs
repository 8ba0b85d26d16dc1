//! The sandbox's own attestation authority: it stands in the place of phones' makers, so that apps and
//! tests get cards whose keys count as in hardware. It looks at no phone: what it states is a test
//! statement, which only an issuer believes whose policy pins its root, and that is this sandbox.

mod endpoint;

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use essc::base::hex;
use essc::base::time::UnixTime;
use essc::crypto::digest::sha256;
use essc::issuance::attestation::AttestationPolicy;
use essc::ports::clock::{Clock as _, SystemClock};
use essc::ports::durable_file;
use essc_reference_issuer::attestation_policy::POLICY_FILE;
use essc_reference_issuer::revocation_copy::{self, CopyError};
use essc_sandbox_attestation::{App, AttestationAuthority};

use crate::failure::{Failure, Message};

/// Where the sandbox attests keys, below its base URL.
pub const PATH: &str = "/sandbox/attestation";

/// The root's secret key in the sandbox's folder, PKCS #8 in DER, readable by its owner only.
pub const SECRET_FILE: &str = "attestation-root.key";

/// Largest secret that is read, in bytes.
const MAX_SECRET: u64 = 4096;

/// Package of the demo apps. The chains name it for apps on other systems too.
const PACKAGE: &str = "org.essc.demo";

/// How often the list of revoked certificates is dated anew: well within the day after which an issuer
/// trusts it no more.
const CONFIRMED_EVERY: Duration = Duration::from_secs(60 * 60);

/// The authority of one sandbox.
pub struct SandboxAttestation {
    authority: Arc<AttestationAuthority>,
}

impl SandboxAttestation {
    /// Opens the authority in a sandbox's folder. What is missing is made: the secret, a policy that pins its
    /// root, the list of revoked certificates. What is there stays, so that a policy can be changed and
    /// a certificate revoked to see what comes of it.
    ///
    /// # Errors
    /// A file system that refuses; a secret that is none.
    pub fn open(folder: &Path) -> Result<Self, Failure> {
        let authority = open_authority(&folder.join(SECRET_FILE))?;
        let policy = folder.join(POLICY_FILE);
        if !policy.try_exists().map_err(|e| Failure::file(&policy, &e))? {
            let text = policy_of(&authority);
            durable_file::replace(&policy, text.as_bytes())
                .map_err(|e| Failure::file(&policy, &e))?;
        }
        confirm(folder, SystemClock.now())?;
        Ok(Self { authority: Arc::new(authority) })
    }

    /// Whether an issuer with this policy believes the authority.
    pub fn is_pinned_by(&self, policy: &AttestationPolicy) -> bool {
        let root = self.authority.root_fingerprint();
        policy.android.as_ref().is_some_and(|android| android.roots.iter().any(|pin| pin.0 == root))
    }

    /// The authority's one route.
    pub fn routes(&self) -> Router {
        endpoint::routes(Arc::clone(&self.authority))
    }
}

/// Keeps the list of revoked certificates young, for as long as it is awaited.
pub async fn keep_confirmed(folder: &Path) {
    loop {
        tokio::time::sleep(CONFIRMED_EVERY).await;
        if let Err(failure) = confirm(folder, SystemClock.now()) {
            tracing::warn!(?failure, "the list of revoked certificates is tried again later");
        }
    }
}

fn open_authority(file: &Path) -> Result<AttestationAuthority, Failure> {
    let secret = durable_file::read(file, MAX_SECRET).map_err(|e| Failure::file(file, &e))?;
    if let Some(secret) = secret {
        return AttestationAuthority::of_secret(&secret).map_err(|_| {
            let file = file.display();
            Failure::SetUp(Message::new(
                format!("{file}：不是密钥文件，请删除后重新启动"),
                format!("{file}: holds no key; remove it and start again"),
            ))
        });
    }
    let authority = AttestationAuthority::generate()
        .map_err(|error| Failure::set_up("无法生成密钥证明的根密钥", error))?;
    durable_file::replace(file, &authority.secret()).map_err(|e| Failure::file(file, &e))?;
    Ok(authority)
}

/// The authority is the origin of its own list, so it is right whenever it says so. One that is ahead,
/// because a clock was, is young enough.
fn confirm(folder: &Path, now: UnixTime) -> Result<(), Failure> {
    match revocation_copy::confirm(folder, now) {
        Ok(_) | Err(CopyError::Older(_)) => Ok(()),
        Err(CopyError::Io { path, source }) => Err(Failure::file(&path, &source)),
        Err(error) => Err(Failure::set_up("吊销列表无法更新", error)),
    }
}

/// The app that every chain names. There is no certificate with this digest: nothing was signed, and
/// whoever asks gets the chain.
fn app() -> App {
    App { package: PACKAGE.into(), signature: sha256(b"essc sandbox: the demo app") }
}

fn policy_of(authority: &AttestationAuthority) -> String {
    let App { package, signature } = app();
    let (root, signature) = (hex::encode(&authority.root_fingerprint()), hex::encode(&signature));
    format!(
        "# Written by essc sandbox, which leaves it alone from then on. Without this file the next start\n\
         # writes it anew.\n\n\
         [android]\n\
         # The sandbox's own attestation authority, in the place of Google. It states of every key that it\n\
         # is in hardware: a test statement.\n\
         roots = [\"{root}\"]\n\n\
         [[android.apps]]\n\
         # The demo app, in the words of that authority.\n\
         package = \"{package}\"\n\
         signatures = [\"{signature}\"]\n"
    )
}
