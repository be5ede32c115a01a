//! Redis over TLS, verified against the certificates that the system trusts.

use std::path::Path;
use std::process::Command;

use logto::session::{RedisSessionStore, SessionStore};

use crate::stores::servers::missing;
use crate::stores::servers::ports::free_port;
use crate::stores::servers::redis::RedisServer;

/// Where the child process finds the server that its parent started.
const PORT: &str = "LOGTO_TEST_REDIS_TLS_PORT";

const THIS_TEST: &str = "stores::redis::tls::tls_works_with_a_certificate_that_is_trusted_and_no_other";

/// A certificate authority and a certificate of its for `localhost`, as files in a folder.
/// Says whether there is an openssl that can make them.
fn certificates(folder: &Path) -> bool {
    let openssl = |arguments: &str| {
        let output = Command::new("openssl").args(arguments.split(' ')).current_dir(folder).output();
        output.is_ok_and(|output| output.status.success())
    };
    let new = "req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -x509 -days 2";
    let authority = openssl(&format!("{new} -subj /CN=authority -keyout ca.key -out ca.pem"));
    let server = openssl(&format!(
        "{new} -subj /CN=localhost -addext subjectAltName=DNS:localhost -addext basicConstraints=critical,CA:FALSE \
         -CA ca.pem -CAkey ca.key -keyout server.key -out server.pem"
    ));
    authority && server
}

/// The certificates that are trusted are chosen by the environment, which is that of a process: so this test runs
/// itself in one of its own.
#[tokio::test]
async fn tls_works_with_a_certificate_that_is_trusted_and_no_other() {
    if let Ok(port) = std::env::var(PORT) {
        let store = |host: &str| RedisSessionStore::new(&format!("rediss://{host}:{port}/")).unwrap();
        store("localhost").ping().await.unwrap();
        let error = store("127.0.0.1").ping().await.unwrap_err().to_string();
        assert!(error.contains("certificate"), "{error}");
        return;
    }
    let folder = std::env::temp_dir().join(format!("logto-redis-tls-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    if !certificates(&folder) {
        return missing("openssl 3");
    }
    let (port, path) = (free_port().to_string(), |name| folder.join(name).to_str().unwrap().to_owned());
    let (ca, certificate, key) = (path("ca.pem"), path("server.pem"), path("server.key"));
    let options = ["--tls-port", &port, "--tls-cert-file", &certificate, "--tls-key-file", &key];
    let Some(_server) = RedisServer::start(&[&options[..], &["--tls-auth-clients", "no"]].concat()) else {
        return;
    };

    let trusting = |file: &str| {
        let mut child = Command::new(std::env::current_exe().unwrap());
        child.args(["--exact", THIS_TEST, "--nocapture"]).env(PORT, &port).env("SSL_CERT_FILE", file);
        child.output().unwrap()
    };
    let output = trusting(&ca);
    assert!(output.status.success(), "{output:?}");
    // Its own test runs, and no other way round: what is not trusted is refused.
    let output = trusting(&certificate);
    assert!(
        !output.status.success() && String::from_utf8_lossy(&output.stderr).contains("certificate"),
        "{output:?}"
    );
    std::fs::remove_dir_all(&folder).unwrap();
}
