import { describe, expect, test } from "vitest";
import { makeOrganization } from "#db/testing/factories";
import { mark, retire, withOperatorList } from "#db/testing/operator-list";
import type { OrganizationId } from "#lib/ids";
import { renameByOperator, setExternalId } from "./mutations.ts";

const { operator, list, idsOf, everyPage } = withOperatorList();

describe("a search", () => {
  test("finds any part of a name, an address, live or former, an id and an external id, in any case", async () => {
    const word = mark();
    const externalId = `Acct-${mark()}`;
    const former = `was-${mark()}`;
    const { id, slug } = await makeOrganization({
      displayName: `Great ${word} Ltd`,
      slug: `slug-${mark()}`,
      externalId,
    });
    await retire(id, former);
    for (const search of [word, word.slice(2, -2), word.toUpperCase(), `t ${word} l`, slug.slice(3), former.slice(2)])
      expect([search, await idsOf({ search })]).toEqual([search, [id]]);
    for (const search of [externalId, externalId.toLowerCase(), externalId.slice(3), id, id.slice(2), ` ${word} `])
      expect([search, await idsOf({ search })]).toEqual([search, [id]]);
    for (const search of [`${word}x`, `${word}\n`.repeat(2), `${word} ${slug}`])
      expect(await idsOf({ search })).toEqual([]);
  });

  test("follows a change at once", async () => {
    const [before, after, externalId] = [mark(), mark(), mark()];
    const { id, slug } = await makeOrganization({ displayName: before });
    await renameByOperator(operator(), id, { displayName: after, slug });
    await setExternalId(operator(), id, { externalId });
    expect(await idsOf({ search: before })).toEqual([]);
    expect(await idsOf({ search: after })).toEqual([id]);
    expect(await idsOf({ search: externalId })).toEqual([id]);
  });

  test("takes every sign literally", async () => {
    const word = mark();
    const names = [`100% ${word}`, `1000 ${word}`, `a_b ${word}`, `axb ${word}`, `a\\b ${word}`, `R&D ${word}`];
    const made = await Promise.all(names.map((displayName) => makeOrganization({ displayName })));
    for (const [index, name] of names.entries()) {
      expect([name, await idsOf({ search: name })]).toEqual([name, [made[index]?.id]]);
    }
    expect(await idsOf({ search: `% ${word}` })).toEqual([made[0]?.id]);
    expect(await idsOf({ search: `'; drop table organizations; -- ${word}` })).toEqual([]);
    for (const search of [
      "%",
      "_",
      "\\",
      "%%%",
      "___",
      "\\\\\\",
      "\0",
      "a\0b",
      "\ud800",
      "x".repeat(5_000),
      "é".repeat(999),
    ])
      expect(Array.isArray(await idsOf({ search, limit: 2 }))).toBe(true);
  });

  test("finds every script, by two of its characters as well", async () => {
    const names = [
      "株式会社オリオン",
      "Орион Чёрный",
      "Çözüm Ünlü",
      "مؤسسة أوريون",
      "โอไรออน",
      "오리온 분석",
      "🚀🪐 Lab",
    ];
    for (const displayName of names) {
      const tail = mark();
      const { id } = await makeOrganization({ displayName: `${displayName} ${tail}` });
      for (const part of [displayName, [...displayName].slice(1).join(""), [...displayName].slice(-3).join("")])
        expect([part, await idsOf({ search: `${part} ${tail}` })]).toEqual([part, [id]]);
      const two = [...displayName].slice(0, 2).join("");
      expect([two, (await everyPage({ search: two })).includes(id)]).toEqual([two, true]);
    }
    // What composes the same is the same; case is folded beyond ASCII.
    const word = mark();
    const { id } = await makeOrganization({ displayName: `Орион Çözüm ${word}` });
    expect(await idsOf({ search: `ОРИОН ÇÖZÜM ${word}`.normalize("NFD") })).toEqual([id]);
  });

  test("under three characters finds what begins with it", async () => {
    const word = mark();
    const [x, y] = [
      await makeOrganization({ displayName: `q7 ${word}`, slug: `zz-${mark()}` }),
      await makeOrganization({ displayName: `zz ${word}`, slug: `q7-${mark()}`, externalId: `w8-${word}` }),
    ];
    const other = await makeOrganization({ displayName: `aq7 ${word}`, slug: `aa-${mark()}` });
    const found = await everyPage({ search: "Q7" });
    expect(found).toContain(x.id);
    expect(found).toContain(y.id);
    expect(found).not.toContain(other.id);
    expect(await everyPage({ search: "w8" })).toContain(y.id);
    const single = await everyPage({ search: "q" });
    expect([single.includes(x.id), single.includes(y.id), single.includes(other.id)]).toEqual([true, true, false]);
  });

  test("for something common still shows the newest first, and says how far it looked when that was not to the end", async () => {
    const word = mark();
    const started = Date.now();
    const made: OrganizationId[] = [];
    for (let index = 0; index < 30; index++) {
      const meant = index < 8 || index > 20;
      const createdAt = new Date(started + 3_600_000 + index * 1000);
      const { id } = await makeOrganization({ displayName: meant ? word : mark(), createdAt });
      if (meant) made.unshift(id);
    }
    const effort = { matches: 5, walk: 12 };
    const pageAt = (after: string | null) => list({ search: word, after, limit: 4 }, effort);
    const seen: OrganizationId[][] = [];
    const lookedTo: (number | null)[] = [];
    for (let after: string | null = null; seen.length < 20; ) {
      const page = await pageAt(after);
      seen.push(page.organizations.map(({ organizationId }) => organizationId));
      lookedTo.push(page.searchedBackTo && Math.round((page.searchedBackTo.getTime() - started - 3_600_000) / 1000));
      after = page.next;
      if (seen.flat().length === made.length) break;
    }
    expect(seen.flat()).toEqual(made);
    expect(seen.slice(0, 4).map(({ length }) => length)).toEqual([4, 4, 1, 4]);
    // The third page looked at twelve after the eighth of those meant, and found one; the fourth goes on behind them.
    expect(lookedTo.slice(0, 4)).toEqual([null, null, 10, null]);
  });
});
