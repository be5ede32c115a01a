//! Requests that bring a good token in some way, or none.

use super::Outcome::{Admitted, Malformed, NoCredentials};
use super::{NOT_VALID, RequestCase};
use crate::api::tenant::{request, with_token};

const NONE: [&str; 0] = [];

pub(super) const CASES: &[RequestCase] = &[
    RequestCase { name: "as it should be", request: with_token, outcome: Admitted },
    RequestCase {
        name: "a scheme in lower case",
        request: |path, token| request(path, &[format!("bearer {token}")]),
        outcome: Admitted,
    },
    RequestCase { name: "no header", request: |path, _| request(path, &NONE), outcome: NoCredentials },
    RequestCase { name: "empty header", request: |path, _| request(path, &[""]), outcome: NoCredentials },
    RequestCase {
        name: "Basic",
        request: |path, _| request(path, &["Basic YWxpY2U6cGFzc3dvcmQ="]),
        outcome: NoCredentials,
    },
    RequestCase {
        name: "another scheme around the token",
        request: |path, token| request(path, &[format!("DPoP {token}")]),
        outcome: NoCredentials,
    },
    RequestCase {
        name: "the token without a scheme",
        request: |path, token| request(path, &[token]),
        outcome: NoCredentials,
    },
    RequestCase {
        name: "the token in the query only",
        request: |path, token| request(&in_query(path, token), &NONE),
        outcome: NoCredentials,
    },
    RequestCase {
        name: "the token in the header and in the query",
        request: |path, token| with_token(&in_query(path, token), token),
        outcome: Malformed,
    },
    RequestCase {
        name: "two headers",
        request: |path, token| request(path, &[format!("Bearer {token}"), format!("Bearer {token}")]),
        outcome: Malformed,
    },
    RequestCase {
        name: "two headers of two schemes",
        request: |path, token| request(path, &["Basic YTpi".to_owned(), format!("Bearer {token}")]),
        outcome: Malformed,
    },
    RequestCase {
        name: "two tokens in one header",
        request: |path, token| request(path, &[format!("Bearer {token}, Bearer {token}")]),
        outcome: Malformed,
    },
    RequestCase {
        name: "the scheme alone",
        request: |path, _| request(path, &["Bearer"]),
        outcome: Malformed,
    },
    RequestCase { name: "an empty token", request: |path, _| with_token(path, ""), outcome: Malformed },
    RequestCase {
        name: "words after the token",
        request: |path, token| request(path, &[format!("Bearer {token} please")]),
        outcome: Malformed,
    },
    RequestCase {
        name: "the token in quotes",
        request: |path, token| request(path, &[format!("Bearer \"{token}\"")]),
        outcome: Malformed,
    },
    RequestCase {
        name: "a header that is no text",
        request: |path, token| request(path, &[[b"Bearer \xff", token.as_bytes()].concat()]),
        outcome: Malformed,
    },
    RequestCase {
        name: "half a token",
        request: |path, token| with_token(path, &token[..token.len() / 2]),
        outcome: NOT_VALID,
    },
    RequestCase {
        name: "a token without its last letter",
        request: |path, token| with_token(path, &token[..token.len() - 1]),
        outcome: NOT_VALID,
    },
    RequestCase {
        name: "a token without its signature",
        request: |path, token| with_token(path, token.rsplit_once('.').unwrap().0),
        outcome: NOT_VALID,
    },
    RequestCase {
        name: "a signature only",
        request: |path, token| with_token(path, &format!("..{}", token.rsplit_once('.').unwrap().1)),
        outcome: NOT_VALID,
    },
    RequestCase {
        name: "an opaque token of Logto's",
        request: |path, _| with_token(path, "O1SnDQHz4RmuVszRYoadKgwXQyo1juu-6JJqVZfwyy1"),
        outcome: NOT_VALID,
    },
    RequestCase { name: "dots", request: |path, _| with_token(path, "..."), outcome: NOT_VALID },
    RequestCase {
        name: "100 KB of letters",
        request: |path, _| with_token(path, &"a".repeat(100_000)),
        outcome: NOT_VALID,
    },
    RequestCase {
        name: "100 KB of dots",
        request: |path, _| with_token(path, &".".repeat(100_000)),
        outcome: NOT_VALID,
    },
    RequestCase {
        name: "100 KB after a good token",
        request: |path, token| with_token(path, &format!("{token}{}", "a".repeat(100_000))),
        outcome: NOT_VALID,
    },
];

fn in_query(path: &str, token: &str) -> String {
    format!("{path}?page=2&access_token={token}")
}
