//! What the desk remembers beside the ledger: users, sessions, tokens, visits, answers given.
//!
//! It lies beside the ledger, as `hearsay.db.desk`, and can be read by its owner alone. A ledger is
//! handed on without it.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use argon2::password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash};
use argon2::{Algorithm, Argon2, Params, Version};
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, params};
use serde::Serialize;
use sha2::{Digest, Sha256};
use utoipa::ToSchema;

use crate::access::Role;
use crate::error::ServerError;

pub(crate) type Result<T> = std::result::Result<T, ServerError>;

/// A session that nobody used for so long has ended.
const IDLE: Duration = Duration::from_hours(12);

/// Every session ends after so long.
const LIFE: Duration = Duration::from_hours(7 * 24);

/// An answer is remembered for so long.
const ANSWER: Duration = Duration::from_hours(24);

/// The shortest password (OWASP ASVS 5.0, 6.2.1).
const SHORTEST: usize = 12;

/// Passwords that are longer cost more time to hash than they are worth.
const LONGEST: usize = 256;

/// The desk's own file.
pub struct DeskFile {
    connection: Mutex<Connection>,
    path: PathBuf,
}

/// Someone who may come in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct User {
    /// The name, under which decisions are kept.
    pub name: String,
    /// viewer, analyst, admin.
    pub role: Role,
    /// When the user was made.
    pub made: String,
    /// Since when the user may not come in any more.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub barred: Option<String>,
}

/// What was answered to a request with a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Answer {
    pub(crate) request: Vec<u8>,
    pub(crate) status: u16,
    pub(crate) body: String,
}

impl DeskFile {
    /// Opens the file beside a ledger, which is made where there is none.
    ///
    /// # Errors
    ///
    /// When it cannot be opened or made.
    pub fn beside(ledger: &Path) -> Result<Self> {
        let mut path = ledger.as_os_str().to_owned();
        path.push(".desk");
        Self::open(&PathBuf::from(path))
    }

    fn open(path: &Path) -> Result<Self> {
        keep_private(path)?;
        let failed = |error| ServerError::File { path: path.display().to_string(), error };
        let connection = Connection::open(path).map_err(failed)?;
        connection.busy_timeout(Duration::from_secs(10)).map_err(failed)?;
        let pragmas =
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;";
        connection.execute_batch(pragmas).map_err(failed)?;
        let form: u32 =
            connection.query_row("PRAGMA user_version", [], |row| row.get(0)).map_err(failed)?;
        if form == 0 {
            let schema = include_str!("schema/0001_desk.sql");
            let made = format!("BEGIN IMMEDIATE; {schema} PRAGMA user_version = 1; COMMIT;");
            connection.execute_batch(&made).map_err(failed)?;
        }
        Ok(Self { connection: Mutex::new(connection), path: path.to_owned() })
    }

    fn connection(&self) -> MutexGuard<'_, Connection> {
        // What a panicking thread left undone, SQLite has taken back.
        self.connection.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn failed(&self, error: rusqlite::Error) -> ServerError {
        ServerError::File { path: self.path.display().to_string(), error }
    }

    /// Makes a user.
    ///
    /// # Errors
    ///
    /// When there is one of that name, or the name or password will not do.
    pub fn add_user(&self, name: &str, role: Role, password: &str, by: &str) -> Result<()> {
        let name = name.trim();
        let is_name = (1..=64).contains(&name.chars().count())
            && name.chars().all(|c| c.is_alphanumeric() || " .-_@'".contains(c));
        if !is_name {
            return Err(ServerError::User(
                "a user's name has 1 to 64 letters, digits, spaces and . - _ @ '".to_owned(),
            ));
        }
        let hash = hashed(name, password)?;
        let made = Timestamp::now().to_string();
        let sql = "INSERT OR IGNORE INTO user (name, role, password, made) VALUES (?1, ?2, ?3, ?4)";
        let added = self.connection().execute(sql, params![name, role.as_str(), hash, made]);
        if added.map_err(|error| self.failed(error))? == 0 {
            return Err(ServerError::User(format!("there is a user {name} already")));
        }
        self.record(by, "user added", &format!("{name}, {role}"))
    }

