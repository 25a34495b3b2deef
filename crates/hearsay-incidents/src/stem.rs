//! The words that name a country: its name, its adjective, its people.

/// What a country's name and its adjective begin with: "orav" of Oravia and Oravian.
#[must_use]
pub fn stem(country: &str) -> Option<String> {
    let name = country.to_lowercase();
    if name.contains(' ') || name.chars().count() < 4 {
        return None;
    }
    let stem = name.trim_end_matches(['a', 'e', 'i', 'o', 'y']);
    Some(if stem.chars().count() < 4 { name } else { stem.to_owned() })
}

/// Whether a lower-case word names the country whose name begins so.
pub(crate) fn names(word: &str, stem: &str) -> bool {
    word.starts_with(stem) && word.len() <= stem.len() + 5
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn name_and_adjective_have_one_stem() {
        let is = |word: &str, country: &str| stem(country).is_some_and(|stem| names(word, &stem));
        assert!(is("oravian", "Oravia") && is("oravia", "Oravia") && is("oravians", "Oravia"));
        assert!(is("tarskish", "Tarsk") && is("iraqi", "Iraq") && is("chinese", "China"));
        assert!(!is("oracle", "Oravia") && !is("iran", "Iraq"));
        assert_eq!(stem("United States"), None);
    }
}
