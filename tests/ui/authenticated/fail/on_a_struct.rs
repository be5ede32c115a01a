#[logto::authenticated]
struct Account;

fn main() {
    let _ = Account;
}
