//! Imports inside the crate only go down, and foreign crates stay in their rooms.

#![allow(missing_docs, reason = "a test binary has no public items")]
#![allow(clippy::unwrap_used, reason = "functions beside the tests are tests too")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use syn::visit::Visit;

/// The storeys of the crate, top first. A module may use those on lower storeys and itself.
const STOREYS: &[&[&str]] = &[
    &["axum", "actix", "rocket"],
    &["guard", "resource_server"],
    &["client"],
    &["session", "refresh", "provider"],
    &["tokens", "http"],
    &["config"],
    &["claims"],
    &["protocol"],
    &["jose"],
    &["epoch", "error", "organization", "prompt", "recent", "resource", "return_to", "scope", "secret"],
];

/// What an adapter may not reach past the guard for.
const NOT_FOR_ADAPTERS: &[&str] = &["protocol", "jose", "http", "provider", "session", "tokens"];

/// Foreign crates and the only places that may name them.
const ROOMS: &[(&str, &[&str])] = &[
    ("openidconnect", &["protocol", "jose", "tokens"]),
    ("reqwest", &["http"]),
    ("actix_web", &["actix"]),
    ("axum", &["axum", "testing"]),
    ("rocket", &["rocket"]),
    ("tower_layer", &["axum"]),
    ("tower_service", &["axum"]),
    // The session stores that are somewhere else.
    ("bytes", &["session"]),
    ("deadpool_postgres", &["session"]),
    ("redis", &["session"]),
    ("rustls", &["session"]),
    ("rustls_platform_verifier", &["session"]),
    ("tokio_postgres", &["session"]),
    ("tokio_postgres_rustls", &["session"]),
    ("tokio", &["http", "session", "testing"]),
];

struct Paths(Vec<Vec<String>>);

impl Visit<'_> for Paths {
    fn visit_item_use(&mut self, item: &syn::ItemUse) {
        self.tree(&item.tree, Vec::new());
    }

    fn visit_path(&mut self, path: &syn::Path) {
        self.0.push(path.segments.iter().map(|segment| segment.ident.to_string()).collect());
        syn::visit::visit_path(self, path);
    }

    fn visit_item_mod(&mut self, module: &syn::ItemMod) {
        let is_test = module.attrs.iter().any(|attribute| {
            attribute.path().is_ident("cfg")
                && attribute.parse_args::<syn::Path>().is_ok_and(|path| path.is_ident("test"))
        });
        if !is_test {
            syn::visit::visit_item_mod(self, module);
        }
    }
}

impl Paths {
    fn tree(&mut self, tree: &syn::UseTree, mut path: Vec<String>) {
        match tree {
            syn::UseTree::Path(inner) => {
                path.push(inner.ident.to_string());
                self.tree(&inner.tree, path);
            }
            syn::UseTree::Name(name) => {
                path.push(name.ident.to_string());
                self.0.push(path);
            }
            syn::UseTree::Rename(rename) => {
                path.push(rename.ident.to_string());
                self.0.push(path);
            }
            syn::UseTree::Glob(_) => self.0.push(path),
            syn::UseTree::Group(group) => group.items.iter().for_each(|tree| self.tree(tree, path.clone())),
        }
    }
}

/// Every source file that is no test, with the module of the crate's root that it belongs to.
fn sources() -> Vec<(String, PathBuf)> {
    fn walk(folder: &Path, files: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, files);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                files.push(path);
            }
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    walk(&root, &mut files);
    let module = |file: &PathBuf| {
        let first = file.strip_prefix(&root).unwrap().components().next().unwrap();
        first.as_os_str().to_str().unwrap().trim_end_matches(".rs").to_owned()
    };
    let is_test = |file: &Path| {
        file.components().any(|part| matches!(part.as_os_str().to_str(), Some("tests" | "tests.rs")))
    };
    files
        .into_iter()
        .filter(|file| !is_test(file.strip_prefix(&root).unwrap()))
        .map(|file| (module(&file), file))
        .collect()
}

fn paths(file: &Path) -> Vec<Vec<String>> {
    let mut paths = Paths(Vec::new());
    paths.visit_file(&syn::parse_file(&fs::read_to_string(file).unwrap()).unwrap());
    paths.0
}

fn storey(module: &str) -> Option<usize> {
    STOREYS.iter().position(|modules| modules.contains(&module))
}

/// Modules that only re-export or that stand beside the crate.
fn is_outside(module: &str) -> bool {
    matches!(module, "fuzzing" | "lib" | "macros" | "private" | "testing")
}

#[test]
fn imports_only_go_down() {
    let mut wrong = BTreeSet::new();
    for (module, file) in sources() {
        if is_outside(&module) {
            continue;
        }
        let from = storey(&module).unwrap_or_else(|| panic!("`{module}` has no storey: add it to STOREYS"));
        for path in paths(&file) {
            let [first, target, ..] = path.as_slice() else {
                continue;
            };
            if first != "crate" || *target == module {
                continue;
            }
            let down = storey(target).is_none_or(|to| to > from || to == from && to == STOREYS.len() - 1);
            let past_the_guard = from == 0 && NOT_FOR_ADAPTERS.contains(&target.as_str());
            if !down || past_the_guard || is_outside(target) {
                wrong.insert(format!("{}: {}", file.display(), path.join("::")));
            }
        }
    }
    assert!(wrong.is_empty(), "imports that do not go down:\n{wrong:#?}");
}

/// What `testing` hands on from the rest of the crate, and the emulator does not use: the suite for session stores has to
/// make sessions, which only the crate itself can.
const HANDED_ON_BY_TESTING: &[&str] = &["crate", "session", "conformance"];

#[test]
fn the_emulator_shares_nothing_with_the_crate_it_tests() {
    for (_, file) in sources().into_iter().filter(|(module, _)| module == "testing") {
        for path in paths(&file) {
            let of_the_crate = path.first().is_some_and(|first| first == "crate" || first == "logto");
            let shared = of_the_crate && path.get(1).is_none_or(|second| second != "testing");
            let handed_on = path == HANDED_ON_BY_TESTING && file.ends_with("testing/mod.rs");
            assert!(!shared || handed_on, "{}: {}", file.display(), path.join("::"));
        }
    }
}

#[test]
fn foreign_crates_stay_in_their_rooms() {
    for (module, file) in sources() {
        for path in paths(&file) {
            let Some((_, rooms)) = ROOMS
                .iter()
                .find(|(name, _)| path.len() > 1 && path.first().is_some_and(|first| first == name))
            else {
                continue;
            };
            assert!(
                rooms.contains(&module.as_str()) || is_outside(&module) && module == "lib",
                "{}: {}",
                file.display(),
                path.join("::")
            );
        }
    }
}
