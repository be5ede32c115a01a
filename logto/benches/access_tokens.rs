//! What it costs to verify an access token, beside the bare signature check and beside `jsonwebtoken`.

#![allow(missing_docs, reason = "a bench has no public items")]
#![allow(
    clippy::pedantic,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a bench"
)]

mod support;

use std::hint::black_box;

use aws_lc_rs::signature::{ECDSA_P384_SHA384_FIXED, ParsedPublicKey};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use criterion::Criterion;
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use logto::BearerToken;
use logto::Resource as _;
use tokio::runtime::Runtime;

use support::api::{Api, ShoppingApi};
use support::contest::{self, Contender};

/// More than are remembered: when a token's turn comes again, it has been forgotten.
const TOKENS: usize = 24_000;

/// The bare signature check: key, messages and signatures are ready.
struct Raw<'a> {
    key: ParsedPublicKey,
    signed: Vec<(&'a str, Vec<u8>)>,
}

impl<'a> Raw<'a> {
    fn new(tokens: &'a [String], jwk: &serde_json::Value) -> Self {
        let decode = |text: &str| URL_SAFE_NO_PAD.decode(text).unwrap();
        let coordinate = |name: &str| decode(jwk[name].as_str().unwrap());
        let point = [&[4], coordinate("x").as_slice(), coordinate("y").as_slice()].concat();
        let key = ParsedPublicKey::new(&ECDSA_P384_SHA384_FIXED, point).unwrap();
        let parts = tokens.iter().map(|token| token.rsplit_once('.').unwrap());
        Self { key, signed: parts.map(|(message, signature)| (message, decode(signature))).collect() }
    }

    fn verify(&self, (message, signature): &(&str, Vec<u8>)) {
        self.key.verify_sig(message.as_bytes(), signature).unwrap();
    }
}

/// The library most people use, asked for the same checks.
struct JsonWebToken {
    key: DecodingKey,
    validation: Validation,
}

impl JsonWebToken {
    fn new(api: &Api, jwk: &serde_json::Value) -> Self {
        let member = |name: &str| jwk[name].as_str().unwrap();
        let key = DecodingKey::from_ec_components(member("x"), member("y")).unwrap();
        let mut validation = Validation::new(Algorithm::ES384);
        validation.set_audience(&[ShoppingApi::INDICATOR]);
        validation.set_issuer(&[api.issuer()]);
        Self { key, validation }
    }

    fn verify(&self, token: &str) {
        black_box(jsonwebtoken::decode::<serde_json::Value>(token, &self.key, &self.validation).unwrap());
    }
}

fn main() {
    let runtime = Runtime::new().unwrap();
    let api = runtime.block_on(Api::start());
    let jwk = runtime.block_on(api.key());
    let seen = api.token();
    let tokens: Vec<_> = (0..TOKENS).map(|_| api.token()).collect();
    let (raw, library) = (Raw::new(&tokens, &jwk), JsonWebToken::new(&api, &jwk));
    let verify = |token: &str| {
        black_box(runtime.block_on(BearerToken::<ShoppingApi>::verify(&api.client, token)).unwrap());
    };
    verify(&seen);

    // All verify the same tokens in turn: how long a signature takes depends on its numbers.
    let mut signed = raw.signed.iter().cycle();
    let (mut unseen, mut others) = (tokens.iter().cycle(), tokens.iter().cycle());
    contest::run(
        "verifying an ES384 access token",
        vec![
            Contender::new("aws-lc-rs, the signature alone", || raw.verify(signed.next().unwrap())),
            Contender::new("logto, a new token", || verify(unseen.next().unwrap())),
            Contender::new("jsonwebtoken (aws-lc-rs)", || library.verify(others.next().unwrap())),
        ],
    );
    contest::run(
        "a token that was seen before",
        vec![
            Contender::new("logto, a seen token", || verify(&seen)),
            Contender::new("jsonwebtoken (aws-lc-rs)", || library.verify(&seen)),
        ],
    );

    let mut criterion = Criterion::default().configure_from_args();
    let mut group = criterion.benchmark_group("access token");
    group.bench_function("aws-lc-rs signature", |bench| bench.iter(|| raw.verify(signed.next().unwrap())));
    group.bench_function("logto new", |bench| bench.iter(|| verify(unseen.next().unwrap())));
    group.bench_function("logto seen", |bench| bench.iter(|| verify(&seen)));
    group.bench_function("jsonwebtoken", |bench| bench.iter(|| library.verify(&seen)));
    group.finish();
    criterion.final_summary();
}
