import { expect, test } from "vitest";
import { declineNoun } from "#lib/noun";
import { creationRefusal, type Made } from "./rules.ts";

const noun = declineNoun("company");
const refusal = (made: Made, perPerson: number) => creationRefusal(made, perPerson, noun)?.message ?? null;

test("a person makes as many as the installation allows, and no more", () => {
  expect(refusal({ kept: 9, lately: 9 }, 10)).toBeNull();
  expect(refusal({ kept: 10, lately: 0 }, 10)).toMatch(/^You have made 10 companies, as many as/);
  expect(refusal({ kept: 11, lately: 0 }, 10)).toMatch(/^You have made 11 companies/);
  expect(refusal({ kept: 1, lately: 0 }, 1)).toMatch(/^You have made 1 company, /);
});

test("where nobody makes any, the sentence says who does", () => {
  expect(refusal({ kept: 0, lately: 0 }, 0)).toBe(
    "Companies are made by the people who run this installation. Ask them for one.",
  );
});

test("making and deleting goes on until the month's measure is full", () => {
  expect(refusal({ kept: 0, lately: 19 }, 1)).toBeNull();
  expect(refusal({ kept: 0, lately: 20 }, 1)).toMatch(/within 30 days/);
  expect(refusal({ kept: 0, lately: 199 }, 100)).toBeNull();
  expect(refusal({ kept: 0, lately: 200 }, 100)).toMatch(/within 30 days/);
});
