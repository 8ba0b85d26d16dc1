//! What a sandbox says when it is ready: one JSON object for scripts, or words with commands that can
//! be copied.

mod words;

use std::path::Path;

use essc::crypto::PublicKey;
use essc::crypto::jwk::{self, Jwk};
use essc::holder::QrCode;
use essc::model::localized::Language;
use qrcode::{Color, EcLevel};
use serde_json::{Value, json};

use crate::failure::Failure;
use crate::sandbox::folder::SandboxFolder;
use crate::sandbox::holders::SampleHolder;
use crate::sandbox::reach::Reach;
use crate::terminal::{self, answer, columns};
use words::{Words, words};

/// What there is to say. The operator's token is not: it stays in its file.
pub struct Report<'a> {
    /// Where it is reached.
    pub reach: &'a Reach,
    /// Where it is kept.
    pub folder: &'a SandboxFolder,
    /// What wallets and gates pin.
    pub root: PublicKey,
    /// Whom it can be tried with.
    pub holders: Vec<SampleHolder>,
    /// Life of their offers, in seconds.
    pub offer_life: u64,
    /// Language of what people read.
    pub language: Language,
}

impl Report<'_> {
    /// Prints one object (docs/json.md).
    pub fn print_json(&self) {
        let holders: Vec<Value> = self.holders.iter().map(|one| self.holder(one)).collect();
        let object = json!({
            "test": true,
            "base_url": self.reach.base_url(),
            "page": self.reach.page(),
            "trust_list": self.reach.trust_list(),
            "time": self.reach.time(),
            "attestation": self.reach.attestation(),
            "root": Jwk::from(&self.root),
            "root_thumbprint": jwk::thumbprint_text(&self.root),
            "root_file": self.folder.root_file(),
            "data": self.folder.path(),
            "operator_url": self.reach.operator_url(),
            "operator_token_file": self.folder.token_file(),
            "holders": holders,
        });
        answer!("{object}");
    }

    fn holder(&self, holder: &SampleHolder) -> Value {
        let SampleHolder { sample, person, state, .. } = holder;
        let (year, month, day) = person.birth_date.parts();
        let offered = holder.offered();
        json!({
            "role": sample.role,
            "about": sample.about(self.language),
            "card_number": person.card_number.as_str(),
            "region": sample.region,
            "kind": person.kind,
            "name": person.name,
            "number": person.number.as_str(),
            "birth_date": format!("{year:04}-{month:02}-{day:02}"),
            "level": sample.level,
            "delegated": sample.delegated,
            "state": state,
            "offer": offered.map(|(uri, _, _)| uri),
            "tx_code": offered.map(|(_, tx_code, _)| tx_code),
            "offer_expires": offered.map(|(_, _, expires)| expires),
        })
    }

    /// Prints words.
    ///
    /// # Errors
    /// An offer that no QR symbol holds.
    pub fn print_words(&self) -> Result<(), Failure> {
        let words = words(self.language);
        answer!("{}\n{}\n", terminal::sandbox(self.language), words.made_up);
        match self.reach.page() {
            Some(page) => answer!("{}  {page}\n", words.page),
            None => answer!("{}\n", words.no_page),
        }
        self.print_addresses(words);
        self.print_holders(words)?;
        self.print_ways(words);
        self.print_commands(words);
        self.print_picture(words)?;
        answer!("{}", words.end);
        Ok(())
    }

    fn print_addresses(&self, words: &Words) {
        let root = json!(Jwk::from(&self.root)).to_string();
        let values = [
            self.reach.trust_list(),
            self.reach.time(),
            self.reach.attestation(),
            root,
            jwk::thumbprint_text(&self.root),
            self.folder.root_file().display().to_string(),
            self.folder.token_file().display().to_string(),
        ];
        let width = words.addresses.iter().map(|name| columns(name)).max().unwrap_or(0);
        for (name, value) in words.addresses.iter().zip(values) {
            answer!("{name}{}  {value}", " ".repeat(width - columns(name)));
        }
    }

    fn print_holders(&self, words: &Words) -> Result<(), Failure> {
        let mut rows = Vec::with_capacity(self.holders.len());
        for SampleHolder { sample, person, state, .. } in &self.holders {
            let state = serde_json::to_value(state).map_err(Failure::unexpected)?;
            rows.push(vec![
                person.card_number.as_str().to_owned(),
                person.name.clone(),
                sample.region.name(self.language).unwrap_or_default().to_owned(),
                state.as_str().unwrap_or_default().to_owned(),
                sample.about(self.language).to_owned(),
            ]);
        }
        answer!("");
        terminal::print_table(&words.heading, &rows);
        answer!("\n{} ({} s)", words.offers, self.offer_life);
        for holder in &self.holders {
            let number = holder.person.card_number;
            match holder.offered() {
                Some((uri, tx_code, _)) => {
                    answer!("{}  {} {tx_code}\n{uri}", number.as_str(), words.tx_code);
                }
                None => answer!("{}  {}", number.as_str(), words.no_offer),
            }
        }
        Ok(())
    }

    fn print_ways(&self, words: &Words) {
        answer!("\n{} {}", words.phones, self.reach.base_url());
        if let Some((there, here)) = self.reach.forwarded_ports() {
            answer!("  {}  adb reverse tcp:{there} tcp:{here}", words.android);
            answer!("  {}", words.simulator);
            answer!("  {}", words.iphone);
        }
    }

    fn print_commands(&self, words: &Words) {
        let to_lose = self.holders.iter().find(|one| one.sample.role == "to_lose");
        let first = self.holders.first();
        let number = |holder: Option<&SampleHolder>| {
            holder.map(|one| one.person.card_number.as_str().to_owned()).unwrap_or_default()
        };
        let (first, to_lose) = (number(first), number(to_lose));
        answer!("");
        for (what, call) in [
            (words.another_offer, format!("offer {first}")),
            (words.loss, format!("lose {to_lose}")),
            (words.release, format!("release {to_lose}")),
            (words.another_person, "add-holder --region 440100".to_owned()),
            (
                words.venue,
                "add-venue --region 440100 --id desk-1 --name 演示医院 --scenes 0302 \
                 \"$(cat gate.jwk)\""
                    .to_owned(),
            ),
        ] {
            answer!("{what}\n  {}", self.operator_command(&call));
        }
    }

    /// An operator's call as a line for a shell, which reads the token from its file.
    fn operator_command(&self, call: &str) -> String {
        let token = quoted(&self.folder.token_file());
        let (name, rest) = call.split_once(' ').unwrap_or((call, ""));
        let url = self.reach.operator_url();
        format!("ESSC_OPERATOR_TOKEN=$(cat {token}) essc issuer {name} --url {url} {rest}")
    }

    fn print_picture(&self, words: &Words) -> Result<(), Failure> {
        let offered = self.holders.iter().find_map(|one| Some((one, one.offered()?)));
        let Some((holder, (uri, tx_code, _))) = offered else { return Ok(()) };
        let number = holder.person.card_number;
        answer!("\n{}", symbol(uri)?.to_terminal());
        answer!("{} {}  {} {tx_code}\n", words.picture, number.as_str(), words.tx_code);
        Ok(())
    }
}

