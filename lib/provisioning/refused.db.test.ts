import { eq } from "drizzle-orm";
import { afterAll, describe, expect, test, vi } from "vitest";
import { installation } from "#db/client";
import { accounts } from "#db/schema/accounts";
import { users } from "#db/schema/users";
import { makeUser } from "#db/testing/factories";
import { provisionFirstSignIn } from "./mutations.ts";
import type { NewPerson } from "./types.ts";

// Before anything reads the environment, which is read once.
vi.stubEnv("SIGN_UP", "off");
vi.stubEnv("OPERATOR_EMAILS", "ola@orion-analytics.com");
afterAll(() => vi.unstubAllEnvs());

const person = (email: string): NewPerson => ({
  email,
  name: "Ada Lovelace",
  givenName: "Ada",
  familyName: "Lovelace",
  image: null,
});
const accountOf = (email: string) => ({
  provider: "oidc",
  issuer: "https://oidc.example",
  providerAccountId: `subject of ${email}`,
  email,
});

describe("where sign-up is off", () => {
  test.each([["by link"], ["by provider"]])("nobody new is made %s", async (way) => {
    const email = `ada-${way.replace(" ", "-")}@orion-analytics.com`;
    const account = way === "by link" ? null : accountOf(email);
    await expect(provisionFirstSignIn(person(email), account, null)).rejects.toMatchObject({ code: "forbidden" });
    expect(await installation.select().from(users).where(eq(users.email, email))).toEqual([]);
    const linked = await installation
      .select()
      .from(accounts)
      .where(eq(accounts.providerAccountId, `subject of ${email}`));
    expect(linked).toEqual([]);
  });

  test("someone who is known signs in, and may link a provider that vouches for the same address", async () => {
    const known = await makeUser();
    const account = accountOf(known.email);
    expect(await provisionFirstSignIn(person(known.email), account, null)).toBe(known.id);
    expect(await provisionFirstSignIn(person(known.email), null, null)).toBe(known.id);
  });

  test("the people who run the installation can become the first ones", async () => {
    expect(await provisionFirstSignIn(person("ola@orion-analytics.com"), null, null)).toMatch(/^usr_/);
  });
});
