//! CBOR diagnostic notation (RFC 8949 §8), with `<< >>` around CBOR that a byte string holds.

use essc::base::hex;
use minicbor::Decoder;
use minicbor::data::Type;

/// Columns up to which a value stays on one line.
const WIDTH: usize = 96;

enum Value {
    Plain(String),
    Bytes(Vec<u8>),
    Embedded(Box<Value>),
    Array(Vec<Value>),
    Map(Vec<(Value, Value)>),
    Tagged(u64, Box<Value>),
}

/// Well-formed CBOR of one item, as people read it.
pub fn notation(cbor: &[u8]) -> String {
    let mut decoder = Decoder::new(cbor);
    let value = read(&mut decoder).expect("well-formed");
    assert_eq!(decoder.position(), cbor.len(), "bytes after the item");
    value.shown(0)
}

fn read(decoder: &mut Decoder<'_>) -> Option<Value> {
    Some(match decoder.datatype().ok()? {
        Type::Bytes => bytes(decoder.bytes().ok()?),
        Type::String => Value::Plain(format!("{:?}", decoder.str().ok()?)),
        Type::Null => decoder.null().map(|()| Value::Plain("null".into())).ok()?,
        Type::Array => {
            let count = decoder.array().ok()??;
            Value::Array((0..count).map(|_| read(decoder)).collect::<Option<_>>()?)
        }
        Type::Map => {
            let count = decoder.map().ok()??;
            let pair = |_| Some((read(decoder)?, read(decoder)?));
            Value::Map((0..count).map(pair).collect::<Option<_>>()?)
        }
        Type::Tag => {
            let tag = decoder.tag().ok()?.as_u64();
            Value::Tagged(tag, Box::new(read(decoder)?))
        }
        _ => Value::Plain(i128::from(decoder.int().ok()?).to_string()),
    })
}

/// A byte string; one that is an array, a map or a tagged item as a whole is shown as that.
fn bytes(bytes: &[u8]) -> Value {
    let mut decoder = Decoder::new(bytes);
    let container = matches!(decoder.datatype(), Ok(Type::Array | Type::Map | Type::Tag));
    let inner = container.then(|| read(&mut decoder)).flatten();
    match inner.filter(|_| decoder.position() == bytes.len()) {
        Some(inner) => Value::Embedded(Box::new(inner)),
        None => Value::Bytes(bytes.to_vec()),
    }
}

impl Value {
    fn shown(&self, indent: usize) -> String {
        let line = self.on_one_line();
        if indent + line.len() <= WIDTH { line } else { self.over_lines(indent) }
    }

    fn on_one_line(&self) -> String {
        let join = |items: Vec<String>| items.join(", ");
        match self {
            Self::Plain(text) => text.clone(),
            Self::Bytes(bytes) => format!("h'{}'", hex::encode(bytes)),
            Self::Embedded(inner) => format!("<< {} >>", inner.on_one_line()),
            Self::Array(items) => {
                format!("[{}]", join(items.iter().map(Self::on_one_line).collect()))
            }
            Self::Map(pairs) => {
                let pair = |(k, v): &(Self, Self)| k.on_one_line() + ": " + &v.on_one_line();
                format!("{{{}}}", join(pairs.iter().map(pair).collect()))
            }
            Self::Tagged(tag, inner) => format!("{tag}({})", inner.on_one_line()),
        }
    }

    fn over_lines(&self, indent: usize) -> String {
        let inner = indent + 2;
        let lines = |open: &str, items: Vec<String>, close: &str| {
            let items: Vec<_> = items.iter().map(|item| " ".repeat(inner) + item).collect();
            format!("{open}\n{}\n{}{close}", items.join(",\n"), " ".repeat(indent))
        };
        match self {
            Self::Plain(text) => text.clone(),
            Self::Bytes(bytes) => {
                let halves: Vec<_> = bytes.chunks(32).map(hex::encode).collect();
                format!("h'{}'", halves.join(&format!("\n{}", " ".repeat(inner))))
            }
            Self::Embedded(item) => format!("<< {} >>", item.shown(indent)),
            Self::Array(items) => lines("[", items.iter().map(|i| i.shown(inner)).collect(), "]"),
            Self::Map(pairs) => {
                let pair = |(k, v): &(Self, Self)| k.on_one_line() + ": " + &v.shown(inner);
                lines("{", pairs.iter().map(pair).collect(), "}")
            }
            Self::Tagged(tag, item) => format!("{tag}({})", item.shown(indent)),
        }
    }
}

#[test]
fn notation_is_that_of_the_rfc() {
    let cbor = [0xd2, 0x84, 0x43, 0xa1, 0x01, 0x26, 0xa0, 0x41, 0xff, 0xf6];
    assert_eq!(notation(&cbor), "18([<< {1: -7} >>, {}, h'ff', null])");
}
