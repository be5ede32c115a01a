//! Every kind of credentials at each of Logto's three models of permissions: the exact answers.

mod credentials;
mod models;
mod tokens;

use axum::body::Body;
use http::Request;
use logto::testing::AccessTokenBuilder;

use self::models::{MODELS, Model};
use super::tenant::{Answer, client, emulator};

/// What a request is answered with.
#[derive(Clone, Copy)]
enum Outcome {
    Admitted,
    /// There is no token in it.
    NoCredentials,
    /// It cannot be told what the token is.
    Malformed,
    /// The token is not valid, for the reason given.
    Invalid(&'static str),
    /// The token does not permit reading.
    Forbidden,
    /// It cannot be told yet whether the token is valid.
    Undecided,
}

impl Outcome {
    fn answer(self) -> Answer {
        let refusal = |status, error: &str, description: &str| {
            Answer::new(
                status,
                Some(&format!("Bearer error=\"{error}\", error_description=\"{description}\"")),
                &format!("{{\"error\":\"{error}\",\"error_description\":\"{description}\"}}"),
            )
        };
        match self {
            Self::Admitted => Answer::new(200, None, "\"alice\""),
            Self::NoCredentials => Answer::new(
                401,
                Some("Bearer"),
                r#"{"error":"unauthorized","error_description":"send an access token: `Authorization: Bearer <token>`"}"#,
            ),
            Self::Malformed => refusal(
                400,
                "invalid_request",
                "send one access token, in one header: `Authorization: Bearer <token>`",
            ),
            Self::Invalid(description) => refusal(401, "invalid_token", description),
            Self::Forbidden => Answer::new(
                403,
                Some(
                    r#"Bearer error="insufficient_scope", error_description="the access token lacks a permission", scope="read""#,
                ),
                r#"{"error":"insufficient_scope","error_description":"the access token lacks a permission","scope":"read"}"#,
            ),
            Self::Undecided => Answer::new(
                503,
                None,
                r#"{"error":"temporarily_unavailable","error_description":"access tokens cannot be verified at the moment"}"#,
            ),
        }
    }
}

const NOT_VALID: Outcome = Outcome::Invalid("the access token is not valid");
const EXPIRED: Outcome = Outcome::Invalid("the access token expired");
const NOT_YET: Outcome = Outcome::Invalid("the access token is not valid yet");
const ELSEWHERE: Outcome = Outcome::Invalid("the access token is for another API or organization");
const FOR_AN_ORGANIZATION: Outcome = Outcome::Invalid("the access token is for an organization only");
const FOR_ANOTHER: Outcome = Outcome::Invalid("the access token is not for this organization");

/// A token for a model, made from one that is good and permits reading.
struct TokenCase {
    name: &'static str,
    change: for<'a> fn(AccessTokenBuilder<'a>) -> AccessTokenBuilder<'a>,
    /// At the three models, in their order.
    outcomes: [Outcome; 3],
}

/// A request, made from a good token.
struct RequestCase {
    name: &'static str,
    request: fn(path: &str, token: &str) -> Request<Body>,
    outcome: Outcome,
}

#[tokio::test]
async fn each_token_gets_its_answer_at_each_model() {
    let emulator = emulator().await;
    let app = models::app(&client(&emulator));
    for TokenCase { name, change, outcomes } in tokens::CASES {
        for (Model { name: model, path, token }, outcome) in MODELS.iter().zip(outcomes) {
            let token = change(token(&emulator)).sign().unwrap();
            for path in [path.to_string(), format!("/layer{path}")] {
                let answer = Answer::to(&app, super::tenant::with_token(&path, &token)).await;
                assert_eq!(answer, outcome.answer(), "{name}: {model} at {path}");
            }
        }
    }
}

#[tokio::test]
async fn each_token_of_one_model_is_refused_at_the_others() {
    let emulator = emulator().await;
    let app = models::app(&client(&emulator));
    for (Model { name, token, .. }, outcomes) in MODELS.iter().zip([
        [Outcome::Admitted, ELSEWHERE, FOR_ANOTHER],
        [ELSEWHERE, Outcome::Admitted, ELSEWHERE],
        [FOR_AN_ORGANIZATION, ELSEWHERE, Outcome::Admitted],
    ]) {
        let token = token(&emulator).sign().unwrap();
        for (Model { name: at, path, .. }, outcome) in MODELS.iter().zip(outcomes) {
            let answer = Answer::to(&app, super::tenant::with_token(path, &token)).await;
            assert_eq!(answer, outcome.answer(), "{name} at {at}");
        }
    }
}

#[tokio::test]
async fn each_request_gets_its_answer_at_each_model() {
    let emulator = emulator().await;
    let app = models::app(&client(&emulator));
    for RequestCase { name, request, outcome } in credentials::CASES {
        for Model { name: model, path, token } in MODELS {
            let token = token(&emulator).sign().unwrap();
            let answer = Answer::to(&app, request(path, &token)).await;
            assert_eq!(answer, outcome.answer(), "{name}: {model}");
        }
    }
}
