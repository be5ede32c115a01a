logto::claims! {
    pub struct Account: profile + email;

    struct Visitor;

    pub(crate) struct Member: roles {
        pub tier: Option<String>,
    }
}

fn main() {
    fn size<C: logto::Claims>() -> usize {
        C::SCOPES.len()
    }
    logto::claims! {
        struct Local: phone;
    }
    assert_eq!((size::<Account>(), size::<Visitor>(), size::<Member>(), size::<Local>()), (2, 0, 1, 1));
}
