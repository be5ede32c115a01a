logto::claims! {
    pub enum Account: profile;
}

fn main() {}
