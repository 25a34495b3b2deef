//! Which addresses are on the public internet.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Why an address must not be fetched from; `None` for one of the public internet.
pub(crate) fn refusal(address: IpAddr) -> Option<&'static str> {
    match address {
        IpAddr::V4(address) => refusal_v4(address),
        IpAddr::V6(address) => match address.to_ipv4_mapped() {
            Some(mapped) => refusal_v4(mapped),
            None => refusal_v6(address),
        },
    }
}

/// Blocks of IPv4 that lead to no public server, as IANA's registry of special addresses has them.
const SPECIAL: &[([u8; 4], u32, &str)] = &[
    ([0, 0, 0, 0], 8, "this network"),
    ([10, 0, 0, 0], 8, "a private network"),
    ([100, 64, 0, 0], 10, "a carrier's private network"),
    ([127, 0, 0, 0], 8, "this computer"),
    ([169, 254, 0, 0], 16, "link-local, where clouds keep their metadata"),
    ([172, 16, 0, 0], 12, "a private network"),
    ([192, 0, 0, 0], 24, "reserved for protocols"),
    ([192, 0, 2, 0], 24, "for documentation"),
    ([192, 88, 99, 0], 24, "a 6to4 relay"),
    ([192, 168, 0, 0], 16, "a private network"),
    ([198, 18, 0, 0], 15, "for benchmarks"),
    ([198, 51, 100, 0], 24, "for documentation"),
    ([203, 0, 113, 0], 24, "for documentation"),
    ([224, 0, 0, 0], 4, "multicast"),
    ([240, 0, 0, 0], 4, "reserved"),
];

fn refusal_v4(address: Ipv4Addr) -> Option<&'static str> {
    let bits = u32::from(address);
    let is_in =
        |block: [u8; 4], length: u32| (bits ^ u32::from_be_bytes(block)) >> (32 - length) == 0;
    SPECIAL.iter().find(|(block, length, _)| is_in(*block, *length)).map(|(_, _, why)| *why)
}

/// Only `2000::/3` is given out for the public internet, and not all of it.
fn refusal_v6(address: Ipv6Addr) -> Option<&'static str> {
    let [first, second, ..] = address.segments();
    match (first, second) {
        _ if address.is_loopback() => Some("this computer"),
        (0x2001, 0..0x0200) => Some("reserved for protocols and tunnels"),
        (0x2001, 0x0DB8) | (0x3FFF, 0..0x1000) => Some("for documentation"),
        (0x2002, _) => Some("6to4, which may lead anywhere"),
        (0x2000..0x4000, _) => None,
        (0x0064, 0xFF9B) => Some("NAT64, which may lead anywhere"),
        (0xFC00..0xFE00, _) => Some("a private network"),
        (0xFE80..0xFEC0, _) => Some("link-local"),
        (0xFF00.., _) => Some("multicast"),
        _ => Some("not on the public internet"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_public_addresses_pass() {
        let refused = [
            "0.0.0.0",
            "10.1.2.3",
            "100.64.0.1",
            "100.127.255.255",
            "127.0.0.1",
            "127.255.0.1",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.1",
            "192.168.1.1",
            "198.19.0.1",
            "224.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "::127.0.0.1",
            "64:ff9b::7f00:1",
            "64:ff9b:1::1",
            "2002:7f00:1::",
            "2001::1",
            "2001:db8::1",
            "fc00::1",
            "fd00:ec2::254",
            "fe80::1",
            "fec0::1",
            "ff02::1",
            "100::1",
        ];
        for address in refused {
            let parsed: IpAddr = address.parse().expect("it is an address");
            assert!(refusal(parsed).is_some(), "{address}");
        }
        for address in [
            "1.1.1.1",
            "100.63.0.1",
            "100.128.0.1",
            "172.32.0.1",
            "2606:4700::1111",
            "::ffff:8.8.8.8",
        ] {
            let parsed: IpAddr = address.parse().expect("it is an address");
            assert_eq!(refusal(parsed), None, "{address}");
        }
    }
}
