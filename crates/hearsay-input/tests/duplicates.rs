//! Copies of invented stories, and stories that only tell of the same thing.

use hearsay_input::duplicates::{
    self, BYTES, Signature, containment, is_copy, signature, similarity,
};
use proptest::prelude::*;

const WIRE: &str = "\
VOSKAR, Oravia, March 12 - Two Oravian soldiers and a civilian were killed when artillery fire hit \
a checkpoint on the bridge over the river Ansa on Monday, the defence ministry said, the deadliest \
incident since the ceasefire of last November.

The ministry accused Tarsk of opening fire without provocation at about 6 a.m. and said its forces \
had \"given a proportionate answer\". Five more soldiers were wounded, two of them seriously, it \
said in a statement.

Tarsk denied that its guns had fired first. A spokesman for its general staff, Colonel Ilan Berec, \
said that Oravian units had tried to cross the river during the night and that three of his men had \
been wounded in the fighting that followed.

\"We have video of the attempt and will publish it today,\" Berec told reporters in the city of \
Sarrent. No such video had been published by the evening.

Residents of Voskar, a town of 9,000 on the western bank, said by telephone that they had spent the \
morning in cellars. \"It began before it was light and went on for two hours,\" said Marta Olen, a \
teacher. \"The windows of the school are gone.\"

The two countries have disputed the Ansa valley since 1992. Observers of the Joint Commission, who \
patrol the bridge by day, confirmed that shells had landed on both banks but did not say who had \
fired them. They asked both sides to withdraw heavy weapons behind the lines agreed in November.

Talks between the foreign ministers, planned for Thursday in the town of Helm, will go ahead, \
officials of both countries said.";

/// Another agency's report on the same morning.
const RIVAL: &str = "\
Shelling across the Ansa river has left at least three people dead, according to Oravian officials, \
who blamed their neighbour for what they called the worst breach of the truce so far.

The defence ministry in the capital named the dead as two members of the armed forces and a lorry \
driver who was waiting at the bridge. Five troops were in hospital, it added.

In Sarrent, the general staff of Tarsk rejected the account. Its spokesman, Ilan Berec, told \
journalists that an Oravian raiding party had been spotted on the river bank in the small hours and \
was driven back; three Tarsk soldiers were hurt.

The Joint Commission, whose monitors watch the crossing in daylight, reported explosions on either \
bank and urged both armies to pull back their artillery. It did not apportion blame.

A teacher in Voskar, Marta Olen, described two hours of explosions that began before dawn and broke \
every window of her school.

Ministers of the two states are still due to meet on Thursday in Helm, diplomats said. They have \
argued over the valley for three decades.";

/// The wire agency's own report of the next day, with the same background.
const NEXT_DAY: &str = "\
SARRENT, Tarsk, March 13 - Tarsk published a video on Tuesday that it said showed Oravian soldiers \
trying to cross the river Ansa by night, a day after two Oravian soldiers and a civilian were \
killed at the bridge near Voskar.

The film, 40 seconds long, shows figures beside a boat. Neither the place nor the date could be \
confirmed. Oravia's defence ministry called it \"a crude fabrication\" and summoned the head of the \
Joint Commission.

Colonel Ilan Berec of the general staff in Sarrent said that one of the three men wounded on his \
side had died in hospital. There was no shooting overnight, residents and observers said.

Shops in Voskar opened again but the school stayed closed, its teacher Marta Olen said. Workmen were \
covering the windows with plastic sheets.

The two countries have disputed the Ansa valley since 1992. Talks between the foreign ministers, \
planned for Thursday in the town of Helm, will go ahead, officials of both countries said.";

/// A report in the same form on something else.
const OTHER: &str = "\
HELM, Oravia, March 12 - Four miners were killed and nine were trapped when a gallery collapsed in \
a coal mine near Helm on Monday, the interior ministry said, the deadliest accident since the \
flooding of 2019.

