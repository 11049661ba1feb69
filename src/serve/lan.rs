//! The address of this machine on its own network, and the code that a phone reads it from.

use std::fmt::Write as _;
use std::net::{IpAddr, Ipv4Addr, UdpSocket};

use qrcode::{Color, EcLevel, QrCode};

/// Places whose way out tells our own address. Nothing is sent: connecting a UDP socket only asks the routing table.
const OUTSIDE: [Ipv4Addr; 3] =
    [Ipv4Addr::new(192, 168, 255, 254), Ipv4Addr::new(10, 255, 255, 254), Ipv4Addr::new(172, 31, 255, 254)];

/// This machine as others on the same network see it.
pub(super) fn address() -> Option<Ipv4Addr> {
    let ours = |to: &Ipv4Addr| {
        let socket = UdpSocket::bind((Ipv4Addr::UNSPECIFIED, 0)).ok()?;
        socket.connect((*to, 9)).ok()?;
        match socket.local_addr().ok()?.ip() {
            IpAddr::V4(ip) if ip.is_private() => Some(ip),
            _ => None,
        }
    };
    OUTSIDE.iter().find_map(ours)
}

/// The QR code of an address as SVG, four modules of white around it (ISO/IEC 18004, 6.3.8).
pub(super) fn qr(url: &str) -> Option<String> {
    let code = QrCode::with_error_correction_level(url, EcLevel::M).ok()?;
    let width = code.width();
    let mut path = String::new();
    for (i, color) in code.to_colors().into_iter().enumerate() {
        if color == Color::Dark {
            let _ = write!(path, "M{} {}h1v1h-1z", i % width + 4, i / width + 4);
        }
    }
    let side = width + 8;
    Some(format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {side} {side}\" shape-rendering=\"crispEdges\">\
         <path fill=\"#fff\" d=\"M0 0h{side}v{side}H0z\"/><path d=\"{path}\"/></svg>\n"
    ))
}
