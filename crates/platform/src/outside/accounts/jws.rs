//! A signed token (RFC 7515, compact) and the provider's keys (RFC 7517): RS256 and ES256, nothing weaker and nothing unsigned.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::signature::{ECDSA_P256_SHA256_FIXED, RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents, UnparsedPublicKey};
use serde::Deserialize;
use serde_json::Value;

/// Why a token is not believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doubt {
    /// It is none, or says nothing that can be read.
    Shape,
    /// Signed in a way that is not taken, or not at all.
    Algorithm,
    /// By a key that the provider does not name.
    UnknownKey,
    Signature,
    /// It is not the provider's, or not for us.
    Issuer,
    Audience,
    /// It is over, or not yet valid.
    Time,
    /// It answers another question than the one asked.
    Nonce,
}

/// A token taken apart, before it is believed.
pub(super) struct Signed<'t> {
    header: Header,
    message: &'t str,
    payload: Vec<u8>,
    signature: Vec<u8>,
}

#[derive(Deserialize)]
struct Header {
    alg: String,
    kid: Option<String>,
    /// What a reader must understand; we understand nothing of the kind.
    crit: Option<Value>,
}

/// A key as the provider publishes it; of other kinds of key the fields are missing.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct PublishedKey {
    kty: String,
    kid: Option<String>,
    alg: Option<String>,
    r#use: Option<String>,
    crv: Option<String>,
    n: Option<String>,
    e: Option<String>,
    x: Option<String>,
    y: Option<String>,
}

/// The keys of a published set; what is no key is passed over.
pub(super) fn keys_of(set: &Value) -> Option<Vec<PublishedKey>> {
    let keys = set.get("keys")?.as_array()?;
    Some(keys.iter().filter_map(|key| serde_json::from_value(key.clone()).ok()).collect())
}

impl<'t> Signed<'t> {
    pub fn read(token: &'t str) -> Result<Self, Doubt> {
        let (message, signature) = token.rsplit_once('.').ok_or(Doubt::Shape)?;
        let (header, payload) = message.split_once('.').ok_or(Doubt::Shape)?;
        let bytes = |text: &str| URL_SAFE_NO_PAD.decode(text).map_err(|_| Doubt::Shape);
        let header: Header = serde_json::from_slice(&bytes(header)?).map_err(|_| Doubt::Shape)?;
        if !["RS256", "ES256"].contains(&header.alg.as_str()) || header.crit.is_some() {
            return Err(Doubt::Algorithm);
        }
        Ok(Self { header, message, payload: bytes(payload)?, signature: bytes(signature)? })
    }

    /// What it says, if one of the keys has signed it.
    pub fn said(&self, keys: &[PublishedKey]) -> Result<Value, Doubt> {
        let mut candidates = keys.iter().filter(|key| key.is_for(&self.header)).peekable();
        if candidates.peek().is_none() {
            return Err(Doubt::UnknownKey);
        }
        if !candidates.any(|key| key.has_signed(self.message.as_bytes(), &self.signature)) {
            return Err(Doubt::Signature);
        }
        serde_json::from_slice(&self.payload).map_err(|_| Doubt::Shape)
    }
}

impl PublishedKey {
    fn is_for(&self, header: &Header) -> bool {
        let kind = if header.alg == "RS256" { "RSA" } else { "EC" };
        self.kty == kind
            && self.r#use.as_deref().is_none_or(|usage| usage == "sig")
            && self.alg.as_deref().is_none_or(|alg| alg == header.alg)
            && (header.kid.is_none() || header.kid == self.kid)
    }

    fn has_signed(&self, message: &[u8], signature: &[u8]) -> bool {
        // a key whose numbers cannot be read has signed nothing
        let number = |text: &Option<String>| URL_SAFE_NO_PAD.decode(text.as_deref()?).ok();
        if self.kty == "RSA" {
            let (Some(n), Some(e)) = (number(&self.n), number(&self.e)) else { return false };
            let key = RsaPublicKeyComponents { n: bare(&n), e: bare(&e) };
            return key.verify(&RSA_PKCS1_2048_8192_SHA256, message, signature).is_ok();
        }
        let (Some(x), Some(y)) = (number(&self.x), number(&self.y)) else { return false };
        if self.crv.as_deref() != Some("P-256") || x.len() != 32 || y.len() != 32 {
            return false;
        }
        let point = [[4_u8].as_slice(), x.as_slice(), y.as_slice()].concat();
        UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point).verify(message, signature).is_ok()
    }
}

