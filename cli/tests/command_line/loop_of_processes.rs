//! The whole loop as an operator, a holder and a venue run it: each command a process of its own,
//! over HTTP where there is a network, and by the system's clock.

use serde_json::{Value, json};

use crate::city::City;
use crate::program::{Run, arg, essc_in};

#[test]
fn a_code_is_enrolled_shown_judged_and_replayed_by_processes_of_their_own() {
    let mut city = City::found();
    city.enroll();
    city.open_hospital();
    // From here on nobody asks the issuer.
    city.serving = None;

    let cards = city.wallet(&["cards", "--json"]).ends_with(0).json();
    let card = &cards["cards"][0];
    assert_eq!((&card["state"], &card["region"]), (&json!("active"), &json!("440100")));
    assert_eq!(card["profiles"], json!(["validity", "entitlement", "masked", "identity"]));
    assert_eq!((&cards["test"], &cards["needs_re_enrolment"]), (&json!(true), &Value::Null));
    let listed = city.wallet(&["cards"]).ends_with(0);
    assert!(listed.out.contains(card["id"].as_str().expect("id")), "{listed:?}");

    let shown = city.wallet(&["code", "--scene", "0901", "--text"]).ends_with(0);
    // As of now nothing is remembered, so a gate that has just begun judges it too.
    let judged =
        city.gate(&["verify", "--scene", "0901", "--at", &City::now(), "--json", shown.line()]);
    let verdict = judged.ends_with(0).json();
    assert_eq!((&verdict["outcome"], &verdict["test"]), (&json!("accepted"), &json!(true)));
    assert!(verdict["skew_s"].is_i64(), "the sync asked for the time: {verdict}");

    let ask = ["request", "--scene", "0302", "--amount", "12350", "--purpose", "门诊结算"];
    let request = city.gate(&ask).ends_with(0).line().to_owned();
    let nobody = city.wallet(&["code", "--request", &request, "--text"]).ends_with(3);
    assert_eq!(nobody.out, "", "nothing is signed unless someone agrees");
    assert!(nobody.err.contains("agree with --yes"), "{nobody:?}");
    let nobody = city.wallet_in_chinese(&["code", "--request", &request]).ends_with(3);
    assert!(nobody.err.contains("同意请加 --yes"), "{nobody:?}");
    let picture = city.folder("answer.png");
    let answer = ["code", "--request", &request, "--yes", "--png", arg(&picture)];
    let agreed = city.wallet(&answer).ends_with(0);
    for told in ["第一医院", "Guangzhou", "¥123.50", "门诊结算"] {
        assert!(agreed.err.contains(told), "{told}: {agreed:?}");
    }
    let scan = ["verify", "--scene", "0302", "--json", "--image", arg(&picture)];
    assert_eq!(city.gate(&scan).ends_with(0).json()["disclosed"]["profile"], "identity");
    // Another process, which has it from the disk alone.
    assert_eq!(city.gate(&scan).ends_with(1).json()["reasons"], json!(["REPLAYED"]));
    let again = city.wallet(&["code", "--request", &request, "--yes", "--text"]).ends_with(1);
    assert!(again.out.is_empty() && again.err.contains("answered before"), "{again:?}");
}

#[test]
fn a_loss_reaches_the_gate_with_its_next_sync_and_the_wallet_with_its_next_refresh() {
    let city = City::found();
    let number = city.enroll();
    city.open_hospital();
    let code = |scene| city.wallet(&["code", "--scene", scene, "--text"]);
    let shown = code("0901").ends_with(0).line().to_owned();
    city.operate("lose", &[&number]);
    city.gate(&["sync", &city.trust_list()]).ends_with(0);
    let judged = city.gate(&["verify", "--scene", "0901", "--at", &City::now(), "--json", &shown]);
    assert_eq!(judged.ends_with(1).json()["reasons"], json!(["CARD_SUSPENDED"]));
    city.wallet(&["refresh"]).ends_with(0);
    let refused = code("0901").ends_with(1);
    assert!(refused.out.is_empty() && refused.err.contains("suspended"), "{refused:?}");
    let cards = city.wallet(&["cards", "--json"]).ends_with(0).json();
    assert_eq!(cards["cards"][0]["state"], "suspended");

    city.operate("release", &[&number]);
    city.wallet(&["refresh", "--now"]).ends_with(0);
    code("0901").ends_with(0);
    city.wallet(&["unbind"]).ends_with(0);
    let gone = code("0901").ends_with(3);
    assert!(gone.err.contains("no card"), "{gone:?}");
    assert_eq!(std::fs::read_dir(city.folder("wallet").join("keys")).expect("keys").count(), 0);
}

