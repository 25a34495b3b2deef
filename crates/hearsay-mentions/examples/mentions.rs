//! Prints the mentions of stored trees: `cargo run --example mentions -- TREE.conllu [DATE]`.
#![allow(clippy::print_stdout, clippy::disallowed_methods)] // an example reads a file and prints

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut args = std::env::args().skip(1);
    let path = args.next().ok_or("give the path of a CoNLL-U file")?;
    let created = match args.next() {
        Some(date) => Some(date.parse::<jiff::civil::Date>()?.at(0, 0, 0, 0)),
        None => None,
    };
    let document = hearsay_syntax::conllu::read(&std::fs::read_to_string(path)?)?;
    let mentions = hearsay_mentions::find(&document, created);
    let text = |span: hearsay_syntax::Span| span.of(document.text()).replace('\n', "⏎");
    for a in &mentions.actors {
        println!(
            "actor\t{}\t= {} | {} | {} | {} | {} | {}g{}{}{}",
            text(a.span),
            a.name,
            a.code.as_deref().unwrap_or("-"),
            a.country.as_deref().unwrap_or("-"),
            a.kind,
            a.role.as_deref().unwrap_or("-"),
            if a.tokens.contains(&a.head) { "" } else { "HEAD OUTSIDE " },
            a.group.0,
            if a.members.is_empty() {
                String::new()
            } else {
                format!(" members {:?}", a.members.iter().map(|m| m.0).collect::<Vec<_>>())
            },
            if a.inferred { " inferred" } else { "" },
        );
    }
    for p in &mentions.places {
        println!(
            "place\t{}\t= {} | {} | {} | {:?} {:?}",
            text(p.span),
            p.name,
            p.country.as_deref().unwrap_or("-"),
            p.feature.as_deref().unwrap_or("-"),
            p.latitude,
            p.longitude,
        );
    }
    for t in &mentions.times {
        println!(
            "time\t{}\t= {} {} {:?} | {:?} .. {:?}",
            text(t.span),
            t.kind,
            t.value,
            t.modifier,
            t.begin,
            t.end
        );
    }
    for q in &mentions.quantities {
        println!(
            "quantity\t{}\t= {:?}..{:?} {} of {} hedge {}",
            text(q.span),
            q.min,
            q.max,
            q.unit.as_deref().unwrap_or("-"),
            q.of.map_or("-".to_owned(), text),
            q.hedge.as_deref().unwrap_or("-"),
        );
    }
    Ok(())
}
