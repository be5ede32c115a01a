//! A plain round-robin in front of the instances: the next connection goes to the next of them.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio::time::sleep;

pub(crate) struct RoundRobin {
    address: String,
    instances: Arc<Mutex<Instances>>,
}

#[derive(Default)]
struct Instances {
    addresses: Vec<String>,
    turn: usize,
    used: BTreeSet<String>,
}

impl RoundRobin {
    pub(crate) async fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://localhost:{}", listener.local_addr().unwrap().port());
        let instances = Arc::<Mutex<Instances>>::default();
        let shared = Arc::clone(&instances);
        tokio::spawn(async move {
            loop {
                match listener.accept().await {
                    Ok((visitor, _)) => {
                        let instance = shared.lock().unwrap().next();
                        tokio::spawn(pass_on(visitor, instance));
                    }
                    // Too many of them are open: some will be closed.
                    Err(_) => sleep(Duration::from_millis(10)).await,
                }
            }
        });
        Self { address, instances }
    }

    /// Where the browsers find the app.
    pub(crate) fn address(&self) -> &str {
        &self.address
    }

    pub(crate) fn add(&self, address: &str) {
        self.instances.lock().unwrap().addresses.push(address.to_owned());
    }

    pub(crate) fn remove(&self, address: &str) {
        self.instances.lock().unwrap().addresses.retain(|instance| instance != address);
    }

    /// How many connections there were.
    pub(crate) fn connections(&self) -> usize {
        self.instances.lock().unwrap().turn
    }

    /// The instances that have had a connection.
    pub(crate) fn used(&self) -> BTreeSet<String> {
        self.instances.lock().unwrap().used.clone()
    }
}

impl Instances {
    fn next(&mut self) -> String {
        self.turn += 1;
        let instance = self.addresses[self.turn % self.addresses.len()].clone();
        self.used.insert(instance.clone());
        instance
    }
}

async fn pass_on(mut visitor: TcpStream, instance: String) {
    let Ok(mut instance) = TcpStream::connect(instance.trim_start_matches("http://")).await else { return };
    let _ = copy_bidirectional(&mut visitor, &mut instance).await;
}
