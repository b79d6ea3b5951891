/**
 * What lights are sent, byte by byte, by their makers' documents or code (`vendor`) or, where those say nothing of the
 * same light and action, by somebody else's code (`code`). HID bytes as node-hid takes them, report id first.
 */
export const SOURCES = {
  "busylight-core":
    "JnyJny/busylight, busylight-core 2.4.0 (commit ff75365a), its encoders run against a capture handle",
  embrava: "Embrava's own JavaScript library (WebUSB; 8 bytes and report id 0): layout and masks",
  muteme: "MuteMe's published HID key table",
  plenom:
    "Plenom, Kuando Busylight HID specification, revision 2.2 (shipped in porsager/busylight): layout and checksum rule, which reproduces its worked example",
  "blinkstick-python": "Agile Innovative, blinkstick-python: report table",
  "luxafor-api": "luxafor-api 4.0.0 (npm), run against a stub of node-hid",
  "busylight-epos": "JnyJny/busylight, commit a304c875, by the device's contributor",
  blynux:
    "ticapix/blynux, docs/usb_dump.pcapng, a capture of a light being set (SET_REPORT 0x0200 to interface 1: an output report of 8 bytes without an id)",
  "fit-pc-wiki": "fit-PC wiki (CompuLab), page fit-statUSB",
  "busy-tag": "Busy Tag's C# client",
} as const;

export interface Vector {
  readonly family: string;
  readonly device: string;
  readonly id: string;
  readonly action: "red" | "green" | "off" | "red-blink" | "keep-alive" | "example";
  readonly transport: "output" | "feature" | "serial";
  readonly trust: "vendor" | "code";
  readonly source: keyof typeof SOURCES;
  /** One for each report. */
  readonly hex: readonly string[];
}

