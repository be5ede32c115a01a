#![deny(warnings, missing_docs)]
//! Derives and attributes of the user's pass through.

use logto::Claims as _;
use serde::{Deserialize, Serialize};

logto::claims! {
    /// The signed-in user.
    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    #[derive(Eq)]
    #[serde(rename_all = "camelCase")]
    #[must_use]
    pub struct Account: email {
        /// A claim of ours.
        #[cfg(all())]
        pub plan_name: String,
        #[cfg(any())]
        pub no_such_field: NoSuchType,
    }
}

fn main() {
    let json = r#"{"sub":"u","email":"e","email_verified":true,"planName":"pro"}"#;
    let account = Account::from_json(json).unwrap();
    assert_eq!(account.clone(), account);
    assert_eq!(serde_json::to_string(&account).unwrap(), json);
}
