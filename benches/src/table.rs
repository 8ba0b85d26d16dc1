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
    measured: f64,
}

#[derive(Debug, Clone, Copy)]
enum Budget {
    None,
    AtMost(f64),
}

impl Row {
    /// A time without a promise, for orientation.
    pub fn time(name: &'static str, seconds: f64) -> Self {
        Self {
            name,
            value: duration(seconds),
            reference: String::new(),
            ratio: None,
            budget: Budget::None,
            measured: seconds,
        }
    }

    /// A time that may be at most `budget` times its reference.
    pub fn ratio(name: &'static str, comparison: Comparison, budget: f64) -> Self {
        Self {
            name,
            value: duration(comparison.value),
            reference: duration(comparison.reference),
            ratio: Some(comparison.ratio),
            budget: Budget::AtMost(budget),
            measured: comparison.ratio,
        }
    }

    /// Whether the promise is kept; a row without one always is.
    pub fn within(&self) -> bool {
        match self.budget {
            Budget::None => true,
            Budget::AtMost(most) => self.measured <= most,
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
        let (budget, ok) = match row.budget {
            Budget::None => (String::new(), ""),
            Budget::AtMost(most) => (format!("≤ {most}"), if row.within() { "yes" } else { "NO" }),
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