/** In the order of the properties above; `*n` stands for n zero bytes. */
const TABLE = `
blink1 | ThingM blink(1) | 27b8:01ed | green | feature | code | busylight-core | 01 63 00 ff 00 00 0a 00 00
blink1 | ThingM blink(1) | 27b8:01ed | off | feature | code | busylight-core | 01 63 00 00 00 00 0a 00 00
blink1 | ThingM blink(1) | 27b8:01ed | red | feature | code | busylight-core | 01 63 ff 00 00 00 0a 00 00
blinkstick | BlinkStick Flex | 20a0:41e5 | green | feature | vendor | blinkstick-python | 08 00 ff 00 00 ff 00 00 ff 00 00 ff 00 00 ff 00 00 ff 00 00 ff 00 00 ff 00 00 ff 00 00 ff 00 00 ff 00 00 ff 00 00 ff 00 00 ff 00 00 ff 00 00 ff 00 00 ff 00 00 ff 00 00 ff 00 00 ff 00 00 ff 00 00 ff 00 00 ff 00 00 ff 00 00 ff 00 00 ff 00 00 ff 00 00 ff 00 00 ff 00 00 ff 00 00 ff 00 00 ff 00 00
blinkstick | BlinkStick Flex | 20a0:41e5 | off | feature | vendor | blinkstick-python | 08 *97
blinkstick | BlinkStick Flex | 20a0:41e5 | red | feature | vendor | blinkstick-python | 08 00 00 ff 00 00 ff 00 00 ff 00 00 ff 00 00 ff 00 00 ff 00 00 ff 00 00 ff 00 00 ff 00 00 ff 00 00 ff 00 00 ff 00 00 ff 00 00 ff 00 00 ff 00 00 ff 00 00 ff 00 00 ff 00 00 ff 00 00 ff 00 00 ff 00 00 ff 00 00 ff 00 00 ff 00 00 ff 00 00 ff 00 00 ff 00 00 ff 00 00 ff 00 00 ff 00 00 ff 00 00 ff 00
blinkstick | BlinkStick Nano | 20a0:41e5 | green | feature | vendor | blinkstick-python | 06 00 ff 00 00 ff *20
blinkstick | BlinkStick Nano | 20a0:41e5 | off | feature | vendor | blinkstick-python | 06 *25
blinkstick | BlinkStick Nano | 20a0:41e5 | red | feature | vendor | blinkstick-python | 06 00 00 ff 00 00 ff *19
blinkstick | BlinkStick Square/Strip | 20a0:41e5 | green | feature | vendor | blinkstick-python | 06 00 ff 00 00 ff 00 00 ff 00 00 ff 00 00 ff 00 00 ff 00 00 ff 00 00 ff 00 00
blinkstick | BlinkStick Square/Strip | 20a0:41e5 | off | feature | vendor | blinkstick-python | 06 *25
blinkstick | BlinkStick Square/Strip | 20a0:41e5 | red | feature | vendor | blinkstick-python | 06 00 00 ff 00 00 ff 00 00 ff 00 00 ff 00 00 ff 00 00 ff 00 00 ff 00 00 ff 00
blynclight | Embrava Blynclight Mini 30 | 0e53:2519 | green | output | vendor | embrava | 00 00 00 ff 00 00 00 ff 22
blynclight | Embrava Blynclight Mini 30 | 0e53:2519 | off | output | vendor | embrava | 00 00 00 00 01 00 00 ff 22
blynclight | Embrava Blynclight Mini 30 | 0e53:2519 | red | output | vendor | embrava | 00 ff 00 00 00 00 00 ff 22
blynclight | Embrava Blynclight Mini 30 | 0e53:2519 | red-blink | output | vendor | embrava | 00 ff 00 00 0c 00 00 ff 22
blynclight | Embrava Blynclight Mini 30 | 2c0d:0003 | green | output | vendor | embrava | 00 00 00 ff 00 00 00 ff 22
blynclight | Embrava Blynclight Mini 30 | 2c0d:0003 | off | output | vendor | embrava | 00 00 00 00 01 00 00 ff 22
blynclight | Embrava Blynclight Mini 30 | 2c0d:0003 | red | output | vendor | embrava | 00 ff 00 00 00 00 00 ff 22
blynclight | Embrava Blynclight Mini 30 | 2c0d:0003 | red-blink | output | vendor | embrava | 00 ff 00 00 0c 00 00 ff 22
blynclight | Embrava Blynclight Mini 40 | 2c0d:000a | green | output | vendor | embrava | 00 00 00 ff 00 00 00 ff 22
blynclight | Embrava Blynclight Mini 40 | 2c0d:000a | off | output | vendor | embrava | 00 00 00 00 01 00 00 ff 22
blynclight | Embrava Blynclight Mini 40 | 2c0d:000a | red | output | vendor | embrava | 00 ff 00 00 00 00 00 ff 22
blynclight | Embrava Blynclight Mini 40 | 2c0d:000a | red-blink | output | vendor | embrava | 00 ff 00 00 0c 00 00 ff 22
blynclight | Embrava Blynclight Mini 41 | 2c0d:0011 | green | output | vendor | embrava | 00 00 00 ff 00 00 00 ff 22
blynclight | Embrava Blynclight Mini 41 | 2c0d:0011 | off | output | vendor | embrava | 00 00 00 00 01 00 00 ff 22
blynclight | Embrava Blynclight Mini 41 | 2c0d:0011 | red | output | vendor | embrava | 00 ff 00 00 00 00 00 ff 22
blynclight | Embrava Blynclight Mini 41 | 2c0d:0011 | red-blink | output | vendor | embrava | 00 ff 00 00 0c 00 00 ff 22
blynclight | Embrava Blynclight Plus 30S | 0e53:2517 | green | output | vendor | embrava | 00 00 00 ff 00 00 00 ff 22
blynclight | Embrava Blynclight Plus 30S | 0e53:2517 | off | output | vendor | embrava | 00 00 00 00 01 00 00 ff 22
blynclight | Embrava Blynclight Plus 30S | 0e53:2517 | red | output | vendor | embrava | 00 ff 00 00 00 00 00 ff 22
blynclight | Embrava Blynclight Plus 30S | 0e53:2517 | red-blink | output | vendor | embrava | 00 ff 00 00 0c 00 00 ff 22
blynclight | Embrava Blynclight Plus 30S | 2c0d:0002 | green | output | vendor | embrava | 00 00 00 ff 00 00 00 ff 22
blynclight | Embrava Blynclight Plus 30S | 2c0d:0002 | off | output | vendor | embrava | 00 00 00 00 01 00 00 ff 22
blynclight | Embrava Blynclight Plus 30S | 2c0d:0002 | red | output | vendor | embrava | 00 ff 00 00 00 00 00 ff 22
blynclight | Embrava Blynclight Plus 30S | 2c0d:0002 | red-blink | output | vendor | embrava | 00 ff 00 00 0c 00 00 ff 22
blynclight | Embrava Blynclight Plus 40S | 2c0d:0010 | green | output | vendor | embrava | 00 00 00 ff 00 00 00 ff 22
blynclight | Embrava Blynclight Plus 40S | 2c0d:0010 | off | output | vendor | embrava | 00 00 00 00 01 00 00 ff 22
blynclight | Embrava Blynclight Plus 40S | 2c0d:0010 | red | output | vendor | embrava | 00 ff 00 00 00 00 00 ff 22
blynclight | Embrava Blynclight Plus 40S | 2c0d:0010 | red-blink | output | vendor | embrava | 00 ff 00 00 0c 00 00 ff 22
blynclight | Embrava Blynclight Standard 30 | 0e53:2516 | green | output | vendor | embrava | 00 00 00 ff 00 00 00 ff 22
blynclight | Embrava Blynclight Standard 30 | 0e53:2516 | off | output | vendor | embrava | 00 00 00 00 01 00 00 ff 22
blynclight | Embrava Blynclight Standard 30 | 0e53:2516 | red | output | vendor | embrava | 00 ff 00 00 00 00 00 ff 22
blynclight | Embrava Blynclight Standard 30 | 0e53:2516 | red-blink | output | vendor | embrava | 00 ff 00 00 0c 00 00 ff 22
blynclight | Embrava Blynclight Standard 30 | 2c0d:0001 | green | output | vendor | embrava | 00 00 00 ff 00 00 00 ff 22
blynclight | Embrava Blynclight Standard 30 | 2c0d:0001 | off | output | vendor | embrava | 00 00 00 00 01 00 00 ff 22
blynclight | Embrava Blynclight Standard 30 | 2c0d:0001 | red | output | vendor | embrava | 00 ff 00 00 00 00 00 ff 22
blynclight | Embrava Blynclight Standard 30 | 2c0d:0001 | red-blink | output | vendor | embrava | 00 ff 00 00 0c 00 00 ff 22
blynclight | Embrava Blynclight Standard 40 | 2c0d:000c | green | output | vendor | embrava | 00 00 00 ff 00 00 00 ff 22
blynclight | Embrava Blynclight Standard 40 | 2c0d:000c | off | output | vendor | embrava | 00 00 00 00 01 00 00 ff 22
blynclight | Embrava Blynclight Standard 40 | 2c0d:000c | red | output | vendor | embrava | 00 ff 00 00 00 00 00 ff 22
blynclight | Embrava Blynclight Standard 40 | 2c0d:000c | red-blink | output | vendor | embrava | 00 ff 00 00 0c 00 00 ff 22
blynclight | Embrava Blynclight Wireless 30S | 2c0d:0006 | green | output | vendor | embrava | 00 00 00 ff 00 00 00 ff 22
blynclight | Embrava Blynclight Wireless 30S | 2c0d:0006 | off | output | vendor | embrava | 00 00 00 00 01 00 00 ff 22
blynclight | Embrava Blynclight Wireless 30S | 2c0d:0006 | red | output | vendor | embrava | 00 ff 00 00 00 00 00 ff 22
blynclight | Embrava Blynclight Wireless 30S | 2c0d:0006 | red-blink | output | vendor | embrava | 00 ff 00 00 0c 00 00 ff 22
blynclight | Embrava Blynclight Wireless 40S | 2c0d:000b | green | output | vendor | embrava | 00 00 00 ff 00 00 00 ff 22
blynclight | Embrava Blynclight Wireless 40S | 2c0d:000b | off | output | vendor | embrava | 00 00 00 00 01 00 00 ff 22
blynclight | Embrava Blynclight Wireless 40S | 2c0d:000b | red | output | vendor | embrava | 00 ff 00 00 00 00 00 ff 22
blynclight | Embrava Blynclight Wireless 40S | 2c0d:000b | red-blink | output | vendor | embrava | 00 ff 00 00 0c 00 00 ff 22
blynclight | Embrava Embedded | 2c0d:0009 | green | output | vendor | embrava | 00 00 00 ff 00 00 00 ff 22
blynclight | Embrava Embedded | 2c0d:0009 | off | output | vendor | embrava | 00 00 00 00 01 00 00 ff 22
blynclight | Embrava Embedded | 2c0d:0009 | red | output | vendor | embrava | 00 ff 00 00 00 00 00 ff 22
blynclight | Embrava Embedded | 2c0d:0009 | red-blink | output | vendor | embrava | 00 ff 00 00 0c 00 00 ff 22
blynclight | Plantronics Status Indicator | 047f:d005 | green | output | vendor | embrava | 00 00 00 ff 00 00 00 ff 22
blynclight | Plantronics Status Indicator | 047f:d005 | off | output | vendor | embrava | 00 00 00 00 01 00 00 ff 22
blynclight | Plantronics Status Indicator | 047f:d005 | red | output | vendor | embrava | 00 ff 00 00 00 00 00 ff 22
blynclight | Plantronics Status Indicator | 047f:d005 | red-blink | output | vendor | embrava | 00 ff 00 00 0c 00 00 ff 22
blyncusb10 | Embrava BLYNCUSB10 | 1130:0001 | green | feature | code | busylight-core | 00 55 53 42 43 00 40 02 df
blyncusb10 | Embrava BLYNCUSB10 | 1130:0001 | off | feature | code | busylight-core | 00 55 53 42 43 00 40 02 ff
blyncusb10 | Embrava BLYNCUSB10 | 1130:0001 | red | feature | code | busylight-core | 00 55 53 42 43 00 40 02 ef
blyncusb10 | Embrava BLYNCUSB10 | 1130:0002 | green | feature | code | busylight-core | 00 55 53 42 43 00 40 02 df
blyncusb10 | Embrava BLYNCUSB10 | 1130:0002 | off | feature | code | busylight-core | 00 55 53 42 43 00 40 02 ff
blyncusb10 | Embrava BLYNCUSB10 | 1130:0002 | red | feature | code | busylight-core | 00 55 53 42 43 00 40 02 ef
blyncusb10 | Embrava Blync, captured | 1130:0001 | green | output | code | blynux | 00 55 53 42 43 00 40 02 df
blyncusb10 | Embrava Blync, captured | 1130:0001 | off | output | code | blynux | 00 55 53 42 43 00 40 02 ff
blyncusb10 | Embrava Blync, captured | 1130:0001 | red | output | code | blynux | 00 55 53 42 43 00 40 02 ef
blyncusb20 | Embrava BLYNCUSB20 | 1130:1e00 | green | output | code | busylight-core | 00 73 *63 / 00 d8 *63
blyncusb20 | Embrava BLYNCUSB20 | 1130:1e00 | off | output | code | busylight-core | 00 73 *63 / 00 73 *63
blyncusb20 | Embrava BLYNCUSB20 | 1130:1e00 | red | output | code | busylight-core | 00 73 *63 / 00 60 *63
busy-tag | Luxafor Busy Tag | 303a:81df | green | serial | vendor | busy-tag | 41 54 2b 53 43 3d 31 32 37 2c 30 30 46 46 30 30 0d 0a
busy-tag | Luxafor Busy Tag | 303a:81df | off | serial | vendor | busy-tag | 41 54 2b 53 43 3d 31 32 37 2c 30 30 30 30 30 30 0d 0a
busy-tag | Luxafor Busy Tag | 303a:81df | red | serial | vendor | busy-tag | 41 54 2b 53 43 3d 31 32 37 2c 46 46 30 30 30 30 0d 0a
epos | EPOS Busylight | 1395:0074 | green | output | code | busylight-epos | 01 12 02 00 ff 00 00 ff 00 01
epos | EPOS Busylight | 1395:0074 | off | output | code | busylight-epos | 01 12 02 00 00 00 00 00 00 00
epos | EPOS Busylight | 1395:0074 | red | output | code | busylight-epos | 01 12 02 ff 00 00 ff 00 00 01
fit-statusb | CompuLab fit-statUSB | 2047:03df | green | serial | vendor | fit-pc-wiki | 23 30 30 46 46 30 30 0a
fit-statusb | CompuLab fit-statUSB | 2047:03df | off | serial | vendor | fit-pc-wiki | 23 30 30 30 30 30 30 0a
fit-statusb | CompuLab fit-statUSB | 2047:03df | red | serial | vendor | fit-pc-wiki | 23 46 46 30 30 30 30 0a
kuando | Kuando Busylight (any 64-byte model) | 27bb:3bca | green | output | vendor | plenom | 00 10 01 00 64 00 00 00 80 *51 ff ff ff 03 f2
kuando | Kuando Busylight (any 64-byte model) | 27bb:3bca | keep-alive | output | vendor | plenom | 00 8f *58 ff ff ff 03 8c
kuando | Kuando Busylight (any 64-byte model) | 27bb:3bca | off | output | vendor | plenom | 00 10 01 00 00 00 00 00 80 *51 ff ff ff 03 8e
kuando | Kuando Busylight (any 64-byte model) | 27bb:3bca | red | output | vendor | plenom | 00 10 01 64 00 00 00 00 80 *51 ff ff ff 03 f2
kuando | Kuando Busylight (any 64-byte model) | 27bb:3bca | example | output | vendor | plenom | 00 11 03 00 00 33 05 05 80 12 05 50 00 00 0f 05 00 10 02 00 64 00 32 00 a3 *34 ff ff ff ff 06 93
kuando | Kuando Busylight (any 64-byte model) | 27bb:3bcb | green | output | vendor | plenom | 00 10 01 00 64 00 00 00 80 *51 ff ff ff 03 f2
kuando | Kuando Busylight (any 64-byte model) | 27bb:3bcb | keep-alive | output | vendor | plenom | 00 8f *58 ff ff ff 03 8c
kuando | Kuando Busylight (any 64-byte model) | 27bb:3bcb | off | output | vendor | plenom | 00 10 01 00 00 00 00 00 80 *51 ff ff ff 03 8e
kuando | Kuando Busylight (any 64-byte model) | 27bb:3bcb | red | output | vendor | plenom | 00 10 01 64 00 00 00 00 80 *51 ff ff ff 03 f2
kuando | Kuando Busylight (any 64-byte model) | 27bb:3bcd | green | output | vendor | plenom | 00 10 01 00 64 00 00 00 80 *51 ff ff ff 03 f2
kuando | Kuando Busylight (any 64-byte model) | 27bb:3bcd | keep-alive | output | vendor | plenom | 00 8f *58 ff ff ff 03 8c
kuando | Kuando Busylight (any 64-byte model) | 27bb:3bcd | off | output | vendor | plenom | 00 10 01 00 00 00 00 00 80 *51 ff ff ff 03 8e
kuando | Kuando Busylight (any 64-byte model) | 27bb:3bcd | red | output | vendor | plenom | 00 10 01 64 00 00 00 00 80 *51 ff ff ff 03 f2
kuando | Kuando Busylight (any 64-byte model) | 27bb:3bce | green | output | vendor | plenom | 00 10 01 00 64 00 00 00 80 *51 ff ff ff 03 f2
kuando | Kuando Busylight (any 64-byte model) | 27bb:3bce | keep-alive | output | vendor | plenom | 00 8f *58 ff ff ff 03 8c
kuando | Kuando Busylight (any 64-byte model) | 27bb:3bce | off | output | vendor | plenom | 00 10 01 00 00 00 00 00 80 *51 ff ff ff 03 8e
kuando | Kuando Busylight (any 64-byte model) | 27bb:3bce | red | output | vendor | plenom | 00 10 01 64 00 00 00 00 80 *51 ff ff ff 03 f2
kuando | Kuando Busylight (any 64-byte model) | 27bb:3bcf | green | output | vendor | plenom | 00 10 01 00 64 00 00 00 80 *51 ff ff ff 03 f2
kuando | Kuando Busylight (any 64-byte model) | 27bb:3bcf | keep-alive | output | vendor | plenom | 00 8f *58 ff ff ff 03 8c
kuando | Kuando Busylight (any 64-byte model) | 27bb:3bcf | off | output | vendor | plenom | 00 10 01 00 00 00 00 00 80 *51 ff ff ff 03 8e
kuando | Kuando Busylight (any 64-byte model) | 27bb:3bcf | red | output | vendor | plenom | 00 10 01 64 00 00 00 00 80 *51 ff ff ff 03 f2
kuando | Kuando Busylight Alpha | 04d8:f848 | green | output | code | busylight-core | 00 10 00 00 64 *56 0f ff 01 82
kuando | Kuando Busylight Alpha | 04d8:f848 | keep-alive | output | code | busylight-core | 00 8f *59 0f ff 01 9d
kuando | Kuando Busylight Alpha | 04d8:f848 | off | output | code | busylight-core | 00 10 *59 0f ff 01 1e
kuando | Kuando Busylight Alpha | 04d8:f848 | red | output | code | busylight-core | 00 10 00 64 *57 0f ff 01 82
luxafor | Luxafor (all HID models) | 04d8:f372 | green | output | code | luxafor-api | 00 01 ff 00 ff 00 00 00 00
luxafor | Luxafor (all HID models) | 04d8:f372 | off | output | code | luxafor-api | 00 01 ff 00 00 00 00 00 00
luxafor | Luxafor (all HID models) | 04d8:f372 | red | output | code | luxafor-api | 00 01 ff ff 00 00 00 00 00
luxafor | Luxafor Bluetooth | 04d8:f372 | green | output | code | busylight-core | 00 01 ff 00 ff 00 00 00 00
luxafor | Luxafor Bluetooth | 04d8:f372 | off | output | code | busylight-core | 00 01 ff 00 00 00 00 00 00
luxafor | Luxafor Bluetooth | 04d8:f372 | red | output | code | busylight-core | 00 01 ff ff 00 00 00 00 00
luxafor | Luxafor Flag | 04d8:f372 | green | output | code | busylight-core | 00 01 ff 00 ff 00 00 00 00
luxafor | Luxafor Flag | 04d8:f372 | off | output | code | busylight-core | 00 01 ff 00 00 00 00 00 00
luxafor | Luxafor Flag | 04d8:f372 | red | output | code | busylight-core | 00 01 ff ff 00 00 00 00 00
luxafor | Luxafor Mute | 04d8:f372 | green | output | code | busylight-core | 00 01 ff 00 ff 00 00 00 00
luxafor | Luxafor Mute | 04d8:f372 | off | output | code | busylight-core | 00 01 ff 00 00 00 00 00 00
luxafor | Luxafor Mute | 04d8:f372 | red | output | code | busylight-core | 00 01 ff ff 00 00 00 00 00
luxafor | Luxafor Orb | 04d8:f372 | green | output | code | busylight-core | 00 01 ff 00 ff 00 00 00 00
luxafor | Luxafor Orb | 04d8:f372 | off | output | code | busylight-core | 00 01 ff 00 00 00 00 00 00
luxafor | Luxafor Orb | 04d8:f372 | red | output | code | busylight-core | 00 01 ff ff 00 00 00 00 00
muteme | MuteMe Mini | 20a0:42db | green | output | vendor | muteme | 00 02
muteme | MuteMe Mini | 20a0:42db | off | output | vendor | muteme | 00 00
muteme | MuteMe Mini | 20a0:42db | red | output | vendor | muteme | 00 01
muteme | MuteMe Mini USB-A | 3603:0003 | green | output | vendor | muteme | 00 02
muteme | MuteMe Mini USB-A | 3603:0003 | off | output | vendor | muteme | 00 00
muteme | MuteMe Mini USB-A | 3603:0003 | red | output | vendor | muteme | 00 01
muteme | MuteMe Mini USB-C | 3603:0002 | green | output | vendor | muteme | 00 02
muteme | MuteMe Mini USB-C | 3603:0002 | off | output | vendor | muteme | 00 00
muteme | MuteMe Mini USB-C | 3603:0002 | red | output | vendor | muteme | 00 01
muteme | MuteMe Mini generic | 3603:0004 | green | output | vendor | muteme | 00 02
muteme | MuteMe Mini generic | 3603:0004 | off | output | vendor | muteme | 00 00
muteme | MuteMe Mini generic | 3603:0004 | red | output | vendor | muteme | 00 01
muteme | MuteMe Original | 20a0:42da | green | output | vendor | muteme | 00 02
muteme | MuteMe Original | 20a0:42da | off | output | vendor | muteme | 00 00
muteme | MuteMe Original | 20a0:42da | red | output | vendor | muteme | 00 01
muteme | MuteMe Original (prototype) | 16c0:27db | green | output | vendor | muteme | 00 02
muteme | MuteMe Original (prototype) | 16c0:27db | off | output | vendor | muteme | 00 00
muteme | MuteMe Original (prototype) | 16c0:27db | red | output | vendor | muteme | 00 01
muteme | MuteMe Original batch 9+ | 3603:0001 | green | output | vendor | muteme | 00 02
muteme | MuteMe Original batch 9+ | 3603:0001 | off | output | vendor | muteme | 00 00
muteme | MuteMe Original batch 9+ | 3603:0001 | red | output | vendor | muteme | 00 01
mutesync | MuteSync Button | 10c4:ea60 | green | serial | code | busylight-core | 41 00 ff 00 00 ff 00 00 ff 00 00 ff 00
mutesync | MuteSync Button | 10c4:ea60 | off | serial | code | busylight-core | 41 *12
mutesync | MuteSync Button | 10c4:ea60 | red | serial | code | busylight-core | 41 ff 00 00 ff 00 00 ff 00 00 ff 00 00
`;

export const VECTORS: readonly Vector[] = TABLE.trim()
  .split("\n")
  .map((line) => {
    const [family, device, id, action, transport, trust, source, reports = ""] = line.split(" | ");
    return {
      family,
      device,
      id,
      action,
      transport,
      trust,
      source,
      hex: reports.split(" / ").map(spelledOut),
    };
  }) as unknown as readonly Vector[];

function spelledOut(text: string): string {
  return text
    .split(" ")
    .map((part) => (part.startsWith("*") ? "00".repeat(Number(part.slice(1))) : part))
    .join("");
}