/// A symbol for an offer. It is shown on a screen to be scanned at once, so the lowest correction will
/// do, and the symbol stays small enough for a terminal.
pub fn symbol(offer: &str) -> Result<QrCode, Failure> {
    let code = qrcode::QrCode::with_error_correction_level(offer, EcLevel::L);
    let code = code.map_err(Failure::unexpected)?;
    let width = i32::try_from(code.width()).map_err(Failure::unexpected)?;
    let version = (width - 17) / 4;
    let modules = code.into_colors().into_iter().map(|color| color == Color::Dark).collect();
    Ok(QrCode { modules, width, version })
}

/// A path as one word of a shell.
fn quoted(path: &Path) -> String {
    format!("'{}'", path.display().to_string().replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::picture;

    #[test]
    fn another_decoder_reads_an_offer_back() {
        let offer = format!("openid-credential-offer://?credential_offer={}", "%7Bab".repeat(120));
        let png = symbol(&offer).expect("fits").to_png(4);
        assert_eq!(picture::qr_in(&png), Ok(offer));
    }

    #[test]
    fn a_path_with_blanks_and_quotes_is_one_word_of_a_shell() {
        let path = Path::new("/tmp/it's here/$HOME");
        let mut echo = std::process::Command::new("sh");
        let said = echo.args(["-c", &format!("printf %s {}", quoted(path))]).output();
        assert_eq!(said.expect("a shell").stdout, b"/tmp/it's here/$HOME");
    }
}
