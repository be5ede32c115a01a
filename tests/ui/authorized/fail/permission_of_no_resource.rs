enum Shopping {
    Read,
}

#[logto::authorized(Shopping::Read)]
async fn list() {}

fn main() {}
