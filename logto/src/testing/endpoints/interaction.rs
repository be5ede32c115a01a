//! Logto's own pages, as far as a sign-in needs them: sign in, sign up, consent, cancel.

use http::{Method, StatusCode};

use super::pages::{self, Form};
use crate::testing::crypto::random;
use crate::testing::model::User;
use crate::testing::state::{Outcome, World};
use crate::testing::wire::{Params, Request, Response, response};

const SIGN_IN: [&str; 4] = ["/sign-in", "/identifier-sign-in", "/reset-password", "/single-sign-on"];
const SIGN_UP: [&str; 2] = ["/register", "/identifier-register"];

pub(super) fn is_page(path: &str) -> bool {
    SIGN_IN.contains(&path) || SIGN_UP.contains(&path) || path.starts_with("/direct/") || path == "/consent"
}

pub(super) fn answer(world: &mut World, request: &Request) -> Response {
    let named = request.body.get("interaction").or_else(|| request.query.get("interaction"));
    let id = named.or_else(|| request.cookie("_interaction")).map(str::to_owned);
    let now = world.now();
    let Some((id, params)) = id.and_then(|id| {
        let params = world.browsers.interaction(&id, now)?.params.clone();
        Some((id, params))
    }) else {
        return response::html(StatusCode::BAD_REQUEST, pages::no_interaction());
    };
    let signs_up = SIGN_UP.contains(&request.path.as_str());
    if request.path == "/consent" {
        // Apps of the tenant itself are not asked about.
        return finish(world, &id, Outcome::Consented);
    }
    if request.method != Method::POST {
        return form(world, &id, &params, signs_up, None);
    }
    if request.body.get("cancel").is_some() {
        return finish(world, &id, Outcome::Cancelled);
    }
    let user = if signs_up { sign_up(world, &request.body) } else { sign_in(world, &request.body) };
    match user {
        Ok(user) => finish(world, &id, Outcome::SignedIn { user }),
        Err(complaint) => form(world, &id, &params, signs_up, Some(complaint)),
    }
}

fn finish(world: &mut World, id: &str, outcome: Outcome) -> Response {
    let now = world.now();
    if let Some(interaction) = world.browsers.interaction(id, now) {
        interaction.outcome = Some(outcome);
    }
    response::redirect(&format!("{}/auth/{id}", world.issuer))
}

fn form(world: &World, id: &str, params: &Params, signs_up: bool, complaint: Option<&str>) -> Response {
    let status = if complaint.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let form = Form {
        interaction: id,
        app: params.get("client_id").unwrap_or_default(),
        hint: params.get("login_hint").unwrap_or_default(),
        complaint,
    };
    let page = if signs_up { pages::sign_up(&form) } else { pages::sign_in(&form, &world.users) };
    response::html(status, page)
}

/// The ID of the user who typed a password, or was clicked on in the list.
fn sign_in(world: &World, body: &Params) -> Result<String, &'static str> {
    let user = match body.get("user") {
        Some(clicked) => world.user(clicked).ok_or("There is no such user.")?,
        None => world
            .user_identified_by(body.get("username").unwrap_or_default())
            .filter(|user| Some(user.password.as_str()) == body.get("password"))
            .ok_or("Incorrect username or password.")?,
    };
    if user.suspended {
        return Err("This account is suspended.");
    }
    Ok(user.id.clone())
}

/// The ID of a new user.
fn sign_up(world: &mut World, body: &Params) -> Result<String, &'static str> {
    let username = body.get("username").ok_or("Choose a username.")?;
    let password = body.get("password").ok_or("Choose a password.")?;
    let email = body.get("email");
    if [Some(username), email].into_iter().flatten().any(|taken| world.user_identified_by(taken).is_some()) {
        return Err("This username or email address is taken.");
    }
    let id = random::id();
    let mut user = User::new(username).id(&id).password(password);
    user.name = body.get("name").map(str::to_owned);
    user.email = email.map(str::to_owned);
    world.add_user(user);
    Ok(id)
}
