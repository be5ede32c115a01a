//! The HTML of the emulator: plain pages that work without script.

use crate::testing::model::{App, User};

const STYLE: &str = "\
:root{color-scheme:light dark;font:16px/1.5 system-ui,sans-serif;--ink:light-dark(#1b1b2f,#ececf4);\
--soft:light-dark(#5c5c75,#a5a5bb);--card:light-dark(#fff,#1c1c29);--line:light-dark(#d9d9e8,#3a3a55);\
--accent:light-dark(#5d34f2,#a48cff);--on-accent:light-dark(#fff,#17112e)}\
*{box-sizing:border-box}\
body{display:grid;place-items:center;min-height:100vh;margin:0;padding:1.5rem 1rem;color:var(--ink);\
background:light-dark(#f0eefb,#12121b)}\
main{width:100%;max-width:24rem;padding:2rem;border:1px solid var(--line);border-radius:1rem;background:var(--card)}\
h1{font-size:1.5rem;line-height:1.2;letter-spacing:-.02em;margin:0}\
p{margin:.35rem 0;color:var(--soft);overflow-wrap:anywhere}p b{color:var(--ink)}\
form{display:grid;gap:.75rem;margin:1.25rem 0 1rem}label{display:grid;gap:.25rem;font-size:.9rem}\
input,button{font:inherit;color:inherit;padding:.55rem .75rem;border:1px solid var(--line);border-radius:.6rem;\
background:var(--card)}\
button{cursor:pointer}button:hover{border-color:var(--accent)}\
button.main{border-color:var(--accent);background:var(--accent);color:var(--on-accent);font-weight:600}\
button.main:hover{filter:brightness(1.1)}\
button.user{display:grid;text-align:left;line-height:1.35;overflow-wrap:anywhere}button.user b{font-weight:600}\
button.link{padding:0;border:0;background:none;color:var(--accent);text-decoration:underline}\
.or{margin:.25rem 0 0;text-align:center;font-size:.9rem}\
.row{display:flex;flex-wrap:wrap;justify-content:space-between;gap:.5rem 1rem;padding-top:.25rem}\
:is(a,button,input):focus-visible{outline:3px solid var(--accent);outline-offset:2px}\
.wrong{color:light-dark(#c62828,#ff8a80)}small{color:var(--soft)}a{color:var(--accent)}";

/// What the sign-in and the sign-up form are made from.
#[derive(Debug)]
pub(super) struct Form<'a> {
    pub(super) interaction: &'a str,
    pub(super) app: &'a str,
    pub(super) hint: &'a str,
    pub(super) complaint: Option<&'a str>,
}

pub(super) fn sign_in(form: &Form<'_>, users: &[User]) -> String {
    let buttons: String = users.iter().map(user_button).collect();
    let or = if users.is_empty() { "" } else { "<p class=\"or\">or continue as</p>" };
    let fields = format!(
        "<label>Username, email or phone<input name=\"username\" value=\"{}\" autocomplete=\"username\" autofocus></label>\
         <label>Password<input name=\"password\" type=\"password\" autocomplete=\"current-password\">\
         <small>The default password is <code>password</code>.</small></label>\
         <button class=\"main\">Sign in</button>{or}{buttons}",
        escape(form.hint)
    );
    let elsewhere =
        format!("<a href=\"/register?interaction={}\">Create an account</a>", escape(form.interaction));
    interaction("Sign in", "/sign-in", form, &fields, &elsewhere)
}

pub(super) fn sign_up(form: &Form<'_>) -> String {
    let fields = format!(
        "<label>Username<input name=\"username\" autocomplete=\"username\" autofocus></label>\
         <label>Password<input name=\"password\" type=\"password\" autocomplete=\"new-password\"></label>\
         <label>Name (optional)<input name=\"name\" autocomplete=\"name\"></label>\
         <label>Email (optional)<input name=\"email\" type=\"email\" value=\"{}\" autocomplete=\"email\"></label>\
         <button class=\"main\">Create account</button>",
        escape(form.hint)
    );
    let elsewhere =
        format!("<a href=\"/sign-in?interaction={}\">Sign in instead</a>", escape(form.interaction));
    interaction("Create account", "/register", form, &fields, &elsewhere)
}

