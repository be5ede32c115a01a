//! What can go wrong with the emulator itself.

use std::{fmt, io};

use http::StatusCode;

/// The emulator could not start, or a simulated browser did not get where it was sent.
#[derive(Debug)]
#[non_exhaustive]
pub enum EmulatorError {
    /// The port is taken, or no thread could be started.
    Start(io::Error),
    /// The emulator knows no user of this name.
    UnknownUser(String),
    /// The emulator knows no user and no machine-to-machine app of this name.
    UnknownSubject(String),
    /// An access token for Logto itself was asked for in the name of a machine-to-machine app, which gets none.
    NoTarget,
    /// The URL does not belong to the emulator.
    ForeignUrl,
    /// The emulator answered with an error page or an error object instead of a redirect.
    Refused {
        /// The status of the answer.
        status: StatusCode,
        /// Its body.
        body: String,
    },
    /// The user was asked for something that the simulated browser was not told to do.
    StoppedAt {
        /// The page that asked, such as `/sign-in`.
        page: String,
    },
    /// A fault closed the connection.
    ConnectionLost,
}

impl fmt::Display for EmulatorError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Start(_) => f.write_str("the emulator could not start"),
            Self::UnknownUser(name) => write!(f, "the emulator has no user `{name}`"),
            Self::UnknownSubject(name) => {
                write!(f, "the emulator has no user and no machine-to-machine app `{name}`")
            }
            Self::NoTarget => f.write_str(
                "machine-to-machine apps get access tokens for resources and organizations only: say which",
            ),
            Self::ForeignUrl => f.write_str("the URL does not start with the emulator's endpoint"),
            Self::Refused { status, body } => write!(f, "the emulator answered {status}: {body}"),
            Self::StoppedAt { page } => write!(f, "the browser was asked for input at {page}"),
            Self::ConnectionLost => f.write_str("the connection was closed without an answer"),
        }
    }
}

impl std::error::Error for EmulatorError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Start(error) => Some(error),
            _ => None,
        }
    }
}
