logto::claims! {
    pub struct Account: profile + emial;
}

fn main() {}

fn uses(account: Account) -> Option<String> {
    account.email
}
