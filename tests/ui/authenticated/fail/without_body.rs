trait Pages {
    #[logto::authenticated]
    async fn account();
}

fn main() {}