The ministry said that rescue teams had reached a depth of 300 metres and could hear knocking. \
Relatives waited at the gate. \"They tell us nothing,\" said Anna Derin, whose brother is below.

The mine's owner, Helm Coal, denied that safety rules had been broken. A spokesman said that the \
gallery had been inspected last month. Prosecutors opened an inquiry.";

fn light_edits() -> String {
    WIRE.replace("artillery fire hit", "shells struck")
        .replace("on Monday, the defence", "on Monday morning, the defence")
        .replace("about 6 a.m.", "around 0600")
        .replace("two of them seriously, it said in a statement", "two seriously, a statement said")
        .replace("did not say who had fired them", "declined to say who had fired")
        .replace("Two Oravian soldiers and a civilian", "Three people, among them two soldiers,")
}

fn with_intro_and_credit() -> String {
    format!(
        "Our correspondent writes: the long-feared return of shelling to the Ansa valley came on \
         Monday morning, and this newspaper's readers on both banks have told us how they spent \
         it. Send us your pictures and your stories to the usual address.\n\n{WIRE}\n\n\
         Reporting by the Voskar bureau; writing by J. Amsel; editing by P. Roth. (Oravia Press)"
    )
}

fn cut(paragraphs: usize) -> String {
    WIRE.split("\n\n").take(paragraphs).collect::<Vec<_>>().join("\n\n")
}

/// As an outlet prints it that has its own spelling of names, numbers and months.
fn house_style() -> String {
    WIRE.replace("VOSKAR, Oravia, March 12 - ", "")
        .replace("defence", "defense")
        .replace("Tarsk", "Tarsq")
        .replace("Ilan Berec", "Yilan Beretz")
        .replace("Berec", "Beretz")
        .replace("Voskar", "Woskar")
        .replace("ceasefire", "cease-fire")
        .replace("Colonel", "Col.")
        .replace("a.m.", "AM")
        .replace("Five", "5")
        .replace("three of", "3 of")
        .replace(" said that ", " said ")
        .replace('"', "”")
}

fn table() -> Vec<(&'static str, String, bool)> {
    vec![
        ("the same", WIRE.to_owned(), true),
        ("capitals", WIRE.to_uppercase(), true),
        ("light edits", light_edits(), true),
        ("intro and credit", with_intro_and_credit(), true),
        ("house style", house_style(), true),
        (
            "house style, edits, cut",
            {
                let text = house_style();
                text.split("\n\n").take(5).collect::<Vec<_>>().join("\n\n")
            },
            true,
        ),
        ("first four paragraphs", cut(4), true),
        ("first two paragraphs", cut(2), true),
        ("first paragraph", cut(1), true),
        (
            "intro and cut",
            with_intro_and_credit().split("\n\n").take(4).collect::<Vec<_>>().join("\n\n"),
            true,
        ),
        (
            "without the first two",
            WIRE.split("\n\n").skip(2).collect::<Vec<_>>().join("\n\n"),
            true,
        ),
        ("another agency", RIVAL.to_owned(), false),
        ("the next day", NEXT_DAY.to_owned(), false),
        ("another event", OTHER.to_owned(), false),
        (
            "one sentence in common",
            "The two countries have disputed the Ansa valley since 1992.".to_owned(),
            false,
        ),
        ("nothing", String::new(), false),
    ]
}

/// `cargo test -p hearsay-input --test duplicates -- --nocapture measured` prints the figures.
#[test]
fn copies_are_told_from_reports_on_one_topic_as_measured() {
    let wire = signature(WIRE);
    for (name, text, expected) in table() {
        let other = signature(&text);
        let (similar, contained) = (similarity(&wire, &other), containment(&wire, &other));
        let shared = wire.bands().iter().zip(other.bands()).filter(|(a, b)| **a == *b).count();
        let figures =
            format!("{name}: similar {similar:.2}, contained {contained:.2}, {shared} bands");
        // The tests' own output is for whoever asks for it.
        #[expect(clippy::print_stdout)]
        {
            println!("{figures}");
        }
        assert_eq!(is_copy(&wire, &other), expected, "{figures}");
        assert_eq!(is_copy(&other, &wire), expected, "{figures}");
        // A paragraph alone is recognized by whoever compares it, but a store may not find it.
        let is_found = shared > 0 || name == "first paragraph";
        assert!(!expected || is_found, "{figures}");
    }
}

