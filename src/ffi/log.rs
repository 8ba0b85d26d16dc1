//! The library's log, given to the host: what this crate tells `tracing`, as one line of text each.
//!
//! Written by hand in the place of tracing-subscriber, whose registry and filters would add a sixth to
//! the size of the library for a phone.

use std::fmt::{self, Write as _};
use std::sync::{Arc, PoisonError, RwLock};

use tracing::field::{Field, Visit};
use tracing::level_filters::LevelFilter;
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Level, Metadata, Subscriber};

use crate::ffi::listener_error::ListenerError;

/// How much a line of the log matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, uniffi::Enum)]
pub enum LogLevel {
    /// Something failed that should not.
    Error,
    /// Something failed that can; nothing was lost.
    Warning,
    /// What happened.
    Info,
    /// What helps to find a fault.
    Debug,
}

/// Takes the lines of the log. They are English and hold no personal data, key or token.
#[uniffi::export(rust, foreign)]
pub trait LogSink: Send + Sync {
    /// Called from any thread, often while the library is at work: it must not call the library, and
    /// should be quick. What it throws is ignored.
    ///
    /// # Errors
    /// Any; ignored.
    fn log(&self, level: LogLevel, module: String, message: String) -> Result<(), ListenerError>;
}

/// The sink of this process, with the least that it wants to hear.
static SINK: RwLock<Option<(Arc<dyn LogSink>, LogLevel)>> = RwLock::new(None);

/// Gives the library's log to a sink, from a level on; none takes it away. One for a process.
#[uniffi::export]
pub fn set_log_sink(sink: Option<Arc<dyn LogSink>>, level: LogLevel) {
    *SINK.write().unwrap_or_else(PoisonError::into_inner) = sink.map(|sink| (sink, level));
    // Where the process has a subscriber of its own (a Rust program), it keeps it.
    let _ = tracing::subscriber::set_global_default(Lines);
    tracing::callsite::rebuild_interest_cache();
}

/// Hears this crate's events and gives them on.
struct Lines;

impl Lines {
    fn wants(metadata: &Metadata<'_>) -> bool {
        let sink = SINK.read().unwrap_or_else(PoisonError::into_inner);
        let is_heard = sink.as_ref().is_some_and(|(_, least)| level(metadata) <= *least);
        is_heard && metadata.target().starts_with(env!("CARGO_CRATE_NAME"))
    }
}

impl Subscriber for Lines {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.is_event() && Self::wants(metadata)
    }

    fn max_level_hint(&self) -> Option<LevelFilter> {
        let sink = SINK.read().unwrap_or_else(PoisonError::into_inner);
        Some(match sink.as_ref().map(|(_, least)| least) {
            None => LevelFilter::OFF,
            Some(LogLevel::Error) => LevelFilter::ERROR,
            Some(LogLevel::Warning) => LevelFilter::WARN,
            Some(LogLevel::Info) => LevelFilter::INFO,
            Some(LogLevel::Debug) => LevelFilter::DEBUG,
        })
    }

    fn event(&self, event: &Event<'_>) {
        let sink = SINK.read().unwrap_or_else(PoisonError::into_inner);
        let sink = sink.as_ref().map(|(sink, _)| sink.clone());
        let Some(sink) = sink else { return };
        let mut line = Line::default();
        event.record(&mut line);
        let metadata = event.metadata();
        let module = metadata.target().to_owned();
        // A log that can't be written stops nothing.
        let _ = sink.log(level(metadata), module, format!("{}{}", line.message, line.fields));
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

fn level(metadata: &Metadata<'_>) -> LogLevel {
    match *metadata.level() {
        Level::ERROR => LogLevel::Error,
        Level::WARN => LogLevel::Warning,
        Level::INFO => LogLevel::Info,
        Level::DEBUG | Level::TRACE => LogLevel::Debug,
    }
}

/// An event's message, then its fields as `, name: value`.
#[derive(Default)]
struct Line {
    message: String,
    fields: String,
}

impl Visit for Line {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        // Writing to a String can't fail.
        let _ = match field.name() {
            "message" => write!(self.message, "{value:?}"),
            name => write!(self.fields, ", {name}: {value:?}"),
        };
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::*;

    #[derive(Default)]
    struct Kept(Mutex<Vec<(LogLevel, String)>>);

    impl LogSink for Kept {
        fn log(&self, level: LogLevel, _: String, message: String) -> Result<(), ListenerError> {
            self.0.lock().expect("lock").push((level, message));
            Err(ListenerError::Broke { reason: "a sink that breaks is no matter".into() })
        }
    }

    #[test]
    fn a_sink_hears_what_it_wants_and_nothing_once_it_is_taken_away() {
        let kept = Arc::new(Kept::default());
        let heard = || {
            let lines = kept.0.lock().expect("lock");
            let ours = |(_, line): &&(LogLevel, String)| line.starts_with("log.rs");
            lines.iter().filter(ours).cloned().collect::<Vec<_>>()
        };
        set_log_sink(Some(kept.clone()), LogLevel::Warning);
        tracing::warn!(count = 3, "log.rs speaks");
        tracing::debug!("log.rs whispers");
        let expected = (LogLevel::Warning, "log.rs speaks, count: 3".to_owned());
        assert_eq!(heard(), std::slice::from_ref(&expected));
        set_log_sink(None, LogLevel::Debug);
        tracing::error!("log.rs shouts");
        assert_eq!(heard(), [expected]);
    }
}
