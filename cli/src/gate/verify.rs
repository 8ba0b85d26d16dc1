//! Judging texts, one or line by line, and saying what came of it.

use std::io::{BufRead, Read as _};
use std::process::ExitCode;

use essc::base::time::UnixTime;
use essc::model::localized::Language;
use essc::model::scene::SceneCode;
use essc::model::verdict::{Outcome, Verdict};
use essc::verifier::Verifier;
use essc::wire::framing::MAX_TEXT;

use crate::failure::Failure;
use crate::gate::scanner;
use crate::terminal::{self, answer};

/// Longest line that is read: the longest text with its line end.
const MAX_LINE: u64 = MAX_TEXT as u64 + 2;

/// How texts are judged and answered.
pub struct Judging<'a> {
    /// The gate.
    pub gate: &'a Verifier,
    /// Its scene.
    pub scene: SceneCode,
    /// Another time than now.
    pub at: Option<UnixTime>,
    /// JSON instead of words.
    pub json: bool,
    /// Language of the words.
    pub language: Language,
}

impl Judging<'_> {
    /// Judges one text, prints the answer, gives the exit code.
    pub fn one(&self, text: &str) -> ExitCode {
        ExitCode::from(self.judge(text))
    }

    /// Judges each line as it comes. The exit code is 0 when all were accepted, else that of the last
    /// one that was not.
    ///
    /// # Errors
    /// Standard input that can't be read.
    pub fn lines(&self, mut input: impl BufRead) -> Result<ExitCode, Failure> {
        let mut code = 0;
        loop {
            let mut line = Vec::new();
            input
                .by_ref()
                .take(MAX_LINE)
                .read_until(b'\n', &mut line)
                .map_err(|e| Failure::standard_input(&e))?;
            if line.is_empty() {
                return Ok(ExitCode::from(code));
            }
            if !line.ends_with(b"\n") && line.len() as u64 == MAX_LINE {
                // Longer than any code: pass over the rest of it, and let the start be judged.
                input.skip_until(b'\n').map_err(|e| Failure::standard_input(&e))?;
            }
            match self.judge(&String::from_utf8_lossy(&line)) {
                0 => {}
                other => code = other,
            }
        }
    }

    fn judge(&self, text: &str) -> u8 {
        let verdict = match self.at {
            Some(at) => self.gate.verify_as_of(text, self.scene, at),
            None => self.gate.verify(text, self.scene),
        };
        let hint = match verdict.outcome {
            Outcome::Unreadable => scanner::hint(text),
            Outcome::Accepted | Outcome::Rejected => None,
        };
        let hint = hint.as_ref().map(|hint| hint.get(self.language));
        if self.json {
            // In the order of the specification, which a value of serde_json would not keep.
            answer!("{}", serde_json::to_string(&verdict).unwrap_or_default());
            if let Some(hint) = hint {
                eprintln!("{hint}");
            }
        } else {
            print_words(&verdict, self.language);
            if let Some(hint) = hint {
                answer!("  {hint}");
            }
        }
        match verdict.outcome {
            Outcome::Accepted => 0,
            Outcome::Rejected => 1,
            Outcome::Unreadable => 2,
        }
    }
}

fn print_words(verdict: &Verdict, language: Language) {
    answer!("{}", verdict.outcome.text(language));
    for reason in &verdict.reasons {
        answer!("  {:24} {}", reason.code(), reason.text(language));
    }
    if let Some(disclosed) = &verdict.disclosed {
        let name = disclosed.region().name(language).unwrap_or_default();
        answer!("  {} {name}", disclosed.region());
        let shown = [disclosed.name(), disclosed.number(), disclosed.card_number()];
        for value in shown.into_iter().flatten() {
            answer!("  {value}");
        }
        for answer in disclosed.answers() {
            answer!("  {}", serde_json::json!(answer).as_str().unwrap_or_default());
        }
    }
    if verdict.test {
        answer!("  {}", terminal::sandbox(language));
    }
}