/// A number without the zeros that some put before it.
fn bare(number: &[u8]) -> &[u8] {
    let zeros = number.iter().take_while(|byte| **byte == 0).count();
    number.get(zeros..).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    /// The example of RFC 7515, appendix A.3: ES256 with the key that stands there.
    const TOKEN: &str = "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q";

    /// Signed with the key whose modulus follows.
    const RSA_TOKEN: &str = "eyJhbGciOiJSUzI1NiIsImtpZCI6InIxIn0.eyJpc3MiOiJodHRwczovL2lkLmV4YW1wbGUuY29tIn0.Ln1GsRQa-AndorczqnTA3KMQ21mUPiQiMDTUIF0Y_Uuspg-DnlmSu0wMD9IWBYTNYdKLAfg3ssClOeS0mI8-HbPGtP2NQKNwfSkuCGo4OkqrazOxg8zDcZ-r_UiXqUcuDNJfqTeHtNLJPJFEozWn9trhheVzBmy6wTBIWGD6sjWSl0dOkO6Nj2pTlKbKEZNEsuH3U3J7GpfCNMy760cSOGR2cc1KSSSPLy4Sw2YWXzQcaNh1AXDX535pogaRU4n_dUgNVo_1seE3tpbH6y9FaF_QXNOXXOHSyPv-_FCLcqbWaCehiodtjWzvjwLVvkQgYym1JlFS2ARgXCw7vEDO7Q";
    /// Made for this test.
    const RSA_MODULUS: &str = "qEYg59necMqSQNBh0a40tF9D995GSfU8_RKHZ_hLRF-QV27XGQvKqNdddiXcZR1KcUsAYnIzvtSdL-kn1tfX9wLWaTcDmgVlKh3z4nB8VbeIpPC9FPdw3W-ZN3d0b88DYhQSZEF4vUatEND1DM7fh6s3ZdzVi-eWN1fRYKV4F6apjCVvfcNEqbKqFafi15rBPwXHMxDFc3Qy-020IzNCLgc3xiVE2O1g-YfresXE-wNW1cnk6pv_w2N4kb5GifxmYqDKsRNutXYDaIWk97Jw6ZRlDuI5ED1A0lamvLfi6TV3WMEOOsvARXhbhm-zRnd0G93e31yo-WWVScUarI4yuw";

    fn keys() -> Vec<PublishedKey> {
        keys_of(&json!({ "keys": [
            { "kty": "oct", "k": "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ" },
            { "kty": "EC", "crv": "P-256", "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
              "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0" },
            "nothing",
        ]}))
        .unwrap()
    }

    #[test]
    fn a_token_that_the_rfc_signed_is_believed_and_no_other() {
        let said = Signed::read(TOKEN).unwrap().said(&keys()).unwrap();
        assert_eq!(said["iss"], "joe");
        let touched = TOKEN.replacen("pc3MiOiJqb2Ui", "pc3MiOiJqb2Uj", 1);
        assert_ne!(touched, TOKEN);
        assert_eq!(Signed::read(&touched).unwrap().said(&keys()).err(), Some(Doubt::Signature));
        assert_eq!(Signed::read(TOKEN).unwrap().said(&[]).err(), Some(Doubt::UnknownKey));
    }

    #[test]
    fn a_token_signed_with_rsa_is_believed_by_the_key_that_it_names() {
        let key =
            |kid: &str, usage: &str| json!({ "kty": "RSA", "kid": kid, "use": usage, "n": RSA_MODULUS, "e": "AQAB" });
        let believed = |set: Value| Signed::read(RSA_TOKEN).unwrap().said(&keys_of(&set).unwrap()).err();
        assert_eq!(believed(json!({ "keys": [key("r0", "sig"), key("r1", "sig")] })), None);
        assert_eq!(believed(json!({ "keys": [key("r0", "sig"), key("r1", "enc")] })), Some(Doubt::UnknownKey));
        // a key of the other kind by that name does not count
        let foreign = json!({ "kty": "EC", "kid": "r1", "crv": "P-256", "x": "AA", "y": "AA" });
        assert_eq!(believed(json!({ "keys": [foreign] })), Some(Doubt::UnknownKey));
    }

    #[test]
    fn what_is_unsigned_or_signed_with_a_shared_word_is_not_even_looked_at() {
        for alg in ["none", "HS256", "RS1", "NONE"] {
            let header = URL_SAFE_NO_PAD.encode(json!({ "alg": alg }).to_string());
            assert_eq!(Signed::read(&format!("{header}.e30.")).err(), Some(Doubt::Algorithm), "{alg}");
        }
        let critical = URL_SAFE_NO_PAD.encode(json!({ "alg": "RS256", "crit": ["b64"] }).to_string());
        assert_eq!(Signed::read(&format!("{critical}.e30.AA")).err(), Some(Doubt::Algorithm));
        for broken in ["", "a.b", "e30.e30.AA", "a.b.c.d"] {
            assert_eq!(Signed::read(broken).err(), Some(Doubt::Shape), "{broken}");
        }
    }
}
