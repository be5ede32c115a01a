//! What the READMEs say about the repository is so.

#![allow(missing_docs, reason = "a test binary has no public items")]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "these are tests, outside their functions too"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use logto::claims::{CLAIMS, Delivery};

/// What a quick start goes through.
const STEPS: &[&str] = &[
    "Installation",
    "Init the client",
    "Configure redirect URIs",
    "Sign-in and sign-out routes",
    "Handle authentication status",
    "Get user information",
    "Request more claims",
    "API resources",
    "Organizations",
    "Where to go on",
];

/// The text of the crate's documentation.
const GUIDE: &str = "logto/src/guide.md";

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The part of a text under a heading such as `## Features`, up to the next one of its level.
fn section<'a>(text: &'a str, heading: &str) -> &'a str {
    let start = text.find(&format!("\n{heading}\n")).unwrap_or_else(|| panic!("no section {heading}"));
    let body = &text[start + 1..];
    let level = heading.split_inclusive(' ').next().unwrap();
    body.find(&format!("\n{level}")).map_or(body, |end| &body[..end])
}

/// The rows of the only table in a text, as cells, without the head.
fn table(text: &str) -> Vec<Vec<String>> {
    let lines = text.lines().filter(|line| line.starts_with('|'));
    lines
        .skip(2)
        .map(|line| line.trim_matches('|').split('|').map(|cell| cell.trim().to_owned()).collect())
        .collect()
}

/// What stands between backticks.
fn code(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2)
}

fn first_code(text: &str) -> String {
    code(text).next().unwrap_or_else(|| panic!("no `…` in {text}")).to_owned()
}

/// The folders of `examples/` that hold a program.
fn examples() -> BTreeSet<String> {
    let folders = fs::read_dir(root().join("examples")).unwrap().map(|entry| entry.unwrap().path());
    let programs =
        folders.filter(|folder| folder.join("src/main.rs").exists() || folder.join("src/bin").exists());
    programs.map(|folder| folder.file_name().unwrap().to_str().unwrap().to_owned()).collect()
}

#[test]
fn the_readme_and_the_crate_docs_are_short() {
    assert!(read("README.md").lines().count() <= 150);
    assert!(read(GUIDE).lines().count() <= 280);
}

#[test]
fn a_web_app_takes_150_lines_in_any_framework() {
    for framework in ["axum", "actix", "rocket"] {
        let folder = root().join(format!("examples/{framework}-web-app/src"));
        let files: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        assert!(
            files.iter().any(|file| file.ends_with("main.rs")) && files.iter().all(|file| file.is_file())
        );
        let lines: usize = files.iter().map(|file| fs::read_to_string(file).unwrap().lines().count()).sum();
        assert!(lines <= 150, "{framework}: {lines}");
    }
}

/// The names of the rows of a table, in their order.
fn names(rows: &[Vec<String>]) -> Vec<String> {
    rows.iter().map(|row| first_code(&row[0])).collect()
}

#[test]
fn the_examples_are_listed_in_one_order_and_in_the_same_words() {
    let readme = read("README.md");
    let (there, here) = (table(&read("examples/README.md")), table(section(&readme, "## Examples")));
    assert_eq!(names(&there), names(&here));
    for (there, here) in there.iter().zip(&here) {
        assert_eq!(there[1], here[1]);
    }
}

#[test]
fn the_readme_lists_the_examples() {
    let readme = read("README.md");
    let rows = table(section(&readme, "## Examples"));
    for row in &rows {
        let name = first_code(&row[0]);
        assert_eq!(row[0], format!("[`{name}`](examples/{name})"));
    }
    assert_eq!(rows.iter().map(|row| first_code(&row[0])).collect::<BTreeSet<_>>(), examples());
    assert_eq!(rows.len(), examples().len());
}

#[test]
fn the_examples_readme_lists_the_examples_and_how_to_run_them() {
    let rows = table(&read("examples/README.md"));
    for row in &rows {
        let name = first_code(&row[0]);
        assert_eq!(row[0], format!("[`{name}`]({name})"));
        assert_eq!(row[2], format!("`cargo run -p {name}`"));
    }
    assert_eq!(rows.iter().map(|row| first_code(&row[0])).collect::<BTreeSet<_>>(), examples());
    assert_eq!(rows.len(), examples().len());
}

#[test]
fn every_variable_that_a_readme_names_is_documented() {
    let source = read("logto/src/config/mod.rs");
    let rows: String = source.lines().filter(|line| line.trim().starts_with("/// | `LOGTO_")).collect();
    let documented = variables(&rows);
    for readme in ["README.md", "examples/README.md"] {
        let named = variables(&read(readme));
        assert!(named.contains("LOGTO_ENDPOINT"));
        assert_eq!(named.difference(&documented).collect::<Vec<_>>(), Vec::<&String>::new(), "{readme}");
    }
}

