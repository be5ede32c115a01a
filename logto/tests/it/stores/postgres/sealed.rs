//! A dump of the database, and the files that it consists of, are of no use to who reads them.

use std::fs;
use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::stores::sealed::visit;
use crate::stores::servers::postgres::{Postgres, Stop};
use crate::tokens::app::{TokenApp, rotating, start_with};

/// All files below a folder, one after the other.
fn read_all(folder: &Path, bytes: &mut Vec<u8>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            read_all(&path, bytes);
        } else {
            bytes.extend(fs::read(path).unwrap());
        }
    }
}

/// The `sid` of the user's session at Logto.
fn provider_session(app: &TokenApp) -> String {
    let logout_token = app.emulator.logout_token("alice").unwrap();
    let payload = URL_SAFE_NO_PAD.decode(logout_token.split('.').nth(1).unwrap()).unwrap();
    let payload: serde_json::Value = serde_json::from_slice(&payload).unwrap();
    payload["sid"].as_str().unwrap().to_owned()
}

fn hexadecimal(text: &[u8]) -> String {
    text.iter().fold(String::new(), |digits, byte| digits + &format!("{byte:02x}"))
}

#[tokio::test(flavor = "multi_thread")]
async fn neither_dump_nor_files_contain_a_token_a_claim_an_id_or_a_cookie() {
    let Some(mut server) = Postgres::start() else { return };
    let store = server.migrated_store().await;
    let web = rotating().back_channel_logout_session_required();
    let app = start_with(web, |config| config, |client| client.session_store(store)).await;
    let mut secrets = visit(&app).await;
    secrets.push(provider_session(&app));
    let client = server.connect().await;
    client.batch_execute("CHECKPOINT").await.unwrap();

    // The bytes of the columns, in which text would stand as it is: the server shows them in hexadecimal.
    let rows = "SELECT encode(key || subject || provider_session || record, 'hex') FROM logto_sessions";
    let rows = server.query(rows).await.concat();
    assert!(rows.len() > 2000, "{}", rows.len());
    let mut dump = server.output_of("pg_dump", &[]);
    assert!(String::from_utf8_lossy(&dump).contains("COPY public.logto_sessions"));
    server.stop(Stop::Fast);
    let mut files = Vec::new();
    read_all(&server.data(), &mut files);
    assert!(holds_key_of(&rows, &files), "the files that were read are not those of the sessions");
    dump.extend(rows.as_bytes());
    let (dump, files) = (String::from_utf8_lossy(&dump), String::from_utf8_lossy(&files));
    for secret in &secrets {
        assert!(!dump.contains(secret), "`{secret}` is in the dump");
        assert!(!dump.contains(&hexadecimal(secret.as_bytes())), "`{secret}` is in the dump, in hexadecimal");
        assert!(!files.contains(secret), "`{secret}` is in the files");
    }
}

/// Whether the key of the first row stands in the files: then they were searched where it matters.
fn holds_key_of(rows: &str, files: &[u8]) -> bool {
    let digits = rows.as_bytes()[..64].chunks(2).map(|pair| std::str::from_utf8(pair).unwrap());
    let key: Vec<u8> = digits.map(|pair| u8::from_str_radix(pair, 16).unwrap()).collect();
    files.windows(key.len()).any(|window| window == key)
}
