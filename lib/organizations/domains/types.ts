import type { DomainId } from "#lib/ids";

/** The TXT record that proves a domain. */
export type ProofRecord = { name: string; value: string };

export type DomainStatus = "pending" | "verified" | "failed";

/** A domain as the settings show it. */
export type Domain = {
  id: DomainId;
  domain: string;
  status: DomainStatus;
  /** One sentence: what the last look found instead of the proof. */
  problem: string | null;
  /** Who added it. What an operator or an API client adds is verified without a record. */
  createdVia: "user" | "api" | "operator";
  /** The record to publish; null when none is needed. */
  record: ProofRecord | null;
  createdAt: Date;
  checkedAt: Date | null;
  /** Null: nobody looks any more, or ever did. */
  nextCheckAt: Date | null;
};

/** What a look found: the proof, something else or nothing instead, or that the servers could not say. */
export type Finding = { kind: "proof" } | { kind: "absent" | "unknown"; problem: string };

/** How an address that is a hostname stands with its organization. */
export type AddressProof = {
  verified: boolean;
  /** The domain whose proof would cover it: the one that is registered, or the address itself. */
  domain: string;
  /** Whether such a domain is in the organization's list, verified or not. */
  listed: boolean;
};
