logto::claims! {
    pub struct Account: profile + ;
}

fn main() {}
