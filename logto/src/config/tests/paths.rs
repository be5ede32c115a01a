use super::{KEY, builder, local, problem};

#[test]
fn routes_are_plain_paths_of_their_own() {
    assert!(builder().sign_in_path("/auth/in").after_sign_out_path("/bye?x=1").build().is_ok());
    for bad in [
        "",
        "/",
        "sign-in",
        "//mallory.example",
        "/a?b",
        "/a#b",
        "/{id}",
        "/*rest",
        "/:id",
        "/a b",
        "/\\a",
        "/a//b",
        "/%2F",
    ] {
        assert!(problem(builder().callback_path(bad)).starts_with("`callback_path` is `"), "{bad}");
        assert!(problem(builder().sign_in_path(bad)).starts_with("`sign_in_path` is `"), "{bad}");
        assert!(problem(builder().sign_up_path(bad)).starts_with("`sign_up_path` is `"), "{bad}");
        assert!(problem(builder().sign_out_path(bad)).starts_with("`sign_out_path` is `"), "{bad}");
    }
    assert!(problem(builder().sign_up_path("/sign-in")).contains("something else already"));
    assert!(
        problem(builder().after_sign_out_path("https://mallory.example"))
            .starts_with("`after_sign_out_path`")
    );
    assert!(problem(builder().after_sign_in_path("//mallory.example")).starts_with("`after_sign_in_path`"));
}

#[test]
fn visible_paths_are_behind_the_base_urls_path() {
    let visible = |base: &str, path: &str| {
        let config = builder().base_url(base).cookie_key(KEY).build().unwrap();
        let url = config.visible_url(path).unwrap();
        assert_eq!(&url.as_str()[url.origin().ascii_serialization().len()..], config.visible_path(path));
        config.visible_path(path)
    };
    for base in ["https://app.example.com", "https://app.example.com/"] {
        assert_eq!(visible(base, "/callback"), "/callback");
        assert_eq!(visible(base, "/"), "/");
    }
    for base in ["https://app.example.com/shop", "https://app.example.com/shop/"] {
        assert_eq!(visible(base, "/callback"), "/shop/callback");
        assert_eq!(visible(base, "/shop/callback?a=b"), "/shop/callback?a=b");
        assert_eq!(visible(base, "/shop?a=b"), "/shop?a=b");
        assert_eq!(visible(base, "/shopping"), "/shop/shopping");
        assert_eq!(visible(base, "/"), "/shop/");
    }
    let config = local().build().unwrap();
    assert!(config.visible_url("//mallory.example").is_none());
    assert!(builder().build().unwrap().visible_url("/").is_none());
}
