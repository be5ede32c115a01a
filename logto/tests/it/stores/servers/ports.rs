//! Ports that nobody else takes.

use std::net::{Ipv4Addr, TcpListener};
use std::sync::atomic::{AtomicU32, Ordering};

/// Below the ports that the system gives out: nobody else takes it while a server is stopped.
pub(crate) fn free_port() -> u16 {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let is_free = |port: &u16| TcpListener::bind((Ipv4Addr::LOCALHOST, *port)).is_ok();
    // Processes that start one after the other begin far apart.
    let mut ports = std::iter::repeat_with(|| {
        let number = std::process::id().wrapping_mul(37).wrapping_add(COUNT.fetch_add(1, Ordering::Relaxed));
        20_000 + u16::try_from(number % 11_000).unwrap()
    });
    ports.find(is_free).unwrap()
}
