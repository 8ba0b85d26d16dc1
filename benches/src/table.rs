//! The table that `cargo xtask bench` prints: name, value, reference, ratio, budget, ok.

use crate::measure::Comparison;

/// One measured promise.
#[derive(Debug)]
pub struct Row {
    name: &'static str,
    value: String,
    reference: String,
    ratio: Option<f64>,
    budget: Budget,
}

#[derive(Debug, Clone, Copy)]
enum Budget {
    None,
    Ratio { most: f64, measured: f64 },
    Factor { least: f64, measured: f64 },
    Time { most: f64, measured: f64 },
}

impl Row {
    /// A time without a promise, for orientation.
    pub fn time(name: &'static str, seconds: f64) -> Self {
        let reference = String::new();
        Self { name, value: duration(seconds), reference, ratio: None, budget: Budget::None }
    }

    /// A time that may be at most `most` seconds on any machine worth the name.
    pub fn time_at_most(name: &'static str, seconds: f64, most: f64) -> Self {
        let budget = Budget::Time { most, measured: seconds };
        Self { budget, ..Self::time(name, seconds) }
    }

    /// A time that may be at most `most` times its reference.
    pub fn ratio(name: &'static str, comparison: Comparison, most: f64) -> Self {
        Self {
            name,
            value: duration(comparison.value),
            reference: duration(comparison.reference),
            ratio: Some(comparison.ratio),
            budget: Budget::Ratio { most, measured: comparison.ratio },
        }
    }

    /// Work done in the same time; with `least`, at least that many times its reference.
    pub fn factor(
        name: &'static str,
        value: String,
        reference: String,
        ratio: f64,
        least: Option<f64>,
    ) -> Self {
        let budget = least.map_or(Budget::None, |least| Budget::Factor { least, measured: ratio });
        Self { name, value, reference, ratio: Some(ratio), budget }
    }

    /// A size; with `most`, it may be at most that many times its reference.
    pub fn size(name: &'static str, bytes: f64, reference: f64, most: Option<f64>) -> Self {
        let ratio = bytes / reference;
        Self {
            name,
            value: size(bytes),
            reference: size(reference),
            ratio: Some(ratio),
            budget: most.map_or(Budget::None, |most| Budget::Ratio { most, measured: ratio }),
        }
    }

    /// Whether the promise is kept; a row without one always is.
    pub fn within(&self) -> bool {
        match self.budget {
            Budget::None => true,
            Budget::Factor { least, measured } => measured >= least,
            Budget::Ratio { most, measured } | Budget::Time { most, measured } => measured <= most,
        }
    }
}

/// Prints the rows under their heads.
pub fn print(rows: &[Row]) {
    let line = |name: &str, value: &str, reference: &str, ratio: &str, budget: &str, ok: &str| {
        println!("{name:44} {value:>12} {reference:>12} {ratio:>8} {budget:>10}  {ok}");
    };
    line("name", "value", "reference", "ratio", "budget", "ok");
    for row in rows {
        let ratio = row.ratio.map_or(String::new(), |ratio| format!("{ratio:.3}"));
        let budget = match row.budget {
            Budget::None => String::new(),
            Budget::Ratio { most, .. } => format!("≤ {most}"),
            Budget::Factor { least, .. } => format!("≥ {least}"),
            Budget::Time { most, .. } => format!("≤ {}", duration(most)),
        };
        let ok = match (row.budget, row.within()) {
            (Budget::None, _) => "",
            (_, true) => "yes",
            (_, false) => "NO",
        };
        line(row.name, &row.value, &row.reference, &ratio, &budget, ok);
    }
}

fn duration(seconds: f64) -> String {
    match seconds {
        s if s < 1e-6 => format!("{:.0} ns", s * 1e9),
        s if s < 1e-3 => format!("{:.1} µs", s * 1e6),
        s if s < 1.0 => format!("{:.2} ms", s * 1e3),
        s => format!("{s:.2} s"),
    }
}

fn size(bytes: f64) -> String {
    match bytes {
        b if b < 1e4 => format!("{b:.0} B"),
        b if b < 1e6 => format!("{:.1} kB", b / 1e3),
        b => format!("{:.2} MB", b / 1e6),
    }
}
