//! `essc sandbox`: a working issuer with sample holders in one command, for people who explore and for
//! apps and their tests.
//!
//! It is the reference issuer in a folder of its own, started once more with every start: the lists
//! are published as `essc issuer serve` publishes them, and the operator's calls are open to whoever
//! can read the token's file. What is new at each start is one offer for each sample holder. Where only
//! this machine gets to it, it serves a page with an authority, a phone and a gate besides.

pub mod attestation;
pub mod folder;
mod holders;
mod page;
mod reach;
mod report;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use clap::Args;
use essc::model::localized::Language;
use tokio::net::TcpListener;

use crate::failure::Failure;
use crate::issuer::trouble;
use crate::runtime;
use folder::SandboxFolder;
use page::Page;
use reach::Reach;
use report::Report;

/// Arguments of `essc sandbox`.
#[derive(Args)]
pub struct Sandbox {
    /// Address to listen on; port 0 takes a free one.
    #[arg(long, default_value = "127.0.0.1:8440")]
    bind: SocketAddr,
    /// Folder of the sandbox: made at the first start, opened again at later ones. Without it
    /// essc/sandbox in the user's data folder: $XDG_DATA_HOME, or ~/.local/share.
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// Where wallets and gates reach it, when that is not http://BIND: https with a host and maybe a
    /// port. Wallets take http only to 127.0.0.1, localhost and [::1]; `adb reverse` makes these the
    /// sandbox for an Android emulator or phone.
    #[arg(long, value_name = "URL")]
    public_url: Option<String>,
    /// Print one JSON object, when it is ready, instead of words.
    #[arg(long)]
    json: bool,
}

impl Sandbox {
    /// Serves until interrupted or terminated.
    ///
    /// # Errors
    /// An address that can't be had or that wallets would refuse; a folder that can't be used.
    pub fn run(self, language: Language) -> Result<ExitCode, Failure> {
        runtime::block_on(self.serve(language))??;
        Ok(ExitCode::SUCCESS)
    }

    async fn serve(self, language: Language) -> Result<(), Failure> {
        let (folder, claimed) = SandboxFolder::claim(self.data)?;
        let bind = self.bind;
        let listener =
            TcpListener::bind(bind).await.map_err(|error| trouble::address(bind, &error))?;
        let bound = listener.local_addr().map_err(Failure::unexpected)?;
        let reach = Reach::new(bound, self.public_url)?;
        let (issuer, attestation) = folder.open(claimed, reach.base_url()).await?;
        if !attestation.is_pinned_by(&issuer.service().attestation_policy) {
            tracing::warn!(
                "the policy does not pin this sandbox's root: its statements prove nothing"
            );
        }
        let holders = holders::with_offers(issuer.service()).await?;
        let root = issuer.root_key().map_err(trouble::issuer)?;
        let page = match reach.page() {
            Some(_) => {
                let page = Page::open(&reach, &folder, root, issuer.service(), &holders)?;
                Some(Arc::new(page))
            }
            None => None,
        };
        let report = Report {
            reach: &reach,
            folder: &folder,
            root,
            holders,
            offer_life: issuer.service().config.offer_life,
            language,
        };
        // From here on a signal is a wish to end, also for someone who acts on the first line read.
        let interrupted = runtime::interruption()?;
        eprintln!("listening on {bound}");
        if self.json {
            report.print_json()
        } else {
            report.print_words()?
        }
        let mut beside = attestation.routes();
        if let Some(page) = page {
            beside = beside.merge(Page::routes(&page));
            // It asks this very process, which answers from the next line on.
            tokio::spawn(async move { page.bring_first_lists().await });
        }
        tokio::select! {
            served = issuer.serve_beside(beside, listener, interrupted) => {
                served.map_err(trouble::issuer)
            }
            () = attestation::keep_confirmed(folder.path()) => Ok(()),
        }
    }
}
