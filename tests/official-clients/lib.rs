//! Logto's own clients against our emulator of Logto: see `tests`.
