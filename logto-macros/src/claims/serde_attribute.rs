//! What `#[serde(…)]` says about the name and the presence of a field.
//!
//! Only what matters here is read. What serde would complain about, serde complains about.

use syn::meta::ParseNestedMeta;
use syn::parse::ParseStream;
use syn::{Attribute, Expr, LitStr, Token, token};

/// The attributes of a field.
#[derive(Default)]
#[expect(clippy::struct_excessive_bools, reason = "one for each attribute, and they are independent")]
pub(crate) struct SerdeField {
    /// The name it is read by.
    pub(crate) rename: Option<LitStr>,
    pub(crate) aliases: Vec<LitStr>,
    /// It is not read at all.
    pub(crate) skip: bool,
    /// It takes what other fields leave.
    pub(crate) flatten: bool,
    /// It may be absent.
    pub(crate) default: bool,
    /// It is read by a function of the user's.
    pub(crate) with: bool,
    /// The user decides when it is written.
    pub(crate) skip_serializing_if: bool,
}

/// The attributes of a struct.
#[derive(Default)]
pub(crate) struct SerdeStruct {
    pub(crate) rename_all: Option<Case>,
    /// Every field may be absent.
    pub(crate) default: bool,
}

/// How `rename_all` writes a field's name.
#[derive(Clone, Copy)]
pub(crate) enum Case {
    Lower,
    Upper,
    Pascal,
    Camel,
    Snake,
    ScreamingSnake,
    Kebab,
    ScreamingKebab,
}

impl SerdeField {
    pub(crate) fn read(attributes: &[Attribute]) -> Self {
        let mut read = Self::default();
        each_word(attributes, &mut |meta| {
            let Some(word) = meta.path.get_ident().map(ToString::to_string) else {
                return value(meta).map(drop);
            };
            match word.as_str() {
                "rename" => {
                    let name = deserialized(meta)?;
                    read.rename = name.or(read.rename.take());
                }
                "alias" => read.aliases.extend(value(meta)?),
                "default" => {
                    read.default = true;
                    value(meta)?;
                }
                "flatten" => read.flatten = true,
                "skip" | "skip_deserializing" => read.skip = true,
                "with" | "deserialize_with" => {
                    read.with = true;
                    value(meta)?;
                }
                "skip_serializing_if" => {
                    read.skip_serializing_if = true;
                    value(meta)?;
                }
                _ => {
                    value(meta)?;
                }
            }
            Ok(())
        });
        read
    }
}

impl SerdeStruct {
    pub(crate) fn read(attributes: &[Attribute]) -> Self {
        let mut read = Self::default();
        each_word(attributes, &mut |meta| {
            if meta.path.is_ident("rename_all") {
                let case = deserialized(meta)?;
                read.rename_all = case.and_then(|case| Case::named(&case.value()));
                return Ok(());
            }
            read.default |= meta.path.is_ident("default");
            value(meta).map(drop)
        });
        read
    }
}

impl Case {
    fn named(name: &str) -> Option<Self> {
        Some(match name {
            "lowercase" => Self::Lower,
            "UPPERCASE" => Self::Upper,
            "PascalCase" => Self::Pascal,
            "camelCase" => Self::Camel,
            "snake_case" => Self::Snake,
            "SCREAMING_SNAKE_CASE" => Self::ScreamingSnake,
            "kebab-case" => Self::Kebab,
            "SCREAMING-KEBAB-CASE" => Self::ScreamingKebab,
            _ => return None,
        })
    }

    /// The name serde gives a field.
    pub(crate) fn apply(self, field: &str) -> String {
        match self {
            // serde takes field names to be in snake case, which leaves these as they are.
            Self::Lower | Self::Snake => field.to_owned(),
            Self::Upper | Self::ScreamingSnake => field.to_ascii_uppercase(),
            Self::Kebab => field.replace('_', "-"),
            Self::ScreamingKebab => field.to_ascii_uppercase().replace('_', "-"),
            Self::Pascal => field.split('_').map(|word| capitalised(word, true)).collect(),
            Self::Camel => {
                let words = field.split('_').filter(|word| !word.is_empty()).enumerate();
                words.map(|(index, word)| capitalised(word, index > 0)).collect()
            }
        }
    }
}

fn capitalised(word: &str, capital: bool) -> String {
    let mut letters = word.chars();
    match letters.next() {
        Some(first) if capital => first.to_ascii_uppercase().to_string() + letters.as_str(),
        _ => word.to_owned(),
    }
}

/// Visits the words of all `#[serde(…)]` attributes.
fn each_word(attributes: &[Attribute], visit: &mut dyn FnMut(&ParseNestedMeta<'_>) -> syn::Result<()>) {
    for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("serde")) {
        // An error is serde's to report.
        let _ = attribute.parse_nested_meta(|meta| visit(&meta));
    }
}

/// `= "text"`, or whatever else follows a word.
fn value(meta: &ParseNestedMeta<'_>) -> syn::Result<Option<LitStr>> {
    if meta.input.peek(token::Paren) {
        let content;
        syn::parenthesized!(content in meta.input);
        return skip(&content).map(|()| None);
    }
    if !meta.input.peek(Token![=]) {
        return Ok(None);
    }
    let value = meta.value()?;
    if value.peek(LitStr) {
        return value.parse().map(Some);
    }
    value.parse::<Expr>().map(|_| None)
}

/// `= "text"`, or `(deserialize = "text", …)`.
fn deserialized(meta: &ParseNestedMeta<'_>) -> syn::Result<Option<LitStr>> {
    if !meta.input.peek(token::Paren) {
        return value(meta);
    }
    let mut name = None;
    meta.parse_nested_meta(|meta| {
        let text = value(&meta)?;
        if meta.path.is_ident("deserialize") {
            name = text;
        }
        Ok(())
    })?;
    Ok(name)
}

fn skip(input: ParseStream<'_>) -> syn::Result<()> {
    input.parse::<proc_macro2::TokenStream>().map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;
    use syn::parse_quote;

    #[test]
    fn names_and_presence_are_read_among_other_words() {
        let read = SerdeField::read(&[
            parse_quote!(#[serde(borrow, rename(serialize = "a", deserialize = "b"), alias = "c")]),
            parse_quote!(#[serde(default = "f", bound(deserialize = "T: X"), skip_serializing_if = "g")]),
        ]);
        assert_eq!(read.rename.unwrap().value(), "b");
        assert_eq!(read.aliases.len(), 1);
        assert!(read.default && read.skip_serializing_if && !read.skip && !read.with && !read.flatten);
    }

    #[test]
    fn a_name_for_writing_only_is_no_name() {
        let read = SerdeField::read(&[parse_quote!(#[serde(rename(serialize = "a"))])]);
        assert!(read.rename.is_none());
    }

    #[test]
    fn cases_are_written_as_serde_writes_them() {
        for (case, expected) in [
            ("lowercase", "email_verified"),
            ("UPPERCASE", "EMAIL_VERIFIED"),
            ("PascalCase", "EmailVerified"),
            ("camelCase", "emailVerified"),
            ("snake_case", "email_verified"),
            ("SCREAMING_SNAKE_CASE", "EMAIL_VERIFIED"),
            ("kebab-case", "email-verified"),
            ("SCREAMING-KEBAB-CASE", "EMAIL-VERIFIED"),
        ] {
            assert_eq!(Case::named(case).unwrap().apply("email_verified"), expected);
        }
    }
}
