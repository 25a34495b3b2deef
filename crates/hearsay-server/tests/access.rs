//! Who comes in and who does not: tokens, passwords, roles, forged hosts, origins and cookies.

mod common;

use common::{Desk, ORIGIN, PASSWORD, TOKEN, article};
use hearsay_server::Role;

const ACCUSED: &str =
    "Orlan said on Sunday that shelling by Tarsk had killed three soldiers near Hask.";

fn desk() -> Desk {
    Desk::with(vec![article("1", ACCUSED)])
}

fn bearer() -> String {
    format!("Bearer {TOKEN}")
}

#[test]
fn nobody_comes_in_without_the_token() {
    let desk = desk();
    for path in ["/", "/incidents", "/export", "/users", "/articles/1"] {
        let answered = desk.send(path, &[("accept", "text/html")], None);
        assert_eq!(answered.status, 303, "{path}");
        let location = answered.headers["location"].to_str().expect("it is text").to_owned();
        assert!(location.starts_with("/login?next=%2F"), "{path}: {location}");
    }
    for path in
        ["/api/v1/claims", "/api/v1/exports/csv", "/api/openapi.json", "/metrics", "/api/v1/events"]
    {
        for headers in
            [vec![], vec![("authorization", "Bearer no")], vec![("authorization", "Basic YTpi")]]
        {
            let answered = desk.send(path, &headers, None);
            assert_eq!(answered.status, 401, "{path}");
            assert!(!answered.text.contains("soldiers"), "{path}");
        }
    }
    let posted = desk.send(
        "/api/v1/articles",
        &[("content-type", "application/json")],
        Some(b"{\"text\":\"x\"}"),
    );
    assert_eq!(posted.status, 401);
}

#[test]
fn health_is_told_to_anybody_and_nothing_else() {
    let desk = desk();
    assert_eq!(desk.send("/health/live", &[], None).status, 204);
    assert_eq!(desk.send("/health/ready", &[], None).status, 204);
}

#[test]
fn the_token_in_an_address_becomes_a_cookie() {
    let desk = desk();
    let token: String = TOKEN.replace(' ', "%20");
    let answered = desk.send(&format!("/incidents?contested=true&token={token}"), &[], None);
    assert_eq!(
        (answered.status, &answered.headers["location"]),
        (303, &"/incidents?contested=true".parse().expect("a header"))
    );
    let cookie = answered.headers["set-cookie"].to_str().expect("it is text").to_owned();
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"), "{cookie}");
    assert!(!cookie.contains(&token), "the token itself is not kept in the browser");
    let pair = cookie.split(';').next().expect("a pair").to_owned();
    assert_eq!(desk.send("/incidents", &[("cookie", &pair)], None).status, 200);
    let forged = format!("{}x", &pair[..pair.len() - 1]);
    assert_eq!(desk.send("/incidents", &[("cookie", &forged)], None).status, 401);
    assert_eq!(desk.send("/incidents?token=wrong", &[], None).status, 401);
}

#[test]
fn another_host_is_turned_away() {
    let desk = desk();
    let ours = desk.address().to_string();
    let ask = |hosts: &str| {
        let answer = desk.raw(&format!(
            "GET /api/v1/claims HTTP/1.1\r\n{hosts}authorization: {}\r\nconnection: close\r\n\r\n",
            bearer()
        ));
        answer.split(' ').nth(1).unwrap_or_default().to_owned()
    };
    assert_eq!(ask(&format!("host: {ours}\r\n")), "200");
    for forged in [
        "host: evil.example\r\n".to_owned(),
        format!("host: evil.example:{}\r\n", desk.address().port()),
        format!("host: {ours}.evil.example\r\n"),
        format!("host: {ours}\r\nhost: evil.example\r\n"),
        String::new(),
    ] {
        let status = ask(&forged);
        assert!(status == "421" || status == "400", "{forged:?}: {status}");
    }
    let absolute = desk.raw(&format!(
        "GET http://evil.example/api/v1/claims HTTP/1.1\r\nhost: {ours}\r\nauthorization: {}\r\nconnection: close\r\n\r\n", bearer()
    ));
    assert!(absolute.starts_with("HTTP/1.1 421"), "{absolute}");
}

#[test]
fn a_page_elsewhere_changes_nothing() {
    let desk = desk();
    let token: String = TOKEN.replace(' ', "%20");
    let answered = desk.send(&format!("/?token={token}"), &[], None);
    let cookie = answered.headers["set-cookie"]
        .to_str()
        .expect("it is text")
        .split(';')
        .next()
        .expect("a pair")
        .to_owned();
    let ours = format!("http://{}", desk.address());
    let claim = desk.json("/api/v1/claims")["items"][0]["id"].as_str().expect("an id").to_owned();
    let form = format!("what=accept&claim={claim}");
    let post = |headers: &[(&str, &str)]| {
        let all = [
            &[("cookie", cookie.as_str()), ("content-type", "application/x-www-form-urlencoded")],
            headers,
        ]
        .concat();
        desk.send("/decisions", &all, Some(form.as_bytes())).status
    };
    assert_eq!(post(&[]), 403, "a cookie alone may be sent by anybody");
    assert_eq!(post(&[("origin", "http://evil.example")]), 403);
    assert_eq!(post(&[("origin", "null")]), 403);
    assert_eq!(post(&[("origin", "http://127.0.0.1:1")]), 403);
    assert_eq!(post(&[("sec-fetch-site", "cross-site")]), 403);
    assert!(desk.json("/api/v1/decisions")["items"].as_array().expect("a list").is_empty());
    assert_eq!(post(&[("origin", &ours)]), 303);
    let bearer = bearer();
    let body = format!("{{\"what\":\"reject\",\"claims\":[\"{claim}\"]}}");
    let headers = [("authorization", bearer.as_str()), ("content-type", "application/json")];
    assert_eq!(
        desk.send("/api/v1/decisions", &headers, Some(body.as_bytes())).status,
        201,
        "a program needs no page"
    );
    let forged = [&headers[..], &[("origin", "http://evil.example")]].concat();
    assert_eq!(desk.send("/api/v1/decisions", &forged, Some(body.as_bytes())).status, 403);
}

