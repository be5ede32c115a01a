logto::claims! {
    pub struct Account: #[claim(id_token)] email;
}

fn main() {}
