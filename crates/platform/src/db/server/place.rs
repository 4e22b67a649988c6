//! A server's address: what a `postgres://…` URL says, what every connection is told besides, and how far TLS is trusted.
//!
//! `sslmode` is understood as PostgreSQL's own programs do: `prefer` (unless told otherwise) and `require` encrypt without asking whom,
//! `verify-ca` asks for a certificate that a known authority signed, `verify-full` for one of that name too. `sslrootcert` names a file
//! with authorities besides the public ones, `sslcert` and `sslkey` what this program shows of itself.

use std::path::Path;
use std::sync::Arc;

use kernel::{Error, Result};
use percent_encoding::percent_decode_str;
use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, ring, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName, UnixTime};
use rustls::{CertificateError, ClientConfig, DigitallySignedStruct, RootCertStore, SignatureScheme};
use tokio_postgres::Config;
use tokio_postgres_rustls::MakeRustlsConnect;

use super::super::Durability;

/// What every connection is told. A statement keeps one plan whatever values are bound, as on the embedded engine: planning some of
/// them anew took longer than running them, and compiling them longer still.
const ALWAYS: &str = "-c plan_cache_mode=force_generic_plan -c jit=off -c client_min_messages=warning";

pub(super) struct Address {
    pub(super) config: Config,
    pub(super) tls: MakeRustlsConnect,
}

impl Address {
    /// The password may stand in `PGPASSWORD` instead of the URL.
    pub(super) fn parse(url: &str, durability: Durability) -> Result<Self> {
        let wrong = |why: String| Error::Unavailable(format!("database URL: {why}"));
        let (rest, trust) = Trust::taken_from(url).map_err(wrong)?;
        let mut config: Config = rest.parse().map_err(|e: tokio_postgres::Error| {
            wrong(std::error::Error::source(&e).map_or_else(|| e.to_string(), ToString::to_string))
        })?;
        if config.get_password().is_none()
            && let Ok(password) = std::env::var("PGPASSWORD")
        {
            config.password(password);
        }
        if config.get_application_name().is_none() {
            config.application_name("fieldloop");
        }
        // the later one holds: an operator's own settings before ours, a promise to the callers before both
        let own = config.get_options().unwrap_or_default();
        let acknowledged = if durability == Durability::Relaxed { "off" } else { "on" };
        let options = format!("{ALWAYS} {own} -c synchronous_commit={acknowledged}");
        config.options(options);
        Ok(Self { tls: MakeRustlsConnect::new(trust.tls().map_err(wrong)?), config })
    }
}

/// Whom a connection is made with, as far as TLS goes.
#[derive(Debug, Default, PartialEq, Eq)]
struct Trust {
    asks: Asks,
    authorities: Option<String>,
    certificate: Option<String>,
    key: Option<String>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Asks {
    #[default]
    Nothing,
    Authority,
    AuthorityAndName,
}

impl Trust {
    /// Takes out of a URL what the driver does not know.
    fn taken_from(url: &str) -> std::result::Result<(String, Self), String> {
        let (address, query) = url.split_once('?').unwrap_or((url, ""));
        let mut trust = Self::default();
        let mut kept = vec![];
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            let (key, held) = pair.split_once('=').unwrap_or((pair, ""));
            let held = percent_decode_str(held).decode_utf8().map_err(|e| format!("{key}: {e}"))?.into_owned();
            match key {
                "sslmode" | "ssl-mode" => {
                    let (mode, asks) = match held.as_str() {
                        "verify-full" => ("require", Asks::AuthorityAndName),
                        "verify-ca" => ("require", Asks::Authority),
                        "allow" => ("disable", Asks::Nothing),
                        other => (other, Asks::Nothing),
                    };
                    trust.asks = asks;
                    kept.push(format!("sslmode={mode}"));
                }
                "sslrootcert" | "ssl-root-cert" | "ssl-ca" => trust.authorities = Some(held),
                "sslcert" | "ssl-cert" => trust.certificate = Some(held),
                "sslkey" | "ssl-key" => trust.key = Some(held),
                _ => kept.push(pair.to_owned()),
            }
        }
        let rest = if kept.is_empty() { address.to_owned() } else { format!("{address}?{}", kept.join("&")) };
        Ok((rest, trust))
    }