    /// Gives a user another password; sessions and tokens end.
    ///
    /// # Errors
    ///
    /// When there is no such user, or the password will not do.
    pub fn set_password(&self, name: &str, password: &str, by: &str) -> Result<()> {
        let hash = hashed(name, password)?;
        self.change(name, "UPDATE user SET password = ?2 WHERE name = ?1", &hash)?;
        self.end_all(name)?;
        self.record(by, "password changed", name)
    }

    /// Gives a user another role.
    ///
    /// # Errors
    ///
    /// When there is no such user.
    pub fn set_role(&self, name: &str, role: Role, by: &str) -> Result<()> {
        self.change(name, "UPDATE user SET role = ?2 WHERE name = ?1", role.as_str())?;
        self.record(by, "role changed", &format!("{name}, {role}"))
    }

    /// Keeps a user out from now on. The name stays, since decisions carry it.
    ///
    /// # Errors
    ///
    /// When there is no such user.
    pub fn bar(&self, name: &str, by: &str) -> Result<()> {
        let now = Timestamp::now().to_string();
        self.change(name, "UPDATE user SET barred = ?2 WHERE name = ?1", &now)?;
        self.end_all(name)?;
        self.record(by, "user barred", name)
    }

    fn change(&self, name: &str, sql: &str, value: &str) -> Result<()> {
        let changed = self.connection().execute(sql, [name, value]);
        match changed.map_err(|error| self.failed(error))? {
            0 => Err(ServerError::User(format!("there is no user {name}"))),
            _ => Ok(()),
        }
    }

    /// Ends a user's sessions and tokens.
    fn end_all(&self, name: &str) -> Result<()> {
        let connection = self.connection();
        for sql in ["DELETE FROM session WHERE user = ?1", "DELETE FROM token WHERE user = ?1"] {
            connection.execute(sql, [name]).map_err(|error| self.failed(error))?;
        }
        Ok(())
    }

    /// All users, by name.
    ///
    /// # Errors
    ///
    /// When the file cannot be read.
    pub fn users(&self) -> Result<Vec<User>> {
        let connection = self.connection();
        let sql = "SELECT name, role, made, barred FROM user ORDER BY name";
        let users = connection.prepare(sql).and_then(|mut statement| {
            let users = statement.query_map([], user)?;
            users.collect::<rusqlite::Result<Vec<User>>>()
        });
        users.map_err(|error| self.failed(error))
    }

    /// A user who may come in.
    pub(crate) fn user(&self, name: &str) -> Result<Option<User>> {
        let sql = "SELECT name, role, made, barred FROM user WHERE name = ?1 AND barred IS NULL";
        let found = self.connection().query_row(sql, [name], user).optional();
        found.map_err(|error| self.failed(error))
    }

    /// The user of that name with that password. It takes as long where there is no such user.
    pub(crate) fn signed_in(&self, name: &str, password: &str) -> Result<Option<User>> {
        let sql = "SELECT password FROM user WHERE name = ?1 AND barred IS NULL";
        let kept: Option<String> = self
            .connection()
            .query_row(sql, [name], |row| row.get(0))
            .optional()
            .map_err(|error| self.failed(error))?;
        let hash = kept.clone().unwrap_or_else(|| NOBODY.to_owned());
        let is_right = password.len() <= LONGEST
            && PasswordHash::new(&hash)
                .is_ok_and(|hash| hasher().verify_password(password.as_bytes(), &hash).is_ok());
        if kept.is_some() && is_right { self.user(name) } else { Ok(None) }
    }

