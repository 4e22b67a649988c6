//! Which outside router `serve` asks for travel times: the protocol and the address.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use business::dispatch::travel::Router;
use kernel::{Error, Result};
use roads::outside::amap::Amap;
use roads::outside::http::Http;
use roads::outside::osrm::Osrm;
use roads::outside::{Outside, Use};

/// A request that takes longer is given up.
const PATIENCE: Duration = Duration::from_secs(3);

/// A router by its protocol and address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RouterAt {
    /// The `table` service of OSRM and of those that speak like it; WGS-84.
    Osrm(String),
    /// AMap's (高德) distance service; GCJ-02 on the way, and a key.
    Amap(String),
}

impl FromStr for RouterAt {
    type Err = String;

    fn from_str(text: &str) -> std::result::Result<Self, String> {
        let (protocol, address) = text.split_once('=').ok_or("expected osrm=ADDRESS or amap=ADDRESS")?;
        let address = address.trim_end_matches('/');
        let host = ["https://", "http://"].iter().find_map(|scheme| address.strip_prefix(scheme));
        if host.is_none_or(|host| host.is_empty() || host.contains(char::is_whitespace)) {
            return Err(format!("{address:?} is no address: expected http://… or https://…"));
        }
        match protocol {
            "osrm" => Ok(Self::Osrm(address.to_owned())),
            "amap" => Ok(Self::Amap(address.to_owned())),
            other => Err(format!("{other:?} is no protocol that is spoken: osrm or amap")),
        }
    }
}

impl fmt::Display for RouterAt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Osrm(address) => write!(f, "osrm={address}"),
            Self::Amap(address) => write!(f, "amap={address}"),
        }
    }
}

impl RouterAt {
    /// The router, ready to be asked.
    ///
    /// # Errors
    /// `Unavailable` where it needs a key and none is given.
    pub fn asked(&self, key: Option<&str>) -> Result<Box<dyn Router>> {
        let http = || Http::new(PATIENCE);
        Ok(match self {
            Self::Osrm(address) => Box::new(Outside::new(Osrm::new(address), http(), Use::default())),
            Self::Amap(address) => {
                let key = key.filter(|key| !key.is_empty());
                let key = key.ok_or_else(|| Error::Unavailable("amap needs --router-key".into()))?;
                Box::new(Outside::new(Amap::new(address, key), http(), Use::default()))
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Read, Write};
    use std::net::TcpListener;

    use kernel::Point;

    use super::*;

    #[test]
    fn a_router_is_named_by_protocol_and_address() {
        let osrm: RouterAt = "osrm=http://router:5000/".parse().unwrap();
        assert_eq!(osrm, RouterAt::Osrm("http://router:5000".into()));
        assert!(osrm.asked(None).is_ok());
        let amap: RouterAt = "amap=https://restapi.amap.com".parse().unwrap();
        assert!(amap.asked(None).is_err() && amap.asked(Some("")).is_err() && amap.asked(Some("k")).is_ok());
        for wrong in ["http://router", "valhalla=http://router", "osrm=router:5000", "osrm=http://"] {
            assert!(wrong.parse::<RouterAt>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_server_that_speaks_the_protocol_is_asked_and_understood() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let serving = std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let (mut head, mut byte) = (vec![], [0]);
            while !head.ends_with(b"\r\n\r\n") && stream.read(&mut byte).unwrap_or(0) > 0 {
                head.push(byte[0]);
            }
            let body = r#"{ "code": "Ok", "durations": [[600.4]], "distances": [[5000]] }"#;
            write!(stream, "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: {}\r\n\r\n{body}", body.len())
                .unwrap();
            String::from_utf8_lossy(&head).into_owned()
        });
        let router = RouterAt::Osrm(format!("http://{address}")).asked(None).unwrap();
        let at = |lng: f64| Point { lat: 31.2, lng };
        assert_eq!(router.ways(&[at(121.4)], &[at(121.45)]), (vec![Some(Some((601, 5_000)))], None));
        let asked = serving.join().unwrap();
        assert!(asked.starts_with("GET /table/v1/driving/121.400000,31.200000;121.450000,31.200000?"), "{asked}");
    }
}
