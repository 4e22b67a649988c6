//! The providers' side of their protocols on this machine: each checks our signature over what arrived as its pages say, and signs and
//! seals what it answers, without our code.

mod alipay;
mod wechat;

use kernel::{Error, Money};
use ring::rsa::KeyPair;
use rustls::pki_types::PrivatePkcs8KeyDer;
use rustls::pki_types::pem::PemObject;

use super::{PayBack, Providers, Trouble, Wanted, WayToPay};

const MERCHANT: &str = include_str!("tests/merchant.pem");
const MERCHANT_PKCS1: &str = include_str!("tests/merchant.pkcs1.pem");
const PROVIDER: &str = include_str!("tests/provider.pem");
const PROVIDER_PUBLIC: &str = include_str!("tests/provider.pub.pem");
const PROVIDER_CERTIFICATE: &str = include_str!("tests/provider.cert.pem");
const NUMBER: &str = "0192f0c1b2c37d4e8f90a1b2c3d4e5f6";

fn pair(pem: &str) -> KeyPair {
    KeyPair::from_pkcs8(PrivatePkcs8KeyDer::from_pem_slice(pem.as_bytes()).unwrap().secret_pkcs8_der()).unwrap()
}

/// A key without its armour, as some consoles hand it out.
fn bare(pem: &str) -> String {
    pem.lines().filter(|line| !line.starts_with('-')).collect()
}

fn wanted(way: WayToPay) -> Wanted {
    Wanted {
        number: NUMBER.into(),
        amount: Money(10_000),
        words: format!("新风电器 WX-20261121-0007 {}", "长".repeat(60)),
        way,
        notify_url: "https://service.example.com/api/v1/payments/wechat/notifications/acme".into(),
        open_for_ms: 15 * 60_000,
        payer_address: Some("203.0.113.7".into()),
    }
}

fn back() -> PayBack {
    PayBack {
        number: NUMBER.into(),
        refund_number: "0192f0c1b2c37d4e8f90a1b2c3d4e5f7".into(),
        amount: Money(2_500),
        of: Money(10_000),
        reason: "多收".into(),
        notify_url: "https://service.example.com/n".into(),
    }
}

fn code_of<T: std::fmt::Debug>(answer: Result<T, Trouble>) -> (&'static str, bool) {
    let why = answer.unwrap_err();
    (why.code, why.may_pass)
}

#[test]
fn what_the_file_does_not_name_is_switched_off_and_a_wrong_one_tells_no_secret() {
    assert!(Providers::read("").unwrap().all().is_empty() && Providers::default().named("wechat").is_none());
    let whole = wechat::file("https://api.mch.weixin.qq.com", MERCHANT, PROVIDER_PUBLIC);
    assert!(Providers::read(&whole).unwrap().named("wechat").is_some());
    for (from, to, told) in [
        (wechat::API_KEY, "hunter2", "wechat.api_v3_key has to be 32 characters"),
        ("'1900000109'", "''", "wechat.mch_id is empty"),
        ("'1900000109'", "'env:NO_SUCH_NAME_HERE'", "NO_SUCH_NAME_HERE"),
        ("'1900000109'", "'file:/no/such/file'", "/no/such/file"),
        (PROVIDER_PUBLIC, "hunter2", "wechat.public_key is neither"),
        (MERCHANT, "hunter2", "wechat.private_key is no RSA key"),
        ("https://api", "api", "wechat.address"),
        ("h5 = true", "h6 = true", "unknown field `h6`"),
        ("[wechat]", "[alipay]", "unknown field `mch_id`"),
    ] {
        let Err(Error::Unavailable(error)) = Providers::read(&whole.replace(from, to)) else { panic!("{to} is wrong") };
        assert!(error.contains(told) && error.starts_with("file of payments") && !error.contains("hunter2"), "{error}");
    }
}
