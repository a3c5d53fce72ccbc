//! The API's description, as people review it.

#[test]
fn the_description_is_the_reviewed_one() {
    let document = slrt_web::openapi();
    insta::assert_snapshot!("openapi.json", serde_json::to_string_pretty(&document).unwrap());
}

#[test]
fn every_endpoint_is_described_under_the_version() {
    let document = serde_json::to_value(slrt_web::openapi()).unwrap();
    assert_eq!(document["openapi"].as_str().map(|v| &v[..3]), Some("3.1"));
    for (path, item) in document["paths"].as_object().unwrap() {
        assert!(path.starts_with("/api/v1/"), "{path}");
        for (method, operation) in item.as_object().unwrap() {
            assert!(operation["summary"].is_string(), "{method} {path} has no words");
            assert!(operation["tags"].is_array(), "{method} {path} has no tag");
            let public = operation["security"].is_null();
            assert!(public || operation["responses"]["401"].is_object(), "{method} {path} does not say what strangers get");
        }
    }
}