/// One quick start for each framework, with the steps of Logto's own guides in their order.
#[test]
fn the_quick_starts_have_the_same_steps() {
    for framework in ["axum", "actix", "rocket"] {
        let text = read(&format!("logto/src/{framework}/quick_start.md"));
        let steps: Vec<_> = text.lines().filter_map(|line| line.strip_prefix("# ")).collect();
        // In code, a line that begins like this is one that readers do not see.
        let steps: Vec<_> = steps.into_iter().filter(|step| !step.contains([';', '}', '('])).collect();
        assert_eq!(steps, STEPS, "{framework}");
        let page = format!("logto/latest/logto/{framework}/quick_start/");
        for readme in ["README.md", "examples/README.md"] {
            assert!(read(readme).contains(&page), "{readme} does not link to that of {framework}");
        }
        assert!(read(GUIDE).contains(&format!("({framework}::quick_start)")), "{framework}");
    }
}

fn variables(text: &str) -> BTreeSet<String> {
    let words = text.split(|letter: char| !(letter.is_ascii_uppercase() || letter == '_'));
    words.filter(|word| word.starts_with("LOGTO_")).map(str::to_owned).collect()
}

/// What the README shows of the compiler is what the compiler says: the first lines, down to where the mistake is.
#[test]
fn the_readme_shows_the_error_of_a_ui_case() {
    let readme = read("README.md");
    let (_, shown) = readme.split_once("<!-- error: ").unwrap();
    let (case, shown) = shown.split_once(" -->\n```text\n").unwrap();
    let (shown, _) = shown.split_once("```").unwrap();
    let said = read(&format!("tests/ui/{case}"));
    assert!(said.starts_with(shown), "the README shows\n{shown}\nand the compiler says\n{said}");
    assert!(shown.lines().count() >= 5 && shown.ends_with('\n'));
}

/// Each threat has a protection, and each protection a test.
#[test]
fn every_test_that_the_security_policy_names_exists() {
    let policy = read("SECURITY.md");
    let rows = table(section(&policy, "## What protects against what"));
    assert!(rows.len() > 30);
    for row in &rows {
        let [threat, _, tests] = row.as_slice() else { panic!("{row:?}") };
        assert!(code(tests).count() > 0, "{threat}");
        for test in code(tests) {
            let (file, name) = test.rsplit_once("::").unwrap_or_else(|| panic!("{test}"));
            let source = read(&format!("logto/{file}"));
            let (before, _) =
                source.split_once(&format!("fn {name}(")).unwrap_or_else(|| panic!("no test {test}"));
            let attribute = before.rsplit_once('[').map_or("", |(_, attribute)| attribute);
            assert!(
                attribute.starts_with("test]") || attribute.starts_with("tokio::test"),
                "{test} is no test"
            );
        }
    }
}

/// A feature that is not in the manifest, or one that is and nobody hears of.
#[test]
fn the_readme_and_the_crate_docs_list_the_features() {
    let features = features();
    let readme = read("README.md");
    let docs = read(GUIDE);
    for (text, heading) in [(&readme, "## Features"), (&docs, "# Crate features")] {
        let listed: BTreeMap<_, _> = table(section(text, heading))
            .into_iter()
            .map(|row| (first_code(&row[0]), row[1] == "yes"))
            .collect();
        assert_eq!(listed, features, "{heading}");
    }
}

/// The features of the crate, and whether they are on by default.
fn features() -> BTreeMap<String, bool> {
    let manifest = read("logto/Cargo.toml");
    let lines =
        manifest.split("[features]\n").nth(1).unwrap().lines().take_while(|line| !line.starts_with('['));
    let features: BTreeMap<_, _> =
        lines.filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once(" = ")).collect();
    let default = features["default"];
    let names = features.keys().filter(|name| **name != "default");
    names.map(|name| ((*name).to_owned(), default.contains(&format!("\"{name}\"")))).collect()
}

/// The table of scopes against the one that the macros are generated from.
#[test]
fn the_crate_docs_list_the_scopes_with_their_claims() {
    let docs = read(GUIDE);
    let listed: BTreeMap<_, _> = table(section(&docs, "# Get user information"))
        .into_iter()
        .map(|row| (code(&row[0]).next().unwrap_or("openid").to_owned(), (row[1].clone(), row[2].clone())))
        .collect();
    let mut known: BTreeMap<_, (Vec<String>, Vec<String>)> = BTreeMap::new();
    for claim in CLAIMS {
        let scope = claim.scope.map_or("openid", |scope| scope.as_str().rsplit(':').next().unwrap());
        let (names, fetched) = known.entry(scope.to_owned()).or_default();
        names.push(format!("`{}`", claim.name));
        if claim.delivery == Delivery::UserinfoUnlessOn {
            fetched.push(format!("`{}`", claim.name));
        }
    }
    let known: BTreeMap<_, _> = known
        .into_iter()
        .map(|(scope, (names, fetched))| {
            let delivered = match fetched.len() {
                0 => "ID token".to_owned(),
                all if all == names.len() => "userinfo".to_owned(),
                _ => format!("ID token; {} in userinfo", fetched.join(" ")),
            };
            (scope, (names.join(" "), delivered))
        })
        .collect();
    assert_eq!(listed, known);
}

#[test]
fn the_rust_version_is_the_one_of_the_manifest() {
    let manifest = read("Cargo.toml");
    let version = manifest.split("rust-version = \"").nth(1).unwrap().split('"').next().unwrap();
    assert!(read("README.md").contains(&format!("Rust {version}")));
    assert!(read(GUIDE).contains(&format!("Rust {version}")));
}