    /// Begins a session; gives its secret, which is kept nowhere.
    pub(crate) fn begin_session(&self, user: &str) -> Result<String> {
        let secret = secret();
        let now = seconds();
        let connection = self.connection();
        let sql = "INSERT INTO session (secret, user, made, seen) VALUES (?1, ?2, ?3, ?3)";
        connection
            .execute(sql, params![digest(&secret), user, now])
            .and_then(|_| {
                let sql = "DELETE FROM session WHERE seen < ?1 OR made < ?2";
                connection.execute(sql, [now - whole(IDLE), now - whole(LIFE)])
            })
            .map_err(|error| self.failed(error))?;
        Ok(secret)
    }

    /// The user of a session that has not ended.
    pub(crate) fn session(&self, secret: &str) -> Result<Option<String>> {
        let now = seconds();
        let connection = self.connection();
        let sql = "SELECT user, seen FROM session WHERE secret = ?1 AND seen >= ?2 AND made >= ?3";
        let values = params![digest(secret), now - whole(IDLE), now - whole(LIFE)];
        let found: Option<(String, i64)> = connection
            .query_row(sql, values, |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()
            .map_err(|error| self.failed(error))?;
        let Some((user, seen)) = found else { return Ok(None) };
        // To the minute is enough; else every look would be a write.
        if now - seen > 60 {
            let sql = "UPDATE session SET seen = ?2 WHERE secret = ?1";
            let kept = connection.execute(sql, params![digest(secret), now]);
            kept.map_err(|error| self.failed(error))?;
        }
        Ok(Some(user))
    }

    /// Ends a session.
    pub(crate) fn end_session(&self, secret: &str) -> Result<()> {
        let sql = "DELETE FROM session WHERE secret = ?1";
        let ended = self.connection().execute(sql, [digest(secret)]);
        ended.map(|_| ()).map_err(|error| self.failed(error))
    }

    /// Makes a token for a user's programs; gives its secret, which is kept nowhere.
    ///
    /// # Errors
    ///
    /// When there is no such user.
    pub fn add_token(&self, user: &str, label: &str, by: &str) -> Result<String> {
        if self.user(user)?.is_none() {
            return Err(ServerError::User(format!("there is no user {user} who may come in")));
        }
        let secret = secret();
        let made = Timestamp::now().to_string();
        let sql = "INSERT INTO token (secret, user, label, made) VALUES (?1, ?2, ?3, ?4)";
        let kept = self.connection().execute(sql, params![digest(&secret), user, label, made]);
        kept.map_err(|error| self.failed(error))?;
        self.record(by, "token made", &format!("{user}, {label}"))?;
        Ok(secret)
    }

    /// The user of a token.
    pub(crate) fn token(&self, secret: &str) -> Result<Option<String>> {
        let sql = "SELECT user FROM token WHERE secret = ?1";
        let found = self.connection().query_row(sql, [digest(secret)], |row| row.get(0)).optional();
        found.map_err(|error| self.failed(error))
    }

    /// Up to which news somebody has seen the ledger, and when that was.
    pub(crate) fn visit(&self, user: &str) -> Result<Option<(i64, String)>> {
        let sql = "SELECT news, at FROM visit WHERE user = ?1";
        let row = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?));
        let found = self.connection().query_row(sql, [user], row).optional();
        found.map_err(|error| self.failed(error))
    }

    /// Keeps up to which news somebody has seen the ledger.
    pub(crate) fn set_visit(&self, user: &str, news: i64) -> Result<()> {
        let now = Timestamp::now().to_string();
        let sql = "INSERT OR REPLACE INTO visit (user, news, at) VALUES (?1, ?2, ?3)";
        let kept = self.connection().execute(sql, params![user, news, now]);
        kept.map(|_| ()).map_err(|error| self.failed(error))
    }

    /// What was answered to the request with this key, not long ago.
    pub(crate) fn answer(&self, user: &str, key: &str) -> Result<Option<Answer>> {
        let sql =
            "SELECT request, status, body FROM answer WHERE user = ?1 AND key = ?2 AND at >= ?3";
        let values = params![user, key, seconds() - whole(ANSWER)];
        let row = |row: &rusqlite::Row<'_>| {
            Ok(Answer { request: row.get(0)?, status: row.get(1)?, body: row.get(2)? })
        };
        let found = self.connection().query_row(sql, values, row).optional();
        found.map_err(|error| self.failed(error))
    }

    /// Keeps what was answered.
    pub(crate) fn keep_answer(&self, user: &str, key: &str, answer: &Answer) -> Result<()> {
        let Answer { request, status, body } = answer;
        let now = seconds();
        let connection = self.connection();
        let sql = "INSERT OR REPLACE INTO answer (user, key, request, status, body, at)
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
        connection
            .execute(sql, params![user, key, request, status, body, now])
            .and_then(|_| {
                connection.execute("DELETE FROM answer WHERE at < ?1", [now - whole(ANSWER)])
            })
            .map(|_| ())
            .map_err(|error| self.failed(error))
    }

    /// Records who came in, was turned away or changed users.
    pub(crate) fn record(&self, user: &str, what: &str, detail: &str) -> Result<()> {
        let sql = "INSERT INTO event (at, user, what, detail) VALUES (?1, ?2, ?3, ?4)";
        let values = params![Timestamp::now().to_string(), user, what, detail];
        let kept = self.connection().execute(sql, values);
        kept.map(|_| ()).map_err(|error| self.failed(error))
    }

    /// The newest events: when, who, what, more of it.
    pub(crate) fn events(&self, limit: usize) -> Result<Vec<[String; 4]>> {
        let connection = self.connection();
        let sql = "SELECT at, user, what, detail FROM event ORDER BY number DESC LIMIT ?1";
        let events = connection.prepare(sql).and_then(|mut statement| {
            let row =
                |row: &rusqlite::Row<'_>| Ok([row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?]);
            statement.query_map([limit], row)?.collect::<rusqlite::Result<Vec<_>>>()
        });
        events.map_err(|error| self.failed(error))
    }
}

