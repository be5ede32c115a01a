//! Collects the errors of a phase, so that all of one item's mistakes are reported at once.

use std::fmt::Display;

use quote::ToTokens;

/// Errors found so far. Must be asked for with [`finish`](Self::finish).
#[must_use]
#[derive(Debug, Default)]
pub(crate) struct Diagnostics {
    errors: Option<syn::Error>,
    finished: bool,
}

impl Diagnostics {
    /// Records a mistake at the tokens that are wrong.
    pub(crate) fn error(&mut self, tokens: impl ToTokens, message: impl Display) {
        self.push(syn::Error::new_spanned(tokens, message));
    }

    /// Records an error of the parser.
    pub(crate) fn push(&mut self, error: syn::Error) {
        match &mut self.errors {
            Some(errors) => errors.combine(error),
            None => self.errors = Some(error),
        }
    }

    /// Records the error of a result.
    pub(crate) fn ok<T>(&mut self, result: syn::Result<T>) -> Option<T> {
        result.map_err(|error| self.push(error)).ok()
    }

    /// Everything that was recorded.
    pub(crate) fn finish(mut self) -> syn::Result<()> {
        self.finished = true;
        self.errors.take().map_or(Ok(()), Err)
    }
}

/// A phase that forgets to report its errors would compile wrong programs.
impl Drop for Diagnostics {
    fn drop(&mut self) {
        debug_assert!(self.finished || std::thread::panicking(), "diagnostics dropped without `finish`");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use quote::quote;

    #[test]
    fn all_errors_are_reported_in_order() {
        let mut diagnostics = Diagnostics::default();
        diagnostics.error(quote!(a), "first");
        diagnostics.error(quote!(b), "second");
        let errors = diagnostics.finish().unwrap_err();
        let texts: Vec<_> = errors.into_iter().map(|error| error.to_string()).collect();
        assert_eq!(texts, ["first", "second"]);
    }

    #[test]
    #[should_panic(expected = "without `finish`")]
    fn forgetting_to_report_is_found() {
        drop(Diagnostics::default());
    }
}
