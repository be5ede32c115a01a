macro_rules! account {
    ($name:ident, $scope:ident, $data:ty) => {
        logto::claims! {
            pub struct $name: $scope + custom_data<$data> {
                pub tier: Option<$data>,
            }
        }
    };
}

account!(Account, profile, Vec<String>);

fn main() {
    let read = |account: Account| (account.username, account.custom_data, account.tier);
    let _ = read;
}
