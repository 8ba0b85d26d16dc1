//! Where the sandbox is reached: by wallets and gates at one base URL, by its operator on this machine.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use essc::wire::address::Address;

use crate::failure::{Failure, Message};
use crate::sandbox::attestation;

/// Addresses of a sandbox that listens.
pub struct Reach {
    bound: SocketAddr,
    base_url: Address,
}

impl Reach {
    /// A base URL for wallets and gates: the one that was named, or `http://` and the address bound.
    ///
    /// # Errors
    /// One that wallets would refuse, sandbox or not (protocol §0), or one with a path: the issuer's
    /// addresses begin at a host.
    pub fn new(bound: SocketAddr, named: Option<String>) -> Result<Self, Failure> {
        let text = named.unwrap_or_else(|| format!("http://{bound}"));
        match Address::parse(&text, true) {
            Ok(base_url) if base_url.path().is_empty() => Ok(Self { bound, base_url }),
            _ => Err(Failure::Usage(Message::new(
                format!(
                    "{text}：钱包不会接受。钱包只接受 https 加主机名（可带端口），http 仅限 127.0.0.1、\
                     localhost 和 [::1]：请用 --public-url 指定（见 essc sandbox --help）"
                ),
                format!(
                    "{text}: wallets would refuse it. They take https with a host and maybe a port, \
                     and http only to 127.0.0.1, localhost and [::1]: name such a one with \
                     --public-url (essc sandbox --help)"
                ),
            ))),
        }
    }

    /// Scheme, host and port that wallets and gates use.
    pub fn base_url(&self) -> &str {
        self.base_url.as_str()
    }

    /// URL of the trust list.
    pub fn trust_list(&self) -> String {
        format!("{}/trust-list", self.base_url())
    }

    /// URL of the time.
    pub fn time(&self) -> String {
        format!("{}/time", self.trust_list())
    }

    /// URL of the attestation authority.
    pub fn attestation(&self) -> String {
        format!("{}{}", self.base_url(), attestation::PATH)
    }

    /// Base URL for the operator's calls, which do not leave this machine.
    pub fn operator_url(&self) -> String {
        let ip = match self.bound.ip() {
            IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
            IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
            ip => ip,
        };
        format!("http://{}", SocketAddr::new(ip, self.bound.port()))
    }

    /// Where this machine's browser finds the page. None where strangers may reach the sandbox: the
    /// page acts for the authority and for a holder without the operator's token, so it is there only
    /// where nobody but this machine gets to it.
    pub fn page(&self) -> Option<String> {
        let is_here = self.bound.ip().is_loopback() && self.base_url().starts_with("http://");
        is_here.then(|| format!("http://{}/", self.bound))
    }

    /// The address that is listened on.
    pub const fn bound(&self) -> SocketAddr {
        self.bound
    }

    /// The port that a phone has to be given by `adb reverse`, and the one here; none when the base
    /// URL is an https one, which phones reach by themselves.
    pub fn forwarded_ports(&self) -> Option<(u16, u16)> {
        let authority = self.base_url().strip_prefix("http://")?;
        let port = authority.rsplit_once(':').and_then(|(_, port)| port.parse().ok());
        Some((port.unwrap_or(80), self.bound.port()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reach(bound: &str, named: Option<&str>) -> Result<Reach, Failure> {
        Reach::new(bound.parse().expect("an address"), named.map(str::to_owned))
    }

    #[test]
    fn without_a_named_url_it_is_the_address_bound_if_wallets_take_that() {
        for (bound, url) in
            [("127.0.0.1:8440", "http://127.0.0.1:8440"), ("[::1]:1", "http://[::1]:1")]
        {
            assert_eq!(reach(bound, None).expect("taken").base_url(), url);
        }
        for bound in ["0.0.0.0:8440", "192.168.1.2:8440", "[::]:8440", "127.0.0.2:8440"] {
            assert!(matches!(reach(bound, None), Err(Failure::Usage(_))), "{bound}");
        }
    }

    #[test]
    fn a_named_url_is_one_that_wallets_take_and_has_no_path() {
        let all = "0.0.0.0:8440";
        for good in ["https://sandbox.example", "https://10.0.0.7:444", "http://localhost:8440"] {
            assert_eq!(reach(all, Some(good)).expect("taken").base_url(), good);
        }
        for bad in [
            "http://10.0.2.2:8440",
            "http://sandbox.example",
            "https://sandbox.example/",
            "https://sandbox.example/essc",
            "sandbox.example",
            "",
        ] {
            assert!(matches!(reach(all, Some(bad)), Err(Failure::Usage(_))), "{bad}");
        }
    }

    #[test]
    fn the_operator_stays_on_this_machine() {
        let url =
            |bound| reach(bound, Some("https://sandbox.example")).expect("taken").operator_url();
        assert_eq!(url("0.0.0.0:8440"), "http://127.0.0.1:8440");
        assert_eq!(url("[::]:8440"), "http://[::1]:8440");
        assert_eq!(url("192.168.1.2:8440"), "http://192.168.1.2:8440");
    }

    #[test]
    fn the_page_is_there_only_where_nobody_but_this_machine_gets_to_it() {
        let page = |bound, named| reach(bound, named).expect("taken").page();
        let here = |text: &str| Some(text.to_owned());
        assert_eq!(page("127.0.0.1:8440", None), here("http://127.0.0.1:8440/"));
        assert_eq!(page("[::1]:8440", None), here("http://[::1]:8440/"));
        assert_eq!(page("127.0.0.1:8440", Some("http://[::1]:9")), here("http://127.0.0.1:8440/"));
        assert_eq!(page("127.0.0.1:8440", Some("https://sandbox.example")), None, "a proxy");
        assert_eq!(page("0.0.0.0:8440", Some("http://localhost:8440")), None, "the whole network");
        assert_eq!(page("[::]:8440", Some("http://localhost:8440")), None);
    }

    #[test]
    fn ports_are_forwarded_from_the_urls_to_the_one_bound() {
        let ports = |named| reach("127.0.0.1:8440", Some(named)).expect("taken").forwarded_ports();
        assert_eq!(ports("http://127.0.0.1:9000"), Some((9000, 8440)));
        assert_eq!(ports("http://[::1]:9000"), Some((9000, 8440)));
        assert_eq!(ports("http://localhost"), Some((80, 8440)));
        assert_eq!(ports("https://sandbox.example"), None);
    }
}
