//! Addresses as clients write them, compared after normalisation (RFC 9449 §4.3, RFC 3986 §6.2.2 and
//! §6.2.3).

/// Whether two addresses are the same without query and fragment: case of scheme and host, the
/// scheme's own port, escapes of unreserved characters and dot segments make no difference.
#[must_use]
pub fn is_same(one: &str, other: &str) -> bool {
    let one = normalized(one);
    one.is_some() && one == normalized(other)
}

fn normalized(url: &str) -> Option<String> {
    let url = url.split(['?', '#']).next()?;
    let (scheme, rest) = url.split_once("://")?;
    let scheme = scheme.to_ascii_lowercase();
    let own_port = match scheme.as_str() {
        "https" => ":443",
        "http" => ":80",
        _ => return None,
    };
    let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    let authority = plain(authority)?.to_ascii_lowercase();
    let authority = authority.strip_suffix(own_port).unwrap_or(&authority);
    let authority = authority.strip_suffix(':').unwrap_or(authority);
    let path = plain(path)?;
    let mut segments: Vec<&str> = Vec::new();
    let mut ends_in_folder = false;
    for segment in path.strip_prefix('/').unwrap_or(&path).split('/') {
        ends_in_folder = matches!(segment, "." | "..");
        match segment {
            "." => {}
            ".." => drop(segments.pop()),
            segment => segments.push(segment),
        }
    }
    if ends_in_folder {
        segments.push("");
    }
    Some(format!("{scheme}://{authority}/{}", segments.join("/")))
}

/// A text whose escapes are only those it needs, in capitals; none for an escape that is broken.
fn plain(text: &str) -> Option<String> {
    let mut out = String::with_capacity(text.len());
    let mut rest = text.chars();
    while let Some(c) = rest.next() {
        if c != '%' {
            out.push(c);
            continue;
        }
        let mut digit = || rest.next()?.to_digit(16);
        let byte = u8::try_from(digit()? << 4 | digit()?).ok()?;
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_means_the_same_is_the_same() {
        let url = "https://card.example/440100/token";
        for same in [
            url,
            "HTTPS://Card.Example/440100/token",
            "https://card.example:443/440100/token",
            "https://card.example:/440100/token?x=1#y",
            "https://card.example/440100/./x/../token",
            "https://card.example/%34%340100/tok%65n",
        ] {
            assert!(is_same(same, url), "{same}");
        }
        assert!(is_same("http://127.0.0.1:80", "http://127.0.0.1/"));
    }

    #[test]
    fn what_means_another_is_another() {
        let url = "https://card.example/440100/token";
        for other in [
            "",
            "card.example/440100/token",
            "http://card.example/440100/token",
            "https://card.example:8443/440100/token",
            "https://card.example/440100/Token",
            "https://card.example/440100/token/",
            "https://card.example/440100%2Ftoken",
            "https://card.example/440100/token%",
            "https://card.example.evil/440100/token",
            "https://x@card.example/440100/token",
        ] {
            assert!(!is_same(other, url), "{other}");
        }
    }
}
