//! Runs the Logto emulator on its own.
fn main() {}
