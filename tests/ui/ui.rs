//! What the macros accept, what they refuse, and the words they refuse it with.
//!
//! A case is one mistake, and its file is named after it. After changing a message, bless the `.stderr` files with
//! `TRYBUILD=overwrite cargo test -p logto-ui-tests` and read their diff aloud: would a tired newcomer know what to
//! type?

#[test]
fn ui() {
    let cases = trybuild::TestCases::new();
    for area in ["claims_macro", "claims_derive", "authenticated", "authorized", "resource"] {
        cases.pass(format!("{area}/pass/*.rs"));
        cases.compile_fail(format!("{area}/fail/*.rs"));
    }
}
