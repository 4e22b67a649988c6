//! The two vendors' ways to sign a request: TC3-HMAC-SHA256 (Tencent Cloud) and ACS3-HMAC-SHA256 (Alibaba Cloud), as they publish them.

use hmac::{Hmac, KeyInit, Mac};
use kernel::{Error, Result};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use sha2::Sha256;

use crate::random::sha256_hex;

/// RFC 3986: letters, digits and `-_.~` stay as they are.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// A request before it is signed. Headers have lower-case names.
pub(super) struct Unsigned<'r> {
    pub method: &'r str,
    pub path: &'r str,
    /// Encoded and sorted.
    pub query: &'r str,
    pub headers: &'r [(&'static str, String)],
    pub body: &'r [u8],
}

/// `name=value` pairs, sorted and encoded as both vendors ask for it.
pub(super) fn query(pairs: &[(&str, &str)]) -> String {
    let encode = |text: &str| utf8_percent_encode(text, ENCODED).to_string();
    let mut pairs: Vec<(String, String)> = pairs.iter().map(|(name, value)| (encode(name), encode(value))).collect();
    pairs.sort();
    pairs.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("&")
}

impl Unsigned<'_> {
    /// The request in its one spelling, and the names of the headers in it.
    fn canonical(&self) -> (String, String) {
        let mut headers: Vec<(&str, &str)> = self.headers.iter().map(|(name, value)| (*name, value.trim())).collect();
        headers.sort_unstable();
        let names = headers.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(";");
        let lines: String = headers.iter().map(|(name, value)| format!("{name}:{value}\n")).collect();
        let hash = sha256_hex(self.body);
        (format!("{}\n{}\n{}\n{lines}\n{names}\n{hash}", self.method, self.path, self.query), names)
    }

    /// The `Authorization` of Alibaba Cloud: one HMAC over the hash of the request.
    pub(super) fn acs3(&self, key_id: &str, secret: &str) -> Result<String> {
        let (canonical, names) = self.canonical();
        let text = format!("ACS3-HMAC-SHA256\n{}", sha256_hex(canonical.as_bytes()));
        let signature = hex(&keyed(secret.as_bytes(), &text)?);
        Ok(format!("ACS3-HMAC-SHA256 Credential={key_id},SignedHeaders={names},Signature={signature}"))
    }

    /// The `Authorization` of Tencent Cloud: the secret goes through day and service first.
    pub(super) fn tc3(&self, secret_id: &str, secret: &str, service: &str, seconds: i64, day: &str) -> Result<String> {
        let (canonical, names) = self.canonical();
        let scope = format!("{day}/{service}/tc3_request");
        let text = format!("TC3-HMAC-SHA256\n{seconds}\n{scope}\n{}", sha256_hex(canonical.as_bytes()));
        let of_day = keyed(format!("TC3{secret}").as_bytes(), day)?;
        let of_service = keyed(&of_day, service)?;
        let signature = hex(&keyed(&keyed(&of_service, "tc3_request")?, &text)?);
        Ok(format!("TC3-HMAC-SHA256 Credential={secret_id}/{scope}, SignedHeaders={names}, Signature={signature}"))
    }
}

fn keyed(key: &[u8], text: &str) -> Result<Vec<u8>> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).map_err(Error::bug)?;
    mac.update(text.as_bytes());
    Ok(mac.finalize().into_bytes().to_vec())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_to_alibaba_is_signed_as_its_page_shows() {
        // the worked example of "V3 request structure and signature", with its fixed nonce and date
        let query =
            query(&[("RegionId", "cn-shanghai"), ("ImageId", "win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd")]);
        let headers = [
            ("host", "ecs.cn-shanghai.aliyuncs.com".to_owned()),
            ("x-acs-action", "RunInstances".to_owned()),
            ("x-acs-content-sha256", sha256_hex(b"")),
            ("x-acs-date", "2023-10-26T10:22:32Z".to_owned()),
            ("x-acs-signature-nonce", "3156853299f313e23d1673dc12e1703d".to_owned()),
            ("x-acs-version", "2014-05-26".to_owned()),
        ];
        let request = Unsigned { method: "POST", path: "/", query: &query, headers: &headers, body: b"" };
        let signed = request.acs3("YourAccessKeyId", "YourAccessKeySecret").unwrap();
        assert_eq!(
            signed,
            "ACS3-HMAC-SHA256 Credential=YourAccessKeyId,SignedHeaders=host;x-acs-action;x-acs-content-sha256;x-acs-date;\
             x-acs-signature-nonce;x-acs-version,Signature=06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0"
        );
    }

    #[test]
    fn a_request_to_tencent_is_signed_as_its_page_shows() {
        // the worked example of "Signature v3"
        let body = br#"{"Limit": 1, "Filters": [{"Values": ["\u672a\u547d\u540d"], "Name": "instance-name"}]}"#;
        assert_eq!(sha256_hex(body), "35e9c5b0e3ae67532d3c9f17ead6c90222632e5b1ff7f6e89887f1398934f064");
        let headers = [
            ("content-type", "application/json; charset=utf-8".to_owned()),
            ("host", "cvm.tencentcloudapi.com".to_owned()),
        ];
        let request = Unsigned { method: "POST", path: "/", query: "", headers: &headers, body };
        let (id, secret) = ("AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE", "Gu5t9xGARNpq86cd98joQYCN3EXAMPLE");
        let signed = request.tc3(id, secret, "cvm", 1_551_113_065, "2019-02-25").unwrap();
        assert_eq!(
            signed,
            "TC3-HMAC-SHA256 Credential=AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE/2019-02-25/cvm/tc3_request, \
             SignedHeaders=content-type;host, Signature=72e494ea809ad7a8c8f7a4507b9bddcbaa8e581f516e8da2f66e2c5a96525168"
        );
    }

    #[test]
    fn words_are_encoded_to_the_letter() {
        assert_eq!(query(&[("b", "a b*~"), ("a", "张")]), "a=%E5%BC%A0&b=a%20b%2A~");
    }
}
