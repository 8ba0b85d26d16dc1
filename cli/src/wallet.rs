//! `essc wallet`: a holder's side on the command line, with keys in files.

mod code;
mod folder;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Subcommand};
use essc::holder::{
    CardId, CardRefresh, CardState, CardSummary, Refresh, RefreshReport, Wallet, WalletCondition,
};
use essc::model::localized::Language;
use essc::model::profile::Profile;
use essc::ports::clock::{Clock as _, SystemClock};
use serde_json::json;

use crate::data_folder::PinnedRootFile;
use crate::failure::Failure;
use crate::runtime;
use crate::terminal::{self, answer};
use folder::{Settings, WalletFolder};

/// Arguments of `essc wallet`.
#[derive(Args)]
pub struct WalletCommand {
    /// Folder of this wallet: its settings, keys and vault.
    #[arg(long, value_name = "DIR")]
    data: PathBuf,
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Set the folder up.
    Init {
        /// The root's public key, a JWK file.
        #[arg(long, value_name = "FILE")]
        root: PathBuf,
        /// URL of the trust list.
        #[arg(long, value_name = "URL")]
        trust_list: String,
        /// Take a sandbox's lists, and http on this machine.
        #[arg(long)]
        sandbox: bool,
        /// Least number of a trust list that counts.
        #[arg(long, default_value_t = 1)]
        least_seq: u64,
    },
    #[command(flatten)]
    Cards(CardTask),
}

/// What needs a wallet that is set up.
#[derive(Subcommand)]
enum CardTask {
    /// Get a card; prints its name on this device.
    Enrol {
        /// Offer, as the issuer shows it.
        offer: String,
        /// Transaction code, which comes another way than the offer.
        #[arg(long)]
        tx_code: Option<String>,
    },
    /// The cards on this device and what they can do.
    Cards {
        /// Print one JSON object.
        #[arg(long)]
        json: bool,
    },
    /// Show a code. Exit code 1 when the scene would not take the card, or the holder says no.
    Code(code::ShowCode),
    /// Fetch what changed and renew cards. Exit code 3 when something could not be done.
    Refresh {
        /// Renew all cards, due or not.
        #[arg(long)]
        now: bool,
    },
    /// Take a card off this device: at its issuer, then here.
    Unbind {
        /// The card; may be left out where there is one only.
        #[arg(long)]
        card: Option<String>,
        /// Only here: for a card that its issuer does not know any more.
        #[arg(long)]
        here_only: bool,
    },
}

impl WalletCommand {
    /// Does the task.
    pub fn run(self, language: Language) -> Result<ExitCode, Failure> {
        let folder = WalletFolder::at(&self.data);
        match self.task {
            Task::Init { root, trust_list, sandbox, least_seq } => {
                let root = PinnedRootFile::read(&root, least_seq)?;
                folder.init(&Settings { root, trust_list, sandbox })?;
                eprintln!("keys are files in {}: no hardware protection", self.data.display());
                Ok(ExitCode::SUCCESS)
            }
            Task::Cards(task) => task.run(&folder.open(language)?, language),
        }
    }
}

impl CardTask {
    fn run(self, wallet: &Wallet, language: Language) -> Result<ExitCode, Failure> {
        match self {
            Self::Enrol { offer, tx_code } => {
                let card = runtime::block_on(wallet.enrol(offer, tx_code))??;
                if let Err(error) = wallet.scenes(&card) {
                    eprintln!("the card is here; refresh before showing it: {error}");
                }
                answer!("{}", card.as_str());
            }
            Self::Cards { json } => print_cards(wallet, json, language),
            Self::Code(code) => return code.run(wallet, language),
            Self::Refresh { now } => {
                let which = if now { Refresh::Now } else { Refresh::WhenDue };
                return Ok(print_report(&runtime::block_on(wallet.refresh(which))??));
            }
            Self::Unbind { card, here_only } => {
                let card = card_of(wallet, card)?;
                if here_only {
                    wallet.forget(&card)?;
                } else {
                    runtime::block_on(wallet.unbind(&card))??;
                }
                answer!("{}", card.as_str());
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// The card that was named, or the only one.
fn card_of(wallet: &Wallet, named: Option<String>) -> Result<CardId, Failure> {
    if let Some(name) = named {
        return Ok(CardId::new(name));
    }
    let mut cards = wallet.cards();
    match (cards.pop(), cards.is_empty()) {
        (Some(only), true) => Ok(only.id),
        (Some(_), false) => Err(Failure::Usage("there are several cards: name one".into())),
        (None, _) => Err(Failure::Usage("there is no card: enrol one".into())),
    }
}

fn print_cards(wallet: &Wallet, as_json: bool, language: Language) {
    let cards = wallet.cards();
    let needs = match wallet.condition() {
        WalletCondition::Ready => None,
        WalletCondition::NeedsReEnrolment { why } => Some(why),
    };
    if as_json {
        let clock = wallet.clock_health();
        let test = wallet.is_test();
        answer!(
            "{}",
            json!({ "needs_re_enrolment": needs, "test": test, "clock": clock, "cards": cards })
        );
        return;
    }
    if let Some(why) = needs {
        answer!("enrol again: {why}");
    }
    let heading = ["card", "region", "state", "discloses", "level", "runs out"];
    let rows: Vec<_> = cards.iter().map(|card| row(card, language)).collect();
    terminal::print_table(&heading, &rows);
}

fn row(card: &CardSummary, language: Language) -> Vec<String> {
    let region = card.region.name(language).unwrap_or_default();
    let left = card.expires_at.since(SystemClock.now());
    let profiles: Vec<&str> = card.profiles.iter().map(|profile| Profile::name(*profile)).collect();
    vec![
        card.id.as_str().to_owned(),
        format!("{} {region}", card.region),
        state(card.state),
        profiles.join(" "),
        card.level.to_string(),
        format!("in {} h", left.max(0) / 3600),
    ]
}

fn state(state: CardState) -> String {
    match state {
        CardState::Active => "active".into(),
        CardState::RefreshDue => "refresh due".into(),
        CardState::Expired => "expired: refresh".into(),
        CardState::Suspended => "suspended: ask the office".into(),
        CardState::NeedsReEnrolment { why } => format!("enrol again: {why}"),
    }
}

/// Says what became of everything; exit code 3 when something is not up to date.
fn print_report(report: &RefreshReport) -> ExitCode {
    match &report.documents {
        Ok(()) => answer!("lists  up to date"),
        Err(error) => answer!("lists  failed: {error}"),
    }
    for (card, outcome) in &report.cards {
        let outcome = match outcome {
            Ok(CardRefresh::NotDue) => "not due".to_owned(),
            Ok(CardRefresh::Renewed) => "renewed".to_owned(),
            Ok(CardRefresh::Revoked) => "revoked by its issuer".to_owned(),
            Err(error) => format!("failed: {error}"),
        };
        answer!("{}  {outcome}", card.as_str());
    }
    let good = report.documents.is_ok() && report.cards.iter().all(|(_, card)| card.is_ok());
    if good { ExitCode::SUCCESS } else { ExitCode::from(3) }
}
