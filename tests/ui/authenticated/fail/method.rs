struct App;

impl App {
    #[logto::authenticated]
    async fn account(&self) {}
}

fn main() {}
