enum ShoppingApi {
    Read,
}

fn call<R: logto::Resource>() {}

fn main() {
    call::<ShoppingApi>();
}
