//! RSA keys as providers hand them out: ours signs (SHA-256, PKCS #1), theirs is checked; and the cipher of what they tell.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use ring::rand::SystemRandom;
use ring::rsa::KeyPair;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, SubjectPublicKeyInfoDer};
use webpki::{EndEntityCert, RawPublicKeyEntity};

/// Our private key.
pub(super) struct PrivateKey(KeyPair);

impl PrivateKey {
    /// From a PEM file, or its bare Base64.
    pub fn read(text: &str) -> Option<Self> {
        let pair = if text.contains("-----BEGIN") {
            match PrivateKeyDer::from_pem_slice(text.as_bytes()).ok()? {
                PrivateKeyDer::Pkcs8(key) => KeyPair::from_pkcs8(key.secret_pkcs8_der()),
                PrivateKeyDer::Pkcs1(key) => KeyPair::from_der(key.secret_pkcs1_der()),
                _ => return None,
            }
        } else {
            let der = bare(text)?;
            KeyPair::from_pkcs8(&der).or_else(|_| KeyPair::from_der(&der))
        };
        pair.ok().map(Self)
    }

    /// The signature as Base64; none where the machine has no randomness to blind it with.
    pub fn sign(&self, message: &[u8]) -> Option<String> {
        let mut signature = vec![0; self.0.public().modulus_len()];
        let padding = &ring::signature::RSA_PKCS1_SHA256;
        self.0.sign(padding, &SystemRandom::new(), message, &mut signature).ok()?;
        Some(STANDARD.encode(signature))
    }
}

/// A provider's public key, or the certificate that holds it.
pub(super) enum PublicKey {
    Bare(Vec<u8>),
    Certified(Vec<u8>),
}

impl PublicKey {
    /// From a PEM file, or its bare Base64.
    pub fn read(text: &str) -> Option<Self> {
        let bytes = text.as_bytes();
        let key = if text.contains("-----BEGIN CERTIFICATE") {
            Self::Certified(CertificateDer::from_pem_slice(bytes).ok()?.to_vec())
        } else if text.contains("-----BEGIN") {
            Self::Bare(SubjectPublicKeyInfoDer::from_pem_slice(bytes).ok()?.to_vec())
        } else {
            Self::Bare(bare(text)?)
        };
        key.is_usable().then_some(key)
    }

    fn is_usable(&self) -> bool {
        match self {
            Self::Bare(der) => RawPublicKeyEntity::try_from(&SubjectPublicKeyInfoDer::from(der.as_slice())).is_ok(),
            Self::Certified(der) => EndEntityCert::try_from(&CertificateDer::from(der.as_slice())).is_ok(),
        }
    }

    /// Whether this message bears the provider's signature (Base64).
    pub fn has_signed(&self, message: &[u8], signature: &str) -> bool {
        let Ok(signature) = STANDARD.decode(signature) else { return false };
        let rsa = webpki::ring::RSA_PKCS1_2048_8192_SHA256;
        match self {
            Self::Bare(der) => RawPublicKeyEntity::try_from(&SubjectPublicKeyInfoDer::from(der.as_slice()))
                .is_ok_and(|key| key.verify_signature(rsa, message, &signature).is_ok()),
            Self::Certified(der) => EndEntityCert::try_from(&CertificateDer::from(der.as_slice()))
                .is_ok_and(|key| key.verify_signature(rsa, message, &signature).is_ok()),
        }
    }
}

/// Base64 without its armour, as some consoles hand keys out.
fn bare(text: &str) -> Option<Vec<u8>> {
    let joined: String = text.split_whitespace().collect();
    STANDARD.decode(joined).ok()
}

/// What was sealed by AES-256-GCM under a key of 32 bytes; none where it was not, or was touched.
pub(super) fn unsealed(key: &[u8], nonce: &[u8], about: &[u8], sealed: &[u8]) -> Option<Vec<u8>> {
    let key = LessSafeKey::new(UnboundKey::new(&AES_256_GCM, key).ok()?);
    let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
    let mut sealed = sealed.to_vec();
    let open = key.open_in_place(nonce, Aad::from(about), &mut sealed).ok()?;
    Some(open.to_vec())
}
