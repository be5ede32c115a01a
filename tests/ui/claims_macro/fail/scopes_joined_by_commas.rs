logto::claims! {
    pub struct Account: profile, email;
}

fn main() {}
