//! One type per claim, which stands for it in compile errors.

#![allow(non_camel_case_types, reason = "they are read as the claims' names, in compile errors")]

logto_macros::__logto_table!(markers);