#[test]
fn short_notices_of_one_form_are_no_copies() {
    let a = signature("A man was killed by a mine near Voskar on Monday, police said.");
    let b = signature("A woman was hurt by a car near Helm on Friday, police said.");
    assert!(!is_copy(&a, &b));
    assert!(is_copy(&a, &a));
    assert_eq!(similarity(&signature(""), &signature(" — ")), 0.0);
    assert!(signature("…").is_empty());
}

/// Ledgers keep signatures: when this fails, the copies of old articles would be lost.
#[test]
fn signature_stays_the_same() {
    let signature =
        signature("Two soldiers were killed near the river on Monday, the ministry said.");
    let bytes = signature.to_bytes();
    let sum = bytes.iter().fold(0_u64, |sum, &byte| sum.wrapping_mul(31).wrapping_add(byte.into()));
    assert_eq!((&bytes[..12], sum, signature.bands()[0], signature.bands()[31]), GOLDEN);
}

#[allow(clippy::type_complexity)]
const GOLDEN: (&[u8], u64, u64, u64) = (
    &[10, 0, 0, 0, 141, 228, 149, 9, 56, 158, 125, 150],
    6_953_294_030_465_765_097,
    14_898_969_654_923_127_306,
    2_673_542_769_741_653_256,
);

fn words() -> impl Strategy<Value = Vec<String>> {
    prop::collection::vec("[a-z]{1,8}", 0..200)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn bytes_round_trip(text in "\\PC{0,400}") {
        let signature = signature(&text);
        let bytes = signature.to_bytes();
        prop_assert_eq!(bytes.len(), BYTES);
        prop_assert_eq!(Signature::from_bytes(&bytes), Some(signature));
        prop_assert_eq!(Signature::from_bytes(&bytes[1..]), None);
    }

    #[test]
    fn similarity_is_symmetric_and_a_share(a in words(), b in words()) {
        let (a, b) = (signature(&a.join(" ")), signature(&b.join(" ")));
        for measure in [similarity, containment] {
            prop_assert_eq!(measure(&a, &b), measure(&b, &a));
            prop_assert!((0.0..=1.0).contains(&measure(&a, &b)));
        }
        prop_assert_eq!(is_copy(&a, &b), is_copy(&b, &a));
    }

    #[test]
    fn form_does_not_count(words in words()) {
        let plain = signature(&words.join(" "));
        prop_assert_eq!(&signature(&words.join(",\n\n“").to_uppercase()), &plain);
        prop_assert_eq!(similarity(&plain, &plain), if words.is_empty() { 0.0 } else { 1.0 });
    }

    /// The estimate is what it estimates, within four standard errors.
    #[test]
    fn similarity_estimates_the_share_of_shingles(kept in 1_usize..100) {
        let text = |from: usize| -> String {
            (from..from + 300).map(|number| format!("w{number} ")).collect()
        };
        let (a, b) = (signature(&text(0)), signature(&text(3 * kept)));
        let both = (298 - 3 * kept) as f64;
        let share = both / (596.0 - both);
        prop_assert!((similarity(&a, &b) - share).abs() < 0.18);
    }

    #[test]
    fn bands_are_keys_of_their_own(words in prop::collection::vec("[a-z]{1,8}", 1..200)) {
        let bands = signature(&words.join(" ")).bands();
        let different: std::collections::BTreeSet<_> = bands.into_iter().collect();
        prop_assert_eq!(different.len(), duplicates::BANDS);
    }
}
