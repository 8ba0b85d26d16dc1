//! `essc gate`: a venue's side on the command line.

mod folder;
mod report;
mod report_json;
pub mod scanner;
pub mod trouble;
mod verify;

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use clap::{Args, Subcommand};
use essc::base::text::tidy_blanks;
use essc::base::time::UnixTime;
use essc::crypto::jwk::Jwk;
use essc::model::localized::Language;
use essc::model::region::Region;
use essc::model::scene::SceneCode;
use essc::ports::clock::{ManualClock, SystemClock};
use essc::ports::durable_file;
use essc::verifier::sync::SyncStep;
use essc::verifier::{Question, SyncSource};
use essc::wire::bundle;
use essc::wire::venue_card::SignedVenueCard;

use crate::data_folder::PinnedRootFile;
use crate::failure::Failure;
use crate::picture;
use crate::runtime;
use crate::terminal::answer;
use folder::GateFolder;

/// Arguments of `essc gate`.
#[derive(Args)]
pub struct Gate {
    /// Folder of this gate: its settings, key, lists and replay memory.
    #[arg(long, value_name = "DIR")]
    data: PathBuf,
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Set the folder up; prints the gate's public key (JWK) for the operator's `add-venue`.
    Init {
        /// Six digits of the place where the gate stands.
        #[arg(long)]
        region: Region,
        /// The root's public key, a JWK file.
        #[arg(long, value_name = "FILE")]
        root: PathBuf,
        /// Least number of a trust list that counts.
        #[arg(long, default_value_t = 1)]
        least_seq: i64,
    },
    /// Put in the venue card that the city issued for this gate's key (base64url, or the bytes).
    VenueCard {
        /// File with the venue card.
        file: PathBuf,
    },
    /// Fetch trust list, status lists and catalogues, only what changed; renew the venue card when less
    /// than half of its period is left.
    Sync {
        /// URL of the trust list.
        url: String,
        /// One JSON object instead of words.
        #[arg(long)]
        json: bool,
    },
    /// Take lists in from a bundle file instead of the network.
    Import {
        /// Bundle: JSON with `trust`, `status` and `catalogues`.
        file: PathBuf,
        /// Take them in as of another time (seconds since 1970): for a folder of its own, in which a
        /// past moment is judged again by the lists of that time.
        #[arg(long, value_name = "T")]
        at: Option<u64>,
    },
    /// Judge a code. Exit code 0 accepted, 1 rejected, 2 unreadable, 3 usage or set-up.
    Verify {
        /// The scene this gate judges for.
        #[arg(long)]
        scene: SceneCode,
        /// Judge as of another time (seconds since 1970), with today's lists.
        #[arg(long, value_name = "T")]
        at: Option<u64>,
        /// One JSON object a line.
        #[arg(long)]
        json: bool,
        /// Read the code from a picture (PNG, JPEG, GIF, WebP).
        #[arg(long, value_name = "FILE", conflicts_with = "text")]
        image: Option<PathBuf>,
        /// QR text; `-` reads lines from standard input, as USB scanners type them.
        #[arg(required_unless_present = "image")]
        text: Option<String>,
    },
    /// Ask a holder: prints the text of a signed request, to be shown as a QR code.
    Request {
        /// The scene.
        #[arg(long)]
        scene: SceneCode,
        /// Amount in fen.
        #[arg(long)]
        amount: Option<u32>,
        /// Purpose, at most 60 characters.
        #[arg(long)]
        purpose: Option<String>,
    },
}

impl Gate {
    /// Does the task.
    pub fn run(self, language: Language) -> Result<ExitCode, Failure> {
        let folder = GateFolder::at(&self.data);
        match self.task {
            Task::Init { region, root, least_seq } => {
                let key = folder.init(region, PinnedRootFile::read(&root, least_seq)?)?;
                answer!("{}", serde_json::json!(Jwk::from(&key)));
            }
            Task::VenueCard { file } => {
                let card = folder::read_venue_card(&file)?;
                folder.put_venue_card(&card)?;
                print_venue(&card);
            }
            Task::Sync { url, json } => return sync(&folder, url, json, language),
            Task::Import { file, at } => return import(&folder, &file, at, language),
            Task::Verify { scene, at, json, image, text } => {
                // Before anything is waited for: a wrong name is told at once.
                let seen = image.as_deref().map(picture::read_qr).transpose()?;
                let gate = folder.open(Arc::new(SystemClock))?;
                if at.is_none() {
                    // Nothing is remembered of a time that is not now.
                    gate.wait_for_guard().map_err(trouble::guard)?;
                }
                let judging = verify::Judging {
                    gate: &gate,
                    scene,
                    at: at.map(UnixTime::from_secs),
                    json,
                    language,
                };
                return match (seen, text.as_deref()) {
                    (Some(Ok(text)), _) => Ok(judging.one(&text)),
                    (Some(Err(trouble)), _) => {
                        eprintln!("{}", trouble.text(language));
                        // A verdict like any other, so that a script has one path: no code was read.
                        Ok(judging.one(""))
                    }
                    (None, Some("-")) => judging.lines(std::io::stdin().lock()),
                    (None, text) => Ok(judging.one(text.unwrap_or_default())),
                };
            }
            Task::Request { scene, amount, purpose } => {
                let gate = folder.open(Arc::new(SystemClock))?;
                let venue = folder.venue()?;
                let purpose = purpose.map(|text| tidy_blanks(&text));
                let amount = amount.map(i64::from);
                let question = Question { amount, purpose, life: None };
                let request =
                    gate.request(&venue, scene, question).map_err(|error| trouble::ask(&error))?;
                answer!("{}", request.to_text());
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}

fn print_venue(card: &SignedVenueCard) {
    let card = &card.card;
    answer!("{} {} ({})", card.venue_id, card.name, card.region);
}

fn sync(
    folder: &GateFolder,
    url: String,
    json: bool,
    language: Language,
) -> Result<ExitCode, Failure> {
    let gate = folder.open(Arc::new(SystemClock))?;
    let transport = runtime::transport()?;
    let source = SyncSource { time: Some(format!("{url}/time")), trust_list: url };
    let progress = |so_far: SyncStep| report::progress(so_far, language);
    let venue = folder.venue_if_any().transpose().unwrap_or_else(|failure| {
        // The lists come all the same.
        eprintln!("{}", failure.text(language));
        None
    });
    let synced = runtime::block_on(gate.sync(&transport, &source, venue.as_ref(), &progress))?;
    Ok(report::print(&synced.map_err(trouble::storage)?, json, language))
}

fn import(
    folder: &GateFolder,
    file: &Path,
    at: Option<u64>,
    language: Language,
) -> Result<ExitCode, Failure> {
    let gate = folder.open(match at {
        Some(at) => Arc::new(ManualClock::at(UnixTime::from_secs(at))),
        None => Arc::new(SystemClock),
    })?;
    let bytes = durable_file::read(file, bundle::MAX_BYTES as u64);
    let bytes = bytes.map_err(|e| Failure::file(file, &e))?;
    let missing = || Failure::no_such_file(file);
    let bytes = bytes.ok_or_else(missing)?;
    let imported = gate.import_bundle(&bytes).map_err(|error| report::bundle(&error))?;
    Ok(report::print(&imported, false, language))
}
