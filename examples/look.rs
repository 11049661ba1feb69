#[path = "../tests/scenes/mod.rs"]
mod scenes;
fn main() {
    let dir = std::env::args().nth(1).unwrap();
    let scene = scenes::sample();
    for i in 0..2 {
        std::fs::write(format!("{dir}/{i}.png"), banbao::panel::export::png(&scene, i, 1000).unwrap()).unwrap();
        std::fs::write(format!("{dir}/{i}.svg"), banbao::panel::export::svg(&scene, i).unwrap()).unwrap();
    }
}
