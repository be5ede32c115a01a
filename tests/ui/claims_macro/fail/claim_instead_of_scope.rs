logto::claims! {
    pub struct Account: username + phone_number;
}

fn main() {}
