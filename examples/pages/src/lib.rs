//! The pages that the web examples share: plain HTML, one stylesheet, no script.

use std::fmt::{Display, Write};

use serde::Serialize;

/// The stylesheet, served at `/style.css`.
pub const STYLE: &str = include_str!("style.css");

/// Who is signed in, as the pages show them.
#[derive(Clone, Copy, Debug)]
pub struct Visitor<'a> {
    /// A name to greet with.
    pub name: &'a str,
    /// The address of a picture.
    pub picture: Option<&'a str>,
}

/// The home page for a visitor who is not signed in.
pub fn welcome() -> String {
    page(
        "Welcome",
        None,
        "<p class=\"lead\">This app signs its users in with Logto. Its handlers say so in one line each.</p>\n\
         <p><a class=\"button\" href=\"/sign-in\">Sign in</a> <a class=\"button quiet\" href=\"/sign-up\">Create account</a></p>",
    )
}

/// A page that greets a signed-in user and shows their claims as JSON.
pub fn claims(title: &str, visitor: Visitor<'_>, source: &str, claims: &impl Serialize) -> String {
    let json = serde_json::to_string_pretty(claims).unwrap_or_else(|error| error.to_string());
    page(
        title,
        Some(visitor),
        &format!(
            "<p>{}</p>\n<pre><code>{}</code></pre>",
            Escaped(source),
            Escaped(&json)
        ),
    )
}

fn page(title: &str, visitor: Option<Visitor<'_>>, content: &str) -> String {
    let mut html = String::new();
    let title = Escaped(title);
    // Writing to a string cannot fail.
    let _ = write!(
        html,
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>{title}</title>\n<link rel=\"stylesheet\" href=\"/style.css\">\n</head>\n<body>\n\
         {header}<main>\n<h1>{title}</h1>\n{content}\n</main>\n</body>\n</html>\n",
        header = header(visitor),
    );
    html
}

fn header(visitor: Option<Visitor<'_>>) -> String {
    let Some(Visitor { name, picture }) = visitor else {
        return "<header><a class=\"brand\" href=\"/\">logto</a></header>\n".to_owned();
    };
    let picture = picture.map_or_else(
        || {
            format!(
                "<span class=\"avatar\">{}</span>",
                Escaped(&name.chars().take(1).collect::<String>())
            )
        },
        |picture| format!("<img class=\"avatar\" src=\"{}\" alt=\"\">", Escaped(picture)),
    );
    format!(
        "<header><a class=\"brand\" href=\"/\">logto</a>\n<nav>\
         <a href=\"/protected\">ID token</a> <a href=\"/protected/userinfo\">Userinfo</a>\
         </nav>\n<div class=\"visitor\">{picture}<span>{name}</span>\
         <a class=\"button quiet\" href=\"/sign-out\">Sign out</a></div></header>\n",
        name = Escaped(name),
    )
}

/// Text inside HTML, in content or in a quoted attribute.
struct Escaped<'a>(&'a str);

impl Display for Escaped<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
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
        let html = claims(
            "Home",
            Visitor {
                name,
                picture: Some("\" onerror=\"x"),
            },
            "source",
            &name,
        );
        assert!(!html.contains("<script"));
        assert!(!html.contains("\" onerror"));
        assert!(html.contains("&lt;script&gt;alert(&#39;&quot;&amp;&quot;&#39;)"));
    }
}
