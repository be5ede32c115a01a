//! Exchanges with Logto go on when the request that began them is dropped.

use std::future::Future;

/// Drives `flight` to its end, whoever else waits for it or no longer does. Whether it can: without, flights are driven by
/// those who wait for them.
///
/// Half an exchange is worse than none: Logto may have replaced a refresh token whose successor nobody has read. With the
/// built-in client there is a tokio runtime to do it on.
pub(crate) fn keep_going(flight: impl Future<Output = ()> + Send + 'static) -> bool {
    #[cfg(feature = "reqwest")]
    if let Ok(runtime) = tokio::runtime::Handle::try_current() {
        runtime.spawn(flight);
        return true;
    }
    #[cfg(not(feature = "reqwest"))]
    drop(flight);
    false
}
