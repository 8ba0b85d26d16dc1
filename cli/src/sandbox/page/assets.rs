//! The page's files, as they are in `sandbox-page/`: part of the program, so that nothing else has to be
//! installed or found where it runs.

use axum::extract::Path;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};

macro_rules! files {
    ($($name:literal => $media:expr),* $(,)?) => {
        &[$(($name, $media, include_bytes!(concat!("../../../../sandbox-page/src/", $name)))),*]
    };
}

const HTML: &str = "text/html; charset=utf-8";
const SCRIPT: &str = "text/javascript; charset=utf-8";
const STYLE: &str = "text/css; charset=utf-8";
const PICTURE: &str = "image/svg+xml";

const INDEX: &str = "index.html";

/// Name, media type, content.
const FILES: &[(&str, &str, &[u8])] = files! {
    "index.html" => HTML,
    "layout.css" => STYLE,
    "controls.css" => STYLE,
    "authority.css" => STYLE,
    "phone.css" => STYLE,
    "gate.css" => STYLE,
    "attacks.css" => STYLE,
    "take-apart.css" => STYLE,
    "icon.svg" => PICTURE,
    "main.js" => SCRIPT,
    "sandbox.js" => SCRIPT,
    "elements.js" => SCRIPT,
    "language.js" => SCRIPT,
    "texts.js" => SCRIPT,
    "words.js" => SCRIPT,
    "authority.js" => SCRIPT,
    "phone.js" => SCRIPT,
    "camera.js" => SCRIPT,
    "card-face.js" => SCRIPT,
    "code-pane.js" => SCRIPT,
    "consent.js" => SCRIPT,
    "gate.js" => SCRIPT,
    "attacks.js" => SCRIPT,
    "dissect.js" => SCRIPT,
    "take-apart.js" => SCRIPT,
    "gate-source.js" => SCRIPT,
    "verdict.js" => SCRIPT,
    "conditions.js" => SCRIPT,
    "notices.js" => SCRIPT,
};

/// `GET /`.
pub async fn index() -> Response {
    answer(INDEX)
}

/// `GET /sandbox/page/{name}`.
pub async fn file(Path(name): Path<String>) -> Response {
    answer(&name)
}

fn answer(name: &str) -> Response {
    match FILES.iter().find(|(known, _, _)| *known == name) {
        Some((_, media, content)) => {
            ([(header::CONTENT_TYPE, HeaderValue::from_static(media))], *content).into_response()
        }
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::Path;

    use super::*;

    fn text(content: &[u8]) -> &str {
        std::str::from_utf8(content).expect("text")
    }

    #[test]
    fn every_file_of_the_folder_is_served_and_no_other() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../sandbox-page/src");
        let there: BTreeSet<String> = std::fs::read_dir(folder)
            .expect("the folder")
            .map(|entry| entry.expect("an entry").file_name().into_string().expect("a name"))
            .collect();
        let served: BTreeSet<String> =
            FILES.iter().map(|(name, _, _)| (*name).to_owned()).collect();
        // What is only read by the type checker isn't served.
        let there: BTreeSet<String> =
            there.into_iter().filter(|name| !name.ends_with(".d.ts")).collect();
        assert_eq!(served, there);
    }

    #[test]
    fn what_a_file_imports_is_served_and_nothing_comes_from_elsewhere() {
        let names: BTreeSet<&str> = FILES.iter().map(|(name, _, _)| *name).collect();
        for (name, media, content) in FILES {
            // What a comment imports are types, which no browser asks for.
            let is_code = |line: &&str| !line.trim_start().starts_with(['/', '*']);
            let lines = text(content).lines().filter(is_code).filter(|_| *media == SCRIPT);
            for piece in lines.filter_map(|line| Some(line.split_once(" from '")?.1)) {
                let import = piece.split('\'').next().unwrap_or_default();
                let known = import.strip_prefix("./").is_some_and(|it| names.contains(it));
                assert!(known, "{name} imports {import}");
            }
            let elsewhere = ["https://", "http://", "//cdn"].iter().any(|start| {
                text(content)
                    .match_indices(start)
                    .any(|(at, _)| !text(content)[at..].starts_with("http://www.w3.org/"))
            });
            assert!(!elsewhere, "{name} names an address elsewhere");
        }
    }

    #[test]
    fn no_file_is_longer_than_a_reader_takes_in() {
        for (name, _, content) in FILES {
            let lines = text(content).lines().count();
            assert!(lines <= 400, "{name} has {lines} lines");
        }
    }
}
