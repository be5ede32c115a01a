logto::claims! {
    pub struct Account: email;
}

fn phone(account: &Account) -> Option<&str> {
    account.phone_number.as_deref()
}

fn main() {}
