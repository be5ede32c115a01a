logto::claims! {
    pub struct Account: profile + custom_data;
}

fn read<C: logto::claims::IdTokenClaims>() {}

fn main() {
    read::<Account>();
}
