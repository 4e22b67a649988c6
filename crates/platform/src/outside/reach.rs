//! Where a message may go: public machines over TLS, unless the operator allows more.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use axum::http::Uri;
use axum::http::uri::Scheme;

/// How far messages reach.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// Public machines, over TLS.
    Public,
    /// Also this machine and private networks, also without TLS: for receivers in one's own network, and for trying.
    Anywhere,
}

/// So long an address may be, in bytes.
const LENGTH_MAX: usize = 500;

/// An address a message can be posted to.
#[derive(Clone, Debug)]
pub struct Address {
    pub(super) host: String,
    pub(super) port: u16,
    pub(super) is_tls: bool,
    pub(super) path: String,
}

impl Reach {
    /// May a message go to this machine?
    pub(super) fn covers(self, ip: IpAddr) -> bool {
        match self {
            Self::Anywhere => true,
            Self::Public => is_public(ip),
        }
    }
}

impl Address {
    /// Reads an address as it was typed.
    ///
    /// # Errors
    /// `field.not_an_address`, `field.address_without_tls`, `field.address_not_public`
    pub fn parse(typed: &str, reach: Reach) -> Result<Self, &'static str> {
        let uri: Uri = typed.trim().parse().map_err(|_| "field.not_an_address")?;
        let is_tls = match uri.scheme() {
            Some(scheme) if *scheme == Scheme::HTTPS => true,
            Some(scheme) if *scheme == Scheme::HTTP => false,
            _ => return Err("field.not_an_address"),
        };
        let authority = uri.authority().ok_or("field.not_an_address")?;
        let host = authority.host().trim_matches(['[', ']']).to_ascii_lowercase();
        if typed.len() > LENGTH_MAX || host.is_empty() || authority.as_str().contains('@') {
            return Err("field.not_an_address");
        }
        if !is_tls && reach == Reach::Public {
            return Err("field.address_without_tls");
        }
        let is_own = host == "localhost" || host.ends_with(".localhost");
        let is_within = host.parse::<IpAddr>().map_or(!is_own, is_public);
        if reach == Reach::Public && !is_within {
            return Err("field.address_not_public");
        }
        let port = authority.port_u16().unwrap_or(if is_tls { 443 } else { 80 });
        let path = uri.path_and_query().map_or("/", |path| path.as_str());
        Ok(Self { host, port, is_tls, path: path.to_owned() })
    }
    /// The same machine at another path; what stood behind its name is kept before it.
    #[must_use]
    pub fn at(&self, path: &str) -> Self {
        let base = self.path.split('?').next().unwrap_or_default().trim_end_matches('/');
        Self { path: format!("{base}{path}"), ..self.clone() }
    }
    /// Host and port as the `Host` header names them.
    pub(super) fn authority(&self) -> String {
        let host = if self.host.contains(':') { format!("[{}]", self.host) } else { self.host.clone() };
        match (self.is_tls, self.port) {
            (true, 443) | (false, 80) => host,
            (_, port) => format!("{host}:{port}"),
        }
    }
}

fn is_public(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => is_public_v4(ip),
        IpAddr::V6(ip) => is_public_v6(ip),
    }
}

fn is_public_v4(ip: Ipv4Addr) -> bool {
    let [a, b, c, _] = ip.octets();
    let is_special = ip.is_private()
        || ip.is_loopback()
        || ip.is_link_local()
        || ip.is_broadcast()
        || ip.is_documentation()
        || ip.is_multicast();
    // this network, shared behind carriers, for protocols, for measuring, reserved
    let is_reserved = a == 0
        || (a == 100 && (64..128).contains(&b))
        || (a == 192 && b == 0 && c == 0)
        || (a == 198 && (b == 18 || b == 19))
        || a >= 240;
    !is_special && !is_reserved
}

fn is_public_v6(ip: Ipv6Addr) -> bool {
    let parts = ip.segments();
    let v4_of = |high: u16, low: u16| Ipv4Addr::from((u32::from(high) << 16) | u32::from(low));
    match parts {
        // an address of the other kind inside: mapped, translated, tunnelled
        [0, 0, 0, 0, 0, 0 | 0xffff, high, low] => is_public_v4(v4_of(high, low)),
        [0x64, 0xff9b, 0, 0, 0, 0, high, low] | [0x2002, high, low, ..] => is_public_v4(v4_of(high, low)),
        // of the rest only what is given out as global unicast, without the pages of documentation
        [first, second, ..] => (first & 0xe000) == 0x2000 && !(first == 0x2001 && (second == 0xdb8 || second < 0x200)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_goes_to_public_machines_only_unless_more_is_allowed() {
        for (typed, told) in [
            ("https://example.com/in?x=1", None),
            ("https://93.184.216.34:8443/in", None),
            ("https://[2606:4700::1111]/", None),
            ("http://example.com/", Some("field.address_without_tls")),
            ("https://localhost/", Some("field.address_not_public")),
            ("https://a.localhost/", Some("field.address_not_public")),
            ("https://127.0.0.1/", Some("field.address_not_public")),
            ("https://10.1.2.3/", Some("field.address_not_public")),
            ("https://169.254.169.254/latest", Some("field.address_not_public")),
            ("https://100.64.0.1/", Some("field.address_not_public")),
            ("https://0.0.0.0/", Some("field.address_not_public")),
            ("https://[::1]/", Some("field.address_not_public")),
            ("https://[::ffff:10.0.0.1]/", Some("field.address_not_public")),
            ("https://[64:ff9b::7f00:1]/", Some("field.address_not_public")),
            ("https://[fd00::1]/", Some("field.address_not_public")),
            ("https://[fe80::1]/", Some("field.address_not_public")),
            ("https://me:secret@example.com/", Some("field.not_an_address")),
            ("ftp://example.com/", Some("field.not_an_address")),
            ("example.com", Some("field.not_an_address")),
            ("", Some("field.not_an_address")),
        ] {
            assert_eq!(Address::parse(typed, Reach::Public).err(), told, "{typed}");
        }
        for typed in ["http://127.0.0.1:9/x", "http://localhost/", "https://10.0.0.1/"] {
            assert!(Address::parse(typed, Reach::Anywhere).is_ok(), "{typed}");
        }
    }

    #[test]
    fn an_address_is_taken_apart_as_it_was_typed() {
        let read = |typed: &str| Address::parse(typed, Reach::Anywhere).unwrap();
        let address = read("https://Example.com:8443/hooks?from=us");
        assert_eq!((address.authority().as_str(), address.path.as_str()), ("example.com:8443", "/hooks?from=us"));
        assert_eq!(read("https://example.com").authority(), "example.com");
        assert_eq!(read("https://example.com").path, "/");
        assert_eq!(read("https://example.com").at("/send?key=1").path, "/send?key=1");
        assert_eq!(read("https://example.com/through/").at("/send").path, "/through/send");
        assert_eq!(read("http://[::1]:8080/").authority(), "[::1]:8080");
    }
}
