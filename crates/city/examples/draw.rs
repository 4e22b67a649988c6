//! Draws a generated city as SVG: `cargo run -p city --example draw -- city.svg [seed]`.

use std::fmt::Write;

use city::{City, CityMap, Position, RoadClass, Size};

/// Width of the drawing in pixels.
const WIDTH: f64 = 1400.0;

struct Sheet {
    west: f64,
    north: f64,
    scale: (f64, f64),
}

impl Sheet {
    fn path(&self, line: &[Position]) -> String {
        line.iter().enumerate().fold(String::new(), |mut d, (i, p)| {
            let (x, y) = self.place(*p);
            let _ = write!(d, "{}{x:.1} {y:.1}", if i == 0 { 'M' } else { 'L' });
            d
        })
    }
    fn place(&self, p: Position) -> (f64, f64) {
        ((p[0] - self.west) * self.scale.0, (self.north - p[1]) * self.scale.1)
    }
}

fn stroke(class: RoadClass) -> (&'static str, f64) {
    match class {
        RoadClass::Ring => ("#e6a04d", 5.0),
        RoadClass::Arterial => ("#f2cf7a", 3.6),
        RoadClass::Street => ("#ffffff", 2.2),
        RoadClass::Lane => ("#ffffff", 1.1),
    }
}

fn draw(map: &CityMap) -> String {
    let [west, south, east, north] = map.bounds;
    let across = WIDTH / (east - west);
    let upwards = across / f64::midpoint(south, north).to_radians().cos();
    let sheet = Sheet { west, north, scale: (across, upwards) };
    let height = (north - south) * upwards;
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{WIDTH}\" height=\"{height:.0}\" font-family=\"Noto Sans CJK SC\">\n\
         <rect width=\"100%\" height=\"100%\" fill=\"#ebe9e2\"/>\n"
    );
    let mut put = |element: String| {
        svg.push_str(&element);
        svg.push('\n');
    };
    for park in &map.parks {
        put(format!("<path d=\"{}Z\" fill=\"#c5dfb4\"/>", sheet.path(&park.outline)));
    }
    for ring in &map.water {
        put(format!("<path d=\"{}Z\" fill=\"#a9cbe6\"/>", sheet.path(ring)));
    }
    for road in &map.roads {
        let (colour, width) = stroke(road.class);
        put(format!(
            "<path d=\"{}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"{width}\"/>",
            sheet.path(&road.line)
        ));
    }
    for bridge in &map.bridges {
        put(format!("<path d=\"{}\" fill=\"none\" stroke=\"#6b5a3a\" stroke-width=\"7\"/>", sheet.path(&bridge.line)));
        let (colour, width) = stroke(bridge.class);
        put(format!(
            "<path d=\"{}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"{width}\"/>",
            sheet.path(&bridge.line)
        ));
    }
    for compound in &map.compounds {
        let (x, y) = sheet.place(compound.point);
        put(format!("<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"2\" fill=\"#8a6d8f\"/>"));
    }
    for district in &map.districts {
        let border = "fill=\"none\" stroke=\"#8d5a97\" stroke-width=\"1.2\" stroke-dasharray=\"6 4\"";
        put(format!("<path d=\"{}\" {border}/>", sheet.path(&district.outline)));
        let (x, y) = sheet.place(district.centre);
        let halo = "stroke=\"#fff\" stroke-width=\"4\" paint-order=\"stroke\"";
        put(format!(
            "<text x=\"{x:.0}\" y=\"{y:.0}\" font-size=\"22\" text-anchor=\"middle\" {halo}>{}</text>",
            district.name
        ));
    }
    for road in map.roads.iter().filter(|r| r.class <= RoadClass::Arterial) {
        let (x, y) = sheet.place(road.line[road.line.len() / 3]);
        let halo = "stroke=\"#fff\" stroke-width=\"3\" paint-order=\"stroke\"";
        put(format!(
            "<text x=\"{x:.0}\" y=\"{y:.0}\" font-size=\"11\" text-anchor=\"middle\" {halo}>{}</text>",
            road.name
        ));
    }
    svg.push_str("</svg>\n");
    svg
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut words = std::env::args().skip(1);
    let path = words.next().ok_or("usage: draw FILE.svg [SEED]")?;
    let seed = words.next().map_or(Ok(1), |word| word.parse())?;
    let city = City::generate(seed, Size::demo());
    std::fs::write(&path, draw(&city.map()))?;
    let (nodes, edges) = (city.roads().nodes().len(), city.roads().edges().len());
    println!("{}: {} streets, {nodes} nodes, {edges} edges", city.name(), city.streets().len());
    println!("{} bridges, {} compounds, {} homes", city.bridges().len(), city.compounds().len(), city.homes());
    for address in city.addresses(5) {
        println!("{address}");
    }
    for place in city.outlets(2).into_iter().chain(city.shops(3)) {
        println!("{}: {}", place.name, place.address);
    }
    Ok(())
}
