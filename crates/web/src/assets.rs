//! Files for the browser, inside the binary, with a year of caching under the hash of their content.

use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use include_dir::{Dir, include_dir};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

static DIST: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../frontend/dist");

/// The files' versions.
#[derive(Debug)]
pub struct Assets {
    versions: HashMap<String, String>,
    /// Icons of the public pages' own small sprite.
    pub few_icons: Arc<HashSet<String>>,
}

impl Assets {
    /// Reads the list that the browser assets' build wrote.
    ///
    /// # Errors
    /// When it is missing: build `frontend/office` first.
    pub fn load() -> Result<Self, String> {
        let text = DIST.get_file("manifest.json").and_then(|f| f.contents_utf8()).ok_or("frontend/dist/manifest.json is missing")?;
        let list: serde_json::Value = serde_json::from_str(text).map_err(|e| e.to_string())?;
        let files = list["files"].as_object().ok_or("frontend/dist/manifest.json has no files")?;
        let sprite =
            DIST.get_file("icons-public.svg").and_then(|f| f.contents_utf8()).ok_or("frontend/dist/icons-public.svg is missing")?;
        let names = sprite.split("<symbol id=\"").skip(1).filter_map(|s| s.split('"').next()).map(str::to_owned).collect();
        let few_icons = Arc::new(names);
        Ok(Self {
            few_icons,
            versions: files.iter().map(|(name, f)| (name.clone(), f["v"].as_str().unwrap_or_default().to_owned())).collect(),
        })
    }

    /// The address of a file.
    pub fn url(&self, name: &str) -> String {
        format!("/assets/{name}?v={}", self.versions.get(name).map_or("", String::as_str))
    }
}

/// Serves a file.
pub async fn serve(State(_app): State<crate::App>, Path(name): Path<String>, headers: HeaderMap) -> Response {
    let accepts_gzip = headers.get(header::ACCEPT_ENCODING).and_then(|v| v.to_str().ok()).is_some_and(|v| v.contains("gzip"));
    let packed = accepts_gzip.then(|| DIST.get_file(format!("{name}.gz"))).flatten();
    let Some(file) = packed.or_else(|| DIST.get_file(&name)) else { return StatusCode::NOT_FOUND.into_response() };
    let media = match name.rsplit('.').next() {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("woff2") => "font/woff2",
        Some("json") => "application/json",
        _ => "text/plain; charset=utf-8",
    };
    let mut response = file.contents().into_response();
    let h = response.headers_mut();
    h.insert(header::CONTENT_TYPE, HeaderValue::from_static(media));
    h.insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable"));
    // A cache on the way gives it packed to those only who can unpack it.
    h.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if packed.is_some() {
        h.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    }
    response
}

/// A door, which browsers ask for by this name.
const DOOR: &str = r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><rect width="16" height="16" rx="3" fill="#0b6b6b"/><path fill="#fff" d="M5 3h5v10H5z"/><circle cx="8.6" cy="8" r=".8" fill="#0b6b6b"/></svg>"##;

/// The icon of a browser's tab.
pub async fn favicon() -> Response {
    ([(header::CONTENT_TYPE, "image/svg+xml"), (header::CACHE_CONTROL, "public, max-age=604800")], DOOR).into_response()
}
