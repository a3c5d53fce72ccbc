//! Titles before and behind names, which are no part of them.

/// Titles and forms of address that stand before a name, with or without a dot.
const BEFORE: &[&str] = &[
    "h",
    "hj",
    "hjh",
    "haji",
    "hajah",
    "kh",
    "kyai",
    "kiai",
    "nyai",
    "ust",
    "ustad",
    "ustadz",
    "ustadzah",
    "tgk",
    "teungku",
    "tgh",
    "drs",
    "dra",
    "ir",
    "dr",
    "drg",
    "drh",
    "prof",
    "alm",
    "almh",
    "almarhum",
    "almarhumah",
    "sdr",
    "sdri",
    "bpk",
    "bapak",
    "ibu",
    "ny",
    "nyonya",
    "tn",
    "tuan",
    "nn",
    "nona",
    "rd",
    "raden",
    "rr",
    "mr",
    "mrs",
    "pdt",
    "romo",
    "apt",
    "ns",
];

/// Words that stand behind a name, with or without a comma.
const BEHIND: &[&str] = &["alm", "almh", "almarhum", "almarhumah"];

/// Degrees, which are only taken for one when a dot or a comma marks them: `SE` alone may be a name.
const DEGREES: &[&str] = &[
    "amd", "amdkeb", "amdkep", "amk", "ama", "amapd", "ssos", "ssosi", "ssi", "sst", "spd", "spdi", "spdsd", "spdaud", "sag", "se", "sei",
    "sh", "shi", "shum", "sip", "sik", "skm", "skom", "skep", "skeb", "sked", "skg", "sp", "spi", "spt", "ssn", "ssy", "st", "stp", "stt",
    "sthi", "str", "strkeb", "strkep", "sfarm", "sgz", "spsi", "ners", "ns", "apt", "ma", "mag", "map", "mba", "mh", "mhi", "mhum", "mkes",
    "mkm", "mkom", "mm", "mpd", "mpdi", "mph", "mp", "msc", "mse", "msi", "msos", "mt", "mth", "dr", "phd", "lc", "bba", "bsc", "ba", "ca",
    "cpa", "spog", "spa", "spb", "sppd", "spm",
];

pub(crate) fn stands_before(word: &str) -> bool {
    BEFORE.contains(&word)
}

pub(crate) fn stands_behind(word: &str) -> bool {
    BEHIND.contains(&word)
}

/// Whether a word without its dots is an academic degree.
pub(crate) fn is_degree(word: &str) -> bool {
    DEGREES.contains(&word)
}
