//! The programs of PostgreSQL, and a data directory to begin with.

use std::fs::{self, File};
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};

/// The programs, and the user that they run as: they refuse to be root.
#[derive(Clone)]
pub(super) struct Programs {
    folder: PathBuf,
    user: Option<(u32, u32)>,
}

/// Connections need no password, except for the role `locked`.
const ACCESS: &str = "host all locked 127.0.0.1/32 scram-sha-256\nhost all all 127.0.0.1/32 trust\n";

impl Programs {
    pub(super) fn find() -> Option<Self> {
        let path = std::env::var_os("PATH").unwrap_or_default();
        let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
        let mut versions: Vec<_> = versions.map(|version| version.path().join("bin")).collect();
        versions.sort();
        let mut folders = std::env::split_paths(&path).chain(versions.into_iter().rev());
        let has_all = |folder: &PathBuf| {
            ["initdb", "pg_ctl", "postgres"].iter().all(|name| folder.join(name).is_file())
        };
        let Some(folder) = folders.find(has_all) else {
            super::super::missing("postgres");
            return None;
        };
        // There may be links to these and none to the others.
        let program = fs::canonicalize(folder.join("postgres")).unwrap();
        let folder = program.parent().unwrap().to_owned();
        let is_root = fs::metadata("/proc/self").is_ok_and(|process| process.uid() == 0);
        Some(Self { folder, user: is_root.then(unprivileged_user) })
    }

    pub(super) fn command(&self, program: &str) -> Command {
        let mut command = Command::new(self.folder.join(program));
        command.env("LC_ALL", "C").current_dir("/");
        if let Some((user, group)) = self.user {
            command.uid(user).gid(group);
        }
        command
    }

    /// A directory of the server's user, wherever that one may go.
    pub(super) fn temporary_folder(&self) -> PathBuf {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let folder = std::env::temp_dir().join(format!("logto-postgres-{}-{count}", std::process::id()));
        drop(fs::remove_dir_all(&folder));
        fs::create_dir(&folder).unwrap();
        fs::set_permissions(&folder, fs::Permissions::from_mode(0o700)).unwrap();
        self.give(&folder);
        folder
    }

    /// Makes the server's user the owner of all that is there.
    pub(super) fn give(&self, path: &Path) {
        let Some((user, group)) = self.user else { return };
        chown(path, Some(user), Some(group)).unwrap();
        if path.is_dir() {
            for entry in fs::read_dir(path).unwrap() {
                self.give(&entry.unwrap().path());
            }
        }
    }

    /// A data directory in which nothing has happened yet. `initdb` takes a second: it runs once for all tests.
    pub(super) fn template(&self) -> PathBuf {
        let cache = Path::new(env!("CARGO_TARGET_TMPDIR"));
        let template = cache.join("postgres-template");
        let lock = File::create(cache.join("postgres-template.lock")).unwrap();
        lock.lock().unwrap();
        if !template.exists() {
            let folder = self.temporary_folder();
            let mut command = self.command("initdb");
            command.args(["-A", "trust", "-U", "postgres", "-E", "UTF8", "--no-locale", "--no-sync"]);
            let output = command.args(["--wal-segsize=1", "-D"]).arg(folder.join("data")).output().unwrap();
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
            let unfinished = cache.join("postgres-template.new");
            drop(fs::remove_dir_all(&unfinished));
            copy(&folder.join("data"), &unfinished);
            fs::write(unfinished.join("pg_hba.conf"), ACCESS).unwrap();
            fs::rename(unfinished, &template).unwrap();
            fs::remove_dir_all(folder).unwrap();
        }
        template
    }
}

/// The user and the group of `postgres`, or of nobody in particular.
fn unprivileged_user() -> (u32, u32) {
    let users = fs::read_to_string("/etc/passwd").unwrap();
    let find = |name: &str| {
        let mut fields = users.lines().find(|line| line.split(':').next() == Some(name))?.split(':').skip(2);
        Some((fields.next()?.parse().ok()?, fields.next()?.parse().ok()?))
    };
    find("postgres").or_else(|| find("nobody")).unwrap()
}

pub(super) fn copy(from: &Path, to: &Path) {
    fs::create_dir(to).unwrap();
    fs::set_permissions(to, fs::Permissions::from_mode(0o700)).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}