fn interaction(title: &str, action: &str, form: &Form<'_>, fields: &str, elsewhere: &str) -> String {
    let complaint =
        form.complaint.map(|text| format!("<p class=\"wrong\" role=\"alert\">{}</p>", escape(text)));
    page(
        title,
        &format!(
            "<h1>{title}</h1><p>to continue to <b>{app}</b></p>{complaint}\
             <form method=\"post\" action=\"{action}\">\
             <input type=\"hidden\" name=\"interaction\" value=\"{id}\">{fields}\
             <div class=\"row\">{elsewhere}\
             <button class=\"link\" name=\"cancel\" value=\"yes\">Cancel</button></div></form>\
             <small>Logto emulator, for tests and development</small>",
            app = escape(form.app),
            complaint = complaint.unwrap_or_default(),
            id = escape(form.interaction),
        ),
    )
}

fn user_button(user: &User) -> String {
    let name = user.name.as_deref().unwrap_or(&user.username);
    let suspended = if user.suspended { " (suspended)" } else { "" };
    format!(
        "<button class=\"user\" name=\"user\" value=\"{}\"><b>{}{suspended}</b> <small>{}</small></button>",
        escape(&user.id),
        escape(name),
        escape(user.email.as_deref().unwrap_or(&user.username)),
    )
}

/// The form that ends a session; it submits itself where script is allowed, as Logto's does.
pub(super) fn sign_out(confirm: &str, xsrf: &str) -> String {
    page(
        "Signing out",
        &format!(
            "<h1>Sign out?</h1><form id=\"op.logoutForm\" method=\"post\" action=\"{}\">\
             <input type=\"hidden\" name=\"xsrf\" value=\"{}\">\
             <input type=\"hidden\" name=\"logout\" value=\"yes\">\
             <button class=\"main\">Sign out</button></form>\
             <script>document.forms[0].submit()</script>",
            escape(confirm),
            escape(xsrf)
        ),
    )
}

pub(super) fn signed_out() -> String {
    page("Signed out", "<h1>Signed out</h1><p>You can close this page.</p>")
}

pub(super) fn no_interaction() -> String {
    page("No sign-in under way", "<h1>No sign-in under way</h1><p>Go back to the app and sign in again.</p>")
}

/// What a person sees who opens the endpoint itself.
pub(super) fn start(endpoint: &str, apps: &[App]) -> String {
    let apps = apps
        .iter()
        .map(|app| format!("<p>app ID: <code>{}</code></p>", escape(&app.id)))
        .collect::<Vec<_>>()
        .concat();
    page(
        "Logto emulator",
        &format!("<h1>Logto emulator</h1><p>endpoint: <code>{}</code></p>{apps}", escape(endpoint)),
    )
}

/// A callback as a form, for `response_mode=form_post`.
pub(super) fn form_post(redirect_uri: &str, params: &[(String, String)]) -> String {
    let fields = params
        .iter()
        .map(|(name, value)| {
            format!("<input type=\"hidden\" name=\"{}\" value=\"{}\">", escape(name), escape(value))
        })
        .collect::<Vec<_>>()
        .concat();
    page(
        "Continue",
        &format!(
            "<form method=\"post\" action=\"{}\">{fields}<button class=\"main\">Continue</button></form>\
             <script>document.forms[0].submit()</script>",
            escape(redirect_uri)
        ),
    )
}

fn page(title: &str, body: &str) -> String {
    format!(
        "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width\"><title>{title}</title>\
         <style>{STYLE}</style></head><body><main>{body}</main></body></html>"
    )
}

fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            other => escaped.push(other),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_of_a_request_or_user_becomes_markup() {
        let evil = "\"><script>alert(1)</script>";
        let form = Form { interaction: evil, app: evil, hint: evil, complaint: Some(evil) };
        let users = [User::new(evil).name(evil).id(evil)];
        for page in [sign_in(&form, &users), sign_up(&form), form_post(evil, &[(evil.into(), evil.into())])] {
            assert!(!page.contains("<script>alert"), "{page}");
        }
    }
}
