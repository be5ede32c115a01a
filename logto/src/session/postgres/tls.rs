//! TLS to PostgreSQL, with the platform's certificate verifier.

use std::error::Error as StdError;
use std::sync::{Arc, OnceLock};

use rustls::ClientConfig;
use rustls::crypto::aws_lc_rs::default_provider;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls_platform_verifier::Verifier;
use tokio_postgres::Socket;
use tokio_postgres::tls::MakeTlsConnect;
use tokio_postgres_rustls::MakeRustlsConnect;

use super::error::PostgresConfigError;

/// Sets TLS up when the first connection is made: the platform's certificates are files, which may be missing.
#[derive(Clone)]
pub(super) struct Tls(Arc<Setup>);

struct Setup {
    roots: Vec<CertificateDer<'static>>,
    connector: OnceLock<MakeRustlsConnect>,
}

/// The certificates in a PEM file.
pub(super) fn certificates(pem: &[u8]) -> Result<Vec<CertificateDer<'static>>, PostgresConfigError> {
    let certificates: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(pem).collect();
    certificates.ok().filter(|found| !found.is_empty()).ok_or(PostgresConfigError::RootCertificates)
}

impl Tls {
    pub(super) fn new(roots: Vec<CertificateDer<'static>>) -> Self {
        Self(Arc::new(Setup { roots, connector: OnceLock::new() }))
    }
}

impl Setup {
    fn connector(&self) -> Result<MakeRustlsConnect, rustls::Error> {
        if let Some(connector) = self.connector.get() {
            return Ok(connector.clone());
        }
        let provider = Arc::new(default_provider());
        let verifier = Verifier::new_with_extra_roots(self.roots.iter().cloned(), Arc::clone(&provider))?;
        let mut config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()?
            .dangerous()
            .with_custom_certificate_verifier(Arc::new(verifier))
            .with_no_client_auth();
        // For `sslnegotiation=direct`.
        config.alpn_protocols = vec![b"postgresql".to_vec()];
        Ok(self.connector.get_or_init(|| MakeRustlsConnect::new(config)).clone())
    }
}

impl MakeTlsConnect<Socket> for Tls {
    type Stream = <MakeRustlsConnect as MakeTlsConnect<Socket>>::Stream;
    type TlsConnect = <MakeRustlsConnect as MakeTlsConnect<Socket>>::TlsConnect;
    type Error = Box<dyn StdError + Send + Sync>;

    fn make_tls_connect(&mut self, hostname: &str) -> Result<Self::TlsConnect, Self::Error> {
        let mut connector = self.0.connector()?;
        Ok(MakeTlsConnect::<Socket>::make_tls_connect(&mut connector, hostname)?)
    }
}
