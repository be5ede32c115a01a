//! Userinfo: the claims that Logto delivers only on request.

use std::collections::HashMap;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use futures_util::FutureExt;
use futures_util::future::Shared;

use super::{Client, Session, SessionError};
use crate::claims::{self, Claims};
use crate::error::Result;
use crate::http::keep_going;
use crate::protocol::userinfo;
use crate::refresh::What;
use crate::secret::{AccessTokenSecret, sha256};
use crate::tokens::{AccessTokenKey, TokenSet};

impl Session {
    /// Fetches the user's claims from Logto's userinfo endpoint
    /// ([OpenID Connect Core section 5.3](https://openid.net/specs/openid-connect-core-1_0.html#UserInfo)).
    ///
    /// Its subject has to be the ID token's. Requests of one session that ask at the same time share one answer.
    ///
    /// # Errors
    ///
    /// `is_signed_out()` if nobody is signed in or Logto has ended the grant, `is_transient()` while Logto cannot be
    /// reached, or an error that names the claim which is not as `C` declares it.
    pub async fn userinfo<C: Claims>(&self) -> Result<C> {
        Ok(claims::decode(&self.fetch_userinfo().await?)?)
    }

    /// The verified userinfo response as JSON.
    async fn fetch_userinfo(&self) -> Result<Arc<str>> {
        let key = AccessTokenKey::default();
        let tokens = self.tokens_with(What::AccessToken(key.clone()), Duration::ZERO).await?;
        match self.client().userinfo(&tokens).await {
            // The token may have been revoked before its time: a new one shows whether the grant is still good.
            Err(error) if error.is_signed_out() => {
                let refused = self.client().userinfo_token(&tokens)?.expose().to_owned();
                let what = What::AccessTokenOtherThan(key, refused);
                let tokens = self.tokens_with(what, Duration::ZERO).await?;
                self.client().userinfo(&tokens).await
            }
            outcome => outcome,
        }
    }
}

impl Client {
    async fn userinfo(&self, tokens: &TokenSet) -> Result<Arc<str>> {
        let token = self.userinfo_token(tokens)?.clone();
        let subject = tokens.id_token.subject().to_owned();
        let client = self.clone();
        let fetch = |token: AccessTokenSecret| async move {
            let metadata = client.0.provider.metadata(client.now()).await?;
            let request = userinfo::request(&metadata, &token)?;
            let response = client.0.http.send(request).await?;
            Ok(userinfo::parse(&response, &subject)?.into())
        };
        self.0.userinfo.share(token, self.config().userinfo_time_to_live(), self.now(), fetch).await
    }

    fn userinfo_token<'a>(&self, tokens: &'a TokenSet) -> Result<&'a AccessTokenSecret> {
        let token = tokens.access_token(&AccessTokenKey::default(), self.now(), Duration::ZERO);
        Ok(token.ok_or(SessionError::AccessTokenExpired)?.secret())
    }
}

type Flight = Shared<Pin<Box<dyn Future<Output = Result<Arc<str>>> + Send>>>;

/// Userinfo requests under way, and their answers while they may be used again; by the digest of the access token.
#[derive(Default)]
pub(super) struct UserinfoFlights(Mutex<HashMap<[u8; 32], (SystemTime, Flight)>>);

/// Answers are no longer shared when there are more than this.
const CAPACITY: usize = 10_000;

impl UserinfoFlights {
    async fn share<F, R>(
        &self,
        token: AccessTokenSecret,
        time_to_live: Duration,
        now: SystemTime,
        fetch: F,
    ) -> Result<Arc<str>>
    where
        F: FnOnce(AccessTokenSecret) -> R,
        R: Future<Output = Result<Arc<str>>> + Send + 'static,
    {
        let name = sha256(token.expose());
        let usable = |(began, flight): &(SystemTime, Flight)| match flight.peek() {
            None => true,
            Some(Ok(_)) => now.duration_since(*began).is_ok_and(|age| age < time_to_live),
            Some(Err(_)) => false,
        };
        let flight = {
            let mut flights = self.lock();
            if let Some((_, flight)) = flights.get(&name).filter(|entry| usable(entry)) {
                flight.clone()
            } else {
                let flight = fetch(token).boxed().shared();
                keep_going(flight.clone().map(drop));
                if flights.len() >= CAPACITY {
                    flights.retain(|_, entry| usable(entry));
                }
                if flights.len() < CAPACITY {
                    flights.insert(name, (now, flight.clone()));
                }
                flight
            }
        };
        let answer = flight.await;
        if time_to_live.is_zero() {
            // Nobody may use it again. Another request may have begun a new one meanwhile.
            let mut flights = self.lock();
            if flights.get(&name).is_some_and(|(_, flight)| flight.peek().is_some()) {
                flights.remove(&name);
            }
        }
        answer
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<[u8; 32], (SystemTime, Flight)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for UserinfoFlights {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("UserinfoFlights")
    }
}
