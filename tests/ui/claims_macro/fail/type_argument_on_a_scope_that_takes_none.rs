logto::claims! {
    pub struct Account: profile<String> + email;
}

fn main() {}
