use banbao::calendar::Calendar;
use banbao::content;
use banbao::panel::export::png;
use banbao::panel::layout::board;
use banbao::world::{DiskWorld, World};
struct N<'a>(&'a Calendar);
impl content::EventNames for N<'_> {
    fn resolve(&self, t: &str) -> Option<String> {
        self.0.resolve(t)
    }
    fn nearest(&self, t: &str) -> Option<String> {
        self.0.nearest(t)
    }
}
fn main() {
    let a: Vec<String> = std::env::args().collect();
    let world = DiskWorld::new(a[1].as_str());
    let (config, _) = banbao::config::load(&world);
    let (calendar, _) = Calendar::load(&world);
    let (site, d) = content::load(&world, &config, &N(&calendar), &content::LoadOptions { drafts: false });
    for x in d.iter() {
        eprintln!("{}", x.render());
    }
    let width: u32 = a[3].parse().unwrap();
    for b in &site.boards {
        if a[2] != "all" && !a[2].split(',').any(|x| x == b.id) {
            continue;
        }
        let mut b = b.clone();
        if let Some(s) = a.get(5) {
            if s != "-" {
                b.style = Some(s.clone());
            }
        }
        if let Some(s) = a.get(6) {
            if s == "turn" {
                b.trim_mm = (b.trim_mm.1, b.trim_mm.0);
            }
        }
        if let Some(s) = a.get(7) {
            b.sheets = s.parse().unwrap();
        }
        let t = std::time::Instant::now();
        let r = board::compose(board::Sources { world: &world, config: &config, calendar: &calendar, site: &site }, &b);
        eprintln!("{}: {:?} {:?}", b.id, t.elapsed(), r.fit);
        for s in &r.sheets {
            eprintln!("   {:?}", s.columns.iter().map(|c| c.fill).collect::<Vec<_>>());
        }
        for c in &r.choices {
            eprintln!("   p{} {} = {} x{} ({})", c.page, c.title, c.variant, c.span, c.reason);
        }
        for x in r.diagnostics.iter() {
            eprintln!("{}", x.render());
        }
        if let Some(scene) = r.scene {
            for i in 0..scene.sheets.len() {
                let t = std::time::Instant::now();
                match png(&scene, i, width) {
                    Ok(p) => std::fs::write(format!("{}/{}-{}.png", a[4], b.id, i + 1), p).unwrap(),
                    Err(d) => eprintln!("{}", d.render()),
                }
                eprintln!("png {:?}", t.elapsed());
            }
        }
    }
    let _ = world.today();
}