    fn tls(&self) -> std::result::Result<ClientConfig, String> {
        let provider = Arc::new(ring::default_provider());
        let config = ClientConfig::builder_with_provider(provider.clone())
            .with_safe_default_protocol_versions()
            .map_err(|e| e.to_string())?;
        let verifier: Arc<dyn ServerCertVerifier> = match self.asks {
            Asks::Nothing => Arc::new(Anybody(provider)),
            asks => {
                let known = WebPkiServerVerifier::builder_with_provider(Arc::new(self.authorities()?), provider);
                let known = known.build().map_err(|e| e.to_string())?;
                if asks == Asks::Authority { Arc::new(AnyName(known)) } else { known }
            }
        };
        let config = config.dangerous().with_custom_certificate_verifier(verifier);
        match (&self.certificate, &self.key) {
            (Some(certificate), Some(key)) => {
                let key = PrivateKeyDer::from_pem_file(key).map_err(|e| format!("{key}: {e}"))?;
                config.with_client_auth_cert(certificates(certificate)?, key).map_err(|e| e.to_string())
            }
            _ => Ok(config.with_no_client_auth()),
        }
    }

    fn authorities(&self) -> std::result::Result<RootCertStore, String> {
        let mut store = RootCertStore::from_iter(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
        if let Some(file) = &self.authorities {
            for each in certificates(file)? {
                store.add(each).map_err(|e| format!("{file}: {e}"))?;
            }
        }
        Ok(store)
    }
}

fn certificates(file: &str) -> std::result::Result<Vec<CertificateDer<'static>>, String> {
    let read = CertificateDer::pem_file_iter(Path::new(file)).and_then(Iterator::collect);
    read.map_err(|e| format!("{file}: {e}"))
}

/// Whoever answers: the line is encrypted, and that is all that was asked for.
#[derive(Debug)]
struct Anybody(Arc<CryptoProvider>);

impl ServerCertVerifier for Anybody {
    fn verify_server_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> std::result::Result<ServerCertVerified, rustls::Error> {
        Ok(ServerCertVerified::assertion())
    }
    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> std::result::Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls12_signature(message, certificate, signed, &self.0.signature_verification_algorithms)
    }
    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> std::result::Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls13_signature(message, certificate, signed, &self.0.signature_verification_algorithms)
    }
    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.signature_verification_algorithms.supported_schemes()
    }
}

/// Whoever a known authority vouches for, by whatever name.
#[derive(Debug)]
struct AnyName(Arc<WebPkiServerVerifier>);

impl ServerCertVerifier for AnyName {
    fn verify_server_cert(
        &self,
        certificate: &CertificateDer<'_>,
        between: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        ocsp: &[u8],
        now: UnixTime,
    ) -> std::result::Result<ServerCertVerified, rustls::Error> {
        match self.0.verify_server_cert(certificate, between, name, ocsp, now) {
            Err(rustls::Error::InvalidCertificate(
                CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. },
            )) => Ok(ServerCertVerified::assertion()),
            judged => judged,
        }
    }
    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> std::result::Result<HandshakeSignatureValid, rustls::Error> {
        self.0.verify_tls12_signature(message, certificate, signed)
    }
    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> std::result::Result<HandshakeSignatureValid, rustls::Error> {
        self.0.verify_tls13_signature(message, certificate, signed)
    }
    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.supported_verify_schemes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_url_says_of_tls_is_understood_and_the_rest_is_the_drivers() {
        let (rest, trust) = Trust::taken_from(
            "postgres://u:p%3F@h/d?sslmode=verify-full&connect_timeout=3&sslrootcert=/etc/my%20ca.pem",
        )
        .unwrap();
        assert_eq!(rest, "postgres://u:p%3F@h/d?sslmode=require&connect_timeout=3");
        assert_eq!(trust.asks, Asks::AuthorityAndName);
        assert_eq!(trust.authorities.as_deref(), Some("/etc/my ca.pem"));
        assert_eq!(Trust::taken_from("postgres://h/d").unwrap(), ("postgres://h/d".to_owned(), Trust::default()));
    }

    #[test]
    fn an_operators_own_options_go_before_ours_and_durability_before_both() {
        let url = "postgres://h/d?options=-c%20jit%3Don";
        let options = |durability| Address::parse(url, durability).unwrap().config.get_options().unwrap().to_owned();
        assert!(options(Durability::Full).ends_with("-c jit=on -c synchronous_commit=on"));
        assert!(options(Durability::Relaxed).ends_with("-c jit=on -c synchronous_commit=off"));
    }

    #[test]
    fn a_url_that_is_none_is_told_with_its_reason() {
        for url in [
            "postgres://h/d?sslmode=maybe",
            "postgres://h/d?unheard_of=1",
            "postgres://h/d?sslmode=verify-ca&sslrootcert=/nowhere",
        ] {
            let error = Address::parse(url, Durability::Full).err().unwrap();
            assert!(matches!(&error, Error::Unavailable(why) if why.starts_with("database URL: ")), "{error}");
        }
    }
}
