//! Tokens, good and bad ones, and what becomes of them at the three models.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use logto::testing::{AccessTokenBuilder, SignWith, TokenDraft};
use serde_json::{Value, json};

use super::Outcome::{self, Admitted, Forbidden, Undecided};
use super::{ELSEWHERE, EXPIRED, FOR_AN_ORGANIZATION, FOR_ANOTHER, NOT_VALID, NOT_YET, TokenCase};

type Change = for<'a> fn(AccessTokenBuilder<'a>) -> AccessTokenBuilder<'a>;

/// The same answer at every model.
const fn case(name: &'static str, change: Change, outcome: Outcome) -> TokenCase {
    TokenCase { name, change, outcomes: [outcome; 3] }
}

pub(super) const CASES: &[TokenCase] = &[
    case("a good token", |token| token, Admitted),
    // Permissions.
    case("more scopes than needed", |token| token.scopes(["admin", "read", "write"]), Admitted),
    case("another scope", |token| token.scopes(["write"]), Forbidden),
    case(
        "scopes that contain the one that is needed",
        |token| token.scopes(["reader", "read:all"]),
        Forbidden,
    ),
    case("a scope in capitals", |token| token.scopes(["READ"]), Forbidden),
    case("an empty scope", |token| token.scopes([""]), Forbidden),
    case("no scope", |token| token.tamper(|token| drop(token.claims.remove("scope"))), Forbidden),
    case("scopes as a list", |token| token.claim("scope", json!(["read"])), NOT_VALID),
    // What the token is for.
    case("the audience of another API", |token| token.claim("aud", "https://billing.example.com"), ELSEWHERE),
    case("the audience with a slash", |token| token.tamper(with_slash), ELSEWHERE),
    case("the organization template as audience", |token| token.claim("aud", TEMPLATE), ELSEWHERE),
    case("no organization's audience", |token| token.claim("aud", "urn:logto:organization:"), ELSEWHERE),
    case("an empty audience", |token| token.claim("aud", ""), ELSEWHERE),
    case("no audience", |token| token.tamper(|token| drop(token.claims.remove("aud"))), NOT_VALID),
    TokenCase {
        name: "another organization",
        change: |token| token.organization("globex"),
        outcomes: [FOR_AN_ORGANIZATION, ELSEWHERE, FOR_ANOTHER],
    },
    TokenCase {
        name: "organization_id where it may not be, or where it has to be",
        change: |token| token.claim("organization_id", "acme"),
        outcomes: [FOR_AN_ORGANIZATION, FOR_AN_ORGANIZATION, Admitted],
    },
    TokenCase {
        name: "an empty organization_id",
        change: |token| token.claim("organization_id", ""),
        outcomes: [FOR_AN_ORGANIZATION, FOR_AN_ORGANIZATION, FOR_ANOTHER],
    },
    TokenCase {
        name: "no organization_id",
        change: |token| token.tamper(|token| drop(token.claims.remove("organization_id"))),
        outcomes: [Admitted, Admitted, FOR_ANOTHER],
    },
    TokenCase {
        name: "another organization, whose token lacks the permission too",
        change: |token| token.organization("globex").scopes(["write"]),
        outcomes: [FOR_AN_ORGANIZATION, ELSEWHERE, FOR_ANOTHER],
    },
    // Times. A minute of leeway is given.
    case("expired", |token| token.tamper(|token| set(token, "exp", -61)), EXPIRED),
    case("expired long ago", |token| token.issued_at(UNIX_EPOCH), EXPIRED),
    case("expired a moment ago", |token| token.tamper(|token| set(token, "exp", -30)), Admitted),
    case("no expiry", |token| token.tamper(|token| drop(token.claims.remove("exp"))), NOT_VALID),
    case("an expiry that is no number", |token| token.claim("exp", "never"), NOT_VALID),
    case("not yet valid", |token| token.tamper(|token| set(token, "nbf", 120)), NOT_YET),
    case("valid in a moment", |token| token.tamper(|token| set(token, "nbf", 30)), Admitted),
    case("issued in the future", |token| token.tamper(|token| set(token, "iat", 120)), NOT_YET),
    case("issued in a moment", |token| token.tamper(|token| set(token, "iat", 30)), Admitted),
    // Who issued it.
    case("another issuer", |token| token.claim("iss", "https://evil.example.com/oidc"), NOT_VALID),
    case("the issuer with a slash", |token| token.tamper(|token| append(token, "iss", "/")), NOT_VALID),
    case("no issuer", |token| token.tamper(|token| drop(token.claims.remove("iss"))), NOT_VALID),
    case("no subject", |token| token.tamper(|token| drop(token.claims.remove("sub"))), NOT_VALID),
    case("an empty subject", |token| token.claim("sub", ""), NOT_VALID),
    // How it is signed.
    case(
        "a key that nobody published",
        |token| token.tamper(|token| token.sign_with = SignWith::UnpublishedKey),
        NOT_VALID,
    ),
    case(
        "a broken signature",
        |token| token.tamper(|token| token.sign_with = SignWith::BrokenSignature),
        NOT_VALID,
    ),
    case("an unknown key id", |token| token.issued_at(minutes_ago(2)).tamper(made_up_kid), NOT_VALID),
    case("an unknown key id, which may be new", |token| token.tamper(made_up_kid), Undecided),
    case(
        "the algorithm of another kind of key",
        |token| token.tamper(|token| header(token, "alg", "RS256")),
        NOT_VALID,
    ),
    case(
        "the algorithm of another curve",
        |token| token.tamper(|token| header(token, "alg", "ES256")),
        NOT_VALID,
    ),
    case("alg none, signed", |token| token.tamper(|token| header(token, "alg", "none")), NOT_VALID),
    case("alg none, not signed", |token| token.tamper(unsigned), NOT_VALID),
    case(
        "alg NONE, not signed",
        |token| {
            token.tamper(|token| {
                unsigned(token);
                header(token, "alg", "NONE");
            })
        },
        NOT_VALID,
    ),
    case("HS256 with the public key as the secret", |token| token.tamper(hs256), NOT_VALID),
    case("a key that it brings along", |token| token.tamper(own_key), NOT_VALID),
    case(
        "a critical extension",
        |token| token.tamper(|token| drop(token.header.insert("crit".into(), json!(["b64"])))),
        NOT_VALID,
    ),
    // What it is.
    case("an ID token", |token| token.tamper(id_token), NOT_VALID),
    case(
        "an ID token with the audience of the API",
        |token| token.tamper(|token| drop(token.header.remove("typ"))),
        NOT_VALID,
    ),
    case(
        "a JWT that is no access token",
        |token| token.tamper(|token| header(token, "typ", "JWT")),
        NOT_VALID,
    ),
    case("a logout token", |token| token.tamper(|token| header(token, "typ", "logout+jwt")), NOT_VALID),
    case(
        "an access token by its long name",
        |token| token.tamper(|token| header(token, "typ", "application/at+jwt")),
        Admitted,
    ),
    case("100 KB of claims", |token| token.claim("padding", "x".repeat(100_000)), NOT_VALID),
];