#[test]
fn every_answer_binds_the_browser() {
    let desk = desk();
    let bearer = bearer();
    let known = [("authorization", bearer.as_str()), ("accept", "text/html")];
    for (path, headers) in [
        ("/", &known[..]),
        ("/nothing", &known),
        ("/api/v1/claims", &known),
        ("/api/v1/claims", &[]),
        ("/login", &[]),
        ("/static/x/desk.css", &[]),
        ("/incidents/none", &known),
    ] {
        let answered = desk.send(path, headers, None);
        let policy = answered.headers["content-security-policy"].to_str().expect("it is text");
        assert!(
            policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"),
            "{path}"
        );
        assert!(!policy.contains("unsafe"), "{path}");
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "same-origin"),
            ("x-frame-options", "DENY"),
            ("cross-origin-opener-policy", "same-origin"),
            ("cross-origin-resource-policy", "same-origin"),
        ] {
            assert_eq!(answered.headers[name], value, "{path}");
        }
        assert!(answered.headers.get("access-control-allow-origin").is_none(), "{path}");
    }
}

/// Signs in; gives the status and the cookie.
fn sign_in(desk: &Desk, name: &str, password: &str) -> (u16, Option<String>) {
    let form = format!("name={name}&password={}&next=%2Fincidents", password.replace(' ', "+"));
    let headers = [
        ("origin", ORIGIN),
        ("host", "desk.example.org"),
        ("content-type", "application/x-www-form-urlencoded"),
    ];
    let answered = desk.send("/login", &headers, Some(form.as_bytes()));
    let cookie =
        answered.headers.get("set-cookie").map(|it| it.to_str().expect("it is text").to_owned());
    (answered.status, cookie)
}

#[test]
fn users_may_do_what_their_role_allows() {
    let roles = [("vera", Role::Viewer), ("ana", Role::Analyst), ("adam", Role::Admin)];
    let desk = Desk::team(vec![article("1", ACCUSED)], &roles);
    for (name, _) in roles {
        let (status, cookie) = sign_in(&desk, name, PASSWORD);
        let cookie = cookie.expect("somebody who signs in gets a cookie");
        assert_eq!(status, 303);
        assert!(
            cookie.starts_with("__Host-hearsay=")
                && cookie.contains("Secure")
                && cookie.contains("HttpOnly")
                && cookie.contains("Path=/"),
            "{cookie}"
        );
        let pair = cookie.split(';').next().expect("a pair");
        let headers = [
            ("cookie", pair),
            ("origin", ORIGIN),
            ("host", "desk.example.org"),
            ("content-type", "application/json"),
            ("accept", "text/html"),
        ];
        assert_eq!(desk.send("/", &headers, None).status, 200, "{name} looks");
        let add = desk.send(
            "/api/v1/articles",
            &headers,
            Some(
                b"{\"id\":\"2\",\"text\":\"Orlan said on Monday that two soldiers were killed.\"}",
            ),
        );
        assert_eq!(add.status == 403, name == "vera", "{name} adds: {}", add.status);
        let users = desk.send("/users", &headers, None);
        assert_eq!(users.status == 200, name == "adam", "{name} keeps users: {}", users.status);
    }
}

#[test]
fn wrong_passwords_run_out_and_sessions_end() {
    let desk = Desk::team(Vec::new(), &[("ana", Role::Analyst)]);
    let (_, cookie) = sign_in(&desk, "ana", PASSWORD);
    let cookie = cookie.expect("it is the right password");
    let pair = cookie.split(';').next().expect("a pair");
    let headers = [
        ("cookie", pair),
        ("origin", ORIGIN),
        ("host", "desk.example.org"),
        ("accept", "text/html"),
    ];
    assert_eq!(desk.send("/", &headers, None).status, 200);
    assert_eq!(desk.send("/logout", &headers, Some(b"")).status, 303);
    assert_eq!(desk.send("/", &headers, None).status, 303, "the session has ended");
    let mut statuses: Vec<u16> =
        (0..12).map(|_| sign_in(&desk, "ana", "not the password").0).collect();
    statuses.dedup();
    assert_eq!(statuses, [401, 429]);
    assert_eq!(sign_in(&desk, "ana", PASSWORD).0, 429, "the right one does not help now");
}

#[test]
fn a_team_is_not_reached_by_the_token_way() {
    let desk = Desk::team(Vec::new(), &[("ana", Role::Analyst)]);
    let headers = [("host", "desk.example.org"), ("authorization", "Bearer x")];
    assert_eq!(desk.send("/api/v1/claims", &headers, None).status, 401);
    assert_eq!(
        desk.send("/?token=x", &[("host", "desk.example.org"), ("accept", "text/html")], None)
            .status,
        303
    );
    assert_eq!(
        desk.send("/", &[("host", "evil.example"), ("accept", "text/html")], None).status,
        421
    );
}