#[test]
fn a_wallet_without_a_network_keeps_its_card_and_says_what_failed() {
    let mut city = City::found();
    city.enroll();
    city.serving = None;
    let report = city.wallet(&["refresh", "--now"]).ends_with(3);
    assert!(report.out.contains("lists  failed"), "{report:?}");
    city.wallet(&["unbind"]).ends_with(3);
    let data = city.folder("wallet");
    let code = ["--lang", "en", "wallet", "--data", arg(&data), "code", "--scene"];
    for (scene, profile, form) in [
        ("0501", "validity", &["--svg", "code.svg"][..]),
        ("0501", "validity", &["--png", "code.png"]),
        ("0502", "masked", &["--terminal"]),
        ("0101", "identity", &[]),
    ] {
        let args = [&code[..], &[scene], form].concat();
        let run = essc_in(city.directory.path(), &args).ends_with(0);
        assert!(run.err.contains(&format!("discloses {profile}")), "{run:?}");
    }
    let svg = std::fs::read_to_string(city.folder("code.svg")).expect("written");
    assert!(svg.starts_with("<svg "));
    assert!(std::fs::read(city.folder("code.png")).expect("written").starts_with(b"\x89PNG"));
    let ineligible = city.wallet(&["code", "--scene", "0302", "--text"]).ends_with(1);
    assert!(ineligible.err.contains("request"), "{ineligible:?}");
    city.wallet(&["code", "--scene", "0501", "--card", "0000000000000000"]).ends_with(3);
    city.wallet(&["code", "--request", "SSCQ1:", "--yes"]).ends_with(2);
    city.wallet(&["enroll", "https://example.org/offer"]).ends_with(2);
    city.wallet(&["unbind", "--here-only"]).ends_with(0);
    assert!(city.wallet(&["cards", "--json"]).ends_with(0).json()["cards"] == json!([]));
}

#[test]
fn commands_in_quick_succession_show_the_same_code_until_it_rotates() {
    let mut city = City::found();
    city.enroll();
    city.serving = None;
    let begun = std::time::Instant::now();
    let code = |more: &[&str]| {
        let run = city.wallet(&[&["code", "--scene", "0501", "--text"], more].concat());
        run.ends_with(0).line().to_owned()
    };
    let shown: std::collections::BTreeSet<String> = (0..9).map(|_| code(&[])).collect();
    // However slow the machine, a code is followed by another after half a minute only.
    let rotations = begun.elapsed().as_secs() / 30;
    assert!(shown.len() as u64 <= 1 + rotations, "{} codes", shown.len());
    assert!(!shown.contains(&code(&["--new"])), "a new one where it was asked for");
    // The holder agrees to each of these, so each process makes its own, and waits for a free second.
    let agreed: std::collections::BTreeSet<String> = (0..9)
        .map(|_| city.wallet(&["code", "--scene", "0101", "--text"]).ends_with(0).out)
        .collect();
    assert_eq!(agreed.len(), 9);
}

#[test]
fn the_servers_time_is_known_to_the_commands_after_the_one_that_learnt_it() {
    let mut city = City::found();
    city.enroll();
    city.serving = None;
    let clock = || city.wallet(&["cards", "--json"]).ends_with(0).json()["clock"]["health"].clone();
    assert_eq!((clock(), clock()), (json!("good"), json!("good")));
    // As after a restart, or once the clock was set.
    std::fs::remove_file(city.folder("wallet").join("clock.json")).expect("it is there");
    assert_eq!(clock(), json!("unknown"));
}

#[test]
fn what_a_wallet_refuses_is_told_in_the_language_that_was_asked_for() {
    let mut city = City::found();
    city.enroll();
    city.serving = None;
    for (args, code, zh, en) in [
        (&["code", "--scene", "0302", "--text"][..], 1, "须先出示场所的请求", "needs a request"),
        (&["code", "--scene", "9999", "--text"], 1, "场景 9999 未启用", "9999 is not in use"),
        (&["code", "--scene", "0702", "--text"], 1, "密钥保护等级不足", "protection is too low"),
        (&["code", "--request", "SSCQ1:", "--yes"], 2, "这不是场所的请求", "request"),
        (&["enroll", "https://example.org/offer"], 2, "这不是申领码", "not a credential offer"),
        (&["code", "--scene", "0501", "--card", "0"], 3, "本机没有这张卡", "no such card"),
        (&["unbind"], 3, "无法连接服务器", "could not be reached"),
        (&["refresh"], 3, "失败：无法连接服务器", "failed: the server could not be reached"),
    ] {
        let told = |run: Run| format!("{}{}", run.out, run.err);
        let chinese = told(city.wallet_in_chinese(args).ends_with(code));
        assert!(chinese.contains(zh), "{args:?}: {chinese}");
        let english = told(city.wallet(args).ends_with(code));
        assert!(english.contains(en), "{args:?}: {english}");
        assert!(!english.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c)), "{english}");
    }
    let listed = city.wallet_in_chinese(&["cards"]).ends_with(0);
    assert!(listed.out.contains("正常") && listed.out.contains("小时后"), "{listed:?}");
}