const TEMPLATE: &str = "urn:logto:resource:organizations";

fn header(token: &mut TokenDraft, name: &str, value: &str) {
    token.header.insert(name.into(), value.into());
}

fn made_up_kid(token: &mut TokenDraft) {
    header(token, "kid", "made-up");
}

fn minutes_ago(minutes: u64) -> SystemTime {
    SystemTime::now() - Duration::from_secs(60 * minutes)
}

/// Sets a time that is as many seconds away from now.
fn set(token: &mut TokenDraft, claim: &str, seconds: i64) {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
    token.claims.insert(claim.into(), now.checked_add_signed(seconds).into());
}

fn append(token: &mut TokenDraft, claim: &str, text: &str) {
    let value = format!("{}{text}", token.claims[claim].as_str().unwrap());
    token.claims.insert(claim.into(), value.into());
}

fn with_slash(token: &mut TokenDraft) {
    append(token, "aud", "/");
}

fn unsigned(token: &mut TokenDraft) {
    header(token, "alg", "none");
    token.sign_with = SignWith::Nothing;
}

fn hs256(token: &mut TokenDraft) {
    header(token, "alg", "HS256");
    token.sign_with = SignWith::PublicKeyAsSecret;
}

/// The key's own description in the header, for verifiers that believe it.
fn own_key(token: &mut TokenDraft) {
    let key = json!({ "kty": "oct", "k": "c2VjcmV0", "alg": "HS256" });
    token.header.insert("jwk".into(), key);
    header(token, "alg", "HS256");
    token.sign_with = SignWith::Secret("secret".into());
}

/// What a sign-in of alice at the app gives, as captured from Logto.
fn id_token(token: &mut TokenDraft) {
    token.header.remove("typ");
    let app = token.claims.remove("client_id").unwrap_or(Value::Null);
    for claim in ["jti", "scope", "organization_id"] {
        token.claims.remove(claim);
    }
    token.claims.insert("aud".into(), app);
    token.claims.insert("name".into(), "Alice Example".into());
}
