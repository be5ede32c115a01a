use super::*;
use crate::protocol::discovery;
use crate::secret::AppSecret;

fn metadata() -> ProviderMetadata {
    let captured = include_bytes!("../../../tests/fixtures/protocol/discovery.json");
    let endpoint = "http://localhost:3901".parse().unwrap();
    discovery::parse(&Response::new(captured.to_vec()), &endpoint).unwrap()
}

fn public_client() -> ClientAuthentication<'static> {
    ClientAuthentication { app_id: "app", app_secret: None }
}

fn form(request: &Request<Vec<u8>>) -> Vec<(String, String)> {
    url::form_urlencoded::parse(request.body()).into_owned().collect()
}

fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
    expected.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

fn parse_body(body: &str) -> Result<TokenResponse, TokenError> {
    parse(&Response::new(body.as_bytes().to_vec()))
}

#[test]
fn a_code_is_exchanged_with_its_verifier_and_redirect_uri() {
    let secret = AppSecret::new("secret");
    let authentication = ClientAuthentication { app_secret: Some(&secret), ..public_client() };
    let request = authorization_code_request(
        &metadata(),
        authentication,
        &AuthorizationCode::new("the code"),
        "https://app.example.com/callback",
        &CodeVerifier::new("verifier"),
    );
    assert_eq!(request.method(), "POST");
    assert_eq!(request.uri(), "http://localhost:3901/oidc/token");
    assert!(request.headers().contains_key("authorization"));
    let expected = [
        ("grant_type", "authorization_code"),
        ("code", "the code"),
        ("redirect_uri", "https://app.example.com/callback"),
        ("code_verifier", "verifier"),
    ];
    assert_eq!(form(&request), pairs(&expected));
}

#[test]
fn a_refresh_says_what_it_wants_and_no_more() {
    let refresh =
        |wanted| form(&refresh_request(&metadata(), public_client(), &RefreshToken::new("rt"), wanted));
    let plain = [("grant_type", "refresh_token"), ("refresh_token", "rt"), ("client_id", "app")];
    assert_eq!(refresh(RefreshRequest::default()), pairs(&plain));
    let wanted = RefreshRequest {
        resource: Some("https://api.example.com"),
        organization: Some("acme"),
        scope: Some("read write"),
    };
    let expected = [
        ("grant_type", "refresh_token"),
        ("refresh_token", "rt"),
        ("resource", "https://api.example.com"),
        ("organization_id", "acme"),
        ("scope", "read write"),
        ("client_id", "app"),
    ];
    assert_eq!(refresh(wanted), pairs(&expected));
}

#[test]
fn captured_responses_parse() {
    let code =
        parse_body(include_str!("../../../tests/fixtures/protocol/token-authorization-code.json")).unwrap();
    assert_eq!(code.access_token.expose().len(), 43);
    assert_eq!(code.expires_in, Some(Duration::from_secs(3600)));
    assert!(code.scope.unwrap().starts_with("openid offline_access"));
    assert!(code.refresh_token.is_some() && code.id_token.is_some());
    let client_credentials = include_str!("../../../tests/fixtures/protocol/m2m-scope-unknown.json");
    let client_credentials = parse_body(client_credentials).unwrap();
    assert!(client_credentials.scope.is_none() && client_credentials.refresh_token.is_none());
}

#[test]
fn all_but_the_access_token_may_be_missing_or_null() {
    for body in [
        r#"{"access_token":"at"}"#,
        r#"{"access_token":"at","token_type":null,"expires_in":null,"scope":null,"refresh_token":null,"id_token":null}"#,
        r#"{"access_token":"at","expires_in":"soon","refresh_token":"","unknown":{}}"#,
    ] {
        let response = parse_body(body).unwrap();
        assert!(response.expires_in.is_none() && response.scope.is_none());
        assert!(response.refresh_token.is_none() && response.id_token.is_none());
    }
}

#[test]
fn a_lifetime_may_be_written_as_a_string() {
    let response = parse_body(r#"{"access_token":"at","token_type":"bearer","expires_in":"60"}"#).unwrap();
    assert_eq!(response.expires_in, Some(Duration::from_secs(60)));
}

#[test]
fn other_token_types_are_refused() {
    let error = parse_body(r#"{"access_token":"at","token_type":"DPoP"}"#).unwrap_err();
    assert!(matches!(error, TokenError::Type));
    assert!(Error::from(error).is_untrusted());
}

#[test]
fn an_access_token_that_no_header_can_carry_is_refused() {
    for token in ["", "a b", r"a\r\nb", "ä"] {
        let body = format!(r#"{{"access_token":"{token}"}}"#);
        assert!(matches!(parse_body(&body), Err(TokenError::AccessToken)), "{token}");
    }
}

#[test]
fn garbage_is_unreadable_and_transient() {
    for body in
        ["", "<html>", "[]", "{}", r#"{"access_token":null}"#, r#"{"access_token":"a","access_token":"b"}"#]
    {
        let error = parse_body(body).unwrap_err();
        assert!(matches!(error, TokenError::Response(ResponseError::Unreadable { .. })), "{body}");
        assert!(Error::from(error).is_transient());
    }
}

#[test]
fn refusals_keep_logtos_reason() {
    let body = include_bytes!("../../../tests/fixtures/protocol/error-code-garbage.json");
    let response = Response::builder().status(400).body(body.to_vec()).unwrap();
    let error = Error::from(parse(&response).unwrap_err());
    assert!(error.is_signed_out());
    assert_eq!(error.oauth().unwrap().code().as_str(), "invalid_grant");
}

#[test]
fn no_token_shows_in_debug() {
    let body = include_str!("../../../tests/fixtures/protocol/token-authorization-code.json");
    let response = parse_body(body).unwrap();
    let debug = format!("{response:?}");
    for secret in [
        response.access_token.expose(),
        response.refresh_token.unwrap().expose(),
        &response.id_token.unwrap(),
    ] {
        assert!(!debug.contains(secret));
    }
}
