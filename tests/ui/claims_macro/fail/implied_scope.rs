logto::claims! {
    pub struct Account: openid + sub + offline_access + profile;
}

fn main() {}
