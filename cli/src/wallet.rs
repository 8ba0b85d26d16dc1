//! `essc wallet`: a holder's side on the command line, with keys in files.

mod clock;
mod code;
mod folder;
mod sandbox_attestation;
pub mod words;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Subcommand};
use essc::holder::{
    CardId, CardRefresh, CardState, CardSummary, ReEnrollReason, Refresh, RefreshSummary, Wallet,
    WalletCondition,
};
use essc::model::localized::Language;
use essc::model::profile::Profile;
use essc::ports::clock::{Clock as _, SystemClock};
use serde_json::json;

use crate::data_folder::PinnedRootFile;
use crate::failure::{Failure, Message};
use crate::runtime;
use crate::terminal::{self, answer};
use folder::{Settings, WalletFolder};
use sandbox_attestation::AttestedAs;

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
        least_seq: i64,
    },
    #[command(flatten)]
    Cards(CardTask),
}

/// What needs a wallet that is set up.
#[derive(Subcommand)]
enum CardTask {
    /// Get a card; prints its name on this device.
    #[command(alias = "enrol")]
    Enroll {
        /// Offer, as the issuer shows it.
        offer: String,
        /// Transaction code, which comes another way than the offer.
        #[arg(long)]
        tx_code: Option<String>,
        /// At a sandbox: have its attestation authority state that the new keys are in such hardware. A
        /// test statement, since they are files; scenes that ask for hardware then take the card.
        #[arg(long, value_name = "HARDWARE")]
        attested_as: Option<AttestedAs>,
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
                let data = self.data.display();
                match language {
                    Language::Zh => eprintln!("密钥是 {data} 中的文件：没有硬件保护"),
                    Language::En => eprintln!("keys are files in {data}: no hardware protection"),
                }
                Ok(ExitCode::SUCCESS)
            }
            Task::Cards(task) => {
                let attested_as = match &task {
                    CardTask::Enroll { attested_as, .. } => *attested_as,
                    _ => None,
                };
                task.run(&folder.open(attested_as, language)?, language)
            }
        }
    }
}

impl CardTask {
    fn run(self, wallet: &Wallet, language: Language) -> Result<ExitCode, Failure> {
        match self {
            Self::Enroll { offer, tx_code, .. } => {
                let tx_code = tx_code.map(|typed| typed.trim().to_owned());
                let card = runtime::block_on(wallet.enroll(offer, tx_code))??;
                if let Err(error) = wallet.scenes(&card) {
                    let why = words::say(&error, language);
                    match language {
                        Language::Zh => eprintln!("卡已在本机；{why}"),
                        Language::En => eprintln!("the card is here; {why}"),
                    }
                }
                answer!("{}", card.as_str());
            }
            Self::Cards { json } => print_cards(wallet, json, language),
            Self::Code(code) => return code.run(wallet, language),
            Self::Refresh { now } => {
                let which = if now { Refresh::Now } else { Refresh::WhenDue };
                let report = runtime::block_on(wallet.refresh(which))??;
                return Ok(print_report(&report, language));
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
        (Some(_), false) => Err(Failure::Usage(Message::new(
            "有多张卡，请用 --card 指明",
            "there are several cards: name one with --card",
        ))),
        (None, _) => Err(Failure::Usage(Message::new(
            "没有卡，请先申领（enroll）",
            "there is no card: enrol one with `enroll`",
        ))),
    }
}

fn print_cards(wallet: &Wallet, as_json: bool, language: Language) {
    let cards = wallet.cards();
    let needs = match wallet.condition() {
        WalletCondition::Ready => None,
        WalletCondition::NeedsReEnrollment { why } => Some(why),
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
        answer!("{}", enroll_again(why, language));
    }
    let heading = match language {
        Language::Zh => ["卡", "地区", "状态", "可出示", "等级", "密钥保护等级", "到期"],
        Language::En => {
            ["card", "region", "state", "discloses", "level", "key protection", "runs out"]
        }
    };
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
        state(card.state, language),
        profiles.join(" "),
        card.level.to_string(),
        words::protection(card.everyday_protection, card.identity_protection, language),
        match language {
            Language::Zh => format!("{} 小时后", left.max(0) / 3600),
            Language::En => format!("in {} h", left.max(0) / 3600),
        },
    ]
}

fn state(state: CardState, language: Language) -> String {
    let (zh, en) = match state {
        CardState::Active => ("正常", "active"),
        CardState::RefreshDue => ("待更新", "refresh due"),
        CardState::Expired => ("已到期，请更新", "expired: refresh"),
        CardState::Suspended => ("已暂停，请咨询社保经办机构", "suspended: ask the office"),
        CardState::NeedsReEnrollment { why } => return enroll_again(why, language),
    };
    if language == Language::Zh { zh.into() } else { en.into() }
}

fn enroll_again(why: ReEnrollReason, language: Language) -> String {
    let why = words::say_why(why, language);
    match language {
        Language::Zh => format!("请重新申领：{why}"),
        Language::En => format!("enrol again: {why}"),
    }
}

/// Prints the outcome of each part; exit code 3 when something is not up to date.
fn print_report(report: &RefreshSummary, language: Language) -> ExitCode {
    let zh = language == Language::Zh;
    let failed = |error| {
        let why = words::say(error, language);
        if zh { format!("失败：{why}") } else { format!("failed: {why}") }
    };
    let lists = if zh { "名单" } else { "lists" };
    match &report.documents {
        Ok(()) => answer!("{lists}  {}", if zh { "已是最新" } else { "up to date" }),
        Err(error) => answer!("{lists}  {}", failed(error)),
    }
    for (card, outcome) in &report.cards {
        let outcome = match outcome {
            Ok(CardRefresh::NotDue) if zh => "无需续期".to_owned(),
            Ok(CardRefresh::NotDue) => "not due".to_owned(),
            Ok(CardRefresh::Renewed) if zh => "已续期".to_owned(),
            Ok(CardRefresh::Renewed) => "renewed".to_owned(),
            Ok(CardRefresh::Revoked) if zh => "已被发卡机构注销".to_owned(),
            Ok(CardRefresh::Revoked) => "revoked by its issuer".to_owned(),
            Err(error) => failed(error),
        };
        answer!("{}  {outcome}", card.as_str());
    }
    let good = report.documents.is_ok() && report.cards.iter().all(|(_, card)| card.is_ok());
    if good { ExitCode::SUCCESS } else { ExitCode::from(3) }
}