fn user(row: &rusqlite::Row<'_>) -> rusqlite::Result<User> {
    let role: String = row.get(1)?;
    let role = role.parse().unwrap_or(Role::Viewer);
    Ok(User { name: row.get(0)?, role, made: row.get(2)?, barred: row.get(3)? })
}

/// A hash that nobody's password has.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$aGVhcnNheW5vYm9keTAw$\
                      AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// Argon2id as OWASP's password storage recommendations have it: 19 MiB, two passes, one lane.
fn hasher() -> Argon2<'static> {
    let params = Params::new(19_456, 2, 1, None).expect("these parameters are allowed");
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

/// A password's hash, if it will do: long enough, and not a word that everybody knows about the user.
fn hashed(name: &str, password: &str) -> Result<String> {
    if password.chars().count() < SHORTEST {
        let short =
            format!("a password has at least {SHORTEST} characters; several words are good");
        return Err(ServerError::User(short));
    }
    if password.len() > LONGEST {
        return Err(ServerError::User(format!("a password has at most {LONGEST} bytes")));
    }
    let (name, lower) = (name.to_lowercase(), password.to_lowercase());
    let is_plain = lower.contains("hearsay") || lower.contains("password") || lower.contains(&name);
    let first = lower.chars().next();
    if is_plain || lower.chars().all(|letter| Some(letter) == first) {
        let plain =
            "that password is guessed at once; several words that do not belong together are good";
        return Err(ServerError::User(plain.to_owned()));
    }
    let hash = hasher().hash_password(password.as_bytes());
    let hash = hash.map_err(|error| ServerError::User(error.to_string()))?;
    Ok(hash.to_string())
}

/// 256 bits that nobody can guess.
pub(crate) fn secret() -> String {
    use base64::Engine;
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).expect("the system gives random numbers");
    base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(bytes)
}

