logto::claims! {
    pub struct Account: profile + email + profile;
}

fn main() {}
