logto::claims! {
    pub struct Account: custom_data<String, String>;
}

fn main() {}
