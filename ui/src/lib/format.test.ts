import { describe, expect, it } from "vitest";
import { burn, bytes, percent, rate, target, usd } from "./format";
import { duration } from "./time/duration";

describe("percent", () => {
  it("never rounds up to a promise that was not kept", () => {
    expect(percent(0.99999, 2)).toBe(">99.99%");
    expect(percent(1, 2)).toBe("100.00%");
  });

  it("never rounds something down to nothing", () => {
    expect([percent(0.0002), percent(0.0006), percent(0), percent(0.002, 0)]).toEqual([
      "<0.1%",
      "0.1%",
      "0.0%",
      "<1%",
    ]);
  });

  it("says nothing about a missing ratio", () => {
    expect(percent(null)).toBe("–");
  });
});

it("writes a target with the digits it was given", () => {
  expect([target(0.95), target(0.999), target(0.9995)]).toEqual(["95%", "99.9%", "99.95%"]);
});

it("writes money from a millionth of a dollar to thousands", () => {
  expect([usd(0), usd(0.000063), usd(1e-9), usd(0.0123), usd(10.4), usd(1234.5)]).toEqual([
    "$0",
    "$0.000063",
    "<$0.000001",
    "$0.012",
    "$10.40",
    "$1,234.50",
  ]);
});

it("chooses a unit for rates, sizes, burn and time", () => {
  expect([rate(7200, 60), rate(840, 3600), rate(3, 3600)]).toEqual(["120.0/s", "14.0/min", "3.0/h"]);
  expect([bytes(0), bytes(999), bytes(18_211), bytes(1_048_576), bytes(2 ** 30)]).toEqual([
    "0 B",
    "999 B",
    "17.8 KiB",
    "1.00 MiB",
    "1.00 GiB",
  ]);
  expect([burn(14.44), burn(250), burn(null)]).toEqual(["14.4×", "250×", "–"]);
  expect([0.0000005, 0.34, 3.7, 8, 59.9, 724, 7500, 190_000].map((seconds) => duration(seconds))).toEqual([
    "1 µs",
    "340 ms",
    "3.70 s",
    "8 s",
    "1 min",
    "12 min 4 s",
    "2 h 5 min",
    "2 d 4 h",
  ]);
});
