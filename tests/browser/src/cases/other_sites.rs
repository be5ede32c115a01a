//! What other sites try.

use crate::app::{App, Example};
use crate::browser::Browser;

/// Sends the browser to the sign-out, as a page of another site would.
const ATTACKS: [(&str, &str); 2] = [
    (
        "a form",
        "const form = document.createElement('form'); form.method = 'POST'; form.action = 'TARGET'; \
         document.body.append(form); form.submit();",
    ),
    (
        "a link",
        "const link = document.createElement('a'); link.href = 'TARGET'; document.body.append(link); link.click();",
    ),
];

/// Neither a form nor a link on another site, nor on another port of this host, signs the user out.
pub async fn other_sites_sign_nobody_out(example: Example) {
    let Some(browser) = Browser::open(example).await else { return };
    let app = App::start(example.program, &[]);
    browser.goto(&app.url("/protected")).await;
    let emulator = browser.url().await;
    let emulator = emulator.split("/sign-in").next().unwrap().to_owned();
    browser.sign_in("alice").await;
    browser.arrive(&app.url("/protected")).await;

    // `127.0.0.1` and `localhost` are two sites, although the same program answers.
    let elsewhere = app.url("/").replace("localhost", "127.0.0.1");
    for site in [elsewhere, emulator] {
        for (attack, script) in ATTACKS {
            browser.goto(&site).await;
            browser.run(&script.replace("TARGET", &app.url("/sign-out"))).await;
            browser.arrive(&app.url("/sign-out")).await;
            browser.see("Access denied").await;
            browser.goto(&app.url("/protected")).await;
            assert_eq!(browser.url().await, app.url("/protected"), "{attack} at {site}");
            browser.see("alice@example.com").await;
        }
    }
    // The user's own click does.
    browser.click("a[href='/sign-out']").await;
    browser.arrive(&app.url("/")).await;
    browser.see("Create account").await;
}
