logto::claims! {
    pub struct Account: proflie + company + organisations;
}

fn main() {}
