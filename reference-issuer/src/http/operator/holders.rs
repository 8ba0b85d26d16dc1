//! Entering people.

use axum::body::Bytes;
use axum::extract::State;
use axum::extract::rejection::BytesRejection;
use axum::response::Response;
use essc::model::functions::CardFunction;
use essc::model::identifiers::{BirthDate, CardNumber, IdDocumentKind, IdNumber};
use essc::model::region::Region;
use serde::Deserialize;
use serde_json::json;

use super::super::Shared;
use super::super::fault::{Fault, fresh};
use super::read;
use crate::service::registration::{ENABLED, Loading};
use crate::store::register::Holder;

/// `POST /operator/holders`: a person as given, or a made-up one.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AddHolder {
    region: Region,
    /// A made-up person; then nothing of `person` counts.
    #[serde(default)]
    generated: bool,
    person: Option<PersonFields>,
    card_number: Option<String>,
    level: Option<u8>,
    #[serde(default)]
    delegated: bool,
    functions: Option<Vec<CardFunction>>,
    /// Whether the card is enabled at once; otherwise it is sealed.
    #[serde(default = "yes")]
    enabled: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PersonFields {
    kind: IdDocumentKind,
    number: String,
    name: String,
    /// `YYYY-MM-DD`. A number that holds one need not have it stated; if it is, the two are equal.
    birth_date: Option<String>,
    #[serde(default)]
    resident: bool,
    #[serde(default)]
    disability: bool,
}

const fn yes() -> bool {
    true
}

impl AddHolder {
    fn loading(&self) -> Result<Loading, Fault> {
        let usual = Loading::default();
        let level = self.level.unwrap_or(usual.level);
        if level > 7 {
            return Err(Fault::INVALID_REQUEST.because("level"));
        }
        let functions = self.functions.clone().unwrap_or(usual.functions);
        Ok(Loading { level, delegated: self.delegated, functions })
    }
}

impl PersonFields {
    fn holder(self) -> Result<Holder, Fault> {
        let number = IdNumber::read(self.kind, &self.number)
            .map_err(|_| Fault::INVALID_REQUEST.because("number"))?;
        let birth_date = self
            .birth_date
            .map(|text| read_date(&text).ok_or(Fault::INVALID_REQUEST.because("birth_date")))
            .transpose()?;
        Ok(Holder {
            kind: self.kind,
            birth_date,
            number,
            name: self.name,
            resident: self.resident,
            disability: self.disability,
        })
    }
}

fn read_date(text: &str) -> Option<BirthDate> {
    let [year, month, day] = <[&str; 3]>::try_from(text.split('-').collect::<Vec<_>>()).ok()?;
    let shape = (year.len(), month.len(), day.len()) == (4, 2, 2);
    shape.then(|| BirthDate::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?))?
}

pub(super) async fn add(
    State(service): Shared,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, Fault> {
    let request: AddHolder = read(body)?;
    let loading = request.loading()?;
    if request.generated {
        let (person, number, standing) =
            service.add_generated_holder(request.region, &loading).await?;
        return Ok(fresh(json!({
            "card_number": number.as_str(),
            "state": standing.life.state(),
            "sequence": standing.life.sequence(),
            "generated": { "name": person.name, "number": person.number.as_str() },
        })));
    }
    let person = request.person.ok_or(Fault::INVALID_REQUEST.because("person"))?;
    let card_number = request
        .card_number
        .map(|text| CardNumber::parse(&text))
        .transpose()
        .map_err(|_| Fault::INVALID_REQUEST.because("card_number"))?;
    let steps = if request.enabled { ENABLED.to_vec() } else { ENABLED[..3].to_vec() };
    let (number, standing) =
        service.add_holder(request.region, person.holder()?, card_number, &loading, steps).await?;
    Ok(fresh(json!({
        "card_number": number.as_str(),
        "state": standing.life.state(),
        "sequence": standing.life.sequence(),
    })))
}
