//! Every message of the macros is shown by a UI case: what no case shows, nobody has read.

use std::fs;
use std::path::{Path, PathBuf};

use proc_macro2::{Delimiter, TokenStream, TokenTree};

#[test]
fn every_message_of_the_macros_has_a_case() {
    let mut messages = Vec::new();
    for file in files(&workspace().join("logto-macros/src"), "rs") {
        if !file.ends_with("tests.rs") {
            texts(&tokens(&file), &mut messages);
        }
    }
    assert!(messages.len() > 30, "messages are no longer found: {messages:?}");
    all_shown(&messages);
}

#[test]
fn every_message_that_the_compiler_says_for_the_runtime_has_a_case() {
    let mut messages = Vec::new();
    let files = [
        "claims/mod.rs",
        "claims/convert.rs",
        "claims/has_roles.rs",
        "resource.rs",
        "resource_server/access.rs",
    ];
    for file in files {
        diagnostics(&tokens(&workspace().join("logto/src").join(file)), &mut messages);
    }
    assert!(messages.len() > 20, "messages are no longer found: {messages:?}");
    all_shown(&messages);
}

fn all_shown(messages: &[String]) {
    let shown: Vec<String> = files(Path::new(env!("CARGO_MANIFEST_DIR")), "stderr")
        .iter()
        .map(|file| fs::read_to_string(file).expect("a case"))
        .collect();
    let unshown: Vec<_> =
        messages.iter().filter(|message| !shown.iter().any(|case| shows(case, message))).collect();
    assert!(unshown.is_empty(), "no UI case shows these messages: {unshown:#?}");
}

/// Whether a line holds a message's fixed parts in their order, with anything in the place of `{…}`.
fn shows(case: &str, message: &str) -> bool {
    let parts: Vec<_> =
        message.split('{').map(|part| part.split_once('}').map_or(part, |(_, text)| text)).collect();
    case.lines().any(|line| {
        let mut rest = line;
        parts.iter().all(|part| match rest.find(part) {
            Some(at) => {
                rest = &rest[at + part.len()..];
                true
            }
            None => false,
        })
    })
}

/// String literals with a space in them, outside attributes, assertions and test modules.
fn texts(stream: &TokenStream, messages: &mut Vec<String>) {
    let mut before: Vec<String> = Vec::new();
    for token in stream.clone() {
        let skipped = before.ends_with(&["#".into()])
            || before.ends_with(&["#".into(), "!".into()])
            || before.ends_with(&["debug_assert".into(), "!".into()])
            || before.ends_with(&["mod".into(), "tests".into()]);
        match &token {
            TokenTree::Group(group) if !skipped => texts(&group.stream(), messages),
            TokenTree::Literal(literal) => messages.extend(text(&literal.to_string())),
            _ => {}
        }
        before.push(token.to_string());
    }
}

/// The texts of `#[diagnostic::…]` attributes.
fn diagnostics(stream: &TokenStream, messages: &mut Vec<String>) {
    for token in stream.clone() {
        if let TokenTree::Group(group) = token {
            let attribute = group.delimiter() == Delimiter::Bracket;
            if attribute && group.stream().to_string().starts_with("diagnostic") {
                texts(&group.stream(), messages);
            } else {
                diagnostics(&group.stream(), messages);
            }
        }
    }
}

/// The value of a string literal that is prose.
fn text(literal: &str) -> Option<String> {
    let inner = literal.strip_prefix('"')?.strip_suffix('"')?;
    // A backslash at the end of a line joins it to the next.
    let joined: String = inner
        .split("\\\n")
        .enumerate()
        .map(|(line, text)| if line == 0 { text } else { text.trim_start() })
        .collect();
    let text = joined.replace("\\\"", "\"").replace("\\\\", "\\");
    text.trim_start_matches([':', ' ']).contains(' ').then_some(text)
}

fn tokens(file: &Path) -> TokenStream {
    let source = fs::read_to_string(file).expect("a source file");
    source.parse().expect("Rust")
}

fn files(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(files(&path, extension));
        } else if path.extension().is_some_and(|found| found == extension) {
            found.push(path);
        }
    }
    found
}

fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}
