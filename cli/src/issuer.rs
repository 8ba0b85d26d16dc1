//! `essc issuer`: set up and run the reference issuer, and make the operator's calls.

pub mod operator;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use clap::{Args, Subcommand};
use essc::crypto::jwk::Jwk;
use essc::ports::clock::SystemClock;
use essc::ports::durable_file;
use essc_reference_issuer::{Config, ReferenceIssuer};
use tokio::net::TcpListener;

use crate::failure::Failure;
use crate::runtime;
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
    },
    #[command(flatten)]
    Operator(operator::Call),
}

/// Name of the root's public key in the issuer's folder.
pub const ROOT_FILE: &str = "root.jwk";

impl Issuer {
    /// Does the task.
    pub fn run(self) -> Result<ExitCode, Failure> {
        match self.task {
            Task::Init { data, base_url } => runtime::block_on(init(&data, &base_url))??,
            Task::Serve { data, bind } => runtime::block_on(serve(&data, bind))??,
            Task::Operator(call) => answer!("{}", runtime::block_on(call.send())??),
        }
        Ok(ExitCode::SUCCESS)
    }
}

async fn init(data: &Path, base_url: &str) -> Result<(), Failure> {
    let clock = Arc::new(SystemClock);
    let token = ReferenceIssuer::init(data, Config::sandbox(base_url), clock.clone())
        .await
        .map_err(Failure::set_up)?;
    let issuer = ReferenceIssuer::open(data, clock).await.map_err(Failure::set_up)?;
    let root = Jwk::from(&issuer.root_key().map_err(Failure::set_up)?);
    let file = data.join(ROOT_FILE);
    let bytes = serde_json::to_vec(&root).map_err(Failure::set_up)?;
    durable_file::replace(&file, &bytes).map_err(|e| Failure::file(&file, &e))?;
    eprintln!("root key for gates and wallets: {}", file.display());
    eprintln!("operator token (shown this once; keep it as ESSC_OPERATOR_TOKEN):");
    answer!("{}", token.as_str());
    Ok(())
}

async fn serve(data: &Path, bind: SocketAddr) -> Result<(), Failure> {
    let issuer =
        ReferenceIssuer::open(data, Arc::new(SystemClock)).await.map_err(Failure::set_up)?;
    let listener =
        TcpListener::bind(bind).await.map_err(|e| Failure::SetUp(format!("{bind}: {e}").into()))?;
    let interrupted = runtime::interruption()?;
    eprintln!("listening on {}", listener.local_addr().map_err(Failure::set_up)?);
    issuer.serve(listener, interrupted).await.map_err(Failure::set_up)
}