/// What is kept of a secret. It is random already, so it needs no slow hash.
pub(crate) fn digest(secret: &str) -> Vec<u8> {
    Sha256::digest(secret.as_bytes()).to_vec()
}

fn seconds() -> i64 {
    Timestamp::now().as_second()
}

fn whole(duration: Duration) -> i64 {
    i64::try_from(duration.as_secs()).unwrap_or(i64::MAX)
}

/// Makes the file so that its owner alone can read it.
fn keep_private(path: &Path) -> Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.create(true).append(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file() -> (tempfile::TempDir, DeskFile) {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let file = DeskFile::beside(&folder.path().join("hearsay.db")).expect("it can be made");
        (folder, file)
    }

    const GOOD: &str = "plum harbour seventeen";

    #[test]
    fn users_come_in_by_their_password() {
        let (_folder, file) = file();
        file.add_user("Ada", Role::Analyst, GOOD, "test").expect("it is a good password");
        let user = file.signed_in("ada", GOOD).expect("the file is there").expect("it is right");
        assert_eq!((user.name.as_str(), user.role), ("Ada", Role::Analyst));
        assert!(file.signed_in("Ada", "plum harbour").expect("the file is there").is_none());
        assert!(file.signed_in("Bea", GOOD).expect("the file is there").is_none());
        assert!(file.add_user("ADA", Role::Admin, GOOD, "test").is_err(), "the name is taken");
    }

    #[test]
    fn weak_passwords_are_turned_down() {
        let (_folder, file) = file();
        for weak in
            ["short", "hearsay hearsay", "mypassword123", "Ada Lovelace 1815", "aaaaaaaaaaaaaa"]
        {
            assert!(file.add_user("Ada", Role::Viewer, weak, "test").is_err(), "{weak}");
        }
        assert!(file.add_user("Ada\n", Role::Viewer, GOOD, "test").is_ok(), "the end is cut off");
        assert!(file.add_user("A<b>", Role::Viewer, GOOD, "test").is_err());
    }

    #[test]
    fn barred_users_are_out_at_once() {
        let (_folder, file) = file();
        file.add_user("Ada", Role::Admin, GOOD, "test").expect("it is good");
        let session = file.begin_session("Ada").expect("it begins");
        let token = file.add_token("Ada", "loader", "test").expect("it is made");
        assert_eq!(file.session(&session).ok().flatten().as_deref(), Some("Ada"));
        assert_eq!(file.token(&token).ok().flatten().as_deref(), Some("Ada"));
        file.bar("Ada", "test").expect("there is such a user");
        assert_eq!(file.session(&session).ok().flatten(), None);
        assert_eq!(file.token(&token).ok().flatten(), None);
        assert!(file.signed_in("Ada", GOOD).expect("the file is there").is_none());
    }

    #[test]
    fn no_secret_is_in_the_file() {
        let (folder, file) = file();
        file.add_user("Ada", Role::Admin, GOOD, "test").expect("it is good");
        let session = file.begin_session("Ada").expect("it begins");
        drop(file);
        let bytes = std::fs::read(folder.path().join("hearsay.db.desk")).expect("it is there");
        for secret in [session.as_str(), GOOD] {
            let is_in = bytes.windows(secret.len()).any(|window| window == secret.as_bytes());
            assert!(!is_in, "{secret}");
        }
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let data = std::fs::metadata(folder.path().join("hearsay.db.desk"));
            let mode = data.expect("it is there").permissions().mode();
            assert_eq!(mode & 0o077, 0, "others cannot read it");
        }
    }

    #[test]
    fn events_cannot_be_changed() {
        let (_folder, file) = file();
        file.record("Ada", "came in", "").expect("it is kept");
        let connection = file.connection();
        assert!(connection.execute("UPDATE event SET user = 'Bea'", []).is_err());
        assert!(connection.execute("DELETE FROM event", []).is_err());
    }
}
