use http::Response;

use super::*;
use crate::protocol::discovery;
use crate::secret::OneTimeToken;

const REDIRECT_URI: &str = "http://localhost:3000";

fn metadata() -> ProviderMetadata {
    let captured = include_bytes!("../../../tests/fixtures/protocol/discovery.json");
    let endpoint = "http://localhost:3901".parse().unwrap();
    discovery::parse(&Response::new(captured.to_vec()), &endpoint).unwrap()
}

fn url(sign_in: &SignIn) -> Result<Url, SignInError> {
    let request = AuthorizationRequest {
        metadata: &metadata(),
        app_id: "app",
        scopes: &[
            "openid".to_owned(),
            "offline_access".to_owned(),
            "urn:logto:scope:organizations".to_owned(),
        ],
        resources: &["https://api.example.com".to_owned(), "urn:logto:resource:organizations".to_owned()],
        prompts: &[Prompt::Consent],
        state: &State::new("the state"),
        nonce: &Nonce::new("the nonce"),
        code_verifier: &CodeVerifier::new("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"),
        sign_in,
    };
    request.url()
}

fn pairs(sign_in: &SignIn) -> Vec<(String, String)> {
    url(sign_in).unwrap().query_pairs().into_owned().collect()
}

fn values(sign_in: &SignIn, name: &str) -> Vec<String> {
    let named = pairs(sign_in).into_iter().filter(|(other, _)| other == name);
    named.map(|(_, value)| value).collect()
}

#[test]
fn a_plain_sign_in_says_what_it_has_to_and_no_more() {
    let sign_in = SignIn::to(REDIRECT_URI);
    assert!(url(&sign_in).unwrap().as_str().starts_with("http://localhost:3901/oidc/auth?"));
    let mut pairs = pairs(&sign_in);
    pairs.sort();
    let expected = [
        ("client_id", "app"),
        ("code_challenge", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"),
        ("code_challenge_method", "S256"),
        ("nonce", "the nonce"),
        ("prompt", "consent"),
        // As it was given: no slash is added.
        ("redirect_uri", "http://localhost:3000"),
        ("resource", "https://api.example.com"),
        ("resource", "urn:logto:resource:organizations"),
        ("response_type", "code"),
        ("scope", "openid offline_access urn:logto:scope:organizations"),
        ("state", "the state"),
    ];
    let expected: Vec<_> = expected.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
    assert_eq!(pairs, expected);
}

#[test]
fn every_option_has_its_wire_name() {
    let sign_in = SignIn::to(REDIRECT_URI)
        .prompt(Prompt::Login)
        .prompt(Prompt::Consent)
        .first_screen(FirstScreen::IdentifierRegister)
        .identifiers([Identifier::Email, Identifier::Phone, Identifier::Username])
        .direct_sign_in(DirectSignIn::Social("google".to_owned()))
        .one_time_token(OneTimeToken::new("ott"), "alice+x@example.com")
        .ui_locales(["de", "en-GB"])
        .organization("acme")
        .extra_parameter("max_age", "0")
        .extra_parameter("google_one_tap_credential", "a&b=c");
    for (name, value) in [
        ("prompt", "login consent"),
        ("first_screen", "identifier:register"),
        ("identifier", "email phone username"),
        ("direct_sign_in", "social:google"),
        ("one_time_token", "ott"),
        ("login_hint", "alice+x@example.com"),
        ("ui_locales", "de en-GB"),
        ("organization_id", "acme"),
        ("max_age", "0"),
        ("google_one_tap_credential", "a&b=c"),
    ] {
        assert_eq!(values(&sign_in, name), [value], "{name}");
    }
}

#[test]
fn first_screens_and_connectors_are_spelled_like_logto_does() {
    let screens = [
        (FirstScreen::SignIn, "sign_in"),
        (FirstScreen::Register, "register"),
        (FirstScreen::ResetPassword, "reset_password"),
        (FirstScreen::IdentifierSignIn, "identifier:sign_in"),
        (FirstScreen::IdentifierRegister, "identifier:register"),
        (FirstScreen::SingleSignOn, "single_sign_on"),
    ];
    for (screen, wire) in screens {
        assert_eq!(values(&SignIn::to(REDIRECT_URI).first_screen(screen), "first_screen"), [wire]);
    }
    let sso = SignIn::to(REDIRECT_URI).direct_sign_in(DirectSignIn::Sso("id7".to_owned()));
    assert_eq!(values(&sso, "direct_sign_in"), ["sso:id7"]);
    let nobody = SignIn::to(REDIRECT_URI).direct_sign_in(DirectSignIn::Social(String::new()));
    assert_eq!(url(&nobody), Err(SignInError::DirectSignIn));
}

#[test]
fn none_is_not_combined_with_other_prompts() {
    let none = SignIn::to(REDIRECT_URI).prompt(Prompt::None);
    assert_eq!(values(&none, "prompt"), ["none"]);
    assert_eq!(url(&none.prompt(Prompt::Login)), Err(SignInError::Prompts));
}

#[test]
fn what_the_protocol_owns_cannot_be_set() {
    for name in RESERVED {
        let sign_in = SignIn::to(REDIRECT_URI).extra_parameter(name, "x");
        assert_eq!(url(&sign_in), Err(SignInError::ReservedParameter(name.to_owned())));
    }
    // Everything the request itself says is reserved.
    for (name, _) in pairs(&SignIn::to(REDIRECT_URI)) {
        assert!(RESERVED.contains(&name.as_str()), "{name}");
    }
    let twice = SignIn::to(REDIRECT_URI).extra_parameter("max_age", "0").extra_parameter("max_age", "1");
    assert_eq!(url(&twice), Err(SignInError::RepeatedParameter("max_age".to_owned())));
}

#[test]
fn a_redirect_uri_is_absolute_and_has_no_fragment() {
    for uri in [
        "",
        "/callback",
        "localhost",
        "https://app.example.com/callback#x",
        "https://app.example.com/callback#",
    ] {
        assert_eq!(url(&SignIn::to(uri)), Err(SignInError::RedirectUri), "{uri}");
    }
    assert!(url(&SignIn::to("io.logto.app://callback")).is_ok());
}

#[test]
fn debug_shows_no_hint_token_or_extra_value() {
    let sign_in = SignIn::to(REDIRECT_URI)
        .one_time_token(OneTimeToken::new("s3cret"), "alice@example.com")
        .extra_parameter("google_one_tap_credential", "s3cret");
    let debug = format!("{sign_in:?}");
    assert!(!debug.contains("s3cret") && !debug.contains("alice"));
    assert!(debug.contains("google_one_tap_credential"));
}
