//! Collects the errors of a phase and speaks once, so that users see all their mistakes at the same time.

use proc_macro2::Span;
use quote::ToTokens;

/// The errors of one phase.
///
/// [`finish`](Self::finish) has to be called; a forgotten one would swallow errors and panics in tests.
#[derive(Debug, Default)]
pub(crate) struct Diagnostics {
    error: Option<syn::Error>,
    finished: bool,
}

impl Diagnostics {
    /// Reports `message` at `tokens`.
    pub(crate) fn error(&mut self, tokens: &impl ToTokens, message: impl std::fmt::Display) {
        self.push(syn::Error::new_spanned(tokens, message));
    }

    /// Reports `message` at `span`.
    pub(crate) fn error_at(&mut self, span: Span, message: impl std::fmt::Display) {
        self.push(syn::Error::new(span, message));
    }

    pub(crate) fn push(&mut self, error: syn::Error) {
        match &mut self.error {
            Some(errors) => errors.combine(error),
            None => self.error = Some(error),
        }
    }

    /// The value, unless something was wrong with it.
    pub(crate) fn finish<T>(mut self, value: T) -> syn::Result<T> {
        self.finished = true;
        self.error.take().map_or(Ok(value), Err)
    }
}

impl Drop for Diagnostics {
    fn drop(&mut self) {
        debug_assert!(self.finished || std::thread::panicking(), "diagnostics were not finished");
    }
}

/// ` (did you mean `x`?)`-style help: the candidate nearest to `word`, if one is near.
pub(crate) fn did_you_mean<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let limit = (word.len() / 3).max(1);
    candidates
        .into_iter()
        .map(|candidate| (distance(word, candidate), candidate))
        .filter(|(distance, _)| *distance <= limit)
        .min()
        .map(|(_, candidate)| candidate)
}

/// How many insertions, deletions, replacements and swaps of neighbours lead from one word to the other.
fn distance(from: &str, to: &str) -> usize {
    let (from, to): (Vec<char>, Vec<char>) = (from.chars().collect(), to.chars().collect());
    let mut before: Vec<usize> = Vec::new();
    let mut row: Vec<usize> = (0..=to.len()).collect();
    for (i, a) in from.iter().enumerate() {
        let mut next = vec![i + 1];
        for (j, b) in to.iter().enumerate() {
            let cell = |row: &[usize], column: usize| row.get(column).copied().unwrap_or(usize::MAX / 2);
            let replace = cell(&row, j) + usize::from(a != b);
            let mut best = replace.min(cell(&row, j + 1) + 1).min(cell(&next, j) + 1);
            let swapped = i > 0 && j > 0 && from.get(i - 1) == Some(b) && to.get(j - 1) == Some(a);
            if swapped {
                best = best.min(cell(&before, j - 1) + 1);
            }
            next.push(best);
        }
        before = std::mem::replace(&mut row, next);
    }
    row.last().copied().unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_near_name_is_suggested_and_a_far_one_is_not() {
        let names = ["email", "name", "email_verified", "custom_data"];
        assert_eq!(did_you_mean("emial", names), Some("email"));
        assert_eq!(did_you_mean("custom_dta", names), Some("custom_data"));
        assert_eq!(did_you_mean("nmae", names), Some("name"));
        assert_eq!(did_you_mean("subscription", names), None);
        assert_eq!(did_you_mean("x", names), None);
    }

    #[test]
    fn all_errors_of_a_phase_come_together() {
        let mut diagnostics = Diagnostics::default();
        diagnostics.error_at(Span::call_site(), "one");
        diagnostics.error_at(Span::call_site(), "two");
        assert_eq!(diagnostics.finish(()).unwrap_err().into_iter().count(), 2);
    }

    #[test]
    #[should_panic(expected = "not finished")]
    fn forgetting_to_finish_is_noticed() {
        drop(Diagnostics::default());
    }
}
