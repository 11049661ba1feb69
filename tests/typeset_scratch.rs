use banbao::panel::typeset::*;
use banbao::unit::Em;
use banbao::world::{MemoryWorld, World};
use std::io::BufRead;
#[test]
#[ignore]
fn scratch() {
    let world = MemoryWorld::new(banbao::model::Date { year: 2026, month: 5, day: 31 });
    let mut faces = Faces::new();
    let fam = std::env::var("FAM").unwrap_or("Banbao Hei".into());
    let id = faces.add(world.fonts().select(&fam, 400).unwrap().clone());
    let w: f64 = std::env::var("W").unwrap_or("20".into()).parse().unwrap();
    let ragged = std::env::var("RAGGED").is_ok();
    for line in std::io::stdin().lock().lines() {
        let line = line.unwrap();
        let mut o = ProbeOptions::new(id, Em(w));
        o.ragged = ragged;
        let p = probe_line(&faces, &line, &o);
        for l in &p.lines {
            let sum: f64 = l.advances.iter().sum();
            println!("{:8.4} |{}|", sum, l.text);
            if std::env::var("V").is_ok() { println!("   {}", l.text.chars().zip(&l.advances).map(|(c, a)| format!("{c}{a:.3}")).collect::<Vec<_>>().join(" ")); }
        }
        println!();
    }
}
