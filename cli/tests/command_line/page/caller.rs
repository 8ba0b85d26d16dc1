//! A sandbox whose page is called as a browser calls it, and otherwise where a test wants that.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::program::{Service, arg};

/// Longest wait for something that comes by itself.
const PATIENCE: Duration = Duration::from_secs(60);

/// An answer as it came.
pub struct Answer {
    pub status: u16,
    head: String,
    pub body: String,
}

impl Answer {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|e| panic!("{e}: {}", self.body))
    }

    /// The object of a call that was done.
    pub fn done(&self) -> Value {
        assert_eq!(self.status, 200, "{}", self.body);
        self.json()
    }

    /// The word of a call that was not, which is told in both languages.
    pub fn refused(&self) -> (u16, String) {
        let told = self.json();
        for language in ["zh", "en"] {
            let text = told[language].as_str().expect("a text");
            assert!(!text.is_empty() && !text.contains("--"), "{text}");
        }
        assert!(told["zh"].as_str().is_some_and(|text| !text.is_ascii()), "{told}");
        (self.status, told["error"].as_str().expect("a word").to_owned())
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        let field = |line: &'_ str| -> Option<usize> {
            let (found, _) = line.split_once(':')?;
            found.eq_ignore_ascii_case(name).then_some(found.len() + 1)
        };
        self.head.lines().find_map(|line| Some(line[field(line)?..].trim()))
    }
}

/// A sandbox that runs.
pub struct Sandbox {
    directory: TempDir,
    service: Service,
    pub ready: Value,
}

impl Sandbox {
    pub fn open() -> Self {
        let directory = tempfile::tempdir().expect("directory");
        Self::start(directory, "127.0.0.1:0")
    }

    fn start(directory: TempDir, bind: &str) -> Self {
        let data = directory.path().join("sandbox");
        let args = ["sandbox", "--json", "--bind", bind, "--data", arg(&data)];
        let (service, lines) = Service::start_until("{", &[], &args);
        let ready = serde_json::from_str(&lines[0]).expect("json");
        Self { directory, service, ready }
    }

    /// Ends it and starts it again on the same folder and port.
    pub fn again(self) -> Self {
        let place = self.authority();
        assert_eq!(self.service.end_by("TERM"), Some(0));
        Self::start(self.directory, &place)
    }

    pub fn folder(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    /// Host and port of its page.
    pub fn authority(&self) -> String {
        let page = self.ready["page"].as_str().expect("a page");
        page.trim_start_matches("http://").trim_end_matches('/').to_owned()
    }

    /// Sends a request whose header fields are all the test's.
    pub fn send(&self, method: &str, path: &str, fields: &[(&str, &str)], body: &[u8]) -> Answer {
        let mut stream = TcpStream::connect(self.authority()).expect("it listens");
        let mut head = format!("{method} {path} HTTP/1.1\r\nConnection: close\r\n");
        for (name, value) in fields {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        head.push_str(&format!("Content-Length: {}\r\n\r\n", body.len()));
        stream.write_all(head.as_bytes()).expect("sent");
        // A body that is too long is answered before it was read.
        let _ = stream.write_all(body);
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        let answer = String::from_utf8(answer).expect("text");
        let (head, body) = answer.split_once("\r\n\r\n").expect("a head and a body");
        let status = head.split(' ').nth(1).and_then(|code| code.parse().ok()).expect("a status");
        Answer { status, head: head.to_owned(), body: body.to_owned() }
    }

    pub fn get(&self, path: &str) -> Answer {
        self.send("GET", path, &[("Host", &self.authority())], b"")
    }

    pub fn post(&self, path: &str, body: &Value) -> Answer {
        self.post_bytes(path, body.to_string().as_bytes())
    }

    pub fn post_bytes(&self, path: &str, body: &[u8]) -> Answer {
        let host = self.authority();
        let origin = format!("http://{host}");
        let fields =
            [("Host", host.as_str()), ("Origin", &origin), ("Content-Type", "application/json")];
        self.send("POST", &format!("/sandbox/{path}"), &fields, body)
    }

    pub fn state(&self) -> Value {
        self.get("/sandbox/state").done()
    }

    /// Waits until the state is as it should be.
    pub fn wait(&self, what: &str, is_there: impl Fn(&Value) -> bool) -> Value {
        let began = Instant::now();
        loop {
            let state = self.state();
            if is_there(&state) {
                return state;
            }
            assert!(began.elapsed() < PATIENCE, "{what}: {state}");
            std::thread::sleep(Duration::from_millis(100));
        }
    }

    /// Waits for the gate's lists, and until it has been there long enough to take codes (§6.3).
    pub fn warm(&self) {
        self.wait("a gate that takes codes", |state| {
            let gate = &state["gate"];
            let has_lists = gate["lists"].as_array().is_some_and(|lists| lists.len() >= 5);
            has_lists && state["now"].as_u64() >= gate["warm_at"].as_u64()
        });
    }

    pub fn holder(&self, number: &str) -> Value {
        let state = self.state();
        let holders = state["authority"]["holders"].as_array().expect("holders");
        holders.iter().find(|one| one["card_number"] == number).expect(number).clone()
    }

    /// Enrols a holder's card on the phone; its name there.
    pub fn enroll(&self, number: &str) -> String {
        let offer = self.post("authority/offers", &json!({ "card_number": number })).done();
        let call = json!({ "offer": offer["offer"], "tx_code": offer["tx_code"] });
        let card = self.post("phone/enrol", &call).done();
        card["card"].as_str().expect("a name").to_owned()
    }

    pub fn code(&self, card: &str, scene: &str) -> Value {
        self.post("phone/codes", &json!({ "card": card, "scene": scene })).done()
    }

    pub fn judge(&self, text: &Value, scene: &str) -> Value {
        self.post("gate/verdicts", &json!({ "text": text, "scene": scene })).done()
    }

    pub fn act(&self, number: &str, act: &str) -> Answer {
        self.post("authority/acts", &json!({ "card_number": number, "act": act }))
    }
}
