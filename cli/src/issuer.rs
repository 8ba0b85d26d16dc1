//! `essc issuer`: set up and run the reference issuer, and make the operator's calls.

pub mod operator;
mod revocations;
pub mod trouble;

use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use clap::{Args, Subcommand};
use essc::crypto::jwk::Jwk;
use essc::model::localized::Language;
use essc::ports::clock::SystemClock;
use essc::ports::durable_file;
use essc_reference_issuer::{Config, Limits, ReferenceIssuer};
use tokio::net::TcpListener;

use crate::failure::{Failure, Message};
use crate::runtime;
use crate::sandbox::folder::SandboxFolder;
use crate::terminal::answer;

/// Arguments of `essc issuer`.
#[derive(Args)]
pub struct Issuer {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Make an issuer: keys, database, first lists. Prints the operator's token, this once.
    Init {
        /// Folder of the issuer.
        #[arg(long, value_name = "DIR")]
        data: PathBuf,
        /// Where it will be reached, without a slash at the end.
        #[arg(long, default_value = "http://127.0.0.1:8087")]
        base_url: String,
    },
    /// Run it until interrupted.
    Serve {
        /// Folder of the issuer.
        #[arg(long, value_name = "DIR")]
        data: PathBuf,
        /// Address to listen on.
        #[arg(long, default_value = "127.0.0.1:8087")]
        bind: SocketAddr,
        /// Most connections of one address; 0: no bound but that of all. Loopback addresses have no
        /// bound of their own, since a reverse proxy on this machine comes from there.
        #[arg(long, value_name = "COUNT", default_value_t = Limits::default().per_address)]
        per_address: usize,
        /// A reverse proxy on another machine, through which many clients come. Repeat for more.
        #[arg(long, value_name = "ADDRESS")]
        proxy: Vec<IpAddr>,
    },
    /// Take the newest revocation list for Android's attestation certificates, of a running issuer too.
    MirrorRevocations(revocations::MirrorRevocations),
    #[command(flatten)]
    Operator(operator::Call),
}

/// Name of the root's public key in the issuer's folder.
pub const ROOT_FILE: &str = "root.jwk";

impl Issuer {
    /// Does the task.
    pub fn run(self, language: Language) -> Result<ExitCode, Failure> {
        match self.task {
            Task::Init { data, base_url } => runtime::block_on(init(&data, &base_url, language))??,
            Task::Serve { data, bind, per_address, proxy } => {
                let limits = Limits { per_address, proxies: proxy };
                runtime::block_on(serve(&data, bind, limits))??;
            }
            Task::MirrorRevocations(mirror) => answer!("{}", mirror.run()?),
            Task::Operator(call) => {
                for line in runtime::block_on(call.send(language))?? {
                    answer!("{line}");
                }
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}

async fn init(data: &Path, base_url: &str, language: Language) -> Result<(), Failure> {
    refuse_sandbox(data)?;
    let clock = Arc::new(SystemClock);
    let token = ReferenceIssuer::init(data, Config::sandbox(base_url), clock.clone())
        .await
        .map_err(trouble::issuer)?;
    let issuer = ReferenceIssuer::open(data, clock).await.map_err(trouble::issuer)?;
    let root = Jwk::from(&issuer.root_key().map_err(trouble::issuer)?);
    let file = data.join(ROOT_FILE);
    let bytes = serde_json::to_vec(&root).map_err(Failure::unexpected)?;
    durable_file::replace(&file, &bytes).map_err(|e| Failure::file(&file, &e))?;
    let (root, shown_once) = match language {
        Language::Zh => (
            "核验终端和钱包所用的根公钥",
            "操作员口令（仅显示这一次，请保存为 ESSC_OPERATOR_TOKEN）：",
        ),
        Language::En => (
            "root key for gates and wallets",
            "operator token (shown this once; keep it as ESSC_OPERATOR_TOKEN):",
        ),
    };
    eprintln!("{root}: {}\n{shown_once}", file.display());
    answer!("{}", token.as_str());
    Ok(())
}

async fn serve(data: &Path, bind: SocketAddr, limits: Limits) -> Result<(), Failure> {
    refuse_sandbox(data)?;
    let issuer = ReferenceIssuer::open(data, Arc::new(SystemClock)).await;
    let issuer = issuer.map_err(trouble::issuer)?;
    let listener = TcpListener::bind(bind).await.map_err(|error| trouble::address(bind, &error))?;
    let interrupted = runtime::interruption()?;
    eprintln!("listening on {}", listener.local_addr().map_err(Failure::unexpected)?);
    issuer.serve_within(listener, limits, interrupted).await.map_err(trouble::issuer)
}

/// A sandbox's folder is `essc sandbox`'s alone: its lists name the address of its last start.
fn refuse_sandbox(data: &Path) -> Result<(), Failure> {
    if !SandboxFolder::is_at(data) {
        return Ok(());
    }
    let data = data.display();
    Err(Failure::Usage(Message::new(
        format!("{data}：这是沙箱的文件夹，请用 essc sandbox --data {data} 运行"),
        format!("{data}: this is a sandbox's folder; run it with essc sandbox --data {data}"),
    )))
}
