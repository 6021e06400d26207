import { AppError } from "#lib/errors";
import type { Noun } from "#lib/noun";
import { graceDays } from "../lifecycle/rules.ts";

/** What a person has made so far. */
export type Made = {
  /** Those that are not deleted, with the one their sign-up made. */
  kept: number;
  /** Within as many days as a deleted one can be restored, with those that are deleted. */
  lately: number;
};

// A deleted one frees its place, but its logo is kept for those days and its address for longer: whoever could go on and on would
// hold any number of them.
const leastLately = 20;

/**
 * Why a person who made that many may not make another, or null.
 * @param perPerson how many the installation lets a person have
 */
export function creationRefusal({ kept, lately }: Made, perPerson: number, { Many, one, many }: Noun): AppError | null {
  if (perPerson === 0) {
    return new AppError("limit", `${Many} are made by the people who run this installation. Ask them for one.`);
  }
  if (kept >= perPerson) {
    const count = `${kept} ${kept === 1 ? one : many}`;
    return new AppError(
      "limit",
      `You have made ${count}, as many as this installation allows. Delete one that is not needed any more, or ask the people who run it.`,
    );
  }
  if (lately >= Math.max(leastLately, 2 * perPerson)) {
    return new AppError(
      "limit",
      `You have made ${lately} ${many} within ${graceDays} days, with those that are deleted. Wait some days, or ask the people who run this installation.`,
    );
  }
  return null;
}
