//! One list of expectations, three frameworks: the same requests get the same answers from all of them.

#![allow(missing_docs, reason = "a test binary has no public items")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "functions beside the tests are tests too")]

mod actix;
mod app;
mod axum;
mod expectations;
mod rocket;
mod script;
mod transcript;
mod world;

use script::Step;
use transcript::Answer;
use world::{Server, World};

/// Walks through the whole script with one adapter.
async fn walk(server: Server) -> Vec<(String, Answer)> {
    let mut world = World::start(server).await;
    let mut answers = Vec::new();
    let mut wrong = Vec::new();
    for step in expectations::script() {
        match step {
            Step::Change(change) => change(&mut world).await,
            Step::Ask(ask) => {
                let answer = world.ask(&ask).await;
                wrong.extend(ask.expected.difference(&answer).map(|why| format!("{}: {why}", ask.name())));
                answers.push((ask.name(), if ask.frameworks_own { answer.only_status() } else { answer }));
            }
        }
    }
    assert!(wrong.is_empty(), "{} answers are not as expected:\n{}", wrong.len(), wrong.join("\n"));
    answers
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn axum_answers_as_expected() {
    walk(axum::serve).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn actix_web_answers_as_expected() {
    walk(actix::serve).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rocket_answers_as_expected() {
    walk(rocket::serve).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn all_three_give_the_same_answers_to_the_last_header() {
    let (axum, actix, rocket) =
        (walk(axum::serve).await, walk(actix::serve).await, walk(rocket::serve).await);
    let mut different = Vec::new();
    for ((first, second), third) in axum.iter().zip(&actix).zip(&rocket) {
        if first != second || first != third {
            different.push(format!(
                "{}\n  axum   {:?}\n  actix  {:?}\n  rocket {:?}",
                first.0, first.1, second.1, third.1
            ));
        }
    }
    assert!(different.is_empty(), "{} answers differ:\n{}", different.len(), different.join("\n"));
}

#[test]
fn there_are_at_least_sixty_expectations() {
    let asked = expectations::script().iter().filter(|step| matches!(step, Step::Ask(_))).count();
    assert!(asked >= 60, "{asked}");
}
