#[path = "../tests/scenes/mod.rs"]
mod scenes;
fn main() {
    let dir = std::env::args().nth(1).unwrap();
    let scene = scenes::sample();
    std::fs::write(format!("{dir}/a.pdf"), banbao::panel::export::pdf(&scene, &Default::default()).unwrap()).unwrap();
    std::fs::write(format!("{dir}/marks.pdf"), banbao::panel::export::pdf(&scene, &banbao::panel::export::PdfOptions { marks: banbao::panel::export::Marks::Crop }).unwrap()).unwrap();
    for i in 0..2 {
        std::fs::write(format!("{dir}/{i}.png"), banbao::panel::export::png(&scene, i, 1000).unwrap()).unwrap();
        std::fs::write(format!("{dir}/{i}.svg"), banbao::panel::export::svg(&scene, i).unwrap()).unwrap();
    }
}
