//! What serde's attributes say about a field's name and presence. Their mistakes are serde's to report.

use syn::meta::ParseNestedMeta;
use syn::{Attribute, LitStr, Token};

/// `#[serde(…)]` on a struct or a field, as far as it matters here.
#[derive(Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is an attribute that is there or not")]
pub(crate) struct SerdeAttributes {
    pub(crate) rename: Option<LitStr>,
    pub(crate) rename_all: Option<LitStr>,
    /// `default`: the claim may be missing.
    pub(crate) default: bool,
    /// `flatten`, `skip` or `skip_deserializing`: the field is not a claim.
    pub(crate) no_claim: bool,
    /// `with` or `deserialize_with`: any type will do.
    pub(crate) any_type: bool,
    /// Whether `None` is written in a way of the user's own.
    pub(crate) writes: bool,
}

impl SerdeAttributes {
    pub(crate) fn read(attrs: &[Attribute]) -> Self {
        let mut read = Self::default();
        for attribute in attrs.iter().filter(|attribute| attribute.path().is_ident("serde")) {
            let _ = attribute.parse_nested_meta(|meta| read.add(&meta));
        }
        read
    }

    fn add(&mut self, meta: &ParseNestedMeta<'_>) -> syn::Result<()> {
        let word = meta.path.get_ident().map(ToString::to_string).unwrap_or_default();
        match word.as_str() {
            "rename" => self.rename = name(meta)?,
            "rename_all" => self.rename_all = name(meta)?,
            _ => skip_value(meta)?,
        }
        match word.as_str() {
            "default" => self.default = true,
            "flatten" | "skip" | "skip_deserializing" => self.no_claim = true,
            "with" => (self.any_type, self.writes) = (true, true),
            "deserialize_with" => self.any_type = true,
            "skip_serializing_if" | "skip_serializing" | "serialize_with" => self.writes = true,
            _ => {}
        }
        Ok(())
    }

    /// The name by which serde reads a field called `field`.
    pub(crate) fn field_name(&self, field: &str, container: &Self) -> String {
        match (&self.rename, &container.rename_all) {
            (Some(rename), _) => rename.value(),
            (None, Some(rule)) => apply(&rule.value(), field),
            (None, None) => field.to_owned(),
        }
    }
}

/// `= "name"` or `(deserialize = "name", …)`.
fn name(meta: &ParseNestedMeta<'_>) -> syn::Result<Option<LitStr>> {
    if meta.input.peek(Token![=]) {
        return meta.value()?.parse().map(Some);
    }
    let mut name = None;
    meta.parse_nested_meta(|meta| {
        let value: LitStr = meta.value()?.parse()?;
        if meta.path.is_ident("deserialize") {
            name = Some(value);
        }
        Ok(())
    })?;
    Ok(name)
}

fn skip_value(meta: &ParseNestedMeta<'_>) -> syn::Result<()> {
    if meta.input.peek(Token![=]) {
        meta.value()?.parse::<syn::Expr>()?;
    } else if meta.input.peek(syn::token::Paren) {
        meta.input.parse::<proc_macro2::TokenTree>()?;
    }
    Ok(())
}

/// serde's `rename_all`, for a field in snake case.
fn apply(rule: &str, field: &str) -> String {
    match rule {
        "UPPERCASE" | "SCREAMING_SNAKE_CASE" => field.to_uppercase(),
        "PascalCase" => pascal(field),
        "camelCase" => {
            let pascal = pascal(field);
            let mut letters = pascal.chars();
            letters
                .next()
                .map_or_else(String::new, |first| first.to_ascii_lowercase().to_string() + letters.as_str())
        }
        "kebab-case" => field.replace('_', "-"),
        "SCREAMING-KEBAB-CASE" => field.to_uppercase().replace('_', "-"),
        _ => field.to_owned(),
    }
}

fn pascal(field: &str) -> String {
    let words = field.split('_').map(|word| {
        let mut letters = word.chars();
        letters
            .next()
            .map_or_else(String::new, |first| first.to_ascii_uppercase().to_string() + letters.as_str())
    });
    words.collect()
}

#[cfg(test)]
mod tests {
    use syn::parse_quote;

    use super::*;

    fn name_of(container: Attribute, field: &[Attribute]) -> String {
        SerdeAttributes::read(field).field_name("phone_number", &SerdeAttributes::read(&[container]))
    }

    #[test]
    fn a_fields_name_is_the_one_that_serde_reads() {
        assert_eq!(name_of(parse_quote!(#[serde(rename_all = "camelCase")]), &[]), "phoneNumber");
        assert_eq!(
            name_of(parse_quote!(#[serde(rename_all(deserialize = "kebab-case"))]), &[]),
            "phone-number"
        );
        let rename = [parse_quote!(#[serde(default, bound(x = "y"), alias = "z", rename = "phone")])];
        assert_eq!(name_of(parse_quote!(#[serde(deny_unknown_fields)]), &rename), "phone");
        assert!(SerdeAttributes::read(&rename).default);
    }
}
