#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| logto::__fuzzing::sealed_cookie(data));
