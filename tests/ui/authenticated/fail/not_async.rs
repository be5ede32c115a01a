#[logto::authenticated]
fn account() {}

fn main() {
    account();
}
