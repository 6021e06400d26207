import { timestamp } from "drizzle-orm/pg-core";

/** A point in time, always with time zone and read as a Date. */
export const moment = () => timestamp({ withTimezone: true, mode: "date" });

export const createdAt = () => moment().notNull().defaultNow();
