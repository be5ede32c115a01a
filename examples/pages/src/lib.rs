//! The pages that the web examples share: plain HTML, one stylesheet, no script.

use std::fmt::{self, Display, Write};

use serde::Serialize;

/// The stylesheet, served at `/style.css`.
pub const STYLE: &str = include_str!("style.css");

/// What there is to try, with the line of code that it shows.
const TRY: [(&str, &str, &str); 5] = [
    (
        "/protected",
        "#[authenticated(redirect)]",
        "Signs you in first, brings you back, and shows the claims of your ID token.",
    ),
    (
        "/protected/userinfo",
        "#[authenticated(redirect, fetch_userinfo)]",
        "The same with fresh claims from the userinfo endpoint, custom data among them.",
    ),
    (
        "/protected/organizations",
        "organization_token(&id)",
        "Your organizations, and what you may do in each of them.",
    ),
    (
        "/protected/orders",
        "access_token::<ShoppingApi>()",
        "Calls an API in your name, with an access token of its own.",
    ),
    (
        "/protected/no-redirect",
        "#[authenticated]",
        "For programs: your claims as JSON, or 401 as long as you are signed out.",
    ),
];

/// Who is signed in, as the pages show them.
#[derive(Clone, Copy, Debug)]
pub struct Visitor<'a> {
    /// A name to greet with.
    pub name: &'a str,
    /// The address of a picture.
    pub picture: Option<&'a str>,
}

impl<'a> Visitor<'a> {
    /// A user who may have no name; the ID stands in for it.
    pub fn new(id: &'a str, name: Option<&'a str>, picture: Option<&'a str>) -> Self {
        let name = name.unwrap_or(id);
        Self { name, picture }
    }
}

/// The home page of a visitor who is not signed in.
pub fn welcome() -> String {
    let content = format!(
        "<section class=\"hero\">\n<h1>Sign-in by annotation</h1>\n\
         <p class=\"lead\">This app signs its users in with Logto. Each handler says in one line who may come in.</p>\n\
         <p><a class=\"button\" href=\"/sign-in\">Sign in</a> \
         <a class=\"button quiet\" href=\"/sign-up\">Create account</a></p>\n</section>\n{}",
        things_to_try()
    );
    page("Welcome", &account(None), &content)
}

/// The home page of a signed-in user.
pub fn home(visitor: Visitor<'_>, claims: &impl Serialize) -> String {
    let content = format!(
        "<section class=\"hero\">\n{}\n<h1>Hello, {}</h1>\n<p class=\"lead\">You are signed in.</p>\n</section>\n\
         {}\n<h2>Your claims</h2>\n{}",
        avatar(visitor, "large"),
        Escaped(visitor.name),
        things_to_try(),
        json(claims),
    );
    page("Home", &account(Some(visitor)), &content)
}

/// A page that shows the claims of a signed-in user, and says where they come from.
pub fn claims(title: &str, visitor: Visitor<'_>, source: &str, claims: &impl Serialize) -> String {
    let content =
        format!("<h1>{}</h1>\n<p class=\"lead\">{}</p>\n{}", Escaped(title), Escaped(source), json(claims));
    page(title, &account(Some(visitor)), &content)
}

/// A page that says what went wrong.
pub fn failure(title: &str, text: &str, signed_out: bool) -> String {
    let (path, link) = if signed_out { ("/sign-in", "Sign in") } else { ("/", "Home") };
    let content = format!(
        "<h1>{}</h1>\n<p class=\"lead\">{}</p>\n<p><a class=\"button quiet\" href=\"{path}\">{link}</a></p>",
        Escaped(title),
        Escaped(text)
    );
    page(title, "", &content)
}

fn page(title: &str, account: &str, content: &str) -> String {
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>{title} · Logto example</title>\n<link rel=\"icon\" href=\"data:,\">\n\
         <link rel=\"stylesheet\" href=\"/style.css\">\n</head>\n<body>\n\
         <header>\n<a class=\"brand\" href=\"/\">logto <small>for Rust</small></a>\n\
         <div class=\"account\">{account}</div>\n</header>\n\
         <main>\n{content}\n</main>\n</body>\n</html>\n",
        title = Escaped(title),
    )
}

fn account(visitor: Option<Visitor<'_>>) -> String {
    match visitor {
        None => "<a class=\"button\" href=\"/sign-in\">Sign in</a>".to_owned(),
        Some(visitor) => format!(
            "{}<span class=\"name\">{}</span><a class=\"button quiet\" href=\"/sign-out\">Sign out</a>",
            avatar(visitor, ""),
            Escaped(visitor.name)
        ),
    }
}

fn avatar(Visitor { name, picture }: Visitor<'_>, size: &str) -> String {
    if let Some(picture) = picture {
        return format!("<img class=\"avatar {size}\" src=\"{}\" alt=\"\">", Escaped(picture));
    }
    let initial: String = name.chars().take(1).flat_map(char::to_uppercase).collect();
    format!("<span class=\"avatar {size}\" aria-hidden=\"true\">{}</span>", Escaped(&initial))
}

fn things_to_try() -> String {
    let cards: String = TRY
        .map(|(path, guard, what)| {
            format!(
                "<a class=\"card\" href=\"{path}\"><code>{guard}</code><strong>{path}</strong><span>{what}</span></a>\n",
                guard = Escaped(guard)
            )
        })
        .concat();
    format!("<nav class=\"cards\">\n{cards}</nav>")
}

fn json(value: &impl Serialize) -> String {
    let text = serde_json::to_string_pretty(value).unwrap_or_else(|error| error.to_string());
    format!("<pre><code>{}</code></pre>", Escaped(&text))
}

/// Text inside HTML, in content or in a quoted attribute.
struct Escaped<'a>(&'a str);

impl Display for Escaped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for character in self.0.chars() {
            match character {
                '&' => f.write_str("&amp;")?,
                '<' => f.write_str("&lt;")?,
                '>' => f.write_str("&gt;")?,
                '"' => f.write_str("&quot;")?,
                '\'' => f.write_str("&#39;")?,
                other => f.write_char(other)?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_user_calls_themselves_is_text_and_not_markup() {
        let name = "<script>alert('\"&\"')</script>";
        let visitor = Visitor { name, picture: Some("\" onerror=\"x") };
        for html in
            [home(visitor, &name), claims("Home", visitor, "source", &name), failure(name, name, true)]
        {
            assert!(!html.contains("<script"));
            assert!(!html.contains("\" onerror"));
            assert!(html.contains("&lt;script&gt;alert(&#39;&quot;&amp;&quot;&#39;)"));
        }
    }
}
