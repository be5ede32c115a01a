//! The same targets without a fuzzer: every input that is kept, inputs that are nearly one of those, and any bytes.

use std::path::PathBuf;
use std::{fmt, fs};

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use proptest::strategy::ValueTree;
use proptest::test_runner::{RngSeed, TestRunner};

use super::TARGETS;

fn inputs(target: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/fuzz").join(target)
}

fn seeds(target: &str) -> Vec<Vec<u8>> {
    let files = fs::read_dir(inputs(target)).unwrap_or_else(|error| panic!("{target}: {error}"));
    let mut files: Vec<_> = files.map(|file| file.unwrap().path()).collect();
    files.sort_unstable();
    files.into_iter().map(|file| fs::read(file).unwrap()).collect()
}

/// The words that fuzzers are given, one in quotes on each line.
fn words() -> Vec<Vec<u8>> {
    let lines = include_str!("../../tests/fixtures/fuzz/words").lines();
    let words: Vec<_> = lines.filter_map(|line| line.strip_prefix('"')?.strip_suffix('"')).collect();
    assert!(words.len() > 50);
    let escapes = [("\\x22", "\""), ("\\x09", "\t"), ("\\\\", "\\")];
    let unescape =
        |word: &str| escapes.iter().fold(word.to_owned(), |word, (from, to)| word.replace(from, to));
    words.into_iter().map(|word| unescape(word).into_bytes()).collect()
}

/// Bytes that a failed test shows as text.
#[derive(Clone)]
struct Input(Vec<u8>);

impl fmt::Debug for Input {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "b\"{}\"", self.0.escape_ascii())
    }
}

/// One change to an input.
#[derive(Clone, Debug)]
enum Edit {
    Insert(Index, Vec<u8>),
    Overwrite(Index, u8),
    Remove(Index, usize),
    Repeat(Index, usize),
}

impl Edit {
    fn apply(&self, input: &mut Vec<u8>) {
        let (Self::Insert(at, _) | Self::Overwrite(at, _) | Self::Remove(at, _) | Self::Repeat(at, _)) = self;
        let at = at.index(input.len() + 1);
        let end = |length: usize| input.len().min(at + length);
        match self {
            Self::Insert(_, word) => drop(input.splice(at..at, word.iter().copied())),
            Self::Overwrite(_, byte) => input[at..].iter_mut().take(1).for_each(|place| *place = *byte),
            Self::Remove(_, length) => drop(input.drain(at..end(*length))),
            Self::Repeat(_, length) => {
                let again = input[at..end(*length)].to_vec();
                drop(input.splice(at..at, again));
            }
        }
    }
}

fn edit() -> impl Strategy<Value = Edit> {
    prop_oneof![
        (any::<Index>(), select(words())).prop_map(|(at, word)| Edit::Insert(at, word)),
        (any::<Index>(), any::<u8>()).prop_map(|(at, byte)| Edit::Overwrite(at, byte)),
        (any::<Index>(), 1_usize..20).prop_map(|(at, length)| Edit::Remove(at, length)),
        (any::<Index>(), 1_usize..40).prop_map(|(at, length)| Edit::Repeat(at, length)),
    ]
}

fn nearly_a_seed(target: &str) -> impl Strategy<Value = Input> {
    (select(seeds(target)), vec(edit(), 1..5)).prop_map(|(mut input, edits)| {
        for edit in &edits {
            edit.apply(&mut input);
        }
        Input(input)
    })
}

/// The same inputs in each run, so that a test that fails fails again. `PROPTEST_RNG_SEED` chooses others.
fn config() -> ProptestConfig {
    let default = ProptestConfig::default();
    let rng_seed = match default.rng_seed {
        RngSeed::Random => RngSeed::Fixed(1),
        chosen @ RngSeed::Fixed(_) => chosen,
    };
    ProptestConfig { failure_persistence: None, rng_seed, ..default }
}

/// Two property tests for each target. A case that fails is kept as an input of the target, not in a file of proptest's.
macro_rules! hold_for {
    ($($target:ident)+) => {
        $(mod $target {
            use super::*;

            proptest! {
                #![proptest_config(config())]

                #[test]
                fn nearly_good_input_is_judged_rightly(input in nearly_a_seed(stringify!($target))) {
                    super::super::$target(&input.0);
                }

                #[test]
                fn any_bytes_are_judged_rightly(input in vec(any::<u8>(), 0..300).prop_map(Input)) {
                    super::super::$target(&input.0);
                }
            }
        })+

        #[test]
        fn every_target_has_its_properties() {
            let tested = [$(stringify!($target)),+];
            assert!(TARGETS.iter().map(|(name, _)| *name).eq(tested));
        }
    };
}

#[test]
fn inputs_are_the_same_in_each_run() {
    let draw = || {
        let mut runner = TestRunner::new(config());
        vec(any::<u8>(), 300).new_tree(&mut runner).unwrap().current()
    };
    assert_eq!(draw(), draw());
}

hold_for! {
    callback return_to jws signed_tokens logout_token jwk_set sealed_cookie cookie_header discovery token_response
    provider_answers user_claims authorization store_record
}

#[test]
fn inputs_that_fuzzing_found_are_judged_rightly() {
    for (name, target) in TARGETS {
        let seeds = seeds(name);
        assert!(!seeds.is_empty(), "{name}");
        for input in &seeds {
            target(input);
        }
    }
}
