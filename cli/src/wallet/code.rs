//! `essc wallet code`: a code on the screen or in a file, after consent where a venue asks.

use std::io::{BufRead as _, IsTerminal as _, Read as _};
use std::path::PathBuf;
use std::process::ExitCode;
use std::thread;
use std::time::Duration;

use clap::Args;
use essc::holder::{Code, VenueRequest, Wallet, WalletError};
use essc::model::disclosed::Disclosed;
use essc::model::localized::Language;
use essc::model::scene::SceneCode;
use essc::ports::durable_file;

use super::card_of;
use crate::failure::{Failure, Message};
use crate::terminal::{self, answer};

/// Pixels of one module in pictures.
const SCALE: u32 = 8;

/// How long to wait for a free second, and how often.
const A_SECOND: Duration = Duration::from_secs(1);
const MAX_WAITS: u32 = 6;

/// Most bytes that are read of an answer.
const MAX_ANSWER: u64 = 64;

/// Arguments of `essc wallet code`.
#[derive(Args)]
pub struct ShowCode {
    /// The scene; a request names its own.
    #[arg(long, required_unless_present = "request", conflicts_with = "request")]
    scene: Option<SceneCode>,
    /// The card; may be left out where there is one only.
    #[arg(long)]
    card: Option<String>,
    /// A venue's request (SSCQ1:…): who asks is proved and shown, and the holder is asked, before
    /// anything is signed. Without a terminal nobody can be asked: --yes is needed then.
    #[arg(long, value_name = "TEXT")]
    request: Option<String>,
    /// Agree to the request without being asked; needed where standard input is no terminal.
    #[arg(long, requires = "request")]
    yes: bool,
    /// Make a new code, also where the last one of the card and scene is still to be shown.
    #[arg(long, conflicts_with = "request")]
    new: bool,
    #[command(flatten)]
    form: Form,
}

/// How the code is shown; as a picture in the terminal unless told otherwise.
#[derive(Args)]
#[group(multiple = false)]
struct Form {
    /// Print the text.
    #[arg(long)]
    text: bool,
    /// Write a PNG file.
    #[arg(long, value_name = "FILE")]
    png: Option<PathBuf>,
    /// Write an SVG file.
    #[arg(long, value_name = "FILE")]
    svg: Option<PathBuf>,
    /// Draw it in the terminal.
    #[arg(long)]
    terminal: bool,
}

impl ShowCode {
    /// Shows the code.
    pub fn run(self, wallet: &Wallet, language: Language) -> Result<ExitCode, Failure> {
        let card = card_of(wallet, self.card)?;
        // As it was pasted: a code may end in blanks, but never in quotes or a line's end.
        let pasted = self.request.as_deref().map(|text| text.trim_matches(is_wrapping));
        let request = pasted.map(|text| wallet.read_request(text)).transpose()?;
        if let Some(request) = &request {
            describe(request, language);
            promise(&wallet.disclosure(&card, request)?, language);
            if !self.yes && !agrees(language)? {
                return Err(Failure::Refused(Message::new("未签名", "nothing was signed")));
            }
        }
        if self.new {
            wallet.drop_codes();
        }
        let unnamed = || Failure::Usage(Message::new("请指明场景", "name a scene"));
        let code = match &request {
            Some(request) => patiently(|| wallet.answer(&card, request))?,
            None => {
                let scene = self.scene.ok_or_else(unnamed)?;
                patiently(|| wallet.present(&card, scene))?
            }
        };
        // So that the next command shows it again. Where it can't be kept, that one makes another.
        let _ = wallet.keep_codes();
        tell(&code, wallet.is_test(), language);
        self.form.show(&code)?;
        Ok(ExitCode::SUCCESS)
    }
}

/// A code. Where more were made than seconds have passed, waits for a free second: each second brings
/// one.
fn patiently(made: impl Fn() -> Result<Code, WalletError>) -> Result<Code, WalletError> {
    let mut tries = 0;
    loop {
        match made() {
            Err(WalletError::TooManyCodes) if tries < MAX_WAITS => {
                tries += 1;
                thread::sleep(A_SECOND);
            }
            answer => return answer,
        }
    }
}

/// What may stand around a text that was pasted.
const fn is_wrapping(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\t' | '\'' | '"' | '“' | '”' | '‘' | '’')
}

impl Form {
    fn show(&self, code: &Code) -> Result<(), Failure> {
        let write = |file: &PathBuf, bytes: &[u8]| {
            durable_file::replace(file, bytes).map_err(|e| Failure::file(file, &e))
        };
        match (&self.png, &self.svg) {
            (Some(file), _) => write(file, &code.qr.to_png(SCALE))?,
            (None, Some(file)) => write(file, code.qr.to_svg(SCALE).as_bytes())?,
            (None, None) if self.text => answer!("{}", code.text),
            (None, None) => answer!("{}", code.qr.to_terminal()),
        }
        Ok(())
    }
}

/// Who asks for what, as it was proved: it is read on standard error, beside no code.
fn describe(request: &VenueRequest, language: Language) {
    let [venue, vouched, scene, amount, purpose] = match language {
        Language::Zh => ["请求方", "认证机构", "场景", "金额", "用途"],
        Language::En => ["venue", "vouched for by", "scene", "amount", "purpose"],
    };
    eprintln!("{venue}: {} ({})", request.venue(), request.venue_id());
    eprintln!("{vouched}: {}", request.city().get(language));
    eprintln!("{scene}: {} {}", request.scene(), request.scene_name().get(language));
    if let Some(fen) = request.amount() {
        eprintln!("{amount}: ¥{}.{:02}", fen / 100, fen % 100);
    }
    if let Some(text) = request.purpose() {
        eprintln!("{purpose}: {text}");
    }
}

/// What the venue will see, before the holder agrees.
fn promise(disclosed: &Disclosed, language: Language) {
    let profile = disclosed.profile().name();
    match language {
        Language::Zh => eprintln!("将出示：{profile}"),
        Language::En => eprintln!("will disclose: {profile}"),
    }
}

/// Asks; anything but a clear yes is a no.
fn agrees(language: Language) -> Result<bool, Failure> {
    let input = std::io::stdin();
    if !input.is_terminal() {
        return Err(Failure::Usage(Message::new(
            "标准输入不是终端，无人可问：同意请加 --yes",
            "standard input is no terminal, so nobody can be asked: agree with --yes",
        )));
    }
    eprint!("{} [y/N] ", if language == Language::Zh { "同意出示？" } else { "Agree?" });
    let mut answer = String::new();
    let read = input.lock().take(MAX_ANSWER).read_line(&mut answer);
    read.map_err(|e| Failure::standard_input(&e))?;
    Ok(matches!(answer.trim(), "y" | "Y" | "yes"))
}

/// What the venue will see, and for how long a code is good.
fn tell(code: &Code, test: bool, language: Language) {
    let life = code.expires_at.since(code.issued_at);
    let profile = code.discloses.profile().name();
    match language {
        Language::Zh => eprintln!("出示内容：{profile}；{life} 秒内有效"),
        Language::En => eprintln!("discloses {profile}; good for {life} s"),
    }
    if test {
        eprintln!("{}", terminal::sandbox(language));
    }
}
