#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| banbao_fuzz::targets::markdown(data));
