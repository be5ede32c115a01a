use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as BASE64URL;
use serde_json::json;

use super::*;
use crate::jose::signer::Signer;

fn verify(token: &str, keys: &JwkSet) -> Result<(), SignatureError> {
    Jws::parse(token).unwrap().verify(keys).map(|_| ())
}

fn rejected(token: &str) -> JwsError {
    Jws::parse(token).unwrap_err()
}

fn with_header(header: &str) -> String {
    format!("{}.e30.AAAA", BASE64URL.encode(header))
}

#[test]
fn all_five_algorithms_verify() {
    for algorithm in Algorithm::ALL {
        let signer = Signer::shared(algorithm);
        let token = signer.token(&json!({ "sub": "alice" }));
        let jws = Jws::parse(&token).unwrap();
        assert_eq!(jws.algorithm(), algorithm);
        assert_eq!(jws.payload(), br#"{"sub":"alice"}"#);
        assert_eq!(jws.verify(&signer.key_set()).unwrap().kid(), jws.kid());
    }
}

#[test]
fn a_changed_payload_or_signature_is_rejected() {
    for algorithm in Algorithm::ALL {
        let signer = Signer::shared(algorithm);
        let token = signer.token(&json!({ "sub": "alice" }));
        let parts: Vec<&str> = token.split('.').collect();
        let payload = format!("{}.{}.{}", parts[0], BASE64URL.encode(r#"{"sub":"mallory"}"#), parts[2]);
        let mut signature = BASE64URL.decode(parts[2]).unwrap();
        signature[10] ^= 1;
        let signature = format!("{}.{}.{}", parts[0], parts[1], BASE64URL.encode(signature));
        let none = format!("{}.{}.", parts[0], parts[1]);
        for changed in [payload, signature, none] {
            assert_eq!(verify(&changed, &signer.key_set()), Err(SignatureError::Signature));
        }
    }
}

#[test]
fn another_key_of_the_same_id_does_not_verify() {
    for algorithm in Algorithm::ALL {
        let token = Signer::generate(algorithm).token(&json!({}));
        let keys = Signer::shared(algorithm).key_set();
        assert_eq!(verify(&token, &keys), Err(SignatureError::Signature), "{algorithm:?}");
    }
}

#[test]
fn the_algorithm_of_the_header_must_be_the_keys() {
    let signer = Signer::shared(Algorithm::Rs256);
    let token = signer.sign(r#"{"alg":"PS256","kid":"rs256"}"#, "{}");
    assert_eq!(verify(&token, &signer.key_set()), Err(SignatureError::UnknownKey));
}

#[test]
fn a_token_without_key_id_is_verified_by_the_only_fitting_key() {
    let signer = Signer::shared(Algorithm::Es256);
    let token = signer.sign(r#"{"alg":"ES256"}"#, "{}");
    assert_eq!(verify(&token, &signer.key_set()), Ok(()));
    assert_eq!(verify(&token, &JwkSet::default()), Err(SignatureError::UnknownKey));
}

#[test]
fn keys_in_the_header_are_not_used() {
    let mallory = Signer::generate(Algorithm::Es384);
    let header = json!({ "alg": "ES384", "kid": "es384", "jwk": mallory.jwk(),
        "jku": "https://mallory.example/jwks", "x5u": "https://mallory.example/cert", "x5c": ["AAAA"] });
    let token = mallory.sign(&header.to_string(), "{}");
    let keys = Signer::shared(Algorithm::Es384).key_set();
    assert_eq!(verify(&token, &keys), Err(SignatureError::Signature));
    assert_eq!(verify(&token, &JwkSet::default()), Err(SignatureError::UnknownKey));
}

/// A member that nobody reads could hold anything, and another reader would see another header.
#[test]
fn a_header_is_text_to_its_last_member() {
    let header = |member: &[u8]| {
        let header = [br#"{"alg":"ES384","x":""#, member, br#""}"#].concat();
        Jws::parse(&format!("{}.e30.AAAA", BASE64URL.encode(header))).map(drop)
    };
    assert_eq!(header(b"text"), Ok(()));
    assert_eq!(header(b"\xff"), Err(JwsError::Header));
}

#[test]
fn ecdsa_signatures_in_asn1_are_rejected() {
    let signer = Signer::shared(Algorithm::Es256);
    let signing_input = format!("{}.e30", BASE64URL.encode(r#"{"alg":"ES256"}"#));
    let token = format!("{signing_input}.{}", BASE64URL.encode([0x30, 0x06, 2, 1, 1, 2, 1, 1]));
    assert_eq!(verify(&token, &signer.key_set()), Err(SignatureError::Signature));
}

#[test]
fn three_parts_are_wanted() {
    for token in ["", "e30", "e30.e30", "e30.e30.e30.e30", "e30.e30.e30.e30.e30"] {
        assert_eq!(rejected(token), JwsError::Parts, "{token}");
    }
}

#[test]
fn the_length_is_bounded() {
    let long = "A".repeat(Jws::MAX_LENGTH + 1);
    assert_eq!(rejected(&long), JwsError::TooLong);
}

#[test]
fn each_part_is_strict_base64url() {
    let header = BASE64URL.encode(r#"{"alg":"ES384"}"#);
    assert_eq!(rejected(&format!("{header}=.e30.AAAA")), JwsError::Encoding("header"));
    assert_eq!(rejected(&format!("{header}.e3 0.AAAA")), JwsError::Encoding("payload"));
    assert_eq!(rejected(&format!("{header}.e31.AAAA")), JwsError::Encoding("payload"));
    assert_eq!(rejected(&format!("{header}.e30.AA+A")), JwsError::Encoding("signature"));
    assert_eq!(rejected(&format!("{header}.e30.AAA=")), JwsError::Encoding("signature"));
}

#[test]
fn the_header_is_an_object_with_one_alg() {
    for header in
        ["", "[]", "{}", "null", r#"{"alg":null}"#, r#"{"alg":1}"#, r#"{"alg":"ES384","alg":"ES256"}"#]
    {
        assert_eq!(rejected(&with_header(header)), JwsError::Header, "{header}");
    }
}

#[test]
fn other_algorithms_do_not_parse() {
    for alg in
        ["none", "None", "HS256", "HS384", "HS512", "RS384", "RS512", "PS384", "EdDSA", "ES256K", "es256", ""]
    {
        let header = json!({ "alg": alg }).to_string();
        assert_eq!(rejected(&with_header(&header)), JwsError::Algorithm, "{alg}");
    }
}

#[test]
fn parameters_that_change_the_meaning_are_refused() {
    let values = [
        ("crit", "[]"),
        ("crit", "null"),
        ("crit", r#"["exp"]"#),
        ("b64", "false"),
        ("b64", "true"),
        ("enc", r#""A256GCM""#),
        ("zip", r#""DEF""#),
        ("cty", r#""JWT""#),
        ("cty", "null"),
    ];
    for (name, value) in values {
        let header = format!(r#"{{"alg":"ES384","{name}":{value}}}"#);
        assert_eq!(rejected(&with_header(&header)), JwsError::Parameter(name), "{header}");
    }
}

#[test]
fn captured_tokens_of_logto_verify() {
    let keys = JwkSet::parse(include_bytes!("../../../tests/fixtures/protocol/jwks.json")).unwrap();
    let id_token = include_str!("../../../tests/fixtures/protocol/token-authorization-code.json");
    let access_token = include_str!("../../../tests/fixtures/protocol/token-refresh-resource.json");
    for (response, name, typ) in
        [(id_token, "id_token", None), (access_token, "access_token", Some("at+jwt"))]
    {
        let response: serde_json::Value = serde_json::from_str(response).unwrap();
        let jws = Jws::parse(response[name].as_str().unwrap()).unwrap();
        assert_eq!(jws.algorithm(), Algorithm::Es384);
        assert_eq!(jws.typ(), typ);
        assert!(jws.verify(&keys).is_ok());
    }
}

/// The examples of RFC 7515, appendices A.2 to A.4.
#[test]
fn the_rfc_examples_verify() {
    let joe =
        "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";
    let rs256 = json!({ "kty": "RSA", "e": "AQAB",
        "n": "ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ" });
    let es256 = json!({ "kty": "EC", "crv": "P-256",
        "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU", "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0" });
    let es512 = json!({ "kty": "EC", "crv": "P-521",
        "x": "AekpBQ8ST8a8VcfVOTNl353vSrDCLLJXmPk06wTjxrrjcBpXp5EOnYG_NjFZ6OvLFV1jSfS9tsz4qUxcWceqwQGk",
        "y": "ADSmRA43Z1DSNx_RvcLI87cdL07l6jQyyBXMoxVg_l2Th-x3S1WDhjDly79ajL4Kkd0AZMaZmh9ubmf63e3kyMj2" });
    let examples = [
        (rs256, format!("eyJhbGciOiJSUzI1NiJ9.{joe}.cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw")),
        (es256, format!("eyJhbGciOiJFUzI1NiJ9.{joe}.DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q")),
        (es512, "eyJhbGciOiJFUzUxMiJ9.UGF5bG9hZA.AdwMgeerwtHoh-l192l60hp9wAHZFVJbLfD_UxMi70cwnZOYaRI1bKPWROc-mZZqwqT2SI-KGDKB34XO0aw_7XdtAG8GaSwFKdCAPZgoXD2YBJZCPEX3xKpRwcdOO8KpEHwJjyqOgzDO7iKvU8vcnwNrmxYbSW9ERBXukOXolLzeO_Jn".to_owned()),
    ];
    for (key, token) in examples {
        let keys = JwkSet::parse(json!({ "keys": [key] }).to_string().as_bytes()).unwrap();
        assert_eq!(verify(&token, &keys), Ok(()), "{token}");
    }
}
