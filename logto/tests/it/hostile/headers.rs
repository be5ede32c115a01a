//! Line breaks and other letters in everything that comes from outside and could get into a header.

use logto::testing::Endpoint;
use serde_json::json;

use crate::app::App;
use crate::browser::{Browser, HTML, Page};

const INJECTIONS: [&str; 10] = [
    "x\r\nX-Injected: 1",
    "x\nX-Injected: 1",
    "x\rX-Injected: 1",
    "x\r\n\r\n<script>alert(1)</script>",
    "x; Domain=mallory.example; X-Injected=1",
    "x\", X-Injected=\"1",
    "x\u{0}X-Injected",
    "x\u{85}\u{2028}X-Injected: 1",
    "嘊嘍X-Injected: 1",
    "\u{1f600}ä\u{7f}",
];

/// No header of the answer is an attacker's, and all of them are text.
fn assert_clean(page: &Page, injection: &str) {
    for (name, value) in &page.headers {
        let value = value.to_str().unwrap_or_else(|_| panic!("{name} of {page:?} for {injection:?}"));
        assert_ne!(name, "x-injected", "{injection:?}");
        // An address may hold what was asked for, in its own spelling, which ends nothing.
        let is_address =
            name == "location" && value.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'"');
        assert!(is_address || !value.contains("X-Injected") && !value.contains("mallory"), "{name}: {value}");
    }
    for line in &page.set_cookies {
        assert!(line.is_ascii() && line.contains("; HttpOnly; SameSite=Lax"), "{line}");
    }
}

fn encoded(value: &str) -> String {
    url::form_urlencoded::byte_serialize(value.as_bytes()).collect()
}

#[tokio::test]
async fn what_a_query_says_stays_out_of_headers() {
    let (app, browser) = (App::start().await, Browser::new());
    for injection in INJECTIONS {
        let value = encoded(injection);
        for path in [
            format!("/sign-in?return_to={value}"),
            format!("/sign-in?return_to=/{value}"),
            format!("/sign-in?{value}={value}"),
            format!("/sign-up?return_to=/a?{value}"),
            format!("/callback?state={value}&code={value}&iss={value}"),
            format!("/callback?error={value}&error_description={value}"),
            format!("/sign-out?{value}"),
            format!("/page?{value}"),
            format!("/elsewhere?return_to={value}"),
        ] {
            let page = browser.another().load(&app.url(&path)).await;
            assert_clean(&page, injection);
            assert!(page.status != 303 || page.location.is_some(), "{path}: {page:?}");
        }
        let browser = browser.another();
        let callback = app.sign_in_up_to_callback(&browser, "/page", "alice").await;
        for (name, code) in [("error", 403), ("code", 401)] {
            let changed = callback.replacen("code=", &format!("{name}={value}&x="), 1);
            let page = browser.load(&changed).await;
            assert_clean(&page, injection);
            assert!([code, 400].contains(&page.status.as_u16()), "{page:?}");
        }
    }
}

#[tokio::test]
async fn what_a_request_says_in_its_headers_and_cookies_stays_out_of_headers() {
    let (app, browser) = (App::start().await, Browser::new());
    for injection in
        INJECTIONS.map(encoded).iter().map(String::as_str).chain(["a; b\"c,=", "ä", "==;;=", "\t"])
    {
        for name in ["host", "referer", "origin", "x-forwarded-host", "cookie", "authorization", "accept"] {
            for path in ["/sign-in", "/page", "/sign-out", "/callback?state=s"] {
                let page =
                    browser.another().get_with(&app.url(path), &[(name, injection), ("accept", HTML)]).await;
                assert_clean(&page, injection);
            }
        }
    }
}

/// What it names as its endpoints goes into `Location`, what it issues into cookies, what it refuses with into answers.
#[tokio::test]
async fn what_the_provider_says_stays_out_of_headers() {
    for injection in INJECTIONS {
        let app = App::start().await;
        let endpoint = app.emulator.endpoint().to_owned();
        app.emulator.tamper_responses(Endpoint::Discovery, move |document| {
            for name in ["authorization_endpoint", "end_session_endpoint"] {
                document.insert(name.to_owned(), json!(format!("{endpoint}/oidc/{injection}")));
            }
        });
        let browser = Browser::new();
        let page = browser.load(&app.url("/sign-in")).await;
        assert_clean(&page, injection);
        assert!(
            page.status != 303 || page.location.is_some_and(|url| url.starts_with(app.emulator.endpoint()))
        );

        let app = App::start().await;
        app.emulator.tamper_id_tokens(move |token| {
            for name in ["sub", "name", "sid", "picture"] {
                token.claims.insert(name.to_owned(), json!(injection));
            }
        });
        for field in ["access_token", "refresh_token", "scope", "token_type"] {
            app.emulator.tamper_responses(Endpoint::Token, move |body| {
                drop(body.insert(field.to_owned(), json!(injection)));
            });
            let callback = app.sign_in_up_to_callback(&browser, "/sign-in", "alice").await;
            let page = browser.load(&callback).await;
            assert_clean(&page, injection);
            assert!([303, 400].contains(&page.status.as_u16()), "{field} {page:?}");
            for path in ["/page", "/full", "/session", "/sign-out"] {
                assert_clean(&browser.load(&app.url(path)).await, injection);
            }
        }
        app.emulator.tamper_responses(Endpoint::Token, move |body| {
            body.clear();
            body.insert("error".to_owned(), json!(injection));
            body.insert("error_description".to_owned(), json!(injection));
        });
        let callback = app.sign_in_up_to_callback(&browser, "/sign-in", "alice").await;
        assert_clean(&browser.load(&callback).await, injection);
    }
}
