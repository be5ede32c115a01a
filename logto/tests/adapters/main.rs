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

use std::time::Duration;

use script::Step;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::timeout;
use transcript::Answer;
use world::{BACK_CHANNEL_LOGOUT, MOST_OF_A_LOGOUT_REQUEST, Server, Setting, World};

/// Walks through the scripts with one adapter.
async fn walk(server: Server) -> Vec<(String, Answer)> {
    let mut answers = Vec::new();
    let mut wrong = Vec::new();
    for (setting, script) in expectations::scripts() {
        let mut world = World::start(server, setting).await;
        for step in script {
            match step {
                Step::Change(change) => change(&mut world).await,
                Step::Ask(ask) => {
                    let answer = world.ask(&ask).await;
                    wrong
                        .extend(ask.expected.difference(&answer).map(|why| format!("{}: {why}", ask.name())));
                    answers
                        .push((ask.name(), if ask.frameworks_own { answer.only_status() } else { answer }));
                }
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

/// What is too much is not waited for, let alone kept.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_logout_request_of_a_gigabyte_is_answered_before_it_has_come() {
    for server in [axum::serve as Server, actix::serve, rocket::serve] {
        let world = World::start(server, Setting::Store).await;
        let mut connection = TcpStream::connect(world.authority()).await.unwrap();
        let head = format!(
            "POST {BACK_CHANNEL_LOGOUT} HTTP/1.1\r\nhost: {}\r\ncontent-length: 1073741824\r\n\r\nlogout_token=",
            world.authority()
        );
        connection.write_all(head.as_bytes()).await.unwrap();
        connection.write_all(&vec![b'x'; MOST_OF_A_LOGOUT_REQUEST]).await.unwrap();
        let mut answer = [0; 12];
        let answered = connection.read_exact(&mut answer);
        timeout(Duration::from_secs(10), answered).await.unwrap().unwrap();
        assert_eq!(str::from_utf8(&answer).unwrap(), "HTTP/1.1 400");
    }
}

#[test]
fn there_are_at_least_sixty_expectations() {
    let scripts = expectations::scripts();
    let steps = scripts.iter().flat_map(|(_, script)| script);
    let asked = steps.filter(|step| matches!(step, Step::Ask(_))).count();
    assert!(asked >= 60, "{asked}");
}
