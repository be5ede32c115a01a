#[logto::authorized(Read)]
async fn list() {}

#[logto::authorized(read)]
async fn small() {}

#[logto::authorized(any(Read, Write))]
async fn some() {}

fn main() {}
