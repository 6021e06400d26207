import pg from "pg";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { makeOrganization } from "#db/testing/factories";
import { BrandListener } from "./brand-listener.ts";

const url = process.env.DATABASE_URL ?? "";
const changed = vi.fn<(slug: string) => void>();
const gap = vi.fn<() => void>();
let listener: BrandListener;
let admin: pg.Client;

beforeEach(async () => {
  changed.mockClear();
  gap.mockClear();
  admin = new pg.Client(url);
  await admin.connect();
  listener = new BrandListener({ url, onChange: changed, onGap: gap });
  await listener.connect();
  await vi.waitFor(() => expect(listener.listening).toBe(true));
});

afterEach(async () => {
  await listener.close();
  await admin.end();
});

/** Ends the listener's connection from the other side, as a restart of Postgres would. */
const cut = () =>
  admin.query(
    "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'foyer listener' and datname = current_database()",
  );

test("hears of a new address the moment it is committed", async () => {
  const { slug } = await makeOrganization();
  await vi.waitFor(() => expect(changed).toHaveBeenCalledWith(slug));
});

test("takes a notice without a name for all of them", async () => {
  gap.mockClear();
  await admin.query("notify brand_changed");
  await vi.waitFor(() => expect(gap).toHaveBeenCalledOnce());
  expect(changed).not.toHaveBeenCalled();
});

test("does not take its own heartbeat for a change", () => {
  expect(changed).not.toHaveBeenCalled();
});

test("knows at once when the connection is cut, comes back by itself, and says that it may have missed something", async () => {
  gap.mockClear();
  await cut();
  await vi.waitFor(() => expect(gap).toHaveBeenCalled());
  await vi.waitFor(() => expect(listener.listening).toBe(true), { timeout: 5_000 });
  expect(gap.mock.calls.length).toBeGreaterThanOrEqual(2);
  await admin.query("select pg_notify('brand_changed', 'orion')");
  await vi.waitFor(() => expect(changed).toHaveBeenCalledWith("orion"));
});

test("answers after a cut without waiting for its own next attempt", async () => {
  await cut();
  await vi.waitFor(() => expect(listener.connected).toBe(false));
  expect(await listener.answers()).toBe(true);
});

test("asks once for all who want to know at one time, and again for the next", async () => {
  const query = vi.spyOn(pg.Client.prototype, "query");
  const questions = () => query.mock.calls.filter(([text]) => String(text) === "select 1").length;
  const answers = await Promise.all(Array.from({ length: 500 }, () => listener.answers()));
  expect([new Set(answers), questions()]).toEqual([new Set([true]), 1]);
  await listener.answers();
  expect(questions()).toBe(2);
  query.mockRestore();
});

test("says no when there is no database", async () => {
  const lost = new BrandListener({ url: "postgres://postgres@127.0.0.1:1/none", onChange: changed, onGap: gap });
  expect(await lost.answers()).toBe(false);
  expect(lost.listening).toBe(false);
  await lost.close();
});
