//! Where PostgreSQL is, and whether the way there is encrypted.

use std::net::IpAddr;
use std::time::Duration;

use tokio_postgres::Config;
use tokio_postgres::config::{Host, SslMode};

use super::error::PostgresConfigError;

/// What libpq has beside `require`, and `require` does here: the certificate and its name are always verified.
const VERIFYING: &[&str] = &["sslmode=verify-full", "sslmode=verify-ca"];

/// Firewalls forget connections that are silent for longer than a few minutes.
const KEEPALIVE: Duration = Duration::from_secs(30);
/// What tokio-postgres sets if the URL does not say.
const DEFAULT_KEEPALIVE: Duration = Duration::from_secs(2 * 60 * 60);
/// How long sent bytes may stay unacknowledged until the connection counts as lost.
const ACKNOWLEDGEMENT: Duration = Duration::from_secs(5);

/// Reads the URL. What is wrong with it is not said in detail: the detail could be a piece of the password.
pub(super) fn parse(url: &str) -> Result<Config, PostgresConfigError> {
    if !url.starts_with("postgres://") && !url.starts_with("postgresql://") {
        return Err(PostgresConfigError::Url);
    }
    let mut config: Config = with_known_ssl_mode(url).parse().map_err(|_| PostgresConfigError::Url)?;
    if config.get_hosts().is_empty() && config.get_hostaddrs().is_empty() {
        return Err(PostgresConfigError::Url);
    }
    if config.get_ssl_mode() == SslMode::Prefer && is_local(&config) {
        config.ssl_mode(SslMode::Disable);
    }
    if config.get_application_name().is_none() {
        config.application_name("logto");
    }
    if config.get_keepalives_idle() == DEFAULT_KEEPALIVE {
        config.keepalives_idle(KEEPALIVE);
    }
    if config.get_tcp_user_timeout().is_none() {
        config.tcp_user_timeout(ACKNOWLEDGEMENT);
    }
    Ok(config)
}

fn with_known_ssl_mode(url: &str) -> String {
    // As the parser has it: a question mark before the `@` belongs to the password.
    let address = url.find('@').unwrap_or_default();
    let Some(query) = url.get(address..).and_then(|rest| rest.find('?')) else { return url.to_owned() };
    let (before, query) = url.split_at(address + query + 1);
    let known = |option| if VERIFYING.contains(&option) { "sslmode=require" } else { option };
    before.to_owned() + &query.split('&').map(known).collect::<Vec<_>>().join("&")
}

/// Whether the server is on this machine, where encryption protects from nobody, and certificates are made up.
fn is_local(config: &Config) -> bool {
    let is_local_name =
        |name: &str| name == "localhost" || name.parse().is_ok_and(|address: IpAddr| address.is_loopback());
    let hosts = config.get_hosts().iter().all(|host| match host {
        Host::Tcp(name) => is_local_name(name),
        #[cfg(unix)]
        Host::Unix(_) => true,
    });
    if config.get_hostaddrs().is_empty() {
        hosts
    } else {
        config.get_hostaddrs().iter().all(IpAddr::is_loopback)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ssl_mode(url: &str) -> SslMode {
        parse(url).unwrap().get_ssl_mode()
    }

    #[test]
    fn the_way_to_another_machine_is_encrypted_as_the_url_says() {
        assert_eq!(ssl_mode("postgres://u:p@db.example.com/app"), SslMode::Prefer);
        for (mode, expected) in [
            ("disable", SslMode::Disable),
            ("prefer", SslMode::Prefer),
            ("require", SslMode::Require),
            ("verify-ca", SslMode::Require),
            ("verify-full", SslMode::Require),
        ] {
            let url = format!("postgresql://u:p?q@db.example.com/app?connect_timeout=1&sslmode={mode}");
            assert_eq!(ssl_mode(&url), expected, "{mode}");
        }
    }

    #[test]
    fn on_this_machine_encryption_is_not_even_tried_unless_it_is_required() {
        for host in ["localhost", "127.0.0.1", "[::1]", "%2Fvar%2Frun%2Fpostgresql"] {
            assert_eq!(ssl_mode(&format!("postgres://u:p@{host}/app")), SslMode::Disable, "{host}");
            assert_eq!(ssl_mode(&format!("postgres://u:p@{host}/app?sslmode=require")), SslMode::Require);
        }
        for url in [
            "postgres://u@localhost,db.example.com/app",
            "postgres://u@localhost/app?hostaddr=10.0.0.1",
            "postgres://u@localhost.example.com/app",
        ] {
            assert_eq!(ssl_mode(url), SslMode::Prefer, "{url}");
        }
    }

    #[test]
    fn what_the_url_says_of_the_connection_counts() {
        let config = parse("postgres://u@db/app?keepalives_idle=7&tcp_user_timeout=9&application_name=shop");
        let config = config.unwrap();
        assert_eq!(config.get_keepalives_idle(), Duration::from_secs(7));
        assert_eq!(config.get_tcp_user_timeout(), Some(&Duration::from_secs(9)));
        assert_eq!(config.get_application_name(), Some("shop"));
        assert_eq!(parse("postgres://u@db/app").unwrap().get_keepalives_idle(), KEEPALIVE);
    }

    #[test]
    fn an_error_shows_nothing_of_the_url() {
        for url in [
            "",
            "mysql://user:s3cret@db/app",
            "host=db user=user password=s3cret",
            "postgres://user:s3cret@/app",
            "postgres://user:s3cret@db:port/app",
            "postgres://user:a?s3cret=b/db",
            "postgres://user:a@b?s3cret=c@db/app",
            "postgres://user:s3cret@db/app?sslmode=maybe",
            "postgres://user:s3cret@db/app?sslrootcert=s3cret",
        ] {
            let error = parse(url).unwrap_err();
            assert!(error.to_string().contains("PostgreSQL URL cannot be read"), "{url}");
            assert!(!format!("{error} {error:?}").contains("s3cret"), "{error:?}");
        }
    }
}
