"use client";

import Link from "next/link";
import { useState, useTransition } from "react";
import { Face } from "@/components/brand/face";
import { buttonClass } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { Row } from "@/components/ui/row";
import { Spinner } from "@/components/ui/spinner";
import { loadMembersAction } from "./actions";
import type { MemberRow } from "./rows";

type MemberListProps = { slug: string; first: MemberRow[]; next: string | null; isStart: boolean };

/** The members read so far, and a button that adds the next ones. */
export function MemberList({ slug, first, next: firstNext, isStart }: MemberListProps) {
  const [members, setMembers] = useState(first);
  const [next, setNext] = useState(firstNext);
  const [pending, startTransition] = useTransition();
  const path = `/o/${slug}/members`;
  const loadMore = (after: string) =>
    startTransition(async () => {
      const page = await loadMembersAction(slug, after);
      setMembers((known) => [...known, ...page.members]);
      setNext(page.next);
    });
  return (
    <div className="grid justify-items-start gap-3">
      <Card className="w-full">
        <ul>
          {members.map((member) => (
            <Row
              key={member.id}
              as="li"
              leading={<Face userId={member.id} name={member.name ?? member.email} />}
              title={
                <>
                  {member.name ?? member.email}
                  {member.isYou ? <span className="font-normal text-ink-2"> · you</span> : null}
                </>
              }
              detail={member.name ? member.email : undefined}
              action={member.role}
            />
          ))}
        </ul>
      </Card>
      <span role="status" className="sr-only">
        {members.length > first.length ? `${members.length} members shown` : ""}
      </span>
      {next ? (
        <Link
          href={`${path}?after=${encodeURIComponent(next)}`}
          prefetch={false}
          className={buttonClass()}
          aria-busy={pending || undefined}
          onClick={(event) => {
            if (event.metaKey || event.ctrlKey || event.shiftKey) return;
            event.preventDefault();
            if (!pending) loadMore(next);
          }}
        >
          <span className="submit-label">
            <span className="resting">Show more</span>
            <span className="waiting">
              <Spinner />
              Loading
            </span>
          </span>
        </Link>
      ) : null}
      {isStart ? null : (
        <Link href={path} prefetch={false} className="link">
          Back to the first ones
        </Link>
      )}
    </div>
  );
}
