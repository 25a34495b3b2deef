//! Exports without the names of private persons.

mod common;

use common::Desk;
use hearsay_ledger::Filter;
use hearsay_ledger::export::{Chosen, Form, Losses, Options, WITHHELD, write};

const VICTIM: &str = "Daniel Ostrov, a 34-year-old baker, was killed when Tarsk shelled the town of Hask on \
    Tuesday, his brother Pavel Ostrov said. Governor Milan Denko condemned the shelling. \
    “Ostrov had three children,” resident Vera Lind said. Oravian troops killed two soldiers near Hask, \
    defence ministry spokesman Arvid Tolmash said.";

fn written(desk: &Desk, form: Form, is_discreet: bool) -> (String, Losses) {
    let view = desk.ledger.view().expect("a view");
    let chosen = Chosen::new(&view, &Filter::default()).without_private_persons(is_discreet);
    let mut out = Vec::new();
    let losses = write(form, &chosen, Options::default(), &mut out).expect("it can be written");
    (String::from_utf8(out).expect("it is UTF-8"), losses)
}

#[test]
fn who_holds_no_office_has_no_name_in_a_discreet_export() {
    let desk = Desk::new();
    desk.add("victim", VICTIM);
    for form in [Form::Csv, Form::Geojson, Form::Polecat, Form::Webannotation] {
        let (told, _) = written(&desk, form, false);
        assert!(told.contains("Ostrov") && !told.contains(WITHHELD), "{told}");
        let (discreet, losses) = written(&desk, form, true);
        for name in ["Ostrov", "ostrov", "Daniel", "Pavel", "Vera", "Lind"] {
            assert!(!discreet.contains(name), "{}: {name}: {discreet}", form.name());
        }
        assert!(discreet.contains(WITHHELD), "{discreet}");
        assert!(
            discreet.contains("Tolmash"),
            "who speaks for a ministry keeps his name: {discreet}"
        );
        assert!(losses.text().contains("private persons (1 article)"), "{}", losses.text());
    }
}

#[test]
fn a_discreet_export_leaves_out_names_and_nothing_else() {
    let desk = Desk::new();
    desk.add("victim", VICTIM);
    let rows = |is_discreet| {
        let (text, _) = written(&desk, Form::Csv, is_discreet);
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let head = reader.headers().expect("a head").clone();
        let rows: Vec<csv::StringRecord> =
            reader.records().map(|row| row.expect("a row")).collect();
        (head, rows)
    };
    let (head, named) = rows(false);
    let (_, discreet) = rows(true);
    assert_eq!(named.len(), discreet.len());
    for (named, discreet) in named.iter().zip(&discreet) {
        for ((column, named), discreet) in head.iter().zip(named).zip(discreet) {
            let mut expected = named.to_owned();
            for name in ["Daniel Ostrov", "Pavel Ostrov", "Vera Lind", "Ostrov"] {
                expected = expected.replace(name, WITHHELD);
            }
            assert_eq!(expected, discreet, "{column}");
        }
    }
}
